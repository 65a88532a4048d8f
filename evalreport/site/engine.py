"""Pages into a folder: one MkDocs pass in this process, with Material's theme around pages that are ready already.

This is the last and replaceable step: pages are values, and nothing a report needs is computed here.
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import material
from mkdocs.commands.build import build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort

from evalreport.errors import CollectedError, EvalReportError, SettingsError, WorldError
from evalreport.model.location import Location
from evalreport.site.handwritten import read_documents
from evalreport.site.mkdocs_parts import DOCS, Delivery, Search
from evalreport.site.moulds import shape_of
from evalreport.site.offline import make_offline
from evalreport.site.search import indexes
from evalreport.site.settings import mkdocs_settings, text_of, web_address
from evalreport.site.versions import redirect, sitemap, versions_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from evalreport.model.page import RenderedSite
    from evalreport.site.handwritten import Document

LANGUAGES = Path(material.__file__).parent / "templates" / "partials" / "languages"
NAMED_DOCUMENT = re.compile(rf"'?{DOCS}/(?P<path>[^']+?\.\w+)'")
NAMED_LINK = re.compile(r"(?:link|anchor|loads) '(?P<link>[^']+)'")


def silent(done: int, total: int) -> None:
    """Tell nobody how many of all pages are built."""


def build_pages(
    rendered: RenderedSite,
    docs: Path | None,
    target: Path,
    epoch: int,
    *,
    progress: Callable[[int, int], None] = silent,
) -> None:
    """Write the whole site below ``target``, which is emptied first; the same values give the same bytes anywhere.

    ``docs`` is the folder of hand-written Markdown, ``epoch`` the time of the commit in seconds, for what prints a
    date. ``progress`` hears (pages done, pages in all). Broken links and loads from other hosts in ``docs`` are
    errors [docs-page], as are links out of the project [path-link]; addresses that leave the site are [page-count].
    """
    _check_addresses(rendered)
    documents = read_documents(docs) if docs and docs.is_dir() else ()
    search, delivery = Search(), Delivery(rendered, documents)
    with _epoch(epoch), _overheard() as messages:
        _run(rendered, documents, target, search, delivery)
    # Warnings come from hand-written pages alone: a link that leads nowhere is worth stopping for.
    if messages:
        raise CollectedError(_located(message, documents) for message in messages)
    for path, content in _beside(rendered, search).items():
        _write(target / path, content)
    _fill(rendered, delivery, target, progress)
    if rendered.offline:
        make_offline(target)


def _fill(rendered: RenderedSite, delivery: Delivery, target: Path, progress: Callable[[int, int], None]) -> None:
    """Write the pages of releases: the theme's parts of each shape with the page's own words."""
    site_url = web_address(rendered.url)
    for done, page in enumerate(rendered.pages, start=1):
        shape = shape_of(page)
        if shape is not None:
            # Half of a surrogate pair cannot be written; MkDocs gives it as a character reference, and so do we.
            text = delivery.moulds[shape].fill(page, site_url)
            _write(target / page.path / "index.html", text.encode("utf-8", errors="xmlcharrefreplace"))
        progress(done, len(rendered.pages))


def _run(
    rendered: RenderedSite, documents: tuple[Document, ...], target: Path, search: Search, delivery: Delivery
) -> None:
    # MkDocs insists on a folder of documents; ours come from memory, so it gets an empty one.
    with tempfile.TemporaryDirectory(prefix="evalreport-") as empty:
        config = _config(rendered, documents, Path(empty), target)
        # Put in as values and not by name: by name, MkDocs would look for installed plugins and run what it finds.
        search.load_config({})
        config.plugins["material/search"] = search
        config.plugins["evalreport"] = delivery
        try:
            build(config)
        except Abort as error:
            raise WorldError(f"MkDocs stopped: {error}", slug="docs-page") from error


def _write(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)


def _check_addresses(rendered: RenderedSite) -> None:
    seen: set[str] = set()
    for path in [*(page.path + "index.html" for page in rendered.pages), *(asset.path for asset in rendered.assets)]:
        # Two writers of one address would leave whichever came last, and nobody would know.
        if path in seen or not _stays_inside(path):
            raise WorldError(f"{path!r} is no address of its own inside the site", slug="page-count")
        seen.add(path)


def _stays_inside(path: str) -> bool:
    parts = path.split("/")
    return bool(path) and "\\" not in path and not {"", ".", ".."} & set(parts)


def _config(rendered: RenderedSite, documents: tuple[Document, ...], empty: Path, target: Path) -> Any:
    language = rendered.language if (LANGUAGES / f"{rendered.language}.html").is_file() else "en"
    paths = [document.path for document in documents]
    config = MkDocsConfig()
    config.load_dict(
        mkdocs_settings(rendered, documents=paths, language=language, docs_dir=empty, site_dir=target.absolute())
    )
    errors, _ = config.validate()
    if errors:
        raise CollectedError(SettingsError(str(error), slug="wrong-value", path=f"site.{key}") for key, error in errors)
    # Ours are written after the build: one a version, and none whose bytes hold a clock time.
    config.theme.static_templates.discard("sitemap.xml")
    # Only after validation: MkDocs would turn the marked text into plain text again.
    config.site_name = text_of(rendered.name or "Releases")
    return config


def _beside(rendered: RenderedSite, search: Search) -> dict[str, bytes]:
    """Everything that is no page: what each version and the root carry, and the renderer's assets."""
    below: dict[str, list[str]] = {}
    for page in rendered.pages:
        below.setdefault(page.version, []).append(page.path)
    texts = {
        "versions.json": versions_json(rendered.versions),
        "index.html": redirect(rendered.name, noindex=rendered.noindex),
        ".nojekyll": "",
        "sitemap.xml": _site_map(rendered),
        **{f"{version}/sitemap.xml": sitemap(rendered.url, paths) for version, paths in below.items()},
        **indexes(rendered, search.settings(), search.written()),
    }
    files = {path: text.encode() for path, text in texts.items()}
    return files | {asset.path: asset.content for asset in rendered.assets}


def _site_map(rendered: RenderedSite) -> str:
    # A map of pages that want to stay out of search engines would lead straight to them. Those of the versions stay:
    # the selector looks there whether the page that is being read exists elsewhere.
    return sitemap("" if rendered.noindex else rendered.url, [page.path for page in rendered.pages])


def _located(message: str, documents: tuple[Document, ...]) -> EvalReportError:
    """Turn one of MkDocs' warnings into an error with its file and, where the link can be found, its line."""
    document, link = NAMED_DOCUMENT.search(message), NAMED_LINK.search(message)
    path = document["path"] if document else ""
    content = next((item.content for item in documents if item.path == path), b"")
    lines = content.decode("utf-8", errors="replace").splitlines()
    line = next((n for n, text in enumerate(lines, start=1) if link and link["link"] in text), None)
    location = Location(file=f"docs/{path}", line=line) if document else None
    plain = message.replace(f"{DOCS}/", "docs/")
    return EvalReportError(plain, slug="docs-page", location=location, hint="correct the link or the page")


@contextmanager
def _epoch(epoch: int) -> Iterator[None]:
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(epoch)
    try:
        yield
    finally:
        os.environ.pop("SOURCE_DATE_EPOCH")
        if before is not None:
            os.environ["SOURCE_DATE_EPOCH"] = before


@contextmanager
def _overheard() -> Iterator[list[str]]:
    """Collect MkDocs' warnings and errors instead of printing them."""
    messages: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            messages.append(record.getMessage())

    logger, listener = logging.getLogger("mkdocs"), Listener(logging.WARNING)
    kept = logger.propagate
    logger.addHandler(listener)
    # What is wrong with a document is told by our own errors, once, and not by a logger as well.
    logger.propagate = False
    try:
        yield messages
    finally:
        logger.removeHandler(listener)
        logger.propagate = kept
