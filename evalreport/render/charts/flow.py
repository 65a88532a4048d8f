"""Failures of a class before and now: still failing runs straight, fixed leaves above, new enters below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.render.charts import svg

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markupsafe import Markup

WIDTH = 330
LEFT = 74
RIGHT = 250
BAR = 7
TOP = 9
SMALLEST = 34
# All classes of a page share one scale; the largest is about this high.
TALLEST = 90
LARGEST_UNIT = 5.0
# Labels of two bands need this much height each to stay apart.
ROOM = 16.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """Cases of one class: fixed, still failing and newly failing."""

    title: str
    fixed: int
    still: int
    new: int

    @property
    def total(self) -> int:
        """All cases that fail on either side."""
        return self.fixed + self.still + self.new


def unit(classes: Iterable[Failures]) -> float:
    """Return the height of one case in pixels, the same for all classes of a page."""
    return min(LARGEST_UNIT, TALLEST / (max((one.total for one in classes), default=1) or 1))


def draw(one: Failures, height_of_one: float) -> Markup:
    """Draw the bands of one class."""
    # A band is never lower than its label: one new breach among hundreds of failures must still be seen.
    fixed, still, new = (max(height_of_one * part, ROOM if part else 0.0) for part in (one.fixed, one.still, one.new))
    tops = (TOP, TOP + fixed, TOP + fixed + still, TOP + fixed + still + new)
    body = [*_still(one, tops), *_fixed(one, tops), *_new(one, tops), *_bars(one, tops)]
    return svg.chart(WIDTH, max(SMALLEST, tops[3] + TOP), sentence(one), body, "er-flow")


def sentence(one: Failures) -> str:
    """Return the chart in words."""
    return (
        f"{one.title}: {one.fixed + one.still} failed before, {one.still + one.new} fail now; "
        f"{one.fixed} fixed, {one.still} still failing, {one.new} newly failing."
    )


def _still(one: Failures, tops: tuple[float, ...]) -> list[Markup]:
    if not one.still:
        return []
    return [
        svg.rect(LEFT + BAR, tops[1], RIGHT - LEFT - BAR, tops[2] - tops[1], "c-still"),
        svg.text(LEFT + BAR + 8, (tops[1] + tops[2]) / 2 + 4, f"{one.still} still failing", "c-lab c-strong"),
    ]


def _fixed(one: Failures, tops: tuple[float, ...]) -> list[Markup]:
    if not one.fixed:
        return []
    start, end, middle = LEFT + BAR, LEFT + BAR + 46, (tops[0] + tops[1]) / 2
    shape = f"M{start} {tops[0]:.1f}H{end - 9}L{end} {middle:.1f}L{end - 9} {tops[1]:.1f}H{start}z"
    return [svg.path(shape, "c-fixed"), svg.text(end + 6, middle + 4, f"{one.fixed} fixed", "c-lab c-strong")]


def _new(one: Failures, tops: tuple[float, ...]) -> list[Markup]:
    if not one.new:
        return []
    start, middle = RIGHT - 46, (tops[2] + tops[3]) / 2
    shape = f"M{start} {tops[2]:.1f}H{RIGHT}V{tops[3]:.1f}H{start}L{start + 9} {middle:.1f}z"
    return [svg.path(shape, "c-new"), svg.text(start - 6, middle + 4, f"{one.new} new", "c-lab c-strong", "end")]


def _bars(one: Failures, tops: tuple[float, ...]) -> list[Markup]:
    before, now = one.fixed + one.still, one.still + one.new
    left = svg.rect(LEFT, tops[0], BAR, tops[2] - tops[0], "c-ink")
    right = svg.rect(RIGHT, tops[1], BAR, tops[3] - tops[1], "c-ink")
    return [
        left if before else svg.line(LEFT, tops[2], LEFT + BAR, tops[2], "c-zero"),
        right if now else svg.line(RIGHT, tops[1], RIGHT + BAR, tops[1], "c-zero"),
        svg.text(LEFT - 8, (tops[0] + tops[2]) / 2 + 5, before, "c-num", "end"),
        svg.text(RIGHT + BAR + 8, (tops[1] + tops[3]) / 2 + 5, now, "c-num"),
    ]
