"""What a record binds: files by digest, the effective policy, and one root over them all."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from evalreport.model.record import Subject

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evalreport.model.bundle import InputFile

# Kinds of inputs a record binds, and what a subject of that kind is called.
BOUND = {"manifest": "manifest", "candidate": "result", "baseline": "result", "attachment": "attachment"}


def subjects_of(
    inputs: Iterable[InputFile], *, policy_file: str, policy_digest: str, policy_size: int
) -> tuple[Subject, ...]:
    """Return the subjects of a record: manifest, results and attachments by their bytes, the policy by its digest.

    ``policy_size`` is that of the file the policy is written in, in bytes. A file that is both candidate and baseline
    is bound once.
    """
    files = {
        item.path: Subject(kind=BOUND[item.kind], path=item.path, sha256=item.sha256, size=item.size)
        for item in inputs
        if item.kind in BOUND
    }
    policy = Subject(kind="policy", path=policy_file, sha256=policy_digest, size=policy_size)
    return (*files.values(), policy)


def root_of(subjects: Iterable[Subject]) -> str:
    """Return the SHA-256 of the sorted lines ``<kind> <sha256> <path>``: one value to print and compare."""
    lines = sorted(f"{subject.kind} {subject.sha256} {subject.path}\n" for subject in subjects)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
