"""Hostile text in every field that reaches a page runs nothing, loads nothing and forges nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.browser.served import reader, served
from tests.browser.xss import STRINGS, hostile_project
from tests.corpus import hostile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# What no page may hold below its content: handlers, scripts, frames, foreign addresses, and a second heading.
INSPECT = """() => {
  const found = []
  const body = document.querySelector("article.md-content__inner")
  for (const node of [...document.querySelectorAll("*")])
    for (const one of node.attributes) {
      if (/^on/i.test(one.name)) found.push(`${node.tagName} ${one.name}=${one.value}`)
      if (/^\\s*(javascript|data|vbscript):/i.test(one.value) && /^(href|src|action|srcdoc|xlink:href)$/.test(one.name))
        found.push(`${node.tagName} ${one.name}=${one.value}`)
    }
  for (const node of body.querySelectorAll("script, iframe, style, base, meta, object, embed, form, link, img"))
    found.push(node.outerHTML.slice(0, 200))
  if (document.querySelectorAll("h1").length !== 1) found.push("more than one first heading")
  if (document.querySelectorAll("article.md-content__inner").length !== 1) found.push("more than one article")
  return found
}"""


def _reference() -> list[str]:
    return [entry["s"] for entry in json.loads(hostile("xss_strings.json").read_text(encoding="utf-8"))]


@contextmanager
def _site(root: Path, strings: Sequence[str]) -> Iterator[tuple[str, Path]]:
    """Build and serve a site whose every text is hostile: its address and its folder."""
    hostile_project(root, strings)
    built = subprocess.run(
        [sys.executable, "-m", "evalreport", "-C", str(root), "build"], capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr
    with served(root / "site") as base:
        yield base, root / "site"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A site of our own strings."""
    with _site(tmp_path_factory.mktemp("hostile"), STRINGS) as found:
        yield found


def _search(page: Page, words: str) -> None:
    page.locator("input[name=query]").click()
    page.locator("input[name=query]").press_sequentially(words)
    page.locator(".md-search-result__link").first.wait_for()


@pytest.mark.parametrize("strings", ["own", "reference"])
def test_no_page_runs_anything(browser: Browser, tmp_path: Path, strings: str) -> None:
    """No page shows a dialog, tries to run or load what came from data, or holds a handler, frame or second heading."""
    with _site(tmp_path, STRINGS if strings == "own" else _reference()) as (base, folder):
        paths = sorted(path.parent.relative_to(folder).as_posix() for path in folder.glob("*/**/index.html"))
        assert len(paths) > 60
        with reader(browser, base) as (page, complaints):
            found = {}
            for path in paths:
                page.goto(f"{base}{path}/", wait_until="load")
                page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
                found[path] = page.evaluate(INSPECT)
            assert {path: bad for path, bad in found.items() if bad} == {}
            assert complaints.all == []


def test_no_case_runs_anything(browser: Browser, site: tuple[str, Path]) -> None:
    """Neither the explorer's list nor the page of a case makes markup, code or an address of what cases say."""
    base, folder = site
    with reader(browser, base) as (page, complaints):
        found = {}
        for path in sorted(one.parent.name for one in folder.glob("r-*/cases.json.gz")):
            page.goto(f"{base}{path}/cases/", wait_until="load")
            page.locator(".er-found a").first.wait_for()
            found[f"{path} list"] = page.evaluate(INSPECT)
            # Every value of every filter, and the names of metadata, go through the page once.
            for choice in page.locator(".er-find select").all():
                choice.select_option(index=1)
                if not page.locator(".er-found a").count():
                    break
            page.goto(f"{base}{path}/cases/#sort=name", wait_until="load")
            page.locator(".er-found a").first.click()
            page.locator(".er-case").wait_for()
            found[f"{path} case"] = page.evaluate(INSPECT)
        assert {path: bad for path, bad in found.items() if bad} == {}
        assert complaints.all == []


def test_hostile_text_is_there_as_text(browser: Browser, site: tuple[str, Path]) -> None:
    """The text did reach the pages: its summary stands on the release's page, and a case's output in its list."""
    base, folder = site
    with reader(browser, base) as (page, _):
        page.goto(f"{base}r-0/", wait_until="load")
        assert "<script>alert(" in page.locator("article.md-content__inner").inner_text()
        page.goto(f"{base}r-0/cases/", wait_until="load")
        page.locator(".er-found a").first.click()
        page.locator(".er-case").wait_for()
        assert page.locator("article.md-content__inner").inner_text().count("<script>alert(") > 10
    assert all("<script>alert(" not in path.read_text() for path in folder.glob("r-*/**/index.html"))


def test_inspection_would_find_what_it_looks_for(browser: Browser, site: tuple[str, Path]) -> None:
    """A handler, code link, frame and second heading put into a page are found, and the policy stops them."""
    base, _ = site
    harm = (
        "<p onclick='x()'>1</p><a href='javascript:x()'>2</a><iframe></iframe><h1>3</h1><img src=x onerror='alert(1)'>"
    )
    with reader(browser, base) as (page, complaints):
        page.goto(f"{base}r-0/", wait_until="load")
        page.evaluate("(html) => document.querySelector('article').insertAdjacentHTML('beforeend', html)", harm)
        page.wait_for_timeout(300)
        assert len(page.evaluate(INSPECT)) >= 5
        assert complaints.dialogs == []
        assert any("Content Security Policy" in error for error in complaints.errors)


@pytest.mark.parametrize("start", ["latest/", "r-2/", "r-9/"])
def test_search_and_selector_show_text(browser: Browser, site: tuple[str, Path], start: str) -> None:
    """Search results and the list of versions, which the theme prints as HTML, hold no markup from data."""
    base, _ = site
    with reader(browser, base) as (page, complaints):
        page.goto(base + start, wait_until="networkidle")
        _search(page, "alert")
        page.wait_for_timeout(300)
        shown = page.locator(".md-search-result__list")
        assert shown.locator("script, iframe, img, svg, form, style, details[ontoggle]").count() == 0
        assert page.locator(".md-version__list img, .md-version__list script").count() == 0
        assert complaints.all == []


def test_pages_do_not_overflow(browser: Browser, site: tuple[str, Path]) -> None:
    """A word of thousands of characters wraps or scrolls in its place and widens no page, on a phone neither."""
    base, folder = site
    with reader(browser, base) as (page, _):
        page.set_viewport_size({"width": 390, "height": 800})
        wide = []
        for path in sorted(path.parent.relative_to(folder).as_posix() for path in folder.glob("r-*/index.html")):
            page.goto(f"{base}{path}/", wait_until="load")
            if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
                wide.append(path)
        assert wide == []
