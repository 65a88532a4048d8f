"""The error tree and the collector that gathers all errors of a run.

An error of ours is something a person can mend: it names the file, line and column, what is wrong, and what to
write instead. A broken gate is data, never an exception.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from evalreport.model.problems import PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

    from evalreport.model.location import Location

# What each exit code means is the table of the design: 1 is "no", 2 wrong usage.
EXIT_INVALID = 3
EXIT_WORLD = 4


class EvalReportError(Exception):
    """Base of all errors that a user can mend.

    ``path`` is the dotted place inside the document, ``hint`` what to write instead, ``slug`` leads to the docs.
    """

    exit_code: ClassVar[int] = EXIT_INVALID

    def __init__(
        self, message: str, *, slug: str, location: Location | None = None, path: str = "", hint: str = ""
    ) -> None:
        if slug not in PROBLEMS:
            raise LookupError(f"slug {slug!r} is not in the table of problems")
        super().__init__(message)
        self.message = message
        self.slug = slug
        self.location = location
        self.path = path
        self.hint = hint

    def __str__(self) -> str:
        """Give the one line a terminal shows; what could break or turn the line is written as an escape."""
        place = f"{self.location}: " if self.location else ""
        path = f"{self.path}: " if self.path else ""
        hint = f": {self.hint}" if self.hint else ""
        return printable(f"{place}{path}{self.message}{hint} [{self.slug}]")

    @property
    def sort_key(self) -> tuple[str, int, int, str]:
        """Order by file, line, column, then text, so that two runs print alike."""
        place = self.location
        if place is None:
            return ("", 0, 0, self.message)
        return (place.file, place.line or 0, place.column or 0, self.message)


class SettingsError(EvalReportError):
    """Something in site_config.yml."""


class ManifestError(EvalReportError):
    """Something in a release.yml."""


class EvidenceError(EvalReportError):
    """Something in a record: sign-off, override, rollback or event."""


class ReaderError(EvalReportError):
    """A result file that cannot be read."""


class TemplateError(EvalReportError):
    """A template that failed."""


class WorldError(EvalReportError):
    """Disk, lock, permissions: nothing in a document is wrong."""

    exit_code = EXIT_WORLD


class VcsError(WorldError):
    """Git refused, or the history needed is not here."""


class CollectedError(EvalReportError):
    """All errors of a run, sorted; the worst exit code of them counts."""

    def __init__(self, errors: Iterable[EvalReportError]) -> None:
        # A file that two releases share is wrong once.
        once = {str(error): error for error in flatten(errors)}
        self.errors = tuple(sorted(once.values(), key=lambda error: error.sort_key))
        first = self.errors[0]
        super().__init__(first.message, slug=first.slug, location=first.location, path=first.path, hint=first.hint)

    def __str__(self) -> str:
        """Give one line an error."""
        return "\n".join(str(error) for error in self.errors)

    @property
    def worst(self) -> int:
        """The exit code for the whole group: invalid input before a failed world, since it is the user's to mend."""
        return min(error.exit_code for error in self.errors)


def printable(text: str) -> str:
    """Write signs that a terminal or a CI log would act on (line ends, escapes, bidi controls) as escapes."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def flatten(errors: Iterable[EvalReportError]) -> Iterator[EvalReportError]:
    """Yield single errors out of errors and groups."""
    for error in errors:
        if isinstance(error, CollectedError):
            yield from error.errors
        else:
            yield error


class ErrorCollector:
    """Gathers errors so that one bad file never hides another.

    Use as a context manager around each step that may fail; the step's error is kept and the next step runs.
    """

    def __init__(self) -> None:
        self._errors: list[EvalReportError] = []

    def add(self, error: EvalReportError) -> None:
        """Keep one error (or all of a group)."""
        self._errors.extend(flatten([error]))

    @property
    def errors(self) -> tuple[EvalReportError, ...]:
        """All errors so far, sorted."""
        return tuple(sorted(self._errors, key=lambda error: error.sort_key))

    def raise_if_any(self) -> None:
        """Raise one group of all errors kept; do nothing when there is none."""
        if self._errors:
            raise CollectedError(self._errors)

    def __enter__(self) -> Self:
        """Begin a step."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Keep the step's error if it is one of ours; anything else climbs on."""
        if isinstance(error, EvalReportError):
            self.add(error)
            return True
        return False
