"""What axe-core finds on every kind of page, in both colour schemes, at a desk and on a phone: nothing."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Literal

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# axe-core as its Python package carries it.
AXE = files("axe_playwright_python") / "axe.min.js"
WIDTHS = (1400, 390)
# Every rule of axe counts, also those that are advice; one line for each thing found.
RUN = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations.flatMap((one) =>
  one.nodes.map((node) => `${one.id} (${one.impact}): ${node.target.join(" ")}`))"""


def kinds(site: Path) -> list[str]:
    """Give the addresses of all living pages, every release, all of the newest, and the page for what is missing."""
    living = sorted((site / "latest").glob("*/index.html"))
    paths = ["404.html", "latest/", *(f"latest/{page.parent.name}/" for page in living)]
    below = {page.parents[1].name: page for page in sorted((site / "latest").glob("*/*/index.html"))}
    paths += [f"{page.parent.relative_to(site).as_posix()}/" for page in below.values()]
    releases = sorted(record.parent for record in site.glob("*/record.json"))
    paths += [f"{one.name}/" for one in releases]
    newest = releases[-1]
    paths += [f"{page.parent.relative_to(site).as_posix()}/" for page in sorted(newest.glob("*/index.html"))]
    return paths


def faults(page: Page, address: str) -> list[str]:
    """Open a page and give what axe finds at both widths."""
    page.goto(address, wait_until="networkidle")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{address} at {width}: {line}" for line in page.evaluate(RUN)]
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_example_has_a_fault(
    browser: Browser, example: tuple[str, Path], scheme: Literal["light", "dark"]
) -> None:
    """axe-core finds no fault of any impact on any kind of page, light or dark, wide or narrow."""
    base, site = example
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    found = [fault for path in kinds(site) for fault in faults(page, base + path)]
    context.close()
    assert found == []
