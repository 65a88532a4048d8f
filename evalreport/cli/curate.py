"""`evalreport curate`: from trace to case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evalreport.cli.project import as_moment, now, project_root
from evalreport.exports.plaintext import visible
from evalreport.pipeline.curating import Filled, Wish, finish, sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.model.review import ReviewTally
    from evalreport.pipeline.curating import Finished, Sampled

SHOWN = 10


@click.command("curate")
@click.argument("release_id", metavar="ID")
@click.option("--n", "n", type=click.IntRange(min=1), default=50, show_default=True, help="How many runs to draw.")
@click.option(
    "--by", default="class", show_default=True, metavar="WAY", help="Strata: class, novelty, or stratum:KEY (metadata)."
)
@click.option("--seed", default="1", show_default=True, help="Decides which runs; the same seed draws the same.")
@click.option("--window", "windows", multiple=True, metavar="NAME", help="Only of this window; may be repeated.")
@click.option("--raw", is_flag=True, help="Leave mail addresses and the like in the texts.")
@click.option("--finish", "files", multiple=True, metavar="FILE", help="Make cases of this filled-in file; repeatable.")
@click.option(
    "--out", metavar="FILE", help="Where to write, relative to the project (default: reviews/ of the release)."
)
@click.option("--as-of", callback=as_moment, metavar="TIME", help="Only runs up to this time (default: now).")
@click.pass_context
def command(
    ctx: click.Context,
    release_id: str,
    *,
    n: int,
    by: str,
    seed: str,
    windows: tuple[str, ...],
    raw: bool,
    files: tuple[str, ...],
    out: str | None,
    as_of: str | None,
) -> None:
    """Draw live runs to be reviewed; with --finish, make cases of a suite of what people found.

    The review file is a table: people fill in failure_class (or none), severity, note and reviewer. Give each reviewer
    a copy, and finish with all of them: agreement is computed, and what they see differently is listed and left out.
    """
    root = project_root(ctx)
    if files:
        filled = Filled(files=tuple(_from_root(root, file) for file in files), raw=raw)
        lines = _finished(finish(root, release_id, filled, as_of=as_of or now(), out=out))
    else:
        wish = Wish(n=n, by=by, seed=seed, windows=windows, raw=raw)
        lines = _sampled(sample(root, release_id, wish, as_of=as_of or now(), out=out), release_id)
    for line in lines:
        click.echo(visible(line))


def _from_root(root: Path, file: str) -> str:
    """Return a path of the command line as one from the project's root; what lies elsewhere stays as it is."""
    place = Path(file).resolve()
    return place.relative_to(root.resolve()).as_posix() if place.is_relative_to(root.resolve()) else file


def _sampled(done: Sampled, release_id: str) -> Iterator[str]:
    total = sum(drawn for drawn, _ in done.strata.values())
    yield f"wrote {done.path}: {total:,} runs to review"
    for name, (drawn, of) in done.strata.items():
        yield f"  {name}: {drawn:,} of {of:,}"
    if done.redacted:
        yield f"  blacked out in the texts: {done.redacted} (--raw leaves them)"
    then = f"evalreport curate {release_id} --finish {done.path}"
    yield f"next: fill in failure_class, severity, note and reviewer, then {then}"


def _finished(done: Finished) -> Iterator[str]:
    found = done.tally
    yield f"wrote {done.path}: {done.cases:,} cases, and {done.summary}"
    yield f"  reviewed {found.reviewed:,} runs, {found.left:,} left"
    for (name, severity), runs in found.codes.items():
        yield f"  {name}{f', {severity}' if severity else ''}: {runs:,}"
    yield from _agreement(found)


def _agreement(found: ReviewTally) -> Iterator[str]:
    told = found.agreement
    if len(told.reviewers) < 2:  # noqa: PLR2004  # one reviewer agrees with nobody
        yield "  one reviewer: how far another would agree is not known"
        return
    yield f"  {' and '.join(told.reviewers)} agree on {told.same:,} of {told.runs:,} runs that several reviewed"
    if told.kappa is not None:
        yield f"  Cohen's kappa {told.kappa:.2f}"
    if told.alpha is not None:
        yield f"  Krippendorff's alpha {told.alpha:.2f}"
    if found.conflicts:
        more = f" and {len(found.conflicts) - SHOWN:,} more" if len(found.conflicts) > SHOWN else ""
        yield f"  seen differently, so left out: {', '.join(found.conflicts[:SHOWN])}{more}"
