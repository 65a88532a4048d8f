"""`compare` in JSON and text: unknown numbers stay unknown, long lists are cut in text only."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from evalreport.exports.compare import SHOWN, compare_document, compare_text
from evalreport.exports.plaintext import markdown, visible, workflow_command, workflow_property
from evalreport.model.assessment import Transitions
from evalreport.model.comparison import Comparison, ScoreDelta
from evalreport.model.statistics import Interval
from evalreport.pipeline.comparison import compare_runs
from tests.unit.pipeline.bundles import rows, run

DELTA = ScoreDelta(baseline=0.8, candidate=0.7, delta=-0.1, interval=Interval(low=-0.2, high=0.0), p_value=0.02, n=50)
SEEN = Comparison(
    transitions=Transitions(both_passed=30, regressed=8, fixed=3, both_failed=9, only_candidate=2),
    scores={
        "success": DELTA,
        "cost": ScoreDelta(baseline=None, candidate=None, delta=None, interval=None, p_value=None, n=0),
    },
    regressed_cases=tuple(f"c{number:03d}" for number in range(40)),
    fixed_cases=("c900",),
    costs=(1.5, None),
)
KEYS = (
    "schema", "pairs", "both_passed", "fixed", "regressed", "both_failed", "only_baseline", "only_candidate",
    "not_comparable", "scores", "regressed_cases", "fixed_cases", "by_class",
)  # fmt: skip


def test_json_keeps_the_contract() -> None:
    """All documented keys are there; what is unknown is null and no 0."""
    document = json.loads(json.dumps(compare_document(SEEN), allow_nan=False))
    assert set(KEYS) <= set(document)
    assert (document["schema"], document["pairs"], len(document["regressed_cases"])) == ("evalreport.compare/1", 50, 40)
    assert document["scores"]["success"] == {
        "baseline": 0.8, "candidate": 0.7, "delta": -0.1, "interval": [-0.2, 0.0], "p_value": 0.02, "n": 50
    }  # fmt: skip
    assert document["scores"]["cost"]["interval"] is None
    assert document["cost_usd"] == {"baseline": 1.5, "candidate": None}


def test_text_names_cases_up_to_a_limit() -> None:
    """A terminal shows the first cases; the JSON has all."""
    shown = compare_text(SEEN)
    assert f"c{SHOWN - 1:03d}" in shown
    assert f"c{SHOWN:03d}" not in shown
    assert "c900" in shown


@pytest.mark.parametrize("case", ["\x1b[31mred", "a\nb", "::error::x"])
def test_case_ids_reach_a_terminal_as_text(case: str) -> None:
    """Whatever a case is called, no control character is sent."""
    shown = compare_text(replace(SEEN, regressed_cases=(case,)))
    assert "\x1b" not in shown
    assert not any(line.startswith("::") for line in shown.splitlines())


def test_two_runs_are_paired_by_case() -> None:
    """Suites of one name pair; two names of one suite pair too, with a warning."""
    before, after = run(rows([True, True, False])), run(rows([True, False, True], suite="other"))
    seen = compare_runs([before], [after])
    assert (seen.transitions.pairs, seen.regressed_cases, seen.fixed_cases) == (3, ("c002",), ("c003",))
    assert "suites differ in name" in seen.warnings[0]
    assert seen.costs == (None, None)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\nb\r\nc\td", "a b c d"),
        ("\x1b[0m", "\\u001b[0m"),
        ("\u202eabc", "\\u202eabc"),
        ("\ud800", "\\ud800"),
        ("::set-output::x", " ::set-output::x"),
        ("caf\u00e9 \u5024", "caf\u00e9 \u5024"),
    ],
)
def test_text_is_shown_and_never_acted_on(text: str, shown: str) -> None:
    """Controls become escapes, line ends spaces, other scripts stay."""
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"), [("a|b", "a\\|b"), ("@team", "@\u200bteam"), ("<b>", "\\<b\\>"), ("[x](y)", "\\[x\\](y)")]
)
def test_markdown_shows_text_as_typed(text: str, shown: str) -> None:
    """No table cell, mention, tag or link comes out of data."""
    assert markdown(text) == shown


@pytest.mark.parametrize(
    ("text", "message", "title"), [("100%: a,b", "100%25: a,b", "100%25%3A a%2Cb"), ("%0A", "%250A", "%250A")]
)
def test_workflow_commands_are_escaped(text: str, message: str, title: str) -> None:
    """A percent sign, and in properties colon and comma, mean themselves."""
    assert (workflow_command(text), workflow_property(text)) == (message, title)
