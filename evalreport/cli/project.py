"""Finding the project a command works on, and options that several commands share."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from evalreport.errors import SettingsError

CONFIG = "site_config.yml"


def project_root(ctx: click.Context) -> Path:
    """Return the folder of site_config.yml: the one given, else this one or the nearest above.

    Raises SettingsError where there is none.
    """
    given = ctx.obj.get("project")
    start = Path(given or ".").absolute()
    for folder in [start] if given else [start, *start.parents]:
        if (folder / CONFIG).is_file():
            return folder
    raise SettingsError(
        f"no {CONFIG} here or above", slug="config-missing", hint="run `evalreport init`, or name the folder with -C"
    )


def now() -> str:
    """Return the time at which `check` judges expiry: SOURCE_DATE_EPOCH where set, else the clock, RFC 3339 in UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def progress(text: str) -> None:
    """Say what is being done, on a terminal only; CI logs stay quiet."""
    if sys.stderr.isatty():
        click.echo(text, err=True)
