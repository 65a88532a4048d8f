"""Asking a database for live runs, and giving what it answers a form that no engine decides.

The same rows give the same text from every engine: times in UTC, whole numbers without a fraction, nothing for NULL.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from evalreport.errors import EvidenceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Plain = str | int | float | bool | list["Plain"] | dict[str, "Plain"] | None

# Beyond it JavaScript and JSON readers round whole numbers, and an id would silently become another.
_SAFE_WHOLE = 2**53


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a query gave: the names of its columns, and its rows as the engine's own values."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[object, ...]]

    def records(self) -> list[dict[str, Plain]]:
        """Return one object a row, without the columns that are NULL in it.

        Raises EvidenceError for two columns of one name, or a value that no file of runs can hold, with its row and
        column.
        """
        twins = sorted({name for name in self.columns if self.columns.count(name) > 1})
        if twins:
            hint = "give each an alias: SELECT a.id AS case_id"
            raise EvidenceError(f"two columns are named {twins[0]!r}", slug="query", hint=hint)
        return [self._record(number, row) for number, row in enumerate(self.rows, 1)]

    def _record(self, number: int, row: tuple[object, ...]) -> dict[str, Plain]:
        found: dict[str, Plain] = {}
        for name, value in zip(self.columns, row, strict=True):
            try:
                known = plain(value)
            except ValueError as error:
                place = f"row {number}, column {name}"
                raise EvidenceError(f"{place}: {error}", slug="query", hint="cast it to text or number") from None
            # NULL is unknown, and the reader takes an absent field for exactly that.
            if known is not None:
                found[name] = known
        return found


def plain(value: object) -> Plain:
    """Return a value as JSON can hold it. Raises ValueError for what has no such form (bytes, NaN, infinity)."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, date | time | timedelta):
        return _moment(value)
    return _nested(value)


def _number(value: float | Decimal) -> int | float | str:
    if not math.isfinite(value):
        raise ValueError(f"{value} is no number a run can have")
    if value == int(value):
        whole = int(value)
        # An id of 19 digits stays itself as text.
        return whole if abs(whole) <= _SAFE_WHOLE else str(whole)
    return float(value)


def _moment(value: date | time | timedelta) -> str | float | int:
    if isinstance(value, timedelta):
        return _seconds(value)
    if isinstance(value, datetime):
        # A database that keeps no zone keeps UTC, or its numbers could not be compared with anything.
        known = value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        return known.isoformat().replace("+00:00", "Z")
    return value.isoformat()


def _seconds(value: timedelta) -> float | int:
    total = value.total_seconds()
    return int(total) if total.is_integer() else total


def _nested(value: object) -> Plain:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    raise ValueError(f"{type(value).__name__} has no form in a file of runs")


def secret_of(name: str | None, environment: Mapping[str, str]) -> str | None:
    """Return the secret a connection names. Raises EvidenceError where its variable is not set."""
    if name is None:
        return None
    if not environment.get(name):
        hint = f"set it where the command runs: {name}=..."
        raise EvidenceError(f"the environment has no variable {name}", slug="connection", hint=hint)
    return environment[name]


def without_secret(text: str, secret: str | None) -> str:
    """Return an engine's message without the secret in it: messages end in logs."""
    return text.replace(secret, "***") if secret else text
