"""The page of cost and quality, where any release has a known cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.model.page import Page, SearchEntry
from evalreport.render.body import page
from evalreport.render.explore import plotly_address
from evalreport.render.views_spending import columns, cost_of, spendings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment

    from evalreport.model.report import SiteReport
    from evalreport.render.status import Status

# Where the page lies, and what it is called in the navigation.
COST_AND_QUALITY = ("Cost and quality", "latest/costs/")


def is_costed(report: SiteReport) -> bool:
    """Say whether there is a page: some release knows what a success or another outcome costs."""
    return any(
        cost_of(one) is not None or any(figure.candidate.value is not None for figure in one.costs)
        for one in report.releases
    )


def cost_pages(environment: Environment, report: SiteReport, statuses: Mapping[str, Status]) -> list[Page]:
    """Return the page of cost and quality, nothing where no release knows its costs."""
    if not is_costed(report):
        return []
    found = spendings(report, statuses)
    lead = " ".join(one.said for one in found[:1])
    return [
        page(
            environment,
            "costs.html.j2",
            path=COST_AND_QUALITY[1],
            title=COST_AND_QUALITY[0],
            values={
                "workflows": found,
                "plotly": plotly_address(),
                "several": len(found) > 1,
                "columns": columns(),
                "lead": lead,
                "watched": any(row.live_cost for one in found for row in one.rows),
            },
            description=lead,
            # The table of all releases is as wide as the page.
            hide=("navigation", "toc"),
            search=(SearchEntry(anchor="", title=COST_AND_QUALITY[0], text=" ".join(one.said for one in found)),),
        )
    ]
