"""Times that data states."""

from __future__ import annotations

import pytest

from evalreport.analysis.instants import as_utc, instant, lacks_zone


@pytest.mark.parametrize(
    ("text", "moment", "bare"),
    [
        ("2026-11-23T08:00:00Z", "2026-11-23T08:00:00Z", False),
        ("2026-11-23t08:00:00z", "2026-11-23T08:00:00Z", False),
        ("2026-11-23T08:00:00.250+02:00", "2026-11-23T06:00:00.250000Z", False),
        ("2026-11-23 08:00:00", "2026-11-23T08:00:00Z", True),
        ("0001-01-01T00:00:00+02:00", None, False),
        ("yesterday", None, False),
        ("", None, False),
        (None, None, False),
    ],
)
def test_a_time_is_read_in_utc(text: str | None, moment: str | None, *, bare: bool) -> None:
    """Offsets are folded, a missing zone is UTC and told; what is no time is None."""
    found = instant(text)
    assert (as_utc(found) if found else None) == moment
    assert lacks_zone(text) == bare
