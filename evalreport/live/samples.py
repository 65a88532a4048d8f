"""The runs of a release's windows as one may count them: each once, in order of arrival, up to a moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from evalreport.live.times import moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from evalreport.analysis.observe import Key
    from evalreport.analysis.outcomes import OutcomeReader
    from evalreport.model.assessment import CaseSide
    from evalreport.model.evaluation import CaseResult
    from evalreport.model.live import LiveWindow

    Judge = Callable[[Mapping[Key, CaseResult]], Mapping[Key, CaseSide]]

_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One window's runs as cases, in order of arrival; ``repeated`` are left out, an earlier window holds them.

    ``outcomes`` reads what runs came to beside passing, where the policy says how.
    """

    window: LiveWindow
    sides: tuple[CaseSide, ...]
    repeated: int
    running: bool
    outcomes: OutcomeReader | None = None

    @property
    def rows(self) -> tuple[CaseResult, ...]:
        """The rows behind the cases."""
        return tuple(side.row for side in self.sides)

    def classes_of(self) -> Callable[[CaseResult], tuple[str, ...]]:
        """Return what tells a row's failure classes."""
        found = {side.row.key: side.classes for side in self.sides}
        return lambda row: found.get(row.key, ())


def samples(
    windows: Iterable[LiveWindow], judge: Judge, *, as_of: datetime, outcomes: OutcomeReader | None = None
) -> tuple[Sample, ...]:
    """Return the windows that had begun by ``as_of``, oldest first, each run counted in the first that holds it."""
    seen: set[str] = set()
    begun = [window for window in sorted(windows, key=_order) if _begun(window, as_of)]
    return tuple(replace(_sample(window, judge, as_of, seen), outcomes=outcomes) for window in begun)


def _order(window: LiveWindow) -> tuple[datetime, datetime, str]:
    # A window without a period comes last: nobody can say what it follows.
    return (moment(window.begins) or _LAST, moment(window.ends) or _LAST, window.id)


def _begun(window: LiveWindow, as_of: datetime) -> bool:
    begins = moment(window.begins)
    return begins is None or begins <= as_of


def _sample(window: LiveWindow, judge: Judge, as_of: datetime, seen: set[str]) -> Sample:
    ends = moment(window.ends)
    running = ends is not None and ends > as_of
    arrived = [row for row in window.rows if _arrived(row, as_of, running=running)]
    fresh = _fresh(arrived, seen)
    rows = _apart(sorted(fresh, key=lambda row: moment(row.started_at) or _LAST))
    sides = judge({row.key: row for row in rows})
    return Sample(
        window=window,
        sides=tuple(sides[row.key] for row in rows),
        repeated=len(arrived) - len(fresh),
        running=running,
    )


def _fresh(rows: Sequence[CaseResult], seen: set[str]) -> list[CaseResult]:
    """Return the runs that no earlier window holds: evidence must not count one twice."""
    known = frozenset(seen)
    seen.update(row.trace_id for row in rows if row.trace_id)
    return [row for row in rows if row.trace_id not in known]


def _arrived(row: CaseResult, as_of: datetime, *, running: bool) -> bool:
    at = moment(row.started_at)
    # In a window that still runs, a run without a time may be one that is yet to come.
    return at <= as_of if at is not None else not running


def _apart(rows: Sequence[CaseResult]) -> list[CaseResult]:
    """Give runs of the same case their own epoch: they are one conversation's tries, not one run."""
    used: set[Key] = set()
    kept = []
    for row in rows:
        epoch = row.epoch
        while (row.suite, row.case_id, epoch) in used:
            epoch += 1
        used.add((row.suite, row.case_id, epoch))
        kept.append(row if epoch == row.epoch else replace(row, epoch=epoch))
    return kept
