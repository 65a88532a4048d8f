"""The tool calls of both sides of a case, step by step: what is the same, changed, added, removed."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evalreport.model.evaluation import ToolCall

StepKind = Literal["same", "changed", "added", "removed", "alone"]
Calls = tuple["ToolCall", ...]
# Comparing takes the product of both lengths at worst; an agent that calls this often went round in circles.
MOST_CALLS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a case: the call of each side that belongs here.

    ``alone`` steps stand where there is only one side, so that nothing could be compared.
    """

    kind: StepKind
    before: ToolCall | None = None
    after: ToolCall | None = None

    @property
    def name(self) -> str:
        """The tool."""
        call = self.after or self.before
        return call.name if call else ""

    @property
    def differs(self) -> tuple[str, ...]:
        """What is not the same on both sides: arguments, result, error."""
        if self.before is None or self.after is None:
            return ()
        parts = ("arguments", "result", "error")
        return tuple(part for part in parts if getattr(self.before, part) != getattr(self.after, part))


def steps(before: Calls | None, after: Calls | None) -> tuple[Step, ...]:
    """Join the calls of both sides in their order; None is a side of which nobody knows its calls."""
    if before is None or after is None:
        return tuple(_alone(before, after))
    if before == after:
        return tuple(Step(kind="same", before=one, after=two) for one, two in zip(before, after, strict=True))
    return tuple(_joined(before[:MOST_CALLS], after[:MOST_CALLS]))


def _alone(before: Calls | None, after: Calls | None) -> Iterator[Step]:
    yield from (Step(kind="alone", before=call) for call in before or ())
    yield from (Step(kind="alone", after=call) for call in after or ())


def _joined(before: Calls, after: Calls) -> Iterator[Step]:
    """Match calls of the same arguments first: of two retries the equal ones belong together."""
    for same, old, new in _blocks(before, after, [_whole(call) for call in before], [_whole(call) for call in after]):
        if same:
            yield from map(_pair, old, new)
        else:
            yield from _by_name(old, new)


def _by_name(before: Calls, after: Calls) -> Iterator[Step]:
    for same, old, new in _blocks(before, after, [call.name for call in before], [call.name for call in after]):
        if same:
            yield from map(_pair, old, new)
            continue
        # What went away stands above what came in its place, as in any diff.
        yield from (Step(kind="removed", before=call) for call in old)
        yield from (Step(kind="added", after=call) for call in new)


def _blocks(
    before: Calls, after: Calls, old_keys: Sequence[object], new_keys: Sequence[object]
) -> Iterator[tuple[bool, Calls, Calls]]:
    matcher = SequenceMatcher(None, old_keys, new_keys, autojunk=False)
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        yield tag == "equal", before[old_start:old_end], after[new_start:new_end]


def _whole(call: ToolCall) -> tuple[str, str | None]:
    return call.name, call.arguments


def _pair(before: ToolCall, after: ToolCall) -> Step:
    step = Step(kind="changed", before=before, after=after)
    return step if step.differs else Step(kind="same", before=before, after=after)
