"""What people said of cases a grader judged, and how far the grader is to be trusted for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from evalreport.model.evaluation import Unread
    from evalreport.model.statistics import Estimate, Interval

# Why a grader may or may not decide: the first that applies.
Fitness = Literal["fit", "not_needed", "uncalibrated", "other_version", "stale", "weak"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanLabel:
    """One person's label of one case beside the grader's verdict.

    ``label`` and ``verdict`` are True for a pass; ``verdict`` is None where the grader abstained or said a word nobody
    mapped. ``date`` is YYYY-MM-DD, ``version`` the grader's model and prompt digest.
    """

    case: str
    label: bool
    verdict: bool | None = None
    rater: str = ""
    version: str | None = None
    date: str | None = None
    failure_class: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """People's labels of one grader's cases, as one file tells them."""

    grader: str
    path: str
    sha256: str
    size: int = 0
    labels: tuple[HumanLabel, ...] = ()
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How a grader's verdicts and people's labels go together.

    ``tp``, ``fn``, ``fp`` and ``tn`` count cases: a positive is a pass, so ``fp`` are truly failing cases it passed. A
    case on which the grader contradicts itself counts as wrong; ``abstained`` ones are in none of the four.
    ``sensitivity`` is the share of truly passing cases it passes, ``specificity`` that of truly failing ones it fails.
    """

    name: str
    tp: int
    fn: int
    fp: int
    tn: int
    abstained: int = 0
    contradicted: int = 0
    agreement: Estimate | None = None
    sensitivity: Estimate | None = None
    specificity: Estimate | None = None
    kappa: float | None = None
    kappa_interval: Interval | None = None

    @property
    def n(self) -> int:
        """Cases with a label and a verdict."""
        return self.tp + self.fn + self.fp + self.tn

    @property
    def failing(self) -> int:
        """Truly failing cases."""
        return self.fp + self.tn


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedScore:
    """A score of a release as the grader says it, and corrected by what people found of the grader."""

    score: str
    raw: Estimate
    corrected: Estimate
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GraderState:
    """How far a grader is to be trusted at one moment, and why; ``reason`` is one sentence.

    ``counted`` rests on the labels that count: of the version in force and young enough. ``versions`` and ``classes``
    break all labels down. ``people_alpha`` is Krippendorff's alpha among the raters, None for one rater.
    """

    grader: str
    fitness: Fitness
    reason: str
    counted: Agreement | None = None
    versions: tuple[Agreement, ...] = ()
    classes: tuple[Agreement, ...] = ()
    raters: int = 0
    people_alpha: float | None = None
    newest: str | None = None
    path: str | None = None
    corrected: tuple[CorrectedScore, ...] = ()

    @property
    def fit(self) -> bool:
        """Whether gates may rest on it."""
        # Code and people are graders too, and need no labels to be believed.
        return self.fitness in {"fit", "not_needed"}
