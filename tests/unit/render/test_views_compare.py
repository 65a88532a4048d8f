"""Two releases side by side: which pairs have a page, and what it says of cases, gates, scores and failures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.render.environment import make_environment
from evalreport.render.history_pages import history_pages
from evalreport.render.status import statuses
from evalreport.render.views_compare import NEIGHBOURS, compare_path, compare_view, compared
from evalreport.render.views_history import ON_A_PAGE, history_view, older_rows
from tests import fakes

if TYPE_CHECKING:
    from evalreport.model.report import SiteReport


def _named(number: int) -> SiteReport:
    """Make a site of so many releases, newest first."""
    one = fakes.cleared()
    reports = tuple(
        replace(one, release=replace(one.release, id=f"refund-agent-{at}.0")) for at in range(number, 0, -1)
    )
    return replace(fakes.site(), releases=reports)


def test_cases_are_counted_one_by_one() -> None:
    """A release beside itself has no case that changed, and every case that ran is counted once."""
    view = compare_view(fakes.cleared(), fakes.cleared())
    counts = {state.word: number for state, number, _ in view.cases}
    assert counts["Newly failing"] == counts["Fixed"] == 0
    assert counts["Passing both times"] + counts["Failing both times"] == sum(counts.values()) > 0
    assert "0 newly fail and 0 are fixed" in view.sentence


def test_releases_without_a_common_case_are_not_compared() -> None:
    """Where nothing ran in both the page says so and counts nothing."""
    bare = fakes.cleared()
    bare = replace(bare, assessment=replace(bare.assessment, pairs=()))
    view = compare_view(bare, fakes.blocked())
    assert "no tickets in common" in view.sentence
    assert sum(number for _, number, _ in view.cases) == 0


def test_a_gate_that_only_one_side_has_was_not_asked() -> None:
    """A gate that one release was not judged by is shown as not asked there, never as passed."""
    bare = replace(fakes.cleared(), assessment=replace(fakes.cleared().assessment, gates=()))
    rows = compare_view(bare, fakes.cleared()).gates
    assert rows
    assert {row.states[0].word for row in rows if row.states} == {"Not asked"}
    assert all(row.moved == "changed" for row in rows)


@pytest.mark.parametrize(("number", "most"), [(1, 0), (2, 1), (5, 4), (60, NEIGHBOURS)])
def test_neighbours_have_pages_and_their_number_is_bounded(number: int, most: int) -> None:
    """Each release has a page with the one before it, for the newest of a long history only."""
    report = _named(number)
    pairs = [(older.id, newer.id) for older, newer in compared(report, statuses(report.releases))]
    neighbours = [pair for pair in pairs if abs(_at(pair[0]) - _at(pair[1])) == 1]
    assert len(neighbours) == most
    assert all(_at(older) < _at(newer) for older, newer in pairs)


def _at(release: str) -> int:
    return int(release.removeprefix("refund-agent-").partition(".")[0])


@pytest.mark.parametrize(("number", "pages"), [(1, 1), (ON_A_PAGE, 1), (ON_A_PAGE + 1, 2), (1000, 20)])
def test_a_long_history_has_pages(number: int, pages: int) -> None:
    """However many releases there are, a page shows at most fifty, and all pages together each of them once."""
    report = _named(number)
    now = statuses(report.releases)
    view = history_view(report, now)
    first = [row.id for group in view.groups for row in group.rows]
    rest = [row.id for at in range(2, view.pages + 1) for row in older_rows(report, now, at)]
    assert view.pages == pages
    assert len(first) <= ON_A_PAGE
    assert first + rest == [one.id for one in report.releases]


def test_older_pages_and_comparisons_are_there() -> None:
    """The history links its older pages and each release's comparison, and both are among the pages."""
    report = _named(ON_A_PAGE + 1)
    pages = {page.path: page for page in history_pages(make_environment(), report, statuses(report.releases))}
    assert "latest/older/2/" in pages
    assert 'href="../latest/older/2/"' in pages["latest/"].html
    path = compare_path("refund-agent-50.0", "refund-agent-51.0")
    assert f'href="../{path}"' in pages["latest/"].html
    assert "evalreport compare releases/" in pages[path].html
