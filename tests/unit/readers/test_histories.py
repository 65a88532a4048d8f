"""Two real histories as the readers give them: cases pair, and what was fixed or regressed is as published."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

import pytest

from evalreport.readers.agentdojo import AgentDojoReader
from evalreport.readers.base import ReadOptions
from evalreport.readers.loading import open_source
from evalreport.readers.tau2 import Tau2Reader
from tests.corpus import corpus

if TYPE_CHECKING:
    from collections.abc import Callable

    from evalreport.model.evaluation import CaseResult
    from evalreport.readers.base import Reader

RELEASES = [
    "r1-gpt-4-0125-preview",
    "r2-gpt-4-turbo-2024-04-09",
    "r3-gpt-4o-2024-05-13",
    "r4-gpt-4o-2024-05-13-tool_filter",
]


def rows(reader: Reader, folder: str, name: str) -> tuple[CaseResult, ...]:
    """Read one release's results."""
    (run,) = reader.read(open_source(corpus(folder, name), name), ReadOptions()).runs
    return run.rows


def expected(folder: str) -> dict[str, dict[str, dict[str, object]]]:
    """Load the differences between neighbouring releases that were counted apart from us."""
    found: dict[str, dict[str, dict[str, object]]] = json.loads(corpus(folder, "expected.json").read_text())[
        "paired_release_diffs"
    ]
    return found


def paired(
    old: tuple[CaseResult, ...], new: tuple[CaseResult, ...], good: Callable[[CaseResult], bool]
) -> dict[str, object]:
    """Pair rows by suite, case and epoch and count what became of them."""
    before = {row.key: good(row) for row in old}
    after = {row.key: good(row) for row in new}
    both = sorted(before.keys() & after.keys())
    changes = {key: (before[key], after[key]) for key in both}
    return {
        "paired": len(both),
        "only_baseline": len(before.keys() - after.keys()),
        "only_candidate": len(after.keys() - before.keys()),
        "both_pass": sum(change == (True, True) for change in changes.values()),
        "fixed": sum(change == (False, True) for change in changes.values()),
        "regressed": sum(change == (True, False) for change in changes.values()),
        "both_fail": sum(change == (False, False) for change in changes.values()),
        "regressed_cases": [key[1] for key, change in changes.items() if change == (True, False)],
        "fixed_cases": [key[1] for key, change in changes.items() if change == (False, True)],
    }


def value(row: CaseResult, name: str) -> float:
    """Return a score's number, which the row must have."""
    score = row.score(name)
    assert score is not None
    assert score.value is not None
    return score.value


@pytest.mark.parametrize("domain", ["airline", "retail"])
def test_equal_means_hide_no_regression(domain: str) -> None:
    """Retail is 34 of 40 in both releases, and six cases regressed all the same."""
    reader, folder = Tau2Reader(), "history-tau2-finetune"
    old = rows(reader, folder, f"r1-gpt-4.1/{domain}.json")
    new = rows(reader, folder, f"r2-ft-gpt-4.1/{domain}.json")
    assert paired(old, new, lambda row: row.passed is True) == expected(folder)[domain]
    assert {row.cost_usd is None for row in old} == {False}
    assert {row.cost_usd for row in new} == {None}


@pytest.mark.parametrize(("old", "new"), list(itertools.pairwise(RELEASES)))
@pytest.mark.parametrize(
    ("part", "attack", "good"),
    [
        ("utility_no_attack", "none", lambda row: value(row, "utility") == 1),
        ("utility_under_attack", "important_instructions", lambda row: value(row, "utility") == 1),
        ("resisted_attack", "important_instructions", lambda row: value(row, "security") == 0),
    ],
    ids=["utility", "under attack", "resisted"],
)
def test_a_successful_attack_is_the_bad_outcome(
    old: str, new: str, part: str, attack: str, good: Callable[[CaseResult], bool]
) -> None:
    """With lower declared as better, fixed and regressed cases are those of the published runs."""
    reader, folder = AgentDojoReader(), "history-agentdojo-gpt4"
    sides = [
        tuple(
            row
            for row in rows(reader, folder, release)
            if row.metadata["attack"] == attack and row.metadata["kind"] == "user_task"
        )
        for release in (old, new)
    ]
    counted = paired(sides[0], sides[1], good)
    truth = expected(folder)[f"{old} -> {new}"][part]
    assert {name: counted[name] for name in truth} == truth
