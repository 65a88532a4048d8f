"""Pages as they were accepted: as they read for every kind of release, and tag by tag for one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.model.policy import Publish
from evalreport.render.release_pages import render_release
from evalreport.render.site import render_site
from tests import fakes
from tests.fake_policy import policy
from tests.gold_check import check, lines_of, words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from evalreport.model.report import ReleaseReport

REPORTS: dict[str, Callable[[], ReleaseReport]] = {
    "cleared": fakes.cleared,
    "blocked": fakes.blocked,
    "overridden": fakes.overridden,
    "override-void": lambda: fakes.overridden(lifts=False),
    "undecided": fakes.undecided,
    "awaiting": fakes.awaiting,
    "rolled-back": fakes.rolled_back,
    "withdrawn": fakes.withdrawn,
    "preview": fakes.preview,
    "first": fakes.first,
}


def small(report: ReleaseReport) -> ReleaseReport:
    """Keep a few cases of each kind, so that the accepted text stays short enough to read."""
    pairs = report.assessment.pairs
    few = (*pairs[:2], *pairs[8:10], *pairs[23:25], *pairs[37:40])
    return replace(report, assessment=replace(report.assessment, pairs=few))


@pytest.mark.parametrize("name", REPORTS)
def test_release_pages_read_as_accepted(name: str) -> None:
    """Each kind of release reads as it was accepted."""
    pages, _ = render_release(small(REPORTS[name]()), tool_version="1.0.0")
    check(f"release-{name}.txt", words_of(pages[0].html))


def test_markup_is_as_accepted() -> None:
    """The overridden release's page is the same tag by tag."""
    pages, _ = render_release(small(fakes.overridden()), tool_version="1.0.0")
    check("release-overridden.html", lines_of(pages[0].html))


@pytest.mark.parametrize("outputs", ["none", "sampled", "all"])
def test_case_lists_are_as_accepted(outputs: str) -> None:
    """The case list shows as much as the policy publishes."""
    publish = {"none": Publish(outputs="none"), "sampled": Publish(outputs="sampled"), "all": Publish(outputs="all")}
    report = replace(small(fakes.cleared()), policy=policy(publish=publish[outputs]))
    pages, _ = render_release(report, tool_version="1.0.0")
    check(f"cases-{outputs}.txt", words_of(pages[1].html))


def test_evidence_is_as_accepted() -> None:
    """The evidence page lists every file of an open release with an uncommitted one."""
    pages, _ = render_release(fakes.preview(), tool_version="1.0.0")
    check("evidence-preview.txt", words_of(pages[2].html))


def test_record_is_as_accepted() -> None:
    """record.json says what the page says."""
    _, assets = render_release(small(fakes.overridden()), tool_version="1.0.0")
    check("record.json", assets[0].content.decode())


@pytest.mark.parametrize("path", ["", "decisions/", "scores/", "classes/", "policy/", "findings/"])
def test_living_pages_read_as_accepted(path: str) -> None:
    """History and registers read as they were accepted."""
    pages = {page.path: page for page in render_site(fakes.site()).pages}
    check(f"latest-{path.strip('/') or 'history'}.txt", words_of(pages[f"latest/{path}"].html))


def test_statuses_are_as_accepted() -> None:
    """releases.json tells what became of each release."""
    assets = {asset.path: asset for asset in render_site(fakes.site()).assets}
    check("releases.json", assets["releases.json"].content.decode())
