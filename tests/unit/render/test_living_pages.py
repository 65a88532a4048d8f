"""History, status and registers: what is live, what became of each release, who owns what."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from evalreport.model.policy import Publish
from evalreport.model.record import Event, Records, Rollback
from evalreport.model.report import ReleaseReport, SiteReport
from evalreport.render.charts.history import ticks
from evalreport.render.environment import make_environment
from evalreport.render.record import releases_json
from evalreport.render.register_pages import register_pages
from evalreport.render.status import own_status, shipped_order, statuses
from evalreport.render.views_history import history_view, lead, sentence
from evalreport.render.views_registers import (
    class_entries,
    decision_entries,
    gate_entries,
    grader_entries,
    owners,
    score_entries,
)
from tests import fakes
from tests.fake_policy import policy
from tests.hostile_text import Page


def shipped(identifier: str, at: str, *, workflow: str = "refund-agent") -> ReleaseReport:
    """Return a release that was closed as shipped at a moment."""
    base = fakes.cleared()
    closed = replace(fakes.closing(), at=at)
    return replace(
        base,
        release=replace(base.release, id=identifier, workflow=workflow, date=at[:10]),
        closed=closed,
        records=Records(events=(closed,)),
    )


def taken_back(report: ReleaseReport, to: str, at: str) -> ReleaseReport:
    """Return a shipped release from which customers were moved back."""
    back = Rollback(
        release=report.id,
        by="dana",
        role="product-owner",
        at=at,
        acted_at=at,
        to_release=to,
        reason="Live success fell.",
    )
    return replace(report, now="rolled_back", records=replace(report.records, rollbacks=(back,)))


FIRST = shipped("refund-agent-1.0", "2026-01-10T10:00:00Z")
SECOND = shipped("refund-agent-2.0", "2026-02-10T10:00:00Z")
THIRD = taken_back(shipped("refund-agent-3.0", "2026-03-10T10:00:00Z"), "refund-agent-2.0", "2026-03-12T10:00:00Z")
FOURTH = shipped("refund-agent-4.0", "2026-04-10T10:00:00Z")
FOURTH = shipped("refund-agent-4.0", "2026-04-10T10:00:00Z")


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ((FIRST,), {"1.0": "live"}),
        ((SECOND, FIRST), {"1.0": "superseded", "2.0": "live"}),
        ((THIRD, SECOND, FIRST), {"1.0": "superseded", "2.0": "live", "3.0": "rolled_back"}),
        (
            (FOURTH, THIRD, SECOND, FIRST),
            {"1.0": "superseded", "2.0": "superseded", "3.0": "rolled_back", "4.0": "live"},
        ),
        ((THIRD, FIRST), {"1.0": "superseded", "3.0": "rolled_back"}),
    ],
)
def test_one_release_of_a_workflow_is_live(reports: tuple[ReleaseReport, ...], expected: dict[str, str]) -> None:
    """The last shipped release serves, or the one customers were moved back to."""
    found = {name.removeprefix("refund-agent-"): status.kind for name, status in statuses(reports).items()}
    assert found == expected


def test_workflows_live_side_by_side() -> None:
    """Each workflow has its own live release."""
    other = shipped("search-1", "2026-05-01T10:00:00Z", workflow="search")
    found = statuses((other, SECOND, FIRST))
    assert [found[name].kind for name in ("search-1", "refund-agent-2.0", "refund-agent-1.0")] == [
        "live",
        "live",
        "superseded",
    ]


def test_order_of_shipping_is_not_order_of_dates() -> None:
    """A release that shipped later serves, also where its manifest is older."""
    late = replace(shipped("refund-agent-0.9", "2026-06-01T10:00:00Z"))
    assert [one.id for one in shipped_order((SECOND, FIRST, late))][-1] == "refund-agent-0.9"
    assert statuses((SECOND, FIRST, late))["refund-agent-0.9"].kind == "live"


@pytest.mark.parametrize(
    ("report", "kind", "note"),
    [
        (fakes.awaiting(), "open", "judged by today's policy"),
        (fakes.withdrawn(), "withdrawn", ""),
        (fakes.cleared(), "live", ""),
        (fakes.rolled_back(), "rolled_back", "to refund-agent-2.3.0"),
        (replace(fakes.cleared(), closed=fakes.closing(shipped=False)), "not_shipped", ""),
    ],
)
def test_own_status(report: ReleaseReport, kind: str, note: str) -> None:
    """A release's own records say whether it is open, live, back, withdrawn or never shipped."""
    status = own_status(report)
    assert (status.kind, status.note) == (kind, note)
    assert status.word


@pytest.mark.parametrize("kind", ["corrected", "superseded"])
def test_later_releases_are_named(kind: str) -> None:
    """A correction or a successor names the release that follows."""
    event = Event(release="r", by="dana", role="r", at="2026-05-01T00:00:00Z", kind="note", by_release="refund-agent-9")
    event = replace(event, kind="corrected") if kind == "corrected" else replace(event, kind="superseded")
    status = own_status(replace(fakes.cleared(), records=Records(events=(event,))))
    assert (status.kind, status.note) == (kind, "by refund-agent-9")


def test_releases_json() -> None:
    """releases.json has every release, newest first, with outcome and status of today."""
    reports = (THIRD, SECOND, FIRST)
    found = json.loads(releases_json(statuses(reports), reports))
    assert found["schema"] == "evalreport.releases/1"
    assert [row["id"] for row in found["releases"]] == [report.id for report in reports]
    assert found["releases"][0] == {
        "id": "refund-agent-3.0",
        "workflow": "refund-agent",
        "outcome": "rolled_back",
        "status": "rolled_back",
        "note": "to refund-agent-2.0",
        "since": "2026-03-12T10:00:00Z",
        "reason": "Live success fell.",
        "commit": fakes.COMMIT,
        "date": "2026-03-10",
        "decision": "prompt-change",
        "people": ["Dana Ortiz"],
        "summary": "Shorter refund prompt; asks before it cancels.",
        "live": None,
    }


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ((), "No release yet."),
        ((FIRST,), "1.0 is live."),
        ((fakes.awaiting(), FIRST), "1.0 is live. 2.7.0 waits for a person."),
        ((fakes.undecided(),), "Nothing is live yet. 2.6.0 waits for more evidence."),
        ((fakes.blocked(), FIRST), "1.0 is live. 2.4.0 is blocked."),
        (
            (replace(THIRD, records=replace(THIRD.records, events=())),),
            "None of these releases is live.",
        ),
    ],
)
def test_the_first_sentence_says_what_is_live(reports: tuple[ReleaseReport, ...], expected: str) -> None:
    """The home page opens with what serves customers and what waits."""
    assert sentence(reports, statuses(reports)) == expected


def test_a_long_first_sentence_is_cut() -> None:
    """Open releases that wait for the same thing share a sentence."""
    many = tuple(replace(fakes.awaiting(), release=fakes.release(f"refund-agent-5.{at}")) for at in range(6))
    assert sentence(many, statuses(many)).endswith("5.3, 5.4 and 5.5 wait for a person.")


def test_outcomes_are_counted() -> None:
    """The second sentence counts releases by outcome of today."""
    assert lead((THIRD, SECOND, FIRST)) == "3 releases: 2 cleared to ship, 1 rolled back."


def test_rows_of_the_history() -> None:
    """A row says what changed, what came of it, how many gates passed and who signed."""
    view = history_view(fakes.site(), statuses(fakes.site().releases))
    rows = {row.name: row for group in view.groups for row in group.rows}
    assert (rows["2.4.0"].state.word, rows["2.4.0"].passed, rows["2.4.0"].gates) == ("Cleared by override", 4, 6)
    assert rows["2.5.0"].note.startswith("Back to refund-agent-2.3.0: Live success fell")
    assert rows["2.0.0"].better == rows["2.0.0"].worse == ""
    assert not view.several
    assert [back.name for back in view.taken_back] == ["2.5.0"]


def test_the_chart_needs_two_releases() -> None:
    """One release makes no course; two do, with every release named in the chart's sentence."""
    one, two = fakes.site(FIRST), fakes.site(SECOND, FIRST)
    assert history_view(one, statuses(one.releases)).courses == ()
    drawing = history_view(two, statuses(two.releases)).courses[0].drawing
    name = dict(Page(str(drawing)).tags[0][1])["aria-label"] or ""
    assert "1.0 89.0%, cleared; 2.0 89.0%, cleared" in name


def test_the_lane_shows_who_served() -> None:
    """Below the chart stands who served, a rollback included."""
    report = fakes.site(FOURTH, THIRD, SECOND, FIRST)
    text = "".join(Page(str(history_view(report, statuses(report.releases)).courses[0].drawing)).text)
    assert "2.0 again" in text


def test_no_lane_where_shipping_took_another_order() -> None:
    """Where releases shipped in another order than they are drawn, no lane misleads."""
    late = shipped("refund-agent-0.9", "2026-06-01T10:00:00Z")
    report = fakes.site(SECOND, FIRST, late)
    text = "".join(Page(str(history_view(report, statuses(report.releases)).courses[0].drawing)).text)
    assert "Live" not in text


@pytest.mark.parametrize(
    ("low", "high"), [(0.6, 1.0), (0.85, 0.92), (0.0, 100.0), (0.0001, 0.0002), (-3.0, 5.0), (9.1, 10.9), (0.5, 0.5001)]
)
def test_ticks_are_few_and_inside(low: float, high: float) -> None:
    """A scale has two to seven round numbers, all on it."""
    found = ticks(low, high)
    assert 2 <= len(found) <= 7
    assert all(low <= tick <= high for tick in found)


def test_decisions_name_their_gates_and_uses() -> None:
    """A decision has its question, its gates, and the releases that asked it; one without gates says so."""
    entries = {entry.id: entry for entry in decision_entries(fakes.site())}
    assert len(entries["prompt-change"].gates) == 6
    assert len(entries["prompt-change"].uses) == 6
    assert (entries["model-route"].gates, entries["model-route"].uses) == ((), ())
    pages = {
        page.path: page.html
        for page in register_pages(make_environment(), fakes.site(), statuses(fakes.site().releases))
    }
    assert "nothing follows from it" in pages["latest/decisions/"]


def test_scores_name_owner_use_and_newest_number() -> None:
    """A score has its owner, its use, the gates on it and its newest number; one never measured says so."""
    entries = {entry.title: entry for entry in score_entries(fakes.site())}
    assert entries["Task success"].newest is not None
    assert (entries["Task success"].owner, entries["Task success"].gates) == ("Dana Ortiz", "Task success holds")
    assert entries["Task success"].newest.name == "2.7.0"
    assert entries["Failures of approval"].newest is None


def test_owners_list_what_is_theirs() -> None:
    """Each person has their scores, gates and decisions."""
    jonas = next(owner for owner in owners(policy()) if owner.name == "Jonas Weber")
    assert (jonas.scores, jonas.decisions) == (
        "Recovered from tool error, Cost of a success, Time of an answer",
        "model-route",
    )
    assert jonas.gates == "Recovers from tool errors, Latency holds"


@pytest.mark.parametrize("shown", [True, False])
def test_addresses_of_people(*, shown: bool) -> None:
    """E-mail addresses are on the site only where the policy says so."""
    site = replace(fakes.site(), policy=policy(publish=Publish(show_emails=shown)))
    pages = register_pages(make_environment(), site, statuses(site.releases))
    assert any("dana@example.org" in page.html for page in pages) is shown


def test_classes_over_time() -> None:
    """Each class has a cell a release, oldest first; a class a release did not judge is not called zero."""
    entries = {entry.title: entry for entry in class_entries(fakes.site())}
    cells = entries["Policy boundary"].cells
    assert len(cells) == 6
    assert cells[0] == ("2", "200", "refund-agent-2.0.0")
    bare = replace(fakes.cleared(), assessment=replace(fakes.cleared().assessment, classes=()))
    assert class_entries(fakes.site(bare))[0].cells == (("", "", bare.id),)


def test_gates_of_the_policy() -> None:
    """Each gate of the policy has its rule, level, owner, who may lift it and the decisions it serves."""
    entry = gate_entries(policy(), list(policy().gates.values()))[0]
    assert (entry.title, entry.level, entry.owner, entry.decisions) == (
        "Task success holds",
        "blocks",
        "Dana Ortiz",
        "prompt-change",
    )


def test_graders_say_how_they_were_checked() -> None:
    """A grader says what it is and how it was compared with people."""
    entry = grader_entries(policy())[0]
    assert (entry.kind, entry.calibration) == (
        "a model",
        "calibration/judge-v3.csv, agreement at least 0.6, at most 90 days old",
    )


def test_an_empty_site_still_has_its_pages() -> None:
    """Without any release the history says so and every register stands."""
    bare = SiteReport(policy=policy(), releases=(), repository=fakes.site().repository, findings=(), tool_version="1")
    pages = register_pages(make_environment(), bare, {})
    assert "No release yet." in pages[0].html
    assert {"latest/", "latest/decisions/", "latest/overrides/", "latest/glossary/"} <= {page.path for page in pages}
