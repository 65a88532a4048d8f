"""Candidate and baseline that ran on different cases."""

from __future__ import annotations

import itertools

import pytest

from evalreport.analysis.noninferiority import tango_interval
from evalreport.analysis.unpaired import Arm, miettinen_nurminen_interval, newcombe_interval, unpaired_noninferiority

ARMS = [Arm(passed=passed, n=n) for passed, n in ((0, 1), (1, 1), (0, 40), (40, 40), (56, 70), (48, 80), (450, 500))]
PAIRS = list(itertools.product(ARMS, ARMS))


@pytest.mark.parametrize(("candidate", "baseline"), PAIRS)
def test_newcombe_is_statsmodels(candidate: Arm, baseline: Arm) -> None:
    """Newcombe's interval agrees with statsmodels where that is defined."""
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    low, high = proportion.confint_proportions_2indep(
        candidate.passed, candidate.n, baseline.passed, baseline.n, method="newcomb", alpha=0.1
    )
    interval = newcombe_interval(candidate=candidate, baseline=baseline, alpha=0.05)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-9)


@pytest.mark.parametrize(("candidate", "baseline"), PAIRS)
def test_score_interval_holds_the_estimate(candidate: Arm, baseline: Arm) -> None:
    """Miettinen and Nurminen's interval holds the difference and stays within -1 to 1, for extreme counts too."""
    interval = miettinen_nurminen_interval(candidate=candidate, baseline=baseline, alpha=0.05)
    difference = candidate.rate - baseline.rate
    assert -1 <= interval.low <= difference <= interval.high <= 1


@pytest.mark.parametrize(
    ("candidate", "baseline", "margin", "verdict"),
    [
        (Arm(passed=470, n=500), Arm(passed=450, n=500), 0.03, "passed"),
        (Arm(passed=380, n=500), Arm(passed=470, n=500), 0.03, "failed"),
        (Arm(passed=450, n=500), Arm(passed=470, n=500), 0.03, "inconclusive"),
        (Arm(passed=1, n=1), Arm(passed=1, n=1), 0.05, "inconclusive"),
        (Arm(passed=0, n=1), Arm(passed=1, n=1), 0.05, "inconclusive"),
        (Arm(passed=0, n=60), Arm(passed=60, n=60), 0.05, "failed"),
        (Arm(passed=60, n=60), Arm(passed=0, n=60), 0.05, "passed"),
        (Arm(passed=0, n=0), Arm(passed=60, n=60), 0.05, "not_evaluated"),
        (Arm(passed=60, n=60), Arm(passed=0, n=0), 0.05, "not_evaluated"),
    ],
)
def test_verdicts(candidate: Arm, baseline: Arm, margin: float, verdict: str) -> None:
    """The verdict is shown by the bound, one way or the other, or not at all."""
    shown = unpaired_noninferiority(candidate=candidate, baseline=baseline, margin=margin, alpha=0.05)
    assert shown.verdict == verdict


@pytest.mark.parametrize(("candidate", "baseline"), PAIRS)
@pytest.mark.parametrize("margin", [0.02, 0.1])
def test_verdict_and_interval_agree(candidate: Arm, baseline: Arm, margin: float) -> None:
    """A reader who compares the bound with the margin comes to the verdict shown, and so does the p-value."""
    shown = unpaired_noninferiority(candidate=candidate, baseline=baseline, margin=margin, alpha=0.05)
    assert shown.interval is not None
    assert shown.p_fail is not None
    assert (shown.verdict == "passed") == (shown.interval.low > -margin)
    assert (shown.verdict == "failed") == (shown.interval.high < -margin) == (shown.p_fail < 0.05)


def test_at_the_margin_neither_side_is_likelier() -> None:
    """A difference that lies on the margin is half a chance each way, and no number of cases settles it."""
    shown = unpaired_noninferiority(candidate=Arm(passed=1, n=4), baseline=Arm(passed=2, n=4), margin=0.25, alpha=0.05)
    assert (shown.p_pass, shown.p_fail) == (0.5, 0.5)


@pytest.mark.parametrize(
    ("candidate", "baseline", "needed"),
    [
        # As in a paired comparison without differences: n > z^2 (1 - 0.05)/0.05 = 51.4.
        (Arm(passed=40, n=40), Arm(passed=40, n=40), 12),
        # 6.1826 * 2 * 0.92 * 0.08 / 0.03^2 = 1011.2, of which 500 are there.
        (Arm(passed=450, n=500), Arm(passed=470, n=500), 512),
    ],
)
def test_cases_still_needed(candidate: Arm, baseline: Arm, needed: int) -> None:
    """An inconclusive comparison says how many cases to add to each version."""
    margin = 0.05 if candidate == baseline else 0.03
    shown = unpaired_noninferiority(candidate=candidate, baseline=baseline, margin=margin, alpha=0.05)
    assert (shown.verdict, shown.needed) == ("inconclusive", needed)


@pytest.mark.parametrize("arm", [Arm(passed=0, n=0), Arm(passed=3, n=2), Arm(passed=-1, n=2)])
def test_intervals_refuse_impossible_arms(arm: Arm) -> None:
    """A version without cases, or with impossible counts, has no interval."""
    fine = Arm(passed=1, n=2)
    for interval in (newcombe_interval, miettinen_nurminen_interval):
        with pytest.raises(ValueError, match=r"not a count|no cases"):
            interval(candidate=arm, baseline=fine, alpha=0.05)


def test_unpaired_is_less_precise_than_paired() -> None:
    """The same marginal rates with few differing pairs give a narrower interval when paired."""
    paired = tango_interval(only_baseline=12, only_candidate=10, n=500, alpha=0.05)
    apart = newcombe_interval(candidate=Arm(passed=440, n=500), baseline=Arm(passed=442, n=500), alpha=0.05)
    assert apart.high - apart.low > paired.high - paired.low
