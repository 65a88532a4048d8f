"""A rate watched as often as one likes without more false alarms (R13), fed by runs in order of arrival.

A bet against "the failure rate is at most so much" begins with the first run and another every few hours; bet j weighs
1/(j (j+1)), those not begun count 1. The evidence is looked at after every hour with data, after four weeks whenever a
new bet begins; where it crossed the line, the run that crossed is found, and that moment is kept.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from evalreport.analysis.evalues import log_e_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

HOUR = 3600.0
# Bets pile up while a release lives, and each look counts them all; any plan of looks made beforehand is as valid.
HOURLY = 4 * 7 * 24
# Odds beyond it need no more digits, and a float ends not much later.
_MOST_LOG = 600.0


@dataclass(frozen=True, slots=True)
class Arrival:
    """One scored run: when it began, and whether it failed."""

    at: datetime
    failed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What a monitor saw: the evidence after the last run, the highest so far, and the run that crossed the line."""

    odds: float
    highest: float
    fired_at: datetime | None
    failures: int
    n: int


class _Bets:
    """All bets begun so far, by what had been counted when each began, with their weight.

    Bets that begin while no run comes have seen the same runs and are kept as one: a run that claims to be of the year
    1 begins as many as there are hours since then, and must not hold the others up.
    """

    def __init__(self, max_rate: float, every: float) -> None:
        self._max_rate = max_rate
        self._every = every
        self._begun: list[tuple[int, int, float]] = []
        self._count = 0
        self.failures = 0
        self.n = 0

    def add(self, second: float, *, failed: bool) -> None:
        """Count a run that came ``second`` seconds after the first."""
        due = int(second // self._every) + 1
        if due > self._count:
            # The weights 1/(j (j+1)) of bets in a row add up to a difference.
            weight = 1 / (self._count + 1) - 1 / (due + 1)
            self._begun.append((self.failures, self.n, weight))
            self._count = due
        self.failures += failed
        self.n += 1

    def add_all(self, batch: Iterable[Arrival], first: datetime) -> None:
        """Count runs by their time since the first."""
        for one in batch:
            self.add((one.at - first).total_seconds(), failed=one.failed)

    def odds(self) -> float:
        """Return the evidence now."""
        begun = (
            weight * _odds(self.failures - failures, self.n - n, self._max_rate) for failures, n, weight in self._begun
        )
        # The weights of all bets not yet begun add up to this.
        return math.fsum(begun) + 1 / (self._count + 1)

    def copy(self) -> _Bets:
        """Return the same bets, to be taken on from here."""
        twin = _Bets(self._max_rate, self._every)
        twin._begun, twin._count = [*self._begun], self._count
        twin.failures, twin.n = self.failures, self.n
        return twin


@lru_cache(maxsize=500_000)
def _odds(failures: int, n: int, max_rate: float) -> float:
    # Bets of one monitor meet the same counts again and again.
    return math.exp(min(_MOST_LOG, log_e_value(failures=failures, n=n, max_rate=max_rate))) if n else 1.0


def watch_arrivals(
    arrivals: Sequence[Arrival], *, max_rate: float, odds_line: float, restart_hours: float
) -> Watched | None:
    """Watch runs in order of arrival for a failure rate above ``max_rate``; None without any run.

    Raises ValueError for a rate not strictly between 0 and 1 or no time between starts.
    """
    if restart_hours <= 0:
        raise ValueError(f"a new bet begins after some hours, not {restart_hours}")
    if not arrivals:
        return None
    first = arrivals[0].at
    bets = _Bets(max_rate, restart_hours * HOUR)
    highest, fired, now = 1.0, None, 1.0
    for _, group in groupby(arrivals, key=lambda one: _look((one.at - first).total_seconds() / HOUR, restart_hours)):
        batch = list(group)
        before = bets.copy()
        bets.add_all(batch, first)
        now = bets.odds()
        highest = max(highest, now)
        if fired is None and now >= odds_line:
            fired = _crossed(before, batch, first, odds_line)
    return Watched(odds=now, highest=highest, fired_at=fired, failures=bets.failures, n=bets.n)


def _look(hours: float, restart: float) -> int:
    """Return which look takes in a run that came so many hours after the first."""
    return int(hours) if hours < HOURLY else HOURLY + int((hours - HOURLY) // max(restart, 1))


def _crossed(bets: _Bets, batch: Iterable[Arrival], first: datetime, line: float) -> datetime:
    """Return when, within an hour that ends beyond the line, the line was crossed for good or for a moment."""
    at = first
    for one in batch:
        at = one.at
        bets.add((at - first).total_seconds(), failed=one.failed)
        if bets.odds() >= line:
            break
    return at
