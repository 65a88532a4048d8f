"""Failure classes of a release: what fails differently, gravest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.model.failure import UNCLASSIFIED
from evalreport.render.charts import flow
from evalreport.render.context import class_title
from evalreport.render.figures import number_word
from evalreport.render.text import anchor, visible

if TYPE_CHECKING:
    from markupsafe import Markup

    from evalreport.model.assessment import ClassResult
    from evalreport.render.context import Context

# A policy breach that appears once weighs more than ten vague answers.
GRAVEST_FIRST = ("critical", "major", "minor")
# Below this an exact McNemar test calls a change clear; the words stay cautious above it.
CLEAR = 0.05
UNCLASSIFIED_WHY = "Failed, and no rule of the policy says how."


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRow:
    """One failure class on both sides; ``chart`` is None where there is nothing to compare with."""

    id: str
    anchor: str
    title: str
    severity: str
    said: str
    why: str
    chart: Markup | None
    now: int
    ran: int
    both_passed: int
    fixed: int
    still: int
    new: int
    only_candidate: int
    only_baseline: int
    not_comparable: int
    known: bool

    @property
    def empty(self) -> bool:
        """True where nothing fails on either side: such classes share one line."""
        return not (self.fixed or self.still or self.new or self.only_candidate or self.only_baseline or self.now)


def class_anchor(identifier: str) -> str:
    """Return the anchor of a failure class on a page."""
    return anchor("class", identifier)


def class_rows(context: Context) -> tuple[ClassRow, ...]:
    """Return all classes of a release: by severity, then by how many newly fail."""
    results = sorted(context.report.assessment.classes, key=lambda one: _order(context, one))
    compared = context.report.assessment.baseline is not None
    drawn = {one.failure_class: _failures(context, one) for one in results}
    # One scale for all classes of a page: three failures must not look like thirty beside thirty.
    height = flow.unit(drawn.values())
    return tuple(
        _row(context, one, flow.draw(drawn[one.failure_class], height) if compared else None) for one in results
    )


def _severity(context: Context, identifier: str) -> str:
    found = context.policy.failure_classes.get(identifier)
    return found.severity if found else ""


def _order(context: Context, one: ClassResult) -> tuple[int, int, int]:
    severity = _severity(context, one.failure_class)
    # What no rule claims comes last but is always there: a class that hides nowhere.
    rank = GRAVEST_FIRST.index(severity) if severity in GRAVEST_FIRST else len(GRAVEST_FIRST)
    return rank, -one.transitions.regressed, -one.candidate_cases


def _failures(context: Context, one: ClassResult) -> flow.Failures:
    counts = one.transitions
    title = class_title(context.policy, one.failure_class)
    return flow.Failures(title=title, fixed=counts.fixed, still=counts.both_failed, new=counts.regressed)


def _row(context: Context, one: ClassResult, drawing: Markup | None) -> ClassRow:
    found = context.policy.failure_classes.get(one.failure_class)
    counts = one.transitions
    return ClassRow(
        # As it stands in the file of cases, which links ask by it.
        id=visible(one.failure_class),
        anchor=class_anchor(one.failure_class),
        title=class_title(context.policy, one.failure_class),
        severity=_severity(context, one.failure_class),
        said=_said(one, context.noun, compared=drawing is not None),
        why=found.why if found else UNCLASSIFIED_WHY if one.failure_class == UNCLASSIFIED else "",
        chart=drawing,
        now=one.candidate_cases,
        ran=one.candidate_ran,
        both_passed=counts.both_passed,
        fixed=counts.fixed,
        still=counts.both_failed,
        new=counts.regressed,
        only_candidate=counts.only_candidate,
        only_baseline=counts.only_baseline,
        not_comparable=counts.not_comparable,
        known=one.known,
    )


def _said(one: ClassResult, noun: tuple[str, str], *, compared: bool) -> str:
    counts = one.transitions
    if not one.known:
        return "Not known: no rule of it matches anything here, while failures stand outside every class."
    if not compared:
        return f"{number_word(one.candidate_cases).capitalize()} of {one.candidate_ran:,} {noun[1]}."
    if counts.fixed == counts.regressed == 0:
        return "No change." if counts.both_failed else "Nothing fails, before or now."
    told = f"{_number(counts.fixed)} fixed, {_number(counts.regressed)} new."
    # The words stay cautious: only a change that chance hardly makes is called better or worse.
    if one.p_value is not None and one.p_value < CLEAR:
        return f"Clearly {'better' if counts.fixed > counts.regressed else 'worse'}: {told}"
    return f"No clear change: {told}" if counts.fixed and counts.regressed else told.capitalize()


def _number(value: int) -> str:
    return number_word(value) if value else "none"
