"""From rows to observations: what passes is declared, never guessed, and the unknown stays unknown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.analysis.observe import divisors, observe, pick, ran, row_passed, selects
from evalreport.errors import SettingsError
from evalreport.model.evaluation import CaseResult, Score, ToolCall
from evalreport.model.failure import UNCLASSIFIED
from evalreport.model.scorecard import ScoreSpec

if TYPE_CHECKING:
    from evalreport.model.scorecard import Measure

SPEC = ScoreSpec(id="success", title="Success", owner="dana", use="blocks")
ROW = CaseResult(suite="s", case_id="c")


def scored(value: float | None = None, *, passed: bool | None = None, **fields: object) -> CaseResult:
    """A row with one score."""
    row = replace(ROW, scores=(Score(name="match", value=value, passed=passed),))
    return replace(row, **fields)  # type: ignore[arg-type]  # the fields of a row are of many types


@pytest.mark.parametrize(
    ("row", "spec", "passed"),
    [
        (scored(passed=True), SPEC, True),
        (scored(passed=False), SPEC, False),
        (replace(ROW, passed=True), SPEC, True),
        (replace(ROW, passed=True), replace(SPEC, pass_when=False), False),
        (scored(passed=True, error="crash"), SPEC, None),
        (scored(passed=True, skipped=True), SPEC, None),
        (ROW, SPEC, None),
        (ROW, replace(SPEC, of="match"), None),
        (scored(1.0), replace(SPEC, pass_at=0.5), True),
        (scored(0.5), replace(SPEC, pass_at=0.5), True),
        (scored(0.4), replace(SPEC, pass_at=0.5), False),
        (scored(0.5), replace(SPEC, pass_at=0.5, better="lower"), True),
        (scored(0.6), replace(SPEC, pass_at=0.5, better="lower"), False),
        (scored(1.0), replace(SPEC, measure="cost_per_success", better="lower", pass_at=0.5), True),
        (scored(0.0), replace(SPEC, measure="cost_per_success", better="lower", pass_at=0.5), False),
        (scored(1.0, passed=False), replace(SPEC, pass_at=0.5), True),
        (scored(1.0), replace(SPEC, pass_when=True), True),
        (scored(1.0), replace(SPEC, pass_when=False), False),
        (scored(0.0), replace(SPEC, pass_when=False), True),
        (scored(passed=True), replace(SPEC, pass_when=False), False),
        (scored(0.5), replace(SPEC, pass_when=True), None),
        (scored(), SPEC, None),
        (scored(passed=None), replace(SPEC, pass_at=0.5), None),
    ],
)
def test_what_passes_is_what_was_declared(row: CaseResult, spec: ScoreSpec, *, passed: bool | None) -> None:
    """The scorecard's word stands above the file's; errors, skips and missing scores are neither pass nor fail."""
    assert row_passed(row, spec) is passed


def test_a_number_that_nobody_explained_is_an_error() -> None:
    """Polarity is never guessed: a bare number needs pass_at or pass_when."""
    with pytest.raises(SettingsError, match="nothing says what passes") as caught:
        row_passed(scored(0.7), SPEC)
    assert (caught.value.slug, caught.value.path) == ("result-choice", "scorecard.success")


def test_several_scores_without_a_choice_are_an_error_naming_them() -> None:
    """`of` defaults to the only score; of several one must be named."""
    row = replace(ROW, scores=(Score(name="correct", passed=True), Score(name="polite", passed=False)))
    with pytest.raises(SettingsError, match=r"correct, polite") as caught:
        pick(row, SPEC)
    assert caught.value.hint == "write of: correct"
    assert pick(row, replace(SPEC, of="polite")) == Score(name="polite", passed=False)


@pytest.mark.parametrize(
    ("spec", "looks"),
    [
        (SPEC, True),
        (replace(SPEC, suites=("s", "t")), True),
        (replace(SPEC, suites=("t",)), False),
        (replace(SPEC, tags=("slow", "x")), True),
        (replace(SPEC, tags=("fast",)), False),
        (replace(SPEC, where={"kind": "user"}), True),
        (replace(SPEC, where={"kind": "use"}), False),
        (replace(SPEC, where={"kind": "user", "other": ""}), False),
    ],
)
def test_suites_tags_and_metadata_narrow_the_rows(spec: ScoreSpec, *, looks: bool) -> None:
    """Any of the tags and all of the metadata, exactly as written."""
    assert selects(replace(ROW, tags=("slow",), metadata={"kind": "user"}), spec) == looks


@pytest.mark.parametrize(
    ("measure", "row", "seen"),
    [
        ("pass_rate", scored(passed=True), 1.0),
        ("pass_rate", scored(passed=False), 0.0),
        ("pass_rate", scored(passed=True, error="x"), None),
        ("failure_rate", ROW, 1.0),
        ("failure_rate", replace(ROW, error="x"), None),
        ("mean", scored(3.5), 3.5),
        ("mean", scored(3.5, error="x"), None),
        ("latency_p95", replace(ROW, latency_s=2.5), 2.5),
        ("latency_mean", replace(ROW, latency_s=2.5, error="x"), None),
        ("latency_p50", ROW, None),
        ("tool_error_rate", replace(ROW, tool_errors=2), 2.0),
        ("tool_error_rate", ROW, None),
        ("cost_per_success", replace(ROW, cost_usd=0.2), 0.2),
        ("cost_per_success", ROW, None),
    ],
)
def test_each_measure_sees_its_own_number(measure: Measure, row: CaseResult, seen: float | None) -> None:
    """A missing number is None, never 0."""
    spec = replace(SPEC, measure=measure)
    assert observe([row], spec, lambda _row: (UNCLASSIFIED,)) == {("s", "c", 1): seen}


@pytest.mark.parametrize("measure", ["pass_rate", "mean"])
def test_a_row_that_never_had_the_score_is_no_observation(measure: Measure) -> None:
    """Some scores look at some cases only; a row that crashed should have carried it, and is unknown."""
    spec = replace(SPEC, measure=measure, of="cited")
    other = scored(1.0, passed=True)
    crashed = replace(other, case_id="d", error="crash")
    assert observe([other, crashed], spec, lambda _row: ()) == {("s", "d", 1): None}


@pytest.mark.parametrize(("name", "seen"), [("breach", 1.0), ("other", 0.0)])
def test_a_failure_rate_counts_its_class(name: str, seen: float) -> None:
    """Rows outside the class count as free of it."""
    spec = replace(SPEC, measure="failure_rate", failure_class=name)
    assert observe([ROW], spec, lambda _row: ("breach",)) == {ROW.key: seen}


def test_rows_a_score_does_not_look_at_are_not_observed() -> None:
    """A row outside the score's suites is absent, not unknown."""
    assert observe([ROW], replace(SPEC, suites=("t",)), lambda _row: ()) == {}


@pytest.mark.parametrize(
    ("measure", "row", "below"),
    [
        ("tool_error_rate", replace(ROW, tools=(ToolCall(name="a"), ToolCall(name="b"))), {("s", "c", 1): 2}),
        ("tool_error_rate", replace(ROW, tools=()), {("s", "c", 1): 0}),
        ("tool_error_rate", ROW, {}),
        ("cost_per_success", replace(ROW, passed=True), {("s", "c", 1): 1}),
        ("cost_per_success", replace(ROW, passed=False), {("s", "c", 1): 0}),
        ("cost_per_success", ROW, {("s", "c", 1): 0}),
    ],
)
def test_ratios_divide_by_calls_or_successes(measure: Measure, row: CaseResult, below: dict[object, int]) -> None:
    """Rows that tell nothing about tools are no calls; failures add cost and no success."""
    assert divisors([row], replace(SPEC, measure=measure)) == below


@pytest.mark.parametrize(
    ("row", "yes"), [(ROW, True), (replace(ROW, error=""), False), (replace(ROW, skipped=True), False)]
)
def test_an_error_or_a_skip_is_no_run(row: CaseResult, *, yes: bool) -> None:
    """Even an error without words is one."""
    assert ran(row) == yes
