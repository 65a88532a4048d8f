"""What a run was worth beside passing: looked at by a person, approved, kept from a person."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.analysis.classify import Matcher

if TYPE_CHECKING:
    from collections.abc import Callable

    from evalreport.model.evaluation import CaseResult, ToolCall
    from evalreport.model.policy import Outcomes

# Measures that nobody can compute before ``outcomes`` says what counts.
MEASURES = frozenset({"reviewer_burden", "approval_rate"})
_UNDEFINED = {
    "reviewer_burden": "say in outcomes.review which runs a person reviewed",
    "approval_rate": "say in outcomes.approval which tools need an approval",
}
_SILENT = {
    "reviewer_burden": "no run carries a record of a review",
    "approval_rate": "no call carries a record of an approval",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """Calls of the listed tools in one run: all, those with an approval, and of these the ones that went through."""

    listed: int
    approved: int
    executed: int


class OutcomeReader:
    """Reads rows by the outcomes of a policy; ``score_passed`` as for failure classes."""

    def __init__(self, outcomes: Outcomes, score_passed: Callable[[CaseResult, str], bool | None]) -> None:
        self.outcomes = outcomes
        self._reviewed = Matcher(outcomes.reviewed, score_passed)
        self._approved = Matcher(outcomes.approved, score_passed)
        self._escalatable = Matcher(outcomes.escalatable, score_passed)
        self._escalated = Matcher(outcomes.escalated, score_passed)

    def reviewed(self, row: CaseResult) -> bool:
        """Say whether a person reviewed the run."""
        return self._reviewed.claims(row)

    def minutes(self, row: CaseResult) -> float | None:
        """Return the minutes people spent on a run, None where nobody wrote them down.

        The metadata key or score that the policy names is asked first, then the reviews of the trace.
        """
        key = self.outcomes.review_minutes
        stated = None if key is None else _number(row, key)
        return _traced_minutes(row) if stated is None else stated

    def burden(self, row: CaseResult) -> float | None:
        """Return the minutes of a run, 0 for one that nobody reviewed, None where the minutes are not known."""
        minutes = self.minutes(row)
        return 0.0 if minutes is None and not self.reviewed(row) else minutes

    def calls(self, row: CaseResult) -> Calls | None:
        """Count the calls that need an approval, None where the row tells nothing of tools."""
        if row.tools is None:
            return None
        listed = [call for call in row.tools if call.name in self.outcomes.approval_tools]
        approved = [call for call in listed if self._is_approved(row, call)]
        # A call that the tool refused did nothing, approved or not.
        executed = [call for call in approved if call.error is None]
        return Calls(listed=len(listed), approved=len(approved), executed=len(executed))

    def _is_approved(self, row: CaseResult, call: ToolCall) -> bool:
        # The call's own word stands above what is said of the run.
        if call.approved is not None:
            return call.approved
        return self._approved.claims(row) or _approval_in_trace(row, call.name)

    def escalatable(self, row: CaseResult) -> bool:
        """Say whether the run could have gone to a person."""
        return self._escalatable.claims(row)

    def escalated(self, row: CaseResult) -> bool:
        """Say whether the run went to a person."""
        return self._escalated.claims(row)

    def judge_cost(self, row: CaseResult) -> float | None:
        """Return what the graders of the row cost in USD: 0 where the policy names no key, None where it is missing."""
        key = self.outcomes.judge_cost
        return 0.0 if key is None else _number(row, key)

    def undefined(self, measure: str) -> str:
        """Say what the policy leaves out that a measure needs; "" where nothing is missing."""
        there = {"reviewer_burden": self.outcomes.reviewed, "approval_rate": self.outcomes.approval_tools}
        return "" if there.get(measure, True) else _UNDEFINED[measure]

    def speaks(self, measure: str, row: CaseResult) -> bool:
        """Say whether a row shows that what the measure counts is recorded at all."""
        if measure == "reviewer_burden":
            return self.reviewed(row) or self.minutes(row) is not None
        calls = self.calls(row)
        return calls is not None and (calls.approved > 0 or any(call.approved is not None for call in row.tools or ()))


def silent(measure: str) -> str:
    """Say that no row speaks of what a measure counts."""
    return _SILENT[measure]


def _approval_in_trace(row: CaseResult, tool: str) -> bool:
    reviews = row.trace.reviews if row.trace else ()
    return any(review.kind == "approval" and review.tool in {None, tool} for review in reviews)


def _traced_minutes(row: CaseResult) -> float | None:
    spent = [review.minutes for review in row.trace.reviews] if row.trace else []
    known = [minutes for minutes in spent if minutes is not None]
    # A part of the minutes is not the minutes, and no review is no time measured.
    return math.fsum(known) if known and len(known) == len(spent) else None


def _number(row: CaseResult, key: str) -> float | None:
    """Return a number by metadata key or score name; None for a text that is none, or one below 0."""
    score = row.score(key)
    stated = row.metadata.get(key, None if score is None else score.value)
    try:
        value = math.nan if stated is None else float(stated)
    except ValueError:
        return None
    # Not a number is not above nothing either.
    return value if 0 <= value < math.inf else None
