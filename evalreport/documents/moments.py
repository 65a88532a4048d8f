"""Times that data states, as moments in UTC."""

from __future__ import annotations

from datetime import UTC, datetime

from evalreport.documents.fields import parse_moment


def as_moment(text: str | None) -> datetime | None:
    """Return a time with zone in UTC, None where there is none or nobody can say which moment it is."""
    try:
        found = parse_moment(text) if text else None
    except (ValueError, OverflowError):
        return None
    # Without a zone it is another moment on each machine.
    return found.astimezone(UTC) if found is not None and found.tzinfo is not None else None


def as_utc(moment: datetime) -> str:
    """Write a time as RFC 3339 in UTC, to the second where it has no part of one."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
