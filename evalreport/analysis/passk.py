"""Repeated tries of a task: do all k succeed, does any (R7).

The unit is the task: its tries hang together, so the spread is that between tasks. ``(c/n)^k`` is biased upward and is
not used.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evalreport.analysis.domain import check_counts
from evalreport.analysis.means import MeanEstimate, mean_ci

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT_K = 4


def all_of_k(*, passed: int, tries: int, k: int) -> float:
    """The chance that ``k`` of the tries, drawn at random, all passed: C(c,k)/C(n,k) (tau-bench, arXiv 2406.12045).

    Raises ValueError for impossible counts, a ``k`` below 1, or fewer tries than ``k``.
    """
    _check(passed, tries, k)
    return math.comb(passed, k) / math.comb(tries, k)


def any_of_k(*, passed: int, tries: int, k: int) -> float:
    """The chance that at least one of ``k`` tries drawn at random passed: 1 - C(n-c,k)/C(n,k) (arXiv 2107.03374).

    Errors as ``all_of_k``. Never a gate: an unattended action runs once.
    """
    _check(passed, tries, k)
    return 1 - math.comb(tries - passed, k) / math.comb(tries, k)


def pass_hat_k(tasks: Sequence[tuple[int, int]], *, k: int, alpha: float) -> MeanEstimate:
    """The mean over tasks, each (tries, passed), of ``all_of_k``; its error is that between tasks.

    Raises ValueError without tasks and as ``all_of_k``.
    """
    return mean_ci([all_of_k(passed=passed, tries=tries, k=k) for tries, passed in tasks], alpha=alpha)


def pass_at_k(tasks: Sequence[tuple[int, int]], *, k: int, alpha: float) -> MeanEstimate:
    """The mean over tasks, each (tries, passed), of ``any_of_k``; errors as ``pass_hat_k``."""
    return mean_ci([any_of_k(passed=passed, tries=tries, k=k) for tries, passed in tasks], alpha=alpha)


def _check(passed: int, tries: int, k: int) -> None:
    check_counts(passed, tries)
    if not 1 <= k <= tries:
        raise ValueError(f"{tries} tries do not show what {k} in a row do")
