"""Finding the project a command works on, and options that several commands share."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from evalreport.errors import SettingsError
from evalreport.pipeline.moments import as_time, epoch_given

CONFIG = "site_config.yml"


def project_root(ctx: click.Context) -> Path:
    """Return the folder of site_config.yml: the one given, else this one or the nearest above.

    Raises SettingsError where there is none.
    """
    given = ctx.obj.get("project")
    start = Path(given or ".").absolute()
    # A folder that was named is meant; looking above it could judge another project.
    for folder in [start] if given else [start, *start.parents]:
        if (folder / CONFIG).is_file():
            return folder
    raise SettingsError(
        f"no {CONFIG} here or above", slug="config-missing", hint="run `evalreport init`, or name the folder with -C"
    )


def now() -> str:
    """Return the time at which `check` judges expiry: SOURCE_DATE_EPOCH where set, else the clock, RFC 3339 in UTC.

    Raises SettingsError for a SOURCE_DATE_EPOCH that is no whole number.
    """
    epoch = epoch_given()
    return as_time(int(time.time()) if epoch is None else epoch)


def as_moment(_ctx: click.Context, _param: click.Parameter, given: str | None) -> str | None:
    """Read a time of the command line: RFC 3339 with a zone, or a day, which means its first moment in UTC.

    Raises BadParameter with what to write.
    """
    if given is None:
        return None
    try:
        read = datetime.fromisoformat(given.upper())
        at = read.replace(tzinfo=UTC) if given == read.date().isoformat() else read
        if at.tzinfo is not None:
            return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        pass
    raise click.BadParameter(f"{given!r} is no time with a zone: write 2026-11-20T13:55:00Z")


def progress(text: str) -> None:
    """Say what is being done, on a terminal only; CI logs stay quiet."""
    if sys.stderr.isatty():
        click.echo(text, err=True)
