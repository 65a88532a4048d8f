"""The search index of each version: where it leads, in which order, and that its texts are no markup."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from evalreport.model.page import Page, RenderedSite, SearchEntry
from evalreport.site.search import RELEASE_BOOST, SUMMARY_LENGTH, indexes
from tests.unit.site.sites import small_site

SETTINGS = {"lang": ["en"]}


def _docs(site: RenderedSite, version: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(indexes(site, SETTINGS, [])[f"{version}/search/search_index.json"])["docs"]
    return found


def _with_entries(*entries: SearchEntry, path: str = "agent-1.0/") -> RenderedSite:
    page = Page(path=path, title="A page", html="", search=entries)
    return replace(small_site(), pages=(page,), versions=())


@pytest.mark.parametrize(
    ("version", "locations"),
    [
        ("agent-1.0", ["", "#gates", "cases/"]),
        ("latest", ["", "../agent-2.0/", "../agent-1.0/"]),
    ],
)
def test_each_version_finds_its_own_pages(version: str, locations: list[str]) -> None:
    """A release's index holds its pages and sections; the history's also each release's front."""
    assert [entry["location"] for entry in _docs(small_site(), version)] == locations


def test_settings_come_first() -> None:
    """The index tells the worker how to read words."""
    index = json.loads(indexes(small_site(), SETTINGS, [])["latest/search/search_index.json"])
    assert index["config"] == SETTINGS


def test_history_finds_a_release_by_its_summary() -> None:
    """The history's entry of a release has its summary, cut to a length that keeps a long history small."""
    long = Page(path="r-1/", title="r", html="", search=(SearchEntry(anchor="", title="r-1", text="word " * 1000),))
    site = replace(small_site(), pages=(*small_site().pages, long), versions=(("r-1", "r-1", False),))
    entry = next(entry for entry in _docs(site, "latest") if entry["location"] == "../r-1/")
    assert entry["title"] == "r-1"
    assert len(entry["text"]) == SUMMARY_LENGTH


def test_entry_may_lead_to_another_version() -> None:
    """An anchor that climbs is an address of its own and replaces the one made from the release's page."""
    climbing = SearchEntry(anchor="../agent-1.0/", title="One", text="written by the history")
    front = Page(
        path="latest/", title="History", html="", search=(SearchEntry(anchor="", title="H", text=""), climbing)
    )
    site = replace(small_site(), pages=(front, *small_site().pages[2:]))
    found = [entry for entry in _docs(site, "latest") if entry["location"] == "../agent-1.0/"]
    assert [entry["text"] for entry in found] == ["written by the history"]


def test_releases_come_first() -> None:
    """In the history's index releases weigh more than anything else; inside a release all is equal."""
    weights = {entry["location"]: entry.get("boost") for entry in _docs(small_site(), "latest")}
    assert weights.pop("") is None
    assert {location: str(weight) for location, weight in weights.items()} == dict.fromkeys(
        ("../agent-2.0/", "../agent-1.0/"), str(RELEASE_BOOST)
    )
    assert not any("boost" in entry for entry in _docs(small_site(), "agent-1.0"))


def test_page_comes_before_its_sections() -> None:
    """The worker takes the first entry of a page for the page itself, so a section is never first."""
    section = SearchEntry(anchor="gates", title="Gates", text="")
    page = SearchEntry(anchor="", title="Release", text="")
    assert [entry["location"] for entry in _docs(_with_entries(section, page), "agent-1.0")] == ["", "#gates"]
    assert [entry["location"] for entry in _docs(_with_entries(section), "agent-1.0")] == ["", "#gates"]


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", "a < b & c"])
def test_texts_are_escaped_for_the_worker(text: str) -> None:
    """Titles and texts are shown as HTML by the search, so both are escaped."""
    entry = _docs(_with_entries(SearchEntry(anchor="", title=text, text=text)), "agent-1.0")[0]
    assert "<" not in entry["title"] + entry["text"]
    assert "&lt;" in entry["text"]


def test_hand_written_pages_belong_to_the_history() -> None:
    """Entries of hand-written pages stand in the history's index, without the folder of the version."""
    written = [{"location": "latest/docs/guide/#start", "title": "Start", "text": "<p>Begin</p>"}]
    docs = json.loads(indexes(small_site(), SETTINGS, written)["latest/search/search_index.json"])["docs"]
    assert docs[-1] == {"location": "docs/guide/#start", "title": "Start", "text": "<p>Begin</p>"}
