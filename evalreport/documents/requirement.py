"""The range of versions a configuration asks for, such as ``>=1,<2``."""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_CLAUSE = re.compile(r"\s*(>=|<=|==|<|>)\s*(\d+(?:\.\d+)*)\s*")
_COMPARE: dict[str, Callable[[tuple[int, ...], tuple[int, ...]], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}


def satisfies(version: str, requirement: str) -> bool:
    """Say whether a version lies in the range; raise ValueError for a range of another form.

    Only the leading digits of ``version`` count, so that 1.2.0rc1 counts as 1.2.0; missing digits are 0.
    """
    ours = _digits(version)
    results = []
    for clause in requirement.split(","):
        match = _CLAUSE.fullmatch(clause)
        if match is None:
            raise ValueError(f"{clause!r} is no range")
        results.append(_COMPARE[match[1]](ours, _digits(match[2])))
    return all(results)


def _digits(version: str) -> tuple[int, ...]:
    match = re.match(r"\d+(?:\.\d+)*", version)
    numbers = [int(part) for part in match[0].split(".")] if match else []
    # Padded, so that 1 and 1.0.0 are the same version.
    return tuple((numbers + [0] * 4)[:4])
