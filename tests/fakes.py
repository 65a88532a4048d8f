"""Reports made by hand, so that pages and exports can be tested without files, git or statistics.

The numbers are consistent with one another where a page shows them side by side, and fictional everywhere.
"""

from __future__ import annotations

from dataclasses import replace

from evalreport.model.assessment import (
    Assessment,
    CasePair,
    CaseSide,
    ClassResult,
    Finding,
    GateOutcome,
    OverrideState,
    ScoreResult,
    SideTotals,
    SignOffState,
    Transition,
    Transitions,
)
from evalreport.model.bundle import InputFile, Origin, Repository
from evalreport.model.evaluation import CaseResult, ToolCall
from evalreport.model.failure import FailureClass, MatchRule
from evalreport.model.gate import Gate, GateResult, Interval, OverridePolicy
from evalreport.model.location import Location
from evalreport.model.policy import Decision, Grader, Person, Policy, Publish, RollbackRule, Site
from evalreport.model.record import Event, Override, Records, Rollback, SignOff, Subject
from evalreport.model.release import Change, Release, ResultPaths
from evalreport.model.report import Point, ReleaseReport, SiteReport
from evalreport.model.scorecard import ScoreSpec
from evalreport.model.statistics import Estimate

COMMIT = "8d41c07b6e2f4a19c3d5e7f90123456789abcdef"
HEAD_TIME = "2026-11-22T09:30:00Z"
TOOL = "1.0.0"


def policy(*, publish: Publish | None = None, site: Site | None = None) -> Policy:
    """Return the policy of a refund agent: five people, two decisions, six gates."""
    return Policy(
        site=site
        or Site(
            name="Refund agent releases",
            url="https://example.org/releases/",
            repo="https://example.org/team/refund-agent",
            case_noun=("ticket", "tickets"),
        ),
        people={
            "dana": Person(id="dana", name="Dana Ortiz", roles=("product-owner",), emails=("dana@example.org",)),
            "maya": Person(id="maya", name="Maya Lindqvist", roles=("risk-owner",), emails=("maya@example.org",)),
            "jonas": Person(id="jonas", name="Jonas Weber", roles=("platform-engineer",)),
            "priya": Person(id="priya", name="Priya Raman", roles=("domain-reviewer",)),
            "tom": Person(id="tom", name="Tom Okafor", roles=("operations-owner",)),
        },
        decisions={
            "prompt-change": Decision(
                id="prompt-change",
                question="Can this prompt change ship?",
                owner="dana",
                gates=tuple(_gates()),
                signoff=("product-owner",),
            ),
            "model-route": Decision(
                id="model-route", question="Can this model route replace the old route?", owner="jonas"
            ),
        },
        failure_classes=_failure_classes(),
        scorecard=_scorecard(),
        gates=_gates(),
        rollback={
            "live-success": RollbackRule(
                id="live-success",
                score="task-success",
                below=0.9,
                windows=2,
                owner="dana",
                action="route `100%` to the previous release",
            )
        },
        graders={"judge-v3": Grader(id="judge-v3", kind="llm", calibration="calibration/judge-v3.csv")},
        publish=publish or Publish(),
    )


def _failure_classes() -> dict[str, FailureClass]:
    label = (MatchRule(conditions=(("label", "skipped_approval"),)),)
    return {
        "answer-quality": FailureClass(
            id="answer-quality", title="Answer quality", why="The customer is told something wrong or nothing useful."
        ),
        "policy-boundary": FailureClass(
            id="policy-boundary",
            title="Policy boundary",
            why="A refund over $200 needs an approval number.",
            severity="critical",
            match=label,
        ),
        "tool-arguments": FailureClass(
            id="tool-arguments", title="Tool arguments", why="The right tool, called with a wrong account or amount."
        ),
        "recovery": FailureClass(
            id="recovery", title="Recovery behaviour", why="After a tool error the run gives up.", severity="minor"
        ),
    }


def _scorecard() -> dict[str, ScoreSpec]:
    return {
        "task-success": ScoreSpec(
            id="task-success", title="Task success", owner="dana", use="blocks if the main outcome degrades"
        ),
        "approval-kept": ScoreSpec(
            id="approval-kept",
            title="Failures of approval",
            owner="maya",
            use="blocks on any breach",
            measure="failure_rate",
            better="lower",
        ),
        "evidence-cited": ScoreSpec(
            id="evidence-cited",
            title="Evidence quality",
            owner="priya",
            use="blocks if answers lose their source",
            grader="judge-v3",
        ),
        "recovers": ScoreSpec(id="recovers", title="Recovered from tool error", owner="jonas", use="advises"),
        "latency": ScoreSpec(
            id="latency", title="Time of an answer", owner="jonas", use="advises", measure="latency_p95", better="lower"
        ),
    }


def _gates() -> dict[str, Gate]:
    lift = OverridePolicy(roles=("risk-owner",), evidence=2, max_days=30)
    gates = (
        Gate(
            id="task-success-holds",
            title="Task success holds",
            form="not_worse_than",
            score="task-success",
            margin=0.05,
            baseline="baseline",
            owner="dana",
            override=lift,
        ),
        Gate(
            id="no-policy-breach",
            title="No policy breach",
            form="failures",
            failure_class="policy-boundary",
            limit=0,
            owner="maya",
            override=lift,
        ),
        Gate(
            id="evidence-cited",
            title="Evidence is cited",
            form="at_least",
            score="evidence-cited",
            line=0.9,
            owner="priya",
        ),
        Gate(
            id="recovers",
            title="Recovers from tool errors",
            form="at_least",
            score="recovers",
            line=0.8,
            level="advise",
            owner="jonas",
        ),
        Gate(
            id="latency-holds",
            title="Latency holds",
            form="at_most",
            score="latency",
            line=12.0,
            level="advise",
            owner="jonas",
        ),
        Gate(
            id="read-by-a-person",
            title="Read by a person",
            form="signoff",
            level="manual",
            signoff=("operations-owner",),
            owner="tom",
        ),
    )
    return {gate.id: gate for gate in gates}


def gate_results() -> dict[str, GateResult]:
    """Return what each gate saw where all is well but recovery, of which there is too little."""
    results = (
        GateResult(
            gate="task-success-holds",
            verdict="passed",
            reason="8 worse, 15 better.",
            observed=0.035,
            threshold=-0.05,
            interval=Interval(low=-0.003, high=0.076),
            n=200,
            unit="points",
            better=15,
            worse=8,
        ),
        GateResult(
            gate="no-policy-breach",
            verdict="passed",
            reason="0 of 200 tickets; this rules out a rate above 1.5%.",
            observed=0,
            threshold=0,
            n=200,
            unit="count",
            rules_out=0.015,
        ),
        GateResult(
            gate="evidence-cited",
            verdict="passed",
            reason="190 of 200 answers.",
            observed=0.95,
            threshold=0.9,
            interval=Interval(low=0.919, high=0.97),
            n=200,
            unit="rate",
        ),
        GateResult(
            gate="recovers",
            verdict="inconclusive",
            reason="27 of 31 calls.",
            observed=0.871,
            threshold=0.8,
            interval=Interval(low=0.744, high=0.940),
            n=31,
            unit="rate",
            needed=40,
        ),
        GateResult(
            gate="latency-holds",
            verdict="passed",
            reason="95 of 100 answers within 9.8 s.",
            observed=9.8,
            threshold=12.0,
            interval=Interval(low=9.1, high=10.9),
            n=200,
            unit="s",
        ),
        GateResult(gate="read-by-a-person", verdict="passed", reason="Tom Okafor approved on 21 Nov 2026."),
    )
    return {result.gate: result for result in results}


def gate_outcomes(
    results: dict[str, GateResult] | None = None, overrides: dict[str, OverrideState] | None = None
) -> tuple[GateOutcome, ...]:
    """Pair every gate of the policy with what it saw and the override beside it."""
    results = results if results is not None else gate_results()
    return tuple(
        GateOutcome(gate=gate, result=results[gate.id], override=(overrides or {}).get(gate.id))
        for gate in _gates().values()
        if gate.id in results
    )


def score_results(*, compared: bool = True) -> tuple[ScoreResult, ...]:
    """Return the scorecard of 200 tickets on both sides, or of the candidate alone."""
    rates = (("task-success", 178, 171, 200), ("evidence-cited", 190, 188, 200), ("recovers", 27, 25, 31))
    rows = [
        ScoreResult(
            score=name,
            unit="rate",
            candidate=Estimate(
                value=now / n, n=n, passed=now, interval=Interval(low=now / n - 0.04, high=now / n + 0.03)
            ),
            baseline=Estimate(value=before / n, n=n, passed=before) if compared else None,
            difference=(now - before) / n if compared else None,
            interval=Interval(low=(now - before) / n - 0.038, high=(now - before) / n + 0.041) if compared else None,
            graders=("exact",),
        )
        for name, now, before, n in rates
    ]
    slow = ScoreResult(
        score="latency",
        unit="s",
        candidate=Estimate(value=9.8, n=200, interval=Interval(low=9.1, high=10.9)),
        baseline=Estimate(value=10.4, n=200) if compared else None,
        difference=-0.6 if compared else None,
        interval=Interval(low=-1.2, high=0.1) if compared else None,
    )
    return (*rows, slow)


def class_results(*, compared: bool = True) -> tuple[ClassResult, ...]:
    """Return four failure classes of 200 tickets."""
    counts = (
        ("answer-quality", 5, 3, 6),
        ("policy-boundary", 0, 2, 0),
        ("tool-arguments", 10, 2, 4),
        ("recovery", 3, 1, 3),
    )
    return tuple(
        ClassResult(
            failure_class=name,
            transitions=Transitions(
                both_passed=200 - fixed - new - still, fixed=fixed, regressed=new, both_failed=still
            )
            if compared
            else Transitions(only_candidate=200),
            candidate_cases=new + still,
            baseline_cases=fixed + still if compared else None,
            candidate_ran=200,
            baseline_ran=200 if compared else None,
            p_value=0.04 if name == "tool-arguments" else 0.6,
        )
        for name, fixed, new, still in counts
    )


def case_pair(number: int, transition: Transition, *, text: str = "", simulated: bool = False) -> CasePair:
    """Return one ticket on both sides with texts, tool calls, cost and time."""
    name = f"refund-{number:04d}"
    after, before = transition in {"both_passed", "fixed"}, transition in {"both_passed", "regressed"}
    alone = transition == "only_candidate"
    return CasePair(
        suite="refunds",
        case_id=name,
        epoch=1,
        transition=transition,
        candidate=_side(name, passed=after or (alone and number % 9 != 0), text=text, simulated=simulated),
        baseline=None if alone else _side(name, passed=before, text=text, simulated=simulated),
        changes={"task-success": transition} if transition in {"fixed", "regressed"} else {},
    )


def _side(name: str, *, passed: bool, text: str, simulated: bool) -> CaseSide:
    row = CaseResult(
        suite="refunds",
        case_id=name,
        passed=passed,
        input=text or f"My espresso machine of order {name} arrived cracked. I would like my money back, please.",
        output="I have refunded $240.00 to your card." if passed else "Please wait 14 days.",
        tools=(ToolCall(name="get_order", arguments='{"order": "A-20931"}'), ToolCall(name="issue_refund", error=None)),
        cost_usd=0.31,
        latency_s=7.8,
        metadata={"simulated": "true"} if simulated else {},
    )
    return CaseSide(row=row, passed=passed, classes=() if passed else ("answer-quality",))


def case_pairs(*, simulated: bool = False) -> tuple[CasePair, ...]:
    """Return 200 tickets: 8 newly failing, 15 fixed, 14 still failing, 163 passing both times."""
    counts: dict[Transition, int] = {"regressed": 8, "fixed": 15, "both_failed": 14, "both_passed": 163}
    plan = [transition for transition, count in counts.items() for _ in range(count)]
    return tuple(case_pair(number + 1, transition, simulated=simulated) for number, transition in enumerate(plan))


def totals(*, passed: int = 178, cost: float | None = 69.42, unknown: int = 0) -> SideTotals:
    """Return the counts of one side over 200 tickets."""
    return SideTotals(
        runs=1,
        rows=200,
        cases=200,
        epochs=1,
        passed=passed,
        failed=200 - passed,
        errors=0,
        skipped=0,
        unread=0,
        models=("scripted/refund-agent",),
        cost_usd=cost,
        cost_unknown=unknown,
        cost_per_success=cost / passed if cost is not None and not unknown else None,
        tokens_in=412_000,
        tokens_out=61_400,
        latency_mean_s=7.8,
        tool_calls=811,
        tool_errors=31,
    )


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
