"""Add cases until it is decided: evidence that may be looked at as often as one likes (R12).

An e-process is a bet against a claim: its expected value stays at most 1 while the claim is true, so that it ever
reaches 1/alpha with the chance alpha at most (Ville's inequality; Waudby-Smith and Ramdas 2024, arXiv 2010.09686).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.analysis.domain import check_alpha, check_finite, check_fraction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalreport.model.gate import Verdict

BETS = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7)
# Above it the largest bet against a case that got better could lose more than everything.
_LARGEST_MARGIN = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class TopUp:
    """Where a comparison stands after each added case.

    ``for_passing`` and ``for_failing`` are the odds against "worse than the margin" and against "within it"; the first
    to reach 1/alpha decided after ``decided_after`` cases, None while neither has.
    """

    verdict: Verdict
    n: int
    for_passing: float
    for_failing: float
    decided_after: int | None


def betting_e_values(values: Sequence[float], *, null_mean: float, bet: float) -> tuple[float, ...]:
    """The running product of 1 + bet (x - null_mean): evidence that values in 0 to 1 have a mean above ``null_mean``.

    Raises ValueError for values or a mean off 0 to 1, or a bet that could lose more than everything.
    """
    check_fraction("a mean", null_mean)
    if bet < 0 or bet * null_mean > 1:
        raise ValueError(f"a bet of {bet} against a mean of {null_mean} can lose more than everything")
    running, seen = 1.0, []
    for value in values:
        check_fraction("a value", value)
        running *= 1 + bet * (value - null_mean)
        seen.append(running)
    return tuple(seen)


def top_up(differences: Sequence[float], *, margin: float, alpha: float) -> TopUp:
    """Judge paired differences (-1 to 1, better positive) in the order they came, valid at any number of looks.

    E = mean over the bets of the product of 1 + bet (d + margin); its mirror speaks for failing. The order must have
    been fixed at random beforehand. Not evaluated without cases. Raises ValueError for differences off -1 to 1, a
    margin off 0 to 0.4, or an ``alpha`` outside 0 to 0.5.
    """
    check_alpha(alpha)
    check_finite(differences)
    if not 0 <= margin <= _LARGEST_MARGIN or max(map(abs, differences), default=0) > 1:
        raise ValueError("differences lie between -1 and 1, a margin between 0 and 0.4")
    logs = {sign: [0.0] * len(BETS) for sign in (1, -1)}
    verdict: Verdict = "inconclusive" if differences else "not_evaluated"
    decided: int | None = None
    for count, step in enumerate(differences, start=1):
        for sign, running in logs.items():
            running[:] = [
                log + math.log1p(sign * bet * (step + margin)) for log, bet in zip(running, BETS, strict=True)
            ]
        # The first crossing stands: what comes after it was not needed.
        if decided is None and (side := _crossed(logs, -math.log(alpha))):
            verdict, decided = ("passed" if side > 0 else "failed"), count
    return TopUp(
        verdict=verdict,
        n=len(differences),
        for_passing=math.exp(_log_mean(logs[1])),
        for_failing=math.exp(_log_mean(logs[-1])),
        decided_after=decided,
    )


def _crossed(logs: dict[int, list[float]], line: float) -> int | None:
    return next((sign for sign, running in logs.items() if _log_mean(running) >= line), None)


def _log_mean(logs: list[float]) -> float:
    """The logarithm of the mean of exponentials; capped where a float ends."""
    top = max(logs)
    return min(700.0, top + math.log(math.fsum(math.exp(one - top) for one in logs) / len(logs)))
