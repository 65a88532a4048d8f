"""Times as trackers write them (ISO 8601, with or without an offset), as nanoseconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime

from evalreport.readers.spans import MAX_NANOS

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def iso_nanos(text: str | None) -> int | None:
    """Return a time in nanoseconds, None for none; a time without an offset is UTC. Raises ValueError."""
    if not text:
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"the time {text[:40]!r} is not ISO 8601") from None
    # Exports without an offset are documented to be in UTC.
    since = (when if when.tzinfo else when.replace(tzinfo=UTC)) - _EPOCH
    # Microseconds are all that the text holds; in floating point they would not come out whole.
    nanos = ((since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds) * 1000
    if not 0 <= nanos <= MAX_NANOS:
        raise ValueError(f"the time {text[:40]!r} is before 1970")
    return nanos
