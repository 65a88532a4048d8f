"""What the columns of a table tell of a run beside its result: the model asked, tools, reviewers, feedback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from evalreport.model.evaluation import ToolCall
from evalreport.model.trace import Feedback, ModelUse, Review, ReviewKind, Trace
from evalreport.readers.cells import CellError, text
from evalreport.readers.otlp_people import opinion

if TYPE_CHECKING:
    from collections.abc import Mapping

_KINDS: tuple[ReviewKind, ...] = get_args(ReviewKind)
# What people write into a column of feedback is a word; what is longer is what the user wrote.
_MAX_WORD = 40


def word(value: object) -> str:
    """Return a text or number as text, "" for lists and objects."""
    return "" if isinstance(value, list | dict) else text(value)


def calls_of(value: object) -> tuple[str, ...] | None:
    """Return the names of tools in the order they were called: a list of texts, or one text that semicolons part.

    Lists of anything else (schemas of tools that there are, say) tell of no call, and are None.
    """
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(";") if part.strip())
    names = value if isinstance(value, list) else [None]
    called = tuple(name for name in names if isinstance(name, str) and name)
    return called if len(called) == len(names) else None


def told_tools(calls: tuple[str, ...] | None, approved: bool | None) -> tuple[ToolCall, ...] | None:
    """Return the calls, each with the approval that the row has a record of."""
    return None if calls is None else tuple(ToolCall(name=name, approved=approved) for name in calls)


def told_trace(
    said: Mapping[str, str], wholes: Mapping[str, int], minutes: float | None, approved: bool | None
) -> Trace | None:
    """Return what the cells tell of the run, None where no column is about it; raise CellError for a wrong word.

    ``minutes`` are those of the reviewer. Nothing is known of spans, so none are counted.
    """
    uses = _uses(said, wholes)
    reviews = _reviews(said, minutes, approved)
    feedback = _feedback(said)
    return Trace(spans=0, uses=uses, reviews=reviews, feedback=feedback) if uses or reviews or feedback else None


def _uses(said: Mapping[str, str], wholes: Mapping[str, int]) -> tuple[ModelUse, ...]:
    if not said.get("model"):
        return ()
    return (
        ModelUse(
            model=said["model"],
            tokens_in=wholes.get("tokens_in"),
            tokens_out=wholes.get("tokens_out"),
            at=said.get("started_at"),
        ),
    )


def _reviews(said: Mapping[str, str], minutes: float | None, approved: bool | None) -> tuple[Review, ...]:
    """Return the review and the approval of a row; a reviewer's name alone may be of a data set's labels."""
    by, at = said.get("reviewer"), said.get("started_at")
    found = []
    if minutes is not None or said.get("review_kind"):
        if minutes is not None and minutes < 0:
            raise CellError("reviewer_minutes", f"{minutes:g} minutes")
        found.append(Review(kind=_kind(said.get("review_kind")), by=by, minutes=minutes, note=said.get("note"), at=at))
    if approved is not None:
        found.append(Review(kind="approval" if approved else "refusal", by=by, at=at))
    return tuple(found)


def _kind(given: str | None) -> ReviewKind:
    known = next((kind for kind in _KINDS if kind == (given or "review").strip().casefold()), None)
    if known is None:
        raise CellError("review_kind", f"{given!r} is none of {', '.join(_KINDS)}")
    return known


def _feedback(said: Mapping[str, str]) -> tuple[Feedback, ...]:
    given = said.get("feedback")
    if not given:
        return ()
    source = (said.get("feedback_source") or "user").strip().casefold()
    if source not in {"user", "operator"}:
        raise CellError("feedback_source", f"{source!r} is neither user nor operator")
    by: Literal["user", "operator"] = "operator" if source == "operator" else "user"
    if len(given) > _MAX_WORD:
        return (Feedback(source=by, comment=given),)
    return (Feedback(source=by, good=opinion(given, None), label=given),)
