"""Numbers of windows: what they speak of, by how the runs were drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from evalreport.analysis.outcomes import OutcomeReader
from evalreport.live.figures import live_figure
from evalreport.live.samples import Sample
from evalreport.model.assessment import CaseSide
from evalreport.model.evaluation import Score
from evalreport.model.failure import UNCLASSIFIED, MatchRule
from evalreport.model.live import Sampling
from evalreport.model.policy import Outcomes
from evalreport.model.scorecard import ScoreSpec
from tests.unit.live.windows import START, SUCCESS, day, judged, labelled, run, share, window

if TYPE_CHECKING:
    from evalreport.model.evaluation import CaseResult
    from evalreport.model.live import LiveWindow
    from evalreport.model.livereport import LiveFigure

AFTER = START + timedelta(days=1)


def figure(found: LiveWindow, name: str = "success", kind: str = "score") -> LiveFigure:
    """One number of one window."""
    made = judged([found], as_of=AFTER).windows[0].figure("class" if kind == "class" else "score", name)
    assert made is not None
    return made


def strata(counts: dict[str, tuple[int, int]]) -> list[CaseResult]:
    """Runs of strata: (failures, runs) each."""
    return [
        run(f"{name}{at}", passed=at >= failed, at=START, kind=name)
        for name, (failed, runs) in counts.items()
        for at in range(runs)
    ]


@pytest.mark.parametrize(
    ("sampling", "of_traffic"),
    [
        (Sampling(kind="all"), True),
        (Sampling(kind="random"), True),
        (Sampling(kind="picked"), False),
        (Sampling(), False),
    ],
)
def test_only_a_known_sample_speaks_of_traffic(sampling: Sampling, of_traffic: bool) -> None:
    """Picked runs, and runs nobody says how drawn, speak of themselves; the number is the same."""
    found = figure(day(0, share(10), sampling))
    assert (found.of_traffic, found.estimate.value, found.estimate.n) == (of_traffic, 0.9, 100)


def test_strata_are_weighed_by_their_share_of_the_traffic() -> None:
    """0.9 x 1 + 0.1 x 0.5: by hand, with the variance of the second stratum alone."""
    sampling = Sampling(kind="stratified", stratum="kind", shares={"a": 0.9, "b": 0.1})
    found = figure(window("w", strata({"a": (0, 20), "b": (10, 20)}), sampling))
    assert found.estimate.value == pytest.approx(0.95)
    half = 1.6448536 * (0.1**2 * 0.25 / 19) ** 0.5
    assert found.estimate.interval is not None
    assert found.estimate.interval.low == pytest.approx(0.95 - half, abs=1e-6)
    assert (found.of_traffic, found.complete) == (True, True)


@pytest.mark.parametrize(
    ("counts", "complete"),
    [({"a": (0, 20), "b": (0, 1)}, False), ({"a": (0, 20)}, False), ({"a": (0, 5), "b": (1, 5)}, True)],
)
def test_a_part_hardly_looked_at_leaves_the_number_incomplete(
    counts: dict[str, tuple[int, int]], complete: bool
) -> None:
    """A stratum of a tenth of the traffic with one run, or none, cannot be spoken for."""
    sampling = Sampling(kind="stratified", stratum="kind", shares={"a": 0.9, "b": 0.1})
    assert figure(window("w", strata(counts), sampling)).complete is complete


def test_runs_of_a_stratum_nobody_declared_speak_for_themselves() -> None:
    """A share that is not known weighs nothing."""
    sampling = Sampling(kind="stratified", stratum="kind", shares={"a": 1.0})
    found = figure(window("w", strata({"a": (0, 5), "c": (5, 5)}), sampling))
    assert (found.of_traffic, found.estimate.value) == (False, 0.5)


def test_known_chances_weigh_each_run() -> None:
    """Hajek by hand: failures drawn with chance 1, passes with 0.1, so that 1 failure stands beside 90 passes."""
    rows = [run("f", passed=False, at=START, p="1"), *(run(f"p{n}", at=START, p="0.1") for n in range(9))]
    found = figure(window("w", rows, Sampling(kind="weighted", probability="p")))
    assert found.of_traffic
    assert found.estimate.value == pytest.approx(90 / 91)


@pytest.mark.parametrize("chance", ["", "0", "1.5", "often"])
def test_one_unknown_chance_takes_the_traffic_away(chance: str) -> None:
    """A run whose chance is missing or impossible makes the number one of the reviewed runs."""
    rows = [run("f", passed=False, at=START, p=chance), *(run(f"p{n}", at=START, p="0.1") for n in range(9))]
    found = figure(window("w", rows, Sampling(kind="weighted", probability="p")))
    assert (found.of_traffic, found.estimate.value) == (False, 0.9)


@pytest.mark.parametrize(
    "sampling",
    [Sampling(kind="weighted", probability="p"), Sampling(kind="stratified", stratum="p", shares={"0.5": 1.0})],
)
def test_no_spread_is_no_certainty(sampling: Sampling) -> None:
    """Runs that all passed leave a range, not a point."""
    rows = [run(f"p{n}", at=START, p="0.5") for n in range(20)]
    found = figure(window("w", rows, sampling)).estimate
    assert found.value == 1
    assert found.interval is not None
    assert found.interval.low < 0.95  # 20 runs rule out less


def test_harness_errors_are_neither() -> None:
    """A run that broke is counted, and feeds no number."""
    found = judged([day(0, [True, None, False])], as_of=AFTER).windows[0]
    success = found.figure("score", "success")
    assert success is not None
    assert (found.runs, found.scored, found.errors, success.estimate.n) == (3, 2, 1, 2)


@pytest.mark.parametrize(("labels", "known", "hits"), [(3, True, 3), (0, False, 0)])
def test_a_class_no_rule_can_see_is_not_known(labels: int, known: bool, hits: int) -> None:
    """A 0 beside failures of no class says nothing; with a run that a rule claims it does."""
    plain = day(0, share(10))
    found = figure(labelled(plain, labels) if labels else plain, "boundary", "class")
    assert (found.known, found.estimate.passed) == (known, hits)


def test_failures_of_no_class_are_counted_under_their_own_name() -> None:
    """What nobody explained is a number of its own."""
    assert figure(day(0, share(10)), UNCLASSIFIED, "class").estimate.passed == 10  # the failures


@pytest.mark.parametrize(("of", "n"), [("quality", 4), (None, 0)])
def test_a_score_of_an_offline_suite_looks_at_live_runs_by_its_name(of: str | None, n: int) -> None:
    """A score narrowed to a suite looks at live runs only where it has a name of its own in them."""
    rows = [replace(run(f"r{at}", at=START), scores=(Score(name="quality", passed=at > 0),)) for at in range(4)]
    spec = ScoreSpec(id="q", title="Q", owner="", use="", of=of, suites=("regression",))
    taken = judged([window("w", rows)], as_of=AFTER)
    assert taken.windows[0].runs == 4  # as made
    assert live_figure(_sample(rows), spec).estimate.n == n


def _sample(rows: list[CaseResult]) -> Sample:
    return Sample(
        window=window("w", rows), sides=tuple(CaseSide(row=row, passed=row.passed) for row in rows), repeated=0,
        running=False,
    )  # fmt: skip


@pytest.mark.parametrize(("measure", "unit"), [("latency_p95", "s"), ("mean", "score"), ("cost_per_success", "usd")])
def test_figures_know_their_unit(measure: str, unit: str) -> None:
    """Seconds, dollars and bare numbers are told apart."""
    specs = {
        "latency_p95": replace(SUCCESS, measure="latency_p95"),
        "mean": replace(SUCCESS, measure="mean"),
        "cost_per_success": replace(SUCCESS, measure="cost_per_success"),
    }
    assert live_figure(_sample([run("a", at=START)]), specs[measure]).unit == unit


@pytest.mark.parametrize(("minutes", "value"), [(("6", None), 300.0), ((None, None), None)])
def test_reviewer_burden_is_known_only_where_somebody_writes_reviews_down(
    minutes: tuple[str | None, ...], value: float | None
) -> None:
    """Six minutes in two runs are 300 for a hundred; where no run tells of a review the burden is not 0 but unknown."""
    spec = replace(SUCCESS, measure="reviewer_burden")
    reader = OutcomeReader(
        Outcomes(reviewed=(MatchRule(conditions=(("metadata.minutes", ".+"),)),), review_minutes="minutes"),
        lambda _row, _name: None,
    )
    plain = [run(f"r{at}", at=START) for at in range(len(minutes))]
    rows = [replace(row, metadata={"minutes": told} if told else {}) for row, told in zip(plain, minutes, strict=True)]
    found = live_figure(replace(_sample(rows), outcomes=reader), spec)
    assert (found.estimate.value, found.unit) == (value, "min")


def test_a_burden_nobody_defined_is_unknown() -> None:
    """Without outcomes in the policy there is no number."""
    rows = [run("r", at=START)]
    assert live_figure(_sample(rows), replace(SUCCESS, measure="reviewer_burden")).estimate.value is None
