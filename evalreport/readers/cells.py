"""What one cell of a table holds: typed, as JSON gives it, or text, as CSV and XML do.

Text is parsed strictly, and an empty cell of text is a missing value. Every function raises ValueError for a cell that
is not what its column holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.readers.values import MAX_TEXT, as_text, number, texts, whole

if TYPE_CHECKING:
    from collections.abc import Callable

# Python's own float() also takes nan, inf and 1_000.
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_WORDS = {"true": True, "yes": True, "1": True, "pass": True, "passed": True} | {
    "false": False,
    "no": False,
    "0": False,
    "fail": False,
    "failed": False,
}
MAX_DIGITS = 400
# Beyond 64 bits no tool that reads our JSON keeps the number exact.
MAX_WHOLE = 2**63
MAX_SHOWN = 40


class CellError(ValueError):
    """A cell that is not what its column holds; ``column`` is our name of it."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Notation:
    """How cells are read: each function takes a cell that is there; ``empty`` is the cell that is not."""

    number: Callable[[object], float]
    whole: Callable[[object], int]
    money: Callable[[object], float]
    truth: Callable[[object], bool]
    score: Callable[[object], float]
    empty: object


def text(value: object) -> str:
    """Return a text, a number or truth value as JSON writes it; lists and objects are no text."""
    if type(value) is str and len(value) <= MAX_TEXT:
        return value
    found = None if isinstance(value, dict | list) else as_text(value)
    if found is None:
        raise ValueError("a list or an object where text is due")
    return found


def words(value: object) -> tuple[str, ...]:
    """Return labels or tags: a list of texts, or one text that semicolons part."""
    # A comma may be part of a label, a semicolon hardly ever is.
    return texts([part.strip() for part in value.split(";")] if isinstance(value, str) else value)


def pairs(value: object) -> dict[str, object]:
    """Return an object of names and values."""
    found = value if isinstance(value, dict) else None
    if found is None:
        raise ValueError("an object of names and values is due")
    return found


def _json_number(value: object) -> float:
    if type(value) is float and value - value == 0:  # what is not finite differs from itself by no number
        return value
    found = number(value)
    return 0.0 if found is None else found  # a missing cell never gets here


def _json_whole(value: object) -> int:
    if type(value) is int and abs(value) < MAX_WHOLE:
        return value
    found = whole(value)
    return 0 if found is None else found


def _json_truth(value: object) -> bool:
    # Many tools write their truth values as numbers.
    if isinstance(value, int | float) and value in {0, 1}:
        return bool(value)
    raise ValueError("true or false is due")


def _json_score(value: object) -> float:
    return float(value) if isinstance(value, bool) else _json_number(value)


def _text_number(value: object) -> float:
    cell = str(value).strip()
    if not _DECIMAL.fullmatch(cell) or len(cell) > MAX_DIGITS:
        raise ValueError(f"{cell[:MAX_SHOWN]!r} where a number is due")
    return _json_number(float(cell))


def _text_money(value: object) -> float:
    # Spreadsheets write the currency into the cell; only the one that the column is in is dropped.
    return _text_number(str(value).strip().removeprefix("$"))


def _text_whole(value: object) -> int:
    return _json_whole(_text_number(value))


def _text_truth(value: object) -> bool:
    cell = str(value).strip()
    known = _WORDS.get(cell.lower())
    if known is None:
        raise ValueError(f"{cell[:MAX_SHOWN]!r} where true or false is due")
    return known


def _text_score(value: object) -> float:
    cell = str(value).strip().lower()
    return float(cell == "true") if cell in {"true", "false"} else _text_number(value)


# Nothing equals an object of its own: JSON's empty text is a text.
TYPED = Notation(
    number=_json_number,
    whole=_json_whole,
    money=_json_number,
    truth=_json_truth,
    score=_json_score,
    empty=object(),
)
TEXTUAL = Notation(
    number=_text_number, whole=_text_whole, money=_text_money, truth=_text_truth, score=_text_score, empty=""
)
