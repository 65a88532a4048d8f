"""The values everything hangs from: frozen, and with derived facts that follow from their fields."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from dataclasses import replace

import pytest

import evalreport.model
from evalreport.model.assessment import CasePair, CaseSide, Transitions
from evalreport.model.evaluation import CaseResult, Score
from evalreport.model.record import Event, Records
from tests import fakes

MODULES = [
    importlib.import_module(f"evalreport.model.{module.name}")
    for module in pkgutil.iter_modules(evalreport.model.__path__)
]
# A row of the table of problems is written by position, as tables are.
VALUES = sorted(
    {
        item
        for module in MODULES
        for item in vars(module).values()
        if isinstance(item, type) and dataclasses.is_dataclass(item) and item.__name__ != "Problem"
    },
    key=lambda item: item.__name__,
)
ROW = CaseResult(suite="s", case_id="c", scores=(Score(name="a", value=1.0), Score(name="b", passed=False)))


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.__name__)
def test_values_are_frozen_slotted_and_keyword_only(value: type) -> None:
    """No value changes after it was made, and none is made by position."""
    parameters = value.__dataclass_params__  # type: ignore[attr-defined]  # what dataclasses keep
    assert parameters.frozen
    assert "__slots__" in vars(value)
    assert all(field.kw_only for field in dataclasses.fields(value))


@pytest.mark.parametrize(("name", "there"), [("a", True), ("b", True), ("c", False)])
def test_a_row_knows_its_scores_by_name(name: str, *, there: bool) -> None:
    """A score that a row lacks is None."""
    assert (ROW.score(name) is not None) == there
    assert ROW.key == ("s", "c", 1)


@pytest.mark.parametrize(
    ("before", "after", "changed"), [((), (), False), (("x",), ("x",), False), ((), ("x",), True), (("x",), (), True)]
)
def test_a_case_changed_where_its_classes_did(
    before: tuple[str, ...], after: tuple[str, ...], *, changed: bool
) -> None:
    """A failure class that came or went is a change, though both sides failed."""
    old, new = CaseSide(row=ROW, passed=False, classes=before), CaseSide(row=ROW, passed=False, classes=after)
    pair = CasePair(suite="s", case_id="c", epoch=1, transition="both_failed", candidate=new, baseline=old)
    assert pair.changed == changed
    assert not replace(pair, baseline=None, transition="only_candidate").changed


@pytest.mark.parametrize("flip", ["fixed", "regressed"])
def test_a_case_changed_where_any_score_flipped(flip: str) -> None:
    """A score that flipped is a change, though the headline stayed."""
    side = CaseSide(row=ROW, passed=True)
    pair = CasePair(suite="s", case_id="c", epoch=1, transition="both_passed", candidate=side, baseline=side)
    assert not pair.changed
    assert replace(pair, changes={"tone": "fixed" if flip == "fixed" else "regressed"}).changed


def test_pairs_and_their_share() -> None:
    """Pairs have a verdict on both sides; the share counts all keys."""
    counts = Transitions(both_passed=5, fixed=1, regressed=2, both_failed=1, only_baseline=1)
    assert (counts.pairs, counts.unpaired_share) == (9, 0.1)


def test_a_release_is_closed_by_its_closing_record_alone() -> None:
    """Notes and withdrawals close nothing."""
    note = Event(release="r", by="dana", role="x", at="2026-01-01T00:00:00Z", kind="note")
    closing = replace(note, kind="closed")
    assert Records(events=(note,)).closing() is None
    assert Records(events=(note, closing)).closing() is closing


@pytest.mark.parametrize(
    ("report", "is_open", "frozen"),
    [
        (fakes.awaiting(), True, False),
        (replace(fakes.rolled_back(), preview=False), False, True),
        (replace(fakes.rolled_back(), preview=True), False, False),
    ],
)
def test_only_closed_and_committed_releases_are_frozen(report: object, *, is_open: bool, frozen: bool) -> None:
    """A preview is never frozen, an open release neither."""
    assert (getattr(report, "open", None), getattr(report, "frozen", None)) == (is_open, frozen)
