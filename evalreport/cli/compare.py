"""`evalreport compare`: two result files case by case."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from evalreport.cli.reading import read_paths, reading_options
from evalreport.exports.compare import compare_document, compare_text
from evalreport.pipeline.comparison import compare_runs

if TYPE_CHECKING:
    from evalreport.cli.reading import Reading


@click.command("compare")
@click.argument("base")
@click.argument("candidate")
@click.option("--json", "as_json", is_flag=True, help="Write the contract evalreport.compare/1.")
@click.option("--base-variant", help="The run of BASE to use, where it holds several.")
@reading_options
def command(base: str, candidate: str, *, as_json: bool, base_variant: str | None, reading: Reading) -> None:
    """Diff two result files (or folders) case by case, paired by suite, case and epoch.

    Nothing needs to be configured. Intervals are two-sided 90%, p-values exact McNemar.
    """
    old = read_paths((base,), replace(reading, variant=base_variant or reading.variant))
    new = read_paths((candidate,), reading)
    comparison = compare_runs(
        [run for file in old for run in file.result.runs], [run for file in new for run in file.result.runs]
    )
    if as_json:
        click.echo(json.dumps(compare_document(comparison), ensure_ascii=False, allow_nan=False, indent=1))
    else:
        click.echo(compare_text(comparison), nl=False)
