"""Charts to explore: loaded when asked for, from this site alone, with the numbers of the table beside them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from evalreport.render.environment import packaged_templates
from evalreport.render.explore import BUNDLE, SHA256

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

POINTS = "() => document.querySelector('.er-explore').data[0].y.length"
COLOUR = "() => getComputedStyle(document.querySelector('.er-explore .xtick text')).fill"


def test_the_bundle_is_the_published_one() -> None:
    """The copy of the basic bundle is, byte for byte, the one that was published."""
    bundle = packaged_templates() / "assets" / "vendor" / BUNDLE
    assert hashlib.sha256(bundle.read_bytes()).hexdigest() == SHA256


@pytest.mark.parametrize("path", ["latest/scores/", "latest/costs/"])
def test_a_chart_is_explored_on_demand(browser: Browser, example: tuple[str, Path], path: str) -> None:
    """Nothing of it is loaded before the button; then it draws every release, asks no other host and has no cloud."""
    base, site = example
    asked: list[str] = []
    said: list[str] = []
    page = browser.new_page(color_scheme="light")
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{base}{path}", wait_until="networkidle")
    assert not [address for address in asked if "plotly" in address]
    page.locator("[data-plotly]").first.click()
    page.locator(".er-explore .main-svg").first.wait_for()
    releases = [record for record in site.glob("*/record.json") if record.is_file()]
    assert page.evaluate(POINTS) == len(releases)
    titles = page.locator(".modebar-btn").evaluate_all("buttons => buttons.map((one) => one.dataset.title)")
    assert titles
    assert not [title for title in titles if "loud" in title or "hare" in title]
    assert [address for address in asked if not address.startswith((base, "data:", "blob:"))] == []
    assert said == []
    page.close()


def test_a_chart_follows_the_colour_scheme(browser: Browser, example: tuple[str, Path]) -> None:
    """When the reader switches to dark the chart that is there is drawn again in its colours."""
    page = browser.new_page(color_scheme="light")
    page.goto(f"{example[0]}latest/scores/", wait_until="networkidle")
    page.locator("[data-plotly]").first.click()
    page.locator(".er-explore .xtick text").first.wait_for()
    light = page.evaluate(COLOUR)
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    page.wait_for_function(f"({COLOUR})() !== {light!r}")
    page.close()
