"""Which form a rollback rule has: exactly one, with the fields that belong to it and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from evalreport.documents.gateform import GateFault as Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.documents.live_schema import RollbackDoc

Form = Literal["threshold", "limit", "monitor"]

FORMS_HINT = "write below: or above:, or at_most:, or max_rate:, one of them"

# The fields that give a rule its form.
_MARKS: dict[str, Form] = {"below": "threshold", "above": "threshold", "at_most": "limit", "max_rate": "monitor"}
# Fields that have a meaning in some forms only: what is not used would deceive.
_FITTING: dict[str, tuple[Form, ...]] = {
    "failures": ("limit", "monitor"),
    "for_": ("threshold", "limit"),
    "alpha": ("monitor",),
    "restart": ("monitor",),
}


def rollback_faults(rule: RollbackDoc) -> Iterator[Fault]:
    """Yield everything that is wrong with a rule's form and fields."""
    marks = [name for name in _MARKS if getattr(rule, name) is not None]
    if len(marks) != 1:
        said = f"{len(marks)} limits at once: {', '.join(marks)}" if marks else "no limit"
        yield Fault("", f"the rule has {said}", FORMS_HINT)
        return
    form = _MARKS[marks[0]]
    for name, forms in _FITTING.items():
        if getattr(rule, name) is not None and form not in forms:
            written = name.rstrip("_")
            yield Fault(written, f"{written} has no meaning beside {marks[0]}", "remove it")
    yield from _subject_faults(rule, form)


def _subject_faults(rule: RollbackDoc, form: Form) -> Iterator[Fault]:
    """Yield where a rule is about nothing, or about two things."""
    if rule.score is not None and rule.failures is not None:
        yield Fault("failures", "score and failures at once", "keep the one the rule is about")
    if rule.score is None and (form == "threshold" or rule.failures is None):
        names = "a score from scorecard" if form == "threshold" else "score: or failures:, what the rule is about"
        yield Fault("", "the rule names nothing to watch", f"write {names}")
