"""Times of live data; what nobody wrote down stays unknown."""

from __future__ import annotations

from datetime import UTC, datetime

HOUR = 3600.0


def moment(text: str | None) -> datetime | None:
    """Read a time as traces write it, in UTC; None for none and for what is no time. Without a zone it is UTC."""
    if not text:
        return None
    try:
        read = datetime.fromisoformat(text)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def stamp(at: datetime | None) -> str | None:
    """Write a time as RFC 3339 in UTC, whole seconds."""
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def hours_between(earlier: datetime, later: datetime) -> float:
    """Return the hours from one time to another, never below 0: data from the future has no age."""
    return max(0.0, (later - earlier).total_seconds() / HOUR)
