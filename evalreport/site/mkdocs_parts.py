"""Everything of ours that lives inside an MkDocs build: a page whose HTML exists already, and two sets of events."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import escape
from material.plugins.search.plugin import SearchPlugin
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.nav import Link, Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc

from evalreport.errors import WorldError
from evalreport.site.csp import with_policy
from evalreport.site.moulds import ADDRESS, Mould, Shape, shape_of, squeezed
from evalreport.site.versions import LATEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalreport.model.page import Heading, Page, RenderedSite
    from evalreport.site.handwritten import Document

# A child of MkDocs' own logger, so that one listener hears all that is wrong with a hand-written page.
log = logging.getLogger("mkdocs.evalreport")
FOREIGN = re.compile(
    r"""<[a-z][^>]*\s(?:src|srcset|poster|data)\s*=\s*["']?\s*((?:https?:)?//[^\s"'>]+)""", re.IGNORECASE
)
ANCHOR = re.compile(r'\bid="([^"]+)"')
DOCS = f"{LATEST}/docs"
DOCS_TITLE = "Docs"


class ReadyPage(MkDocsPage):
    """A page that needs neither reading nor Markdown; MkDocs only wraps the theme around it."""

    def __init__(self, page: Page, file: Any, config: Any) -> None:
        # The theme prints titles and descriptions as they come, so they are escaped before it sees them.
        super().__init__(str(escape(page.title)), file, config)
        self._ready = page

    def read_source(self, config: Any) -> None:
        """Set what a Markdown file would say in its front matter."""
        page = self._ready
        self.markdown = ""
        self.meta = {"title": str(escape(page.title)), "hide": list(page.hide), "release": page.version != LATEST}
        if page.description:
            self.meta["description"] = str(escape(page.description))

    def render(self, config: Any, files: Any) -> None:
        """Take the HTML and the contents list as they are."""
        self.content = self._ready.html
        self.toc = get_toc(contents(self._ready.contents))

    @cached_property
    def present_anchor_ids(self) -> set[str]:
        """The anchors that hand-written pages may link to."""
        return set(ANCHOR.findall(self._ready.html))


def contents(headings: Sequence[Heading]) -> list[dict[str, Any]]:
    """Nest level 3 under the level 2 before it, in the form of Python-Markdown's contents list; titles escaped."""
    tokens: list[dict[str, Any]] = []
    for heading in headings:
        title = str(escape(heading.title))
        token = {"level": heading.level, "id": str(escape(heading.anchor)), "name": title, "children": []}
        parent = tokens[-1]["children"] if heading.level > 2 and tokens else tokens  # noqa: PLR2004 - h2
        parent.append(token)
    return tokens


class Search(SearchPlugin):
    """The theme's search, which reads hand-written pages only: ready pages bring their search text with them."""

    def on_page_context(self, context: Any, *, page: Any, config: Any, nav: Any) -> None:
        """Index a hand-written page."""
        if not isinstance(page, ReadyPage):
            super().on_page_context(context, page=page, config=config, nav=nav)

    def on_post_build(self, *, config: Any) -> None:
        """Write nothing: each version has an index of its own, written after the build."""

    def settings(self) -> dict[str, object]:
        """The part of an index that tells the search worker how to read words."""
        return {key: self.config[key] for key in ("lang", "separator", "pipeline", "fields")}

    def written(self) -> list[dict[str, object]]:
        """The entries of the hand-written pages."""
        entries: list[dict[str, object]] = self.search_index.entries
        return entries


class Delivery(BasePlugin):
    """Puts the ready pages and documents into the build and finishes each page that comes out."""

    def __init__(self, rendered: RenderedSite, documents: Sequence[Document]) -> None:
        super().__init__()
        self._rendered = rendered
        self._documents = documents
        self._shapes: dict[str, Shape] = {}
        self._fixed: Any = None
        self.moulds: dict[Shape, Mould] = {}

    def on_files(self, files: Any, *, config: Any) -> Any:
        """Add every page and document; leave out the maps of the theme's scripts, which only its authors need."""
        for file in [file for file in files if file.src_uri.endswith(".map")]:
            files.remove(file)
        for page in self._rendered.pages:
            if page.version == LATEST:
                self._add(files, config, page, InclusionLevel.NOT_IN_NAV)
            elif self._documents:
                # Built from its shape; MkDocs knows it as something that documents may link to.
                self._add(files, config, page, InclusionLevel.EXCLUDED)
        # A mapping keeps the order of first sight, where a set would change it with each run.
        shapes = dict.fromkeys(filter(None, map(shape_of, self._rendered.pages)))
        for number, shape in enumerate(shapes):
            self._add_sample(files, config, shape, number)
        for document in self._documents:
            place, level = f"{DOCS}/{document.path}", InclusionLevel.INCLUDED
            files.append(File.generated(config, place, content=document.content, inclusion=level))
        return files

    def _add(self, files: Any, config: Any, page: Page, level: Any) -> ReadyPage:
        file = File.generated(config, source(page.path), content="", inclusion=level)
        ready = ReadyPage(page, file, config)
        files.append(file)
        return ready

    def _add_sample(self, files: Any, config: Any, shape: Shape, number: int) -> None:
        # The last folder tells samples apart; only the depth of an address shows in a page.
        sample = replace(shape.sample, path="-/" * (shape.depth - 1) + f"-{number}/")
        ready = self._add(files, config, sample, InclusionLevel.NOT_IN_NAV)
        if ready.canonical_url:
            ready.canonical_url = ADDRESS
        self._shapes[ready.file.src_uri] = shape

    def on_nav(self, nav: Any, *, config: Any, files: Any) -> Any:
        """Title the fixed sections, and keep a short navigation for pages that are no documents.

        MkDocs renders the whole navigation into every page; a release must not grow with the project's documents.
        """
        titles = {source(path): title for title, path in self._rendered.navigation}
        for page in nav.pages:
            if page.file.src_uri in titles:
                page.title = str(escape(titles[page.file.src_uri]))
        sections = [item for item in nav.items if item.is_page]
        first = next((page for page in nav.pages if page.file.src_uri.startswith(f"{DOCS}/")), None)
        links = [Link(DOCS_TITLE, first.url)] if first else []
        self._fixed = Navigation([*sections, *links], sections)
        return nav

    def on_env(self, env: Any, *, config: Any, files: Any) -> Any:
        """Let no template be looked for again: they do not change during a build, and each page asks for dozens."""
        env.auto_reload = False
        return env

    def on_page_context(self, context: Any, *, page: Any, config: Any, nav: Any) -> Any:
        """Make the version's folder the base, as the theme's selector and search expect of each version."""
        depth = page.url.count("/") - 1
        context["base_url"] = "/".join([".."] * depth) or "."
        if isinstance(page, ReadyPage):
            context["nav"] = self._fixed
        return context

    def on_page_content(self, html: str, *, page: Any, config: Any, files: Any) -> str:
        """Report what a hand-written page would load from another host: no request may leave the site's own."""
        if not isinstance(page, ReadyPage):
            for address in FOREIGN.findall(html):
                log.warning("Doc file '%s' loads '%s' from another host", page.file.src_uri, address)
        return html

    def on_post_page(self, output: str, *, page: Any, config: Any) -> str:
        """Give the page its content security policy; a hand-written page is trusted, scripts and all."""
        output = with_policy(squeezed(output, page.content), page.content if isinstance(page, ReadyPage) else "")
        shape = self._shapes.get(page.file.src_uri)
        if shape is None:
            return output
        mould = self.moulds[shape] = Mould(output)
        if not mould.is_whole:
            raise WorldError("the theme does not print a page's title and body as it is known to", slug="page-count")
        # Of a sample nothing is written.
        return ""

    def on_post_template(self, output: str, *, template_name: str, config: Any) -> str:
        """Let the page for missing addresses search the history: it lies above every version."""
        if template_name == "404.html":
            base = urlsplit(config.site_url or "/").path
            output = output.replace(f'"base": "{base}"', f'"base": "{base}{LATEST}/"', 1)
        return with_policy(output, "")


def source(path: str) -> str:
    """The name MkDocs is told for a page at this address."""
    return f"{path}index.md"
