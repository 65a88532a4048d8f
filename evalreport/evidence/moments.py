"""Times as records and commits write them."""

from __future__ import annotations

from datetime import UTC, datetime


def moment(text: str) -> datetime:
    """Read an RFC 3339 time or a day (its first moment), in UTC."""
    read = datetime.fromisoformat(text.upper())
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def commit_moment(text: str) -> datetime:
    """Read a time of a commit; one that no calendar has (a forged zone, no date at all) is the earliest there is."""
    try:
        return moment(text)
    except (ValueError, OverflowError):
        return datetime.min.replace(tzinfo=UTC)


def fold(text: str) -> str:
    """Write an e-mail or id so that case and a plus-address make no difference."""
    folded = text.casefold()
    name, at, host = folded.partition("@")
    return f"{name.partition('+')[0]}{at}{host}"
