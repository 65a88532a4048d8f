"""Everything one release is judged from, read and ready: the input of evaluation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from evalreport.model.inputs import InputFile, Origin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.model.evaluation import EvalRun, ResultFile
    from evalreport.model.grading import Calibration
    from evalreport.model.live import LiveWindow
    from evalreport.model.policy import Policy
    from evalreport.model.record import Records
    from evalreport.model.release import EvalKind, Release

# Whoever handles a bundle handles its files, so both are found here.
__all__ = ["InputFile", "Origin", "ReadResults", "ReleaseBundle", "Repository", "Side"]

Side = Literal["candidate", "baseline"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResults:
    """Result files of one entry of the manifest on one side, in the order they were read.

    ``inputs`` has one entry a file (of a folder read as a whole: one a member).
    """

    side: Side
    kind: EvalKind
    files: tuple[ResultFile, ...]
    inputs: tuple[InputFile, ...]
    where: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    declared_suite: str | None = None

    @property
    def runs(self) -> tuple[EvalRun, ...]:
        """All runs of these files."""
        return tuple(run for file in self.files for run in file.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """What git says of the project as a whole. ``state`` is ok, shallow, no-git, bare or another named state."""

    state: str = "no-git"
    head: str | None = None
    head_time: str | None = None
    dirty: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseBundle:
    """One release, its policy, its rows and its records.

    ``policy`` is the policy it is judged by: today's for an open release, the recorded one for a closed one.
    ``windows`` are its live samples, oldest first; they never mix with ``results``.
    ``calibrations`` holds people's labels by the grader they are about.
    """

    release: Release
    policy: Policy
    results: tuple[ReadResults, ...]
    records: Records
    inputs: tuple[InputFile, ...]
    repository: Repository = Repository()
    calibrations: Mapping[str, Calibration] = field(default_factory=dict)
    windows: tuple[LiveWindow, ...] = ()
