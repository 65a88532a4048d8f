"""One side of a case, and one step of it, as they stand in the file of cases."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import msgspec

from evalreport.render.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.model.assessment import CaseSide
    from evalreport.model.evaluation import CaseResult, Score
    from evalreport.model.scorecard import ScoreSpec
    from evalreport.render.casecalls import Step
    from evalreport.render.casetexts import CallText, SideText
    from evalreport.render.context import Context

# Three digits are what a reader compares by; the rest would only fill the file.
DIGITS = 3
# More links than these say no more about where a case comes from than the evidence page does.
FILES = 3
# Letters and words of a scale; what is longer is an answer, and published as answers are.
SCALE_WORD = 20


def run_json(context: Context, side: CaseSide | None, text: SideText | None) -> dict[str, object] | None:
    """Give what one side did with a case: pass or fail, classes, scores, cost, time, and published texts."""
    if side is None:
        return None
    row = side.row
    told: dict[str, object] = {
        "classes": [visible(one) for one in side.classes],
        "scores": _scores(context, side, text),
        "usd": rounded(row.cost_usd),
        "seconds": rounded(row.latency_s),
        "tokens": _tokens(row),
        "calls": None if row.tools is None else len(row.tools),
        "tool_errors": row.tool_errors or None,
        "skipped": row.skipped or None,
        "broke": row.error is not None or None,
        "person": visible(row.human_label or "")[:SCALE_WORD],
    }
    if text is not None:
        told |= {"input": text.input, "output": text.output, "error": text.error, "note": text.note}
        told["metadata"] = {visible(key): value for key, value in text.metadata.items()}
    # A verdict that nobody reached is null, which is a value; everything else that is not there is left out.
    return {"passed": side.passed} | {key: value for key, value in told.items() if value not in (None, "", [], {})}


def step_json(step: Step, texts: tuple[CallText | None, CallText | None]) -> dict[str, object]:
    """Give one step: tool, what became of it, and each side's call as far as its texts are published."""
    before, after = texts
    told: dict[str, object] = {"name": visible(step.name), "is": step.kind}
    if step.kind == "changed":
        told["differs"] = list(step.differs)
    if step.kind == "alone":
        told["side"] = "after" if step.after is not None else "before"
    failed = [side for side, call in (("before", step.before), ("after", step.after)) if call and call.error]
    if failed:
        told["failed"] = failed
    # What is the same on both sides is written once.
    if step.kind != "same":
        told |= {key: _call(text) for key, text in (("before", before), ("after", after)) if text is not None}
    elif after is not None:
        told["after"] = _call(after)
    return told


def rounded(value: float | None) -> float | None:
    """Return a number with as many digits as a reader compares; None for what is no number."""
    if value is None or not math.isfinite(value):
        return None
    return float(f"{value:.{DIGITS}g}")


def file_links(context: Context, side: str) -> list[dict[str, object]]:
    """Return the files a side's cases were read from, with their addresses in git where they are committed."""
    files = sorted((one for one in context.inputs if one.kind == side), key=lambda one: one.path)
    return [
        {
            "path": visible(one.path),
            # A link to a commit that does not hold these bytes would prove something else.
            "address": None if one.origin.uncommitted else context.address(one.path),
            "more": len(files) - FILES if at == FILES - 1 and len(files) > FILES else 0,
        }
        for at, one in enumerate(files[:FILES])
    ]


def _tokens(row: CaseResult) -> int | None:
    if row.tokens_in is None:
        return None
    return int(rounded(row.tokens_in + (row.tokens_out or 0)) or 0)


def _call(text: CallText) -> dict[str, object]:
    told = {"arguments": _arguments(text.arguments), "result": text.result, "error": text.error}
    return {key: value for key, value in told.items() if value}


def _arguments(text: str) -> str | dict[str, str]:
    """Give arguments that are an object by name, each as JSON text; anything else, also what was cut, as it is."""
    # As text: a browser would round large numbers and write 19.0 as 19.
    try:
        found = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, RecursionError):
        return text
    return {key: bytes(value).decode() for key, value in found.items()}


def _scores(context: Context, side: CaseSide, text: SideText | None) -> dict[str, object]:
    """Give the scorecard's scores by id and then the file's others by name: the verdict alone, or all there is."""
    read: dict[str, object] = {}
    used: set[str] = set()
    for identifier, passed in side.scores.items():
        score = _carried(side.row, context.policy.scorecard.get(identifier))
        used |= {score.name} if score else set()
        read[visible(identifier)] = _score(passed, score, text)
    for score in side.row.scores:
        if score.name not in used:
            read.setdefault(visible(score.name), _score(score.passed, score, text))
    return read


def _carried(row: CaseResult, spec: ScoreSpec | None) -> Score | None:
    """Return the score of the file that an entry of the scorecard speaks of: the one it names, else the only one."""
    if spec is not None and spec.of is not None:
        return row.score(spec.of)
    return row.scores[0] if len(row.scores) == 1 else None


def _score(passed: bool | None, score: Score | None, text: SideText | None) -> dict[str, object]:
    told = dict(_told(score, text)) if score else {}
    # A plain 1 or 0 beside a verdict says the verdict again.
    if passed is not None and told.get("value") == float(passed):
        del told["value"]
    return {"passed": passed} | told


def _told(score: Score, text: SideText | None) -> Iterator[tuple[str, object]]:
    if (value := rounded(score.value)) is not None:
        yield "value", value
    elif score.text and len(score.text) <= SCALE_WORD:
        yield "value", visible(score.text)
    if score.grader:
        yield "grader", visible(score.grader)
    if text is not None and (why := text.explanations.get(score.name)):
        yield "why", why
