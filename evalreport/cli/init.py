"""`evalreport init`: a working repository in one minute."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evalreport.cli.project import CONFIG
from evalreport.cli.schema import KINDS, schema_text
from evalreport.documents.scaffold import DECISIONS, SCHEMA_FOLDER, config_text, owner_of
from evalreport.errors import EvidenceError, WorldError
from evalreport.model.location import Location
from evalreport.pipeline.proposal import margin_words, proposed_margin
from evalreport.vcs.identity import current_user

if TYPE_CHECKING:
    from evalreport.documents.scaffold import Owner

GITATTRIBUTES = "# Digests are over the bytes in git: nothing may change line ends on the way.\nreleases/** -text\n"
GITIGNORE = "/site/\n/.site.*\n"


@click.command("init")
@click.option("--yes", is_flag=True, help="Ask nothing: git's user owns everything, the decision is prompt-change.")
@click.option("--decision", type=click.Choice(tuple(DECISIONS)), help="The question your releases answer.")
@click.option("--name", help="The site's name (default: the folder's).")
@click.option("--cases", type=click.IntRange(min=1), help="About how many cases you run: proposes the gate's margin.")
@click.pass_context
def command(ctx: click.Context, *, yes: bool, decision: str | None, name: str | None, cases: int | None) -> None:
    """Write a working repository: site_config.yml, JSON Schemas for editors, .gitattributes, releases/.

    The policy begins with six failure classes, six scores, one decision with one gate, and one rollback rule.
    """
    root = Path(ctx.obj.get("project") or ".").absolute()
    if (root / CONFIG).exists():
        raise EvidenceError(
            "is here already", slug="exists", location=Location(file=CONFIG), hint="edit it, or choose another folder"
        )
    owner = _owner(root, ask=not yes)
    chosen = decision or ("prompt-change" if yes else _ask_decision())
    margin = proposed_margin(cases) if cases else None
    written = _files(config_text(owner, site_name=name or _site_name(root), decision=chosen, margin=margin))
    _write_all(root, written)
    click.echo("\n".join(f"wrote {path}" for path in written))
    click.echo(f"{owner.name} owns every score for now: name the others under people in {CONFIG}.")
    if cases:
        click.echo("\n".join(margin_words(cases)))
    click.echo("next: evalreport new RELEASE-ID --candidate FILE --baseline FILE, then evalreport build")


def _site_name(root: Path) -> str:
    # The folder is mostly called after the product; a root folder has no name at all.
    return f"{root.name.replace('-', ' ').replace('_', ' ').strip().capitalize() or 'Our'} releases"


def _owner(root: Path, *, ask: bool) -> Owner:
    name, email = current_user(root) or ("", "")
    if ask:
        name = click.prompt("who owns the scores at first? Name", default=name or None)
        # Records are attributed by e-mail, so a wrong one is found out only when it is too late.
        email = click.prompt("their e-mail, as in git", default=email or "", show_default=bool(email))
    return owner_of(name, email)


def _ask_decision() -> str:
    for key, question in DECISIONS.items():
        click.echo(f"  {key}: {question}")
    chosen: str = click.prompt(
        "which question do your releases answer?", type=click.Choice(tuple(DECISIONS)), default="prompt-change"
    )
    return chosen


def _files(config: str) -> dict[str, str]:
    schemas = {f"{SCHEMA_FOLDER}/{kind}.json": schema_text(kind) for kind in KINDS}
    return {
        CONFIG: config,
        **schemas,
        ".gitattributes": GITATTRIBUTES,
        ".gitignore": GITIGNORE,
        "releases/.gitkeep": "",
    }


def _write_all(root: Path, files: dict[str, str]) -> None:
    """Write what is not there; lines of .gitattributes and .gitignore that are missing are added to their ends."""
    try:
        for path, text in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            old = target.read_text(encoding="utf-8") if target.exists() else ""
            missing = [line for line in text.splitlines(keepends=True) if line not in old.splitlines(keepends=True)]
            if not old:
                target.write_text(text, encoding="utf-8")
            # Files of git gather lines from several tools; any other file that is there is somebody's.
            elif path.startswith(".git"):
                target.write_text(old + ("" if old.endswith("\n") else "\n") + "".join(missing), encoding="utf-8")
    except OSError as error:
        raise WorldError(f"cannot write here: {error.strerror}", slug="disk") from error
