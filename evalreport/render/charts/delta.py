"""A score's change, around no change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.render.charts import svg
from evalreport.render.figures import change, change_span

if TYPE_CHECKING:
    from markupsafe import Markup

    from evalreport.model.statistics import Interval

WIDTH = 150
HEIGHT = 24


def draw(title: str, difference: float, interval: Interval, unit: str, reach: float, *, higher: bool) -> Markup:
    """Draw a change with its range; right is better. ``reach`` is the change at the end of the scale."""
    # Mirrored where lower is better, so that a reader need not know it: right is better in every row.
    side = 1 if higher else -1
    ends = sorted((side * interval.low, side * interval.high))
    to = svg.Scale(-reach, reach, 4, WIDTH - 4)
    # Coloured only where the whole range lies on one side; anything else may be chance.
    tone = "good" if ends[0] > 0 else "bad" if ends[1] < 0 else "flat"
    body = [
        svg.line(to(0), 2, to(0), 22, "c-zero"),
        svg.line(to(ends[0]), 12, to(ends[1]), 12, f"c-range c-{tone}-line"),
        svg.circle(to(side * difference), 12, 4, "c-ink" if tone == "flat" else f"c-{tone}"),
    ]
    word = " points" if unit == "rate" else ""
    said = f"{title}: change {change(difference, unit)}{word}, range {change_span(interval, unit)}."
    return svg.chart(WIDTH, HEIGHT, said, body)
