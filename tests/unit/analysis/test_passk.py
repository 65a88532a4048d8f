"""Repeated tries: all of k, any of k."""

from __future__ import annotations

import pytest

from evalreport.analysis.passk import all_of_k, any_of_k, pass_at_k, pass_hat_k


@pytest.mark.parametrize(
    ("passed", "tries", "k", "every", "some"),
    [(5, 5, 4, 1.0, 1.0), (0, 5, 4, 0.0, 0.0), (4, 5, 4, 0.2, 1.0), (3, 4, 1, 0.75, 0.75), (3, 5, 4, 0.0, 1.0)],
)
def test_chances_of_k(passed: int, tries: int, k: int, every: float, some: float) -> None:
    """The chance that k drawn tries all passed, and that one did, is that of drawing without putting back."""
    assert all_of_k(passed=passed, tries=tries, k=k) == pytest.approx(every)
    assert any_of_k(passed=passed, tries=tries, k=k) == pytest.approx(some)


@pytest.mark.parametrize(("passed", "tries", "k"), [(1, 3, 4), (1, 3, 0), (4, 3, 2), (-1, 3, 2)])
def test_impossible_tries_are_refused(passed: int, tries: int, k: int) -> None:
    """Fewer tries than k, or counts that cannot be, are a ValueError."""
    with pytest.raises(ValueError, match=r"tries|count"):
        all_of_k(passed=passed, tries=tries, k=k)


def test_the_task_is_the_unit() -> None:
    """Ten tries of one task are one task: there is no spread, and so no interval."""
    alone = pass_hat_k([(10, 8)], k=4, alpha=0.05)
    assert (alone.n, alone.standard_error, alone.interval) == (1, None, None)
    several = pass_hat_k([(10, 8)] * 3 + [(10, 10)], k=4, alpha=0.05)
    assert several.n == 4
    assert several.mean < pass_at_k([(10, 8)] * 3 + [(10, 10)], k=4, alpha=0.05).mean
