"""The history of all releases: its first page, the pages of older ones, and two releases side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evalreport.model.page import Page, SearchEntry
from evalreport.render.body import page
from evalreport.render.findable import found_releases
from evalreport.render.views_compare import compare_path, compare_view, compared
from evalreport.render.views_history import HistoryRow, history_view, older_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinja2 import Environment

    from evalreport.model.report import ReleaseReport, SiteReport
    from evalreport.render.status import Status


def history_pages(environment: Environment, report: SiteReport, statuses: Mapping[str, Status]) -> list[Page]:
    """Return the history (the site's home), older releases page by page, and the comparisons."""
    pairs = compared(report, statuses)
    view = history_view(report, statuses)
    links = {newer.id: compare_path(older.id, newer.id) for older, newer in reversed(pairs)}
    groups = tuple(replace(group, rows=_linked(group.rows, links)) for group in view.groups)
    values = {
        "history": replace(view, groups=groups),
        "site_name": report.policy.site.name,
        "noun": report.policy.site.case_noun,
    }
    return [
        page(
            environment,
            "history.html.j2",
            path="latest/",
            title="Releases",
            values=values,
            description=view.sentence,
            search=(SearchEntry(anchor="", title="Releases", text=view.sentence), *found_releases(report.releases)),
            # The table is as wide as the page; a contents list of three lines would take a fifth of it.
            hide=("navigation", "toc"),
        ),
        *(_older(environment, report, statuses, number, view.pages) for number in range(2, view.pages + 1)),
        *(_compare(environment, *pair) for pair in pairs),
    ]


def _linked(rows: Sequence[HistoryRow], links: Mapping[str, str]) -> tuple[HistoryRow, ...]:
    return tuple(replace(row, compare=links.get(row.id, "")) for row in rows)


def _older(
    environment: Environment, report: SiteReport, statuses: Mapping[str, Status], number: int, pages: int
) -> Page:
    return page(
        environment,
        "older.html.j2",
        path=f"latest/older/{number}/",
        title=f"Older releases, page {number}",
        values={"rows": older_rows(report, statuses, number), "number": number, "pages": pages},
        hide=("navigation", "toc"),
    )


def _compare(environment: Environment, before: ReleaseReport, after: ReleaseReport) -> Page:
    view = compare_view(before, after)
    return page(
        environment,
        "compare.html.j2",
        path=compare_path(before.id, after.id),
        title=f"{view.before.name} and {view.after.name} side by side",
        values={"view": view, "nouns": after.policy.site.case_noun[1]},
        description=view.sentence,
    )
