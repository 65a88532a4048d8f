"""The pages of a release's cases: rows for readers without scripts, which the explorer takes the place of."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from evalreport.render.body import page
from evalreport.render.casedata import case_file
from evalreport.render.caserow import file_links
from evalreport.render.context import Context
from evalreport.render.dress import named_by_content
from evalreport.render.environment import packaged_templates
from evalreport.render.findable import found_cases
from evalreport.render.views_cases import case_head, case_list, changed_say
from evalreport.render.views_release import release_view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Environment

    from evalreport.model.page import Asset, Page
    from evalreport.model.report import ReleaseReport
    from evalreport.render.casedata import CaseData
    from evalreport.render.views_cases import CaseList


@lru_cache(maxsize=1)
def explorer_script() -> Asset:
    """Return the explorer's script, which the site's own loads on pages of cases alone."""
    name = "explorer.js"
    # Not beside the shared files: those stand on every page.
    return named_by_content("er/cases", name, (packaged_templates() / "assets" / name).read_bytes())


def case_pages(
    environment: Environment, report: ReleaseReport, data: CaseData, *, offline: bool = False
) -> Iterator[Page]:
    """Yield `cases/`, and `cases/2/` and so on where the rows need more than one page."""
    cases = case_list(Context(report))
    for number in range(1, len(cases.pages) + 1):
        yield _page(environment, report, cases, number, data, case_file(offline=offline))


def _page(
    environment: Environment, report: ReleaseReport, cases: CaseList, number: int, data: CaseData, file: str
) -> Page:
    up = "../" if number == 1 else "../../"
    context = Context(report, root=f"{up}../")
    view, groups = release_view(context), cases.pages[number - 1]
    of = f", page {number} of {len(cases.pages)}" if number > 1 else ""
    title = f"{context.noun[1].capitalize()} of {report.id}{of}"
    return page(
        environment,
        "cases.html.j2",
        path=f"{report.id}/cases/" if number == 1 else f"{report.id}/cases/{number}/",
        title=title,
        values={
            "here": "cases",
            "release": view,
            "cases": cases,
            "groups": groups,
            "number": number,
            "data": f"{up}{file}",
            "script": f"{up}../{explorer_script().path}",
            "files": file_links(context, "candidate"),
            "cases_head": case_head(context, cases),
            "cases_lead": changed_say(context) if view.baseline else "Nothing came before, so nothing is compared.",
            "cases_texts": texts_words(data, context.noun),
        },
        # The explorer needs the width, and its sections are not those of the rows.
        hide=("navigation", "toc"),
        search=found_cases(context, title) if number == 1 else (),
    )


def texts_words(data: CaseData, noun: tuple[str, str]) -> str:
    """Say which texts are published, how many are not, and how much is blacked out."""
    out = f" {data.redacted:,} passages are blacked out, as the policy says." if data.redacted else ""
    if data.policy == "none":
        return f"Inputs, outputs and what tools were told are not published, as the policy says.{out}"
    left = f" {data.withheld:,} more had no text or no room." if data.withheld else ""
    which = f"{noun[1]} that changed or fail" if data.policy == "sampled" else noun[1]
    return f"Inputs and outputs of {which}: {data.shown:,} shown.{left}{out}"
