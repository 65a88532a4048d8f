"""One result of promptfoo as a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.model.evaluation import CaseResult, Score
from evalreport.readers.values import as_text, clip, metadata_texts, number, texts, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

HARNESS_ERROR = 2  # promptfoo's ResultFailureReason: 0 none, 1 assertion, 2 error
HUMAN = "human"


def mapping(value: object) -> Mapping[str, object]:
    """Return an object's names and values, empty for anything else."""
    return value if isinstance(value, dict) else {}


def provider_names(item: Mapping[str, object]) -> tuple[str, str, str]:
    """Return the id and label of a result's provider, a text or an object by version, and the prompt's label."""
    provider = item.get("provider")
    names = mapping(provider)
    name = provider if isinstance(provider, str) else as_text(names.get("id"))
    prompt = mapping(item.get("prompt"))
    return name or "unknown", as_text(names.get("label")) or "", as_text(prompt.get("label")) or ""


def promptfoo_row(item: Mapping[str, object], suite: str, index: int) -> CaseResult:
    """Make the row of a result, epoch 1; raises ValueError for a number that is none, or a result without success."""
    success = _success(item)
    grading = mapping(item.get("gradingResult"))
    components = _components(grading)
    broke = _broke(item, grading)
    test = mapping(item.get("testCase"))
    response = mapping(item.get("response"))
    cached = response.get("cached") is True
    tokens_in, tokens_out = _tokens(mapping(response.get("tokenUsage")))
    metadata = _metadata(item, test, cached=cached)
    return CaseResult(
        suite=suite,
        case_id=_case_id(item, test, index),
        scores=() if broke else _scores(item, grading, components, success=success),
        passed=None if broke else success,
        error=(as_text(item.get("error")) or "an error without a message") if broke else None,
        # A label on a row that passed would put it into a failure class.
        labels=() if success or broke else _labels(components, metadata),
        input=as_text(mapping(item.get("prompt")).get("raw")),
        output=as_text(response.get("output")),
        cost_usd=number(item.get("cost")),
        tokens_in=tokens_in,
        tokens_out=tokens_out,
        latency_s=_latency(item, cached=cached),
        human_label=_human(components),
        trace_id=metadata.get("traceId"),
        tags=texts(mapping(test.get("metadata")).get("tags")),
        metadata=metadata,
    )


def _success(item: Mapping[str, object]) -> bool:
    """Return the file's verdict; a text such as "false" is true in many languages, so only a truth value counts."""
    stated = item.get("success")
    success = stated if isinstance(stated, bool) else None
    if success is None:
        raise ValueError("success is neither true nor false")
    return success


def _latency(item: Mapping[str, object], *, cached: bool) -> float | None:
    """Return how long the answer took in seconds, None where that is not stated."""
    # The time of a cached answer is that of looking it up.
    stated = None if cached else number(item.get("latencyMs"))
    return None if stated is None else stated / 1000


def _metadata(item: Mapping[str, object], test: Mapping[str, object], *, cached: bool) -> dict[str, str]:
    """Join the test's metadata and the result's; names that begin with an underscore are promptfoo's own notes."""
    joined = metadata_texts({**mapping(test.get("metadata")), **mapping(item.get("metadata"))})
    kept = {name: value for name, value in joined.items() if not name.startswith("_")}
    return kept | {"cached": "true"} if cached else kept


def _components(grading: Mapping[str, object]) -> list[tuple[str, Mapping[str, object]]]:
    """Return each assertion's type and result."""
    found = grading.get("componentResults")
    results = [mapping(item) for item in found] if isinstance(found, list) else []
    return [(as_text(mapping(item.get("assertion")).get("type")) or "assertion", item) for item in results]


def _broke(item: Mapping[str, object], grading: Mapping[str, object]) -> bool:
    """Say whether the harness failed: by the reason given, in older files by an error that nothing graded."""
    # An error with a grading beside it is what an assertion said, not a fault of the harness.
    if "failureReason" in item:
        return item["failureReason"] == HARNESS_ERROR
    return bool(item.get("error")) and not grading


def _case_id(item: Mapping[str, object], test: Mapping[str, object], index: int) -> str:
    """Name the case by the test's place in the suite, since rows come in any order, and its description."""
    place = whole(item.get("testIdx"))
    place = index if place is None else place
    # Descriptions repeat and change, so they follow the place and never stand alone.
    description = test.get("description")
    return f"{place}: {description}" if isinstance(description, str) and description else f"test-{place}"


def _scores(
    item: Mapping[str, object],
    grading: Mapping[str, object],
    components: list[tuple[str, Mapping[str, object]]],
    *,
    success: bool,
) -> tuple[Score, ...]:
    """Return the main score, the named ones, and one for each type of assertion."""
    reason = as_text(grading.get("reason"))
    main = Score(name="score", value=number(item.get("score")), passed=success, explanation=reason)
    found = {"score": main}
    for name, value in mapping(item.get("namedScores")).items():
        found.setdefault(name, Score(name=name, value=number(value)))
    for kind in dict.fromkeys(kind for kind, _ in components):
        # A named score of the same name stands: its author chose both the name and the number.
        found.setdefault(kind, _assertion_score(kind, [result for other, result in components if other == kind]))
    return tuple(found.values())


def _assertion_score(kind: str, results: list[Mapping[str, object]]) -> Score:
    """Make one score of all assertions of a type: their mean, passed when all passed."""
    values = [value for result in results if (value := number(result.get("score"))) is not None]
    mean = sum(values) / len(values) if values else None
    passed = all(result.get("pass") is True for result in results)
    why = "\n".join(text for result in results if (text := as_text(result.get("reason"))))
    return Score(name=kind, value=mean, passed=passed, grader=kind, explanation=clip(why or None))


def _labels(components: list[tuple[str, Mapping[str, object]]], metadata: Mapping[str, str]) -> tuple[str, ...]:
    """Label a failed row with the assertions that failed and the red-team plugin that got through."""
    # Failure classes match on these, so they name the kind of assertion and not its text.
    failed = [f"failed:{kind}" for kind, result in components if result.get("pass") is False]
    plugin = metadata.get("pluginId")
    return tuple(dict.fromkeys([*failed, plugin] if plugin else failed))


def _tokens(usage: Mapping[str, object]) -> tuple[int | None, int | None]:
    """Return prompt and completion tokens; zeros beside cached tokens mean that this call measured none."""
    sent, received = whole(usage.get("prompt")), whole(usage.get("completion"))
    return (None, None) if usage.get("cached") and not sent and not received else (sent, received)


def _human(components: list[tuple[str, Mapping[str, object]]]) -> str | None:
    """Return what a person rated by hand."""
    # Rating again adds an entry: the last one is what the person meant in the end.
    rated = [result.get("pass") for kind, result in components if kind == HUMAN]
    return None if not rated else "pass" if rated[-1] is True else "fail"
