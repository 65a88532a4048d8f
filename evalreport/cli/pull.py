"""`evalreport live pull`: a sample of production runs, taken where they lie."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evalreport.cli.project import as_moment, now, project_root
from evalreport.errors import EvidenceError
from evalreport.exports.plaintext import visible
from evalreport.pipeline.pulling import EMBEDDED, Request, pull_window

if TYPE_CHECKING:
    from evalreport.live.asking import Plain

KINDS = ("all", "random", "stratified", "weighted", "picked")
SHOWN = 5


def _shares(_ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]) -> dict[str, float]:
    """Read NAME=SHARE; raise BadParameter with what to write."""
    found: dict[str, float] = {}
    for text in given:
        name, _, share = text.rpartition("=")
        try:
            found[name] = float(share)
        except ValueError:
            name = ""
        if not name:
            raise click.BadParameter(f"{text!r} is no share: write a stratum and its part of the traffic, mobile=0.6")
    return found


@click.command("pull")
@click.argument("release_id", metavar="ID")
@click.option("--sql", "file", type=click.Path(dir_okay=False), help="A file that holds the query.")
@click.option("--query", help="The query itself: one SELECT.")
@click.option(
    "--connection", default=EMBEDDED.id, show_default=True, help="A connection of site_config.yml, or the embedded one."
)
@click.option("--window", "name", help="The window's name (default: the day it was pulled).")
@click.option("--from", "begins", callback=as_moment, metavar="TIME", help="The period's begin, RFC 3339 or a day.")
@click.option("--to", "ends", callback=as_moment, metavar="TIME", help="The period's end, itself excluded.")
@click.option("--suite", default="", help="The suite of rows that name none (default: live).")
@click.option("--sampling", type=click.Choice(KINDS), help="How the query draws (default: as the manifest says).")
@click.option("--rate", type=float, help="The share of the traffic that was drawn.")
@click.option("--stratum", help="The metadata key that names a row's stratum.")
@click.option("--share", "shares", multiple=True, callback=_shares, metavar="NAME=SHARE", help="May be repeated.")
@click.option("--probability", help="The metadata key that holds a row's chance of being drawn.")
@click.option("--at", callback=as_moment, metavar="TIME", help="When it was pulled, RFC 3339 (default: now).")
@click.option("--limit", "limit_s", type=float, default=300.0, show_default=True, help="Seconds a query may take.")
@click.pass_context
def command(
    ctx: click.Context,
    release_id: str,
    *,
    file: str | None,
    query: str | None,
    connection: str,
    name: str | None,
    begins: str | None,
    ends: str | None,
    suite: str,
    sampling: str | None,
    rate: float | None,
    stratum: str | None,
    shares: dict[str, float],
    probability: str | None,
    at: str | None,
    limit_s: float,
) -> None:
    """Take a sample of production runs into git as a live window.

    The query runs where the data lies: DuckDB over Parquet, JSON Lines and CSV files (relative paths start at the
    project), or a database of site_config.yml through Ibis. Columns are matched by name with the fields of a run, or
    by the manifest's columns; all others become metadata. The window's first line keeps query, its digest, connection,
    rows and time, and never a secret. Commit the file: it is evidence from then on.
    """
    if (file is None) == (query is None):
        raise click.UsageError("give --sql FILE or --query TEXT, one of the two")
    moment = at or now()
    drawn: dict[str, Plain] = {
        "kind": sampling,
        "rate": rate,
        "stratum": stratum,
        "shares": dict(shares),
        "probability": probability,
    }
    told = {key: value for key, value in drawn.items() if value not in (None, {})}
    window: dict[str, Plain] = {"from": begins, "to": ends, "suite": suite, "sampling": dict(told)}
    request = Request(
        release=release_id,
        name=name or (begins or moment)[:10],
        query=(query if query is not None else _text(file or "")).strip(),
        connection=connection,
        at=moment,
        window=window,
        limit_s=limit_s,
    )
    done = pull_window(project_root(ctx), request)
    click.echo(f"wrote {done.path}: {done.rows:,} rows")
    click.echo(f"  query  sha256 {done.query_sha256}")
    click.echo(f"  rows   sha256 {done.rows_sha256}")
    for one in done.unread[:SHOWN]:
        click.echo(visible(f"  not readable: {one.where}: {one.why}"))
    if len(done.unread) > SHOWN:
        click.echo(f"  and {len(done.unread) - SHOWN:,} more rows that cannot be read")
    for warning in done.warnings:
        click.echo(visible(f"  note: {warning}"))
    click.echo(f"next: git add {done.path} && git commit, then evalreport live check {release_id}")


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EvidenceError(
            f"{path} cannot be read: {error}", slug="query", hint="name a file with one query"
        ) from None
