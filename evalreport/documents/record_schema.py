"""What the records of people may say: sign-offs, overrides, rollbacks and events, one decision a file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from evalreport.documents.config_schema import PolicySections
from evalreport.documents.fields import (
    Day,
    Flag,
    FreeText,
    Identifier,
    Integer,
    Moment,
    Number,
    PathText,
    Sha256,
    Text,
    as_text,
    fault,
)
from evalreport.documents.schema import Document
from evalreport.documents.settingtypes import Count, Texts

Verdict = Annotated[Literal["passed", "failed", "inconclusive", "not_evaluated"], BeforeValidator(as_text)]
EventKind = Annotated[Literal["closed", "superseded", "withdrawn", "corrected", "note"], BeforeValidator(as_text)]
Outcome = Annotated[
    Literal["withdrawn", "rolled_back", "blocked", "undecided", "awaiting", "cleared_by_override", "cleared"],
    BeforeValidator(as_text),
]
Answer = Annotated[Literal["approve", "reject", "withdraw"], BeforeValidator(as_text)]
OverrideDecision = Annotated[Literal["override", "withdraw"], BeforeValidator(as_text)]
RollbackDecision = Annotated[Literal["rollback"], BeforeValidator(as_text)]

# Two ends make an interval.
ENDS = 2


class SubjectDoc(Document):
    """A file that the record binds, by its digest."""

    kind: Text = Field(description="manifest, result, policy, calibration, attachment or live")
    path: PathText = Field(description="The path from the root of the project")
    sha256: Sha256 = Field(description="All 64 hex digits of the digest of the file's bytes in git")
    size: Count = Field(description="The size in bytes")


class SeenDoc(Document):
    """What the person saw of one gate."""

    verdict: Verdict = Field(description="passed, failed, inconclusive or not_evaluated")
    observed: Number | None = Field(None, description="The number seen")
    threshold: Number | None = Field(None, description="The line it was held against")
    interval: list[Number] | None = Field(None, description="The two ends of its interval: [low, high]")
    n: Integer | None = Field(None, description="The cases it rests on")

    @model_validator(mode="after")
    def _two_ends(self) -> SeenDoc:
        if self.interval is not None and len(self.interval) != ENDS:
            raise fault("wrong-value", "an interval has two ends", "write [low, high]")
        return self


class BoundDoc(Document):
    """What every record carries."""

    release: Text = Field(description="Write the id of the release whose folder the record lies in")
    by: Text = Field(description="Name a person from people")
    role: Text = Field(description="Name the role the person acts in")
    at: Moment = Field(description="Write the time with its zone, such as 2026-11-20T13:55:00Z")
    subjects: list[SubjectDoc] = Field([], description="The files seen, with their digests")
    root: Sha256 | None = Field(None, description="One digest over all subjects")
    verdict_seen: dict[Identifier, SeenDoc] = Field({}, description="The verdicts seen, by gate")


class SignOffDoc(BoundDoc):
    """signoffs/*.yml: an owner's answer."""

    decision: Answer = Field(description="approve, reject or withdraw")
    score: Identifier | None = Field(None, description="The one score it is for, if not all")
    note: FreeText = Field("", description="What the person adds")


class OverrideRecordDoc(BoundDoc):
    """overrides/*.yml: a person lets a release ship despite a gate."""

    decision: OverrideDecision = Field("override", description="override, or withdraw of an earlier one")
    gate: Identifier = Field(description="Name the gate that is lifted")
    requested_by: Text = Field(description="Name the person who asks")
    approved_by: Text | None = Field(None, description="The person who approves: the same as by")
    reason: Text = Field(description="Say why the release may ship all the same")
    expires: Day | None = Field(None, description="The last day on which it holds (UTC)")
    observed: Number | None = Field(None, description="The number seen")
    threshold: Number | None = Field(None, description="The line it missed")
    evidence: list[SubjectDoc] = Field([], description="The files that support the reason")
    conditions: Texts = Field([], description="What must be done in return")
    ticket: FreeText = Field("", description="Where it is discussed")

    @model_validator(mode="after")
    def _approver_writes(self) -> OverrideRecordDoc:
        if self.approved_by is not None and self.approved_by != self.by:
            raise fault("record-invalid", f"by is {self.by!r}, approved_by {self.approved_by!r}", "who approves signs")
        return self


class RollbackRecordDoc(BoundDoc):
    """rollbacks/*.yml: customers were moved back."""

    decision: RollbackDecision = Field("rollback", description="The word rollback")
    to_release: Text = Field(description="Name the release that customers were moved to")
    reason: Text = Field(description="Say why")
    rule: Identifier | None = Field(None, description="The rule that fired; none where a person acted without one")
    observed: Number | None = Field(None, description="The live number seen")
    limit: Number | None = Field(None, description="The line it crossed")
    fired_at: Moment | None = Field(None, description="When the rule fired")
    acted_at: Moment | None = Field(None, description="When customers were moved")
    evidence: list[SubjectDoc] = Field([], description="The live windows seen")


class EventDoc(BoundDoc):
    """events/*.yml: something that happened to the release."""

    kind: EventKind = Field(description="closed, superseded, withdrawn, corrected or note")
    reason: FreeText = Field("", description="Why, or the note itself")
    by_release: Text | None = Field(None, description="Of superseded and corrected: the release that follows")
    shipped: Flag | None = Field(None, description="Of closed: whether it shipped")
    outcome: Outcome | None = Field(None, description="Of closed: the outcome as computed then")
    policy: PolicySections | None = Field(None, description="Of closed: the effective policy in full")

    @model_validator(mode="after")
    def _complete(self) -> EventDoc:
        needed = {"closed": ("shipped", "outcome", "policy"), "superseded": ("by_release",)}
        missing = [name for name in needed.get(self.kind, ()) if getattr(self, name) is None]
        if missing:
            raise fault("record-invalid", f"{self.kind} needs {', '.join(missing)}", "complete it, or use the command")
        return self
