"""`evalreport verify`: re-check records against git."""

from __future__ import annotations

import click

from evalreport.cli.project import as_moment, now, project_root
from evalreport.exports.audit import audit_text
from evalreport.pipeline.audit import audit

EXIT_INVALID = 3
EXIT_WORLD = 4


@click.command("verify")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--as-of", callback=as_moment, metavar="TIME", help="Judge expiry at this time (RFC 3339) instead of now."
)
@click.pass_context
def command(ctx: click.Context, ids: tuple[str, ...], *, as_of: str | None) -> None:
    """Re-check every record against git, offline: what it binds, and who wrote it.

    Exits 0 when every record is valid, 1 on any other state, 4 when only a shallow clone is the reason. Flags of
    overrides are printed and do not change it.
    """
    found = audit(project_root(ctx), ids, as_of=as_of or now())
    click.echo(audit_text(found), nl=False)
    if not found.holds:
        ctx.exit(EXIT_WORLD if found.only_shallow else 1)
    ctx.exit(EXIT_INVALID if found.errors else 0)
