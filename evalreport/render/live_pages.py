"""The page of live releases, where any release has live windows or a plan of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.model.page import Page, SearchEntry
from evalreport.render.body import page
from evalreport.render.views_live import STATES, live_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment

    from evalreport.model.report import SiteReport
    from evalreport.render.status import Status

# Where the page lies, and what it is called in the navigation.
LIVE = ("Live", "latest/live/")


def is_watched(report: SiteReport) -> bool:
    """Say whether there is a page: some release has live windows, or says where they will be."""
    return any(one.live_now is not None for one in report.releases)


def live_pages(environment: Environment, report: SiteReport, statuses: Mapping[str, Status]) -> list[Page]:
    """Return the live page, nothing where no release has live windows."""
    if not is_watched(report):
        return []
    view = live_page(report, statuses)
    told = tuple(
        SearchEntry(
            anchor=one.id, title=f"Live: {one.id}", text=" ".join([one.data, *(rule.sentence for rule in one.rules)])
        )
        for one in view.releases
    )
    return [
        page(
            environment,
            "live.html.j2",
            path=LIVE[1],
            title="Live",
            values={"live": view, "stale": STATES["stale"]},
            description=view.sentence,
            search=(SearchEntry(anchor="", title="Live", text=f"{view.sentence} {view.lead}"), *told),
        )
    ]
