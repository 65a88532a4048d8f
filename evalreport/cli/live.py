"""`evalreport live`: how releases do in production."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from evalreport.cli.project import as_moment, now, project_root
from evalreport.cli.pull import command as pull
from evalreport.exports.live_json import live_document
from evalreport.exports.live_text import live_markdown, live_text
from evalreport.pipeline.livecheck import check_live

if TYPE_CHECKING:
    from evalreport.model.livereport import LiveReport
    from evalreport.pipeline.livecheck import LiveChecked

FORMATS = ("text", "json", "markdown")


@click.group("live")
def command() -> None:
    """Watch releases in production."""


@command.command("check")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="How the answer is written."
)
@click.option("--as-of", callback=as_moment, metavar="TIME", help="Judge at this time (RFC 3339) instead of now.")
@click.option("--dry-run", is_flag=True, help="Say what fires and exit 0: nobody is asked to act.")
@click.pass_context
def check(ctx: click.Context, ids: tuple[str, ...], *, form: str, as_of: str | None, dry_run: bool) -> None:
    """Evaluate rollback rules; without ID of the live release of each workflow.

    May be run as often as you like: a monitor keeps its rate of false alarms at any number of looks. The first word of
    each release says how it stands: fired, stale, no_data, inconclusive, answered, quiet, or no_rules. Exits 1 when a
    rule fired that no rollback record answers, 0 otherwise, 3 for invalid input.
    """
    checked = check_live(project_root(ctx), ids, as_of=as_of or now())
    if dry_run:
        checked = replace(checked, reports=tuple(_dry(report) for report in checked.reports))
    click.echo(_written(checked, form), nl=False)
    if checked.errors:
        # Invalid input is told before a world that failed: it is what the caller can mend.
        ctx.exit(min(error.exit_code for error in checked.errors))
    ctx.exit(0 if checked.quiet else 1)


command.add_command(pull)


def _dry(report: LiveReport) -> LiveReport:
    return replace(report, rules=tuple(replace(one, rule=replace(one.rule, dry_run=True)) for one in report.rules))


def _written(checked: LiveChecked, form: str) -> str:
    if form == "json":
        return json.dumps(live_document(checked), ensure_ascii=False, allow_nan=False, indent=1) + "\n"
    return live_markdown(checked) if form == "markdown" else live_text(checked)
