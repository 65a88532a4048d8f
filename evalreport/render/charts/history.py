"""A score by release, with what was decided, and which release customers met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.render.charts import svg
from evalreport.render.figures import in_unit, plain
from evalreport.render.words import OUTCOMES, OUTCOMES_SHORT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from evalreport.model.assessment import Outcome

WIDTH = 1000
LEFT = 46
RIGHT = WIDTH - 20
TOP = 26
BOTTOM = 152
MARKS_AT = 174
LANE = 241
HEIGHT = 262
TICKS = 3
# About the width of a letter at the size of the labels.
LETTER = 6.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One release on the way: its short name, score with range (None where not measured) and what became of it."""

    name: str
    outcome: Outcome
    value: float | None
    low: float | None
    high: float | None
    shipped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A stretch in which one release served: from the stop ``start`` (a fraction between two stops counts)."""

    name: str
    start: float
    end: float
    tone: str


def joins(stops: Sequence[Stop]) -> bool:
    """Say whether there is a line: two releases that shipped, each with its number."""
    return sum(stop.shipped and stop.value is not None for stop in stops) > 1


def draw(stops: Sequence[Stop], served: Sequence[Served], title: str, unit: str) -> Markup:
    """Draw the course of a score over releases that are evenly spaced by name, not by date."""
    step = (RIGHT - LEFT) / len(stops)
    to_y = svg.Scale(*_reach(stops), BOTTOM, TOP)
    body = [*_grid(to_y, unit), svg.text(0, 12, title)]
    # The line joins what customers met; what never shipped stands beside it, unconnected.
    shipped = [
        (LEFT + step * (at + 0.5), to_y(stop.value))
        for at, stop in enumerate(stops)
        if stop.shipped and stop.value is not None
    ]
    if joins(stops):
        body.append(svg.path(svg.points(shipped), "c-path"))
    for at, stop in enumerate(stops):
        body += _stop(stop, LEFT + step * (at + 0.5), step, to_y, unit)
    if served:
        body += _lane(served, step)
    return svg.chart(WIDTH, HEIGHT if served else HEIGHT - 40, sentence(stops, title, unit), body, "er-wide")


def _reach(stops: Sequence[Stop]) -> tuple[float, float]:
    # The scale is that of the data, not 0 to 100%: the ranges drawn on it say how much a step means.
    numbers = [number for stop in stops for number in (stop.low, stop.value, stop.high) if number is not None]
    if not numbers:
        return 0.0, 1.0
    pad = 0.1 * ((max(numbers) - min(numbers)) or abs(max(numbers)) or 1.0)
    return min(numbers) - pad, max(numbers) + pad


def _grid(to_y: svg.Scale, unit: str) -> list[Markup]:
    body = []
    for tick in ticks(to_y.low, to_y.high):
        body.append(svg.line(LEFT, to_y(tick), RIGHT, to_y(tick), "c-grid"))
        label = f"{plain(100 * tick, 1)}%" if unit == "rate" else plain(tick)
        body.append(svg.text(LEFT - 8, to_y(tick) + 4, label, anchor="end"))
    return body


def ticks(low: float, high: float) -> list[float]:
    """Return two to five round numbers between the ends of a scale."""
    reach = high - low
    power = 10.0
    while power > reach:
        power /= 10
    while power * 10 <= reach:
        power *= 10
    step = next((power * size for size in (2, 1, 0.5, 0.25, 0.2, 0.1) if reach / (power * size) >= TICKS), power)
    first = int(low // step) + 1
    return [step * at for at in range(first, first + 6) if step * at <= high]


def _stop(stop: Stop, x: float, step: float, to_y: svg.Scale, unit: str) -> list[Markup]:
    state = OUTCOMES[stop.outcome]
    body = []
    if stop.value is not None:
        if stop.low is not None and stop.high is not None:
            body.append(svg.line(x, to_y(stop.low), x, to_y(stop.high), "c-whisker"))
        body.append(svg.circle(x, to_y(stop.value), 4.5, "c-ink" if stop.shipped else "c-hollow"))
        label = plain(100 * stop.value, 1) if unit == "rate" else plain(stop.value)
        body.append(svg.text(x + 10, to_y(stop.value) + (-7 if stop.shipped else 15), label, "c-val c-halo"))
    body.append(svg.mark(state.mark, state.tone, x, MARKS_AT))
    body.append(svg.text(x, 199, _short(stop.name, step), "c-val", "middle"))
    body.append(svg.text(x, 214, OUTCOMES_SHORT[stop.outcome], anchor="middle"))
    return body


def _short(name: str, step: float) -> str:
    # Neighbours must not run into one another; the full name is in the chart's sentence and in the table below.
    room = max(int(step / LETTER), 4)
    return name if len(name) <= room else f"{name[: room - 1]}\u2026"


def _lane(served: Sequence[Served], step: float) -> list[Markup]:
    body = [svg.text(0, LANE + 4, "Live")]
    for one in served:
        start, end = (LEFT + step * (at + 0.5) for at in (one.start, one.end))
        # What is live now has no end yet: it reaches the edge.
        end = min(end, RIGHT)
        body.append(svg.rect(start, LANE - 7, end - start - 2, 14, f"c-live {one.tone}".strip()))
        # A name that its stretch cannot hold would run into the next.
        body.append(svg.text(start + 6, LANE + 4, _short(one.name, end - start - 8), "c-lab c-strong"))
    return body


def sentence(stops: Sequence[Stop], title: str, unit: str) -> str:
    """Return the chart in words."""
    told = "; ".join(f"{stop.name} {in_unit(stop.value, unit)}, {OUTCOMES_SHORT[stop.outcome]}" for stop in stops)
    return f"{title}: {told}."
