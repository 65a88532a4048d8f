"""Not worse than the baseline by more than a margin, on paired passes and failures (R1, the default rule)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.analysis.distributions import normal_cdf, normal_quantile
from evalreport.analysis.domain import check_alpha, check_margin
from evalreport.analysis.power import more_cases, more_cases_without_difference
from evalreport.analysis.tango import check_pairs, tango_interval, tango_z

if TYPE_CHECKING:
    from evalreport.model.gate import Verdict
    from evalreport.model.statistics import Interval

METHOD = "Tango 1998 score test of paired rates"
# To fail, the data must lie beyond the margin by half a case more than the score test asks. Without it the test blocks
# 8% instead of 5% of candidates exactly at the margin where hardly a case gets better (n 75 to 300, exact sums); a
# wrong pass has no such excess. What is not blocked for it is inconclusive, and does not ship either.
HALF_A_CASE = 0.5
TOO_COARSE = "the range lies beyond the margin by less than half a case, which is too little to block on"

__all__ = [
    "HALF_A_CASE",
    "METHOD",
    "NonInferiority",
    "no_comparison",
    "paired_noninferiority",
    "paired_verdict",
    "tango_interval",
    "tango_z",
    "verdict_of",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class NonInferiority:
    """What a comparison of candidate and baseline shows against a margin.

    ``difference`` is candidate minus baseline, better being positive, and ``interval`` holds ``alpha`` on each side.
    ``z_pass`` and ``z_fail`` say how many standard errors the data lie above and below the margin (Student's t for
    means); ``p_pass`` and ``p_fail`` are the one-sided error chances of passing and failing on them. ``needed`` is
    how many more cases would settle an inconclusive comparison, None where no practical number does. All are None
    where there is nothing to compare. ``reason`` is told where the numbers do not speak for themselves.
    """

    verdict: Verdict
    n: int
    margin: float
    method: str
    difference: float | None = None
    interval: Interval | None = None
    z_pass: float | None = None
    z_fail: float | None = None
    p_pass: float | None = None
    p_fail: float | None = None
    needed: int | None = None
    reason: str | None = None

    @property
    def real_drop_within_margin(self) -> bool:
        """Whether it passed although the whole interval lies below no change: a small, real drop."""
        return self.verdict == "passed" and self.interval is not None and self.interval.high < 0


def no_comparison(*, margin: float, method: str) -> NonInferiority:
    """The result where no case can be compared: never a pass."""
    return NonInferiority(
        verdict="not_evaluated", n=0, margin=margin, method=method, reason="no case ran on both versions"
    )


def verdict_of(*, statistic: float, critical: float) -> Verdict:
    """Passed above ``critical``, failed below its negative, else inconclusive: both need to be shown."""
    if statistic > critical:
        return "passed"
    if statistic < -critical:
        return "failed"
    return "inconclusive"


def paired_verdict(*, z_pass: float, z_fail: float, critical: float) -> Verdict:
    """Passed where ``z_pass`` and failed where ``z_fail`` is above ``critical``, else inconclusive."""
    if z_pass > critical:
        return "passed"
    return "failed" if z_fail > critical else "inconclusive"


def paired_noninferiority(
    *, only_baseline: int, only_candidate: int, n: int, margin: float, alpha: float, step: float = 0.0
) -> NonInferiority:
    """Whether the candidate passes no fewer of the same ``n`` cases than the baseline, but for ``margin``.

    ``only_baseline`` and ``only_candidate`` count the cases that one version alone passed; ``margin`` is a fraction.
    Passed and failed are each shown at one-sided ``alpha`` by Tango's score test; to fail, the data must lie beyond the
    margin by ``step`` cases more (gates: ``HALF_A_CASE``). Not evaluated without cases. Raises ValueError for
    impossible counts, a margin below 0 or from 1, or an ``alpha`` outside 0 to 0.5.
    """
    check_margin(margin)
    check_alpha(alpha)
    if n == only_baseline == only_candidate == 0:
        return no_comparison(margin=margin, method=METHOD)
    check_pairs(only_baseline=only_baseline, only_candidate=only_candidate, n=n)
    z = tango_z(only_baseline=only_baseline, only_candidate=only_candidate, n=n, delta=-margin)
    z_fail = -tango_z(only_baseline=only_baseline, only_candidate=only_candidate, n=n, delta=-margin, step=step)
    critical = normal_quantile(alpha)
    verdict = paired_verdict(z_pass=z, z_fail=z_fail, critical=critical)
    return NonInferiority(
        verdict=verdict,
        n=n,
        margin=margin,
        method=METHOD,
        difference=(only_candidate - only_baseline) / n,
        interval=tango_interval(only_baseline=only_baseline, only_candidate=only_candidate, n=n, alpha=alpha),
        z_pass=z,
        z_fail=z_fail,
        p_pass=normal_cdf(-z),
        p_fail=normal_cdf(-z_fail),
        needed=_needed(only_baseline, only_candidate, n, margin, alpha) if verdict == "inconclusive" else None,
        reason=TOO_COARSE if verdict == "inconclusive" and z < -critical else None,
    )


def _needed(only_baseline: int, only_candidate: int, n: int, margin: float, alpha: float) -> int | None:
    if only_baseline == only_candidate == 0:
        return more_cases_without_difference(n=n, margin=margin, alpha=alpha)
    share = (only_baseline + only_candidate) / n
    difference = (only_candidate - only_baseline) / n
    return more_cases(
        n=n,
        spread_equal=share,
        spread_now=share - difference * difference,
        difference=difference,
        margin=margin,
        alpha=alpha,
    )
