"""What people decided: the failing number first, reasons in words, nothing hidden."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.model.assessment import OverrideState, SignOffState
from evalreport.model.gate import Gate, OverridePolicy
from evalreport.model.policy import RollbackRule
from evalreport.model.record import Event, Records
from evalreport.render.context import Context
from evalreport.render.views_people import (
    event_views,
    may_lift,
    override_views,
    rollback_rules,
    rollback_views,
    rule_text,
    signatures,
)
from tests import fakes
from tests.fake_policy import policy

if TYPE_CHECKING:
    from evalreport.model.record import EventKind
    from evalreport.model.report import ReleaseReport


def with_overrides(*states: OverrideState) -> ReleaseReport:
    """Return an overridden release with other overrides."""
    base = fakes.overridden()
    return replace(base, assessment=replace(base.assessment, overrides=states))


def test_the_failing_number_comes_first() -> None:
    """An override opens with what the gate still says."""
    view = override_views(Context(fakes.overridden()))[0]
    assert (view.still, view.seen) == ("The gate still fails.", "2 of 200 tickets; none allowed.")
    assert view.verdict.word == "Failed"


def test_a_number_below_zero_has_a_minus() -> None:
    """What the gate says now is written as on the rest of the page, with a minus and no hyphen."""
    base = fakes.overridden()
    gates = tuple(
        replace(gate, result=replace(gate.result, reason="Worse (change -14.7, plausibly -18.3 to -11)."))
        for gate in base.assessment.gates
    )
    view = override_views(Context(replace(base, assessment=replace(base.assessment, gates=gates))))[0]
    assert view.seen == "Worse (change \u221214.7, plausibly \u221218.3 to \u221211)."


def test_who_asked_and_who_approved() -> None:
    """Names, role, time, last day, ticket and evidence of an override are shown."""
    view = override_views(Context(fakes.overridden()))[0]
    assert (view.asked, view.approved, view.role) == ("Tom Okafor", "Maya Lindqvist", "risk owner")
    assert (view.at, view.until) == ("20 Nov 2026, 14:20 UTC", "20 Dec 2026")
    assert [file.path.rpartition("/")[2] for file in view.evidence] == ["guard.md", "breaches.csv"]
    assert view.may == "By risk owner, with 2 files of evidence, for 30 days at most"


@pytest.mark.parametrize(
    ("state", "word", "counts"),
    [
        (OverrideState(override=fakes.override(), lifts=True), "Lifts the gate", True),
        (OverrideState(override=fakes.override(), lifts=True, thin=True), "Lifts it on thin evidence", True),
        (OverrideState(override=fakes.override(), lifts=False, flags=("OVR-SELF",)), "Does not count", False),
        (OverrideState(override=fakes.override(), lifts=False, replaced=True), "Replaced by a newer one", False),
    ],
)
def test_states_of_overrides(state: OverrideState, word: str, *, counts: bool) -> None:
    """An override lifts, lifts on thin evidence, does not count, or was replaced."""
    view = override_views(Context(with_overrides(state)))[0]
    assert (view.state.word, view.counts) == (word, counts)


def test_those_that_count_come_first() -> None:
    """A valid override stands above a void one, a replaced one last."""
    void = OverrideState(override=fakes.override(), lifts=False)
    good = OverrideState(override=fakes.override(), lifts=True)
    old = OverrideState(override=fakes.override(), lifts=False, replaced=True)
    views = override_views(Context(with_overrides(old, void, good)))
    assert [view.state.word for view in views] == ["Lifts the gate", "Does not count", "Replaced by a newer one"]


def test_an_override_of_a_gate_that_is_gone_is_shown() -> None:
    """An override for a gate that no longer serves the decision keeps the numbers it recorded."""
    state = OverrideState(override=fakes.override("gone"), lifts=False, flags=("OVR-ROLE",))
    view = override_views(Context(with_overrides(state)))[0]
    assert (view.gate, view.rule, view.may) == ("gone", "", "")
    assert view.seen == "Seen 2; the line is 0."


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (OverridePolicy(allowed=False), "Never, says the policy"),
        (OverridePolicy(), "Nobody is named; thin evidence alone by the owner of its score"),
        (
            OverridePolicy(roles=("risk-owner", "product-owner"), evidence=0, max_days=14),
            "By risk owner, product owner, for 14 days at most",
        ),
    ],
)
def test_who_may_lift(rule: OverridePolicy, expected: str) -> None:
    """The policy of overrides is one clause."""
    assert may_lift(Gate(id="g", title="G", form="signoff", override=rule)) == expected


@pytest.mark.parametrize(
    ("state", "word", "why"),
    [
        (SignOffState(signoff=fakes.signoff(), counts=True), "Counts", ""),
        (
            SignOffState(signoff=fakes.signoff(), counts=False, flags=("UNKNOWN-PERSON",)),
            "Does not count",
            "the person is not in the policy",
        ),
        (SignOffState(signoff=fakes.signoff(), counts=False, replaced=True), "Replaced by a newer one", ""),
    ],
)
def test_signatures(state: SignOffState, word: str, why: str) -> None:
    """A signature says whether it counts, and why not."""
    base = fakes.cleared()
    report = replace(base, assessment=replace(base.assessment, signoffs=(state,)))
    row = signatures(Context(report))[0]
    assert (row.who, row.role, row.state.word, row.why_not) == ("Dana Ortiz", "product owner", word, why)


def test_missing_answers_are_listed() -> None:
    """A role whose answer is missing has a row of its own below the others."""
    rows = signatures(Context(fakes.awaiting()))
    assert [(row.who, row.role) for row in rows] == [
        ("Dana Ortiz", "product owner"),
        ("Nobody yet", "operations owner"),
    ]
    assert rows[1].state.word == "Missing"


def test_a_person_the_policy_lost_is_named_by_id() -> None:
    """Somebody who left is shown by id, never dropped."""
    base = fakes.cleared()
    state = SignOffState(signoff=fakes.signoff(who="zoe"), counts=False)
    report = replace(base, assessment=replace(base.assessment, signoffs=(state,)))
    assert signatures(Context(report))[0].who == "zoe"


def test_rollbacks_show_number_rule_and_people() -> None:
    """A rollback names where to, by which rule and number, by whom and when."""
    report = fakes.rolled_back()
    view = rollback_views(Context(report), report.records.rollbacks)[0]
    assert (view.to, view.by, view.numbers) == ("2.3.0", "Dana Ortiz", "Seen 86.0%; the line is 90.0%.")
    assert view.rule == "Task success below 90.0% in 2 live windows in a row"
    assert (view.fired, view.acted) == ("22 Nov 2026, 06:00 UTC", "22 Nov 2026, 08:00 UTC")


def test_a_rollback_without_a_rule() -> None:
    """A person may act without a rule."""
    report = fakes.rolled_back()
    bare = replace(report.records.rollbacks[0], rule=None, observed=None, limit=None, fired_at=None, acted_at=None)
    view = rollback_views(Context(report), (bare,))[0]
    assert (view.rule, view.numbers, view.fired) == ("", "", "")
    assert view.acted == "22 Nov 2026, 08:00 UTC"


LIVE = RollbackRule(id="r", score="task-success", owner="dana", action="x")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (replace(LIVE, below=0.9), "Task success below 90.0% in one live window"),
        (
            replace(LIVE, score="latency", above=12, windows=3),
            "Time of an answer above 12.0 s in 3 live windows in a row",
        ),
        (replace(LIVE, score="gone", below=0.5, above=0.9), "gone below 50.0% or above 90.0% in one live window"),
    ],
)
def test_rollback_rules_in_words(rule: RollbackRule, expected: str) -> None:
    """A rollback rule is a sentence."""
    assert rule_text(policy(), rule).trigger == expected


def test_all_rules_of_the_policy_are_shown() -> None:
    """Every rollback rule has its owner by name."""
    assert [rule.owner for rule in rollback_rules(policy())] == ["Dana Ortiz"]


@pytest.mark.parametrize(
    ("kind", "word"),
    [("superseded", "Superseded"), ("withdrawn", "Withdrawn"), ("corrected", "Corrected"), ("note", "Note")],
)
def test_events_in_words(kind: EventKind, word: str) -> None:
    """Each kind of event has its word, its reason and what follows."""
    event = Event(
        release="r",
        by="dana",
        role="product-owner",
        at="2026-11-20T10:00:00Z",
        kind=kind,
        reason="Because.",
        by_release="next-1",
    )
    report = replace(fakes.blocked(), records=Records(events=(event,)))
    view = event_views(Context(report))[0]
    assert (view.kind, view.said, view.who) == (word, "Because. By next-1.", "Dana Ortiz")


@pytest.mark.parametrize(
    ("outcome", "shipped", "expected"),
    [
        ("cleared", True, "As shipped. Outcome then: Cleared to ship."),
        ("blocked", False, "As not shipped. Outcome then: Blocked."),
        ("of another time", True, "As shipped. Outcome then: of another time."),
    ],
)
def test_closing_in_words(outcome: str, *, shipped: bool, expected: str) -> None:
    """Closing says whether it shipped and the outcome it recorded, also one this version does not know."""
    closed = fakes.closing(outcome, shipped=shipped)
    report = replace(fakes.cleared(), closed=closed, records=Records(events=(closed,)))
    assert event_views(Context(report))[0].said == expected


def test_what_happened_after_closing_is_not_on_the_page() -> None:
    """A closed release's own page holds nothing that was written after its closing."""
    report = fakes.rolled_back()
    context = Context(report)
    assert report.records.rollbacks
    assert context.records.rollbacks == ()
    assert [event.kind for event in context.records.events] == ["closed"]
