"""Evidence for gates out of short lists: `1` passed, `0` failed, None ran unscored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from evalreport.analysis.compare import count, transitions
from evalreport.gates.base import ClassEvidence, GateContext, ScoreEvidence
from evalreport.gates.evaluate import evaluate_gates
from evalreport.model.assessment import SignOffState
from evalreport.model.policy import Person, Policy, Site
from evalreport.model.record import SignOff
from evalreport.model.scorecard import DIRECTIONS, ScoreSpec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evalreport.analysis.observe import Observations
    from evalreport.model.gate import Gate, GateResult
    from evalreport.model.scorecard import Measure

POLICY = Policy(
    site=Site(name="Site"),
    people={
        "dana": Person(id="dana", name="Dana Ortiz", roles=("product-owner",)),
        "maya": Person(id="maya", name="Maya Lindqvist", roles=("risk-owner",)),
    },
)


def seen(values: Sequence[float | None], suite: str = "s", start: int = 1, epoch: int = 1) -> Observations:
    """Number the values as cases of a suite."""
    return {(suite, f"c{number:03d}", epoch): value for number, value in enumerate(values, start=start)}


def rate(passed: int, n: int, start: int = 1) -> Observations:
    """The first ``passed`` of ``n`` cases passed."""
    return seen([1.0] * passed + [0.0] * (n - passed), start=start)


def score(
    candidate: Observations,
    baseline: Observations | None = None,
    measure: Measure = "pass_rate",
    *,
    incomplete: tuple[str, ...] = (),
    baseline_incomplete: tuple[str, ...] = (),
    calls: Mapping[tuple[str, str, int], int] | None = None,
    better: Literal["higher", "lower"] = "higher",
) -> ScoreEvidence:
    """Evidence of the score ``success``."""
    spec = ScoreSpec(
        id="success",
        title="Success",
        owner="dana",
        use="blocks",
        measure=measure,
        better=DIRECTIONS.get(measure, better),
    )
    return ScoreEvidence(
        spec=spec,
        candidate=candidate,
        baseline=baseline,
        calls=calls or {},
        incomplete=incomplete,
        baseline_incomplete=baseline_incomplete,
    )


def failures(failed: int, ran: int, *, suite: str = "s", incomplete: tuple[str, ...] = ()) -> ClassEvidence:
    """The first ``failed`` of ``ran`` cases failed in the class."""
    cases = [(suite, f"c{number:03d}") for number in range(1, ran + 1)]
    return ClassEvidence(
        title="Policy boundary", ran=frozenset(cases), failed=frozenset(cases[:failed]), incomplete=incomplete
    )


def answer(
    role: str, decision: Literal["approve", "reject", "withdraw"] = "approve", by: str = "maya", *, counts: bool = True
) -> SignOffState:
    """A sign-off as it was judged."""
    record = SignOff(release="r1", by=by, role=role, at="2026-11-20T12:00:00Z", decision=decision)
    return SignOffState(signoff=record, counts=counts)


def context(
    evidence: ScoreEvidence | None = None,
    classes: ClassEvidence | None = None,
    signoffs: tuple[SignOffState, ...] = (),
    *,
    rows: int = 100,
    unread: int = 0,
    incomplete: tuple[str, ...] = (),
    baseline_incomplete: tuple[str, ...] = (),
    pinned: Mapping[tuple[str, str], ScoreEvidence] | None = None,
) -> GateContext:
    """What gates are given: one score, one class, people, and what was read."""
    compared = evidence if evidence is not None and evidence.baseline is not None else None
    changes = transitions(compared.baseline or {}, compared.candidate).values() if compared else ()
    return GateContext(
        policy=POLICY,
        noun=("ticket", "tickets"),
        baseline_name="v1" if compared else "",
        scores={"success": evidence} if evidence else {},
        classes={"breach": classes} if classes else {},
        signoffs=signoffs,
        transitions=count(changes) if compared else None,
        rows=rows,
        unread=unread,
        incomplete=incomplete,
        baseline_incomplete=baseline_incomplete,
        pinned=pinned or {},
    )


def judge(gate: Gate, given: GateContext) -> GateResult:
    """Judge one gate alone."""
    return evaluate_gates([gate], given)[0]
