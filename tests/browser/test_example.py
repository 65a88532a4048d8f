"""The example that ships, as its readers meet it: every page, at a desk and on a phone, with and without JavaScript."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.served import reader

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def _paths(site: Path) -> list[str]:
    return sorted(f"{path.parent.relative_to(site).as_posix()}/" for path in site.glob("*/**/index.html"))


@pytest.mark.parametrize("width", [1400, 390])
def test_every_page_is_quiet_and_fits(browser: Browser, example: tuple[str, Path], width: int) -> None:
    """No page logs an error, asks another host, or is wider than the screen."""
    base, site = example
    wide = []
    with reader(browser, base) as (page, complaints):
        page.set_viewport_size({"width": width, "height": 900})
        for path in _paths(site):
            page.goto(base + path, wait_until="load")
            if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
                wide.append(path)
        assert complaints.all == []
    assert wide == []


def test_links_of_the_reports_lead_somewhere(browser: Browser, example: tuple[str, Path]) -> None:
    """Every link of a report inside the site leads to a page that is there, and every jump to a place that is there."""
    base, site = example
    dead = []
    with reader(browser, base, javascript=False) as (page, _):
        for path in _paths(site):
            page.goto(base + path, wait_until="domcontentloaded")
            for link in set(page.eval_on_selector_all("article a[href]", "all => all.map((one) => one.href)")):
                address, _, anchor = link.removeprefix(base).partition("#")
                if "://" in address or address.startswith("mailto:"):
                    continue
                # What the explorer is asked for is no place of its page; a case is, without scripts too.
                anchor = "" if "=" in anchor and not anchor.startswith("case=") else anchor
                target = site / address / "index.html" if address.endswith("/") or not address else site / address
                if not target.is_file() or (anchor and f'id="{anchor}"' not in target.read_text(encoding="utf-8")):
                    dead.append(f"{path} -> {address}#{anchor}")
    assert dead == []


def test_release_is_found_by_its_summary(browser: Browser, example: tuple[str, Path]) -> None:
    """From the history, words of a release's summary lead to its page."""
    base, site = example
    index = json.loads((site / "latest" / "search" / "search_index.json").read_text(encoding="utf-8"))
    entry = next(one for one in index["docs"] if re.fullmatch(r"\.\./[^/]+/", one["location"]) and one["text"])
    words = re.findall(r"\w{4,}", re.sub(r"&\w+;|&#\d+;", " ", entry["text"]))[:4]
    with reader(browser, base) as (page, complaints):
        page.goto(f"{base}latest/", wait_until="networkidle")
        page.locator("input[name=query]").click()
        page.locator("input[name=query]").press_sequentially(" ".join(words))
        release = entry["location"].strip("./")
        page.locator(f".md-search-result__link[href*='/{release}/']").first.click()
        page.wait_for_url(re.compile(re.escape(f"/{release}/")))
        assert complaints.all == []


def test_releases_read_without_javascript(browser: Browser, example: tuple[str, Path]) -> None:
    """Without JavaScript each release's page shows its answer, its gates and its charts."""
    base, site = example
    with reader(browser, base, javascript=False) as (page, _):
        for path in sorted(f"{one.parent.name}/" for one in site.glob("*/record.json")):
            page.goto(base + path)
            assert page.locator("h1").is_visible()
            assert page.locator("#gates").is_visible()
            assert page.locator("table").first.is_visible()


def test_site_stays_small(example: tuple[str, Path]) -> None:
    """A release weighs at most 150 KB beside the shared assets and its published excerpts."""
    _, site = example
    for record in site.glob("*/record.json"):
        size = sum(path.stat().st_size for path in record.parent.rglob("*") if path.is_file())
        assert size <= 450_000, record.parent.name
