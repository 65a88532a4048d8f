"""A score in production, window by window, against what offline promised and the line of a rollback rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.render.charts import svg
from evalreport.render.charts.history import ticks
from evalreport.render.figures import in_unit, plain

if TYPE_CHECKING:
    from markupsafe import Markup

    from evalreport.model.statistics import Estimate

WIDTH = 760
HEIGHT = 210
# Small sums of money have long names.
LEFT = 64
# Room on the right for the words beside the offline band and the rule's line.
RIGHT = WIDTH - 130
TOP = 28
BOTTOM = 168
# About the width of a letter at the size of the labels.
LETTER = 6.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One window: its name and the number; ``beyond`` where it lies beyond the line of the rule."""

    name: str
    estimate: Estimate
    beyond: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What is drawn: a title, the windows in order, the offline number, the line of a rule (None: there is none)."""

    title: str
    unit: str
    stops: tuple[Stop, ...]
    offline: Estimate | None = None
    line: float | None = None


def draw(course: Course) -> Markup:
    """Draw a score over the windows of one release, evenly spaced."""
    step = (RIGHT - LEFT) / max(len(course.stops), 1)
    to_y = svg.Scale(*_reach(course), BOTTOM, TOP)
    body = [svg.text(0, 12, course.title), *_offline(course, to_y), *_grid(to_y, course.unit)]
    if course.line is not None:
        body.append(svg.line(LEFT, to_y(course.line), RIGHT, to_y(course.line), "c-limit"))
        label = f"rule {in_unit(course.line, course.unit)}"
        body.append(svg.text(RIGHT + 8, to_y(course.line) + 4, label))
    for at, stop in enumerate(course.stops):
        body += _stop(stop, LEFT + step * (at + 0.5), step, to_y, course.unit)
    return svg.chart(WIDTH, HEIGHT, sentence(course), body, "er-wide")


def _numbers(found: Estimate) -> list[float]:
    ends = [found.interval.low, found.interval.high] if found.interval else []
    return [number for number in (*ends, found.value) if number is not None]


def _reach(course: Course) -> tuple[float, float]:
    told = [stop.estimate for stop in course.stops] + ([course.offline] if course.offline else [])
    numbers = [number for one in told for number in _numbers(one)]
    if course.line is not None:
        numbers.append(course.line)
    low, high = min(numbers, default=0.0), max(numbers, default=1.0)
    pad = 0.1 * ((high - low) or abs(high) or 1.0)
    return low - pad, high + pad


def _offline(course: Course, to_y: svg.Scale) -> list[Markup]:
    """Draw the offline range behind everything: what live was promised to be."""
    found = course.offline
    if found is None or found.value is None:
        return []
    body = []
    if found.interval is not None:
        top, bottom = to_y(found.interval.high), to_y(found.interval.low)
        body.append(svg.rect(LEFT, top, RIGHT - LEFT, bottom - top, "c-still"))
    body.append(svg.line(LEFT, to_y(found.value), RIGHT, to_y(found.value), "c-zero"))
    # Two labels at the same height would be read as one.
    close = course.line is not None and abs(to_y(course.line) - to_y(found.value)) < 2 * LETTER
    body.append(
        svg.text(RIGHT + 8, to_y(found.value) - (8 if close else -4), f"offline {in_unit(found.value, course.unit)}")
    )
    return body


def _grid(to_y: svg.Scale, unit: str) -> list[Markup]:
    body = []
    for tick in ticks(to_y.low, to_y.high):
        body.append(svg.line(LEFT, to_y(tick), RIGHT, to_y(tick), "c-grid"))
        label = f"{plain(100 * tick, 1)}%" if unit == "rate" else in_unit(tick, unit)
        body.append(svg.text(LEFT - 8, to_y(tick) + 4, label, anchor="end"))
    return body


def _stop(stop: Stop, x: float, step: float, to_y: svg.Scale, unit: str) -> list[Markup]:
    name = svg.text(x, BOTTOM + 20, _short(stop.name, step), anchor="middle")
    found = stop.estimate
    if found.value is None:
        return [svg.text(x, BOTTOM - 6, "no data", anchor="middle"), name]
    body = []
    if found.interval is not None:
        body.append(svg.line(x, to_y(found.interval.low), x, to_y(found.interval.high), "c-whisker"))
    body.append(svg.circle(x, to_y(found.value), 4.5, "c-bad" if stop.beyond else "c-ink"))
    label = plain(100 * found.value, 1) if unit == "rate" else in_unit(found.value, unit)
    # With many windows numbers would run into one another; the table below has them all.
    shown = [svg.text(x + 9, to_y(found.value) - 7, label, "c-val c-halo")] if step > len(label) * LETTER + 12 else []
    return [*body, *shown, name]


def _short(name: str, step: float) -> str:
    room = max(int(step / LETTER), 3)
    return name if len(name) <= room else f"\u2026{name[-(room - 1) :]}"


def sentence(course: Course) -> str:
    """Return the chart in words."""
    told = "; ".join(
        f"{stop.name} {in_unit(stop.estimate.value, course.unit)}{', beyond the line' if stop.beyond else ''}"
        for stop in course.stops
    )
    offline = f" Offline {in_unit(course.offline.value, course.unit)}." if course.offline else ""
    line = f" The rule's line is {in_unit(course.line, course.unit)}." if course.line is not None else ""
    return f"{course.title}: {told}.{offline}{line}"
