"""Cases on both sides as rows: what changed and what fails, and counts of the rest.

What there is to say of a single case stands in the file of cases, which the explorer opens.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from evalreport.render.context import class_title, score_title
from evalreport.render.figures import plural
from evalreport.render.text import anchor
from evalreport.render.words import CHANGED_WITHIN, TRANSITIONS, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evalreport.model.assessment import CasePair, Transition
    from evalreport.render.context import Context

# Harm first, then what moved inside a case, then what was mended.
CHANGES: dict[Transition, int] = {"regressed": 0, "both_passed": 1, "both_failed": 1, "not_comparable": 1, "fixed": 2}
# Of the cases that did not change those that nobody can judge come first: they may hide anything.
RESTS: dict[Transition, int] = {"not_comparable": 0, "only_candidate": 1, "only_baseline": 2, "both_passed": 3}
# More rows than these prove nothing more to a reader of the report, and would not fit the budget of its size.
ON_RELEASE_PAGE = 12
# Rows of one page for readers without scripts; with what is around them, half of the elements a page may have.
ON_A_PAGE = 300
# Where nothing came before, a case has no transition, and its own verdict is all there is.
VERDICTS = {
    True: State("Passed", "passed", "good"),
    False: State("Failed", "failed", "bad"),
    None: State("No result", "none", "open"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One case: its anchor (the same in every release), its name, and what became of it."""

    anchor: str
    name: str
    where: str
    state: State
    classes: str
    flips: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseGroup:
    """Cases to which the same happened: the mark and its word stand once, above them; ``total`` is on all pages."""

    state: State
    total: int
    rows: tuple[CaseRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseList:
    """All cases of a release: pages of rows for what changed or fails, and counts of the rest in words."""

    pages: tuple[tuple[CaseGroup, ...], ...]
    changed: int
    failing: int
    rest: tuple[tuple[State, int], ...]

    @property
    def listed(self) -> int:
        """How many cases have a row."""
        return self.changed + self.failing


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The cases of a release in the order in which they are listed: changed, failing as before, all others."""

    changed: list[CasePair]
    failing: list[CasePair]
    rest: list[CasePair]

    @property
    def all(self) -> list[CasePair]:
        """All of them."""
        return [*self.changed, *self.failing, *self.rest]


def pair_anchor(pair: CasePair) -> str:
    """Return the anchor of a case on the case list; it is the same in every release."""
    return anchor(pair.suite, str(pair.epoch), pair.case_id)


def changed_pairs(pairs: Iterable[CasePair]) -> list[CasePair]:
    """Return the pairs of which anything changed, regressed first."""
    return sorted((pair for pair in pairs if pair.changed), key=lambda pair: CHANGES.get(pair.transition, 3))


def in_order(pairs: Iterable[CasePair]) -> Order:
    """Sort the cases of a release as they are listed everywhere."""
    every = list(pairs)
    same = [pair for pair in every if not pair.changed]
    rest = sorted((pair for pair in same if not _fails(pair)), key=lambda pair: RESTS.get(pair.transition, 0))
    return Order(changed=changed_pairs(every), failing=[pair for pair in same if _fails(pair)], rest=rest)


def changed_rows(context: Context) -> tuple[CaseRow, ...]:
    """Return the changed cases that the release page shows."""
    pairs = changed_pairs(context.report.assessment.pairs)[:ON_RELEASE_PAGE]
    return tuple(_row(context, pair) for pair in pairs)


def changed_say(context: Context) -> str:
    """Return how many cases changed, and that more are on the case list."""
    pairs = changed_pairs(context.report.assessment.pairs)
    worse, better = (sum(pair.transition == word for pair in pairs) for word in ("regressed", "fixed"))
    within = len(pairs) - worse - better
    told = [f"{worse:,} newly failing", f"{better:,} fixed"]
    if within:
        told.append(f"{within:,} with the same result but another score or kind of failure")
    return f"{', '.join(told).capitalize()}."


def case_list(context: Context) -> CaseList:
    """Return the rows of what changed or fails, in pages, and how many others there are."""
    order = in_order(context.report.assessment.pairs)
    rows = [_row(context, pair) for pair in (*order.changed, *order.failing)]
    totals = _totals(row.state for row in rows)
    pages = [rows[start : start + ON_A_PAGE] for start in range(0, len(rows), ON_A_PAGE)]
    return CaseList(
        pages=tuple(tuple(_groups(page, totals)) for page in pages) or ((),),
        changed=len(order.changed),
        failing=len(order.failing),
        rest=tuple(_totals(case_state(context, pair) for pair in order.rest).items()),
    )


def case_head(context: Context, cases: CaseList) -> str:
    """Return the heading of the case list."""
    if context.report.assessment.baseline is None:
        return f"{plural(cases.failing, context.noun)} of {context.report.assessment.candidate.cases:,} fail."
    return f"{cases.changed:,} changed, {cases.failing:,} fail as before."


def case_name(context: Context, pair: CasePair) -> str:
    """Return a case's id, with its run where cases ran more than once."""
    return f"{pair.case_id}, run {pair.epoch}" if context.several_runs or pair.epoch > 1 else pair.case_id


def case_state(context: Context, pair: CasePair) -> State:
    """Return what became of a case between baseline and candidate; without a baseline, its verdict."""
    if context.report.assessment.baseline is None and pair.candidate is not None:
        return VERDICTS[pair.candidate.passed]
    moved = pair.transition in {"regressed", "fixed"}
    return CHANGED_WITHIN if pair.changed and not moved else TRANSITIONS[pair.transition]


def _fails(pair: CasePair) -> bool:
    return pair.transition == "both_failed" or (
        pair.transition == "only_candidate" and pair.candidate is not None and pair.candidate.passed is False
    )


def _totals(states: Iterable[State]) -> dict[State, int]:
    counts: dict[State, int] = {}
    for state in states:
        counts[state] = counts.get(state, 0) + 1
    return counts


def _groups(rows: list[CaseRow], totals: dict[State, int]) -> Iterator[CaseGroup]:
    for state, found in groupby(rows, key=lambda row: row.state):
        yield CaseGroup(state=state, total=totals[state], rows=tuple(found))


def _row(context: Context, pair: CasePair) -> CaseRow:
    return CaseRow(
        anchor=pair_anchor(pair),
        name=case_name(context, pair),
        where=pair.suite if len(context.suites) > 1 else "",
        state=case_state(context, pair),
        classes=_classes(context, pair),
        flips="; ".join(_flips(context, pair)),
    )


def _classes(context: Context, pair: CasePair) -> str:
    before = pair.baseline.classes if pair.baseline else ()
    after = pair.candidate.classes if pair.candidate else ()
    now = [class_title(context.policy, one) for one in after]
    gone = [f"no longer {class_title(context.policy, one)}" for one in before if one not in after]
    return ", ".join([*now, *gone])


def _flips(context: Context, pair: CasePair) -> Iterator[str]:
    for score, change in pair.changes.items():
        if change in {"fixed", "regressed"}:
            word = "now passes" if change == "fixed" else "now fails"
            yield f"{score_title(context.policy, score)} {word}"
