"""What a success, a review, an approval, an avoided escalation and a caught failure cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from evalreport.model.gate import Verdict
    from evalreport.model.statistics import Interval

CostId = Literal["successful_run", "reviewed_run", "approved_action", "avoided_escalation", "high_risk_failure"]
# In the order of the practice: cost per successful run, per reviewed run, ... per high-risk failure caught.
COSTS: dict[CostId, str] = {
    "successful_run": "Cost per successful run",
    "reviewed_run": "Cost per reviewed run",
    "approved_action": "Cost per approved action",
    "avoided_escalation": "Cost per avoided escalation",
    "high_risk_failure": "Cost per high-risk failure caught before release",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CostSide:
    """One cost figure of one side: ``value`` = ``numerator`` (USD) / ``denominator`` (a count).

    ``runs`` are the runs looked at, ``unknown`` those of them left out on both sides of the line because what they
    cost or what they came to is not known. ``value`` is None where ``why`` says so ("undefined: no approved action");
    ``why`` beside a value says why it has no interval. ``numerator`` is None while nothing is known.
    """

    numerator: float | None
    denominator: int | None
    value: float | None
    runs: int
    unknown: int = 0
    interval: Interval | None = None
    why: str = ""

    def document(self) -> dict[str, object]:
        """Return the side as the JSON contracts have it; what is not known is null."""
        return {
            "numerator_usd": self.numerator,
            "denominator": self.denominator,
            "value_usd": self.value,
            "interval": _ends(self.interval),
            "runs": self.runs,
            "unknown": self.unknown,
            "why": self.why,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CostFigure:
    """One of the five figures on both sides.

    ``change`` is relative (0.08: 8 % dearer) with its two-sided 90% interval. ``quality`` is the worst verdict of the
    gates that judge quality, ``quality_gates`` those that have it: cheaper counts only where quality passed. None:
    no gate of the decision judges quality. ``note`` says what the numerator leaves out.
    """

    id: CostId
    title: str
    candidate: CostSide
    baseline: CostSide | None = None
    change: float | None = None
    change_interval: Interval | None = None
    quality: Verdict | None = None
    quality_gates: tuple[str, ...] = ()
    note: str = ""

    def document(self) -> dict[str, object]:
        """Return the figure as the JSON contracts have it; ``change`` is a share, 0.08 for 8 % dearer."""
        return {
            "id": self.id,
            "candidate": self.candidate.document(),
            "baseline": self.baseline.document() if self.baseline else None,
            "change": self.change,
            "interval": _ends(self.change_interval),
            "quality": self.quality,
            "quality_gates": list(self.quality_gates),
            "note": self.note,
        }


def _ends(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [interval.low, interval.high]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFacts:
    """What people did with the runs of one side; ``minutes`` is None where not all are known.

    ``reviewed`` is None where no run of the side carries a record of reviews: nobody may have looked, or written it.
    ``overridden`` counts runs whose trace tells of a reviewer who set another answer in place, None without traces.
    """

    runs: int
    reviewed: int | None
    minutes: float | None
    overridden: int | None = None

    def document(self) -> dict[str, object]:
        """Return the facts as the JSON contracts have them; what is not known is null."""
        return {
            "runs": self.runs,
            "reviewed": self.reviewed,
            "minutes": self.minutes,
            "overridden": self.overridden,
        }
