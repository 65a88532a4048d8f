"""Pages of one shape share what the theme puts around them, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.model.page import Heading, Page
from evalreport.site.engine import build_pages
from evalreport.site.moulds import ADDRESS, BODY, DESCRIPTION, TITLE, Mould, Shape, shape_of, squeezed
from tests.unit.site.sites import small_site

if TYPE_CHECKING:
    from pathlib import Path

PAGE = Page(path="r-1/", title="One", html="<h1>One</h1>", description="Said")
OUTPUT = f"<title>{TITLE}</title><meta {DESCRIPTION}><link {ADDRESS}><h2>{TITLE}</h2>{BODY}<end>"


def test_mould_is_filled_with_the_words_of_a_page() -> None:
    """Title and description are escaped, the address follows the site's, the body stays as it is."""
    page = replace(PAGE, title="a < b", description='"q"', html="<p>&lt;</p>")
    filled = Mould(OUTPUT).fill(page, "https://example.org/")
    assert filled == (
        "<title>a &lt; b</title><meta &#34;q&#34;><link https://example.org/r-1/><h2>a &lt; b</h2><p>&lt;</p><end>"
    )


@pytest.mark.parametrize("token", [TITLE, DESCRIPTION, ADDRESS, BODY])
def test_words_are_never_filled_twice(token: str) -> None:
    """A page that says a token itself keeps it as text."""
    page = replace(PAGE, title=token, html=f"<p>{token}</p>")
    assert Mould(OUTPUT).fill(page, "").count(token) == 3


@pytest.mark.parametrize(
    ("output", "whole"),
    [(OUTPUT, True), (OUTPUT.replace(BODY, ""), False), (OUTPUT + BODY, False), (OUTPUT.replace(TITLE, ""), False)],
)
def test_theme_that_prints_otherwise_is_noticed(output: str, whole: bool) -> None:
    """A sample whose body is printed not once, or whose title is lost, is not whole."""
    assert Mould(output).is_whole is whole


@pytest.mark.parametrize(
    ("page", "same"),
    [
        (replace(PAGE, title="Two"), True),
        (replace(PAGE, html="<h1>Two</h1>"), True),
        (replace(PAGE, path="r-2/"), True),
        (replace(PAGE, path="r-1/cases/"), False),
        (replace(PAGE, html="<p>no heading</p>"), False),
        (replace(PAGE, description=""), False),
        (replace(PAGE, hide=("toc",)), False),
        (replace(PAGE, contents=(Heading(level=2, anchor="a", title="A"),)), False),
    ],
)
def test_shape_is_what_the_theme_looks_at(page: Page, same: bool) -> None:
    """Words do not change a page's shape; depth, hidden parts, contents and the lack of a description do."""
    assert (shape_of(page) == shape_of(PAGE)) is same


def test_pages_of_the_history_have_no_shape() -> None:
    """A page of the history goes through MkDocs on its own."""
    assert shape_of(replace(PAGE, path="latest/scores/")) is None


def test_page_does_not_depend_on_its_neighbours(tmp_path: Path) -> None:
    """A release's page has the same bytes alone and among others, so that a published one can stay as it is."""
    whole = small_site(releases=1)
    pages = tuple(page for page in small_site(releases=3).pages if page.version not in {"latest", "agent-1.0"})
    build_pages(whole, None, tmp_path / "one", 0)
    build_pages(replace(whole, pages=(*pages, *whole.pages)), None, tmp_path / "many", 0)
    for path in ("agent-1.0/index.html", "agent-1.0/cases/index.html"):
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "many" / path).read_bytes()


@pytest.mark.parametrize("html", ["<h1>Body</h1>", "<p>no heading</p>"])
@pytest.mark.parametrize("description", ["", "Said"])
def test_filled_page_is_what_the_theme_would_print(tmp_path: Path, html: str, description: str) -> None:
    """A page made from its shape differs from one that the theme printed only in what tells their versions apart."""
    page = Page(path="r-1/", title="Word", html=html, description=description)
    site = replace(small_site(), pages=(replace(page, path="latest/"), page), versions=(), expected=(), navigation=())
    build_pages(site, None, tmp_path, 0)
    filled, themed = ((tmp_path / path / "index.html").read_text().splitlines() for path in ("r-1", "latest"))
    differing = [(one, other) for one, other in zip(filled, themed, strict=True) if one != other]
    told = ("canonical", "Search this release", "md-logo")
    assert [pair for pair in differing if not any(word in pair[0] for word in told)] == []


def test_sample_leaves_nothing_behind(tmp_path: Path) -> None:
    """Samples and their tokens do not reach the site."""
    build_pages(small_site(), None, tmp_path, 0)
    assert not (tmp_path / "-").exists()
    texts = [path.read_text() for path in tmp_path.rglob("*.html")]
    assert [token for token in (TITLE, DESCRIPTION, ADDRESS, BODY) for text in texts if token in text] == []
    assert isinstance(shape_of(PAGE), Shape)


@pytest.mark.parametrize("content", ["<pre>a\n\n   b</pre>", "<p>\n  x</p>"])
def test_only_the_theme_is_squeezed(content: str) -> None:
    """Indentation and empty lines go from around the content, and stay inside it."""
    output = f"\n\n<html>\n    <body>\n\n\n  {content}\n\n  </body>\n"
    assert squeezed(output, content) == f"<html>\n<body>\n{content}\n</body>\n"
