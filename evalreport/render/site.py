"""Reports to pages and assets. Nothing here touches the disk but to read templates and the project's own dress."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evalreport.model.page import Asset, Page, RenderedSite
from evalreport.render.case_pages import explorer_script
from evalreport.render.casepast import Pasts
from evalreport.render.cost_pages import COST_AND_QUALITY, is_costed
from evalreport.render.dress import Dress, named_by_content
from evalreport.render.environment import make_environment, packaged_templates
from evalreport.render.explore import plotly
from evalreport.render.live_pages import LIVE, is_watched
from evalreport.render.record import releases_json
from evalreport.render.register_pages import findings_page, register_pages
from evalreport.render.release_pages import render_release
from evalreport.render.status import statuses
from evalreport.render.text import visible
from evalreport.render.times import day

if TYPE_CHECKING:
    from pathlib import Path

    from evalreport.model.report import ReleaseReport, SiteReport

__all__ = ["NAVIGATION", "render_release", "render_site", "with_findings"]

# The selector shows the newest ones; older releases are on the history page and in its search.
SHOWN_VERSIONS = 15
NAVIGATION = (
    ("Releases", "latest/"),
    ("Decisions", "latest/decisions/"),
    ("Scores", "latest/scores/"),
    ("Failure classes", "latest/classes/"),
    ("Policy", "latest/policy/"),
    ("Overrides", "latest/overrides/"),
    ("Findings", "latest/findings/"),
)
# Only where the policy names a grader is there a page of them.
GRADERS = ("Graders", "latest/graders/")


def render_site(report: SiteReport, *, project: Path | None = None, offline: bool = False) -> RenderedSite:
    """Return every page and asset of a site; ``project`` is the folder with the project's own templates, logo and CSS.

    ``offline`` makes the files that scripts open readable from a disk. Raise TemplateError with file and line where a
    template is at fault, SettingsError where a logo, favicon or stylesheet of the policy is not there.
    """
    # One environment for all pages: a template is compiled once, not once a release.
    environment = make_environment(project / "templates" if project else None)
    now = statuses(report.releases)
    pages: list[Page] = register_pages(environment, report, now)
    assets = [*shared_assets(), *plotly(), Asset(path="releases.json", content=releases_json(now, report.releases))]
    pasts = Pasts(report.releases)
    for release in report.releases:
        some_pages, some_assets = render_release(
            release,
            tool_version=report.tool_version,
            environment=environment,
            past=pasts.of(release),
            offline=offline,
        )
        pages += some_pages
        assets += some_assets
    site = report.policy.site
    dress = Dress(site, project)
    assets += dress.assets
    return RenderedSite(
        name=site.name,
        url=site.url,
        language=site.language,
        pages=tuple(pages),
        assets=tuple(assets),
        versions=tuple((one.id, one.id, at >= SHOWN_VERSIONS) for at, one in enumerate(report.releases)),
        navigation=navigation(report),
        expected=tuple(expected(one) for one in report.releases),
        repo=site.repo,
        accent=site.accent,
        logo=dress.logo,
        favicon=dress.favicon,
        extra_css=dress.extra_css,
        footer=footer(report),
        noindex=site.noindex,
        offline=offline,
    )


def with_findings(rendered: RenderedSite, report: SiteReport, *, project: Path | None = None) -> RenderedSite:
    """Return the site with the page of findings rendered again: what was counted on the pages stands on it."""
    page = findings_page(make_environment(project / "templates" if project else None), report)
    return replace(rendered, pages=tuple(page if one.path == page.path else one for one in rendered.pages))


def navigation(report: SiteReport) -> tuple[tuple[str, str], ...]:
    """Return the pages of the navigation; those of live releases, costs and graders only where there are any."""
    there = ((LIVE, is_watched(report)), (COST_AND_QUALITY, is_costed(report)), (GRADERS, bool(report.policy.graders)))
    return (*NAVIGATION, *(entry for entry, shown in there if shown))


def shared_assets() -> tuple[Asset, ...]:
    """Return stylesheet and scripts, each with a digest of its content in its name."""
    folder = packaged_templates() / "assets"
    names = ("evalreport.css", "evalreport.js")
    return (*(named_by_content("er", name, (folder / name).read_bytes()) for name in names), explorer_script())


def expected(report: ReleaseReport) -> tuple[str, tuple[str, ...]]:
    """Return what must be found in the built page of a release: its id, its gates, who approved its overrides."""
    # A gate or an override that is lost between here and the built page would be the worst of all faults.
    gates = [one.gate.title for one in report.assessment.gates]
    names = [report.policy.people.get(one.override.approved_by) for one in report.assessment.overrides]
    people = [one.name for one in names if one is not None]
    return f"{report.id}/", tuple(visible(text) for text in (report.id, *gates, *people))


def footer(report: SiteReport) -> tuple[str, ...]:
    """Return the lines under every page: which state of git it shows, and what made it."""
    head, time = report.repository.head, report.repository.head_time
    state = f"State of {day(time)}, commit {head[:7]}." if head and time else "Not from a commit."
    return (f"{state} Built from git, nothing else.", f"Made with evalreport {report.tool_version}.")
