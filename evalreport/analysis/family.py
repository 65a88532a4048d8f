"""Many gates at once (R6): every one must pass, and a block must survive the number of tries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evalreport.analysis.domain import check_alpha, check_fraction

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evalreport.model.gate import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyMember:
    """One gate of a release: its name, its own verdict, and the error chance ``p_fail`` of failing on its data.

    ``p_fail`` is None for gates outside the family: those that count severe failures, ask people, or have no data.
    ``p_adjusted`` is Holm's p-value, filled in by ``gate_family``.
    """

    name: str
    verdict: Verdict
    p_fail: float | None = None
    p_adjusted: float | None = None


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """The p-values adjusted by Holm's step-down method (Holm 1979), in the order given.

    Raises ValueError for a p-value off 0 to 1.
    """
    adjusted = [0.0] * len(p_values)
    running = 0.0
    for rank, (p_value, place) in enumerate(_ranked(p_values)):
        running = max(running, min(1.0, (len(p_values) - rank) * p_value))
        adjusted[place] = running
    return tuple(adjusted)


def benjamini_hochberg(p_values: Sequence[float]) -> tuple[float, ...]:
    """The p-values adjusted for the false discovery rate (Benjamini and Hochberg 1995), in the order given.

    For tables that explore, never for gates. Raises ValueError for a p-value off 0 to 1.
    """
    adjusted = [0.0] * len(p_values)
    running = 1.0
    for rank, (p_value, place) in reversed(list(enumerate(_ranked(p_values), start=1))):
        running = min(running, p_value * len(p_values) / rank)
        adjusted[place] = running
    return tuple(adjusted)


def _ranked(p_values: Sequence[float]) -> list[tuple[float, int]]:
    """The p-values from the smallest, each with its place."""
    for p_value in p_values:
        check_fraction("a p-value", p_value)
    return sorted((p_value, place) for place, p_value in enumerate(p_values))


def gate_family(members: Iterable[FamilyMember], *, alpha: float) -> tuple[FamilyMember, ...]:
    """The members, in order, where a failure stands only when Holm over all fail p-values upholds it at ``alpha``.

    A member that failed on its own p-value alone becomes inconclusive. A pass is left as it is: needing every gate to
    pass needs no correction (Berger 1982). Members without ``p_fail`` keep their verdict. Raises ValueError for a
    p-value off 0 to 1 or an ``alpha`` outside 0 to 0.5.
    """
    check_alpha(alpha)
    listed = tuple(members)
    adjusted = iter(holm([member.p_fail for member in listed if member.p_fail is not None]))
    return tuple(member if member.p_fail is None else _upheld(member, next(adjusted), alpha) for member in listed)


def _upheld(member: FamilyMember, p_adjusted: float, alpha: float) -> FamilyMember:
    verdict: Verdict = "inconclusive" if member.verdict == "failed" and p_adjusted > alpha else member.verdict
    return replace(member, verdict=verdict, p_adjusted=p_adjusted)


def family_verdict(members: Iterable[FamilyMember]) -> Verdict:
    """The verdict of all: failed when any failed, passed when all passed, not evaluated when there are none."""
    verdicts = {member.verdict for member in members}
    if "failed" in verdicts:
        return "failed"
    if verdicts == {"passed"}:
        return "passed"
    return "inconclusive" if verdicts else "not_evaluated"
