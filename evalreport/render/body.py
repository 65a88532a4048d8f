"""One page out of one template: its body, its contents list, and roles for tables that become blocks."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from evalreport.model.page import Heading, Page, SearchEntry
from evalreport.render.environment import render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment

HEADING = re.compile(r'<h2 id="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")
# On a phone these tables become blocks and lose their roles, so the roles are written out.
STACKED = re.compile(r'<table class="[^"]*er-stack.*?</table>', re.DOTALL)
PARTS = re.compile(r"<(table|thead|tbody|tr|td)(?=[ >])")
ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "td": "cell"}


def page(
    environment: Environment,
    template: str,
    *,
    path: str,
    title: str,
    values: Mapping[str, object],
    description: str = "",
    search: tuple[SearchEntry, ...] = (),
    hide: tuple[str, ...] = ("navigation",),
) -> Page:
    """Render one page; ``root`` in the template is the way from the page to the site's root."""
    # Links between pages are relative, so that a site can lie in any folder of any host, and on a disk.
    body = STACKED.sub(_with_roles, render(environment, template, {"root": "../" * path.count("/"), **values}))
    contents = headings(body)
    return Page(path=path, title=title, html=body, description=description, contents=contents, search=search, hide=hide)


def headings(body: str) -> tuple[Heading, ...]:
    """Return the contents list of a page: its headings of the second level that have an anchor."""
    # Read from the result rather than from the values: a project's own template may have other sections.
    return tuple(
        Heading(level=2, anchor=found[1], title=" ".join(html.unescape(TAG.sub("", found[2])).split()))
        for found in HEADING.finditer(body)
    )


def _with_roles(table: re.Match[str]) -> str:
    body = PARTS.sub(lambda tag: f'<{tag[1]} role="{ROLES[tag[1]]}"', table.group())
    body = re.sub(r'<th(?=[^>]*scope="row")', '<th role="rowheader"', body)
    return re.sub(r'<th(?=[^>]*scope="col")', '<th role="columnheader"', body)
