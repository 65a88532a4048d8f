"""Failure classes and how a row is put into one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from evalreport.model.location import Location

Severity = Literal["minor", "major", "critical"]

# Failed rows no rule claims; shown, and gateable under this id.
UNCLASSIFIED = "unclassified"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRule:
    """One rule: every (field, pattern) pair must match for the rule to claim a row.

    Fields: ``label``, ``tag``, ``suite``, ``case``, ``error``, ``failure_class``, ``score`` (the named score failed),
    ``tool_error`` (a tool of that name failed), ``tool`` (one was called), ``review`` (a person's review of that kind
    is in the trace), ``metadata.<key>``. Patterns are regular expressions that must match
    the whole value; for lists one element suffices.
    """

    conditions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureClass:
    """One kind of failure, why it matters and how bad it is."""

    id: str
    title: str
    why: str
    severity: Severity = "major"
    match: tuple[MatchRule, ...] = ()
    example: str = ""
    location: Location | None = None
