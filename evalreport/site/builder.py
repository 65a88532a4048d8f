"""A site that is always whole: built beside the old one, counted against what was handed in, then swapped."""

from __future__ import annotations

import errno
import html
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import escape

from evalreport.errors import CollectedError, EvalReportError, WorldError
from evalreport.site.engine import build_pages, silent
from evalreport.site.folders import Places, check_replaceable, locked, remove, repair, swap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from evalreport.model.page import RenderedSite

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a build put where: pages and files counted, bytes in all."""

    folder: Path
    pages: int
    files: int
    size: int


def unseen(folder: Path) -> None:
    """Look at nothing: the site is delivered as it was built."""


def deliver(
    rendered: RenderedSite,
    *,
    docs: Path | None,
    site_dir: Path,
    epoch: int,
    progress: Callable[[int, int], None] = silent,
    inspect: Callable[[Path], None] = unseen,
) -> Delivery:
    """Build the site and put it in place of the old one in one step; killed at any moment, one of both is whole.

    ``inspect`` looks at the folder of the new site before it takes the place; what it raises stops the delivery.
    Errors leave the old site as it was: another build running [lock], a folder that is no site [site-folder], a disk
    that refuses [disk], something handed in that did not arrive [page-count], and all of the engine's.
    """
    places = Places(site=site_dir.resolve())
    try:
        places.site.parent.mkdir(parents=True, exist_ok=True)
        with locked(places):
            # Only under the lock: what looks like a leftover may be another build's work of this moment.
            repair(places)
            check_replaceable(places)
            return _deliver(rendered, docs, places, epoch, progress, inspect)
    except OSError as error:
        raise _disk_error(error, places, rendered) from error


def _deliver(
    rendered: RenderedSite,
    docs: Path | None,
    places: Places,
    epoch: int,
    progress: Callable[[int, int], None],
    inspect: Callable[[Path], None],
) -> Delivery:
    try:
        build_pages(rendered, docs, places.new, epoch, progress=progress)
        missing = list(lacking(rendered, places.new))
        if missing:
            raise CollectedError(missing)
        inspect(places.new)
        files = [path for path in places.new.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        swap(places)
    finally:
        # After a swap this name holds nothing; after an error, or Ctrl+C, what was half built.
        remove(places.new)
    return Delivery(folder=places.site, pages=len(rendered.pages), files=len(files), size=size)


def lacking(rendered: RenderedSite, folder: Path) -> Iterator[EvalReportError]:
    """Count a built site against what was handed in: yield an error for each page, file, text or version not found."""
    yield from _lacking_pages(rendered, folder)
    named = [*(asset.path for asset in rendered.assets), *filter(None, (rendered.logo, rendered.favicon))]
    yield from (_lacks(f"the file {path} is not there") for path in named if not (folder / path).is_file())
    # The selector knows only what is listed, and fails in silence where a listed folder is missing.
    listed = {entry["version"] for entry in json.loads((folder / "versions.json").read_text(encoding="utf-8"))}
    for version, _, _ in rendered.versions:
        if version not in listed or not (folder / version / "index.html").is_file():
            yield _lacks(f"the version {version} cannot be chosen")


def _lacking_pages(rendered: RenderedSite, folder: Path) -> Iterator[EvalReportError]:
    expected = dict(rendered.expected)
    for page in rendered.pages:
        built, wanted = folder / page.path / "index.html", expected.pop(page.path, ())
        if not built.is_file():
            yield _lacks(f"the page {page.path} was not built")
        elif wanted:
            text = built.read_text(encoding="utf-8")
            yield from (_lacks(f"{page.path} does not show {want!r}") for want in wanted if not _shows(text, want))
    yield from (_lacks(f"the page {path} was not handed in") for path in expected)


def _shows(text: str, want: str) -> bool:
    # Templates differ in how they escape quotes; undoing it for a whole page is slow, so it comes last.
    return want in text or str(escape(want)) in text or want in html.unescape(text)


def _lacks(what: str) -> EvalReportError:
    return WorldError(what, slug="page-count")


def _disk_error(error: OSError, places: Places, rendered: RenderedSite) -> WorldError:
    """Say in one line which path the disk refused, and what is needed and free where that is the reason."""
    path = error.filename2 or error.filename
    where = Path(str(path)).name if path else places.site.name
    message = f"{where}: {error.strerror or error}"
    if error.errno in FULL:
        need = sum(len(page.html) for page in rendered.pages) + sum(len(asset.content) for asset in rendered.assets)
        free = shutil.disk_usage(places.site.parent).free
        message += f" (the site needs more than {need / 1e6:.1f} MB, {free / 1e6:.1f} MB are free)"
    return WorldError(message, slug="disk", hint=f"{places.site.name}/ is as it was before")
