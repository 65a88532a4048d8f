"""The head of a release page: the answer, five facts, and what must be known before reading on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from evalreport.model.assessment import Transitions
from evalreport.model.bundle import InputFile, Origin, Repository
from evalreport.model.policy import Publish
from evalreport.model.record import Event, Records
from evalreport.model.release import Change
from evalreport.model.report import Point, ReleaseReport
from evalreport.render.context import Context, person, short_name
from evalreport.render.record import record_json
from evalreport.render.views_classes import class_rows
from evalreport.render.views_evidence import author, evidence_lead, file_rows
from evalreport.render.views_gates import gate_rows
from evalreport.render.views_release import facts, finding_row, release_view, today
from evalreport.render.views_scores import cost_rows, score_rows
from tests import fakes
from tests.fake_parts import class_results, score_results, totals
from tests.fake_policy import policy

Make = Callable[[], ReleaseReport]


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (fakes.cleared, "Cleared to ship"),
        (fakes.overridden, "Cleared by override"),
        (fakes.blocked, "Blocked"),
        (fakes.undecided, "Not enough evidence"),
        (fakes.awaiting, "Waiting for a person"),
        (fakes.withdrawn, "Withdrawn"),
    ],
)
def test_outcomes_in_words(make: Make, word: str) -> None:
    """Each outcome has its plain word."""
    assert release_view(Context(make())).state.word == word


@pytest.mark.parametrize(
    ("make", "stamp"),
    [
        (fakes.preview, "Uncommitted preview"),
        (fakes.blocked, "Open: judged by today"),
        (lambda: fakes.overridden(lifts=False), "Closed as shipped although it was not cleared."),
    ],
)
def test_stamps(make: Make, stamp: str) -> None:
    """A preview, an open release and one shipped against its gates say so at the top."""
    assert any(line.startswith(stamp) for line in release_view(Context(make())).stamps)


@pytest.mark.parametrize("make", [fakes.cleared, fakes.overridden, fakes.first])
def test_settled_releases_bear_no_stamp(make: Make) -> None:
    """What is closed and cleared needs no warning."""
    assert release_view(Context(make())).stamps == ()


def test_both_outcomes_are_shown_where_they_differ() -> None:
    """A closing record that says another outcome than its own policy gives is shown beside it."""
    base = fakes.cleared()
    report = replace(base, closed=fakes.closing("blocked"), recomputed="cleared")
    assert (
        "says: blocked. By the recorded policy it comes out as: cleared to ship."
        in release_view(Context(report)).stamps[0]
    )


@pytest.mark.parametrize(
    ("make", "label", "value", "more"),
    [
        (fakes.cleared, "Decided by", "Dana Ortiz", "product owner"),
        (fakes.cleared, "When", "21 Nov 2026, 10:00 UTC", "closed"),
        (fakes.cleared, "Commit", "8d41c07", "as of which this page speaks"),
        (fakes.cleared, "Compared with", "2.3.0", "200 tickets"),
        (fakes.cleared, "Status", "Shipped", "as of 21 Nov 2026"),
        (fakes.awaiting, "Decided by", "Nobody yet", "waits for operations owner"),
        (fakes.awaiting, "Status", "Open", "as of this page\u2019s commit"),
        (fakes.preview, "Commit", "8d41c07", "files differ from it"),
        (fakes.first, "Compared with", "nothing", "nothing came before; absolute lines only"),
        (fakes.withdrawn, "Status", "Withdrawn", "on 30 Jul 2026"),
        (fakes.rolled_back, "Status", "Shipped", "as of 21 Nov 2026"),
    ],
)
def test_five_facts(make: Make, label: str, value: str, more: str) -> None:
    """The facts say who, when, on which commit, against what, and how it stands."""
    found = {fact.label: (fact.value, fact.more) for fact in facts(Context(make()))}
    assert len(found) == 5
    assert found[label] == (value, more)


@pytest.mark.parametrize(("state", "said"), [("shallow", "the clone is shallow"), ("no-git", "there is no git here")])
def test_repositories_that_cannot_say(state: str, said: str) -> None:
    """Where git cannot say, that is said beside the commit."""
    report = replace(fakes.cleared(), repository=Repository(state=state), commit=None)
    fact = next(fact for fact in facts(Context(report)) if fact.label == "Commit")
    assert (fact.value, fact.more) == ("none", said)


@pytest.mark.parametrize(
    ("kind", "word"), [("superseded", "Superseded"), ("withdrawn", "Withdrawn"), ("corrected", "Corrected")]
)
def test_status_by_events(kind: str, word: str) -> None:
    """An open release's events tell its status."""
    made = Event(release="r", by="dana", role="r", at="2026-11-20T10:00:00Z", kind="note", by_release="next-1")
    kinds: dict[str, Event] = {
        "superseded": replace(made, kind="superseded"),
        "withdrawn": replace(made, kind="withdrawn"),
        "corrected": replace(made, kind="corrected"),
    }
    report = replace(fakes.blocked(), records=Records(events=(kinds[kind],)))
    assert today(Context(report)) == (word, "by next-1 on 20 Nov 2026")


def test_points_lead_to_sections_that_exist() -> None:
    """A point whose section the page does not have leads nowhere rather than astray."""
    point = Point(kind="better", fact="A", proof="b", anchor="nowhere")
    answers = release_view(Context(replace(fakes.cleared(), points=(point,)))).answers
    assert answers[0].points[0].anchor == ""
    assert [answer.points for answer in answers[1:]] == [(), (), ()]
    assert all(answer.nothing for answer in answers)


def test_change_in_words() -> None:
    """What changed is shown with its kind, both ends, commit and pull request; empty parts are left out."""
    assert dict(release_view(Context(fakes.cleared())).change)["From, to"] == "refund-v11 \u2192 refund-v12"
    bare = replace(fakes.cleared(), release=replace(fakes.release(), change=Change(kind="model-route", to="small")))
    assert release_view(Context(bare)).change == (("Kind", "model route"), ("From, to", "small"))


def test_simulated_costs_are_called_so() -> None:
    """Where rows say that they are simulated the page knows it."""
    assert release_view(Context(fakes.rolled_back())).simulated
    assert not release_view(Context(fakes.cleared())).simulated


def test_what_could_not_be_compared_is_counted() -> None:
    """Cases on one side only, or not comparable, are counted in words."""
    base = fakes.cleared()
    counts = Transitions(both_passed=190, only_baseline=3, only_candidate=4, not_comparable=5)
    report = replace(base, assessment=replace(base.assessment, transitions=counts))
    said = "Left out of every comparison: 3 only in the baseline, 4 only in the candidate, 5 not comparable."
    assert release_view(Context(report)).coverage == said
    assert release_view(Context(fakes.first())).coverage == ""


@pytest.mark.parametrize(
    ("release", "workflow", "expected"),
    [("agent-1.2.0", "agent", "1.2.0"), ("2026-11", "agent", "2026-11"), ("agent", "agent", "agent")],
)
def test_short_names(release: str, workflow: str, expected: str) -> None:
    """The workflow's name in front of an id is left out where the page names it anyway."""
    assert short_name(release, workflow) == expected


def test_costs_of_a_measured_release() -> None:
    """Cost per success stands beside the baseline's with its change."""
    rows = {row.title: row for row in cost_rows(Context(fakes.cleared()))}
    assert (rows["Cost of a passed run"].candidate, rows["Cost of a passed run"].change) == ("$0.39", "+8%")


@pytest.mark.parametrize("title", ["Cost of a passed run", "Cost of all runs"])
def test_unknown_costs_are_not_nothing(title: str) -> None:
    """A cost nobody measured is called so, without a change and without a zero."""
    rows = {row.title: row for row in cost_rows(Context(fakes.undecided()))}
    assert (rows[title].candidate, rows[title].baseline, rows[title].change) == ("not measured", "not measured", "")
    assert set(rows) == {"Cost of a passed run", "Cost of all runs"}


def test_a_known_part_is_not_called_the_cost() -> None:
    """A sum over part of the rows is told as that, and compared with nothing."""
    base = fakes.cleared()
    report = replace(base, assessment=replace(base.assessment, candidate=totals(cost=12.5, unknown=80)))
    rows = {row.title: row for row in cost_rows(Context(report))}
    assert rows["Cost of all runs"].candidate == "not measured"
    assert rows["Cost of all runs"].note == "Only 120 of 200 rows carry a cost: $12.50 in all"
    assert rows["Cost of all runs"].change == ""


def test_scores_stand_with_owner_and_use() -> None:
    """Each score has its owner by name, its use, both numbers and the change in points."""
    row = score_rows(Context(fakes.cleared()))[0]
    assert (row.title, row.owner, row.use) == ("Task success", "Dana Ortiz", "blocks if the main outcome degrades")
    assert (row.baseline, row.candidate, row.change) == ("85.5%", "89.0%", "+3.5")
    assert row.chart is not None


def test_scores_without_a_baseline_have_no_change() -> None:
    """A first release shows its numbers and no change."""
    row = score_rows(Context(fakes.first()))[0]
    assert (row.baseline, row.change, row.chart) == ("", "", None)


def test_rows_without_a_score_are_counted() -> None:
    """Rows that should carry a score and do not are counted beside it."""
    base = fakes.cleared()
    first, *rest = score_results()
    report = replace(
        base,
        assessment=replace(
            base.assessment, scores=(replace(first, candidate=replace(first.candidate, unknown=7)), *rest)
        ),
    )
    assert score_rows(Context(report))[0].unknown == "7 rows without it"


def test_lower_is_better_is_drawn_to_the_right() -> None:
    """In the chart of changes right is better, also where lower numbers are."""
    row = next(row for row in score_rows(Context(fakes.cleared())) if row.title == "Time of an answer")
    assert "change \u22120.60 s" in str(row.chart)
    assert 'cx="1' in str(row.chart) or 'cx="9' in str(row.chart) or 'cx="8' in str(row.chart)


def test_classes_by_severity() -> None:
    """The gravest class stands first, whatever its numbers."""
    titles = [row.title for row in class_rows(Context(fakes.cleared()))]
    assert titles == ["Policy boundary", "Answer quality", "Tool arguments", "Recovery behaviour"]


@pytest.mark.parametrize(
    ("fixed", "new", "still", "p_value", "said"),
    [
        (0, 0, 0, None, "Nothing fails, before or now."),
        (0, 0, 3, None, "No change."),
        (10, 2, 1, 0.04, "Clearly better: ten fixed, two new."),
        (2, 10, 1, 0.04, "Clearly worse: two fixed, ten new."),
        (5, 3, 1, 0.7, "No clear change: five fixed, three new."),
        (0, 2, 0, 0.5, "None fixed, two new."),
        (1, 0, 0, None, "One fixed, none new."),
    ],
)
def test_classes_in_words(fixed: int, new: int, still: int, p_value: float | None, said: str) -> None:
    """A class says what changed; better or worse only where chance hardly explains it."""
    base = fakes.cleared()
    counts = Transitions(fixed=fixed, regressed=new, both_failed=still, both_passed=100)
    one = replace(class_results()[0], transitions=counts, p_value=p_value)
    report = replace(base, assessment=replace(base.assessment, classes=(one,)))
    assert class_rows(Context(report))[0].said == said


def test_unclassified_failures_are_shown() -> None:
    """Failures no rule claims have a row of their own that says so."""
    base = fakes.cleared()
    one = replace(class_results()[0], failure_class="unclassified")
    row = class_rows(Context(replace(base, assessment=replace(base.assessment, classes=(one,)))))[0]
    assert (row.title, row.severity) == ("Unclassified", "")
    assert "no rule" in row.why


def test_files_with_digest_reader_and_commit() -> None:
    """Each input has its digest, size, reader, rows and commit, and leads to the file at that commit."""
    rows = {row.path.rpartition("/")[2]: row for row in file_rows(Context(fakes.blocked()))}
    row = rows["candidate.eval"]
    assert (row.short, row.size, row.reader, row.rows) == ("e19fe19fe19f", "731.2 KB", "inspect version 2", "200")
    assert row.address is not None
    assert row.address.startswith(f"https://example.org/team/refund-agent/blob/{fakes.COMMIT}/releases/")
    assert (row.commit, row.who, row.when) == ("8d41c07", "Dana Ortiz", "20 Nov 2026")


def test_uncommitted_files_lead_nowhere() -> None:
    """A file that git does not hold has no link, and is counted."""
    row = next(row for row in file_rows(Context(fakes.preview())) if row.uncommitted)
    assert row.address is None
    assert "1 file differs from what git holds" in evidence_lead(Context(fakes.preview()))


def test_a_closed_release_does_not_list_todays_policy() -> None:
    """A closed release was judged by the policy in its record; today's file is no part of it."""
    assert "site_config.yml" in [row.path for row in file_rows(Context(fakes.blocked()))]
    assert "site_config.yml" not in [row.path for row in file_rows(Context(fakes.cleared()))]


def test_unreadable_rows_are_counted() -> None:
    """What a reader could not read is beside the rows."""
    loose = InputFile(path="a.csv", sha256="0" * 64, size=10, kind="candidate", rows=3, unread=2, origin=Origin())
    row = file_rows(Context(replace(fakes.blocked(), inputs=(loose,))))[0]
    assert (row.rows, row.unread, row.commit) == ("3", "2 unreadable", "")


@pytest.mark.parametrize(
    ("text", "shown", "expected"),
    [
        ("Dana O. <dana@example.org>", False, "Dana Ortiz"),
        ("Somebody Else <else@example.org>", False, "Somebody Else"),
        ("Somebody Else <else@example.org>", True, "Somebody Else <else@example.org>"),
        ("else@example.org", False, "somebody not in the policy"),
        ("dana@example.org", False, "Dana Ortiz"),
        ("Robot", False, "Robot"),
        (None, False, ""),
    ],
)
def test_addresses_of_people_stay_out(text: str | None, expected: str, *, shown: bool) -> None:
    """E-mail addresses of authors are not published unless the policy says so."""
    assert author(policy(publish=Publish(show_emails=shown)), text) == expected


def test_findings_in_words() -> None:
    """A finding has its weight, its sentence and its place."""
    row = finding_row(fakes.undecided().assessment.findings[0])
    assert (row.state.word, row.place) == ("Warning", "site_config.yml:31:3")


def test_people_by_name() -> None:
    """An id becomes a name, and stays an id for somebody unknown."""
    assert (person(policy(), "dana"), person(policy(), "zoe")) == ("Dana Ortiz", "zoe")


def test_a_long_lead_is_shortened() -> None:
    """The lead stays above the fold: its first sentence, and those of the others that fit."""
    report = replace(fakes.cleared(), lead=("a" * 200, "b" * 200, "c" * 60))
    assert [sentence[0] for sentence in release_view(Context(report)).lead] == ["a", "c"]


def test_a_reason_that_names_more_cases_is_not_repeated() -> None:
    """How many more cases would tell is said once."""
    base = fakes.cleared()
    gates = tuple(
        replace(one, result=replace(one.result, reason="Too few. About 40 more tickets would decide."))
        if one.gate.id == "recovers"
        else one
        for one in base.assessment.gates
    )
    report = replace(base, assessment=replace(base.assessment, gates=gates))
    assert next(row for row in gate_rows(Context(report)) if row.id == "recovers").needed == ""


def test_a_folder_of_many_files_is_one_row() -> None:
    """Many files of one folder are one row with their sums; each digest stays in the record."""
    files = tuple(
        InputFile(path=f"r/results/{at}.json", sha256=f"{at:064d}", size=100, kind="candidate", rows=1)
        for at in range(300)
    )
    row = file_rows(Context(replace(fakes.blocked(), inputs=files)))[0]
    assert (row.path, row.kind, row.size, row.rows, row.sha256) == (
        "r/results/",
        "300 files, candidate",
        "30.0 KB",
        "300",
        "",
    )
    record = json.loads(record_json(replace(fakes.blocked(), inputs=files), "1"))
    assert len(record["provenance"]["inputs"]) == 300


def test_classes_in_which_nothing_fails_share_a_line() -> None:
    """A class without any failure before or now is empty, and one with a failure on either side is not."""
    report = fakes.cleared()
    nothing = [replace(one, transitions=Transitions(both_passed=9), candidate_cases=0) for one in class_results()]
    found = replace(report, assessment=replace(report.assessment, classes=(*nothing[:-1], class_results()[0])))
    assert [row.empty for row in class_rows(Context(found))].count(False) == 1


def test_who_lets_a_release_past_a_gate_decides() -> None:
    """While a release is open, the approver of an override that lifts stands as the one who decided, and as what."""
    found = {fact.label: (fact.value, fact.more) for fact in facts(Context(replace(fakes.overridden(), closed=None)))}
    assert found["Decided by"][0] == "Maya Lindqvist"
    assert found["Decided by"][1].endswith(", by override")
