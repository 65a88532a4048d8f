"""What has to be known of a record before it can be judged: plain values, gathered from git by the pipeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from evalreport.model.history import Commit
    from evalreport.model.policy import Person
    from evalreport.model.record import Bound, Subject
    from evalreport.model.verification import Signature

# Why the content of a path cannot be compared.
Shape = Literal["", "lfs", "symlink", "submodule", "missing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectFacts:
    """One bound file.

    ``now`` is the digest of the blob at HEAD, None where the path is gone; ``dirty``: the work tree differs from it.
    ``then`` is the commit that brought the bound content to that path, up to the record's own commit; None where no
    such commit has it. ``since`` is the commit that made it what it is now, ``renamed_to`` where the content is now.
    """

    subject: Subject
    now: str | None = None
    shape: Shape = ""
    dirty: bool = False
    then: Commit | None = None
    since: Commit | None = None
    renamed_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFacts:
    """The effective policy: the digest bound, the one that counts now, and whether the bound one ever existed.

    ``now`` is None where it cannot be said. ``changes`` are (field, old value, new value), ``since`` the commit that
    changed it last; ``dirty``: the change is not committed.
    """

    bound: str | None = None
    now: str | None = None
    existed: bool = True
    since: Commit | None = None
    dirty: bool = False
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionFacts:
    """One version of a record: its commit, and the person named as people stood before it and in it.

    ``before`` and ``own`` are None where that person was unknown or did not hold the role. ``parent_time`` is the
    committer's time of the first parent, "" where there is none; ``parentless``: the commit's own people count.
    """

    commit: Commit
    before: Person | None = None
    own: Person | None = None
    parent_time: str = ""
    parentless: bool = False
    signature: Signature | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFacts:
    """A record and all that git says about it.

    ``repository`` is the state of the clone. ``release`` is the id of the folder. ``uncovered`` are files the release
    rests on that the record does not bind. ``versions`` are oldest first. ``present`` is False where the person is no
    longer in the policy in that role. ``closing`` is the commit of the closing record where the release is closed by
    another record; ``after_closing``: ids of commits that do not come before it.
    """

    record: Bound
    release: str
    repository: str = "ok"
    uncommitted: bool = False
    subjects: tuple[SubjectFacts, ...] = ()
    evidence: tuple[SubjectFacts, ...] = ()
    policy: PolicyFacts = PolicyFacts()
    uncovered: tuple[str, ...] = ()
    versions: tuple[VersionFacts, ...] = ()
    present: bool = True
    needs_policy: bool = True
    late: bool = False
    after_closing: frozenset[str] = frozenset()
    authors: tuple[str, ...] = ()
    signatures: Literal["", "shown", "required"] = ""
