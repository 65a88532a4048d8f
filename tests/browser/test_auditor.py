"""An auditor on a release page: ten of the questions of docs/evidence.md, one click each."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.browser.served import reader, served
from tests.house.measure import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RELEASE = "support-agent-1.3.0/"
# Question, the link to click, what must be seen there.
QUESTIONS = (
    ("1 what was released, all of it", "All releases", "support-agent-1.0.0"),
    ("2 who decided, in which role", "Evidence", "Maya Lindqvist, risk owner"),
    ("3 what they saw", "Evidence", "root"),
    ("4 is it still what they signed", "Evidence", "Everything bound is as it was."),
    ("7 who committed it", "Evidence", "Committed by"),
    ("9 which overrides exist", "Overrides", "Every override there ever was"),
    ("13 could the gate be lifted, by whom", "Policy", "risk owner"),
    ("17 was history rewritten", "Findings", "Findings"),
    ("18 which files", "Evidence", "results/candidate.eval"),
    ("20 who owns each score", "Scores", "Jonas Weber"),
    ("25 what the site cannot prove", "Evidence", "What this site cannot prove"),
)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The example site's address."""
    site = tmp_path_factory.mktemp("auditor") / "site"
    command = [sys.executable, "-m", "evalreport", "-C", str(ROOT), "build", "--site-dir", str(site)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    with served(site) as base:
        yield base


@pytest.mark.parametrize(("question", "link", "seen"), QUESTIONS, ids=[one[0] for one in QUESTIONS])
def test_a_question_is_one_click_away(browser: Browser, example: str, question: str, link: str, seen: str) -> None:
    """From a release page one click leads to the answer, and the page stays quiet."""
    with reader(browser, example) as (page, complaints):
        page.goto(example + RELEASE, wait_until="load")
        with page.expect_navigation(wait_until="load"):
            page.locator(".er-sub a, .md-tabs a").filter(has_text=link).first.click()
        assert seen in page.locator("main").inner_text(), question
        assert complaints.all == []


def test_a_number_leads_to_its_file(browser: Browser, example: str) -> None:
    """A number of the scorecard leads to the row of the file it rests on."""
    with reader(browser, example) as (page, _complaints):
        page.goto(example + RELEASE, wait_until="load")
        with page.expect_navigation(wait_until="load"):
            page.locator("a.er-src").first.click()
        target = page.url.partition("#")[2]
        assert "results/" in page.locator(f"[id='{target}']").inner_text()
