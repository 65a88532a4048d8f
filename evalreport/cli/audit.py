"""`evalreport audit`: the chain behind every decision."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from evalreport.cli.project import as_moment, now, project_root
from evalreport.evidence.moments import moment
from evalreport.exports.audit import audit_csv, audit_document, audit_text
from evalreport.pipeline.audit import audit

if TYPE_CHECKING:
    from evalreport.model.audit import Audit


@click.command("audit")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--from", "first", metavar="DAY", help="Leave out decisions before this day (YYYY-MM-DD, UTC).")
@click.option("--to", "last", metavar="DAY", help="Leave out decisions after this day, itself included.")
@click.option(
    "--format", "form", type=click.Choice(("text", "json", "csv")), default="text", show_default=True,
    help="How it is written.",
)  # fmt: skip
@click.option(
    "--as-of", callback=as_moment, metavar="TIME", help="Judge expiry at this time (RFC 3339) instead of now."
)
@click.pass_context
def command(
    ctx: click.Context, ids: tuple[str, ...], *, first: str | None, last: str | None, form: str, as_of: str | None
) -> None:
    """List every decision: who, when, on what, its state and reasons, its commits. The full population.

    Exits 0 whatever the states are: `verify` is the one that says no.
    """
    found = _between(audit(project_root(ctx), ids, as_of=as_of or now()), first, last)
    if form == "json":
        click.echo(json.dumps(audit_document(found), ensure_ascii=False, allow_nan=False, indent=1))
    elif form == "csv":
        click.echo(audit_csv(found), nl=False)
    else:
        click.echo(audit_text(found), nl=False)


def _between(found: Audit, first: str | None, last: str | None) -> Audit:
    days = [_day(first), _day(last)]
    low, high = days[0] or "", days[1] or "9999-12-31"
    rows = tuple(row for row in found.rows if low <= moment(row.record.at).date().isoformat() <= high)
    return replace(found, rows=rows)


def _day(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return moment(text).date().isoformat()
    except ValueError as error:
        raise click.UsageError(f"{text!r} is no day: write YYYY-MM-DD") from error
