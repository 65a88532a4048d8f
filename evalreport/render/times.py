"""Days and moments as people read them, always in UTC. All of them come from git or the manifest."""

from __future__ import annotations

from datetime import UTC, date, datetime

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(text: str) -> str:
    """Write a date (YYYY-MM-DD, or the day of a moment in UTC) as "20 Nov 2026"; what is no date stays as it is."""
    # Documents have checked their dates; git and result files may hold anything.
    found = _moment(text)
    try:
        value = found.date() if found else date.fromisoformat(text)
    except ValueError:
        return text
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def moment(text: str) -> str:
    """Write an RFC 3339 moment as "20 Nov 2026, 14:20 UTC"; a bare date stays a date."""
    found = _moment(text)
    return f"{day(text)}, {found:%H:%M} UTC" if found else day(text)


def not_after(text: str, limit: str) -> bool:
    """Say whether a moment lies at or before another; what is no moment counts as before."""
    # Compared as moments, not as text: "14:00+02:00" lies before "13:00Z".
    one, other = _moment(text), _moment(limit)
    return one is None or other is None or one <= other


def _moment(text: str) -> datetime | None:
    if len(text) <= len("2026-11-20"):
        return None
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        return None
    # A moment without a zone never reaches a page as UTC: the documents refuse it.
    return value.astimezone(UTC) if value.tzinfo else None
