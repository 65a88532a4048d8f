"""The search index of each version, in the form the theme's search worker reads.

The worker takes titles and texts for HTML, so everything is escaped here. Locations are relative to the version's
root. A page's own entry must come before those of its sections, or the worker takes a section for the page.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from markupsafe import escape

from evalreport.site.versions import LATEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evalreport.model.page import Page, RenderedSite, SearchEntry

# The history finds a release by its summary; the rest of its text is found inside the release.
SUMMARY_LENGTH = 600
CLIMBS = "../"

# Who searches the history looks for a release first.
RELEASE_BOOST = 4

Entry = dict[str, object]


def indexes(
    rendered: RenderedSite, settings: Mapping[str, object], written: Sequence[Mapping[str, object]]
) -> dict[str, str]:
    """Write one index a version: its address below the site's root and its JSON.

    ``settings`` are those of the theme's search (language, separator, pipeline, fields); ``written`` are the entries
    of hand-written pages, whose locations begin with "latest/" and whose texts are HTML already.
    """
    found: dict[str, dict[str, Entry]] = {LATEST: {}}
    for page in rendered.pages:
        entries = found.setdefault(page.version, {})
        for entry in _entries(page):
            # The worker keeps one entry a location, the last: the first is the one meant.
            entries.setdefault(str(entry["location"]), entry)
    for summary in _summaries(rendered):
        found[LATEST].setdefault(str(summary["location"]), summary)
    documents: dict[str, list[Mapping[str, object]]] = {
        version: list(entries.values()) for version, entries in found.items()
    }
    documents[LATEST] += [{**entry, "location": str(entry["location"]).partition("/")[2]} for entry in written]
    return {f"{version}/search/search_index.json": _dump(settings, docs) for version, docs in documents.items()}


def _entries(page: Page) -> Iterable[Entry]:
    place = page.path.partition("/")[2]
    # A page that names sections alone still needs an entry of its own to hold them.
    own = next((entry for entry in page.search if not entry.anchor), None)
    if page.search and own is None:
        yield {"location": place, "title": str(escape(page.title)), "text": ""}
    for entry in sorted(page.search, key=lambda entry: bool(entry.anchor)):
        yield _entry(_location(place, entry), entry.title, entry.text)


def _location(place: str, entry: SearchEntry) -> str:
    # An anchor that climbs leads to another version's page, as the history's entries of releases do.
    if entry.anchor.startswith(CLIMBS):
        return entry.anchor
    return f"{place}#{entry.anchor}" if entry.anchor else place


def _summaries(rendered: RenderedSite) -> Iterable[Entry]:
    fronts = {page.path: page for page in rendered.pages}
    for version, _, _ in rendered.versions:
        page = fronts.get(f"{version}/")
        entry = next((entry for entry in page.search if not entry.anchor), None) if page else None
        if entry:
            yield _entry(f"../{version}/", entry.title, entry.text[:SUMMARY_LENGTH])


def _entry(location: str, title: str, text: str) -> Entry:
    entry: Entry = {"location": location, "title": str(escape(title)), "text": str(escape(text))}
    if location.startswith(CLIMBS) and "#" not in location:
        entry["boost"] = RELEASE_BOOST
    return entry


def _dump(settings: Mapping[str, object], documents: Sequence[Mapping[str, object]]) -> str:
    return json.dumps({"config": settings, "docs": documents}, separators=(",", ":"), ensure_ascii=False)
