"""Where in which file something stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place in a file that a person wrote; lines and columns count from 1, None means the whole file."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """Give ``file:line:column`` as editors and terminals understand it."""
        # A column without its line is nothing an editor could jump to, so the order is fixed.
        parts = [self.file, *(str(n) for n in (self.line, self.column) if n is not None)]
        return ":".join(parts)
