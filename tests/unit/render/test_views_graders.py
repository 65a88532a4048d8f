"""The page of graders, and the fold-out of a gate."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evalreport.model.gate import Gate, GateResult
from evalreport.model.grading import CorrectedScore, Fitness, GraderState
from evalreport.model.statistics import Estimate, Interval
from evalreport.render.context import Context
from evalreport.render.environment import make_environment
from evalreport.render.register_pages import register_pages
from evalreport.render.status import statuses
from evalreport.render.views_graders import FITNESS, GraderPage, grader_pages
from evalreport.render.views_method import method_facts
from tests import fakes
from tests.fake_policy import policy
from tests.unit.gates.test_graders import NEW, OLD, labels, state

KNOWN = state(labels(), labels((30, 30, 30, 30), version=NEW, date="2026-10-01", prefix="d"), seen=(OLD,))
RATE = Estimate(value=0.9, n=200, interval=Interval(low=0.86, high=0.93), passed=180)
FIXED = Estimate(value=0.86, n=200, interval=Interval(low=0.8, high=0.91))


def _page(known: GraderState | None) -> GraderPage:
    site = fakes.site()
    states = () if known is None else (replace(known, grader="judge-v3"),)
    releases = tuple(replace(one, assessment=replace(one.assessment, graders=states)) for one in site.releases)
    return grader_pages(replace(site, releases=releases))[0]


def test_a_grader_shows_its_labels() -> None:
    """The page shows the table, agreement by version, and what is asked."""
    page = _page(KNOWN)
    assert page.state == FITNESS["fit"]
    assert page.table == (("Grader passes it", 45, 4), ("Grader fails it", 3, 18))
    assert [row.name for row in page.rows] == ["What counts", f"Version {OLD}", f"Version {NEW}"]
    assert page.rows[0].cases == "70"
    assert page.rows[0].sees_failures.startswith("81.8% (")
    assert "kappa of at least 0.6 on 50 cases, 15 of them truly failing" in page.asked
    assert page.scores == "Evidence quality"
    assert page.labels.startswith("judge.csv: labels by one person, the newest of 2026-11-01")


@pytest.mark.parametrize("fitness", [*FITNESS])
def test_every_state_has_its_word(fitness: Fitness) -> None:
    """Each state of a grader is told in a word and a sentence."""
    page = _page(GraderState(grader="judge-v3", fitness=fitness, reason="nobody checked it."))
    assert page.state.word
    assert page.reason == "Nobody checked it."


def test_a_grader_no_release_asked_says_so() -> None:
    """Before any release the grader is unchecked and says that nobody asked it."""
    page = _page(None)
    assert (page.state, page.reason, page.release) == (
        FITNESS["uncalibrated"], "No release has asked it yet.", "",
    )  # fmt: skip


def test_a_corrected_score_stands_beside_the_raw_one() -> None:
    """What the grader says is never replaced, the corrected number stands beside it."""
    corrected = CorrectedScore(score="evidence-cited", raw=RATE, corrected=FIXED, method="Rogan-Gladen")
    (row,) = _page(replace(KNOWN, corrected=(corrected,))).corrected
    assert (row.title, row.raw, row.corrected) == (
        "Evidence quality", "90.0% (86.0% to 93.0%)", "86.0% (80.0% to 91.0%)",
    )  # fmt: skip


def test_the_page_is_there_only_with_graders() -> None:
    """Without a grader in the policy there is no page of them; text from labels never becomes markup."""
    site = fakes.site()
    bare = replace(site, policy=replace(policy(), graders={}))
    paths = [page.path for page in register_pages(make_environment(), bare, statuses(bare.releases))]
    assert "latest/graders/" not in paths
    hostile = replace(KNOWN, grader="judge-v3", reason="<script>alert(1)</script>")
    releases = tuple(replace(one, assessment=replace(one.assessment, graders=(hostile,))) for one in site.releases)
    told = register_pages(make_environment(), replace(site, releases=releases), statuses(releases))
    pages = {page.path: page.html for page in told}
    assert "&lt;script&gt;" in pages["latest/graders/"]
    assert "<script>" not in pages["latest/graders/"]


SEEN = GateResult(
    gate="g",
    verdict="inconclusive",
    reason="Cannot tell.",
    observed=-0.02,
    threshold=-0.05,
    interval=Interval(low=-0.07, high=0.03),
    n=150,
    unit="points",
    method="Tango 1998",
    detectable=0.075,
)
GATE = Gate(id="g", title="Holds", form="not_worse_than", score="task-success", margin=0.05)


@pytest.mark.parametrize(
    ("gate", "result", "names"),
    [
        (GATE, SEEN, ["Method", "Seen", "Rests on", "Confidence", "Smallest effect"]),
        (
            replace(GATE, decide_on="point"),
            SEEN,
            ["Method", "Seen", "Rests on", "Confidence", "Smallest effect", "Decides"],
        ),
        (GATE, replace(SEEN, interval=None, detectable=None), ["Method", "Seen", "Rests on"]),
        (GATE, replace(SEEN, observed=None), []),
        (GATE, replace(SEEN, method=""), []),
    ],
    ids=["bound", "point", "bare", "nothing-seen", "no-method"],
)
def test_a_fold_out_tells_method_and_smallest_effect(gate: Gate, result: GateResult, names: list[str]) -> None:
    """Behind the sentence stand method, range, sample, confidence and the smallest effect, where there are any."""
    report = fakes.cleared()
    outcome = replace(report.assessment.gates[0], gate=gate, result=result)
    facts = method_facts(Context(report), outcome)
    assert [fact.name for fact in facts] == names
    if "Smallest effect" in names:
        assert facts[4].text == "7.5 points would have been shown four times in five"
