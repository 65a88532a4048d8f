"""From live runs to runs worth reviewing: a stratified sample that a seed decides, and reviews counted as data."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.analysis.agreement import cohen_kappa, krippendorff_alpha
from evalreport.live.traces import kind_keys
from evalreport.model.review import NO_FAILURE, ReviewAgreement, ReviewTally

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from evalreport.model.assessment import CaseSide
    from evalreport.model.evaluation import CaseResult
    from evalreport.model.review import ReviewedRun

NEW_CLASS, NEW_INPUT, KNOWN = "new failure", "new input", "known"
NOT_SAID = "not said"
PAIR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One run of the sample: its stratum, and its chance of having been drawn."""

    side: CaseSide
    stratum: str
    probability: float


def by_class(side: CaseSide) -> str:
    """Return the first failure class of a run, or that it has none."""
    return side.classes[0] if side.classes else NO_FAILURE


def by_key(key: str) -> Callable[[CaseSide], str]:
    """Return what puts runs into strata by a metadata key."""
    return lambda side: side.row.metadata.get(key, NOT_SAID)


def by_novelty(live: Sequence[CaseSide], offline: Sequence[CaseSide]) -> Callable[[CaseSide], str]:
    """Return what tells new from known: a failure class, or a value of a shared key or tag, that no suite has.

    Nothing is guessed from texts.
    """
    classes = {name for side in offline for name in side.classes}
    keys = kind_keys([side.row for side in live], [side.row for side in offline])
    values = {(key, value) for side in offline for key, value in _values(side.row, keys)}

    def stratum(side: CaseSide) -> str:
        if any(name not in classes for name in side.classes):
            return NEW_CLASS
        return NEW_INPUT if set(_values(side.row, keys)) - values else KNOWN

    return stratum


def _values(row: CaseResult, keys: Sequence[str]) -> list[tuple[str, str]]:
    told = [(key, row.metadata[key]) for key in keys if key in row.metadata]
    return told + [("tag", tag) for tag in row.tags if "tag" in keys]


def run_id(row: CaseResult) -> str:
    """Return what names a run: its trace, else its case."""
    return row.trace_id or row.case_id


def draw(sides: Sequence[CaseSide], stratum: Callable[[CaseSide], str], *, n: int, seed: str) -> list[Drawn]:
    """Draw ``n`` runs, the strata in turn, so that a rare kind is looked at too; seed and ids alone decide which.

    The order of ``sides`` is irrelevant. Raises ValueError for fewer than one.
    """
    if n < 1:
        raise ValueError(f"a sample of {n} runs is none")
    waiting: defaultdict[str, list[CaseSide]] = defaultdict(list)
    for side in sorted(sides, key=lambda side: _lot(seed, side.row)):
        waiting[stratum(side)].append(side)
    taken: Counter[str] = Counter()
    while sum(taken.values()) < min(n, len(sides)):
        # The smallest so far goes next; among equals the name decides, not the order of the file.
        open_ones = [name for name in sorted(waiting) if taken[name] < len(waiting[name])]
        taken[min(open_ones, key=lambda name: taken[name])] += 1
    return [
        Drawn(side=side, stratum=name, probability=taken[name] / len(waiting[name]))
        for name in sorted(waiting)
        for side in waiting[name][: taken[name]]
    ]


def _lot(seed: str, row: CaseResult) -> str:
    # A digest draws alike on every machine and in every order, which a generator does only with care.
    return hashlib.sha256(f"{seed}\0{run_id(row)}\0{row.epoch}".encode("utf-8", "surrogatepass")).hexdigest()


def tally(rows: Sequence[ReviewedRun]) -> ReviewTally:
    """Count reviews; a run that several people see differently is a conflict, and counts under no code."""
    done = [row for row in rows if row.done]
    runs = _by_run(done)
    conflicts = [run for run, seen in runs.items() if len({one.verdict for one in seen}) > 1]
    codes = Counter(seen[0].verdict for run, seen in runs.items() if run not in set(conflicts))
    return ReviewTally(
        reviewed=len(runs),
        left=len({row.trace_id for row in rows} - runs.keys()),
        codes=dict(sorted(codes.items())),
        agreement=agreement(done),
        conflicts=tuple(sorted(conflicts)),
        said=dict(sorted(Counter((*row.verdict, row.reviewer) for row in done).items())),
        notes=dict(sorted(Counter((row.failure_class, row.note) for row in done if row.note).items())),
    )


def _by_run(rows: Sequence[ReviewedRun]) -> Mapping[str, list[ReviewedRun]]:
    found: defaultdict[str, list[ReviewedRun]] = defaultdict(list)
    for row in rows:
        found[row.trace_id].append(row)
    return found


def agreement(rows: Sequence[ReviewedRun]) -> ReviewAgreement:
    """Compare reviewers over the runs that at least two of them reviewed, by failure class."""
    said = {(row.trace_id, row.reviewer): row.failure_class for row in rows if row.done}
    reviewers = tuple(sorted({reviewer for _, reviewer in said}))
    runs = sorted({run for run, _ in said})
    shared = [run for run in runs if sum((run, reviewer) in said for reviewer in reviewers) >= PAIR]
    words = sorted(set(said.values()))
    at = {word: float(number) for number, word in enumerate(words)}
    ratings = [
        [at[said[run, reviewer]] if (run, reviewer) in said else None for run in shared] for reviewer in reviewers
    ]
    same = sum(len({said[run, one] for one in reviewers if (run, one) in said}) == 1 for run in shared)
    return ReviewAgreement(
        reviewers=reviewers,
        runs=len(shared),
        same=same,
        kappa=_kappa(ratings, len(words)) if len(reviewers) == PAIR and shared else None,
        alpha=krippendorff_alpha(ratings) if len(reviewers) >= PAIR and shared else None,
    )


def _kappa(ratings: Sequence[Sequence[float | None]], size: int) -> float | None:
    table = [[0] * size for _ in range(size)]
    for one, other in zip(*ratings, strict=True):
        if one is not None and other is not None:
            table[int(one)][int(other)] += 1
    found = cohen_kappa(table)
    return found.kappa if found else None
