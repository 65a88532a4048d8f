"""What `new` says about result files: pairs that count, the margin they carry, labels that no class claims."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evalreport.pipeline.proposal import margin_words, propose
from tests.unit.pipeline.bundles import policy, rows, run


def test_only_what_is_scored_on_both_sides_pairs() -> None:
    """Skipped and broken cases are left out of the pairs, and told."""
    old = rows([True] * 50)
    new = [replace(old[0], skipped=True, passed=None), replace(old[1], error="crash", passed=None), *old[2:]]
    said = propose([run(new)], [run(old)]).notes
    assert (
        "48 of them pair with the baseline, scored on both sides "
        "(2 more ran on both sides, skipped or without a result on one)" in said
    )


def test_cases_that_carry_nothing_pair_with_nothing() -> None:
    """Without a score or a verdict no case counts as a pair, and the flag that names its column is told."""
    bare = [replace(row, passed=None, scores=()) for row in rows([True] * 40)]
    said = propose([run(bare)], [run(bare)]).notes
    assert said[1].startswith("0 of them pair with the baseline")
    assert "--column passed=COLUMN" in said[2]


def test_labels_without_a_class_are_named() -> None:
    """Labels that no rule claims are listed; those that one claims are not."""
    first, second, third = rows([False, False, True])
    given = [replace(first, labels=("breach",)), replace(second, labels=("odd", "strange")), third]
    said = propose([run(given)], None, policy().failure_classes).notes
    assert said[-1] == "no failure class claims these labels: odd, strange; add match rules"


@pytest.mark.parametrize(
    ("pairs", "begins"),
    [
        (60, "With 60 paired cases this gate would pass an unchanged candidate only "),
        (2000, "With 2000 paired cases this gate would pass an unchanged candidate "),
        (0, "no case pairs: "),
    ],
)
def test_the_margin_is_told_as_what_the_gate_would_do(pairs: int, begins: str) -> None:
    """The sentence speaks of the gate and an unchanged candidate, and says what to do where it could hardly pass."""
    (said,) = margin_words(pairs)
    assert said.startswith(begins)
    assert said.endswith("even if 10 points were allowed; add cases, or allow more") == (pairs == 60)
