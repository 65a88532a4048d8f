"""Laws the statistics keep for any counts."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evalreport.analysis.clustered import mean_at_least, mean_at_most, mean_ci, paired_mean_noninferiority
from evalreport.analysis.family import FamilyMember, gate_family, holm
from evalreport.analysis.intervals import clopper_pearson, wilson
from evalreport.analysis.mcnemar import mcnemar_exact
from evalreport.analysis.noninferiority import NonInferiority, paired_noninferiority, tango_interval
from evalreport.analysis.power import chance_equal_passes
from evalreport.analysis.threshold import at_least, at_most_count, at_most_rate, zero_tolerance
from evalreport.analysis.unpaired import Arm, miettinen_nurminen_interval, newcombe_interval, unpaired_noninferiority

# Bounds are found by halving floats: two ways to one bound may differ in the last bits.
ROUNDING = 1e-9
ORDER = ("failed", "inconclusive", "passed")
MARGINS = st.floats(0.001, 0.5)
ALPHAS = st.sampled_from([0.005, 0.025, 0.05, 0.1])


@dataclass(frozen=True, slots=True)
class Pairs:
    """A paired table."""

    lost: int
    won: int
    n: int

    def times(self, factor: int) -> Pairs:
        """The same shares in ``factor`` times the cases."""
        return Pairs(self.lost * factor, self.won * factor, self.n * factor)

    def judged(self, margin: float, alpha: float = 0.05) -> NonInferiority:
        """The verdict on the table."""
        return paired_noninferiority(
            only_baseline=self.lost, only_candidate=self.won, n=self.n, margin=margin, alpha=alpha
        )


@st.composite
def pairs(draw: st.DrawFn) -> Pairs:
    """Any paired table of 1 to 2,000 cases."""
    n = draw(st.integers(1, 2000))
    lost = draw(st.integers(0, n))
    return Pairs(lost, draw(st.integers(0, n - lost)), n)


@st.composite
def arms(draw: st.DrawFn) -> Arm:
    """Any sample of 1 to 2,000 cases."""
    n = draw(st.integers(1, 2000))
    return Arm(passed=draw(st.integers(0, n)), n=n)


def _rank(verdict: str) -> int:
    return ORDER.index(verdict)


@given(n=st.integers(1, 5000), margin=MARGINS, alpha=ALPHAS)
def test_a_candidate_never_fails_against_itself(n: int, margin: float, alpha: float) -> None:
    """A candidate that answers just as the baseline is never shown worse, paired or not."""
    assert Pairs(0, 0, n).judged(margin, alpha).verdict in ("passed", "inconclusive")
    arm = Arm(passed=n // 2, n=n)
    shown = unpaired_noninferiority(candidate=arm, baseline=arm, margin=margin, alpha=alpha)
    assert shown.verdict in ("passed", "inconclusive")


@given(table=pairs(), alpha=ALPHAS)
def test_swapping_sides_mirrors_the_paired_interval(table: Pairs, alpha: float) -> None:
    """Baseline and candidate exchanged turn the difference and its interval round."""
    there = tango_interval(only_baseline=table.lost, only_candidate=table.won, n=table.n, alpha=alpha)
    back = tango_interval(only_baseline=table.won, only_candidate=table.lost, n=table.n, alpha=alpha)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low), abs=ROUNDING)
    assert mcnemar_exact(only_baseline=table.lost, only_candidate=table.won) == mcnemar_exact(
        only_baseline=table.won, only_candidate=table.lost
    )


@given(one=arms(), other=arms(), alpha=ALPHAS)
def test_swapping_sides_mirrors_unpaired_intervals(one: Arm, other: Arm, alpha: float) -> None:
    """Samples exchanged turn both unpaired intervals round."""
    for interval in (newcombe_interval, miettinen_nurminen_interval):
        there = interval(candidate=one, baseline=other, alpha=alpha)
        back = interval(candidate=other, baseline=one, alpha=alpha)
        assert (there.low, there.high) == pytest.approx((-back.high, -back.low), abs=1e-6)


@given(arm=arms(), alpha=ALPHAS)
def test_passes_and_failures_mirror(arm: Arm, alpha: float) -> None:
    """The interval of the failures is that of the passes turned round."""
    for interval in (wilson, clopper_pearson):
        passes = interval(passed=arm.passed, n=arm.n, alpha=alpha)
        failures = interval(passed=arm.n - arm.passed, n=arm.n, alpha=alpha)
        assert (passes.low, passes.high) == pytest.approx((1 - failures.high, 1 - failures.low), abs=ROUNDING)


@given(arm=arms(), alpha=ALPHAS)
def test_rate_intervals_hold_the_rate(arm: Arm, alpha: float) -> None:
    """An interval of a rate holds the rate seen and stays among the rates; the exact one is no narrower below."""
    for interval in (wilson, clopper_pearson):
        shown = interval(passed=arm.passed, n=arm.n, alpha=alpha)
        assert 0 <= shown.low <= arm.rate + ROUNDING
        assert arm.rate - ROUNDING <= shown.high <= 1


@given(table=pairs(), alpha=ALPHAS)
def test_paired_interval_holds_the_difference(table: Pairs, alpha: float) -> None:
    """Tango's interval holds the difference seen and stays within -1 to 1."""
    interval = tango_interval(only_baseline=table.lost, only_candidate=table.won, n=table.n, alpha=alpha)
    assert -1 <= interval.low <= (table.won - table.lost) / table.n <= interval.high <= 1


@given(one=arms(), other=arms(), alpha=ALPHAS)
def test_unpaired_interval_holds_the_difference(one: Arm, other: Arm, alpha: float) -> None:
    """Newcombe's interval holds the difference seen and stays within -1 to 1."""
    interval = newcombe_interval(candidate=one, baseline=other, alpha=alpha)
    assert -1 - ROUNDING <= interval.low <= one.rate - other.rate <= interval.high <= 1 + ROUNDING


@given(table=pairs(), arm=arms(), factor=st.integers(2, 6), alpha=ALPHAS)
def test_more_data_at_the_same_rate_never_widens(table: Pairs, arm: Arm, factor: int, alpha: float) -> None:
    """The same shares in more cases leave less room, paired or single."""
    more = table.times(factor)
    few = tango_interval(only_baseline=table.lost, only_candidate=table.won, n=table.n, alpha=alpha)
    many = tango_interval(only_baseline=more.lost, only_candidate=more.won, n=more.n, alpha=alpha)
    assert many.high - many.low <= few.high - few.low + ROUNDING
    for interval in (wilson, clopper_pearson):
        few = interval(passed=arm.passed, n=arm.n, alpha=alpha)
        many = interval(passed=arm.passed * factor, n=arm.n * factor, alpha=alpha)
        assert many.high - many.low <= few.high - few.low + ROUNDING


@given(table=pairs(), margin=MARGINS, factor=st.integers(2, 6))
def test_more_data_at_the_same_rate_keeps_a_verdict(table: Pairs, margin: float, factor: int) -> None:
    """What was shown stays shown when more cases fall out alike."""
    verdict = table.judged(margin).verdict
    assert verdict == "inconclusive" or table.times(factor).judged(margin).verdict == verdict


@given(table=pairs(), margins=st.tuples(MARGINS, MARGINS))
def test_a_wider_margin_never_hurts(table: Pairs, margins: tuple[float, float]) -> None:
    """A verdict only gets better with a wider margin."""
    narrow, wide = sorted(margins)
    assert _rank(table.judged(narrow).verdict) <= _rank(table.judged(wide).verdict)


@given(one=arms(), other=arms(), margins=st.tuples(MARGINS, MARGINS))
def test_a_wider_margin_never_hurts_unpaired(one: Arm, other: Arm, margins: tuple[float, float]) -> None:
    """Nor does it from different cases."""
    verdicts = [
        unpaired_noninferiority(candidate=one, baseline=other, margin=margin, alpha=0.05).verdict
        for margin in sorted(margins)
    ]
    assert _rank(verdicts[0]) <= _rank(verdicts[1])


@given(table=pairs(), margin=MARGINS)
def test_turning_a_loss_into_a_win_never_hurts(table: Pairs, margin: float) -> None:
    """One lost case won instead never makes the verdict worse."""
    assume(table.lost > 0)
    better = Pairs(table.lost - 1, table.won + 1, table.n)
    assert _rank(table.judged(margin).verdict) <= _rank(better.judged(margin).verdict)


@given(table=pairs(), margin=MARGINS, alpha=ALPHAS)
def test_verdict_interval_and_p_value_agree(table: Pairs, margin: float, alpha: float) -> None:
    """The bound, the p-value and the verdict tell one story."""
    shown = table.judged(margin, alpha)
    assert shown.interval is not None
    assert shown.p_pass is not None
    assert shown.p_fail is not None
    assert (shown.verdict == "passed") == (shown.p_pass < alpha)
    assert (shown.verdict == "failed") == (shown.p_fail < alpha)
    assume(min(abs(shown.interval.low + margin), abs(shown.interval.high + margin)) > ROUNDING)
    assert (shown.verdict == "passed") == (shown.interval.low > -margin)
    assert (shown.verdict == "failed") == (shown.interval.high < -margin)


@given(table=pairs(), margin=MARGINS)
def test_needed_is_more_or_unknown(table: Pairs, margin: float) -> None:
    """Only an open comparison asks for cases, and never for none."""
    shown = table.judged(margin)
    assert shown.needed is None or (shown.needed > 0 and shown.verdict == "inconclusive")


@given(arm=arms(), lines=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_a_higher_line_is_harder(arm: Arm, lines: tuple[float, float]) -> None:
    """A line to reach is harder the higher it lies, one to stay under the lower."""
    low, high = sorted(lines)
    reached = [at_least(passed=arm.passed, n=arm.n, line=line, alpha=0.05).verdict for line in (low, high)]
    assert _rank(reached[0]) >= _rank(reached[1])
    kept = [at_most_rate(failed=arm.passed, n=arm.n, line=line, alpha=0.05).verdict for line in (low, high)]
    assert _rank(kept[0]) <= _rank(kept[1])


@given(arm=arms(), limit=st.integers(0, 5), max_rate=st.none() | st.floats(0.001, 0.5))
def test_one_more_failure_never_helps(arm: Arm, limit: int, max_rate: float | None) -> None:
    """A further failure never makes a count's verdict better, and what is ruled out only shrinks."""
    assume(arm.passed < arm.n)
    fewer, more = (
        at_most_count(failures=failures, n=arm.n, limit=limit, max_rate=max_rate, alpha=0.05)
        for failures in (arm.passed, arm.passed + 1)
    )
    assert _rank(fewer.verdict) >= _rank(more.verdict)
    assert fewer.rules_out is not None
    assert more.rules_out is not None
    assert fewer.verdict == more.verdict == "failed" or fewer.rules_out <= more.rules_out


@given(n=st.integers(1, 5000), max_rate=st.floats(0.001, 0.5))
def test_the_clean_cases_asked_for_are_enough(n: int, max_rate: float) -> None:
    """As many more clean cases as asked for pass the blocker, and one fewer does not."""
    shown = zero_tolerance(failures=0, n=n, max_rate=max_rate, alpha=0.05)
    assume(shown.needed is not None)
    total = n + (shown.needed or 0)
    assert zero_tolerance(failures=0, n=total, max_rate=max_rate, alpha=0.05).verdict == "passed"
    assert zero_tolerance(failures=0, n=total - 1, max_rate=max_rate, alpha=0.05).verdict == "inconclusive"


@given(p_values=st.lists(st.floats(0, 1), max_size=12))
def test_holm_keeps_order_and_never_lowers(p_values: list[float]) -> None:
    """An adjusted p-value is no smaller than its own, and the order of p-values stays."""
    adjusted = holm(p_values)
    assert all(own <= corrected <= 1 for own, corrected in zip(p_values, adjusted, strict=True))
    ranked = sorted(zip(p_values, adjusted, strict=True))
    assert [corrected for _, corrected in ranked] == sorted(adjusted)


@given(p_values=st.lists(st.floats(0, 1), min_size=1, max_size=8), further=st.floats(0, 1))
def test_a_further_gate_upholds_no_further_failure(p_values: list[float], further: float) -> None:
    """Beside a further gate no failure is upheld that was not upheld before."""

    def failed(chances: list[float]) -> list[bool]:
        members = [
            FamilyMember(name=str(place), verdict="failed" if chance < 0.05 else "inconclusive", p_fail=chance)
            for place, chance in enumerate(chances)
        ]
        return [member.verdict == "failed" for member in gate_family(members, alpha=0.05)]

    alone, beside = failed(p_values), failed([*p_values, further])
    assert all(before or not after for before, after in zip(alone, beside, strict=False))


@given(values=st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60), order=st.randoms(use_true_random=False))
def test_means_know_no_order(values: list[float], order: object) -> None:
    """Rows in another order give the same bytes, and the interval holds the mean."""
    shuffled = sorted(values, key=lambda value: hash((repr(order), value)))
    estimate = mean_ci(values, alpha=0.05)
    assert mean_ci(shuffled, alpha=0.05) == estimate
    assert estimate.interval is not None
    assert estimate.interval.low <= estimate.mean <= estimate.interval.high


@given(values=st.lists(st.floats(-10, 10), max_size=60), line=st.floats(-10, 10))
def test_mean_lines_mirror(values: list[float], line: float) -> None:
    """A mean at least at a line is its negative at most at the negative line."""
    there = mean_at_least(dict(enumerate(values)), line=line, alpha=0.05)
    back = mean_at_most(dict(enumerate(-value for value in values)), line=-line, alpha=0.05)
    assert there.verdict == back.verdict


@given(
    differences=st.lists(st.floats(-1, 1), min_size=1, max_size=60),
    margins=st.tuples(st.floats(0, 0.99), st.floats(0, 0.99)),
    binary=st.booleans(),
)
def test_a_wider_margin_never_hurts_a_mean(
    differences: list[float], margins: tuple[float, float], binary: bool
) -> None:
    """A verdict on means only gets better with a wider margin."""
    verdicts = [
        paired_mean_noninferiority(dict(enumerate(differences)), margin=margin, alpha=0.05, binary=binary).verdict
        for margin in sorted(margins)
    ]
    assert _rank(verdicts[0]) <= _rank(verdicts[1])


@given(n=st.integers(1, 400), share=st.floats(0, 1), margins=st.tuples(st.floats(0, 0.5), st.floats(0, 0.5)))
def test_a_wider_margin_is_likelier_passed(n: int, share: float, margins: tuple[float, float]) -> None:
    """An equal candidate's chance is a chance and grows with the margin."""
    narrow, wide = (
        chance_equal_passes(n=n, margin=margin, discordant_share=share, alpha=0.05) for margin in sorted(margins)
    )
    assert 0 <= narrow <= wide + ROUNDING
    assert wide <= 1
    assert not math.isnan(wide)
