"""Cases as rows: harm first, every case accounted for."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.model.assessment import CasePair, CaseSide
from evalreport.model.evaluation import CaseResult
from evalreport.render.context import Context
from evalreport.render.release_pages import render_release
from evalreport.render.views_cases import (
    ON_A_PAGE,
    ON_RELEASE_PAGE,
    case_list,
    case_name,
    changed_pairs,
    changed_rows,
    changed_say,
    pair_anchor,
)
from tests import fakes
from tests.fake_parts import case_pair

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evalreport.model.report import ReleaseReport


def with_pairs(pairs: Iterable[CasePair]) -> ReleaseReport:
    """Return a cleared release over other cases."""
    base = fakes.cleared()
    return replace(base, assessment=replace(base.assessment, pairs=tuple(pairs)))


def moved(case_id: str, before: tuple[str, ...], after: tuple[str, ...]) -> CasePair:
    """Return a case that passes both times and changes its failure classes."""
    sides = [
        CaseSide(row=CaseResult(suite="s", case_id=case_id, passed=True), passed=True, classes=classes)
        for classes in (before, after)
    ]
    return CasePair(
        suite="s", case_id=case_id, epoch=1, transition="both_passed", baseline=sides[0], candidate=sides[1]
    )


def test_regressed_cases_come_first() -> None:
    """Newly failing cases stand above those with another class, and these above fixed ones."""
    pairs = [
        case_pair(1, "fixed"),
        moved("m", (), ("recovery",)),
        case_pair(2, "both_passed"),
        case_pair(3, "regressed"),
    ]
    assert [pair.transition for pair in changed_pairs(pairs)] == ["regressed", "both_passed", "fixed"]


def test_classes_that_came_and_went_are_named() -> None:
    """A case says what it fails in now, and what no longer."""
    rows = changed_rows(Context(with_pairs([moved("m", ("recovery",), ("policy-boundary",))])))
    assert rows[0].classes == "Policy boundary, no longer Recovery behaviour"
    assert rows[0].state.word == "Same result, other score"


def test_the_release_page_shows_a_bounded_number() -> None:
    """The release page stops at its limit; the case list has all."""
    report = with_pairs(case_pair(number, "regressed") for number in range(ON_RELEASE_PAGE + 40))
    assert len(changed_rows(Context(report))) == ON_RELEASE_PAGE
    assert case_list(Context(report)).changed == ON_RELEASE_PAGE + 40


def test_changes_are_counted() -> None:
    """The sentence above the list counts what is worse, better and moved within."""
    report = with_pairs([*fakes.cleared().assessment.pairs, moved("m", (), ("recovery",))])
    said = changed_say(Context(report))
    assert said == "8 newly failing, 15 fixed, 1 with the same result but another score or kind of failure."


def test_every_case_is_accounted_for() -> None:
    """Each case is a row on one of the pages or counted among the others."""
    cases = case_list(Context(fakes.cleared()))
    rows = [row for page in cases.pages for group in page for row in group.rows]
    assert len({row.anchor for row in rows}) == cases.listed == 37
    assert cases.listed + sum(count for _, count in cases.rest) == len(fakes.cleared().assessment.pairs)


def test_rows_are_parted_into_pages() -> None:
    """No page has more rows than it may, none is lost, and a group that goes on says how many there are in all."""
    report = with_pairs(case_pair(number, "regressed") for number in range(ON_A_PAGE + 20))
    cases = case_list(Context(report))
    assert [sum(len(group.rows) for group in page) for page in cases.pages] == [ON_A_PAGE, 20]
    assert [group.total for page in cases.pages for group in page] == [ON_A_PAGE + 20] * 2
    pages, _ = render_release(report, tool_version="1")
    assert [page.path for page in pages[1:]] == [
        f"{report.id}/cases/",
        f"{report.id}/evidence/",
        f"{report.id}/cases/2/",
    ]
    assert f'href="../../../{report.id}/cases/"' in pages[3].html
    assert "data-cases" not in pages[3].html


def test_first_release_lists_what_failed() -> None:
    """Without a baseline cases failed or passed, and did not change."""
    cases = case_list(Context(fakes.first()))
    assert cases.changed == 0
    assert [group.state.word for group in cases.pages[0]] == ["Failed"]
    assert [state.word for state, _ in cases.rest] == ["Passed"]
    assert cases.failing + cases.rest[0][1] == 200


@pytest.mark.parametrize(
    ("epochs", "epoch", "expected"), [(1, 1, "c"), (2, 1, "c, run 1"), (2, 2, "c, run 2"), (1, 3, "c, run 3")]
)
def test_runs_are_named_where_there_are_several(epochs: int, epoch: int, expected: str) -> None:
    """A case that ran once has no run number."""
    base = fakes.cleared()
    side = replace(base.assessment.candidate, epochs=epochs)
    context = Context(replace(base, assessment=replace(base.assessment, candidate=side)))
    pair = replace(case_pair(1, "fixed"), case_id="c", epoch=epoch)
    assert case_name(context, pair) == expected


def test_anchors_tell_cases_apart() -> None:
    """Cases that differ in suite or run only have anchors of their own, the same in every release."""
    pair = case_pair(1, "fixed")
    anchors = {pair_anchor(pair), pair_anchor(replace(pair, epoch=2)), pair_anchor(replace(pair, suite="other"))}
    assert len(anchors) == 3
    assert pair_anchor(case_pair(1, "regressed")) == pair_anchor(pair)


def test_links_of_changed_cases_lead_to_their_rows() -> None:
    """Every link from the release page to a case finds that case on the list."""
    pages, _ = render_release(fakes.cleared(), tool_version="1")
    rows = case_list(Context(fakes.cleared()))
    for row in changed_rows(Context(fakes.cleared())):
        assert f'id="case={row.anchor}"' in pages[1].html
    links = re.findall(r'cases/#(case=[^"]+)"', pages[0].html)
    assert links
    assert all(f'id="{link}"' in pages[1].html for link in links)
    assert rows.changed == 23
