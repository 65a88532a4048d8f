"""Which release of a workflow customers meet, and which they met before: from the records alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.live.times import moment
from evalreport.model.record import Records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.model.release import Release

# Events after which nobody is meant to meet a release any more.
_ENDED = frozenset({"withdrawn", "superseded", "corrected"})


def up_to(records: Records, as_of: str) -> Records:
    """Return the records that speak of a moment (RFC 3339) or of one before it."""
    return Records(
        signoffs=tuple(one for one in records.signoffs if _by(one.at, as_of)),
        overrides=tuple(one for one in records.overrides if _by(one.at, as_of)),
        rollbacks=tuple(one for one in records.rollbacks if _by(one.acted_at or one.at, as_of)),
        events=tuple(one for one in records.events if _by(one.at, as_of)),
    )


def _by(at: str, as_of: str) -> bool:
    # Compared as moments: commits write theirs in the zone of whoever made them.
    one, other = moment(at), moment(as_of)
    return one is None or other is None or one <= other


def serving(releases: Mapping[str, Release], records: Mapping[str, Records], as_of: str) -> dict[str, str | None]:
    """Return the live release of every workflow at a moment, None where nothing that still stands has shipped.

    It is the one shipped last, or the one customers were moved back to.
    """
    found: dict[str, str | None] = {}
    for workflow in sorted({release.workflow for release in releases.values()}):
        mine = {name: up_to(records[name], as_of) for name, one in releases.items() if one.workflow == workflow}
        last = max(_steps(mine), default=None)
        found[workflow] = last[1] if last is not None and _stands(mine, last) else None
    return found


def last_good(releases: Mapping[str, Release], records: Mapping[str, Records], release_id: str) -> str | None:
    """Return the release to go back to: the one shipped last before, and neither rolled back nor ended since."""
    workflow = releases[release_id].workflow
    mine = {name: records[name] for name, one in releases.items() if one.workflow == workflow}
    shipped = sorted(_shipped(mine))
    began = next((at for at, name in shipped if name == release_id), None)
    sound = [name for at, name in shipped if _before(at, began) and _sound(mine[name])]
    return next((name for name in reversed(sound) if name != release_id), None)


def _before(at: str, began: str | None) -> bool:
    return began is None or at < began


def _sound(records: Records) -> bool:
    # A successor supersedes a release that is good to go back to all the same.
    return not records.rollbacks and not _events(records, {"withdrawn", "corrected"})


def _shipped(records: Mapping[str, Records]) -> list[tuple[str, str]]:
    closed = {name: one.closing() for name, one in records.items()}
    return [(event.at, name) for name, event in closed.items() if event is not None and event.shipped]


def _steps(records: Mapping[str, Records]) -> list[tuple[str, str]]:
    back = [(one.acted_at or one.at, one.to_release) for kept in records.values() for one in kept.rollbacks]
    return [*_shipped(records), *(step for step in back if step[1] in records)]


def _stands(records: Mapping[str, Records], last: tuple[str, str]) -> bool:
    at, name = last
    # Customers who were moved back to a release meet it, though its successor had superseded it.
    return not any(event.kind in _ENDED and event.at > at for event in records[name].events) and not _events(
        records[name], {"withdrawn"}
    )


def _events(records: Records, kinds: set[str]) -> bool:
    return any(event.kind in kinds for event in records.events)
