"""A release as its manifest states it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from evalreport.model.live import UNSTATED, Sampling

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.model.location import Location

EvalKind = Literal["offline", "live"]


# What a scaffold leaves where nobody was there to be asked.
SUMMARY_PLACEHOLDER = "Say in one line what changed."


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPaths:
    """Result files of one side, as written: paths, folders or globs relative to the release's folder.

    ``sha256`` is the digest declared for a single file, ``where`` keeps only rows whose metadata has these exact texts.
    """

    files: tuple[str, ...]
    format: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    variant: str | None = None
    suite: str | None = None
    sha256: str | None = None
    where: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    location: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvalInput:
    """One entry of ``evals:``: more results of the candidate, and of the baseline where it is no release."""

    candidate: ResultPaths
    baseline: ResultPaths | None = None
    kind: EvalKind = "offline"
    suite: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changed between baseline and candidate, in words of the team."""

    kind: str = ""
    from_: str = ""
    to: str = ""
    commit: str = ""
    pull_request: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePlan:
    """Where live windows of this release lie, how they are read and how they are sampled.

    ``windows`` is a glob relative to the release's folder, one file a window. ``sampling`` holds for windows whose
    own header says nothing else; ``format``, ``columns`` and ``suite`` are as in result paths.
    """

    windows: str
    sampling: Sampling = UNSTATED
    format: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    suite: str | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One proposed change to a workflow.

    Exactly one of ``baseline_release`` and ``baseline`` is set, or neither where nothing came before.
    ``folder`` is the release's folder relative to the project, POSIX.
    """

    id: str
    workflow: str
    decision: str
    summary: str
    date: str
    candidate: ResultPaths
    folder: str
    baseline: ResultPaths | None = None
    baseline_release: str | None = None
    evals: tuple[EvalInput, ...] = ()
    change: Change | None = None
    live: LivePlan | None = None
    rollback: str = ""
    notes: str = ""
    attachments: tuple[str, ...] = ()
    location: Location | None = None
