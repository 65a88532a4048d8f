"""Two result files side by side, without any configuration."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.model.assessment import Transitions
    from evalreport.model.statistics import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreDelta:
    """One score on both sides; ``n`` counts paired cases, ``interval`` is the two-sided 90% one of ``delta``.

    Rates are fractions, numbers in the score's own unit. ``p_value`` is exact McNemar, None for numbers.
    """

    baseline: float | None
    candidate: float | None
    delta: float | None
    interval: Interval | None
    p_value: float | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Pairs by what happened, scores, and the cases that changed (by the files' own verdicts)."""

    transitions: Transitions
    scores: Mapping[str, ScoreDelta] = field(default_factory=dict)
    regressed_cases: tuple[str, ...] = ()
    fixed_cases: tuple[str, ...] = ()
    by_class: Mapping[str, Transitions] = field(default_factory=dict)
    costs: tuple[float | None, float | None] = (None, None)
    warnings: tuple[str, ...] = ()
