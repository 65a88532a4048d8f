"""Every generated page by its file name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tools.reference.commands import commands
from tools.reference.errors import errors
from tools.reference.plugins import findings, gates, readers
from tools.reference.settings import records, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PAGES: Mapping[str, Callable[[], str]] = {
    "commands.md": commands,
    "settings.md": partial(settings, "config"),
    "release.md": partial(settings, "release"),
    "records.md": records,
    "readers.md": readers,
    "gates.md": gates,
    "findings.md": findings,
    "errors.md": errors,
}
