"""Live windows: samples of production runs over a period, how they were drawn, and where they came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.model.evaluation import CaseResult, Unread
    from evalreport.model.inputs import InputFile
    from evalreport.model.location import Location

SamplingKind = Literal["all", "random", "stratified", "weighted", "picked", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How the runs of a window were chosen.

    ``rate`` is the share of the traffic that was drawn. ``stratified``: ``stratum`` is the metadata key that names a
    row's stratum and ``shares`` each stratum's share of the traffic. ``weighted``: ``probability`` is the metadata key
    that holds a row's chance of being drawn. ``picked`` (suspicious runs, complaints) and ``unknown`` never speak of
    traffic, only of the reviewed runs. ``words`` is what people wrote.
    """

    kind: SamplingKind = "unknown"
    rate: float | None = None
    stratum: str | None = None
    shares: Mapping[str, float] = field(default_factory=dict)
    probability: str | None = None
    words: str = ""


# Runs drawn nobody says how stand for nothing but themselves.
UNSTATED = Sampling()


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowSource:
    """Where a window was pulled from: the query and its SHA-256, the connection's name, rows, and when (RFC 3339)."""

    query: str
    query_sha256: str
    connection: str
    rows: int
    pulled_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveWindow:
    """One file of production runs, and the period it speaks of (RFC 3339, UTC, the end excluded).

    ``stated`` is True where the file's header says the period, False where it is that of its earliest and latest run;
    both are None where neither says. ``id`` is the file's name without its extension.
    """

    id: str
    release: str
    file: InputFile
    begins: str | None
    ends: str | None
    stated: bool
    sampling: Sampling
    rows: tuple[CaseResult, ...]
    source: WindowSource | None = None
    unread: tuple[Unread, ...] = ()
    warnings: tuple[str, ...] = ()
    location: Location | None = None
