"""What gates can show before anybody runs anything."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.analysis.power import chance_at_least, chances, required_n_at_least
from evalreport.exports.plan_json import plan_document
from evalreport.exports.plan_text import chance, plan_text
from evalreport.model.gate import Gate
from evalreport.pipeline.plan import plan_release
from tests import fakes
from tests.unit.pipeline.bundles import BREACH, HOLDS, bundle, judged, policy, results, rows, run

if TYPE_CHECKING:
    from evalreport.model.plan import ReleasePlan

LINE = Gate(id="line", title="Line", form="at_least", score="success", line=0.8)
RULED_OUT = replace(BREACH, id="ruled", max_rate=0.02)
ASKED = Gate(id="asked", title="Asked", form="signoff", level="manual", signoff=("risk-owner",))


def _plan(*gates: Gate, n: int = 200, lost: int = 5) -> ReleasePlan:
    under = policy(gates)
    before = results("baseline", run(rows([True] * (n * 9 // 10) + [False] * (n - n * 9 // 10))))
    verdicts = [False] * lost + [True] * (n * 9 // 10 - lost) + [True] * lost
    after = results("candidate", run(rows([*verdicts, *[False] * (n - len(verdicts))])))
    report = replace(fakes.cleared(), policy=under, assessment=judged(bundle(after, before, under=under)))
    return plan_release(report)


@pytest.mark.parametrize(("n", "low", "high"), [(100, 0.2, 0.6), (400, 0.6, 0.95), (2000, 0.99, 1.0)])
def test_more_cases_let_an_unchanged_candidate_pass(n: int, low: float, high: float) -> None:
    """The chance to pass rises with the cases, and a regression of the margin is stopped at any size."""
    (gate,) = _plan(HOLDS, n=n, lost=n // 20).gates
    assert gate.passes_unchanged is not None
    assert low <= gate.passes_unchanged <= high
    assert gate.stops_regression == pytest.approx(0.95, abs=0.02)
    assert gate.needed is not None
    assert 200 < gate.needed < 400


@pytest.mark.parametrize(
    ("gate", "known"),
    [(HOLDS, True), (LINE, True), (BREACH, True), (RULED_OUT, True), (ASKED, False),
     (Gate(id="u", title="U", form="unpaired_at_most", line=0.1), False)],
    ids=["margin", "line", "count", "ruled-out", "people", "share"],
)  # fmt: skip
def test_every_form_has_its_chances_or_says_why_not(gate: Gate, known: bool) -> None:
    """Each form of gate has a chance to pass, or a note where nothing is inferred."""
    (planned,) = _plan(gate).gates
    assert (planned.passes_unchanged is not None) == known
    assert planned.assumed if known else planned.note


def test_a_count_that_fails_is_not_mended_by_cases() -> None:
    """Where a breach was seen, more cases do not help."""
    under = policy((BREACH,))
    broken = tuple(replace(row, labels=("breach",)) for row in rows([False] * 60))
    found = judged(bundle(results("candidate", run(broken)), under=under))
    (gate,) = plan_release(replace(fakes.cleared(), policy=under, assessment=found)).gates
    assert gate.needed is None
    assert "do not help" in gate.note


def test_too_few_cases_say_how_many() -> None:
    """A bound that needs 149 cases tells so."""
    (gate,) = _plan(RULED_OUT, n=100).gates
    assert (gate.passes_unchanged, gate.needed) == (0.0, 149)


def test_text_and_json_say_the_same() -> None:
    """Both writers tell every gate; what is unknown is null and not 0."""
    plan = _plan(HOLDS, BREACH, ASKED)
    text = plan_text([plan], ("ticket", "tickets"))
    document = json.loads(json.dumps(plan_document([plan])))
    assert document["schema"] == "evalreport.plan/1"
    assert [gate["id"] for gate in document["releases"][0]["gates"]] == ["holds", "breach", "asked"]
    assert document["releases"][0]["gates"][2]["passes_unchanged"] is None
    assert "asked: nothing is inferred here." in text
    assert "with 200 tickets an unchanged candidate passes" in text
    assert plan_text([], ("case", "cases")) == "Nothing to plan: no release is open.\n"


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.5, "50 times in 100"), (0.999, "more than 99 times in 100"), (1.0, "100 times in 100"),
     (0.001, "less than 1 time in 100"), (0.0, "0 times in 100")],
)  # fmt: skip
def test_chances_in_words(value: float, words: str) -> None:
    """What is neither sure nor impossible is not written as such."""
    assert chance(value) == words


@pytest.mark.parametrize("difference", [-0.05, -0.02, 0.0, 0.03])
def test_chances_are_chances(difference: float) -> None:
    """Passing and failing exclude one another, and a better candidate passes more often."""
    passes, fails = chances(n=300, margin=0.05, discordant_share=0.1, difference=difference, alpha=0.05)
    better, _ = chances(n=300, margin=0.05, discordant_share=0.1, difference=difference + 0.01, alpha=0.05)
    assert 0 <= passes + fails <= 1
    assert better > passes


def test_impossible_changes_are_refused() -> None:
    """A change larger than the share of pairs that differ is a ValueError."""
    with pytest.raises(ValueError, match="cannot make"):
        chances(n=100, margin=0.05, discordant_share=0.01, difference=-0.05, alpha=0.05)


@pytest.mark.parametrize(("rate", "needed"), [(0.9, 83), (0.81, 9_764), (0.8, None), (0.7, None)])
def test_cases_for_a_line(rate: float, needed: int | None) -> None:
    """The nearer the line the more cases it takes, and at or below it no number does."""
    found = required_n_at_least(rate=rate, line=0.8, alpha=0.05)
    assert found == needed
    if found is not None:
        assert chance_at_least(n=found, rate=rate, line=0.8, alpha=0.05) == pytest.approx(0.8, abs=0.05)
