"""What `check` found, as every writer gets it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evalreport.errors import EvalReportError
    from evalreport.model.report import ReleaseReport

CLEARED = frozenset({"cleared", "cleared_by_override"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The releases asked about and the errors of the run; with errors nothing is cleared.

    ``known`` counts the releases of the project, open or not.
    """

    reports: tuple[ReleaseReport, ...]
    errors: tuple[EvalReportError, ...] = ()
    known: int = 0

    @property
    def holds(self) -> bool:
        """True where every release asked about is cleared, by its gates or by override."""
        return not self.errors and all(report.standing in CLEARED for report in self.reports)
