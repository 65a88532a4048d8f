"""Findings: each rule finds its own kind of oddity, names its place, and decides nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.findings.base import Project
from evalreport.findings.check import PROJECT_RULES, RELEASE_RULES, project_findings
from evalreport.model.evaluation import Contradiction, Unread
from evalreport.model.failure import FailureClass
from evalreport.model.gate import Gate
from evalreport.model.location import Location
from evalreport.model.policy import Decision
from evalreport.model.record import Event, Override, Records, SignOff
from evalreport.model.release import SUMMARY_PLACEHOLDER, EvalInput, ResultPaths
from tests.unit.pipeline.bundles import BREACH, HOLDS, bundle, judged, policy, results, rows, run

if TYPE_CHECKING:
    from evalreport.findings.base import ProjectRule, ReleaseRule
    from evalreport.model.assessment import Finding
    from evalreport.model.bundle import ReleaseBundle

GOOD = [True] * 120
BEFORE = results("baseline", run(rows(GOOD)))
CANDIDATE = results("candidate", run(rows(GOOD)))
FILE = CANDIDATE.files[0]
OVERRIDE = Override(
    release="r2", by="maya", role="risk-owner", at="2026-11-20T12:00:00Z", gate="holds", requested_by="dana",
    approved_by="maya", reason="The lost tickets are duplicates.", expires="2026-12-10",
    location=Location(file="releases/r2/overrides/holds.yml"),
)  # fmt: skip
CLOSED = Event(
    release="r2",
    by="dana",
    role="product-owner",
    at="2026-11-21T00:00:00Z",
    kind="closed",
    shipped=True,
    outcome="cleared",
)
RULES: tuple[ReleaseRule | ProjectRule, ...] = (*RELEASE_RULES, *PROJECT_RULES)
STRANGER = SignOff(release="r2", by="ghost", role="product-owner", at="2026-11-20T12:00:00Z", decision="approve")


def found(given: ReleaseBundle) -> dict[str, Finding]:
    """The findings of a release by rule."""
    return {finding.rule: finding for finding in judged(given).findings}


def changed(**of_file: object) -> ReleaseBundle:
    """A good release whose candidate's file is changed."""
    return bundle(replace(CANDIDATE, files=(replace(FILE, **of_file),)), BEFORE)  # type: ignore[arg-type]  # fields of many types


def changed_run(**of_run: object) -> ReleaseBundle:
    """A good release whose candidate's run is changed."""
    return changed(runs=(replace(FILE.runs[0], **of_run),))  # type: ignore[arg-type]  # fields of many types


@pytest.mark.parametrize(
    ("given", "rule", "words"),
    [
        (
            changed_run(contradictions=(Contradiction(what="accuracy", stated=0.9, counted=1.0),)),
            "headline-contradicted",
            "states accuracy = 0.9, its rows give 1",
        ),
        (changed_run(complete=False, status="error"), "run-unfinished", "did not finish (status error)"),
        (
            changed(unread=(Unread(where="line 7", why="no JSON"),)),
            "rows-unread",
            "1 rows (candidate) could not be read, first line 7: no JSON",
        ),
        (changed(warnings=("odd",)), "reader-warning", "odd (candidate)"),
        (changed_run(warnings=("odd",)), "reader-warning", "s: odd (candidate)"),
        (
            bundle(results("candidate", run(rows([False] * 9 + [True] * 9)))),
            "unclassified-failures",
            "9 of 9 failures match no failure class",
        ),
        (
            bundle(CANDIDATE, BEFORE, records=Records(overrides=(OVERRIDE,))),
            "override-without-effect",
            "it does not hold (OVR-ROLE, OVR-NO-EVIDENCE)",
        ),
        (
            bundle(CANDIDATE, BEFORE, records=Records(overrides=(replace(OVERRIDE, gate="other"),))),
            "override-without-effect",
            "none of this release's",
        ),
        (
            bundle(CANDIDATE, BEFORE, records=Records(signoffs=(STRANGER,))),
            "sign-off-not-counted",
            "by ghost as product-owner does not count",
        ),
        (
            bundle(CANDIDATE, BEFORE, records=Records(events=(replace(CLOSED, outcome="blocked"),))),
            "closed-differently",
            "closed as blocked, recomputed as cleared",
        ),
        (bundle(CANDIDATE, records=Records(events=(CLOSED,))), "shipped-uncleared", "shipped although undecided"),
        (
            replace(bundle(CANDIDATE), release=replace(bundle(CANDIDATE).release, summary=SUMMARY_PLACEHOLDER)),
            "summary-placeholder",
            "does not say what changed",
        ),
    ],
)
def test_each_rule_finds_its_own(given: ReleaseBundle, rule: str, words: str) -> None:
    """What is odd is found by its rule and said in one sentence."""
    finding = found(given)[rule]
    assert words in finding.message
    assert finding.release == "r2"


def test_a_good_release_has_no_findings() -> None:
    """Nothing odd, nothing said."""
    assert found(bundle(CANDIDATE, BEFORE)) == {}


def test_a_finding_decides_nothing() -> None:
    """A file that contradicts itself is shown; the rows count, and the release is cleared."""
    odd = changed_run(contradictions=(Contradiction(what="accuracy", stated=0.1, counted=1.0),))
    assert judged(odd).outcome == "cleared"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_an_id_and_a_page(rule: ReleaseRule | ProjectRule) -> None:
    """Ids are words with hyphens, and the docstring says what is found and why it matters."""
    name, page = rule.id, type(rule).__doc__ or ""
    assert name == name.lower().replace(" ", "-")
    assert len(page) > 40


def test_ids_are_unique() -> None:
    """No two rules share an id."""
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))


def declared(**sections: object) -> list[str]:
    """The rules that find something in a policy with these sections changed."""
    odd = replace(policy([HOLDS, BREACH]), **sections)  # type: ignore[arg-type]  # sections of many types
    return [finding.rule for finding in project_findings(Project(policy=odd, releases=()))]


@pytest.mark.parametrize(
    ("sections", "rules"),
    [
        ({}, []),
        (
            {"decisions": {"ship": Decision(id="ship", question="?", owner="dana")}},
            ["decision-without-gate", "gate-unused", "gate-unused"],
        ),
        (
            {"gates": {"holds": replace(HOLDS, level="advise"), "breach": replace(BREACH, level="advise")}},
            ["decision-without-gate"],
        ),
        (
            {"gates": {"holds": HOLDS, "breach": BREACH, "more": Gate(id="more", title="More", form="signoff")}},
            ["gate-unused"],
        ),
        ({"failure_classes": {"boundary": FailureClass(id="boundary", title="B", why="")}}, ["class-without-rule"]),
    ],
)
def test_a_policy_is_looked_at_as_a_whole(sections: dict[str, object], rules: list[str]) -> None:
    """A decision nothing serves, a gate nobody asks, a class no rule fills."""
    assert declared(**sections) == rules


@pytest.mark.parametrize(
    ("suites", "counted", "rules"),
    [((), False, []), (("other",), False, ["eval-without-decision"]), (("other",), True, [])],
)
def test_results_no_gate_uses_are_named(suites: tuple[str, ...], rules: list[str], *, counted: bool) -> None:
    """A suite that no score of the decision's gates looks at is measured for nothing."""
    under = policy([HOLDS, BREACH] if counted else [HOLDS])
    under = replace(under, scorecard={"success": replace(under.scorecard["success"], suites=suites)})
    extra = EvalInput(candidate=ResultPaths(files=("more.csv",)), suite="extra")
    release = replace(bundle().release, evals=(extra,))
    assert [finding.rule for finding in project_findings(Project(policy=under, releases=(release,)))] == rules
