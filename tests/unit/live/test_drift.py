"""Offline against live, and live against earlier live."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from evalreport.analysis.intervals import wilson
from evalreport.analysis.unpaired import Arm, newcombe_interval
from evalreport.live.drift import difference, mixes
from evalreport.model.live import Sampling
from evalreport.model.livereport import Arrived, Inputs
from evalreport.model.statistics import Estimate
from tests.unit.live.windows import START, day, judged, run, share, window

if TYPE_CHECKING:
    from evalreport.analysis.observe import Key
    from evalreport.model.evaluation import CaseResult

AS_OF = START + timedelta(days=3)


def cases(failing: int, runs: int, kind: str = "c") -> dict[Key, CaseResult]:
    """Offline cases of one kind."""
    rows = [run(f"{kind}-{at}", passed=at >= failing, kind=kind) for at in range(runs)]
    return {row.key: row for row in rows}


def rate(passed: int, n: int) -> Estimate:
    """A share with its interval."""
    return Estimate(value=passed / n, n=n, interval=wilson(passed=passed, n=n, alpha=0.05), passed=passed)


@pytest.mark.parametrize(("before", "after"), [((90, 100), (80, 100)), ((50, 50), (50, 50)), ((3, 40), (39, 40))])
def test_a_difference_of_two_shares_is_that_of_newcombe(before: tuple[int, int], after: tuple[int, int]) -> None:
    """For plain shares the joined intervals are the published ones."""
    step, interval = difference(rate(*before), rate(*after))
    arms = Arm(passed=after[0], n=after[1]), Arm(passed=before[0], n=before[1])
    known = newcombe_interval(candidate=arms[0], baseline=arms[1], alpha=0.05)
    assert step == pytest.approx(after[0] / after[1] - before[0] / before[1])
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx((known.low, known.high))


def test_live_is_compared_with_offline_and_with_earlier_live() -> None:
    """The newest window stands against the cases, and against all earlier windows drawn alike."""
    windows = [day(0, share(5)), day(1, share(5)), day(2, share(20))]
    (found,) = judged(windows, offline=cases(5, 100), as_of=AS_OF).drifts
    assert (found.offline.value, found.live.value) == (0.95, 0.8)
    assert found.difference == pytest.approx(-0.15)
    assert found.interval is not None
    assert found.interval.high < 0
    assert found.earlier is not None
    assert (found.earlier.value, found.earlier.n) == (0.95, 200)
    assert found.since == pytest.approx(-0.15)


def test_windows_drawn_otherwise_are_not_added_up() -> None:
    """Picked runs of yesterday say nothing about the change to a random sample of today."""
    windows = [day(0, share(50), Sampling(kind="picked")), day(1, share(5))]
    (found,) = judged(windows, offline=cases(5, 100), as_of=AS_OF).drifts
    assert found.earlier is None


@pytest.mark.parametrize(("offline", "windows"), [(0, 1), (100, 0)])
def test_without_both_sides_there_is_nothing_to_compare(offline: int, windows: int) -> None:
    """No cases or no runs: no row, and certainly no difference of 0."""
    days = [day(number, share(5)) for number in range(windows)]
    assert judged(days, offline=cases(0, offline), as_of=AS_OF).drifts == ()


def test_offline_is_weighed_by_the_live_mix_where_the_mixes_differ() -> None:
    """Half of the cases are easy; of the live runs nine in ten are hard: 0.1 x 1 + 0.9 x 0.5."""
    offline = cases(0, 50, kind="easy") | cases(25, 50, kind="hard")
    rows = [run(f"t{at}", passed=at % 2 == 0, at=START, kind="easy" if at % 10 == 0 else "hard") for at in range(200)]
    report = judged([window("w", rows)], offline=offline, as_of=AS_OF)
    (found,) = report.drifts
    assert report.mixes[0].drifted
    assert (found.by, found.covered) == ("kind", True)
    assert found.reweighted is not None
    assert found.reweighted.value == pytest.approx(0.55)


def test_a_kind_the_suites_lack_is_said() -> None:
    """A third of the traffic that no case stands for leaves the re-weighted number uncovered."""
    offline = cases(0, 50, kind="a") | cases(25, 50, kind="b")
    rows = [run(f"t{at}", at=START, kind="abc"[at % 3]) for at in range(300)]
    (found,) = judged([window("w", rows)], offline=offline, as_of=AS_OF).drifts
    assert not found.covered


@pytest.mark.parametrize(
    ("offline", "live", "drifted"),
    [((50, 50), (50, 50), False), ((50, 50), (5, 95), True), ((100, 100), (90, 110), False)],
)
def test_a_mix_drifts_by_more_than_chance(offline: tuple[int, int], live: tuple[int, int], drifted: bool) -> None:
    """The stability index must be large and beyond its critical value."""
    values = tuple(
        Arrived(key="k", value=name, offline=before, live=after)
        for name, before, after in zip("ab", offline, live, strict=True)
    )
    (found,) = mixes(Inputs(same_case=0, same_kind=0, new=0, unknown=0, keys=("k",), values=values))
    assert found.drifted is drifted
