"""What re-checking a record against git found: a state, its reasons, and what each check alone says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from evalreport.model.history import Commit

RecordState = Literal["valid", "stale", "unverifiable", "tampered"]
# Worst last: the worst of the two checks is the record's state.
ORDER: tuple[RecordState, ...] = ("valid", "stale", "unverifiable", "tampered")
Code = Literal[
    "EVIDENCE-CHANGED", "EVIDENCE-DELETED", "EVIDENCE-RENAMED", "POLICY-CHANGED", "NOT-COVERED", "PERSON-LEFT",
    "DIGEST-NEVER-EXISTED", "RECORD-EDITED-BY-OTHER", "AUTHOR-MISMATCH", "SIGNER-MISMATCH", "BAD-SIGNATURE",
    "TIME-BEFORE-EVIDENCE", "CLOCK-BACK", "SELF-MAPPED", "WRONG-RELEASE",
    "SHALLOW", "NO-GIT", "BLOB-MISSING", "LFS-POINTER", "SUBMODULE", "SYMLINK", "UNCOMMITTED", "NO-DIGEST",
    "UNKNOWN-PERSON", "SQUASHED", "UNSIGNED", "KEY-UNKNOWN",
]  # fmt: skip
STALE: frozenset[Code] = frozenset(
    {"EVIDENCE-CHANGED", "EVIDENCE-DELETED", "EVIDENCE-RENAMED", "POLICY-CHANGED", "NOT-COVERED", "PERSON-LEFT"}
)
TAMPERED: frozenset[Code] = frozenset(
    {
        "DIGEST-NEVER-EXISTED", "RECORD-EDITED-BY-OTHER", "AUTHOR-MISMATCH", "SIGNER-MISMATCH", "BAD-SIGNATURE",
        "TIME-BEFORE-EVIDENCE", "CLOCK-BACK", "SELF-MAPPED", "WRONG-RELEASE",
    }
)  # fmt: skip
# What this clone cannot say, whatever the record is worth.
OF_THE_CLONE: frozenset[Code] = frozenset({"SHALLOW", "NO-GIT", "BLOB-MISSING"})


def state_of(code: Code) -> RecordState:
    """Return the state that a reason code leads to."""
    if code in TAMPERED:
        return "tampered"
    return "stale" if code in STALE else "unverifiable"


def worst(codes: tuple[Code, ...]) -> RecordState:
    """Return the worst state of several reasons, valid where there is none."""
    return max((state_of(code) for code in codes), key=ORDER.index, default="valid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What git says of a commit's signature.

    ``status`` is git's letter (G good, B bad, U and E unknown key, X Y expired, R revoked) or N for unsigned.
    """

    status: str
    signer: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a record is not valid: the code, the file, both digests and both commits where there are two.

    ``said`` is one plain clause; ``old`` and ``new`` are digests or values, None where there is none.
    """

    code: Code
    said: str
    path: str = ""
    old: str | None = None
    new: str | None = None
    then: Commit | None = None
    since: Commit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """A record re-checked: content and attribution apart, and the worst of the two.

    ``versions`` are the commits that wrote the record, oldest first. ``attributed`` is True where author or co-author
    is the person, which counts for a squashed record only where the policy says ``attribution: shown``. ``late`` means
    that the record came after the closing one. ``authors`` are the e-mails of who wrote the evidence of an override.
    ``own_people``: the record's commit has no parent, so its own people count. ``changed_after_closing`` holds reasons
    that arose after the release was closed: they are shown and change nothing that was decided.
    """

    content: tuple[Reason, ...] = ()
    attribution: tuple[Reason, ...] = ()
    versions: tuple[Commit, ...] = ()
    signature: Signature | None = None
    attributed: bool = False
    late: bool = False
    authors: tuple[str, ...] = ()
    own_people: bool = False
    changed_after_closing: tuple[Reason, ...] = ()

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """All reasons, content first."""
        return (*self.content, *self.attribution)

    @property
    def codes(self) -> tuple[Code, ...]:
        """The reason codes, each once."""
        return tuple(dict.fromkeys(reason.code for reason in self.reasons))

    @property
    def state(self) -> RecordState:
        """The worst of both checks."""
        return worst(self.codes)

    @property
    def content_state(self) -> RecordState:
        """What the check of the contents alone says."""
        return worst(tuple(reason.code for reason in self.content))

    @property
    def attribution_state(self) -> RecordState:
        """What the check of who wrote it alone says."""
        return worst(tuple(reason.code for reason in self.attribution))

    @property
    def commit(self) -> Commit | None:
        """The commit that introduced the record."""
        return self.versions[0] if self.versions else None
