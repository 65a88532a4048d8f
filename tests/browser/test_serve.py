"""The live preview as its reader sees it: the page loads itself anew, and an error lies over the last good page."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.errors import EvalReportError
from evalreport.site.builder import deliver
from evalreport.site.serve import serve
from tests.browser.served import reader
from tests.unit.site.sites import small_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a preview whose history shows the text of a file, and that file; "bad" fails the build."""
    source, said, over = tmp_path / "source.txt", list[str](), threading.Event()
    source.write_text("first")

    def build() -> None:
        text = source.read_text()
        if text == "bad":
            raise EvalReportError("bad <b>word</b>", slug="usage")
        front, *others = small_site().pages
        site = replace(small_site(), pages=(replace(front, html=f"<h1>{text}</h1>"), *others))
        deliver(site, docs=None, site_dir=tmp_path / "site", epoch=0)

    thread = threading.Thread(
        target=serve,
        args=(build, lambda: [source], tmp_path / "site"),
        kwargs={"port": 0, "say": said.append, "stop": over, "poll": 0.05},
    )
    thread.start()
    end = time.monotonic() + 20
    while len(said) < 2:
        assert time.monotonic() < end, said
        time.sleep(0.05)
    yield said[0].partition("latest/")[0], source
    over.set()
    thread.join(timeout=20)


def test_page_follows_its_sources(browser: Browser, preview: tuple[str, Path]) -> None:
    """An open page loads anew after a change, shows an error as text over itself, and drops it when it is mended."""
    base, source = preview
    with reader(browser, base) as (page, complaints):
        page.goto(f"{base}latest/", wait_until="load")
        page.locator("h1", has_text="first").wait_for()
        source.write_text("second text")
        page.locator("h1", has_text="second text").wait_for()
        source.write_text("bad")
        page.locator("#er-serve-error", has_text="bad <b>word</b>").wait_for()
        assert page.locator("h1").inner_text() == "second text"
        source.write_text("third")
        page.locator("h1", has_text="third").wait_for()
        assert page.locator("#er-serve-error").count() == 0
        assert complaints.all == []
