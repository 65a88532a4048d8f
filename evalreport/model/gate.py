"""Gate rules and what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evalreport.model.statistics import Interval

if TYPE_CHECKING:
    from evalreport.model.location import Location

__all__ = ["DecideOn", "Form", "Gate", "GateResult", "Interval", "Level", "OverridePolicy", "Verdict"]

Verdict = Literal["passed", "failed", "inconclusive", "not_evaluated"]
Level = Literal["block", "advise", "manual"]
DecideOn = Literal["bound", "point"]
Form = Literal["at_least", "at_most", "not_worse_than", "failures", "unpaired_at_most", "unreadable_at_most", "signoff"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverridePolicy:
    """Who may lift a gate, on how much evidence, for how long. ``allowed`` False is ``override: never``."""

    allowed: bool = True
    roles: tuple[str, ...] = ()
    evidence: int = 1
    max_days: int | None = None
    # Whoever asks for an exception should not also grant it, unless the policy says so.
    second_person: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One rule over a score, a failure class, the pairing, or people.

    ``form`` says which of the fields count: ``line`` is the threshold of at_least and at_most, ``margin`` the allowed
    drop of not_worse_than (in the score's unit, > 0), ``limit`` and ``max_rate`` belong to failures (limit also holds
    the share of the two ``*_at_most`` forms in ``line``), ``signoff`` lists roles. ``alpha`` is one-sided.
    ``decide_on`` says whether the bound decides, as is usual, or the bare number.
    """

    id: str
    title: str
    form: Form
    level: Level = "block"
    score: str | None = None
    failure_class: str | None = None
    baseline: str | None = None
    line: float | None = None
    margin: float | None = None
    limit: int | None = None
    max_rate: float | None = None
    # Set although most gates leave it out: no verdict may rest on a handful of cases.
    min_cases: int = 30
    unpaired_share: float = 0.05
    signoff: tuple[str, ...] = ()
    override: OverridePolicy = OverridePolicy()
    alpha: float = 0.05
    decide_on: DecideOn = "bound"
    owner: str = ""
    suites: tuple[str, ...] = ()
    control: str | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    """What a gate saw and said.

    ``observed``, ``threshold`` and ``interval`` are in the unit ``unit`` ("rate", "points" for differences of rates,
    "count", "score", "s", "share", or "" for people). ``reason`` is one plain sentence; ``needed`` how many more cases
    would decide at the present rates, None when not applicable or not practical. ``method`` names formula and source.
    ``detectable`` is the smallest difference from the line (or from no change) that so many cases could have shown
    four times in five, in ``unit``. ``failures`` lists case ids behind a failure count; ``waiting`` roles whose answer
    is missing.
    """

    gate: str
    verdict: Verdict
    reason: str
    observed: float | None = None
    threshold: float | None = None
    interval: Interval | None = None
    n: int | None = None
    unit: str = ""
    method: str = ""
    needed: int | None = None
    better: int | None = None
    worse: int | None = None
    rules_out: float | None = None
    p_fail: float | None = None
    detectable: float | None = None
    failures: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
