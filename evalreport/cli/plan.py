"""`evalreport plan`: what can these gates show?"""

from __future__ import annotations

import json

import click

from evalreport.cli.project import as_moment, now, project_root
from evalreport.errors import CollectedError
from evalreport.exports.plan_json import plan_document
from evalreport.exports.plan_text import plan_text
from evalreport.pipeline.plan import plan_release
from evalreport.pipeline.project import check_releases


@click.command("plan")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--json", "as_json", is_flag=True, help="Write the contract evalreport.plan/1.")
@click.option("--as-of", callback=as_moment, metavar="TIME", help="Judge at this time (RFC 3339) instead of now.")
@click.pass_context
def command(ctx: click.Context, ids: tuple[str, ...], *, as_json: bool, as_of: str | None) -> None:
    """Say for each gate what it can show with as many cases as the release has; without ID for all open ones.

    For each: how often an unchanged candidate passes, how often one worse by the margin is stopped, how often one
    worse by twice the margin is shown to be, and how many cases let the unchanged one pass four times in five.
    Judges nothing. Exits 0, or 3 for invalid input.
    """
    checked = check_releases(project_root(ctx), ids, as_of=as_of or now())
    if checked.errors:
        raise CollectedError(checked.errors)
    plans = [plan_release(report) for report in checked.reports]
    if as_json:
        click.echo(json.dumps(plan_document(plans), ensure_ascii=False, allow_nan=False, indent=1))
        return
    noun = checked.reports[0].policy.site.case_noun if checked.reports else ("case", "cases")
    click.echo(plan_text(plans, noun), nl=False)
