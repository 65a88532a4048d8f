"""One gate: what was seen and its range, against the line it must not cross."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evalreport.render.charts import svg
from evalreport.render.figures import in_unit, number_word, plain, signed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markupsafe import Markup

    from evalreport.model.gate import Verdict

WIDTH = 230
HEIGHT = 38
MIDDLE = 13
PAD = 8
DOT = 4.5
# A label this near to the edge is written from the edge inward.
NEAR_EDGE = 30
ROOM_FOR_ZERO = 22
WORDS: dict[Verdict, str] = {
    "passed": "passed",
    "failed": "failed",
    "inconclusive": "cannot tell yet",
    "not_evaluated": "not judged",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a gate chart draws; ``bad`` is the side of the line that is not allowed."""

    title: str
    verdict: Verdict
    unit: str
    change: bool
    observed: float
    low: float
    high: float
    line: float
    bad: Literal["left", "right"]

    @property
    def family(self) -> str:
        """Gates of one family share one scale: those of one unit, changes apart from levels."""
        return f"{self.unit}, changes" if self.change else self.unit


def scales(seen: Iterable[Seen]) -> dict[str, tuple[float, float]]:
    """Return for each family of gates the ends of the scale that holds all their numbers."""
    ends: dict[str, tuple[float, float]] = {}
    units: dict[str, str] = {}
    for one in seen:
        # No change is a place on the scale of changes, and no failure one on that of counts.
        numbers = (one.low, one.high, one.observed, one.line, *((0.0,) if one.change or one.unit == "count" else ()))
        low, high = ends.get(one.family, (min(numbers), max(numbers)))
        ends[one.family] = (min(low, *numbers), max(high, *numbers))
        units[one.family] = one.unit
    return {family: _widened(units[family], low, high) for family, (low, high) in ends.items()}


def _widened(unit: str, low: float, high: float) -> tuple[float, float]:
    if unit == "count":
        # A count of nothing still needs a scale on which one would be seen.
        return 0.0, max(high * 1.15, 4.0)
    # Room on both sides, so that neither a dot nor the line sits on the edge; a share never leaves 0 to 1.
    reach = (high - low) or abs(high) or 1.0
    wide_low, wide_high = low - 0.12 * reach, high + 0.12 * reach
    if unit in {"rate", "share"}:
        return (max(wide_low, 0.0) if low >= 0 else wide_low), (min(wide_high, 1.0) if high <= 1 else wide_high)
    return wide_low, wide_high


def draw(seen: Seen, ends: tuple[float, float]) -> Markup:
    """Draw the dot in the verdict's own shape, its range, the line and the side that is not allowed."""
    to = svg.Scale(ends[0], ends[1], PAD, WIDTH - PAD)
    # A count is whole: the line stands just behind the last number that is allowed.
    at = to(seen.line) + (4 if seen.unit == "count" else 0)
    zone = svg.rect(0, 2, at, 22, "c-badzone") if seen.bad == "left" else svg.rect(at, 2, WIDTH - at, 22, "c-badzone")
    body = [zone, svg.line(0, MIDDLE, WIDTH, MIDDLE, "c-axis")]
    if seen.change:
        body.append(svg.line(to(0), 8, to(0), 18, "c-zero"))
    body.append(svg.line(at, 2, at, 24, "c-limit"))
    if seen.low != seen.high:
        body.append(svg.line(to(seen.low), MIDDLE, to(seen.high), MIDDLE, "c-range"))
    body += dot(to(seen.observed), MIDDLE, seen.verdict)
    body += _labels(seen, at, to(0))
    return svg.chart(WIDTH, HEIGHT, sentence(seen), body, "er-interval")


def _labels(seen: Seen, at: float, zero: float) -> list[Markup]:
    if at < NEAR_EDGE:
        labels = [svg.text(0, 36, _line_word(seen))]
    elif at > WIDTH - NEAR_EDGE:
        labels = [svg.text(WIDTH, 36, _line_word(seen), anchor="end")]
    else:
        labels = [svg.text(at, 36, _line_word(seen), anchor="middle")]
    if seen.change and abs(zero - at) > ROOM_FOR_ZERO:
        labels.append(svg.text(zero, 36, "0", anchor="middle"))
    return labels


def _line_word(seen: Seen) -> str:
    if seen.unit == "count":
        return "none allowed" if seen.line == 0 else f"{number_word(round(seen.line))} allowed"
    if seen.unit == "points":
        return signed(100 * seen.line, 0 if round(100 * seen.line) == round(100 * seen.line, 6) else 1)
    return f"{plain(100 * seen.line, 1)}%" if seen.unit in {"rate", "share"} else in_unit(seen.line, seen.unit)


# Shape before colour: who sees no red and green, or prints in grey, still tells the verdicts apart.
def dot(x: float, y: float, verdict: Verdict) -> list[Markup]:
    """Draw disc for passed, square for failed, half disc for what cannot be told, open ring for not judged."""
    if verdict == "failed":
        return [svg.rect(x - DOT, y - DOT, 2 * DOT, 2 * DOT, "c-bad")]
    if verdict == "passed":
        return [svg.circle(x, y, DOT, "c-good")]
    ring = svg.circle(x, y, DOT, "c-paper c-stroke-open")
    if verdict == "not_evaluated":
        return [ring]
    return [ring, svg.path(f"M{x:.1f} {y - DOT:.1f}a{DOT} {DOT} 0 0 0 0 {2 * DOT:g}z", "c-open")]


def sentence(seen: Seen) -> str:
    """Return the chart in words: verdict, number, range and line."""
    reach = (
        "" if seen.low == seen.high else f", range {in_unit(seen.low, seen.unit)} to {in_unit(seen.high, seen.unit)}"
    )
    observed = in_unit(seen.observed, seen.unit)
    return f"{seen.title}: {WORDS[seen.verdict]}. Observed {observed}{reach}, line {in_unit(seen.line, seen.unit)}."
