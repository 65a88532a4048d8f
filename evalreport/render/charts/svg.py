"""The strokes charts are made of. Every chart is an image with one plain sentence as its name.

Coordinates are pixels; text is never under 11 px. All text is escaped here, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from evalreport.render.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps values onto pixels, ``low`` onto ``start`` and ``high`` onto ``end``; what lies beyond sticks to an end."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the pixel of a value."""
        reach = self.high - self.low
        share = (max(self.low, min(self.high, value)) - self.low) / reach if reach else 0.5
        return self.start + share * (self.end - self.start)


def chart(width: float, height: float, name: str, body: Iterable[Markup], css: str = "") -> Markup:
    """Wrap strokes into one image named by a sentence."""
    # No <title> inside: browsers would show it as a tooltip over the numbers.
    head = Markup(
        '<svg class="er-chart {}" role="img" aria-label="{}" viewBox="0 0 {:g} {:g}" width="{:g}" height="{:g}">'
    ).format(css, visible(name), width, height, width, height)
    return Markup().join([head, *body, Markup("</svg>")])


def line(x1: float, y1: float, x2: float, y2: float, css: str) -> Markup:
    """Draw a straight line."""
    return Markup('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(css, *map(_at, (x1, y1, x2, y2)))


def rect(x: float, y: float, width: float, height: float, css: str) -> Markup:
    """Draw a rectangle."""
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        css, *map(_at, (x, y, max(width, 0), max(height, 0)))
    )


def circle(x: float, y: float, radius: float, css: str) -> Markup:
    """Draw a circle."""
    return Markup('<circle class="{}" cx="{}" cy="{}" r="{}"/>').format(css, *map(_at, (x, y, radius)))


def path(data: str, css: str) -> Markup:
    """Draw a path whose data was built from numbers."""
    return Markup('<path class="{}" d="{}"/>').format(css, data)


def text(x: float, y: float, value: object, css: str = "c-lab", anchor: str = "start") -> Markup:
    """Write text; ``anchor`` is start, middle or end."""
    where = Markup("") if anchor == "start" else Markup(' text-anchor="{}"').format(anchor)
    return Markup('<text class="{}" x="{}" y="{}"{}>{}</text>').format(css, _at(x), _at(y), where, visible(str(value)))


def mark(name: str, tone: str, x: float, y: float, size: float = 16) -> Markup:
    """Draw a mark of the sprite around a point."""
    return Markup('<use href="#m-{}" x="{}" y="{}" width="{:g}" height="{:g}" class="t-{}"/>').format(
        name, _at(x - size / 2), _at(y - size / 2), size, size, tone
    )


def points(pairs: Iterable[tuple[float, float]]) -> str:
    """Return path data that joins points by straight lines."""
    return "".join(f"{'L' if index else 'M'}{_at(x)} {_at(y)}" for index, (x, y) in enumerate(pairs))


def _at(value: float) -> str:
    # A tenth of a pixel is finer than any screen, and the same on every machine.
    return f"{value:.1f}".removesuffix(".0")
