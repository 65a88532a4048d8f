"""`evalreport close`: the closing record of a release."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from evalreport.cli.project import as_moment, now, project_root
from evalreport.cli.recording import acting, commit_as
from evalreport.errors import CollectedError
from evalreport.pipeline.checked import CLEARED
from evalreport.pipeline.closing import CLOSED, check_closable, check_committed, closing_text
from evalreport.pipeline.project import check_releases
from evalreport.pipeline.recording import draft, write

if TYPE_CHECKING:
    from pathlib import Path

    from evalreport.model.report import ReleaseReport


@click.command("close")
@click.argument("release_id", metavar="ID")
@click.option("--shipped/--not-shipped", "shipped", default=None, help="Whether customers got it.")
@click.option("--as", "--by", "person_id", metavar="PERSON", help="Who acts, from people (default: git's user).")
@click.option("--role", help="The role they act in (default: their first).")
@click.option("--at", callback=as_moment, metavar="TIME", help="When, RFC 3339 with a zone (default: now).")
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.option("--commit", "commit", is_flag=True, help="Commit the record, alone, as that person.")
@click.pass_context
def command(
    ctx: click.Context,
    release_id: str,
    *,
    shipped: bool | None,
    person_id: str | None,
    role: str | None,
    at: str | None,
    yes: bool,
    commit: bool,
) -> None:
    """Close a release: write events/closed.yml with the outcome, the figures seen and the policy in full.

    From then on it is judged by that policy and as of that time for ever. Closing as shipped what is not cleared is
    possible, and is shown as exactly that.
    """
    if shipped is None:
        raise click.UsageError("say --shipped or --not-shipped")
    root = project_root(ctx)
    moment = at or now()
    report = _report(root, release_id, moment)
    check_closable(report)
    made = draft(root, release_id, moment)
    check_committed(report, made.history.tree)
    person = acting(root, report.policy, person_id)
    text = closing_text(
        report,
        person=person,
        role=role or (person.roles[0] if person.roles else ""),
        at=moment,
        shipped=shipped,
        subjects=made.subjects,
    )
    if shipped and report.outcome not in CLEARED:
        click.echo(
            f"warning: {release_id} is not cleared ({report.outcome}). Closed as shipped it stays on record as shipped "
            "all the same."
        )
    word = "shipped" if shipped else "not shipped"
    click.echo(f"{report.headline}\nclosing {release_id} as {report.outcome}, {word}, by {person.name}")
    if not yes and not click.confirm("write it? (--yes writes without asking)"):
        raise click.Abort
    path = f"{report.release.folder}/{CLOSED}"
    write(root / path, text)
    if not commit:
        click.echo(f"wrote {path}; commit it: it is never edited")
        return
    click.echo(f"wrote {path}")
    commit_as(root, path, person, f"{person.name} closes {release_id} as {report.outcome}, {word}")


def _report(root: Path, release_id: str, moment: str) -> ReleaseReport:
    checked = check_releases(root, [release_id], as_of=moment)
    if checked.errors:
        raise CollectedError(checked.errors)
    return checked.reports[0]
