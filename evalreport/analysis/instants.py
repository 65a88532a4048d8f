"""Times that data states, as moments in UTC."""

from __future__ import annotations

from datetime import UTC, datetime


def instant(text: str | None) -> datetime | None:
    """Return the moment that a text names, None for none and for what is no time; without a zone it is UTC."""
    read = _read(text)
    try:
        # Most tools that leave the zone out write UTC; a finding says where it was left out.
        return None if read is None else read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except OverflowError:
        return None


def lacks_zone(text: str | None) -> bool:
    """Say whether a text names a time and no zone."""
    read = _read(text)
    return read is not None and read.tzinfo is None


def as_utc(moment: datetime) -> str:
    """Write a moment as RFC 3339 in UTC, to the second where it has no part of one."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _read(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text.upper()) if text else None
    except ValueError:
        return None
