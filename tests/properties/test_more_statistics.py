"""Laws of repeats, costs, graders and evidence for any data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evalreport.analysis.agreement import Confusion, cohen_kappa, krippendorff_alpha
from evalreport.analysis.correction import rogan_gladen
from evalreport.analysis.drift import chi_square_two_samples, kolmogorov_smirnov, merge_bins
from evalreport.analysis.evalues import confidence_sequence, log_e_value
from evalreport.analysis.passk import all_of_k, any_of_k
from evalreport.analysis.power import chances
from evalreport.analysis.ratio import Spending, cost_per_success, paired_cost_noninferiority
from evalreport.analysis.sequential import top_up

if TYPE_CHECKING:
    import random

COSTS = st.lists(st.tuples(st.floats(0.01, 10), st.booleans()), min_size=20, max_size=80)
COUNTS = st.integers(0, 300)
STEPS = st.lists(st.sampled_from([-1.0, 0.0, 1.0]), min_size=1, max_size=120)


def _spending(rows: list[tuple[float, bool]]) -> Spending:
    return Spending(costs=tuple(cost for cost, _ in rows), successes=tuple(float(won) for _, won in rows))


@given(st.integers(1, 12), st.integers(0, 40), st.integers(0, 40))
def test_asking_for_more_in_a_row_never_helps(k: int, passed: int, failed: int) -> None:
    """The chance that all of k pass falls with k, that any does rises, and they meet at one try."""
    tries = passed + failed
    assume(tries > k)
    now = all_of_k(passed=passed, tries=tries, k=k), any_of_k(passed=passed, tries=tries, k=k)
    longer = all_of_k(passed=passed, tries=tries, k=k + 1), any_of_k(passed=passed, tries=tries, k=k + 1)
    assert longer[0] <= now[0] <= now[1] + 1e-12
    assert longer[1] >= now[1]


@given(COSTS)
def test_a_release_against_itself_costs_the_same(rows: list[tuple[float, bool]]) -> None:
    """Compared with itself a release is never dearer, whatever it costs."""
    assume(sum(won for _, won in rows) >= 10)
    shown = paired_cost_noninferiority(_spending(rows), _spending(rows), margin=0.1, alpha=0.05)
    assert shown.verdict in {"passed", "inconclusive"}
    assert shown.difference in {None, 0.0}


@given(COSTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_nothing(rows: list[tuple[float, bool]], shuffler: random.Random) -> None:
    """Rows in another order give the same ratio to the last bit of the sums."""
    assume(any(won for _, won in rows))
    mixed = rows[:]
    shuffler.shuffle(mixed)
    first, again = (cost_per_success(*zip(*some, strict=True), alpha=0.05) for some in (rows, mixed))
    assert first.ratio == again.ratio
    assert first.standard_error == pytest.approx(again.standard_error)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_kappa_knows_no_sides(tp: int, fn: int, fp: int, tn: int) -> None:
    """Who is asked first, and which word is the pass, changes nothing; kappa is at most 1."""
    shown = cohen_kappa(((tp, fp), (fn, tn)))
    assume(shown is not None)
    assert shown is not None
    for table in (((tp, fn), (fp, tn)), ((tn, fn), (fp, tp))):
        other = cohen_kappa(table)
        assert other is not None
        assert other.kappa == pytest.approx(shown.kappa)
    assert shown.kappa <= 1 + 1e-12


@given(st.lists(st.lists(st.sampled_from([0.0, 1.0, None]), min_size=6, max_size=6), min_size=2, max_size=4))
def test_alpha_knows_no_order_of_raters(ratings: list[list[float | None]]) -> None:
    """Raters in another order agree as much, and never more than perfectly."""
    shown, turned = krippendorff_alpha(ratings), krippendorff_alpha(ratings[::-1])
    assert (shown is None) == (turned is None)
    if shown is not None and turned is not None:
        assert shown == pytest.approx(turned)
        assert shown <= 1


@given(st.integers(1, 400), st.floats(0, 1), st.tuples(COUNTS, COUNTS, COUNTS, COUNTS))
def test_a_corrected_rate_is_a_rate(n: int, share: float, counts: tuple[int, int, int, int]) -> None:
    """Whatever the labels, the corrected rate and its interval lie between 0 and 1."""
    shown = rogan_gladen(
        positives=round(share * n),
        n=n,
        confusion=Confusion(**dict(zip(("tp", "fn", "fp", "tn"), counts, strict=True))),
        alpha=0.05,
    )
    if shown is not None:
        assert 0 <= shown.interval.low <= shown.interval.high <= 1
        assert 0 <= shown.estimate <= 1


@settings(deadline=None)
@given(STEPS, STEPS)
def test_a_decision_is_never_taken_back(first: list[float], more: list[float]) -> None:
    """What was decided after some cases stays decided after more."""
    before, after = (top_up(steps, margin=0.05, alpha=0.05) for steps in (first, first + more))
    if before.decided_after is not None:
        assert (after.verdict, after.decided_after) == (before.verdict, before.decided_after)


@given(st.integers(1, 3_000), st.data(), st.floats(0.01, 0.99))
def test_more_failures_are_more_evidence(n: int, data: st.DataObject, rate: float) -> None:
    """One failure more of as many traces never lowers the evidence against a low failure rate."""
    failures = data.draw(st.integers(0, n - 1))
    less, more = (log_e_value(failures=count, n=n, max_rate=rate) for count in (failures, failures + 1))
    assert more >= less - 1e-6 or math.isinf(less)


@given(st.integers(1, 2_000), st.data())
def test_the_sequence_mirrors(n: int, data: st.DataObject) -> None:
    """Counting failures in place of passes mirrors the interval."""
    passed = data.draw(st.integers(0, n))
    shown = confidence_sequence(passed=passed, n=n, alpha=0.05)
    mirrored = confidence_sequence(passed=n - passed, n=n, alpha=0.05)
    assert shown.low == pytest.approx(1 - mirrored.high, abs=1e-6)
    assert shown.high == pytest.approx(1 - mirrored.low, abs=1e-6)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=2, max_size=8))
def test_merging_loses_no_case(bins: list[tuple[int, int]]) -> None:
    """Merged bins hold every case, and can be compared wherever more than one is left."""
    before, after = [one for one, _ in bins], [one for _, one in bins]
    merged = merge_bins(before, after)
    assert (sum(merged[0]), sum(merged[1])) == (sum(before), sum(after))
    if len(merged[0]) > 1:
        assert 0 <= chi_square_two_samples(*merged).p_value <= 1


@given(st.lists(st.integers(0, 5), min_size=1, max_size=25))
def test_a_sample_is_like_itself(values: list[int]) -> None:
    """A sample compared with itself shows no distance."""
    shown = kolmogorov_smirnov(values, values)
    assert (shown.statistic, shown.p_value) == (0, 1)


@settings(deadline=None)
@given(st.integers(20, 400), st.floats(0.02, 0.2), st.floats(0.06, 0.4))
def test_plans_promise_what_gates_keep(n: int, margin: float, share: float) -> None:
    """A candidate worse by the margin passes hardly more often than the error allowed, at any size."""
    passes, _ = chances(n=n, margin=margin, discordant_share=max(share, margin), difference=-margin, alpha=0.05)
    assert passes <= 0.075
