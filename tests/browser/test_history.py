"""A long history and releases with the oddest failure classes, as their readers meet them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.model.assessment import ClassResult, Transitions
from evalreport.render.site import render_site
from evalreport.site.engine import build_pages
from tests import fakes
from tests.browser.served import reader, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from evalreport.model.report import ReleaseReport

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EPOCH = 1_763_800_000
RELEASES = 120
BLOCKED = 7
# Without a blank, right to left, without spaces between words, and as long as a name may ever get.
NAMES = (
    "x" * 300,
    "\u0641\u0634\u0644 \u0641\u064a \u0627\u0644\u062e\u0637\u0648\u0629 " * 12,
    "\u5931\u6557\u7a2e\u985e" * 60,
)


def _named(report: ReleaseReport, number: int) -> ReleaseReport:
    return replace(report, release=replace(report.release, id=f"refund-agent-{number}.0"))


def _classes() -> tuple[ClassResult, ...]:
    """Make forty failure classes, three of them with names that no page was drawn for."""
    names = [*NAMES, *(f"kind-{number}" for number in range(40 - len(NAMES)))]
    return tuple(
        ClassResult(
            failure_class=name,
            transitions=Transitions(both_passed=150, fixed=at, regressed=40 - at, both_failed=5),
            candidate_cases=45 - at,
            baseline_cases=5 + at,
            candidate_ran=200,
            baseline_ran=200,
        )
        for at, name in enumerate(names)
    )


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site of 120 releases: seven blocked ones at the old end, odd classes in the newest, none in the one before."""
    cleared, blocked = fakes.cleared(), fakes.blocked()
    small = replace(cleared, assessment=replace(cleared.assessment, pairs=cleared.assessment.pairs[:4]))
    reports = [_named(blocked if at <= BLOCKED else small, at) for at in range(RELEASES, 0, -1)]
    reports[0] = replace(reports[0], assessment=replace(reports[0].assessment, classes=_classes()))
    reports[1] = replace(reports[1], assessment=replace(reports[1].assessment, classes=()))
    root = tmp_path_factory.mktemp("long")
    docs = root / "docs"
    docs.mkdir()
    with served(root) as base:
        build_pages(render_site(replace(fakes.site(), releases=tuple(reports))), docs, root / "site", EPOCH)
        yield f"{base}site/"


def test_a_choice_finds_what_is_behind_the_first_page(browser: Browser, long: str) -> None:
    """Blocked releases of page three are found from the first page, and the address keeps the choice."""
    with reader(browser, long) as (page, complaints):
        page.goto(f"{long}latest/", wait_until="networkidle")
        assert page.locator(".er-history tbody tr:visible").count() == 50
        page.locator("select[data-filter=outcome]").select_option("blocked")
        page.locator(".is-found").first.wait_for()
        assert page.locator(".er-history tbody tr:visible").count() == BLOCKED
        assert page.url.endswith("?outcome=blocked")
        page.goto(page.url, wait_until="networkidle")
        assert page.locator("select[data-filter=outcome]").input_value() == "blocked"
        assert page.locator(".er-filters__said").inner_text() == f"{BLOCKED} shown"
        page.locator(".is-found th a").first.click()
        page.wait_for_url(f"{long}refund-agent-{BLOCKED}.0/")
        assert complaints.all == []


@pytest.mark.parametrize("path", ["latest/", "latest/older/2/", "latest/older/3/"])
def test_a_long_history_stays_light(browser: Browser, long: str, path: str) -> None:
    """Each page of a long history has few nodes and leads on without a script."""
    with reader(browser, long, javascript=False) as (page, _):
        page.goto(long + path)
        assert page.locator(".er-filters").is_visible() is False
        assert page.locator(".er-pager a").count() == 3
        assert page.locator("*").count() <= 3000


@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("path", ["refund-agent-120.0/", "refund-agent-119.0/", "latest/classes/", "latest/"])
def test_odd_names_of_classes_widen_nothing(browser: Browser, long: str, path: str, width: int) -> None:
    """Forty classes, names of 300 letters, right to left and without spaces: nothing reaches over the page's edge."""
    with reader(browser, long) as (page, complaints):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(long + path, wait_until="networkidle")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        # The page hides what reaches over its edge where a box scrolls by itself, so boxes of text are asked as well.
        wide = page.evaluate(
            """() => [...document.querySelectorAll("article :is(h1, h2, h3, p, th, td, li, dd)")]
              .filter((one) => !one.closest(".er-scroll, pre") && one.getBoundingClientRect().right > innerWidth + 1)
              .map((one) => one.textContent.trim().slice(0, 40))"""
        )
        assert wide == []
        assert complaints.all == []
