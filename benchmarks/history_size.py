"""How large the shared files of a site get at 1,000 releases: search, feed, API and home page."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from evalreport.exports.api import api_assets
from evalreport.exports.feed import feed
from evalreport.pipeline.project import judge_project
from evalreport.render.environment import make_environment
from evalreport.render.record import releases_json
from evalreport.render.register_pages import register_pages
from evalreport.render.status import statuses

if TYPE_CHECKING:
    from evalreport.model.report import ReleaseReport

ROOT = Path(__file__).resolve().parents[1]
RELEASES = 1000
SEARCH_BUDGET_KB = 1500


def many(found: tuple[ReleaseReport, ...]) -> tuple[ReleaseReport, ...]:
    """Return the releases of the example over and over, each under an id of its own."""
    made = []
    for at in range(RELEASES):
        one = found[at % len(found)]
        made.append(replace(one, release=replace(one.release, id=f"{one.release.workflow}-{RELEASES - at}.0.0")))
    return tuple(made)


def report() -> str:
    """Return the sizes in KB, in all and for one release, and how long the shared part took to make."""
    site = judge_project(ROOT)
    site = replace(site, releases=many(site.releases))
    begin = time.perf_counter()
    now = statuses(site.releases)
    pages = register_pages(make_environment(), site, now)
    api = api_assets(site, now)
    took = time.perf_counter() - begin
    found = [(one.anchor, one.title, one.text) for page in pages for one in page.search]
    home = next(page for page in pages if page.path == "latest/")
    sizes = {
        "search of the history": len(json.dumps(found)),
        "home page": len(home.html.encode()),
        "feed.xml": len(feed(site)),
        "releases.json": len(releases_json(now, site.releases)),
        **{one.path: len(one.content) for one in api if one.path.endswith(".json") and "/schema/" not in one.path},
    }
    lines = [
        f"  {name}: {size / 1000:,.0f} KB, {size / 1000 / RELEASES:.2f} KB a release" for name, size in sizes.items()
    ]
    verdict = "within" if sizes["search of the history"] <= SEARCH_BUDGET_KB * 1000 else "OVER"
    head = f"{RELEASES:,} releases: search is {verdict} its budget of {SEARCH_BUDGET_KB:,} KB; made in {took:.1f} s"
    return "\n".join([head, *lines])


if __name__ == "__main__":
    print(report())
