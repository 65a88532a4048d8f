"""Which texts of which cases are published, blacked out as the policy says; what is not eligible never leaves here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.disclosure.redact import Redactor
from evalreport.render.casecalls import steps
from evalreport.render.text import excerpt, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from evalreport.model.assessment import CasePair, CaseSide
    from evalreport.model.evaluation import ToolCall
    from evalreport.model.policy import Publish
    from evalreport.render.casecalls import Step

BYTES_PER_KB = 1000
# What is longer than this is no label that somebody filters by but a text, and published as texts are.
LABEL_LENGTH = 80
Place = tuple[str, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallText:
    """What went into one call and what came back; "" where it says nothing."""

    arguments: str = ""
    result: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideText:
    """The texts of one side of a case; ``explanations`` and ``metadata`` (long values) by name."""

    input: str = ""
    output: str = ""
    error: str = ""
    note: str = ""
    explanations: Mapping[str, str]
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseText:
    """The published texts of one case; ``calls`` are those of ``steps``, baseline and candidate."""

    before: SideText | None
    after: SideText | None
    calls: tuple[tuple[CallText | None, CallText | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The texts of a release by case; ``withheld`` counts eligible cases without a text or without room."""

    texts: Mapping[Place, CaseText]
    withheld: int
    redacted: int


class Scissors:
    """Blacks out, cuts and makes visible; counts what it blacked out."""

    def __init__(self, publish: Publish) -> None:
        self._redact = Redactor(publish.redact)
        self._length = publish.length
        self._seen: dict[str, tuple[str, int]] = {}
        self._known = 0

    @property
    def count(self) -> int:
        """Passages blacked out so far, each as often as it stood somewhere."""
        return self._redact.count + self._known

    def text(self, text: str | None) -> str:
        """Return a text as it may be published, "" for none."""
        return visible(excerpt(self._redact(text), self._length))

    def label(self, text: str) -> str:
        """Return a short value as it may be published; the same few stand on thousands of cases."""
        if text not in self._seen:
            before = self._redact.count
            shown = visible(self._redact(text) or "")
            self._seen[text] = shown, self._redact.count - before
        else:
            self._known += self._seen[text][1]
        return self._seen[text][0]


def published(publish: Publish, eligible: Iterable[CasePair]) -> Published:
    """Return the texts of eligible cases in their order, until the policy's budget of bytes is used up."""
    left, withheld, redacted = publish.max_kb * BYTES_PER_KB, 0, 0
    texts: dict[Place, CaseText] = {}
    scissors = Scissors(publish)
    for pair in eligible:
        before = scissors.count
        text = _case(pair, scissors)
        weight = sum(len(part.encode("utf-8", "surrogatepass")) for part in _parts(text))
        # A case too large for what is left is skipped, not the end: smaller ones behind it still fit.
        if not weight or weight > left:
            withheld += 1
            continue
        left -= weight
        redacted += scissors.count - before
        texts[pair.suite, pair.case_id, pair.epoch] = text
    return Published(texts=texts, withheld=withheld, redacted=redacted)


def is_label(value: str) -> bool:
    """Say whether a value of the metadata is short enough to name something."""
    return len(value) <= LABEL_LENGTH and "\n" not in value


def case_steps(pair: CasePair) -> tuple[Step, ...]:
    """Return the tool calls of both sides of a case, joined."""
    return steps(*(side.row.tools if side is not None else None for side in (pair.baseline, pair.candidate)))


def _case(pair: CasePair, scissors: Scissors) -> CaseText:
    calls = [_calls(step, scissors) for step in case_steps(pair)]
    return CaseText(before=_side(pair.baseline, scissors), after=_side(pair.candidate, scissors), calls=tuple(calls))


def _side(side: CaseSide | None, scissors: Scissors) -> SideText | None:
    if side is None:
        return None
    row, cut = side.row, scissors.text
    return SideText(
        input=cut(row.input),
        output=cut(row.output),
        error=cut(row.error),
        note=cut(row.note),
        explanations={one.name: cut(one.explanation) for one in row.scores if one.explanation},
        metadata={scissors.label(key): cut(value) for key, value in row.metadata.items() if not is_label(value)},
    )


def _calls(step: Step, scissors: Scissors) -> tuple[CallText | None, CallText | None]:
    before = _call(step.before, scissors)
    # Both sides of the same call are told once, and counted once.
    return before, before if step.kind == "same" else _call(step.after, scissors)


def _call(call: ToolCall | None, scissors: Scissors) -> CallText | None:
    if call is None:
        return None
    cut = scissors.text
    return CallText(arguments=cut(call.arguments), result=cut(call.result), error=cut(call.error))


def _parts(text: CaseText) -> Iterator[str]:
    for side in (text.before, text.after):
        if side is not None:
            yield from (side.input, side.output, side.error, side.note)
            yield from (*side.explanations.values(), *side.metadata.values())
    for before, after in text.calls:
        yield from (part for call in {before, after} if call for part in (call.arguments, call.result, call.error))
