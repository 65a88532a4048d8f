"""Numbers as people read them. An unknown number is said to be unknown, never written as 0."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from evalreport.model.statistics import Estimate, Interval

NOT_MEASURED = "not measured"
MINUS = "\u2212"
_HYPHEN_MINUS = re.compile(r"(?<=[ (])-(?=\d)")
# From here on a relative change says more as a factor than as a percentage.
MANY_FOLD = 10
TEN_CENTS = 0.1
# Below this a number is told from 0 by nobody.
MOST_DECIMALS = 12
KILO = 1000


def true_minus(sentence: str) -> str:
    """Write the minus of negative numbers in a sentence as a minus; hyphens of names and dates stay."""
    return _HYPHEN_MINUS.sub(MINUS, sentence)


def signed(value: float, digits: int = 1) -> str:
    """Write a number with its sign, with a true minus; what rounds to zero carries none."""
    # "+0.0" would claim a direction that the digits shown do not have.
    text = f"{value:+.{digits}f}"
    if float(text) == 0:
        return text[1:]
    return text.replace("-", MINUS)


def plain(value: float, digits: int = 2) -> str:
    """Write a number without needless zeros at its end."""
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return ("0" if text == "-0" else text).replace("-", MINUS)


def number(value: float) -> str:
    """Write a bare number with three digits that say something: 0.000118 is not 0, and 1.0384 is 1.04."""
    return plain(value, decimals(value))


def decimals(value: float) -> int:
    """Return how many decimal places a number needs to show three digits that say something."""
    return 2 if value == 0 else min(max(2 - math.floor(math.log10(abs(value))), 0), MOST_DECIMALS)


def percent(value: float | None, digits: int = 1) -> str:
    """Write a share of 0 to 1 as percent."""
    return NOT_MEASURED if value is None else f"{100 * value:.{digits}f}%".replace("-", MINUS)


def count(value: int | None) -> str:
    """Write a whole number with thousands apart."""
    return NOT_MEASURED if value is None else f"{value:,}"


def money(value: float | None) -> str:
    """Write US dollars with as many digits as a small sum needs: two that say something."""
    if value is None:
        return NOT_MEASURED
    small = 0 < abs(value) < TEN_CENTS
    digits = 1 - math.floor(math.log10(abs(value))) if small else 2
    return f"${value:,.{digits}f}".replace("$-", f"{MINUS}$")


def price(value: float | None) -> str:
    """Write what one of something costs: in cents, below ten cents with three digits that say something."""
    if value is None or value == 0 or abs(value) >= TEN_CENTS:
        return money(value)
    return f"${value:,.{decimals(value)}f}".replace("$-", f"{MINUS}$")


def price_span(interval: Interval | None) -> str:
    """Write the range of a price as "low to high"."""
    return "" if interval is None else f"{price(interval.low)} to {price(interval.high)}"


def seconds(value: float | None) -> str:
    """Write a duration given in seconds."""
    if value is None:
        return NOT_MEASURED
    return f"{value:.2f} s" if abs(value) < MANY_FOLD else f"{value:,.1f} s"


def minutes(value: float | None) -> str:
    """Write minutes of people."""
    return NOT_MEASURED if value is None else f"{number(value)} min"


def size(value: int) -> str:
    """Write a number of bytes with the unit it needs (1 KB = 1,000 bytes)."""
    if value < KILO:
        return f"{value} bytes"
    if value < KILO * KILO:
        return f"{value / KILO:.1f} KB"
    return f"{value / KILO / KILO:.1f} MB"


def in_unit(value: float | None, unit: str) -> str:
    """Write a gate's or a score's number in its unit: rate, points, count, share, s, min, usd or score."""
    if value is None:
        return NOT_MEASURED
    if unit in {"rate", "share"}:
        return percent(value)
    if unit == "points":
        return f"{signed(100 * value)} points"
    if unit in MEASURED:
        return MEASURED[unit](value)
    return plain(value, 0) if unit == "count" else number(value)


def change(value: float | None, unit: str) -> str:
    """Write a difference in its unit: points for rates, seconds for durations, else the bare number."""
    if value is None:
        return ""
    if unit == "rate":
        return signed(100 * value)
    if unit == "usd":
        return money(value) if value < 0 else f"+{money(value)}"
    if unit == "min":
        return f"{signed(value)} min"
    return f"{signed(value, 2)} s" if unit == "s" else signed(value, decimals(value))


# Units that have a writer of their own.
MEASURED: Mapping[str, Callable[[float | None], str]] = {"s": seconds, "usd": money, "min": minutes}


def span(interval: Interval | None, unit: str) -> str:
    """Write an interval as "low to high" in its unit."""
    if interval is None:
        return ""
    return f"{in_unit(interval.low, unit)} to {in_unit(interval.high, unit)}"


def change_span(interval: Interval | None, unit: str) -> str:
    """Write the interval of a difference as "low to high"."""
    if interval is None:
        return ""
    return f"{change(interval.low, unit)} to {change(interval.high, unit)}"


def estimate(value: Estimate | None, unit: str) -> str:
    """Write an estimate's number in its unit."""
    return NOT_MEASURED if value is None else in_unit(value.value, unit)


def relative(before: float | None, after: float | None) -> str:
    """Write the change of a cost in percent; "" where either side is unknown or nothing was paid before."""
    # Never minus one hundred percent because a cost is missing, never a ratio over nothing.
    if before is None or after is None or before <= 0:
        return ""
    # A percentage of several hundred is harder to read than the factor it stands for.
    factor = after / before
    if factor >= MANY_FOLD:
        return f"{factor:,.0f} times"
    return f"{signed(100 * (factor - 1), 0)}%"


def number_word(value: int) -> str:
    """Write a small number as a word, a larger one in digits."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[value] if 0 <= value < len(words) else f"{value:,}"


def plural(number: int, noun: tuple[str, str]) -> str:
    """Write a number with its noun in the right form."""
    return f"{number:,} {noun[0] if number == 1 else noun[1]}"
