"""What a success costs against how often there is one, and by release.

Drawn at the width of a phone, so that its letters are never smaller than written; a wide screen enlarges it a little.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.render.charts import svg
from evalreport.render.charts.history import ticks
from evalreport.render.figures import in_unit, money, plain, price
from evalreport.render.words import OUTCOMES, OUTCOMES_SHORT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markupsafe import Markup

    from evalreport.model.assessment import Outcome
    from evalreport.model.statistics import Interval

WIDTH = 340
HEIGHT = 300
LEFT, RIGHT, TOP, BOTTOM = 44, WIDTH - 14, 34, HEIGHT - 44
# About the width of a letter at the size of the labels, and the height of a line of them.
LETTER = 6.6
LINE = 14.0
MARK = 16.0
# In the chart by release: where bars begin, how far the longest reaches, and the height of a row.
BAR_LEFT, BAR_RIGHT, ROW = 92, WIDTH - 62, 26
# From here on a linear axis would press the cheap releases into one heap.
MANY_TIMES = 4
# Two ticks need this many pixels between them.
TICK_ROOM = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One release: its short name, what became of it, what a success costs in USD, and its quality, with ranges."""

    name: str
    outcome: Outcome
    shipped: bool
    cost: float
    cost_range: Interval | None
    quality: float
    quality_range: Interval | None

    @property
    def costs(self) -> tuple[float, ...]:
        """The cost with the ends of its range, lowest first."""
        return _with_ends(self.cost, self.cost_range)

    @property
    def qualities(self) -> tuple[float, ...]:
        """The quality with the ends of its range, lowest first."""
        return _with_ends(self.quality, self.quality_range)


def _with_ends(value: float, ends: Interval | None) -> tuple[float, ...]:
    return (value,) if ends is None else (ends.low, value, ends.high)


Box = tuple[float, float, float, float]


def scatter(spots: Sequence[Spot], title: str, unit: str) -> Markup:
    """Draw releases by cost (to the right: dearer) and quality (up: better); the mark says what became of each."""
    to_x = _money_scale(spots)
    to_y = svg.Scale(*_reach(spot.qualities for spot in spots), BOTTOM, TOP)
    at = [(spot, to_x(spot.cost), to_y(spot.quality)) for spot in spots]
    # The line joins what customers met; what never shipped stands beside it, however cheap it was.
    path = [(x, y) for spot, x, y in at if spot.shipped]
    body = [*_qualities(to_y, title, unit), *_money(to_x), svg.path(svg.points(path), "c-path")]
    for spot in spots:
        body += _ranges(spot, to_x, to_y)
    # Where marks meet, what customers met lies on top.
    for spot, x, y in sorted(at, key=lambda one: one[0].shipped):
        state = OUTCOMES[spot.outcome]
        body += [svg.circle(x, y, MARK / 2, "c-paper"), svg.mark(state.mark, state.tone, x, y, MARK)]
    body += _names(at)
    return svg.chart(WIDTH, HEIGHT, sentence(spots, title, unit), body, "er-scatter")


def sentence(spots: Iterable[Spot], title: str, unit: str) -> str:
    """Return the chart in words."""
    told = "; ".join(
        f"{spot.name} {price(spot.cost)}, {in_unit(spot.quality, unit)}, {OUTCOMES_SHORT[spot.outcome]}"
        for spot in spots
    )
    return f"Cost of a success against {title}: {told}."


def _reach(numbers: Iterable[tuple[float, ...]]) -> tuple[float, float]:
    seen = [number for group in numbers for number in group]
    pad = 0.12 * ((max(seen) - min(seen)) or abs(max(seen)) or 1.0)
    # Neither money nor a rate is below nothing, where nothing on the scale is.
    lowest = min(seen) - pad
    return (max(lowest, 0.0) if min(seen) >= 0 else lowest), max(seen) + pad


@dataclass(frozen=True, slots=True)
class _Money:
    """The axis of money; ``logarithmic`` where the dearest costs many times the cheapest, which would lie in a heap."""

    scale: svg.Scale
    logarithmic: bool

    def __call__(self, cost: float) -> float:
        return self.scale(math.log10(cost) if self.logarithmic else cost)

    def ticks(self) -> list[float]:
        if not self.logarithmic:
            return ticks(self.scale.low, self.scale.high)
        powers = range(math.floor(self.scale.low), math.ceil(self.scale.high) + 1)
        round_sums = (step * 10.0**power for power in powers for step in (1, 2, 5))
        return [tick for tick in round_sums if self.scale.low <= math.log10(tick) <= self.scale.high]


def _money_scale(spots: Sequence[Spot]) -> _Money:
    cheapest, dearest = min(spot.costs[0] for spot in spots), max(spot.costs[-1] for spot in spots)
    wide = cheapest > 0 and dearest / cheapest >= MANY_TIMES
    reach = _reach([(math.log10(cheapest), math.log10(dearest))] if wide else [(cheapest, dearest)])
    return _Money(svg.Scale(*reach, LEFT, RIGHT), wide)


def _money(to_x: _Money) -> list[Markup]:
    """The axis below, with as many ticks as there is room for."""
    name = "Cost of a success, log scale" if to_x.logarithmic else "Cost of a success"
    body = [svg.text(RIGHT, HEIGHT - 6, name, anchor="end")]
    last = -TICK_ROOM
    for tick in to_x.ticks():
        if to_x(tick) - last >= TICK_ROOM:
            last = to_x(tick)
            body.append(svg.line(last, BOTTOM, last, BOTTOM + 4, "c-axis"))
            body.append(svg.text(last, BOTTOM + 18, money(tick), anchor="middle"))
    return body


def _qualities(to_y: svg.Scale, title: str, unit: str) -> list[Markup]:
    """The axis on the left with its ticks, and which corner is better."""
    body = [svg.text(0, 12, title), svg.text(LEFT + 4, TOP - 6, "\u2196 better")]
    for tick in ticks(to_y.low, to_y.high):
        label = f"{plain(100 * tick, 1)}%" if unit == "rate" else plain(tick)
        body += [
            svg.line(LEFT, to_y(tick), RIGHT, to_y(tick), "c-grid"),
            svg.text(LEFT - 6, to_y(tick) + 4, label, anchor="end"),
        ]
    return body


def _ranges(spot: Spot, to_x: _Money, to_y: svg.Scale) -> list[Markup]:
    x, y = to_x(spot.cost), to_y(spot.quality)
    # A number without a range has a stroke of no length, which nobody sees below its mark.
    low, high = to_y(spot.qualities[0]), to_y(spot.qualities[-1])
    cheap, dear = to_x(spot.costs[0]), to_x(spot.costs[-1])
    return [svg.line(x, low, x, high, "c-whisker"), svg.line(cheap, y, dear, y, "c-whisker")]


def _names(at: Sequence[tuple[Spot, float, float]]) -> list[Markup]:
    """Write each name where there is room beside its mark; the newest first, and none over another."""
    taken: list[Box] = [_around(x, y) for _, x, y in at]
    written = []
    for spot, x, y in reversed(at):
        box = next((box for box in _places(spot.name, x, y) if _is_free(box, taken)), None)
        # Where there is none, the table below names it.
        if box is not None:
            taken.append(box)
            written.append(svg.text(box[0], box[3] - 3, spot.name, "c-val c-halo"))
    return written


def _around(x: float, y: float) -> Box:
    return x - MARK / 2, y - MARK / 2, x + MARK / 2, y + MARK / 2


def _places(name: str, x: float, y: float) -> Iterable[Box]:
    width, away = LETTER * len(name), MARK / 2 + 3
    yield x + away, y - LINE / 2, x + away + width, y + LINE / 2
    yield x - away - width, y - LINE / 2, x - away, y + LINE / 2
    yield x - width / 2, y - away - LINE, x + width / 2, y - away
    yield x - width / 2, y + away, x + width / 2, y + away + LINE


def _is_free(box: Box, taken: Iterable[Box]) -> bool:
    inside = min(box[:2]) >= 0 and box[2] <= WIDTH and box[3] <= HEIGHT
    return inside and not any(_meet(box, other) for other in taken)


def _meet(one: Box, other: Box) -> bool:
    beside = one[2] <= other[0] or one[0] >= other[2]
    return not (beside or one[3] <= other[1] or one[1] >= other[3])


def bars(spots: Sequence[Spot]) -> Markup:
    """Draw what a success costs by release, oldest first; pale where it never shipped."""
    most = max(max(spot.costs) for spot in spots)
    to_x = svg.Scale(0.0, most or 1.0, BAR_LEFT, BAR_RIGHT)
    body = [svg.text(0, 12, "Cost of a success")]
    for at, spot in enumerate(spots):
        body += _bar(spot, 20 + ROW * (at + 0.5), to_x)
    told = "; ".join(f"{spot.name} {price(spot.cost)}{'' if spot.shipped else ', not shipped'}" for spot in spots)
    return svg.chart(WIDTH, 20 + ROW * len(spots) + 6, f"Cost of a success by release: {told}.", body, "er-scatter")


def _bar(spot: Spot, y: float, to_x: svg.Scale) -> list[Markup]:
    ends = [to_x(value) for value in spot.costs]
    return [
        svg.text(BAR_LEFT - 8, y + 4, _short(spot.name), "c-val", "end"),
        svg.line(BAR_LEFT, y, to_x(spot.cost), y, "c-bar" if spot.shipped else "c-bar c-bar-open"),
        svg.line(ends[0], y, ends[-1], y, "c-whisker"),
        svg.text(ends[-1] + 6, y + 4, price(spot.cost), "c-val"),
    ]


def _short(name: str) -> str:
    room = int((BAR_LEFT - 8) / LETTER)
    return name if len(name) <= room else f"{name[: room - 1]}\u2026"
