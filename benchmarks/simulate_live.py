"""Live rules over made-up streams that are looked at every hour: part of ``make simulate``.

A monitor keeps its false alarms however often it is looked at; a bare threshold on the last day does not. The monitor
is the one that ``evalreport live check`` runs, run by run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

import numpy as np

from evalreport.live.monitor import Arrival, watch_arrivals

# Of every other kind of stream fewer will do: only a chance near 0 needs many.
STREAMS = 1_000
OTHERS = 300
HOURS = 14 * 24
PER_HOUR = 20
# What the rule tolerates; a healthy release fails exactly so often, which is the hardest case.
MAX_RATE = 0.10
DROP = 0.05
ALPHA = 0.05
RESTART = 6.0
# When the late drop comes: a week that was healthy lies before it.
LATE = 7 * 24
# The threshold that stands beside it: the share that failed in the last 24 hours is above the line.
DAY = 24
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Course:
    """One kind of stream: its name, its failure rate before and from an hour on, and how many are drawn."""

    name: str
    before: float
    after: float
    since: int
    streams: int = OTHERS


COURSES = (
    Course("healthy, exactly at the line", MAX_RATE, MAX_RATE, 0, STREAMS),
    Course("healthy, 2 points better", MAX_RATE - 0.02, MAX_RATE - 0.02, 0),
    Course("5 points worse from the start", MAX_RATE + DROP, MAX_RATE + DROP, 0),
    Course("5 points worse after a healthy week", MAX_RATE, MAX_RATE + DROP, LATE),
)


@dataclass(frozen=True, slots=True)
class Alarm:
    """One stream under one rule: whether it rang before anything was wrong, and its first hour of ringing after that.

    ``after`` is None where it never rang. A healthy stream has no before: every alarm of it is false.
    """

    before: bool
    after: int | None


def failures(course: Course, generator: np.random.Generator) -> np.ndarray:
    """Draw the failures of every hour of every stream."""
    rates = np.where(np.arange(HOURS) < course.since, course.before, course.after)
    return generator.binomial(PER_HOUR, rates, size=(course.streams, HOURS))


def monitored(course: Course, drawn: np.ndarray) -> list[Alarm]:
    """Watch every stream as `live check` does. An alarm of a monitor is one-way: after a false one it rings on."""
    found = []
    for stream in drawn:
        hour = monitor_alarm([int(count) for count in stream])
        early = hour is not None and hour <= course.since
        found.append(Alarm(before=early, after=None if early else hour))
    return found


def thresholded(course: Course, drawn: np.ndarray) -> list[Alarm]:
    """Compare the share of the last 24 hours with the line after every hour; false alarms before are forgiven."""
    summed = np.lib.stride_tricks.sliding_window_view(drawn, DAY, axis=1).sum(axis=2)
    # Row by row the hours (from 1) at which the last day lies above the line.
    ringing = [np.flatnonzero(row) + DAY for row in summed > MAX_RATE * PER_HOUR * DAY]
    return [
        Alarm(
            before=bool((hours <= course.since).any()),
            after=next((int(hour) for hour in hours if hour > course.since), None),
        )
        for hours in ringing
    ]


def monitor_alarm(stream: list[int]) -> int | None:
    """Return after which hour (from 1) the monitor fires, None where it never does.

    The runs of an hour arrive one after another, failures spread evenly among them.
    """
    arrivals = [
        Arrival(START + timedelta(hours=hour, minutes=60 * run / PER_HOUR), failed)
        for hour, count in enumerate(stream)
        for run, failed in enumerate(_spread(count))
    ]
    seen = watch_arrivals(arrivals, max_rate=MAX_RATE, odds_line=1 / ALPHA, restart_hours=RESTART)
    if seen is None or seen.fired_at is None:
        return None
    return int((seen.fired_at - START).total_seconds() // 3600) + 1


def _spread(count: int) -> list[bool]:
    return [(run + 1) * count // PER_HOUR > run * count // PER_HOUR for run in range(PER_HOUR)]


@dataclass(frozen=True, slots=True)
class Row:
    """What one kind of stream showed under one rule, as shares of the streams and hours from the drop."""

    course: Course
    before: float
    rung: float
    delay: float

    @property
    def cells(self) -> tuple[str, str]:
        """The share that rang, and the hours until it did."""
        if self.course.after <= MAX_RATE:
            return (f"{self.share(self.rung)} false", "")
        early = f"; {self.share(self.before)} had rung before" if self.course.since else ""
        return (f"{self.share(self.rung)} found{early}", self.hours)

    @property
    def hours(self) -> str:
        """The median of the hours to the alarm."""
        return "never in half of them" if math.isinf(self.delay) else f"{self.delay:.0f} h"

    def share(self, value: float) -> str:
        """Write a share of the streams in percent, with one Monte Carlo standard error."""
        error = math.sqrt(value * (1 - value) / self.course.streams)
        return f"{100 * value:.1f} ± {100 * error:.1f}%"


def row(course: Course, seen: list[Alarm]) -> Row:
    """Count alarms, and take the median of the hours from the drop to the alarm."""
    # A stream whose alarm never rings waits for ever; leaving it out would make the delay look short.
    waits = [math.inf if one.after is None else one.after - course.since for one in seen]
    return Row(
        course=course,
        before=sum(one.before for one in seen) / len(seen),
        rung=sum(one.after is not None for one in seen) / len(seen),
        delay=median(waits),
    )


HEAD = """
## Looking every hour

A release in production is watched hour by hour for {days} days, {per_hour} runs an hour. The rule tolerates a failure
rate of {line:g}% and may ring on a healthy release with the chance {alpha:g}%. At the line itself {streams:,} streams
are drawn, of every other kind {others}.

- **Monitor**: `max_rate: {rate:g}`, as `evalreport live check` runs it, looked at after every hour ({looks} looks).
- **Bare threshold**: the share that failed in the last 24 hours is above {line:g}%, looked at just as often.
- **Hours to the alarm**: the median over all streams from the drop on, those never found counted as never. False
  alarms of the threshold before the drop are forgiven here; one of the monitor stays.

{words}

| stream | monitor | hours to the alarm | bare threshold | hours to the alarm |
| :--- | ---: | ---: | ---: | ---: |
"""

WORDS = """\
At the line itself, looked at {looks} times, the monitor rings on {false} of healthy streams; the bare threshold rings
on {naive}. A drop of {drop:g} points from the start the monitor finds in {first[0]}, the threshold in {first[1]}; one
that comes after a healthy week in {late[0]} and {late[1]}, but by then the threshold has rung on {early} of these
streams while nothing was wrong."""


def section(generator: np.random.Generator) -> str:
    """Return the section of the page about live rules."""
    both = []
    for course in COURSES:
        drawn = failures(course, generator)
        both.append((row(course, monitored(course, drawn)), row(course, thresholded(course, drawn))))
    healthy, _, first, late = both
    words = WORDS.format(
        looks=HOURS, false=healthy[0].share(healthy[0].rung), naive=healthy[1].share(healthy[1].rung), drop=100 * DROP,
        first=[one.hours for one in first], late=[one.hours for one in late], early=late[1].share(late[1].before),
    )  # fmt: skip
    head = HEAD.format(
        days=HOURS // 24, per_hour=PER_HOUR, line=100 * MAX_RATE, alpha=100 * ALPHA, streams=STREAMS,
        others=OTHERS, rate=MAX_RATE, looks=HOURS, words=words,
    )  # fmt: skip
    lines = [f"| {one.course.name} | {' | '.join((*one.cells, *other.cells))} |" for one, other in both]
    return head + "\n".join(lines) + "\n"
