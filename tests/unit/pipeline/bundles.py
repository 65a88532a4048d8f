"""Bundles out of few words: rows, runs, a policy of two gates, and the judgement of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.model.bundle import ReadResults, ReleaseBundle
from evalreport.model.evaluation import CaseResult, EvalRun, ResultFile
from evalreport.model.failure import FailureClass, MatchRule
from evalreport.model.gate import Gate
from evalreport.model.policy import Decision, Person, Policy, Site
from evalreport.model.record import Records
from evalreport.model.release import Release, ResultPaths
from evalreport.model.scorecard import ScoreSpec
from evalreport.pipeline.assess import Circumstances, assess

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evalreport.model.assessment import Assessment
    from evalreport.model.bundle import Side

AS_OF = "2026-12-01T00:00:00Z"
HOLDS = Gate(id="holds", title="Success holds", form="not_worse_than", score="success", margin=0.05, owner="dana")
BREACH = Gate(id="breach", title="No breach", form="failures", failure_class="boundary", limit=0, owner="dana")
PATHS = ResultPaths(files=("results/candidate.csv",))


def policy(gates: Sequence[Gate] = (HOLDS, BREACH), signoff: tuple[str, ...] = ()) -> Policy:
    """A policy of one decision, one score and one failure class."""
    return Policy(
        site=Site(name="Site"),
        people={
            "dana": Person(id="dana", name="Dana Ortiz", roles=("product-owner",)),
            "maya": Person(id="maya", name="Maya Lindqvist", roles=("risk-owner",)),
        },
        decisions={
            "ship": Decision(
                id="ship",
                question="Can it ship?",
                owner="dana",
                gates=tuple(gate.id for gate in gates),
                signoff=signoff,
            )
        },
        failure_classes={
            "boundary": FailureClass(
                id="boundary",
                title="Policy boundary",
                why="governance",
                severity="critical",
                match=(MatchRule(conditions=(("label", "breach"),)),),
            )
        },
        scorecard={"success": ScoreSpec(id="success", title="Success", owner="dana", use="blocks")},
        gates={gate.id: gate for gate in gates},
    )


def rows(passed: Iterable[bool | None], *, suite: str = "s", epoch: int = 1, start: int = 1) -> tuple[CaseResult, ...]:
    """A row a verdict; None is a harness error."""
    return tuple(
        CaseResult(
            suite=suite,
            case_id=f"c{number:03d}",
            epoch=epoch,
            passed=verdict,
            error="crash" if verdict is None else None,
        )
        for number, verdict in enumerate(passed, start=start)
    )


def run(
    cases: Sequence[CaseResult], *, complete: bool = True, run_id: str = "run", variant: str | None = None
) -> EvalRun:
    """A run of rows; one that is not complete was cancelled."""
    suite = cases[0].suite if cases else "s"
    status = "success" if complete else "cancelled"
    return EvalRun(run_id=run_id, suite=suite, status=status, complete=complete, rows=tuple(cases), variant=variant)


def results(
    side: Side, *runs: EvalRun, where: Mapping[str, str] | None = None, tags: tuple[str, ...] = ()
) -> ReadResults:
    """What was read of one side."""
    file = ResultFile(format="table", runs=runs)
    return ReadResults(side=side, kind="offline", files=(file,), inputs=(), where=where or {}, tags=tags)


def bundle(*read: ReadResults, under: Policy | None = None, records: Records | None = None) -> ReleaseBundle:
    """A release judged by a policy out of what was read."""
    release = Release(
        id="r2", workflow="agent", decision="ship", summary="A change.", date="2026-11-20", candidate=PATHS,
        folder="releases/r2", baseline_release="r1" if any(item.side == "baseline" for item in read) else None,
    )  # fmt: skip
    return ReleaseBundle(
        release=release, policy=under or policy(), results=read, records=records or Records(), inputs=()
    )


def judged(given: ReleaseBundle, pinned: Mapping[str, tuple[ReadResults, ...]] | None = None) -> Assessment:
    """The assessment of a bundle, every evidence file being there."""
    return assess(given, Circumstances(as_of=AS_OF, present=lambda _subject: True, pinned=pinned or {}))


def verdicts(assessment: Assessment) -> dict[str, str]:
    """The verdict of each gate."""
    return {outcome.gate.id: outcome.result.verdict for outcome in assessment.gates}
