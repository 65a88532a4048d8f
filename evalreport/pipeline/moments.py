"""Times of a page: from the environment or from data, never the clock."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from evalreport.errors import SettingsError


def epoch_given() -> int | None:
    """Return SOURCE_DATE_EPOCH, None where it is not set. Raises SettingsError for one that is no whole number."""
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return None
    # A time that is misread would be printed on every page as if it were true.
    if not text.isdigit():
        raise SettingsError(f"SOURCE_DATE_EPOCH is {text!r}", slug="number", hint="seconds since 1970, a whole number")
    return int(text)


def as_time(epoch: int) -> str:
    """Write seconds since 1970 as RFC 3339 in UTC."""
    # Always UTC: the zone of the machine that builds is nobody's business.
    return datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
