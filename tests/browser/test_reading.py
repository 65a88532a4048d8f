"""What a reader meets first, what they print, and how much a page weighs: the budgets of a release page."""

from __future__ import annotations

import gzip
import re
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.browser.served import reader

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Response

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCRIPT_BYTES = 60_000
HTML_BYTES = 300_000
NODES = 3_000
PAGE_OF_PDF = re.compile(rb"/Type\s*/Page\b")
# Answer, people and what got better or worse, below the theme's own two bars; a phone's screen below its browser's.
SCREENS = {1400: 640, 390: 760}


def _releases(site: Path) -> list[str]:
    return sorted(record.parent.name for record in site.glob("*/record.json"))


def _keep_script(kept: list[Response], answer: Response) -> None:
    if ".js" in answer.url:
        kept.append(answer)


def _bottom(selector: str) -> str:
    return f"document.querySelector('{selector}').getBoundingClientRect().bottom"


@pytest.mark.parametrize("width", SCREENS)
def test_the_first_screen_answers(browser: Browser, example: tuple[str, Path], width: int) -> None:
    """Question, answer, reason and the first thing that got worse stand on the first screen of every release."""
    base, site = example
    low = {}
    with reader(browser, base) as (page, complaints):
        page.set_viewport_size({"width": width, "height": 900})
        for release in _releases(site):
            page.goto(f"{base}{release}/", wait_until="networkidle")
            low[release] = page.evaluate(_bottom(".er-answer > :nth-child(2) li:first-child"))
            assert page.evaluate(_bottom("h1")) < low[release]
        assert complaints.all == []
    assert {release: at for release, at in low.items() if at > SCREENS[width]} == {}


def test_a_brief_takes_two_pages(browser: Browser, example: tuple[str, Path]) -> None:
    """Each release of the example prints on two pages of A4."""
    base, site = example
    pages = {}
    with reader(browser, base) as (page, _):
        for release in _releases(site):
            page.goto(f"{base}{release}/", wait_until="networkidle")
            pages[release] = len(PAGE_OF_PDF.findall(page.pdf(prefer_css_page_size=True)))
    assert {release: number for release, number in pages.items() if number > 2} == {}


def test_a_release_page_stays_light(browser: Browser, example: tuple[str, Path]) -> None:
    """Before anything is clicked a release page loads few scripts, has few nodes and little HTML."""
    base, site = example
    for release in _releases(site):
        scripts: list[Response] = []
        with reader(browser, base) as (page, _):
            page.on("response", partial(_keep_script, scripts))
            page.goto(f"{base}{release}/", wait_until="networkidle")
            nodes = page.evaluate("document.querySelectorAll('*').length")
            weight = sum(len(gzip.compress(answer.body(), 9)) for answer in scripts)
        assert weight <= SCRIPT_BYTES, [answer.url for answer in scripts]
        assert nodes <= NODES
        assert (site / release / "index.html").stat().st_size <= HTML_BYTES
