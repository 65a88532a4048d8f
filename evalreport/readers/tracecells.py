"""What a line of a live window tells beside its row: the tools called, and the trace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from evalreport.model.evaluation import ToolCall
from evalreport.model.trace import Trace
from evalreport.readers.cells import CellError

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Tools and trace of one line, None where it does not say."""

    tools: tuple[ToolCall, ...] | None = None
    trace: Trace | None = None


def take_trace(record: dict[str, object]) -> Told:
    """Take ``tools`` and ``trace`` out of a record; raise CellError where they have another form."""
    # Names of tools alone are read like a table's column of them.
    tools = record.pop("tools") if _are_calls(record.get("tools")) else None
    trace = record.pop("trace", None)
    # A line may tell of reviews alone; then nothing is known of spans, and none are counted.
    whole = {"spans": 0, **trace} if isinstance(trace, dict) else trace
    try:
        told = Told(
            tools=None if tools is None else msgspec.convert(tools, type=tuple[ToolCall, ...]),
            trace=None if whole is None else msgspec.convert(whole, type=Trace),
        )
    except msgspec.ValidationError as error:
        raise CellError("tools or trace", str(error)) from None
    _check_numbers(told)
    return told


def _are_calls(tools: object) -> bool:
    return isinstance(tools, list) and any(isinstance(item, dict) for item in tools)


def _check_numbers(told: Told) -> None:
    """Raise CellError for a number below 0: no tokens, minutes or seconds are."""
    if told.trace is not None and any(number is not None and number < 0 for number in _numbers(told.trace)):
        raise CellError("trace", "a number is below 0")


def _numbers(trace: Trace) -> Iterator[float | None]:
    yield from (trace.spans, trace.retries)
    for use in trace.uses:
        yield from (use.tokens_in, use.tokens_out, use.tokens_cached)
    yield from (stall.seconds for stall in trace.stalls)
    yield from (review.minutes for review in trace.reviews)
