"""Records of people below a release's folder, read strictly and sorted by time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypedDict, TypeVar

from evalreport.documents.crosschecks import recorded_checks
from evalreport.documents.fields import parse_moment
from evalreport.documents.files import read_document
from evalreport.documents.record_schema import (
    BoundDoc,
    EventDoc,
    OverrideRecordDoc,
    RollbackRecordDoc,
    SignOffDoc,
)
from evalreport.documents.schema import decode, locate
from evalreport.errors import ErrorCollector, EvidenceError
from evalreport.model.record import Bound, Event, Override, Records, Rollback, SeenVerdict, SignOff, Subject
from evalreport.model.statistics import Interval

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from evalreport.documents.record_schema import SeenDoc, SubjectDoc
    from evalreport.model.location import Location

RECORD_FOLDERS = ("signoffs", "overrides", "rollbacks", "events")
# A copied sign-off or override is shown as what it is and counts for nothing; a copied event would close a release.
_MUST_FIT: tuple[type[BoundDoc], ...] = (EventDoc, RollbackRecordDoc)
_ENDINGS = frozenset({".yml", ".yaml"})

B = TypeVar("B", bound=Bound)
D = TypeVar("D", bound=BoundDoc)


class Shared(TypedDict):
    """The fields all records have, ready for their constructors."""

    release: str
    by: str
    role: str
    at: str
    subjects: tuple[Subject, ...]
    root: str
    verdict_seen: Mapping[str, SeenVerdict]
    path: str
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where records are read from, and where errors go."""

    root: Path
    folder: PurePosixPath
    release_id: str
    errors: ErrorCollector


def load_records(root: Path, folder: PurePosixPath, release_id: str, errors: ErrorCollector | None = None) -> Records:
    """Read all records of the release in ``folder`` (relative to ``root``).

    Raises ErrorsFound with everything wrong in all of them; with a collector given, adds the errors there and returns
    the records that can stand.
    """
    found = ErrorCollector() if errors is None else errors
    place = _Place(root=root, folder=folder, release_id=release_id, errors=found)
    records = Records(
        signoffs=_read(place, "signoffs", SignOffDoc, _signoff),
        overrides=_read(place, "overrides", OverrideRecordDoc, _override),
        rollbacks=_read(place, "rollbacks", RollbackRecordDoc, _rollback),
        events=_read(place, "events", EventDoc, _event),
    )
    if errors is None:
        found.raise_if_any()
    return records


def record_files(root: Path, folder: PurePosixPath) -> Iterator[PurePosixPath]:
    """Yield the files of all records below a release's folder, relative to the project, sorted by kind and name."""
    for name in RECORD_FOLDERS:
        yield from _files(root, folder / name)


def _files(root: Path, folder: PurePosixPath) -> list[PurePosixPath]:
    if not (root / folder).is_dir():
        return []
    # The order of a disk must not decide which of two records is the newest.
    names = sorted(item.name for item in (root / folder).iterdir())
    return [folder / name for name in names if PurePosixPath(name).suffix in _ENDINGS and not name.startswith(".")]


def _read(place: _Place, name: str, schema: type[D], make: Callable[[D, Shared], B]) -> tuple[B, ...]:
    records: list[B] = []
    for path in _files(place.root, place.folder / name):
        with place.errors:
            doc, location = _document(place, path, schema)
            if doc is not None:
                records.append(make(doc, _shared(doc, path, location)))
    return tuple(sorted(records, key=_when))


def _document(place: _Place, path: PurePosixPath, schema: type[D]) -> tuple[D | None, Location]:
    tree = read_document(place.root, path)
    doc = decode(schema, tree, error=EvidenceError, errors=place.errors)
    if isinstance(doc, EventDoc) and doc.policy is not None:
        wrong = list(recorded_checks(doc.policy, tree))
        for problem in wrong:
            place.errors.add(problem)
        # A closing record with a policy that does not fit together would judge by half of it.
        if wrong:
            return None, tree.location
    if doc is not None and doc.release != place.release_id and schema in _MUST_FIT:
        place.errors.add(
            EvidenceError(
                f"the record is for {doc.release!r} and lies in the folder of {place.release_id!r}",
                slug="record-invalid",
                location=locate(tree, ("release",)),
                path="release",
                hint="a record counts for its own release only; write a new one",
            )
        )
        return None, tree.location
    return doc, tree.location


def _when(record: Bound) -> tuple[datetime, str]:
    # Two records of one second are told apart by their names, the same on every machine.
    return (parse_moment(record.at), record.path)


def _shared(doc: BoundDoc, path: PurePosixPath, location: Location) -> Shared:
    return Shared(
        release=doc.release,
        by=doc.by,
        role=doc.role,
        at=doc.at,
        subjects=_subjects(doc.subjects),
        root=doc.root or "",
        verdict_seen={gate: _seen(seen) for gate, seen in doc.verdict_seen.items()},
        path=path.as_posix(),
        location=location,
    )


def _subjects(docs: list[SubjectDoc]) -> tuple[Subject, ...]:
    return tuple(Subject(kind=doc.kind, path=doc.path, sha256=doc.sha256, size=doc.size) for doc in docs)


def _seen(doc: SeenDoc) -> SeenVerdict:
    interval = Interval(low=doc.interval[0], high=doc.interval[1]) if doc.interval else None
    return SeenVerdict(verdict=doc.verdict, observed=doc.observed, threshold=doc.threshold, interval=interval, n=doc.n)


def _signoff(doc: SignOffDoc, shared: Shared) -> SignOff:
    return SignOff(**shared, decision=doc.decision, score=doc.score, note=doc.note)


def _override(doc: OverrideRecordDoc, shared: Shared) -> Override:
    return Override(
        **shared,
        decision=doc.decision,
        gate=doc.gate,
        requested_by=doc.requested_by,
        # Who writes an override grants it, unless the file says who did.
        approved_by=doc.approved_by or doc.by,
        reason=doc.reason,
        expires=doc.expires,
        observed=doc.observed,
        threshold=doc.threshold,
        evidence=_subjects(doc.evidence),
        conditions=tuple(doc.conditions),
        ticket=doc.ticket,
    )


def _rollback(doc: RollbackRecordDoc, shared: Shared) -> Rollback:
    return Rollback(
        **shared,
        to_release=doc.to_release,
        reason=doc.reason,
        rule=doc.rule,
        observed=doc.observed,
        limit=doc.limit,
        fired_at=doc.fired_at,
        acted_at=doc.acted_at,
        evidence=_subjects(doc.evidence),
    )


def _event(doc: EventDoc, shared: Shared) -> Event:
    # Only what the record says: a default of today is not what was agreed on then.
    policy = doc.policy.model_dump(by_alias=True, exclude_unset=True) if doc.policy else None
    return Event(
        **shared,
        kind=doc.kind,
        reason=doc.reason,
        by_release=doc.by_release,
        shipped=doc.shipped,
        outcome=doc.outcome,
        policy=policy,
    )
