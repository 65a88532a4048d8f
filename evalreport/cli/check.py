"""`evalreport check`: can it ship?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from evalreport import __version__
from evalreport.cli.project import as_moment, now, project_root
from evalreport.exports import check_ci
from evalreport.exports.check_json import check_document
from evalreport.exports.check_text import check_text
from evalreport.pipeline.project import check_releases

if TYPE_CHECKING:
    from evalreport.pipeline.checked import Checked

FORMATS = ("text", "json", "junit", "sarif", "github", "markdown")


@click.command("check")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="How the answer is written."
)
@click.option(
    "--as-of", callback=as_moment, metavar="TIME", help="Judge expiry at this time (RFC 3339) instead of now."
)
@click.pass_context
def command(ctx: click.Context, ids: tuple[str, ...], *, form: str, as_of: str | None) -> None:
    """Judge the gates of releases; without ID of all that are open and not withdrawn.

    Uses no template and builds no page: the command for pull requests. Exits 0 when every release asked about is
    cleared or cleared by override, 1 for any other outcome, 3 for invalid input.
    """
    checked = check_releases(project_root(ctx), ids, as_of=as_of or now())
    click.echo(_written(checked, form), nl=False)
    if checked.errors:
        # Invalid input is told before a world that failed: it is what the caller can mend.
        ctx.exit(min(error.exit_code for error in checked.errors))
    ctx.exit(0 if checked.holds else 1)


def _written(checked: Checked, form: str) -> str:
    match form:
        case "json":
            return json.dumps(check_document(checked), ensure_ascii=False, allow_nan=False, indent=1) + "\n"
        case "sarif":
            document = check_ci.check_sarif(checked, __version__)
            return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
        case "junit":
            return check_ci.check_junit(checked)
        case "github":
            return check_ci.check_github(checked)
        case "markdown":
            return check_ci.check_markdown(checked)
        case _:
            return check_text(checked)
