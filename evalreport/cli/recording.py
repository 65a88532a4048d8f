"""What all commands that write a record share: who acts, when, showing what is bound, asking, writing."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import click

from evalreport.cli.project import as_moment
from evalreport.documents.writing import dump
from evalreport.errors import EvidenceError
from evalreport.exports.plaintext import visible
from evalreport.pipeline.closing import find_person
from evalreport.pipeline.recording import write
from evalreport.vcs.committing import commit_alone
from evalreport.vcs.identity import current_user

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from evalreport.model.policy import Person, Policy
    from evalreport.pipeline.recording import Document, Draft

F = TypeVar("F", bound="Callable[..., object]")
SHORT = 12


def record_options(command: F) -> F:
    """Add the options every record has: who, in which role, when, without asking, with a commit."""
    for option in (
        click.option("--commit", "commit", is_flag=True, help="Commit the record, alone, as that person."),
        click.option("--yes", is_flag=True, help="Write without asking."),
        click.option("--at", callback=as_moment, metavar="TIME", help="When, RFC 3339 with a zone (default: now)."),
        click.option("--role", help="The role they act in (default: the one asked for, else their first)."),
        click.option("--as", "person_id", metavar="PERSON", help="Who acts, from people (default: git's user)."),
    ):
        command = option(command)
    return command


def acting(root: Path, policy: Policy, given: str | None) -> Person:
    """Return the person who acts: the one named, else git's user. Raises EvidenceError where nobody is known."""
    user = None if given else current_user(root)
    if given is None and user is None:
        raise EvidenceError("git knows no user here", slug="unknown-person", hint="name somebody with --as")
    return find_person(policy, given or (user[1] if user else ""))


def role_of(person: Person, given: str | None, asked: tuple[str, ...] = ()) -> str:
    """Return the role a person acts in: the one given, one that is asked for, else their first."""
    wanted = [role for role in asked if role in person.roles]
    return given or next(iter((*wanted, *person.roles)), "")


def finish(
    root: Path, made: Draft, document: Document, *, path: str, person: Person, said: str, yes: bool, commit: bool
) -> None:
    """Show what is bound, ask, write, and commit where asked."""
    click.echo(visible(made.report.headline))
    subjects = document.get("subjects")
    for one in subjects if isinstance(subjects, list) else ():
        click.echo(f"  {one['kind']:<10} {str(one['sha256'])[:SHORT]}  {visible(str(one['path']))}")
    click.echo(f"  root       {document.get('root')}")
    click.echo(visible(said))
    if not yes:
        click.confirm("write it? (--yes writes without asking)", abort=True)
    write(root / path, dump(document))
    click.echo(f"wrote {path}")
    if not commit:
        click.echo("commit it alone, as that person: it is never edited, and counts for nothing before")
        return
    commit_as(root, path, person, said)


def commit_as(root: Path, path: str, person: Person, said: str) -> None:
    """Commit a record alone, with the person as its author, and say so where git's user is somebody else."""
    user = current_user(root)
    known = {mail.casefold() for mail in person.emails}
    own = user is not None and user[1].casefold() in known
    author = None if own or not person.emails else (person.name, person.emails[0])
    done = commit_alone(root, path, said, author)
    click.echo(f"committed {done[:SHORT]}")
    if author:
        click.echo(f"git's user is not {person.id}: the author line alone says who; a signed commit proves more")
