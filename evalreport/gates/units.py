"""What the numbers of a measure are counted in."""

from __future__ import annotations

from typing import Literal


def unit_of(measure: str) -> Literal["rate", "s", "usd", "score"]:
    """Return the unit of a measure: rate, s, usd or score."""
    if measure.startswith("latency"):
        return "s"
    if measure == "cost_per_success":
        return "usd"
    return "score" if measure == "mean" else "rate"
