"""What a success costs against how often there is one, and by release.

Drawn at the width of a phone, so that its letters are never smaller than written; a wide screen enlarges it a little.
"""

from __future__ import annotations

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

WIDTH = 340
HEIGHT = 300
LEFT, RIGHT, TOP, BOTTOM = 44, WIDTH - 14, 34, HEIGHT - 44
# About the width of a letter at the size of the labels, and the height of a line of them.
LETTER = 6.6
LINE = 14.0
MARK = 16.0
# In the chart by release: where bars begin, how far the longest reaches, and the height of a row.
BAR_LEFT, BAR_RIGHT, ROW = 92, WIDTH - 62, 26
# Two ticks need this many pixels between them.
TICK_ROOM = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One release: its short name, what became of it, what a success costs in USD, and its quality, with ranges."""

    name: str
    outcome: Outcome
    shipped: bool
    cost: float
    cost_range: tuple[float, float] | None
    quality: float
    quality_range: tuple[float, float] | None


Box = tuple[float, float, float, float]


def scatter(spots: Sequence[Spot], title: str, unit: str) -> Markup:
    """Draw releases by cost (to the right: dearer) and quality (up: better); the mark says what became of each."""
    to_x = svg.Scale(*_reach((spot.cost, spot.cost_range) for spot in spots), LEFT, RIGHT)
    to_y = svg.Scale(*_reach((spot.quality, spot.quality_range) for spot in spots), BOTTOM, TOP)
    body = [*_frame(to_x, to_y, title, unit)]
    # The line joins what customers met; what never shipped stands beside it, however cheap it was.
    path = [(to_x(spot.cost), to_y(spot.quality)) for spot in spots if spot.shipped]
    if len(path) > 1:
        body.append(svg.path(svg.points(path), "c-path"))
    body += [stroke for spot in spots for stroke in _ranges(spot, to_x, to_y)]
    at = [(spot, to_x(spot.cost), to_y(spot.quality)) for spot in spots]
    for spot, x, y in at:
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


def _reach(numbers: Iterable[tuple[float, tuple[float, float] | None]]) -> tuple[float, float]:
    seen = [number for value, ends in numbers for number in (value, *(ends or ()))]
    pad = 0.12 * ((max(seen) - min(seen)) or abs(max(seen)) or 1.0)
    # Neither money nor a rate is below nothing.
    return max(min(seen) - pad, min(0.0, *seen)), max(seen) + pad


def _frame(to_x: svg.Scale, to_y: svg.Scale, title: str, unit: str) -> list[Markup]:
    """Both axes with their ticks; money below, quality on the left, and which corner is better."""
    body = [
        svg.text(0, 12, title),
        svg.text(RIGHT, HEIGHT - 6, "Cost of a success", anchor="end"),
        svg.text(LEFT + 4, TOP - 6, "\u2196 better"),
    ]
    for tick in ticks(to_y.low, to_y.high):
        label = f"{plain(100 * tick, 1)}%" if unit == "rate" else plain(tick)
        body += [
            svg.line(LEFT, to_y(tick), RIGHT, to_y(tick), "c-grid"),
            svg.text(LEFT - 6, to_y(tick) + 4, label, anchor="end"),
        ]
    last = -TICK_ROOM
    for tick in ticks(to_x.low, to_x.high):
        if to_x(tick) - last >= TICK_ROOM:
            last = to_x(tick)
            body += [
                svg.line(last, BOTTOM, last, BOTTOM + 4, "c-axis"),
                svg.text(last, BOTTOM + 18, money(tick), anchor="middle"),
            ]
    return body


def _ranges(spot: Spot, to_x: svg.Scale, to_y: svg.Scale) -> list[Markup]:
    x, y = to_x(spot.cost), to_y(spot.quality)
    strokes = []
    if spot.quality_range is not None:
        strokes.append(svg.line(x, to_y(spot.quality_range[0]), x, to_y(spot.quality_range[1]), "c-whisker"))
    if spot.cost_range is not None:
        strokes.append(svg.line(to_x(spot.cost_range[0]), y, to_x(spot.cost_range[1]), y, "c-whisker"))
    return strokes


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
    inside = box[0] >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= HEIGHT
    return inside and all(
        box[2] <= other[0] or box[0] >= other[2] or box[3] <= other[1] or box[1] >= other[3] for other in taken
    )


def bars(spots: Sequence[Spot]) -> Markup:
    """Draw what a success costs by release, oldest first; pale where it never shipped."""
    most = max(max(spot.cost, *(spot.cost_range or (0.0,))) for spot in spots) or 1.0
    to_x = svg.Scale(0.0, most, BAR_LEFT, BAR_RIGHT)
    body = [svg.text(0, 12, "Cost of a success")]
    for at, spot in enumerate(spots):
        y = 20 + ROW * (at + 0.5)
        end = to_x(max(spot.cost, *(spot.cost_range or (0.0,))))
        body += [
            svg.text(BAR_LEFT - 8, y + 4, _short(spot.name), "c-val", "end"),
            svg.line(BAR_LEFT, y, to_x(spot.cost), y, "c-bar" if spot.shipped else "c-bar c-bar-open"),
            svg.text(end + 6, y + 4, price(spot.cost), "c-val"),
        ]
        if spot.cost_range is not None:
            body.append(svg.line(to_x(spot.cost_range[0]), y, to_x(spot.cost_range[1]), y, "c-whisker"))
    told = "; ".join(f"{spot.name} {price(spot.cost)}{'' if spot.shipped else ', not shipped'}" for spot in spots)
    return svg.chart(WIDTH, 20 + ROW * len(spots) + 6, f"Cost of a success by release: {told}.", body, "er-scatter")


def _short(name: str) -> str:
    room = int((BAR_LEFT - 8) / LETTER)
    return name if len(name) <= room else f"{name[: room - 1]}\u2026"
