"""Whether gates may rest on a grader: enough labels, recent, of the version in force, and agreeing (R9)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from evalreport.analysis.calibrate import agreement_of, people_alpha
from evalreport.gates.words import percent
from evalreport.model.grading import GraderState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from evalreport.model.grading import Agreement, Calibration, Fitness, HumanLabel
    from evalreport.model.policy import Grader

UNKNOWN_VERSION = "version not told"


def grader_state(
    grader: Grader, calibration: Calibration | None, *, as_of: str, seen_versions: Iterable[str] = ()
) -> GraderState:
    """Judge a grader at a moment (RFC 3339); ``seen_versions`` are those that results name as their grader.

    Labels of later days did not exist then. Of the rest those count that are of the version in force and at most
    ``max_age_days`` old; a label without a date is of unknown age and does not count.
    """
    if grader.kind != "llm":
        return GraderState(grader=grader.id, fitness="not_needed", reason=f"{grader.id} is no model.")
    today = as_of[:10]
    known = [one for one in calibration.labels if one.date is None or one.date <= today] if calibration else []
    if not known or calibration is None:
        reason = f"nobody has compared the grader {grader.id} with people."
        return GraderState(grader=grader.id, fitness="uncalibrated", reason=reason)
    return _compared(grader, known, today, seen_versions, calibration.path)


def _compared(
    grader: Grader, known: Sequence[HumanLabel], today: str, seen_versions: Iterable[str], path: str
) -> GraderState:
    """Judge a grader by labels that were there at the time."""
    foreign = _foreign(grader, known, seen_versions)
    current = _of_version(grader, known, seen_versions)
    young = [one for one in current if one.date and one.date >= _oldest(grader, today)]
    counted = agreement_of(grader.id, young)
    fitness, reason = _judged(grader, counted, agreement_of(grader.id, current), foreign)
    return GraderState(
        grader=grader.id,
        fitness=fitness,
        reason=reason,
        counted=counted,
        versions=_parts(known, lambda one: one.version or UNKNOWN_VERSION),
        classes=_parts(young, lambda one: one.failure_class or ""),
        raters=len({one.rater for one in known}),
        people_alpha=people_alpha(young),
        newest=max((one.date for one in known if one.date), default=None),
        path=path,
    )


def _oldest(grader: Grader, today: str) -> str:
    return (date.fromisoformat(today) - timedelta(days=grader.max_age_days)).isoformat()


def _labelled(labels: Sequence[HumanLabel]) -> set[str]:
    return {one.version for one in labels if one.version}


def _foreign(grader: Grader, labels: Sequence[HumanLabel], seen: Iterable[str]) -> list[str]:
    """Versions that graded the results and that the policy or the labels do not know.

    Only a name of the form model@prompt-digest tells a version.
    """
    known = set(grader.versions) or _labelled(labels)
    return sorted(one for one in set(seen) if known and "@" in one and one not in known)


def _of_version(grader: Grader, labels: Sequence[HumanLabel], seen: Iterable[str]) -> list[HumanLabel]:
    """Labels of the version in force: what results name, else what the policy names, else the newest labelled."""
    named = set(seen) & (set(grader.versions) or _labelled(labels)) or set(grader.versions)
    if not named:
        newest = max(labels, key=lambda one: (one.date or "", one.version or ""))
        named = {newest.version} if newest.version else set()
    return [one for one in labels if one.version in named] if named else list(labels)


def _judged(grader: Grader, counted: Agreement, of_version: Agreement, foreign: list[str]) -> tuple[Fitness, str]:
    name = f"the grader {grader.id}"
    if foreign:
        return "other_version", f"the results were graded by {', '.join(foreign)}, which people have not checked."
    if not of_version.n:
        return "other_version", f"{name} was compared with people in another version only."
    if counted.n < grader.min_labels:
        if of_version.n >= grader.min_labels:
            return "stale", f"{name} was last compared with people more than {grader.max_age_days} days ago."
        return (
            "uncalibrated",
            f"people have checked {name} on {counted.n} cases; at least {grader.min_labels} are asked.",
        )
    if counted.failing < grader.min_failing:
        few = f"only {counted.failing} of {counted.n} checked cases truly fail; at least {grader.min_failing} are asked"
        return "uncalibrated", f"{few}, or nobody knows whether {name} sees failures."
    return _strength(grader, counted, name)


def _strength(grader: Grader, counted: Agreement, name: str) -> tuple[Fitness, str]:
    agrees = percent(counted.agreement.value or 0.0) if counted.agreement else "0%"
    missed = f"calls {counted.fp} of {counted.failing} truly failing cases fine"
    itself = f", contradicts itself on {counted.contradicted}" if counted.contradicted else ""
    if counted.kappa is None or counted.kappa < grader.min_kappa:
        kappa = "no kappa" if counted.kappa is None else f"kappa {counted.kappa:.2f}"
        said = f"{name} agrees with people on {agrees} of {counted.n} cases ({kappa}, {grader.min_kappa:g} asked)"
        return "weak", f"{said}, but {missed}{itself}; it may not decide alone."
    said = f"{name} agrees with people on {agrees} of {counted.n} cases (kappa {counted.kappa:.2f})"
    return "fit", f"{said} and {missed}{itself}."


def _parts(labels: Sequence[HumanLabel], name_of: Callable[[HumanLabel], str]) -> tuple[Agreement, ...]:
    names = sorted({name_of(one) for one in labels} - {""})
    return tuple(agreement_of(name, [one for one in labels if name_of(one) == name]) for name in names)
