"""The files that make each release a version: what the theme's selector reads, and the root's redirect."""

from __future__ import annotations

import json
import re

import pytest

from evalreport.site.versions import MOST_VISIBLE, redirect, sitemap, versions_json


def test_history_stands_first_and_the_rest_in_order() -> None:
    """The history is the first entry, and releases follow as they were given."""
    entries = json.loads(versions_json([("b-2", "Two", False), ("b-1", "One", False)]))
    assert entries[0] == {"version": "latest", "title": "All releases", "aliases": []}
    assert [entry["version"] for entry in entries] == ["latest", "b-2", "b-1"]


@pytest.mark.parametrize(("count", "visible"), [(3, 3), (MOST_VISIBLE, MOST_VISIBLE), (40, MOST_VISIBLE)])
def test_old_releases_are_hidden_but_there(count: int, visible: int) -> None:
    """Every release has an entry, so that the selector knows it; only the newest are shown."""
    entries = json.loads(versions_json((f"r-{n}", f"r-{n}", False) for n in range(count)))[1:]
    assert len(entries) == count
    assert [entry.get("properties") for entry in entries[:visible]] == [None] * visible
    assert all(entry["properties"] == {"hidden": True} for entry in entries[visible:])


def test_hidden_release_takes_no_place() -> None:
    """A release that is hidden on purpose leaves its place to an older one."""
    given = [(f"r-{n}", f"r-{n}", n == 0) for n in range(MOST_VISIBLE + 1)]
    entries = json.loads(versions_json(given))[1:]
    assert "properties" in entries[0]
    assert "properties" not in entries[MOST_VISIBLE]


@pytest.mark.parametrize("title", ["<img src=x onerror=alert(1)>", "a & b", '"><script>'])
def test_titles_are_escaped_for_the_selector(title: str) -> None:
    """The selector takes titles for HTML, so none may hold markup."""
    shown = json.loads(versions_json([("r-1", title, False)]))[1]["title"]
    assert "<" not in shown
    assert not ("&" in shown and "&amp;" not in shown and "&lt;" not in shown and "&#34;" not in shown)


@pytest.mark.parametrize("url", ["https://example.org/releases", "https://example.org/releases/"])
def test_sitemap_lists_pages_sorted(url: str) -> None:
    """A sitemap holds the full address of each page once, sorted."""
    places = re.findall(r"<loc>(.*?)</loc>", sitemap(url, ["r-2/", "r-1/cases/", "r-1/"]))
    assert places == [f"https://example.org/releases/{path}" for path in ("r-1/", "r-1/cases/", "r-2/")]


def test_sitemap_without_an_address_is_empty() -> None:
    """Where the site's address is unknown the sitemap is there and lists nothing."""
    assert sitemap("", ["r-1/"]).endswith('sitemap/0.9">\n</urlset>\n')


def test_redirect_needs_no_script() -> None:
    """The root leads to the history by a refresh and a link, with the name as text."""
    page = redirect("Tools <& co>")
    assert 'content="0; url=latest/"' in page
    assert '<a href="latest/">Tools &lt;&amp; co&gt;</a>' in page
    assert "<script" not in page
