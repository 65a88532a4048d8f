"""The files that make each release a version of its own: versions.json, sitemaps, redirect. Conventions are mike's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from markupsafe import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

LATEST = "latest"
# The selector draws every entry that is not hidden; a thousand would bury the one that is looked for.
MOST_VISIBLE = 15


def versions_json(versions: Iterable[tuple[str, str, bool]]) -> str:
    """Write versions.json: the history first, then (id, title, hidden) as given; more than 15 are hidden.

    The theme's selector takes titles for HTML, so they are escaped here.
    """
    entries: list[dict[str, object]] = [{"version": LATEST, "title": "All releases", "aliases": []}]
    visible = 0
    for version, title, hidden in versions:
        entry: dict[str, object] = {"version": version, "title": str(escape(title)), "aliases": []}
        # A hidden entry is still known as the current version, which an absent one would not be.
        if hidden or visible >= MOST_VISIBLE:
            entry["properties"] = {"hidden": True}
        else:
            visible += 1
        entries.append(entry)
    return json.dumps(entries, indent=1, ensure_ascii=False) + "\n"


def sitemap(site_url: str, paths: Iterable[str]) -> str:
    """Write a sitemap of the pages at these paths below the site's address; empty when the address is unknown.

    No dates: a page that did not change keeps its bytes. (Format: sitemaps.org, protocol 0.9.)
    """
    base = site_url.rstrip("/") + "/"
    lines = [f"<url><loc>{escape(base + path)}</loc></url>" for path in sorted(paths)] if site_url else []
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return head + "".join(f"{line}\n" for line in lines) + "</urlset>\n"


def redirect(site_name: str, *, noindex: bool = False) -> str:
    """Write the page at the site's root, which leads to the history without any script."""
    name = escape(site_name)
    # Asked on the page and not in a robots.txt: who may not read a page never learns that it wants to stay out.
    robots = '<meta name="robots" content="noindex">\n' if noindex else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">\n'
        f'<meta http-equiv="refresh" content="0; url={LATEST}/">\n<title>{name}</title>\n{robots}'
        f'<link rel="canonical" href="{LATEST}/">\n</head>\n'
        f'<body><p><a href="{LATEST}/">{name}</a></p></body>\n</html>\n'
    )
