"""A site built for the disk, opened as file:// in a real browser: walked, searched, and silent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.repositories import ask, committed
from tests.browser.served import reader
from tests.projectfiles import MANIFEST, write_project

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture
def disk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The address of a small project's site, built by the command for the disk."""
    files = {
        "docs/index.md": "# Guide\n\nTurnips are released on Fridays.\n",
        "releases/r2/release.yml": MANIFEST.replace("r1", "r2").replace("2026-11-20", "2026-11-21") + "baseline: r1\n",
        "releases/r2/results/candidate.csv": "case_id,passed\nc1,false\nc2,true\n",
    }
    root = committed(write_project(tmp_path / "project", files))
    answer = ask(capsys, "-C", str(root), "build", "--offline")
    assert answer.code == 0, answer.err
    return (root / "site").as_uri() + "/"


def test_the_site_is_walked_from_the_disk(browser: Browser, disk: str) -> None:
    """From the first page to a release, its cases, its evidence and back every page opens without a complaint."""
    with reader(browser, disk) as (page, complaints):
        page.goto(disk + "index.html")
        page.wait_for_url("**/latest/index.html")
        page.locator("main a[href$='r2/index.html']").first.click()
        page.wait_for_url("**/r2/index.html")
        for place in ("cases", "evidence"):
            page.locator(f"main a[href$='{place}/index.html']").first.click()
            page.wait_for_url(f"**/r2/{place}/index.html")
            page.wait_for_load_state("networkidle")
            assert page.locator("h1").count() == 1
        page.locator(".md-header a.md-logo").click()
        page.wait_for_url("**/latest/index.html")
        assert complaints.all == []


@pytest.mark.parametrize(
    ("start", "words", "place"),
    [
        ("latest/index.html", "turnips", r"/latest/docs/index\.html"),
        ("latest/index.html", "refund", r"/r[12]/index\.html"),
        ("r2/index.html", "breach", r"/r2/index\.html"),
    ],
)
def test_search_works_from_the_disk(browser: Browser, disk: str, start: str, words: str, place: str) -> None:
    """Search finds hand-written pages, releases and a release's parts without a server, and the hit opens."""
    with reader(browser, disk) as (page, complaints):
        page.goto(disk + start)
        page.locator("input[name=query]").click()
        page.locator("input[name=query]").press_sequentially(words)
        hit = page.locator(".md-search-result__link").first
        hit.wait_for()
        assert re.search(place, hit.get_attribute("href") or "")
        hit.click()
        page.wait_for_url(re.compile(place))
        assert complaints.all == []
