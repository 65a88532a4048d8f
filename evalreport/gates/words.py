"""Numbers in the words of a sentence; a bound is never rounded across the line it is compared with."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evalreport.model.statistics import Interval


def percent(rate: float, *, away_from: float | None = None) -> str:
    """Write a rate as a percentage with at most one decimal (more only where rounding would cross ``away_from``)."""
    return f"{_digits(100 * rate, None if away_from is None else 100 * away_from)}%"


def points(difference: float, *, away_from: float | None = None) -> str:
    """Write a difference of rates in percentage points, signed."""
    text = _digits(100 * difference, None if away_from is None else 100 * away_from)
    return text if text.startswith("-") or float(text) == 0 else f"+{text}"


def plain(number: float, *, away_from: float | None = None) -> str:
    """Write a score or seconds with three significant digits at most."""
    # Minus nothing is how a computer says nothing.
    text = f"{number or 0.0:.3g}"
    # 0.9 beside a line of 0.9 would hide on which side the number lies.
    if away_from is not None and float(text) == away_from != number:
        return f"{number:.6g}"
    return text


def dollars(amount: float) -> str:
    """Write US dollars: cents, or two significant digits below ten cents."""
    return f"${amount:,.2f}" if abs(amount) >= 0.1 else f"${amount:.2g}"  # noqa: PLR2004  # ten cents


def quantity(value: float, unit: str, *, away_from: float | None = None) -> str:
    """Write a number in its unit: rate, share, points, s, min, usd or score."""
    match unit:
        case "rate":
            return percent(value, away_from=away_from)
        case "points":
            return points(value, away_from=away_from)
        case "share":
            return percent(value, away_from=away_from)
        case "usd":
            return dollars(value)
        case "s":
            return f"{plain(value, away_from=away_from)} s"
        case "min":
            return f"{plain(value, away_from=away_from)} minutes a hundred runs"
        case _:
            return plain(value, away_from=away_from)


def span(interval: Interval, unit: str, *, line: float | None = None) -> str:
    """Write an interval as "a to b" in its unit."""
    return f"{quantity(interval.low, unit, away_from=line)} to {quantity(interval.high, unit, away_from=line)}"


def cases(count: int, noun: tuple[str, str]) -> str:
    """Write "1 ticket" or "12 tickets"."""
    return f"{count:,} {noun[0] if count == 1 else noun[1]}"


def rounded_up(needed: int) -> int:
    """Round an estimated number of further cases up to two digits: too few would be asked for again."""
    scale = 10 ** max(0, math.floor(math.log10(needed)) - 1) if needed > 0 else 1
    return math.ceil(needed / scale) * scale


def more(needed: int | None, noun: tuple[str, str]) -> str:
    """Say how many more cases would decide; rounded up to two digits, for it is an estimate."""
    if needed is None:
        return "It is too close to the line for a practical number of further " + noun[1] + "."
    count = rounded_up(needed)
    return f"About {count:,} more {noun[0] if count == 1 else noun[1]} would decide at the present rate."


def odds(p_value: float | None) -> str:
    """Say how rarely chance alone shows so much, were the margin just kept: ", by chance 1 in 90"; "" when unknown."""
    if p_value is None or not 0 < p_value < 1:
        return ""
    rare = 1 / p_value
    if rare >= 1_000_000:  # noqa: PLR2004  # beyond it the number is a fable
        return ", by chance less than 1 in a million"
    scale = 10 ** max(0, math.floor(math.log10(rare)) - 1)
    return f", by chance 1 in {math.floor(rare / scale) * scale:,}"


def sentence(text: str) -> str:
    """Begin with a capital."""
    return text[:1].upper() + text[1:]


def _digits(number: float, line: float | None) -> str:
    text = _short(number, 1)
    for places in (2, 3, 4):
        if line is None or ((float(text) < line) == (number < line) and (float(text) > line) == (number > line)):
            break
        text = _short(number, places)
    return text


def _short(number: float, places: int) -> str:
    text = f"{number:.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text
