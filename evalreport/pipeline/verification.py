"""All records of a project re-checked against git, in one pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.evidence.verify import verify
from evalreport.pipeline.gathering import Gatherer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evalreport.documents.project import Project
    from evalreport.model.record import Records
    from evalreport.model.verification import Verification
    from evalreport.vcs.history import History

    Verified = Mapping[str, Verification]


def verify_records(project: Project, history: History, records: Mapping[str, Records]) -> dict[str, Verified]:
    """Re-check the records of the releases given: by release id, then by the record's path."""
    with history.blobs() as blobs:
        gatherer = Gatherer(project, history, blobs)
        return {
            name: {facts.record.path: verify(facts) for facts in gatherer.gather(name, own, project.releases.get(name))}
            for name, own in records.items()
        }


def invalid(found: Iterable[Verification]) -> bool:
    """Say whether any record is not valid."""
    return any(one.state != "valid" for one in found)
