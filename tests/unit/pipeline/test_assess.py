"""From a bundle to an assessment: what counts, what is compared, and what an unfinished run may prove."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.errors import ReaderError
from evalreport.model.failure import UNCLASSIFIED
from evalreport.model.gate import Gate
from evalreport.model.record import Event, Records, SignOff
from evalreport.pipeline.report import Neighbours, make_report
from tests.unit.pipeline.bundles import BREACH, HOLDS, bundle, judged, policy, results, rows, run, verdicts

if TYPE_CHECKING:
    from evalreport.model.assessment import Outcome
    from evalreport.model.report import ReleaseReport

GOOD, BAD = [True] * 120, [False] * 30 + [True] * 90
BEFORE = results("baseline", run(rows(GOOD)))


@pytest.mark.parametrize(("after", "outcome"), [(GOOD, "cleared"), (BAD, "blocked"), (GOOD[:20], "undecided")])
def test_a_release_is_judged_by_its_gates(after: list[bool], outcome: Outcome) -> None:
    """Good, bad and few cases against the same baseline."""
    before = BEFORE if len(after) > 20 else results("baseline", run(rows(after)))
    assert judged(bundle(results("candidate", run(rows(after))), before)).outcome == outcome


def test_transitions_and_totals_are_those_of_the_rows() -> None:
    """Every key of either side is counted once; an error is neither pass nor fail."""
    after = [True, False, None, True, True]
    before = [True, True, True, False]
    seen = judged(bundle(results("candidate", run(rows(after))), results("baseline", run(rows(before)))))
    counts = seen.transitions
    assert (counts.both_passed, counts.regressed, counts.fixed, counts.not_comparable, counts.only_candidate) == (
        1, 1, 1, 1, 1
    )  # fmt: skip
    assert (seen.candidate.passed, seen.candidate.failed, seen.candidate.errors, seen.candidate.cases) == (3, 1, 1, 5)
    assert [pair.case_id for pair in seen.pairs if pair.changed] == ["c002", "c004"]


@pytest.mark.parametrize("side", ["candidate", "baseline"])
def test_an_unfinished_run_feeds_no_pass(side: str) -> None:
    """A run that was cut, on the side a gate needs, leaves that gate not evaluated and is a finding."""
    runs = {"candidate": run(rows(GOOD)), "baseline": run(rows(GOOD))}
    runs[side] = replace(runs[side], complete=False, status="cancelled")
    seen = judged(bundle(results("candidate", runs["candidate"]), results("baseline", runs["baseline"])))
    assert seen.outcome == "undecided"
    assert verdicts(seen)["holds"] == "not_evaluated"
    assert verdicts(seen)["breach"] == ("not_evaluated" if side == "candidate" else "passed")
    assert "run-unfinished" in {finding.rule for finding in seen.findings}


def breach(number: int = 7) -> tuple[object, ...]:
    """One row that failed in the class."""
    (row,) = rows([False], start=number)
    return (replace(row, labels=("breach",)),)


@pytest.mark.parametrize("again", [True, False])
def test_a_failure_of_an_unfinished_run_counts_even_when_it_was_run_again(*, again: bool) -> None:
    """Running again until it passes does not wash the first failure away."""
    cut = replace(run(rows([True] * 6)), complete=False, status="cancelled")
    cut = replace(cut, rows=(*cut.rows, *breach()))  # type: ignore[arg-type]  # one row
    whole = (run(rows(GOOD), run_id="again"),) if again else ()
    seen = judged(bundle(results("candidate", cut, *whole), BEFORE))
    assert verdicts(seen)["breach"] == "failed"
    assert seen.outcome == "blocked"


def test_the_same_case_twice_must_be_chosen() -> None:
    """Two runs of one case are an error that names how to choose, never the last in silence."""
    twins = results("candidate", run(rows(GOOD), variant="a"), run(rows(GOOD), variant="b"))
    with pytest.raises(ReaderError, match=r"two runs hold the same case 'c001'") as caught:
        judged(bundle(twins))
    assert caught.value.hint == "choose one with variant: (a, b)"


@pytest.mark.parametrize(
    ("where", "tags", "cases"),
    [({}, (), 3), ({"kind": "user"}, (), 1), ({}, ("slow",), 2), ({"kind": "user"}, ("slow",), 0)],
)
def test_filters_of_the_manifest_narrow_the_rows(where: dict[str, str], tags: tuple[str, ...], cases: int) -> None:
    """Metadata must be exactly so, of tags any suffices."""
    first, second, third = rows([True, True, True])
    filtered = (
        replace(first, metadata={"kind": "user"}),
        replace(second, tags=("slow", "x")),
        replace(third, tags=("slow",)),
    )
    seen = judged(bundle(results("candidate", run(filtered), where=where, tags=tags)))
    assert seen.candidate.rows == cases


def test_live_windows_feed_no_offline_gate() -> None:
    """Rows of live windows are no part of the offline figures."""
    live = replace(results("candidate", run(rows([False] * 50, start=500))), kind="live")
    seen = judged(bundle(results("candidate", run(rows(GOOD))), live, BEFORE))
    assert (seen.outcome, seen.candidate.rows) == ("cleared", 120)


def test_failures_no_rule_claims_are_a_class_of_their_own() -> None:
    """Unclassified failures are listed last and can be gated."""
    gate = Gate(id="explained", title="Explained", form="failures", failure_class=UNCLASSIFIED, limit=0)
    seen = judged(bundle(results("candidate", run(rows([False] + [True] * 59))), under=policy([gate])))
    assert [item.failure_class for item in seen.classes] == ["boundary", UNCLASSIFIED]
    assert verdicts(seen) == {"explained": "failed"}


@pytest.mark.parametrize(("first", "second", "cases"), [(True, False, 1), (False, False, 1), (True, True, 0)])
def test_a_case_fails_once_if_any_epoch_does(*, first: bool, second: bool, cases: int) -> None:
    """A class counts cases, not rows."""
    both = [*rows([first], epoch=1), *rows([second], epoch=2), *rows([True] * 60, start=2)]
    failing = tuple(replace(row, labels=() if row.passed else ("breach",)) for row in both)
    seen = judged(bundle(results("candidate", run(failing)), under=policy([BREACH])))
    assert seen.gates[0].result.observed == cases
    assert seen.classes[0].candidate_cases == cases


def test_a_gate_may_pin_another_release() -> None:
    """A gate that names a release compares with that one, though the manifest's baseline is as bad."""
    pinned = replace(HOLDS, baseline="r0")
    worse = results("candidate", run(rows(BAD)))
    same = results("baseline", run(rows(BAD)))
    best = {"r0": (results("candidate", run(rows(GOOD))),)}
    assert verdicts(judged(bundle(worse, same, under=policy([pinned])), best)) == {"holds": "failed"}
    assert verdicts(judged(bundle(worse, same, under=policy([HOLDS])))) == {"holds": "passed"}


def record(decision: str = "approve", at: str = "2026-11-20T12:00:00Z") -> SignOff:
    """An answer of the product owner."""
    yes = SignOff(release="r2", by="dana", role="product-owner", at=at, decision="approve", path=f"{at}.yml")
    return yes if decision == "approve" else replace(yes, decision="reject")


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ((), "awaiting"),
        ((record(),), "cleared"),
        ((record("reject"),), "blocked"),
        ((record("reject"), record(at="2026-11-21T12:00:00Z")), "cleared"),
    ],
)
def test_a_decision_may_ask_for_sign_offs(answers: tuple[SignOff, ...], outcome: Outcome) -> None:
    """Passed gates wait for the roles the decision names."""
    asked = policy([HOLDS], signoff=("product-owner",))
    seen = judged(bundle(results("candidate", run(rows(GOOD))), BEFORE, under=asked, records=Records(signoffs=answers)))
    assert seen.outcome == outcome
    assert seen.waiting == (("product-owner",) if outcome == "awaiting" else seen.waiting)


def event(kind: str, at: str = "2026-11-21T00:00:00Z", outcome: str = "cleared") -> Event:
    """Something that happened to the release."""
    closed = Event(release="r2", by="dana", role="product-owner", at=at, kind="closed", shipped=True, outcome=outcome)
    return closed if kind == "closed" else replace(closed, kind="withdrawn", shipped=None, outcome=None)


def report(records: Records) -> ReleaseReport:
    """The report of a good release with these records."""
    given = bundle(results("candidate", run(rows(GOOD))), BEFORE, records=records)
    return make_report(
        given, as_of="2026-12-01T00:00:00Z", present=lambda _file: True, pinned={}, neighbours=Neighbours()
    )


@pytest.mark.parametrize(
    ("events", "outcome", "standing", "headline"),
    [
        ((), "cleared", "cleared", "r2 may ship: all 2 gates passed."),
        ((event("closed"),), "cleared", "cleared", "r2 shipped: all 2 gates passed."),
        ((event("withdrawn"),), "cleared", "withdrawn", "r2 was withdrawn by Dana Ortiz."),
        (
            (event("closed"), event("withdrawn", "2026-11-25T00:00:00Z")),
            "cleared",
            "withdrawn",
            "r2 shipped: all 2 gates passed.",
        ),
    ],
)
def test_what_happens_later_is_the_standing_and_not_the_outcome(
    events: tuple[Event, ...], outcome: Outcome, standing: Outcome, headline: str
) -> None:
    """A page of a closed release speaks as of its closing; withdrawn open ones say so and ask for nothing more."""
    seen = report(Records(events=events))
    assert (seen.outcome, seen.standing, seen.headline) == (outcome, standing, headline)
    assert (seen.next_step == "") == bool(events)


@pytest.mark.parametrize(("stated", "recomputed"), [("cleared", None), ("blocked", "cleared")])
def test_a_record_that_says_otherwise_is_shown_beside_what_is_computed(stated: str, recomputed: Outcome | None) -> None:
    """Neither the stated nor the computed outcome is hidden."""
    seen = report(Records(events=(event("closed", outcome=stated),)))
    assert seen.recomputed == recomputed
    found = {finding.rule for finding in seen.assessment.findings}
    assert ("closed-differently" in found) == (recomputed is not None)
    assert seen.as_of == "2026-11-21T00:00:00Z"
