"""The delivered site in a real browser: selector, search, colours, and what it must never do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.served import reader

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PAGES = (
    "latest/",
    "latest/scores/",
    "agent-20.0/",
    "agent-20.0/cases/",
    "latest/docs/",
    "latest/docs/more/",
    "404.html",
)


def _find(page: Page, words: str) -> list[str]:
    page.locator("input[name=query]").click()
    page.locator("input[name=query]").press_sequentially(words)
    results = page.locator(".md-search-result__link")
    results.first.wait_for()
    return [link.get_attribute("href") or "" for link in results.all()]


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_quiet(browser: Browser, site: str, path: str) -> None:
    """A page logs no error, breaks no rule of its policy and asks no other host for anything."""
    with reader(browser, site) as (page, complaints):
        page.goto(site + path, wait_until="networkidle")
        assert complaints.all == []
        assert page.evaluate("document.documentElement.dataset.er") == "ready"
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("path", ["latest/scores/", "agent-20.0/", "agent-3.0/cases/"])
def test_selector_lists_releases_and_keeps_its_place(browser: Browser, site: str, path: str) -> None:
    """The selector shows the newest fifteen releases and names the version the reader is in, hidden or not."""
    with reader(browser, site) as (page, complaints):
        page.goto(site + path, wait_until="networkidle")
        entries = page.locator(".md-version__link").all_text_contents()
        assert [text.strip() for text in entries] == ["All releases", *(f"agent-{n}.0" for n in range(20, 5, -1))]
        version = path.partition("/")[0]
        current = page.locator(".md-version__current").inner_text()
        assert current.strip() == ("All releases" if version == "latest" else version)
        assert complaints.all == []


@pytest.mark.parametrize(
    ("start", "choice", "end"),
    [
        ("latest/", "agent-19.0", "agent-19.0/"),
        ("agent-20.0/cases/", "agent-19.0", "agent-19.0/cases/"),
        ("agent-20.0/cases/", "All releases", "latest/"),
        ("latest/scores/", "agent-18.0", "agent-18.0/"),
    ],
)
def test_selector_switches_to_the_same_page(browser: Browser, site: str, start: str, choice: str, end: str) -> None:
    """Choosing a version opens the same page there, or its front where it has none."""
    with reader(browser, site) as (page, complaints):
        page.goto(site + start, wait_until="networkidle")
        page.locator(".md-version").hover()
        page.locator(".md-version__link", has_text=choice).click()
        page.wait_for_url(site + end)
        assert complaints.all == []


def test_search_finds_a_release_by_its_summary(browser: Browser, site: str) -> None:
    """From the history a release is found by words of its summary, and the result opens its page."""
    with reader(browser, site) as (page, complaints):
        page.goto(f"{site}latest/", wait_until="networkidle")
        assert page.locator("input[name=query]").get_attribute("placeholder") == "Search all releases"
        assert any(re.search(r"agent-7\.0/", href) for href in _find(page, "number agent-7.0 cancels"))
        page.locator(".md-search-result__link[href*='agent-7.0/']").first.click()
        page.wait_for_url(re.compile(r"/agent-7\.0/"))
        assert page.locator("h1").inner_text() == "Release agent-7.0"
        assert complaints.all == []


def test_search_inside_a_release_stays_there(browser: Browser, site: str) -> None:
    """Inside a release the search says that it searches this release, and finds nothing of another."""
    with reader(browser, site) as (page, complaints):
        page.goto(f"{site}agent-7.0/cases/", wait_until="networkidle")
        assert page.locator("input[name=query]").get_attribute("placeholder") == "Search this release"
        found = _find(page, "no-breach")
        assert found
        assert all("/agent-7.0/" in href for href in found)
        assert complaints.all == []


def test_search_finds_hand_written_pages(browser: Browser, site: str) -> None:
    """The history's search covers the project's own documents."""
    with reader(browser, site) as (page, _):
        page.goto(f"{site}latest/", wait_until="networkidle")
        assert any("/latest/docs/more/" in href for href in _find(page, "turnips"))


def test_colours_are_chosen_once(browser: Browser, site: str) -> None:
    """A reader who switches to dark finds every other version dark as well."""
    with reader(browser, site) as (page, complaints):
        page.goto(f"{site}latest/", wait_until="networkidle")
        page.locator("label[for=__palette_1]").click()
        assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
        page.goto(f"{site}agent-7.0/", wait_until="networkidle")
        assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
        assert complaints.all == []


@pytest.mark.parametrize("path", ["latest/", "agent-20.0/", "agent-20.0/cases/"])
def test_pages_read_without_javascript(browser: Browser, site: str, path: str) -> None:
    """Without JavaScript the page shows its heading, its text and its links."""
    with reader(browser, site, javascript=False) as (page, complaints):
        page.goto(site + path)
        assert page.locator("h1").is_visible()
        assert page.locator("article p").first.is_visible()
        assert page.locator(".md-tabs__link").first.get_attribute("href")
        assert complaints.foreign == []


def test_root_leads_to_the_history(browser: Browser, site: str) -> None:
    """The site's root opens the history, also without JavaScript."""
    with reader(browser, site, javascript=False) as (page, complaints):
        page.goto(site)
        page.wait_for_url(f"{site}latest/")
        assert complaints.all == []
