"""What the arguments of the statistics may be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# 0.5 is where the normal quantile turns: at or above it a bound would lie on the wrong side of its estimate.
_ALPHA_CEILING = 0.5


def check_alpha(alpha: float) -> None:
    """Raise ValueError unless ``alpha``, a one-sided error rate, lies strictly between 0 and 0.5."""
    if not 0 < alpha < _ALPHA_CEILING:
        raise ValueError(f"alpha is a one-sided error rate between 0 and 0.5, not {alpha}")


def check_counts(part: int, n: int) -> None:
    """Raise ValueError unless ``part`` of ``n`` is a possible count, zero of zero included."""
    if not 0 <= part <= n:
        raise ValueError(f"{part} of {n} is not a count")


def check_data(part: int, n: int) -> None:
    """Raise ValueError unless ``part`` of ``n`` is a possible count of at least one case."""
    check_counts(part, n)
    if n == 0:
        raise ValueError("no cases: there is nothing to estimate")


def check_fraction(name: str, value: float) -> None:
    """Raise ValueError unless ``value``, told as ``name``, lies between 0 and 1, both included."""
    if not 0 <= value <= 1:
        raise ValueError(f"{name} is a fraction between 0 and 1, not {value}")


def check_margin(margin: float) -> None:
    """Raise ValueError unless ``margin``, the allowed drop of a rate, is at least 0 and below 1."""
    if not 0 <= margin < 1:
        raise ValueError(f"a margin of a rate is at least 0 and below 1, not {margin}")


def check_finite(values: Iterable[float]) -> None:
    """Raise ValueError when a value is infinite or not a number."""
    for value in values:
        if not math.isfinite(value):
            raise ValueError(f"{value} is not a measured number")
