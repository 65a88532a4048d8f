"""Candidate against baseline, paired by (suite, case, epoch)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.model.assessment import Transitions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evalreport.analysis.observe import Key, Observations
    from evalreport.model.assessment import Transition


def transition(baseline: float | bool | None, candidate: float | bool | None) -> Transition:
    """Name what happened to a pair whose sides are pass (true) or fail; None on either side is not comparable."""
    if baseline is None or candidate is None:
        return "not_comparable"
    if candidate:
        return "both_passed" if baseline else "fixed"
    return "regressed" if baseline else "both_failed"


def transitions(
    baseline: Mapping[Key, float | bool | None], candidate: Mapping[Key, float | bool | None]
) -> dict[Key, Transition]:
    """Return what happened to each key of either side, sorted by key."""
    named: dict[Key, Transition] = {}
    for key in sorted(baseline.keys() | candidate.keys()):
        if key not in candidate:
            named[key] = "only_baseline"
        elif key not in baseline:
            named[key] = "only_candidate"
        else:
            named[key] = transition(baseline[key], candidate[key])
    return named


def count(named: Iterable[Transition]) -> Transitions:
    """Count transitions."""
    counts = Counter(named)
    return Transitions(
        both_passed=counts["both_passed"],
        fixed=counts["fixed"],
        regressed=counts["regressed"],
        both_failed=counts["both_failed"],
        only_baseline=counts["only_baseline"],
        only_candidate=counts["only_candidate"],
        not_comparable=counts["not_comparable"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """Observations of both sides, a case each: the mean over its epochs.

    ``baseline`` and ``candidate`` are aligned lists of paired cases; ``single`` is True where every case has one epoch
    on each side, so that exact counts of pairs are independent. ``lost`` counts cases without a scored partner.
    """

    cases: tuple[tuple[str, str], ...]
    baseline: tuple[float, ...]
    candidate: tuple[float, ...]
    single: bool
    lost: int

    @property
    def differences(self) -> tuple[float, ...]:
        """Candidate minus baseline, a case each."""
        return tuple(after - before for before, after in zip(self.baseline, self.candidate, strict=True))

    @property
    def whole(self) -> bool:
        """True where every paired case came out the same in all its epochs, passed or failed, on both sides."""
        return all(value in {0.0, 1.0} for value in (*self.baseline, *self.candidate))

    @property
    def binary(self) -> bool:
        """True where every paired case is a plain pass or fail on both sides."""
        return self.single and self.whole


def by_case(observations: Observations) -> dict[tuple[str, str], list[float]]:
    """Group scored observations by (suite, case), epochs in order."""
    grouped: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for key in sorted(observations):
        value = observations[key]
        if value is not None:
            grouped[key[0], key[1]].append(value)
    return dict(grouped)


def _scored_on_both(baseline: Observations, candidate: Observations) -> list[Key]:
    shared = baseline.keys() & candidate.keys()
    return sorted(key for key in shared if baseline[key] is not None and candidate[key] is not None)


def pair(baseline: Observations, candidate: Observations) -> Paired:
    """Pair cases; epochs that both sides ran are averaged, a case lacking a scored partner is lost."""
    scored = _scored_on_both(baseline, candidate)
    before = by_case({key: baseline[key] for key in scored})
    after = by_case({key: candidate[key] for key in scored})
    cases = tuple(before)
    # Counted by case: an epoch that one side lacks loses nothing while another epoch pairs.
    everything = {key[:2] for key in baseline.keys() | candidate.keys()}
    return Paired(
        cases=cases,
        baseline=tuple(_mean(before[case]) for case in cases),
        candidate=tuple(_mean(after[case]) for case in cases),
        single=all(len(values) == 1 for values in before.values()),
        lost=len(everything) - len(cases),
    )


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
