"""The policy that made-up reports are judged by: a refund agent, five people, two decisions, six gates."""

from __future__ import annotations

from evalreport.model.failure import FailureClass, MatchRule
from evalreport.model.gate import Gate, OverridePolicy
from evalreport.model.policy import Decision, Grader, Person, Policy, Publish, RollbackRule, Site
from evalreport.model.scorecard import ScoreSpec


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
                gates=tuple(gates()),
                signoff=("product-owner",),
            ),
            "model-route": Decision(
                id="model-route", question="Can this model route replace the old route?", owner="jonas"
            ),
        },
        failure_classes=_failure_classes(),
        scorecard=_scorecard(),
        gates=gates(),
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
        "cost": ScoreSpec(
            id="cost",
            title="Cost of a success",
            owner="jonas",
            use="reviews the model route",
            measure="cost_per_success",
            better="lower",
        ),
        "latency": ScoreSpec(
            id="latency", title="Time of an answer", owner="jonas", use="advises", measure="latency_p95", better="lower"
        ),
    }


def gates() -> dict[str, Gate]:
    """Return a gate of each common form."""
    lift = OverridePolicy(roles=("risk-owner",), evidence=2, max_days=30)
    rules = (
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
    return {gate.id: gate for gate in rules}
