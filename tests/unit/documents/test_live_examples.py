"""What the documentation shows of live windows and prices works as it is printed there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evalreport.analysis.pricing import price_of
from evalreport.documents.bundle import load_bundle
from evalreport.documents.project import load_project
from tests.projectfiles import CONFIG, MANIFEST, write_project

DOCS = Path(__file__).resolve().parents[3] / "docs"
WINDOW = "releases/r1/live/2026-11-23.jsonl"


def block(page: str, language: str, beginning: str) -> str:
    """The one example of a page that begins so."""
    text = (DOCS / page).read_text(encoding="utf-8")
    (found,) = (item for item in re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL) if item.startswith(beginning))
    return str(found)


def test_the_window_of_the_guide_is_read_whole(tmp_path: Path) -> None:
    """Header and runs say what the guide says of them, and no line is lost."""
    files = {WINDOW: block("guide.md", "json", '{"window"'), "releases/r1/release.yml": MANIFEST + "live: {}\n"}
    (window,) = load_bundle(load_project(write_project(tmp_path, files)), "r1", windows=True).windows
    assert (window.begins, window.sampling.rate, window.unread, window.warnings) == (
        "2026-11-23T00:00:00Z",
        0.05,
        (),
        (),
    )
    assert [(row.case_id, row.passed) for row in window.rows] == [("4bf92f35", True), ("00f067aa", False)]


@pytest.mark.parametrize(
    ("model", "day", "tokens_in"),
    [("large-1", "2026-06-30", 4.0), ("large-1", "2026-07-01", 2.0), ("small-9", "2026-02-01", 0.3)],
)
def test_the_prices_of_the_page_of_costs_hold(tmp_path: Path, model: str, day: str, tokens_in: float) -> None:
    """Both days are included, and a star stands for any ending."""
    config = CONFIG + block("costs.md", "yaml", "prices:")
    prices = load_project(write_project(tmp_path, {"site_config.yml": config})).policy.prices
    found = price_of(model, day, prices)
    assert found is not None
    assert found.tokens_in == tokens_in
