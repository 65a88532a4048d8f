"""The snapshot ledger as values: its lines, what each published, and what no longer fits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

LedgerCode = Literal["LEDGER-REWRITTEN", "RELEASE-VANISHED"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One published release as a line keeps it: digest over what it rested on, outcome, state of each record."""

    root: str
    outcome: str
    states: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One publication. ``digest`` is the SHA-256 of the line's own bytes, without its line end."""

    seq: int
    prev: str
    published_at: str
    commit: str
    tree: str
    tool: str
    releases: Mapping[str, Snapshot]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFault:
    """Something published that is no longer as it was; both commits are named where two are known."""

    code: LedgerCode
    said: str
    release: str = ""
