"""Which readers there are, and which of them reads a source."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from evalreport.readers.base import Reader, Source, refuse
from evalreport.readers.jsontext import refuse_foreign

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.metadata import EntryPoint

    from evalreport.errors import ReaderError

GROUP = "evalreport.readers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The readers installed, sorted by name, and a warning for each that could not be loaded."""

    readers: tuple[Reader, ...]
    warnings: tuple[str, ...] = ()


@functools.cache
def catalogue() -> Catalogue:
    """Load every reader once; built-in formats are registered exactly as third-party ones are."""
    return load_catalogue(entry_points(group=GROUP))


def readers() -> tuple[Reader, ...]:
    """Return the readers installed, sorted by name."""
    return catalogue().readers


def load_catalogue(points: Iterable[EntryPoint]) -> Catalogue:
    """Load the readers of these entry points; one that fails costs its own format only and leaves a warning."""
    loaded: dict[str, Reader] = {}
    warnings: list[str] = []
    # The order of installation must not decide which reader wins a name.
    for point in sorted(points, key=lambda point: (point.name, point.value)):
        try:
            reader: Reader = point.load()()
            name = reader.name
        except Exception as error:  # noqa: BLE001 - a third-party plugin may fail in any way, and must not cost other formats
            warnings.append(
                f"the reader {point.name} ({point.value}) cannot be loaded: {type(error).__name__}: {error}"
            )
            continue
        if name in loaded:
            warnings.append(f"the reader {point.name} ({point.value}) is left out: another is named {name} already")
        else:
            loaded[name] = reader
    return Catalogue(readers=tuple(loaded[name] for name in sorted(loaded)), warnings=tuple(warnings))


def find_reader(source: Source, forced: str | None = None, known: Catalogue | None = None) -> Reader:
    """Return the one reader for a source: the one named by ``format:``, else the one that claims it.

    A reader that declares ``generic = True`` (tables) gives way to any other that claims the source too. Raises
    ReaderError: format-missing, format-unknown, format-ambiguous, or what the first bytes give away.
    """
    available = catalogue() if known is None else known
    if not source.members:
        refuse_foreign(source.head, source.name)
    if forced is not None:
        return _forced(source, forced, available)
    claims = _claims(source, available)
    if len(claims) == 1:
        return claims[0]
    # Two claims are no vote: which of them is right only a person can say.
    raise _unclear(source, claims, available)


def _claims(source: Source, available: Catalogue) -> list[Reader]:
    """Return the readers that claim a source, without the generic ones where another claims it too."""
    claims = [reader for reader in available.readers if reader.sniff(source)]
    return [reader for reader in claims if not getattr(reader, "generic", False)] or claims


def _forced(source: Source, forced: str, available: Catalogue) -> Reader:
    found = [reader for reader in available.readers if reader.name == forced]
    if found:
        return found[0]
    reasons = [warning for warning in available.warnings if warning.startswith(f"the reader {forced} ")]
    raise refuse(
        source,
        f"no reader is named {forced!r}" + "".join(f"; {reason}" for reason in reasons),
        slug="format-missing",
        hint=f"use one of {_names(available.readers)}",
    )


def _unclear(source: Source, claims: list[Reader], available: Catalogue) -> ReaderError:
    """Make the error for a source that several readers claim, or none."""
    if claims:
        message = f"several readers claim it: {_names(claims)}"
        return refuse(source, message, slug="format-ambiguous", hint=f"say which, as in `format: {claims[0].name}`")
    # Nothing can be recognised by no bytes, so the formats known would be no help.
    if not source.members and not source.size:
        return refuse(source, "the file is empty", slug="result-empty", hint="run the suite again")
    return refuse(
        source,
        f"no reader recognises it (known: {_names(available.readers)})",
        slug="format-unknown",
        hint="say which, as in `format: table` with a `columns:` map",
    )


def _names(some: Iterable[Reader]) -> str:
    return ", ".join(reader.name for reader in some)
