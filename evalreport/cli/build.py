"""`evalreport build`: check everything and build the site."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evalreport.cli.project import progress, project_root
from evalreport.exports.api import FEED, api_assets
from evalreport.exports.feed import feed
from evalreport.exports.statements import statements_jsonl
from evalreport.model.page import Asset
from evalreport.pipeline.audit import rows_of
from evalreport.pipeline.moments import epoch_given
from evalreport.pipeline.project import judge_project
from evalreport.publish.secrets import refuse_secrets, with_waivers
from evalreport.render.figures import plural
from evalreport.render.site import render_site, with_findings
from evalreport.render.status import statuses
from evalreport.site.builder import deliver

if TYPE_CHECKING:
    from evalreport.model.report import SiteReport
    from evalreport.site.builder import Delivery

STOPS = ("blocked", "undecided", "awaiting")


@click.command("build")
@click.option(
    "--site-dir", type=click.Path(file_okay=False, path_type=Path), help="Where the site goes (default: site/)."
)
@click.option(
    "--fail-on",
    type=click.Choice(STOPS),
    multiple=True,
    help="Exit 1 when an open release has this outcome; the site is built all the same.",
)
@click.option(
    "--ledger",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The ledger.jsonl of what was published: what was rewritten or vanished since is shown.",
)
@click.option("--offline", is_flag=True, help="Build a site that opens from a disk (file://), without a server.")
@click.pass_context
def command(
    ctx: click.Context, *, site_dir: Path | None, fail_on: tuple[str, ...], ledger: Path | None, offline: bool
) -> None:
    """Check everything, render every release, and put the new site in place of the old one in one step.

    The site stands whatever the gates say, unless --fail-on. Errors in any file are told all together (exit 3), and
    the old site stays as it was.
    """
    root = project_root(ctx)
    report, delivery = build_site(root, site_dir or root / "site", ledger, offline=offline)
    for release in report.releases:
        if release.open:
            click.echo(f"{release.standing} {release.id}")
    click.echo(_delivered(report, delivery))
    if any(release.open and release.standing in fail_on for release in report.releases):
        ctx.exit(1)


def _delivered(report: SiteReport, delivery: Delivery) -> str:
    # What can be typed into the next command.
    shown = delivery.folder.relative_to(Path.cwd()) if delivery.folder.is_relative_to(Path.cwd()) else delivery.folder
    return (
        f"{plural(len(report.releases), ('release', 'releases'))}, {delivery.pages} pages, {delivery.files} files, "
        f"{delivery.size / 1e6:.1f} MB in {shown}/"
    )


def build_site(
    root: Path, site_dir: Path, ledger: Path | None = None, *, offline: bool = False
) -> tuple[SiteReport, Delivery]:
    """Judge, render and deliver; ``offline`` makes a site for a disk.

    Raises CollectedError for invalid input and for secrets about to be published, WorldError where disk or lock refuse.
    """
    progress("reading and judging")
    report = judge_project(root, ledger=ledger.read_bytes() if ledger else None)
    progress(f"rendering {len(report.releases)} releases")
    rendered = render_site(report, project=root, offline=offline)
    counted = with_waivers(report, rendered, root)
    if counted is not report:
        rendered = with_findings(rendered, counted, project=root)
    statements = tuple(
        Asset(path=f"{one.id}/statements.intoto.jsonl", content=statements_jsonl(one, rows_of(one)))
        for one in report.releases
    )
    machine = (*api_assets(report, statuses(report.releases)), Asset(path=FEED, content=feed(report)))
    rendered = replace(rendered, assets=(*rendered.assets, *statements, *machine))
    progress(f"building {len(rendered.pages)} pages")
    delivery = deliver(
        rendered,
        docs=root / "docs",
        site_dir=site_dir,
        epoch=epoch_given() or commit_epoch(report),
        inspect=lambda folder: refuse_secrets(folder, report, root),
    )
    return report, delivery


def commit_epoch(report: SiteReport) -> int:
    """Return the time the site speaks of in seconds: the commit's, else the newest release's day, else 1980.

    1980 is the first year a zip file can hold, for those who pack a site that has no time of its own.
    """
    moment = report.repository.head_time or (report.releases[0].as_of if report.releases else "1980-01-01T00:00:00Z")
    return int(datetime.fromisoformat(moment).timestamp())
