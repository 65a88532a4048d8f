"""What a trace tells of one run beside its result: models asked, stalls, people who looked, feedback that came in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ReviewKind = Literal["review", "approval", "refusal", "override", "escalation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUse:
    """What one model was asked in one run; prices are looked up by ``model`` and ``at`` (RFC 3339, UTC)."""

    model: str
    tokens_in: int | None = None
    tokens_out: int | None = None
    tokens_cached: int | None = None
    at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stall:
    """A step at which a run stood: the span's name, for how many seconds, and why ("slow", "error", "unfinished")."""

    step: str
    why: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a person did with a run while or after it ran; ``tool`` names the call it was about, if it was one."""

    kind: ReviewKind
    by: str | None = None
    minutes: float | None = None
    note: str | None = None
    tool: str | None = None
    at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What a user or an operator said of a run; ``good`` is None where the words do not say."""

    source: Literal["user", "operator"]
    good: bool | None = None
    label: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One run as its spans tell it. ``retries`` counts calls of a tool repeated after its error; None: nobody can say.

    ``ended`` is False where the root span is missing or has no end: what came after is unknown.
    """

    spans: int
    ended: bool = True
    uses: tuple[ModelUse, ...] = ()
    stalls: tuple[Stall, ...] = ()
    retries: int | None = None
    reviews: tuple[Review, ...] = ()
    feedback: tuple[Feedback, ...] = ()
