"""Cost figures as people read them: undefined is said, cheap is good only beside quality, charts say it in words."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from evalreport.model.costs import COSTS, CostFigure, CostSide, ReviewFacts
from evalreport.model.livereport import Drift, LiveReport
from evalreport.model.policy import Outcomes
from evalreport.model.statistics import Estimate, Interval
from evalreport.render.charts import costs as chart
from evalreport.render.context import Context
from evalreport.render.cost_pages import cost_pages, is_costed
from evalreport.render.environment import make_environment
from evalreport.render.release_pages import render_release
from evalreport.render.status import statuses
from evalreport.render.views_costs import change_word, cost_view
from tests import fakes

if TYPE_CHECKING:
    from evalreport.model.costs import CostId
    from evalreport.model.gate import Verdict
    from evalreport.model.report import ReleaseReport

KNOWN = CostSide(numerator=69.42, denominator=178, value=0.39, runs=200, interval=Interval(low=0.36, high=0.43))
NONE = CostSide(numerator=69.42, denominator=0, value=None, runs=200, why="undefined: no approved action")
LOST = CostSide(
    numerator=None, denominator=None, value=None, runs=200, unknown=20, why="unknown: 20 of 200 runs have no known cost"
)


def _figure(
    name: CostId,
    now: CostSide,
    before: CostSide | None = None,
    change: Interval | None = None,
    quality: Verdict = "passed",
) -> CostFigure:
    return CostFigure(
        id=name,
        title=COSTS[name],
        candidate=now,
        baseline=before,
        change=None if change is None else (change.low + change.high) / 2,
        change_interval=change,
        quality=quality,
        quality_gates=("task-success-holds",),
    )


def _report(*figures: CostFigure, base: ReleaseReport | None = None) -> ReleaseReport:
    report = base or fakes.cleared()
    policy = replace(report.policy, outcomes=Outcomes(success="task-success"))
    return replace(report, policy=policy, costs=figures, reviews=(ReviewFacts(runs=200, reviewed=66, minutes=132.0),))


def _words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def _costs_section(report: ReleaseReport) -> str:
    pages, _ = render_release(report, tool_version="1")
    return _words(pages[0].html.split('id="cost"')[1].split("<h2")[0])


@pytest.mark.parametrize(
    ("side", "value", "words"),
    [
        (KNOWN, "$0.39", "$0.36 to $0.43"),
        (NONE, "undefined", "undefined: no approved action"),
        (LOST, "unknown", "unknown: 20 of 200 runs have no known cost"),
    ],
    ids=["known", "undefined", "unknown"],
)
def test_a_figure_is_a_number_or_says_why_not(side: CostSide, value: str, words: str) -> None:
    """The page shows the value with its range, or the word undefined or unknown with the reason, never 0."""
    report = _report(_figure("approved_action", side))
    (row,) = cost_view(Context(report)).rows
    assert row.value == value
    assert words in _costs_section(report)


@pytest.mark.parametrize(
    ("low", "high", "quality", "tone"),
    [
        (-0.3, -0.1, "passed", "good"),
        (-0.3, -0.1, "failed", ""),
        (-0.3, -0.1, "inconclusive", ""),
        (-0.3, 0.1, "passed", ""),
        (0.1, 0.3, "passed", "bad"),
        (0.1, 0.3, "failed", "bad"),
    ],
)
def test_cheaper_is_good_only_beside_quality(low: float, high: float, quality: Verdict, tone: str) -> None:
    """A saving is coloured only where it is beyond chance and quality passed; a dearer success always is."""
    figure = _figure("successful_run", KNOWN, KNOWN, Interval(low=low, high=high), quality)
    assert cost_view(Context(_report(figure))).rows[0].tone == tone


def test_what_was_taken_back_saved_nothing() -> None:
    """An open release that is blocked is not praised for being cheap, whatever its quality gates say."""
    figure = _figure("successful_run", KNOWN, KNOWN, Interval(low=-0.3, high=-0.1))
    assert cost_view(Context(_report(figure, base=fakes.blocked()))).rows[0].tone == ""


def test_a_policy_without_outcomes_says_so_once() -> None:
    """Where nobody asked for the figures the page says in one sentence that they are not defined."""
    report = replace(fakes.cleared(), costs=(_figure("successful_run", LOST),))
    assert cost_view(Context(report)).rows == ()
    assert "the policy has no outcomes" in _costs_section(report)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            ReviewFacts(runs=200, reviewed=66, minutes=132.0, overridden=4),
            "66 of 200 runs reviewed (33.0%), 132 min; 4",
        ),
        (ReviewFacts(runs=200, reviewed=66, minutes=None), "66 of 200 runs reviewed (33.0%), an unknown time"),
        (ReviewFacts(runs=200, reviewed=None, minutes=None), "no run carries a record of a review"),
    ],
    ids=["all", "no-minutes", "no-records"],
)
def test_what_reviewers_did_is_told(facts: ReviewFacts, words: str) -> None:
    """Share reviewed, minutes and replaced answers stand below the figures; what nobody wrote down is not 0."""
    report = replace(_report(_figure("successful_run", KNOWN)), reviews=(facts,))
    assert words in _costs_section(report)


@pytest.mark.parametrize(
    ("change", "word"), [(None, ""), (-0.03, "\u22123.0%"), (0.004, "+0.4%"), (0.181, "+18%"), (12.4, "13 times")]
)
def test_changes_are_percentages_or_factors(change: float | None, word: str) -> None:
    """A change is told in percent, a manifold one as a factor."""
    assert change_word(change) == word


def _page(*reports: ReleaseReport) -> str:
    site = fakes.site(*reports)
    (page,) = cost_pages(make_environment(), site, statuses(site.releases))
    return page.html


def test_the_page_names_every_release_and_marks_what_became_of_it() -> None:
    """Chart and table tell cost, quality and outcome of each release; a blocked one is marked as blocked."""
    figures = (_figure("successful_run", KNOWN), _figure("approved_action", NONE))
    shipped = _report(*figures)
    blocked = replace(_report(*figures, base=fakes.blocked()), release=fakes.release("refund-agent-2.4.1"))
    html = _page(blocked, shipped)
    (label,) = (
        name for name in re.findall(r'aria-label="([^"]*)"', html) if name.startswith("Cost of a success against")
    )
    assert "2.4.0 $0.39" in label
    assert label.rstrip(".").endswith("2.4.1 $0.39, 89.0%, blocked")
    table = _words(html.split('id="table"')[1])
    assert "Blocked" in table
    assert "undefined" in table


def test_the_live_cost_stands_beside_the_offline_one() -> None:
    """Where live windows tell what a success costs, the table has it with its range and its runs."""
    report = _report(_figure("successful_run", KNOWN))
    live = Estimate(value=0.52, n=120, interval=Interval(low=0.44, high=0.61))
    drift = Drift(score="cost", unit="usd", offline=live, live=live, of_traffic=True, difference=None, interval=None)
    told = LiveReport(
        release=report.id, workflow="refund-agent", as_of=report.as_of, newest=None, age_hours=None, windows=(),
        rules=(), drifts=(drift,),
    )  # fmt: skip
    assert "$0.52 $0.44 to $0.61 over 120 runs" in _words(_page(replace(report, live_now=told)))


def test_releases_before_outcomes_still_have_the_cost_of_a_passed_run() -> None:
    """A release closed before outcomes were written keeps its place in the chart, and the table says what it counts."""
    older = replace(fakes.cleared(), release=fakes.release("refund-agent-2.3.0"))
    assert "of passed runs" in _words(_page(_report(_figure("successful_run", KNOWN)), older))


def test_without_any_cost_there_is_no_page() -> None:
    """A repository whose results carry no cost has no page of costs."""
    site = fakes.site(fakes.undecided())
    assert not is_costed(site)
    assert cost_pages(make_environment(), site, statuses(site.releases)) == []


def _spot(number: int, cost: float, quality: float) -> chart.Spot:
    return chart.Spot(
        name=f"2.{number}.0",
        outcome="cleared",
        shipped=True,
        cost=cost,
        cost_range=Interval(low=cost * 0.9, high=cost * 1.1),
        quality=quality,
        quality_range=Interval(low=quality - 0.05, high=quality + 0.05),
    )


@pytest.mark.parametrize("crowd", [2, 5, 12])
def test_names_in_the_chart_never_lie_over_one_another(crowd: int) -> None:
    """Where releases crowd, names that find no room are left to the table; those written stay inside and apart."""
    drawn = str(chart.scatter([_spot(number, 0.3 + 0.001 * number, 0.9) for number in range(crowd)], "Success", "rate"))
    names = [
        (float(x), float(y), text) for x, y, text in re.findall(r'c-halo" x="([\d.-]+)" y="([\d.]+)">([^<]+)<', drawn)
    ]
    assert names
    boxes = [(x, y, x + chart.LETTER * len(text), y + chart.LINE) for x, y, text in names]
    for at, one in enumerate(boxes):
        assert one[0] >= 0
        assert one[2] <= chart.WIDTH
        for other in boxes[at + 1 :]:
            assert one[2] <= other[0] + 0.1 or other[2] <= one[0] + 0.1 or abs(one[1] - other[1]) >= chart.LINE - 0.1


def test_hostile_names_stay_text() -> None:
    """A release's name with markup in it is text in both charts."""
    spots = [replace(_spot(1, 0.3, 0.9), name="<script>alert(1)</script>"), _spot(2, 0.4, 0.8)]
    for drawn in (str(chart.scatter(spots, "<b>", "rate")), str(chart.bars(spots))):
        assert "<script" not in drawn
        assert "<b>" not in drawn


@pytest.mark.parametrize(("dearest", "words"), [(0.4, "Cost of a success<"), (3.0, "Cost of a success, log scale<")])
def test_far_apart_costs_are_drawn_by_factors(dearest: float, words: str) -> None:
    """Where the dearest costs many times the cheapest the axis goes by factors and says so; ticks keep apart."""
    drawn = str(chart.scatter([_spot(1, 0.25, 0.9), _spot(2, 0.26, 0.8), _spot(3, dearest, 0.7)], "Success", "rate"))
    assert words in drawn
    ticks = [float(x) for x in re.findall(r'<line class="c-axis" x1="([\d.]+)"', drawn)]
    assert len(ticks) > 1
    assert all(after - before >= chart.TICK_ROOM for before, after in pairwise(ticks))


@pytest.mark.parametrize(
    ("figure", "owner"),
    [("successful_run", "Jonas Weber"), ("reviewed_run", "Jonas Weber"), ("approved_action", "Maya Lindqvist")],
)
def test_each_figure_has_an_owner_and_a_use(figure: CostId, owner: str) -> None:
    """The owner of the score of that work answers for its cost, else the owner of the cost of a success."""
    report = _report(_figure(figure, KNOWN))
    kept = replace(report.policy.scorecard["approval-kept"], measure="approval_rate", better="higher")
    policy = replace(report.policy, scorecard={**report.policy.scorecard, "approval-kept": kept})
    (row,) = cost_view(Context(replace(report, policy=policy))).rows
    assert row.owner == owner
    assert row.use
