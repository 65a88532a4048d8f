"""The engine: pages come out as they went in, text stays text, and nothing foreign is loaded."""

from __future__ import annotations

import logging
import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from evalreport.errors import CollectedError, EvalReportError, SettingsError
from evalreport.model.page import Asset, Heading, Page, RenderedSite
from evalreport.site.engine import build_pages
from evalreport.site.mkdocs_parts import contents
from tests.unit.site.sites import SCRIPT, small_site

if TYPE_CHECKING:
    from pathlib import Path

EPOCH = 1_763_800_000
HOSTILE = (
    "</title><script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "<img src=x onerror=alert(1)>",
    "{{ config.site_name }} {% raw %}",
    "`code` [a](javascript:alert(1)) **b**",
)


class Outline(HTMLParser):
    """The parts of a page that could do harm: handlers, scripts, addresses; and what its title says."""

    def __init__(self) -> None:
        super().__init__()
        self.handlers: list[str] = []
        self.loads: list[str] = []
        self.title = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what this tag would run or load."""
        self._in_title = tag == "title"
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        loading = {"src", "srcset"} | ({"href"} if tag == "link" else set())
        self.loads += [value or "" for name, value in attrs if name in loading and tag != "a"]

    def handle_endtag(self, tag: str) -> None:
        """Note the end of the title."""
        self._in_title = self._in_title and tag != "title"

    def handle_data(self, data: str) -> None:
        """Gather the title."""
        self.title += data if self._in_title else ""


def _outline(path: Path) -> Outline:
    outline = Outline()
    outline.feed(path.read_text(encoding="utf-8"))
    return outline


def _built(site: RenderedSite, tmp_path: Path, docs: Path | None = None) -> Path:
    build_pages(site, docs, tmp_path / "out", EPOCH)
    return tmp_path / "out"


def _with_page(**fields: object) -> RenderedSite:
    page = replace(Page(path="latest/", title="History", html="<h1>x</h1>"), **fields)  # type: ignore[arg-type] # by name
    return replace(small_site(), pages=(page,), versions=(), navigation=(("History", "latest/"),), expected=())


def test_content_is_kept_to_the_byte(tmp_path: Path) -> None:
    """What the renderer wrote stands in the page unchanged: Markdown, templates and entities inside are left alone."""
    body = '<h1>x</h1>\n<p>*no* `md` {{ 7*7 }} {% x %} &lt;b&gt; --8<-- ".git/config"</p>\n<pre>a\n\n\n  b </pre>'
    out = _built(_with_page(html=body), tmp_path)
    assert body in (out / "latest" / "index.html").read_text()


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("field", ["title", "description"])
def test_text_in_the_head_stays_text(tmp_path: Path, field: str, text: str) -> None:
    """Titles and descriptions are printed raw by the theme, so the engine escapes them."""
    built = _built(_with_page(**{field: text}), tmp_path) / "latest" / "index.html"
    outline = _outline(built)
    assert outline.handlers == []
    assert "alert(1)</script>" not in built.read_text()
    if field == "title":
        assert outline.title.startswith(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_site_texts_stay_text(tmp_path: Path, text: str) -> None:
    """The site's name, footer and contents list are escaped too."""
    heading = Heading(level=2, anchor='a"><script>alert(1)</script>', title=text)
    site = replace(_with_page(contents=(heading,)), name=text, footer=(text,), repo=f"https://example.org/{text}")
    built = _built(site, tmp_path) / "latest" / "index.html"
    assert _outline(built).handlers == []
    assert "alert(1)</script>" not in built.read_text()


@pytest.mark.parametrize("path", ["latest/index.html", "agent-1.0/cases/index.html", "404.html", "index.html"])
def test_nothing_is_loaded_from_elsewhere(tmp_path: Path, path: str) -> None:
    """Scripts, styles, images and icons all come from the site itself."""
    built = _built(replace(small_site(), repo="https://example.org/team/agent"), tmp_path)
    loads = [load for load in _outline(built / path).loads if not load.startswith("https://example.org/releases/")]
    assert [load for load in loads if "//" in load] == []


@pytest.mark.parametrize("scheme", ["javascript:alert(1)", "data:text/html,x", "", "ftp://example.org/x"])
def test_repository_link_is_a_web_address_or_none(tmp_path: Path, scheme: str) -> None:
    """Only a web address of the repository becomes a link."""
    built = _built(replace(_with_page(), repo=scheme), tmp_path) / "latest" / "index.html"
    assert "Source repository" not in built.read_text()


@pytest.mark.parametrize(
    ("path", "base", "depth"),
    [("latest/", ".", "../"), ("agent-1.0/", ".", "../"), ("agent-1.0/cases/", "..", "../../")],
)
def test_version_folder_is_the_base(tmp_path: Path, path: str, base: str, depth: str) -> None:
    """The theme takes the version's folder for the site's root; assets are shared above it."""
    page = (_built(small_site(), tmp_path) / path / "index.html").read_text()
    assert f'"base": "{base}"' in page
    assert f'src="{depth}er/evalreport.12345678.js"' in page
    assert f'href="{depth}er/evalreport.12345678.css"' in page


def test_root_holds_what_a_site_needs(tmp_path: Path) -> None:
    """Beside the pages stand the selector's list, sitemaps, the redirect and the assets; no map and no archive."""
    out = _built(small_site(), tmp_path)
    names = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert names >= {"index.html", "404.html", ".nojekyll", "versions.json", "sitemap.xml", "agent-1.0/sitemap.xml"}
    assert names >= {"releases.json", "agent-1.0/record.json", "agent-1.0/search/search_index.json"}
    assert [name for name in names if name.endswith((".map", ".gz"))] == []
    assert "search/search_index.json" not in names
    assert (out / "er" / "evalreport.12345678.js").read_bytes() == SCRIPT


def test_only_direct_assets_are_linked(tmp_path: Path) -> None:
    """A script below a folder of its own is delivered but loaded only by what asks for it."""
    site = small_site()
    site = replace(site, assets=(*site.assets, Asset(path="er/lib/big.js", content=b"1")))
    out = _built(site, tmp_path)
    assert (out / "er" / "lib" / "big.js").is_file()
    assert "big.js" not in (out / "latest" / "index.html").read_text()


def test_release_pages_do_not_grow_with_the_documents(tmp_path: Path) -> None:
    """A release's page names the documents once, however many there are."""
    docs = tmp_path / "docs"
    docs.mkdir()
    for number in range(30):
        (docs / f"page-{number}.md").write_text(f"# Page {number}\n")
    out = _built(small_site(), tmp_path, docs)
    assert (out / "agent-1.0" / "index.html").read_text().count("/latest/docs/") <= 2
    assert (out / "latest" / "docs" / "page-3" / "index.html").read_text().count('href="../page-') >= 29


BAD_DOCUMENTS = {
    "page": ("[gone](gone.md)", "gone.md"),
    "anchor": ("[gone](#gone)", "#gone"),
    "image": ("![x](x.png)", "x.png"),
    "foreign image": ("![x](https://example.net/x.png)", "from another host"),
    "foreign script": ('<script src="//example.net/x.js"></script>', "from another host"),
}


@pytest.mark.parametrize("case", BAD_DOCUMENTS)
def test_bad_documents_are_located_errors(tmp_path: Path, case: str) -> None:
    """A broken link or a load from another host in docs/ is an error with file and line."""
    text, named = BAD_DOCUMENTS[case]
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(f"# Guide\n\nText.\n\n{text}\n")
    with pytest.raises(CollectedError) as caught:
        _built(small_site(), tmp_path, tmp_path / "docs")
    assert str(caught.value).startswith("docs/index.md:5: ")
    assert named in str(caught.value)


def test_documents_may_link_to_releases(tmp_path: Path) -> None:
    """A hand-written page may link to a release's page and to a place in it."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Guide\n\n[one](../../agent-1.0/index.md#gates)\n")
    out = _built(small_site(), tmp_path, tmp_path / "docs")
    assert 'href="../../agent-1.0/#gates"' in (out / "latest" / "docs" / "index.html").read_text()


def test_snippets_read_no_file_into_a_page(tmp_path: Path) -> None:
    """The Markdown extension that copies files into a page is off."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "secret.txt").write_text("planted-credential")
    (tmp_path / "docs" / "index.md").write_text('# Guide\n\n--8<-- "secret.txt"\n')
    out = _built(small_site(), tmp_path, tmp_path / "docs")
    assert "planted-credential" not in (out / "latest" / "docs" / "index.html").read_text()


def test_configuration_of_a_repository_is_not_read(tmp_path: Path) -> None:
    """A mkdocs.yml, here one that would run code, is never looked at."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Guide\n")
    marker = tmp_path / "ran"
    (tmp_path / "mkdocs.yml").write_text(f"site_name: !!python/object/apply:os.mkdir ['{marker}']\n")
    _built(small_site(), tmp_path, tmp_path / "docs")
    assert not marker.exists()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "not an address", "//example.org/"])
def test_site_address_must_be_one(tmp_path: Path, url: str) -> None:
    """An address of the site that is no web address is an error of the settings."""
    with pytest.raises(SettingsError, match="no web address"):
        _built(small_site(url=url), tmp_path)


@pytest.mark.parametrize("url", ["", "https://example.org/"])
def test_site_builds_with_and_without_an_address(tmp_path: Path, url: str) -> None:
    """The site's address is optional; links between pages are relative."""
    out = _built(small_site(url=url), tmp_path)
    assert ("canonical" in (out / "latest" / "index.html").read_text()) == bool(url)


@pytest.mark.parametrize(("language", "shown"), [("de", "de"), ("xx", "en"), ("../../x", "en")])
def test_unknown_language_falls_back(tmp_path: Path, language: str, shown: str) -> None:
    """The theme's own words come in the language asked for, or in English where it has none."""
    out = _built(replace(small_site(), language=language), tmp_path)
    assert f'<html lang="{shown}"' in (out / "latest" / "index.html").read_text()


@pytest.mark.parametrize("noindex", [True, False])
def test_search_engines_can_be_kept_out(tmp_path: Path, noindex: bool) -> None:
    """The setting noindex asks search engines to leave every page out, and no map leads them in."""
    out = _built(replace(small_site(), noindex=noindex), tmp_path)
    pages = sorted(out.rglob("*.html"))
    assert {'name="robots" content="noindex"' in page.read_text() for page in pages} == {noindex}
    assert ("<loc>" in (out / "sitemap.xml").read_text()) is not noindex


def test_world_is_left_as_it_was(tmp_path: Path) -> None:
    """A build, good or failed, leaves the environment and the logging of its process as they were."""
    before = (os.environ.get("SOURCE_DATE_EPOCH"), list(logging.getLogger("mkdocs").handlers))
    _built(small_site(), tmp_path)
    with pytest.raises(EvalReportError):
        _built(small_site(url="x:y"), tmp_path)
    assert (os.environ.get("SOURCE_DATE_EPOCH"), list(logging.getLogger("mkdocs").handlers)) == before


def test_contents_nest_under_the_heading_before() -> None:
    """Headings of level 3 stand below the level 2 before them; a first one of level 3 stands alone."""
    levels = [(3, "a"), (2, "b"), (3, "c"), (3, "d"), (2, "e")]
    tokens = contents([Heading(level=level, anchor=name, title=name) for level, name in levels])
    assert [(token["id"], [child["id"] for child in token["children"]]) for token in tokens] == [
        ("a", []),
        ("b", ["c", "d"]),
        ("e", []),
    ]


def test_page_carries_the_policy(tmp_path: Path) -> None:
    """Every page of the site, the one for missing addresses too, carries a content security policy."""
    out = _built(small_site(), tmp_path)
    pages = sorted(out.rglob("*.html"))
    assert [page for page in pages if not re.search(r"Content-Security-Policy", page.read_text())] == []
