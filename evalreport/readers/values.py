"""From what a decoder gives to the values of a row: numbers that are numbers, texts that are bounded."""

from __future__ import annotations

import contextlib
import json
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evalreport.model.evaluation import Score

# Pages show answers in full up to here; longer ones are found in the file itself.
MAX_TEXT = 20_000
# Longer lists are data, not something to filter or match by.
MAX_LIST = 20
MAX_BRIEF = 40
CUT = " […]"


def number(value: object) -> float | None:
    """Return a finite number, None for None; raise ValueError for text, truth values and what is not finite."""
    if value is None:
        return None
    result = math.nan
    if isinstance(value, int | float) and not isinstance(value, bool):
        # JSON allows whole numbers of any length, a double does not.
        with contextlib.suppress(OverflowError):
            result = float(value)
    if not math.isfinite(result):
        raise ValueError(f"{_brief(value)} where a finite number is due")
    return result


def whole(value: object) -> int | None:
    """Return a whole number (2.0 counts as one), None for None; raise ValueError for anything else."""
    result = number(value)
    if result is None:
        return None
    if result != int(result):
        raise ValueError(f"{_brief(value)} where a whole number is due")
    return int(result)


def clip(text: str | None, limit: int = MAX_TEXT) -> str | None:
    """Cut a text longer than ``limit`` characters, visibly; None stays None."""
    return text if text is None or len(text) <= limit else text[: limit - len(CUT)] + CUT


def as_text(value: object) -> str | None:
    """Return a value as bounded text: text as it is, truth values and numbers as JSON writes them, the rest as JSON."""
    if value is None or isinstance(value, str):
        return clip(value)
    return clip(json.dumps(value, ensure_ascii=False, sort_keys=True))


def metadata_texts(values: Mapping[str, object]) -> dict[str, str]:
    """Keep scalars and short lists of scalars as text, sorted by name; mappings and long lists are left out."""
    kept: dict[str, str] = {}
    for name, value in sorted(values.items()):
        text = as_text(value) if not _nested(value) or _is_short_list(value) else None
        if text is not None:
            kept[name] = text
    return kept


def _is_short_list(value: object) -> bool:
    """Say whether a list is short and flat enough to stand as one text that a filter can name."""
    return isinstance(value, list) and len(value) <= MAX_LIST and not any(_nested(item) for item in value)


def texts(value: object) -> tuple[str, ...]:
    """Return labels or tags as an ordered tuple without repeats: a list's texts, or the one text; else nothing."""
    items = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(item for item in items if isinstance(item, str) and item))


def only_verdict(scores: Iterable[Score]) -> bool | None:
    """Return the verdict of the row's only pass/fail score; None where no score or several state one."""
    verdicts = [score.passed for score in scores if score.passed is not None]
    return verdicts[0] if len(verdicts) == 1 else None


def _nested(value: object) -> bool:
    return isinstance(value, dict | list)


def _brief(value: object) -> str:
    """Give a value as JSON writes it, briefly: a result file's text may be of any length."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        text = type(value).__name__
    return text if len(text) <= MAX_BRIEF else text[: MAX_BRIEF - 1] + "…"
