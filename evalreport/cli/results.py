"""`evalreport results`: what result files say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from evalreport.cli.reading import read_paths, reading_options
from evalreport.exports.results_json import results_document
from evalreport.exports.results_text import results_text

if TYPE_CHECKING:
    from evalreport.cli.reading import Reading


@click.command("results")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="Write the contract evalreport.results/1.")
@reading_options
def command(files: tuple[str, ...], *, as_json: bool, reading: Reading) -> None:
    """Say what result files hold: runs, cases, scores, costs, what is unknown and what is contradictory.

    A FILE may also be a folder or a glob. Nothing needs to be configured.
    """
    read = read_paths(files, reading)
    if as_json:
        click.echo(json.dumps(results_document(read), ensure_ascii=False, allow_nan=False, indent=1))
        return

    click.echo(results_text(read), nl=False)
