"""Rows into failure classes: every field of a rule, whole values, several classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evalreport.analysis.classify import FIELDS, Classifier
from evalreport.model.evaluation import CaseResult, Score, ToolCall
from evalreport.model.failure import FailureClass, MatchRule

if TYPE_CHECKING:
    from collections.abc import Mapping

ROW = CaseResult(
    suite="refunds",
    case_id="t-17",
    labels=("skipped_approval", "wrong_amount"),
    tags=("slow",),
    error="timeout\nafter 30 s",
    failure_class="evidence",
    tools=(ToolCall(name="refund", error="denied"), ToolCall(name="search")),
    scores=(Score(name="polite", passed=False), Score(name="correct", passed=True)),
    metadata={"channel": "mail", "violation": ""},
)


def passed(row: CaseResult, name: str) -> bool | None:
    """The file's own word about a score."""
    score = row.score(name)
    return None if score is None else score.passed


def classes_of(row: CaseResult, **rules: Mapping[str, str]) -> tuple[str, ...]:
    """The classes of a row under one rule a class."""
    classes = {
        name: FailureClass(id=name, title=name, why="", match=(MatchRule(conditions=tuple(rule.items())),))
        for name, rule in rules.items()
    }
    return Classifier(classes, passed).classes_of(row)


@pytest.mark.parametrize(
    ("field", "pattern", "claimed"),
    [
        ("label", "skipped_approval", True),
        ("label", "skipped_.*", True),
        ("label", "skipped", False),
        ("label", "wrong_amount|other", True),
        ("tag", "slow", True),
        ("tag", "fast", False),
        ("suite", "refunds", True),
        ("suite", "refund", False),
        ("case", r"t-\d+", True),
        ("case", r"\d+", False),
        ("error", "timeout.*", True),
        ("error", "timeout", False),
        ("failure_class", "evidence", True),
        ("tool_error", "refund", True),
        ("tool_error", "search", False),
        ("score", "polite", True),
        ("score", "correct", False),
        ("score", "unknown", False),
        ("metadata.channel", "mail|chat", True),
        ("metadata.channel", "mai", False),
        ("metadata.violation", ".+", False),
        ("metadata.violation", "", True),
        ("metadata.absent", ".*", False),
    ],
)
def test_a_rule_matches_whole_values(field: str, pattern: str, *, claimed: bool) -> None:
    """Each field of a rule matches its whole value; of a list one element suffices; what is absent matches nothing."""
    assert classes_of(ROW, found={field: pattern}) == (("found",) if claimed else ())


@pytest.mark.parametrize("field", [field for field in FIELDS if "<" not in field])
def test_an_empty_row_is_claimed_by_nothing_it_lacks(field: str) -> None:
    """A row without the field is in no class, however wide the pattern."""
    bare = CaseResult(suite="", case_id="")
    assert classes_of(bare, found={field: ".+"}) == ()


@pytest.mark.parametrize(("tag", "claimed"), [("slow", True), ("fast", False)])
def test_all_conditions_of_a_rule_must_hold(tag: str, *, claimed: bool) -> None:
    """A rule is the conjunction of its conditions."""
    assert bool(classes_of(ROW, found={"label": "wrong_amount", "tag": tag})) == claimed


def test_a_row_may_be_in_several_classes_in_the_policy_s_order() -> None:
    """Every class that claims a row has it, first the first of the policy."""
    rules = {"late": {"tag": "slow"}, "approval": {"label": "skipped_approval"}, "none": {"tag": "fast"}}
    assert classes_of(ROW, **rules) == ("late", "approval")


def test_any_rule_of_a_class_suffices() -> None:
    """The rules of one class are alternatives."""
    match = (MatchRule(conditions=(("tag", "fast"),)), MatchRule(conditions=(("tag", "slow"),)))
    assert Classifier({"a": FailureClass(id="a", title="A", why="", match=match)}, passed).classes_of(ROW) == ("a",)


def test_a_file_that_names_a_class_needs_no_rule() -> None:
    """A row whose file names the class outright is in it."""
    assert Classifier({"evidence": FailureClass(id="evidence", title="E", why="")}, passed).classes_of(ROW) == (
        "evidence",
    )
    assert Classifier({"other": FailureClass(id="other", title="O", why="")}, passed).classes_of(ROW) == ()
