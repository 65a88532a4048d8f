"""The closing record of a release: outcome, figures and policy as they stand, for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.documents.effective import effective_policy
from evalreport.documents.writing import dump
from evalreport.errors import EvidenceError
from evalreport.evidence.binding import root_of
from evalreport.model.location import Location

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from evalreport.model.assessment import GateOutcome
    from evalreport.model.policy import Person, Policy
    from evalreport.model.record import Subject
    from evalreport.model.report import ReleaseReport

CLOSED = "events/closed.yml"
# So many files are named; the rest are counted.
SHOWN = 5


def find_person(policy: Policy, text: str) -> Person:
    """Return the person of that id or e-mail. Raises EvidenceError naming who is known."""
    for person in policy.people.values():
        # git's user is known by e-mail only, people type ids.
        if text == person.id or text.casefold() in {mail.casefold() for mail in person.emails}:
            return person
    known = ", ".join(policy.people) or "nobody"
    raise EvidenceError(f"{text!r} is not in people", slug="unknown-person", hint=f"name one with --as: {known}")


def check_closable(report: ReleaseReport) -> None:
    """Raise EvidenceError where the release is closed already."""
    place = Location(file=f"{report.release.folder}/{CLOSED}")
    if report.closed is not None:
        raise EvidenceError(
            f"{report.id} is closed already, by {report.closed.by}", slug="closed", location=place,
            hint="later events are files of their own in events/",
        )  # fmt: skip


def check_committed(report: ReleaseReport, known: Container[str]) -> None:
    """Raise EvidenceError where it rests on files that git does not hold as they are; ``known`` are HEAD's paths."""
    # A record that binds what only this machine holds could never be checked by another.
    dirty = sorted(item.path for item in report.inputs if item.origin.uncommitted)
    if dirty:
        raise not_as_committed(dirty, known)


def not_as_committed(dirty: Sequence[str], known: Container[str]) -> EvidenceError:
    """Say which files git does not hold as they are; ``known`` are the paths that HEAD has in any content."""
    new = [path for path in dirty if path not in known]
    changed = [path for path in dirty if path in known]
    said = [
        f"{_listed(paths)} {one if len(paths) == 1 else many}"
        for paths, one, many in (
            (new, "is not committed yet", "are not committed yet"),
            (changed, "differs from the commit", "differ from the commit"),
        )
        if paths
    ]
    what = "it" if len(dirty) == 1 else "them"
    return EvidenceError(
        "; ".join(said), slug="uncommitted", hint=f"commit {what} first: a record binds what git holds"
    )


def _listed(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
    return f"{', '.join(paths[:SHOWN])}{more}"


def closing_text(
    report: ReleaseReport, *, person: Person, role: str, at: str, shipped: bool, subjects: tuple[Subject, ...]
) -> str:
    """Write ``events/closed.yml``. ``at`` is RFC 3339 with a zone, ``subjects`` what is bound, as git holds it.

    Raises EvidenceError when the person does not hold the role.
    """
    # Checked before writing: a record that never counts would have to stay for ever.
    if role not in person.roles:
        held = ", ".join(person.roles) or "none"
        raise EvidenceError(
            f"{person.id} does not hold the role {role!r}", slug="unknown-person", hint=f"roles held: {held}"
        )
    return dump(
        {
            "release": report.id,
            "kind": "closed",
            "shipped": shipped,
            "outcome": report.outcome,
            "by": person.id,
            "role": role,
            "at": at,
            "subjects": _subjects(subjects),
            "root": root_of(subjects),
            "verdict_seen": {outcome.gate.id: seen(outcome) for outcome in report.assessment.gates},
            # In full, so that a later change of the policy cannot change how this release was judged.
            "policy": effective_policy(report.policy, report.release),
        }
    )


def _subjects(subjects: Iterable[Subject]) -> list[dict[str, object]]:
    return [{"kind": s.kind, "path": s.path, "sha256": s.sha256, "size": s.size} for s in subjects]


def seen(outcome: GateOutcome) -> dict[str, object]:
    """Write what a person sees of a gate; what is unknown is left out."""
    result = outcome.result
    interval = [result.interval.low, result.interval.high] if result.interval else None
    values = {
        "verdict": result.verdict,
        "observed": result.observed,
        "threshold": result.threshold,
        "interval": interval,
        "n": result.n,
    }
    return {name: value for name, value in values.items() if value is not None}
