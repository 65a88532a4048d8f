"""A site for the disk: what is rewritten, and that every link of a whole site leads to a file."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.model.page import Page
from evalreport.site.engine import build_pages
from evalreport.site.offline import for_disk, links, named, search_script
from tests.unit.site.sites import small_site

if TYPE_CHECKING:
    from pathlib import Path

EPOCH = 1_763_800_000


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        (b"../r1/", b"../r1/index.html"),
        (b"../r1/#gates", b"../r1/index.html#gates"),
        (b"cases/?q=1#case=x", b"cases/index.html?q=1#case=x"),
        (b"..", b"../index.html"),
        (b".", b"./index.html"),
        (b"../../", b"../../index.html"),
        (b"#gates", b"#gates"),
        (b"record.json", b"record.json"),
        (b"../er/x.1a2b.css", b"../er/x.1a2b.css"),
        (b"https://example.org/a/", b"https://example.org/a/"),
        (b"mailto:dana@example.org", b"mailto:dana@example.org"),
        (b"//example.org/a/", b"//example.org/a/"),
        (b"", b""),
    ],
)
def test_only_links_to_folders_change(address: bytes, wanted: bytes) -> None:
    """A link to a folder names its index.html, before any query or anchor; all others stay."""
    assert named(address) == wanted
    assert for_disk(b'<a class="x" href="' + address + b'">') == b'<a class="x" href="' + wanted + b'">'


def test_text_that_looks_like_a_link_stays() -> None:
    """What is escaped text, and not a link, is not touched."""
    text = b'<p>&lt;a href=&quot;../r1/&quot;&gt; and href="../r1/"</p>'
    assert for_disk(text) == text


def test_search_comes_as_a_script() -> None:
    """The index is handed over by a script, with the addresses of files in place of those of folders."""
    index = {"config": {"lang": ["en"]}, "docs": [{"location": one} for one in ("", "#gates", "cases/", "../r1/#x")]}
    script = search_script(json.dumps(index))
    assert script.startswith("var __index = {")
    found = json.loads(script.removeprefix("var __index = "))
    assert [one["location"] for one in found["docs"]] == [
        "index.html",
        "index.html#gates",
        "cases/index.html",
        "../r1/index.html#x",
    ]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site with hand-written pages, built for the disk."""
    root = tmp_path_factory.mktemp("disk")
    docs = root / "docs"
    docs.mkdir()
    (docs / "index.md").write_text("# Guide\n\nSee [more](more.md) and [a release](../../agent-1.0/index.md).\n")
    (docs / "more.md").write_text("# More\n")
    site = small_site()
    # The foot of every page leads to the glossary.
    glossary = Page(path="latest/glossary/", title="Words", html="<h1>Words</h1>")
    build_pages(replace(site, offline=True, pages=(*site.pages, glossary)), docs, root / "site", EPOCH)
    return root / "site"


def test_every_link_leads_to_a_file(built: Path) -> None:
    """On a site for the disk no link of any page needs a server to find its file."""
    pages = sorted(built.rglob("*.html"))
    assert len(pages) > 6
    broken = [
        (page.relative_to(built).as_posix(), link)
        for page in pages
        for link in links(page.read_bytes())
        if not (page.parent / link).is_file()
    ]
    assert broken == []


def test_nothing_needs_to_be_fetched(built: Path) -> None:
    """There is no list of versions to fetch, no JSON index, and no page that only a server could show."""
    assert not list(built.rglob("search_index.json"))
    assert not (built / "404.html").exists()
    assert '"version"' not in (built / "latest/index.html").read_text(encoding="utf-8").partition("</script>")[0]
    assert (built / "latest/search/search_index.js").is_file()


def test_a_site_for_a_server_is_as_it_was(tmp_path: Path) -> None:
    """Without being asked nothing of this is done: folders are linked, and no script of the disk is there."""
    build_pages(small_site(), None, tmp_path / "site", EPOCH)
    assert not (tmp_path / "site/er/offline.js").exists()
    assert 'href="../agent-2.0/"' in (tmp_path / "site/latest/index.html").read_text(encoding="utf-8")
    assert (tmp_path / "site/latest/search/search_index.json").is_file()
