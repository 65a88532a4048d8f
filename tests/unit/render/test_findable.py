"""What search finds, where each hit leads, and how large the indexes may get."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.render.context import Context
from evalreport.render.findable import CASES_WITH_ADDRESS, found_cases, found_releases
from evalreport.render.release_pages import render_release
from evalreport.render.site import render_site
from evalreport.site.search import indexes
from tests import fakes

if TYPE_CHECKING:
    from evalreport.model.page import RenderedSite, SearchEntry
    from evalreport.model.report import ReleaseReport


def entries(rendered: RenderedSite, version: str) -> dict[str, str]:
    """Each location of a version's index with its title and text."""
    found = json.loads(indexes(rendered, {}, [])[f"{version}/search/search_index.json"])["docs"]
    return {one["location"]: f"{one['title']} {one['text']}" for one in found}


@pytest.fixture(scope="module")
def site() -> RenderedSite:
    """The site of all kinds of releases."""
    return render_site(fakes.site())


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("Maya Lindqvist", "scores/#person-maya"),
        ("Gate: ", "policy/#gate-"),
        ("Failure class: ", "classes/#class-"),
        ("Override of ", "#"),
        ("2.2.0", "../refund-agent-2.2.0/"),
    ],
)
def test_the_history_finds(site: RenderedSite, words: str, place: str) -> None:
    """People, gates, failure classes, overrides and releases each have an entry with a place of its own."""
    assert [where for where, text in entries(site, "latest").items() if words in text and place in where]


def test_every_hit_has_its_place(site: RenderedSite) -> None:
    """What an entry of a register leads to is on its page: no hit ends at the top of a long table."""
    pages = {page.path: page.html for page in site.pages}
    missing = []
    for page in site.pages:
        for entry in page.search:
            path, _, anchor = entry.anchor.rpartition("#") if entry.anchor.startswith("../") else ("", "", entry.anchor)
            html = pages[path.removeprefix("../")] if path else page.html
            # The explorer opens a case from its address; rows are there for changed and failing cases alone.
            known = not anchor or anchor.startswith(("case=", "../")) or f'id="{anchor}"' in html
            missing += [] if known else [(page.path, entry.anchor)]
    assert missing == []


def test_a_release_is_found_by_who_decided() -> None:
    """Whoever signed, closed or let a release past a gate finds it by their name."""
    (entry,) = found_releases([fakes.overridden()])
    assert "Maya Lindqvist" in entry.text


def many_cases(number: int) -> ReleaseReport:
    """A release with that many cases, all of which passed but the first hundred."""
    report = fakes.cleared()
    pair = report.assessment.pairs[0]
    assert pair.candidate is not None
    pairs = tuple(
        replace(pair, case_id=f"refund-request-{at:05}", transition="both_failed" if at < 100 else "both_passed")
        for at in range(number)
    )
    return replace(report, assessment=replace(report.assessment, pairs=pairs))


@pytest.mark.parametrize(("number", "most"), [(0, 1), (100, 20), (5_000, 160), (1_000, 60), (10_000, 210)])
def test_the_cases_of_a_release_stay_small(number: int, most: int) -> None:
    """Every case of a release of thousands is found by id, and the index stays small at ten thousand (KB)."""
    found = found_cases(Context(many_cases(number)), "Cases")
    size = sum(
        len(json.dumps({"location": f"cases/#{one.anchor}", "title": one.title, "text": one.text})) for one in found
    )
    assert size <= most * 1000
    assert len(found) <= CASES_WITH_ADDRESS + 1
    if number in {1_000, 5_000}:
        words = " ".join(f"{one.title} {one.text}" for one in found)
        assert len(set(re.findall(r"refund-request-\d{5}", words))) == number


def test_the_history_of_a_thousand_stays_small() -> None:
    """At a thousand releases the history's index of releases stays below 1.5 MB; each costs less than 1 KB."""
    report = fakes.overridden()
    many = [replace(report, release=replace(report.release, id=f"refund-agent-{at}")) for at in range(1_000)]
    found: tuple[SearchEntry, ...] = found_releases(many)
    size = sum(len(json.dumps({"location": one.anchor, "title": one.title, "text": one.text})) for one in found)
    assert size <= 1_000_000
    assert len(found) == 1_000


def test_a_release_finds_its_parts() -> None:
    """Within a release each gate and each failure class is a hit of its own."""
    pages, _ = render_release(fakes.blocked(), tool_version="1.0.0")
    titles = [entry.title for entry in pages[0].search]
    assert [title for title in titles if title.startswith("Gate: ")]
    assert [title for title in titles if title.startswith("Failure class: ")]
