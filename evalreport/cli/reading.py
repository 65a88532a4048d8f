"""Options of commands that read result files without a configuration."""

from __future__ import annotations

import functools
import glob
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from evalreport.readers.base import ReadOptions
from evalreport.readers.columns import FIELDS
from evalreport.readers.loading import open_source, read_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from evalreport.readers.loading import ReadFile

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How files are to be read: a forced format, a column map for tables, the run of a matrix, a suite's name."""

    format: str | None = None
    variant: str | None = None
    suite: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


COLUMN_HELP = f"Map a column of a table; FIELD is one of {', '.join(sorted(FIELDS))}, score.NAME, metadata.NAME."


def reading_options(function: Callable[..., R]) -> Callable[..., R]:
    """Add the options and hand them over as ``reading``."""

    @click.option("--format", "forced", help="Force a format instead of looking.")
    @click.option("--variant", help="The run to use, where a file holds several (a provider, a model).")
    @click.option("--suite", help="Name the suite, where the file does not.")
    @click.option("--column", "columns", multiple=True, metavar="FIELD=COLUMN", help=COLUMN_HELP)
    @functools.wraps(function)
    def wrapped(
        *args: object,
        forced: str | None,
        variant: str | None,
        suite: str | None,
        columns: tuple[str, ...],
        **kwargs: object,
    ) -> R:
        pairs = [text.partition("=") for text in columns]
        wrong = [text for text, (_, equals, _) in zip(columns, pairs, strict=True) if not equals]
        if wrong:
            raise click.BadParameter(f"write FIELD=COLUMN, not {wrong[0]!r}", param_hint="--column")
        names = {name: column for name, _, column in pairs}
        return function(*args, reading=Reading(format=forced, variant=variant, suite=suite, columns=names), **kwargs)

    return wrapped


def read_paths(paths: tuple[str, ...], reading: Reading) -> tuple[ReadFile, ...]:
    """Read files, folders and globs as people typed them. Raises ReaderError, all files' errors together."""
    sources = [open_source(Path(path), path) for given in paths for path in _matches(given)]
    options = ReadOptions(columns=reading.columns, variant=reading.variant, suite=reading.suite)
    return read_sources(sources, reading.format, options)


def _matches(given: str) -> list[str]:
    """Expand a glob that the shell left alone; a name without a match stays, to be reported as missing."""
    if Path(given).exists() or not glob.has_magic(given):
        return [given]
    return sorted(glob.glob(given, recursive=True)) or [given]  # noqa: PTH207  # Path.glob takes no absolute pattern
