"""Uncertain numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A two-sided confidence interval, both ends in the unit of the estimate."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number computed from rows.

    ``value`` is None where nothing was measured; ``n`` counts the rows it rests on, ``unknown`` the rows
    that should have carried it and did not. ``passed`` is the count behind a rate, None for means.
    """

    value: float | None
    n: int
    interval: Interval | None = None
    passed: int | None = None
    unknown: int = 0
