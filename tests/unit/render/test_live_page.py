"""The live page: the time of its data first, what fired, and nothing unknown shown as 0."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from evalreport.model.evaluation import CaseResult, ToolCall
from evalreport.model.live import Sampling
from evalreport.model.livereport import Drift, Mix, Prediction
from evalreport.model.record import Records, Rollback
from evalreport.model.statistics import Estimate, Interval
from evalreport.model.trace import Feedback, Review, Stall, Trace
from evalreport.render.charts import live as chart
from evalreport.render.context import Context
from evalreport.render.environment import make_environment
from evalreport.render.live_pages import is_watched, live_pages
from evalreport.render.status import statuses
from evalreport.render.views_drift import drift_row, mix_row, predicted_words, prediction_row
from evalreport.render.views_live import live_page
from evalreport.render.views_traces import traces_view
from evalreport.render.views_windows import own_live, sampled_words
from tests import fakes
from tests.fake_policy import policy as site_policy
from tests.gold_check import check, words_of
from tests.unit.live.windows import LIMIT, MONITOR, START, THRESHOLD, day, judged, policy, share, window

if TYPE_CHECKING:
    from evalreport.model.live import LiveWindow
    from evalreport.model.livereport import LiveReport
    from evalreport.model.policy import Policy, RollbackRule
    from evalreport.model.report import ReleaseReport, SiteReport

BAD, GOOD = share(20), share(2)


def released(found: LiveReport | None, records: Records | None = None) -> ReleaseReport:
    """A shipped release with this live report, at its own closing and now."""
    base = fakes.cleared()
    kept = base.records if records is None else records
    return replace(base, records=kept, live=found, live_now=found)


def shown(found: LiveReport | None, *rules: RollbackRule) -> SiteReport:
    """A site of one live release."""
    return replace(fakes.site(released(found)), policy=watching(*rules))


def watching(*rules: RollbackRule) -> Policy:
    """The policy of the fakes with these rules, and the score and class they speak of."""
    made = policy(*rules)
    return replace(
        site_policy(), rollback=made.rollback, scorecard=made.scorecard, failure_classes=made.failure_classes
    )


def html(report: SiteReport) -> str:
    """The page of a site, "" where there is none."""
    pages = live_pages(make_environment(), report, statuses(report.releases))
    return pages[0].html if pages else ""


@pytest.mark.parametrize(
    ("windows", "days", "sentence"),
    [
        ((day(0, BAD), day(1, BAD)), 2, "1 rollback rule fired, and nobody has acted."),
        ((day(0, GOOD), day(1, GOOD)), 2, "No rollback rule asks anybody to act."),
        ((day(0, GOOD),), 9, "How the live release does is not known: its data is old or missing."),
        ((), 2, "How the live release does is not known: its data is old or missing."),
    ],
)
def test_the_head_says_what_is_wrong(windows: tuple[LiveWindow, ...], days: int, sentence: str) -> None:
    """A rule that asks comes first, then that nobody knows, and only then that all is quiet."""
    found = judged(windows, THRESHOLD, as_of=START + timedelta(days=days))
    report = shown(found, THRESHOLD)
    assert live_page(report, statuses(report.releases)).sentence == sentence
    assert sentence in html(report)


def test_the_page_says_the_time_of_its_data_before_any_number() -> None:
    """A static page knows what is in git, and says until when."""
    text = html(shown(judged([day(0, GOOD)], THRESHOLD, as_of=START + timedelta(days=1.25)), THRESHOLD))
    lead = text.index("The newest data ends 21 Nov 2026, 00:00 UTC, 6 hours before this page was made.")
    assert lead < text.index("Rollback rule")


def test_without_live_windows_there_is_no_page() -> None:
    """A site that watches nothing has no page that says so little."""
    report = shown(None)
    assert (is_watched(report), html(report)) == (False, "")


def test_a_rule_that_fired_shows_the_command_until_somebody_acts() -> None:
    """Owner, action and one command while nobody acted; who acted and how fast once somebody did."""
    windows = [day(0, BAD), day(1, BAD)]
    asking = html(shown(judged(windows, THRESHOLD), THRESHOLD))
    assert "evalreport rollback r1 --rule holds --to RELEASE --reason WHY" in asking
    back = Rollback(
        release="r1", by="dana", role="owner", at="2026-11-22T01:00:00Z", to_release="r0", reason="bad", rule="holds"
    )
    answered = html(shown(judged(windows, THRESHOLD, records=Records(rollbacks=(back,))), THRESHOLD))
    assert "evalreport rollback" not in answered
    assert "Dana Ortiz acted 22 Nov 2026, 01:00 UTC, 60 minutes later: back to r0." in answered


def test_what_fired_on_a_release_nobody_meets_asks_nobody() -> None:
    """The data of a superseded release is history: no command, and not in the head."""
    old = replace(released(judged([day(0, BAD), day(1, BAD)], THRESHOLD)), closed=None)
    report = replace(fakes.site(old), policy=watching(THRESHOLD))
    assert "evalreport rollback" not in html(report)
    assert "nobody has acted" not in html(report)


@pytest.mark.parametrize(
    ("sampling", "words"),
    [
        (Sampling(kind="all"), "all runs"),
        (Sampling(kind="random", rate=0.05), "drawn at random, 5.0% of the traffic"),
        (Sampling(kind="picked", words="complaints"), "picked, so they speak for themselves only (complaints)"),
        (Sampling(), "nobody says how drawn, so they speak for themselves only"),
    ],
)
def test_every_window_says_how_it_was_drawn(sampling: Sampling, words: str) -> None:
    """The kind in words, the rate, and what people wrote."""
    assert sampled_words(sampling) == words


def test_a_window_without_a_number_shows_no_zero() -> None:
    """No run, no share: the cell says that there is no data."""
    text = html(shown(judged([day(0, BAD), day(1, [])], THRESHOLD), THRESHOLD))
    assert "<td>no data</td>" in text


def test_numbers_of_reviewed_runs_are_called_that() -> None:
    """A picked sample never reads as a rate of the traffic."""
    text = html(shown(judged([day(0, BAD, Sampling(kind="picked"))], THRESHOLD), THRESHOLD))
    assert "of the reviewed runs" in text


def test_every_rule_form_has_its_words() -> None:
    """Threshold, monitor and limit are told apart in a reader's words."""
    rules = (THRESHOLD, MONITOR, LIMIT)
    text = html(shown(judged([day(0, GOOD)], *rules), *rules))
    for words in (
        "Success below 90.0% in 2 live windows in a row",
        "Evidence, at any time, that failures of Success exceed 10.0%",
        "Boundary: more than 1 run in one live window",
    ):
        assert words in text


def test_text_of_runs_stays_text() -> None:
    """Names from data cannot become markup on the page."""
    evil = "<script>alert(1)</script>"
    rows = [
        replace(
            row,
            note=evil,
            tools=(ToolCall(name=evil),),
            metadata={"kind": evil if at % 2 else "a"},
            trace=Trace(spans=1, stalls=(Stall(step=evil, why=evil),), reviews=(Review(kind="override", note=evil),)),
        )
        for at, row in enumerate(day(0, GOOD).rows)
    ]
    offline = {row.key: replace(row, case_id=f"c{at}") for at, row in enumerate(rows)}
    found = judged([window(evil, rows)], THRESHOLD, offline=offline)
    report = shown(found, THRESHOLD)
    open_site = replace(report, policy=replace(report.policy, publish=replace(report.policy.publish, outputs="all")))
    text = html(open_site)
    assert "<script" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize(("outputs", "seen"), [("none", False), ("all", True)])
def test_notes_leave_the_repository_only_as_the_policy_says(outputs: str, seen: bool) -> None:
    """Words of reviewers are shown where outputs are, with addresses blacked out; else they are counted."""
    trace = Trace(spans=1, reviews=(Review(kind="override", note="ask jo@example.org"),))
    rows = [replace(row, trace=trace) for row in day(0, GOOD).rows]
    found = judged([window("w", rows)])
    assert found.views is not None
    base = site_policy()
    told = {"none": replace(base.publish, outputs="none"), "all": replace(base.publish, outputs="all")}[outputs]
    view = traces_view(replace(base, publish=replace(told, redact=("email",))), found.views)
    text = str(view)
    assert ("ask " in text) is seen
    assert "jo@example.org" not in text


def test_feedback_and_unmeasured_things_have_words() -> None:
    """Where no trace speaks the page says not measured, and feedback stands by kind of failure."""
    said = Trace(spans=1, feedback=(Feedback(source="user", good=False),))
    rows = [replace(row, trace=said) for row in day(0, GOOD).rows]
    silent, spoken = judged([day(0, GOOD)]).views, judged([window("w", rows)]).views
    assert silent is not None
    assert spoken is not None
    quiet = {one.anchor: one for one in traces_view(site_policy(), silent).tables}
    loud = {one.anchor: one for one in traces_view(site_policy(), spoken).tables}
    assert quiet["stalls"].said.startswith("not measured")
    assert quiet["noticed"].rows == ()
    assert loud["noticed"].rows[0] == ("users: runs in no failure class", "98", "0", "0")


@pytest.mark.parametrize(
    ("closed", "words"), [(True, "When it was closed: 100 runs in 1 window."), (False, "So far: ")]
)
def test_a_releases_own_page_speaks_of_its_own_time(closed: bool, words: str) -> None:
    """A closed release's page shows what was there at closing, an open one's what is there."""
    base = released(judged([day(0, GOOD)]))
    view = own_live(Context(base if closed else replace(base, closed=None)))
    assert view is not None
    assert view.said.startswith(words)
    assert own_live(Context(fakes.cleared())) is None


def test_the_chart_is_complete_in_words() -> None:
    """Its name holds every number, the offline promise, the line, and what lies beyond it."""
    course = chart.Course(
        title="Success",
        unit="rate",
        stops=(
            chart.Stop(name="w1", estimate=Estimate(value=0.95, n=100, interval=Interval(low=0.9, high=0.98))),
            chart.Stop(name="w2", estimate=Estimate(value=0.8, n=100), beyond=True),
            chart.Stop(name="w3", estimate=Estimate(value=None, n=0)),
        ),
        offline=Estimate(value=0.96, n=200, interval=Interval(low=0.93, high=0.98)),
        line=0.9,
    )
    drawn = chart.draw(course)
    words = (
        "Success: w1 95.0%; w2 80.0%, beyond the line; w3 not measured. Offline 96.0%. The rule&#39;s line is 90.0%."
    )
    assert f'aria-label="{words}"' in drawn
    assert 'role="img"' in drawn
    assert "no data" in drawn


@pytest.mark.parametrize(
    ("reweighted", "covered", "words"),
    [
        (None, True, ""),
        (Estimate(value=0.9, n=50), True, "90.0% at the live mix of kind"),
        (Estimate(value=0.9, n=50), False, "90.0% at the live mix of kind; the suites lack kinds that matter live"),
    ],
)
def test_drift_rows_show_both_numbers(reweighted: Estimate | None, covered: bool, words: str) -> None:
    """Offline as it was, live as it is, the change with its range, and offline at the live mix."""
    drift = Drift(
        score="success", unit="rate", offline=Estimate(value=0.95, n=100), live=Estimate(value=0.8, n=50),
        of_traffic=False, difference=-0.15, interval=Interval(low=-0.2, high=-0.1), reweighted=reweighted, by="kind",
        covered=covered,
    )  # fmt: skip
    row = drift_row(policy(), drift)
    assert (row.offline, row.live, row.reweighted) == ("95.0%, 100", "80.0%, 50 of the reviewed runs", words)
    assert row.shift == "\u221215.0 points (\u221220.0 to \u221210.0)"


@pytest.mark.parametrize(("drifted", "begins"), [(True, "Another mix than offline"), (False, "Like offline")])
def test_mixes_are_told_with_their_numbers(drifted: bool, begins: str) -> None:
    """The word first, then index, critical value and p."""
    said = mix_row(Mix(key="kind", index=0.4, critical=0.1, p_value=0.0001, drifted=drifted)).said
    assert said == f"{begins}: stability index 0.40, by chance up to 0.10; chi-square p less than 1 in 1,000."


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (0, "No release that its gates cleared has shipped yet."),
        (6, "Of 6 releases that the gates cleared and that shipped, 1 had to be rolled back"),
    ],
)
def test_whether_the_gates_predicted_live_is_one_number(passed: int, words: str) -> None:
    """So many passed offline, so many were rolled back, with the range that so few leave."""
    one = Prediction(gate="", title="", passed=passed, rolled_back=1, interval=Interval(low=0.03, high=0.5))
    said = predicted_words([one])
    assert said.startswith(words)
    assert ("(16.7%, range 3.0% to 50.0%)" in said) is bool(passed)


def test_gates_are_told_apart_where_they_predicted() -> None:
    """Each gate has its own row, and all of them together one."""
    one = Prediction(gate="", title="", passed=6, rolled_back=1, interval=Interval(low=0.03, high=0.5))
    assert prediction_row(one).title == "All gates together"
    assert prediction_row(replace(one, gate="holds", title="Holds")).title == "Holds"


def test_a_run_without_anything_still_has_its_page() -> None:
    """A bare row breaks no view."""
    row = CaseResult(suite="live", case_id="x")
    assert "1 run in 1 window" in html(shown(judged([window("w", [row])], MONITOR), MONITOR))


def test_the_page_reads_as_accepted() -> None:
    """A release that degraded over four days, with every view filled, reads as it was accepted."""
    trace = Trace(
        spans=4,
        retries=1,
        stalls=(Stall(step="model", why="slow", seconds=31.0),),
        reviews=(Review(kind="override", minutes=4.0, note="paid twice"),),
        feedback=(Feedback(source="user", good=False),),
    )
    told = [replace(day(number, share(failing)), id=f"day-{number}") for number, failing in enumerate((2, 4, 20, 30))]
    windows = [replace(one, rows=tuple(_with(row, at, trace) for at, row in enumerate(one.rows))) for one in told]
    offline = {
        row.key: row
        for at in range(100)
        for row in [CaseResult(suite="s", case_id=f"c{at}", passed=at > 1, metadata={"kind": "ab"[at % 2]})]
    }
    rules = (THRESHOLD, MONITOR, LIMIT)
    found = judged(windows, *rules, offline=offline, as_of=START + timedelta(days=4.5))
    check("live.txt", words_of(html(shown(found, *rules))))


def _with(row: CaseResult, at: int, trace: Trace) -> CaseResult:
    """A run of one of three kinds, every tenth with a trace."""
    calls = (ToolCall(name="look_up", error="timeout" if at % 25 == 0 else None), ToolCall(name="answer"))
    return replace(row, tools=calls, metadata={"kind": "abc"[at % 3]}, trace=trace if at % 10 == 0 else None)
