"""Gates as rows: worst first, in words, with the override beside the verdict and never in its place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.model.gate import Gate, GateResult, Interval
from evalreport.render.charts.gate import Seen, dot, scales
from evalreport.render.context import Context
from evalreport.render.views_gates import gate_rows, gates_say, rule_words
from evalreport.render.words import FLAGS, flag_words, level_phrase
from tests import fakes
from tests.fake_parts import gate_outcomes, gate_results
from tests.fake_policy import policy
from tests.hostile_text import Page

if TYPE_CHECKING:
    from evalreport.model.gate import Level, Verdict
    from evalreport.model.report import ReleaseReport

NOUN = ("ticket", "tickets")


def with_result(result: GateResult) -> ReleaseReport:
    """Return a cleared release in which one gate saw something else."""
    base = fakes.cleared()
    return replace(
        base, assessment=replace(base.assessment, gates=gate_outcomes(gate_results() | {result.gate: result}))
    )


def test_worst_comes_first() -> None:
    """Failed gates stand above those that cannot tell, those without data, and those that passed."""
    rows = gate_rows(Context(fakes.undecided()))
    verdicts = [row.verdict for row in rows]
    order = ["failed", "inconclusive", "not_evaluated", "passed"]
    assert verdicts == sorted(verdicts, key=order.index)
    assert len(rows) == len(fakes.undecided().assessment.gates)


def test_blocking_gates_come_before_advice() -> None:
    """Of two gates with one verdict the one that blocks stands first."""
    titles = [row.title for row in gate_rows(Context(fakes.cleared()))]
    assert titles.index("Task success holds") < titles.index("Latency holds")


def test_the_verdict_stays_beside_a_valid_override() -> None:
    """A lifted gate still reads failed, with the override in a field of its own."""
    row = gate_rows(Context(fakes.overridden()))[0]
    assert (row.verdict, row.state.word) == ("failed", "Failed")
    assert (row.override, row.override_lifts, row.override_why) == ("Overridden", True, "")


def test_a_void_override_says_why() -> None:
    """An override that does not count says in words why."""
    row = gate_rows(Context(fakes.overridden(lifts=False)))[0]
    assert not row.override_lifts
    assert row.override == "Override"
    assert "run out" in row.override_why
    assert "role" in row.override_why


@pytest.mark.parametrize("flag", FLAGS)
def test_every_flag_has_words(flag: str) -> None:
    """No known flag reaches a page as a code."""
    assert flag not in flag_words((flag,))


def test_an_unknown_flag_is_shown() -> None:
    """A flag nobody gave words is shown as it is rather than left out."""
    assert flag_words(("OVR-NEW", "OVR-ROLE")).startswith("OVR-NEW; the approver")


@pytest.mark.parametrize(
    ("level", "verdict", "expected"),
    [
        ("block", "failed", "blocks"),
        ("block", "passed", "would block"),
        ("advise", "failed", "advises only"),
        ("manual", "not_evaluated", "needs a person"),
    ],
)
def test_levels_in_words(level: Level, verdict: Verdict, expected: str) -> None:
    """A passed gate does not block; it would."""
    assert level_phrase(level, verdict) == expected


RULES = [
    (Gate(id="g", title="G", form="at_least", score="task-success", line=0.9), "Task success: at least 90%."),
    (Gate(id="g", title="G", form="at_most", score="latency", line=12.0), "Time of an answer: at most 12.0 s."),
    (
        Gate(id="g", title="G", form="not_worse_than", score="task-success", margin=0.025, baseline="baseline"),
        "Task success: at most 2.5 points worse than the baseline.",
    ),
    (
        Gate(id="g", title="G", form="not_worse_than", score="latency", margin=0.5, baseline="refund-agent-2.3.0"),
        "Time of an answer: at most 0.50 s worse than refund-agent-2.3.0.",
    ),
    (
        Gate(id="g", title="G", form="failures", failure_class="policy-boundary", limit=0),
        "Policy boundary: no ticket may fail.",
    ),
    (
        Gate(id="g", title="G", form="failures", failure_class="recovery", limit=1),
        "Recovery behaviour: at most one ticket may fail.",
    ),
    (
        Gate(id="g", title="G", form="failures", failure_class="unclassified", limit=3, max_rate=0.02),
        "Unclassified: at most three tickets may fail and a rate above 2% must be ruled out.",
    ),
    (
        Gate(id="g", title="G", form="failures", failure_class="recovery", max_rate=0.015),
        "Recovery behaviour: a rate above 1.5% must be ruled out.",
    ),
    (
        Gate(id="g", title="G", form="unpaired_at_most", line=0.05),
        "At most 5% of the rows may lack a partner on the other side.",
    ),
    (Gate(id="g", title="G", form="unreadable_at_most", line=0.01), "At most 1% of the rows may be unreadable."),
    (
        Gate(id="g", title="G", form="not_worse_than", score="cost", margin=0.1, baseline="baseline"),
        "Cost of a success: at most 10% dearer than the baseline.",
    ),
    (Gate(id="g", title="G", form="at_most", score="cost", line=0.4), "Cost of a success: at most $0.40."),
    (
        Gate(id="g", title="G", form="signoff", signoff=("risk-owner", "product-owner")),
        "Approved by: risk owner, product owner.",
    ),
]


@pytest.mark.parametrize(("gate", "expected"), RULES, ids=[expected for _, expected in RULES])
def test_rules_in_words(gate: Gate, expected: str) -> None:
    """Each form of gate is one sentence with the numbers of the policy."""
    assert rule_words(policy(), gate, NOUN) == expected


def test_a_score_the_policy_lost_is_named_by_its_id() -> None:
    """A gate over a score that is no longer on the scorecard still has a rule."""
    gate = Gate(id="g", title="G", form="at_least", score="gone", line=0.9)
    assert rule_words(policy(), gate, NOUN) == "gone: at least 90%."


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (GateResult(gate="evidence-cited", verdict="not_evaluated", reason="No data."), "nothing measured"),
        (
            GateResult(gate="read-by-a-person", verdict="not_evaluated", reason="Waits.", waiting=("risk-owner",)),
            "waits for risk owner",
        ),
    ],
)
def test_a_gate_without_a_number_has_no_chart(result: GateResult, expected: str) -> None:
    """Where nothing was seen nothing is drawn, and that is said."""
    row = next(row for row in gate_rows(Context(with_result(result))) if row.id == result.gate)
    assert row.chart is None
    assert row.seen == expected


def test_more_cases_are_asked_for_in_words() -> None:
    """An inconclusive gate says how many more cases would tell."""
    row = next(row for row in gate_rows(Context(fakes.cleared())) if row.id == "recovers")
    assert row.needed == "About 40 more tickets would decide at the present rate."


def test_the_chart_says_its_numbers() -> None:
    """A chart is an image whose name holds verdict, number, range and line."""
    row = next(row for row in gate_rows(Context(fakes.cleared())) if row.id == "evidence-cited")
    image = dict(Page(str(row.chart)).tags[0][1])
    assert image["role"] == "img"
    assert image["aria-label"] == "Evidence is cited: passed. Observed 95.0%, range 91.9% to 97.0%, line 90.0%."


def test_changes_and_levels_have_scales_of_their_own() -> None:
    """A share of rows and a relative change are both shares, and are never drawn on one scale."""
    level = Seen(
        title="A",
        verdict="passed",
        unit="share",
        change=False,
        observed=0.01,
        low=0.0,
        high=0.02,
        line=0.05,
        bad="right",
    )
    moved = replace(level, title="B", change=True, observed=-0.3, low=-0.5, high=-0.1, line=0.1)
    ends = scales([level, moved])
    assert ends[level.family][0] == 0.0
    assert ends[moved.family][0] < -0.5


@pytest.mark.parametrize("verdict", ["passed", "failed", "inconclusive", "not_evaluated"])
def test_each_verdict_has_its_own_shape(verdict: Verdict) -> None:
    """Disc, square, half disc and open ring tell the verdicts apart without colour."""
    shapes = {"passed": ["circle"], "failed": ["rect"], "inconclusive": ["circle", "path"], "not_evaluated": ["circle"]}
    drawn = "".join(str(part) for part in dot(10, 10, verdict))
    assert [tag for tag, _ in Page(drawn).tags] == shapes[verdict]


def test_lower_is_better_turns_the_shaded_side() -> None:
    """Where lower is better the forbidden side lies to the right of the line."""
    result = replace(
        gate_results()["latency-holds"], unit="s", observed=9.8, threshold=12.0, interval=Interval(low=9.1, high=10.9)
    )
    row = next(row for row in gate_rows(Context(with_result(result))) if row.id == "latency-holds")
    zone = next(dict(attributes) for tag, attributes in Page(str(row.chart)).tags if tag == "rect")
    assert float(zone["x"] or 0) > 0


def test_gates_are_counted_in_one_sentence() -> None:
    """The paragraph above the table counts the verdicts."""
    assert gates_say(Context(fakes.undecided())).startswith(
        "Six rules: three passed, one not judged, two cannot tell yet."
    )


def test_no_gate_is_said() -> None:
    """A decision that no gate serves says that nothing was decided."""
    base = fakes.cleared()
    bare = replace(base, assessment=replace(base.assessment, gates=()))
    assert "nothing was decided" in gates_say(Context(bare))
