"""What a release's gates can show with as many cases as it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evalreport.model.gate import Form, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedGate:
    """One gate's chances; each is None where it cannot be told.

    ``passes_unchanged`` is the chance that a candidate as good as now passes, ``stops_regression`` that one worse by
    just the margin (or just at the line) does not, ``fails_double`` that one worse by twice the margin is shown to be.
    ``needed`` is the n at which the unchanged candidate passes four times in five. ``assumed`` says what that rests
    on, ``note`` what else to know.
    """

    gate: str
    title: str
    form: Form
    level: Level
    n: int | None
    passes_unchanged: float | None = None
    stops_regression: float | None = None
    fails_double: float | None = None
    needed: int | None = None
    assumed: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePlan:
    """The gates of one release, and the chance that an unchanged candidate passes all that block.

    ``passes_all`` takes the gates as independent; None where one of them cannot be told.
    """

    release: str
    gates: tuple[PlannedGate, ...]
    passes_all: float | None = None
