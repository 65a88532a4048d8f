"""Word, mark and colour of every state, in one place: a mark never stands without its word."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.model.assessment import FindingSeverity, Outcome, Transition
    from evalreport.model.failure import Severity
    from evalreport.model.gate import Level, Verdict


@dataclass(frozen=True, slots=True)
class State:
    """A state as people read it: its word, the symbol of the sprite (``m-<mark>``) and the tone (``t-<tone>``)."""

    word: str
    mark: str
    tone: str


OUTCOMES: Mapping[Outcome, State] = MappingProxyType(
    {
        "cleared": State("Cleared to ship", "passed", "good"),
        "cleared_by_override": State("Cleared by override", "override", "warn"),
        "blocked": State("Blocked", "failed", "bad"),
        "undecided": State("Not enough evidence", "half", "open"),
        "awaiting": State("Waiting for a person", "person", "open"),
        "rolled_back": State("Rolled back", "back", "back"),
        "withdrawn": State("Withdrawn", "withdrawn", "soft"),
    }
)

# Under the marks of the history chart there is room for one or two words.
OUTCOMES_SHORT: Mapping[Outcome, str] = MappingProxyType(
    {
        "cleared": "cleared",
        "cleared_by_override": "override",
        "blocked": "blocked",
        "undecided": "not enough",
        "awaiting": "waiting",
        "rolled_back": "rolled back",
        "withdrawn": "withdrawn",
    }
)

# The last two say different things: too little was seen, or nothing was. Neither is a pass.
VERDICTS: Mapping[Verdict, State] = MappingProxyType(
    {
        "passed": State("Passed", "passed", "good"),
        "failed": State("Failed", "failed", "bad"),
        "inconclusive": State("Cannot tell yet", "half", "open"),
        "not_evaluated": State("Not judged", "none", "open"),
    }
)

LEVELS: Mapping[Level, str] = MappingProxyType(
    {"block": "blocks", "advise": "advises only", "manual": "needs a person"}
)

TRANSITIONS: Mapping[Transition, State] = MappingProxyType(
    {
        "regressed": State("Newly failing", "down", "bad"),
        "fixed": State("Fixed", "up", "good"),
        "both_failed": State("Still failing", "failed", "bad"),
        "both_passed": State("Passed both times", "passed", "good"),
        "only_candidate": State("Only in the candidate", "none", "open"),
        "only_baseline": State("Only in the baseline", "none", "open"),
        "not_comparable": State("Not comparable", "none", "open"),
    }
)

# The verdict of a case is the same, but one of its scores or failure classes is not.
CHANGED_WITHIN = State("Same result, other score", "half", "open")

SEVERITIES: Mapping[Severity, str] = MappingProxyType({"minor": "minor", "major": "major", "critical": "critical"})

FINDINGS: Mapping[FindingSeverity, State] = MappingProxyType(
    {
        "error": State("Error", "failed", "bad"),
        "warning": State("Warning", "half", "warn"),
        "note": State("Note", "none", "open"),
    }
)

# States of records. None of them takes the word or the mark of a verdict: an override never reads as "passed".
LIFTS = State("Lifts the gate", "override", "warn")
LIFTS_NOT = State("Does not count", "failed", "bad")
REPLACED = State("Replaced by a newer one", "withdrawn", "soft")
THIN = State("Lifts it on thin evidence", "override", "warn")

# Why a record does not count, in words; the code stays beside them for those who look it up.
FLAGS: Mapping[str, str] = MappingProxyType(
    {
        "OVR-SELF": "the gate asks for a second person, and the same person asked and approved",
        "OVR-EXPIRED": "it had run out",
        "OVR-NO-END": "it names no last day",
        "OVR-TOO-LONG": "it runs longer than the gate allows",
        "OVR-NO-REASON": "its reason is missing or too short",
        "OVR-NO-EVIDENCE": "it brings fewer files of evidence than the gate asks for",
        "OVR-FORBIDDEN": "this gate may never be overridden",
        "OVR-ROLE": "the approver's role may not lift this gate",
        "OVR-LATE": "it was written after the release was closed",
        "SIGN-LATE": "it was given after the release was closed",
        "OVR-WITHDRAWN": "it was withdrawn",
        "OVR-UNKNOWN-GATE": "no such gate serves this decision",
        "UNKNOWN-PERSON": "the person is not in the policy",
        "EVIDENCE-CHANGED": "what it rests on was changed since",
        "EVIDENCE-DELETED": "what it rests on was deleted since",
        "EVIDENCE-RENAMED": "what it rests on was moved since",
        "POLICY-CHANGED": "the rules it was given under were changed since",
        "NOT-COVERED": "the release rests on files it does not bind",
        "PERSON-LEFT": "the person no longer holds that role",
        "DIGEST-NEVER-EXISTED": "it binds content that never was in git",
        "RECORD-EDITED-BY-OTHER": "somebody else rewrote it",
        "AUTHOR-MISMATCH": "somebody else committed it",
        "SIGNER-MISMATCH": "somebody else's key signed its commit",
        "BAD-SIGNATURE": "its commit's signature is bad",
        "TIME-BEFORE-EVIDENCE": "it claims a time before its evidence existed",
        "CLOCK-BACK": "its commit claims to be older than the one before",
        "SELF-MAPPED": "its own commit made the author that person",
        "WRONG-RELEASE": "it was written for another release",
        "SHALLOW": "history is cut off here",
        "NO-GIT": "there is no git here",
        "BLOB-MISSING": "what it binds is not in this clone",
        "LFS-POINTER": "what it binds is a pointer, not the data",
        "SUBMODULE": "what it binds lies in a submodule",
        "SYMLINK": "what it binds is a symbolic link",
        "UNCOMMITTED": "it, or what it binds, is not committed as it stands",
        "NO-DIGEST": "it binds no file",
        "SQUASHED": "a forge rewrote its commit",
        "UNSIGNED": "its commit is not signed",
        "KEY-UNKNOWN": "its commit is signed with an unknown key",
    }
)


def flag_words(flags: tuple[str, ...]) -> str:
    """Say in one clause why a record does not count; an unknown code is shown as it is."""
    return "; ".join(FLAGS.get(flag, flag) for flag in flags)


def level_phrase(level: Level, verdict: Verdict) -> str:
    """Say what a gate of this level does to the release: a passed gate does not block, it would."""
    if level == "block" and verdict == "passed":
        return "would block"
    return LEVELS[level]
