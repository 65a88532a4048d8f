"""What the numbers of a measure are counted in."""

from __future__ import annotations

from typing import Literal


def unit_of(measure: str) -> Literal["rate", "s", "usd", "score", "min"]:
    """Return the unit of a measure: rate, s, usd, score or min (minutes of people for a hundred runs)."""
    if measure.startswith("latency"):
        return "s"
    if measure == "cost_per_success":
        return "usd"
    if measure == "reviewer_burden":
        return "min"
    return "score" if measure == "mean" else "rate"
