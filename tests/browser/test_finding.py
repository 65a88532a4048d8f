"""Search on a served site in a real browser: people, gates and releases in the history, a case within a release."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.repositories import ask, committed
from tests.browser.served import reader, served
from tests.projectfiles import MANIFEST, write_project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture
def address(tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]) -> Iterator[str]:
    """The address of a small project's site with two releases."""
    second = MANIFEST.replace("r1", "r2").replace("2026-11-20", "2026-11-21") + "baseline: r1\n"
    files = {
        "releases/r2/release.yml": second,
        "releases/r2/results/candidate.csv": "case_id,passed\nc1,false\nc2,true\nturnip-77,true\n",
    }
    root = committed(write_project(tmp_path_factory.mktemp("project"), files))
    assert ask(capsys, "-C", str(root), "build").code == 0
    with served(root) as base:
        yield f"{base}site/"


@pytest.mark.parametrize(
    ("start", "words", "place"),
    [
        ("latest/", "lindqvist", r"/latest/scores/#person-maya$"),
        ("latest/", "boundary", r"/latest/classes/#class-policy-boundary$"),
        ("latest/", "success", r"/latest/policy/#gate-success-holds$"),
        ("latest/", "r2", r"/r2/$"),
        ("r2/", "turnip", r"/r2/cases/#case=turnip-77-"),
    ],
)
def test_search_leads_to_the_thing_itself(browser: Browser, address: str, start: str, words: str, place: str) -> None:
    """A person, a failure class, a gate, a release and a case are each a hit that leads to its own place."""
    with reader(browser, address) as (page, complaints):
        page.goto(address + start)
        page.locator("input[name=query]").click()
        page.locator("input[name=query]").press_sequentially(words)
        hits = page.locator(".md-search-result__link")
        hits.first.wait_for()
        found = [hit.get_attribute("href") or "" for hit in hits.all()]
        hit = next((at for at, href in enumerate(found) if re.search(place, href)), None)
        assert hit is not None, found
        hits.nth(hit).evaluate("link => link.click()")
        page.wait_for_url(re.compile(place))
        assert complaints.all == []
