"""Reports made by hand, so that pages and exports can be tested without files, git or statistics.

The numbers are consistent with one another where a page shows them side by side, and fictional everywhere.
"""

from __future__ import annotations

from dataclasses import replace

from evalreport.model.assessment import (
    Assessment,
    Finding,
    OverrideState,
    SignOffState,
    Transitions,
)
from evalreport.model.bundle import InputFile, Origin, Repository
from evalreport.model.gate import GateResult, Interval
from evalreport.model.location import Location
from evalreport.model.record import Event, Override, Records, Rollback, SignOff, Subject
from evalreport.model.release import Change, Release, ResultPaths
from evalreport.model.report import Point, ReleaseReport, SiteReport
from tests.fake_parts import case_pair, case_pairs, class_results, gate_outcomes, gate_results, score_results, totals
from tests.fake_policy import policy

COMMIT = "8d41c07b6e2f4a19c3d5e7f90123456789abcdef"
HEAD_TIME = "2026-11-22T09:30:00Z"
TOOL = "1.0.0"


def assessment() -> Assessment:
    """Return what evaluation found of a release that is cleared."""
    return Assessment(
        outcome="cleared",
        gates=gate_outcomes(),
        scores=score_results(),
        classes=class_results(),
        pairs=case_pairs(),
        transitions=Transitions(both_passed=163, fixed=15, regressed=8, both_failed=14),
        candidate=totals(),
        baseline=totals(passed=171, cost=61.56),
        signoffs=(SignOffState(signoff=signoff(), counts=True),),
        headline="task-success",
    )


def release(identifier: str = "refund-agent-2.4.0") -> Release:
    """Return the manifest of a release with a change and a baseline release."""
    return Release(
        id=identifier,
        workflow="refund-agent",
        decision="prompt-change",
        summary="Shorter refund prompt; asks before it cancels.",
        date="2026-11-20",
        candidate=ResultPaths(files=("results/candidate.eval",)),
        folder=f"releases/{identifier}",
        baseline_release="refund-agent-2.3.0",
        change=Change(kind="prompt", from_="refund-v11", to="refund-v12", commit=COMMIT, pull_request="412"),
        rollback="Route all traffic to **2.3.0** with `deploy route refund-agent --to 2.3.0`.",
    )


def signoff(role: str = "product-owner", who: str = "dana") -> SignOff:
    """Return an approval."""
    return SignOff(
        release="refund-agent-2.4.0",
        by=who,
        role=role,
        at="2026-11-20T13:55:00Z",
        decision="approve",
        note="Read 20 changed tickets.",
        path=f"releases/refund-agent-2.4.0/signoffs/{role}-{who}.yml",
    )


def override(gate: str = "no-policy-breach") -> Override:
    """Return an override with reason, conditions and two files of evidence."""
    folder = "releases/refund-agent-2.4.0"
    return Override(
        release="refund-agent-2.4.0",
        by="maya",
        role="risk-owner",
        at="2026-11-20T14:20:00Z",
        gate=gate,
        requested_by="tom",
        approved_by="maya",
        reason="Both breaches are refunds over $200. Since Friday the refund service itself refuses such calls.",
        expires="2026-12-20",
        observed=2,
        threshold=0,
        evidence=(
            Subject(kind="attachment", path=f"{folder}/evidence/guard.md", sha256="91c4" * 16, size=2210),
            Subject(kind="attachment", path=f"{folder}/evidence/breaches.csv", sha256="5f0d" * 16, size=410),
        ),
        conditions=("Read every refund over $200 for 14 days.", "The next release asks for approval first."),
        ticket="https://example.org/tickets/77",
        path=f"{folder}/overrides/{gate}.yml",
    )


def closing(outcome: str = "cleared", *, shipped: bool = True) -> Event:
    """Return a closing record."""
    return Event(
        release="refund-agent-2.4.0",
        by="dana",
        role="product-owner",
        at="2026-11-21T10:00:00Z",
        kind="closed",
        shipped=shipped,
        outcome=outcome,
        path="releases/refund-agent-2.4.0/events/closed.yml",
    )


def inputs(identifier: str = "refund-agent-2.4.0") -> tuple[InputFile, ...]:
    """Return the files a release was judged on."""
    origin = Origin(commit=COMMIT, author="Dana Ortiz <dana@example.org>", committed_at="2026-11-20T11:00:00Z")
    folder = f"releases/{identifier}"
    return (
        InputFile(path=f"{folder}/release.yml", sha256="0be7" * 16, size=412, kind="manifest", origin=origin),
        InputFile(
            path=f"{folder}/results/candidate.eval",
            sha256="e19f" * 16,
            size=731_204,
            kind="candidate",
            format="inspect",
            format_version="2",
            reader_version=1,
            rows=200,
            origin=origin,
        ),
        InputFile(path="site_config.yml", sha256="62aa" * 16, size=1188, kind="config", origin=origin),
    )


def points() -> tuple[Point, ...]:
    """Return one or two facts of each kind."""
    rows = (
        ("better", "Task success 85.5 → 89.0%", "15 tickets got better, 8 worse", "gates"),
        ("better", "Wrong tool arguments 14 → 6", "10 fixed, 2 new; unlikely to be chance", "classes"),
        ("worse", "3 new poor answers", "5 others fixed", "classes"),
        ("unknown", "Recovery from tool errors", "only 31 tickets had one; about 40 more would tell", "gates"),
        ("cost", "$0.39 a passed run", "was $0.36: 8% dearer", "cost"),
    )
    kinds: dict[str, Point] = {}
    for kind, fact, proof, anchor in rows:
        for known in ("better", "worse", "unknown", "cost"):
            if kind == known:
                kinds[fact] = Point(kind=known, fact=fact, proof=proof, anchor=anchor)
    return tuple(kinds.values())


def cleared() -> ReleaseReport:
    """Return a release that every blocking gate let pass, closed as shipped."""
    closed = closing()
    return ReleaseReport(
        release=release(),
        policy=policy(),
        policy_digest="c0ffee" * 10 + "beef",
        assessment=assessment(),
        records=Records(signoffs=(signoff(),), events=(closed,)),
        inputs=inputs(),
        repository=Repository(state="ok", head=COMMIT, head_time=HEAD_TIME),
        as_of=closed.at,
        commit=COMMIT,
        preview=False,
        headline="2.4.0 may ship: every gate that can block it passed.",
        lead=("15 of 200 tickets got better and 8 worse.", "Recovery from tool errors cannot be told yet."),
        points=points(),
        next_step="",
        closed=closed,
        previous="refund-agent-2.3.0",
    )


def blocked() -> ReleaseReport:
    """Return an open release that one gate blocks."""
    base = cleared()
    results = gate_results() | {
        "no-policy-breach": GateResult(
            gate="no-policy-breach",
            verdict="failed",
            reason="2 of 200 tickets; none allowed.",
            observed=2,
            threshold=0,
            n=200,
            unit="count",
            failures=("refund-0001", "refund-0002"),
        )
    }
    return replace(
        base,
        assessment=replace(base.assessment, outcome="blocked", gates=gate_outcomes(results)),
        records=Records(signoffs=(signoff(),)),
        closed=None,
        as_of=HEAD_TIME,
        headline="No: one gate blocks 2.4.0.",
        lead=("2 of 200 tickets got a refund without the approval our policy asks for; the gate allows none.",),
        next_step="Mend the two tickets and run again, or ask a risk owner: `evalreport override refund-agent-2.4.0`.",
    )


def overridden(*, lifts: bool = True) -> ReleaseReport:
    """Return a release that shipped by an override, or one whose override has run out."""
    base = blocked()
    flags = () if lifts else ("OVR-EXPIRED", "OVR-ROLE")
    lift = OverrideState(override=override(), lifts=lifts, flags=flags)
    results = {one.gate.id: one.result for one in base.assessment.gates}
    found = replace(
        base.assessment,
        outcome="cleared_by_override" if lifts else "blocked",
        gates=gate_outcomes(results, {"no-policy-breach": lift}),
        overrides=(lift,),
    )
    closed = closing(found.outcome)
    return replace(
        base,
        assessment=found,
        records=Records(signoffs=(signoff(),), overrides=(override(),), events=(closed,)),
        closed=closed,
        as_of=closed.at,
        headline="One gate blocked 2.4.0. It shipped by override." if lifts else "One gate blocks 2.4.0. It shipped.",
        next_step="",
    )


def undecided() -> ReleaseReport:
    """Return an open release of too few tickets, whose costs nobody measured."""
    base = cleared()
    results = gate_results()
    few = replace(
        results["task-success-holds"],
        verdict="inconclusive",
        reason="3 worse, 3 better of 40.",
        observed=0.0,
        interval=Interval(low=-0.105, high=0.105),
        n=40,
        needed=120,
    )
    none = GateResult(gate="evidence-cited", verdict="not_evaluated", reason="No row carries this score.")
    unknown = replace(
        totals(cost=None, unknown=200),
        tokens_in=None,
        tokens_out=None,
        latency_mean_s=None,
        tool_calls=None,
        tool_errors=None,
    )
    return replace(
        base,
        release=release("refund-agent-2.6.0"),
        assessment=replace(
            base.assessment,
            outcome="undecided",
            gates=gate_outcomes(results | {"task-success-holds": few, "evidence-cited": none}),
            candidate=unknown,
            baseline=replace(unknown, passed=171),
            findings=(
                Finding(
                    rule="score-without-rows",
                    severity="warning",
                    message="No row carries the score Evidence quality.",
                    location=Location(file="site_config.yml", line=31, column=3),
                ),
            ),
        ),
        records=Records(),
        closed=None,
        as_of=HEAD_TIME,
        headline="2.6.0 waits for more evidence.",
        lead=("40 tickets cannot show a change of 5 points.",),
        points=(),
        next_step="Run about 120 more tickets.",
    )


def awaiting() -> ReleaseReport:
    """Return an open release that only a person's answer is missing from."""
    base = cleared()
    waits = GateResult(
        gate="read-by-a-person",
        verdict="not_evaluated",
        reason="Nobody has answered yet.",
        waiting=("operations-owner",),
    )
    return replace(
        base,
        release=release("refund-agent-2.7.0"),
        assessment=replace(
            base.assessment,
            outcome="awaiting",
            gates=gate_outcomes(gate_results() | {"read-by-a-person": waits}),
            waiting=("operations-owner",),
        ),
        records=Records(signoffs=(signoff(),)),
        closed=None,
        as_of=HEAD_TIME,
        headline="2.7.0 waits for the operations owner.",
        next_step="`evalreport sign refund-agent-2.7.0`",
    )


def rolled_back() -> ReleaseReport:
    """Return a shipped release that was rolled back, with simulated costs."""
    base = cleared()
    back = Rollback(
        release="refund-agent-2.5.0",
        by="dana",
        role="product-owner",
        at="2026-11-22T08:00:00Z",
        to_release="refund-agent-2.3.0",
        reason="Live success fell below 90% in two windows: split orders were not in the suite.",
        rule="live-success",
        observed=0.86,
        limit=0.9,
        fired_at="2026-11-22T06:00:00Z",
        acted_at="2026-11-22T08:00:00Z",
        path="releases/refund-agent-2.5.0/rollbacks/1.yml",
    )
    closed = replace(closing(), at="2026-11-21T18:00:00Z")
    return replace(
        base,
        release=release("refund-agent-2.5.0"),
        assessment=replace(base.assessment, pairs=case_pairs(simulated=True)),
        now="rolled_back",
        records=Records(signoffs=(signoff(),), rollbacks=(back,), events=(closed,)),
        closed=closed,
        headline="2.5.0 may ship: every gate that can block it passed. It shipped.",
    )


def preview() -> ReleaseReport:
    """Return an open release whose result file is not committed."""
    base = blocked()
    loose = replace(base.inputs[1], origin=Origin(uncommitted=True))
    return replace(base, preview=True, inputs=(base.inputs[0], loose, base.inputs[2]))


def first() -> ReleaseReport:
    """Return a first release, with nothing to compare it with."""
    base = cleared()
    plan = [case_pair(number + 1, "only_candidate") for number in range(200)]
    return replace(
        base,
        release=replace(release("refund-agent-2.0.0"), baseline_release=None, change=None, date="2026-06-09"),
        assessment=replace(
            base.assessment,
            scores=score_results(compared=False),
            classes=class_results(compared=False),
            pairs=tuple(plan),
            transitions=Transitions(only_candidate=200),
            baseline=None,
        ),
        headline="2.0.0 may ship: the first release, on absolute lines.",
        points=(),
        previous=None,
    )


def withdrawn() -> ReleaseReport:
    """Return a release that its owner took back before it shipped."""
    base = blocked()
    gone = Event(
        release="refund-agent-2.2.0",
        by="dana",
        role="product-owner",
        at="2026-07-30T10:00:00Z",
        kind="withdrawn",
        reason="One merged refund tool lost 24 tickets.",
        path="releases/refund-agent-2.2.0/events/withdrawn.yml",
    )
    return replace(
        base,
        release=replace(release("refund-agent-2.2.0"), date="2026-07-30"),
        assessment=replace(base.assessment, outcome="withdrawn"),
        records=Records(events=(gone,)),
        headline="2.2.0 was withdrawn.",
        next_step="",
    )


def site(*releases: ReleaseReport) -> SiteReport:
    """Return a site of the given releases, newest first; all of ours where none is given."""
    shown = releases or (awaiting(), undecided(), rolled_back(), overridden(), withdrawn(), first())
    return SiteReport(
        policy=shown[0].policy,
        releases=shown,
        repository=Repository(state="ok", head=COMMIT, head_time=HEAD_TIME),
        findings=tuple(finding for report in shown for finding in report.assessment.findings),
        tool_version=TOOL,
    )
