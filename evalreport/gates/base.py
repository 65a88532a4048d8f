"""What a gate rule is given, and what every family shares."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Protocol

from evalreport.model.gate import GateResult

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from evalreport.analysis.observe import Key, Observations
    from evalreport.model.assessment import SignOffState, Transitions
    from evalreport.model.gate import Form, Gate
    from evalreport.model.grading import GraderState
    from evalreport.model.policy import Policy
    from evalreport.model.scorecard import ScoreSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreEvidence:
    """One score's observations on both sides.

    ``incomplete`` and ``baseline_incomplete`` name runs of each side that the score would look at and that did not
    finish: such a run feeds no gate.
    ``calls`` and ``baseline_calls`` are what each row adds below the line of a ratio (tool calls, successes).
    ``clusters`` names what cases share, where the score says that they share something.
    ``baseline`` is None where the release has none. ``undefined`` says what is missing that the score needs, in the
    policy or in all rows; then no row has a number.
    """

    spec: ScoreSpec
    candidate: Observations
    baseline: Observations | None = None
    calls: Mapping[Key, int] = field(default_factory=dict)
    baseline_calls: Mapping[Key, int] = field(default_factory=dict)
    clusters: Mapping[tuple[str, str], str] = field(default_factory=dict)
    incomplete: tuple[str, ...] = ()
    baseline_incomplete: tuple[str, ...] = ()
    undefined: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassEvidence:
    """Cases of the candidate by failure class: which ran, and which failed in it (in any epoch).

    ``reached`` says that the class's rules could claim something here: they did on either side, or they ask a score
    that the rows carry. ``loose`` are failed cases of no class: while nothing reached, one of them may be of this one.
    """

    title: str
    ran: frozenset[tuple[str, str]]
    failed: frozenset[tuple[str, str]]
    loose: frozenset[tuple[str, str]] = frozenset()
    reached: bool = True

    @property
    def known(self) -> bool:
        """True where the count of the class says something."""
        return self.reached or not self.loose

    incomplete: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GateContext:
    """A release's evidence as gates see it.

    ``noun`` is what a case is called (one, many). ``baselines`` holds the evidence against a pinned baseline other
    than the release's own, by (score, release id). ``rows`` and ``unread`` count what was read of the candidate,
    ``incomplete`` and ``baseline_incomplete`` name runs that did not finish. ``graders`` says how far each grader of
    the policy is to be trusted.
    """

    policy: Policy
    noun: tuple[str, str]
    baseline_name: str
    scores: Mapping[str, ScoreEvidence]
    classes: Mapping[str, ClassEvidence]
    signoffs: tuple[SignOffState, ...]
    transitions: Transitions | None
    rows: int
    unread: int
    incomplete: tuple[str, ...] = ()
    baseline_incomplete: tuple[str, ...] = ()
    pinned: Mapping[tuple[str, str], ScoreEvidence] = field(default_factory=dict)
    graders: Mapping[str, GraderState] = field(default_factory=dict)


class GateRule(Protocol):
    """One family of gates. The class docstring is its page in the docs.

    A rule never prints, reads files, or raises for a broken gate: what it lacks is ``not_evaluated`` with the reason.
    """

    forms: ClassVar[tuple[Form, ...]]

    def check(self, gate: Gate, context: GateContext) -> GateResult:
        """Judge one gate."""


def not_evaluated(gate: Gate, reason: str, **seen: float | None) -> GateResult:
    """Return the verdict for missing data: never a pass."""
    return GateResult(gate=gate.id, verdict="not_evaluated", reason=reason, threshold=seen.get("threshold"))


def within(gate: Gate, observations: Observations) -> Observations:
    """Keep the suites a gate is narrowed to."""
    # The usual case, and then there is nothing to copy.
    if not gate.suites:
        return observations
    return {key: value for key, value in observations.items() if key[0] in gate.suites}


def one_sided(gate: Gate, sides: tuple[Collection[object], Collection[object]], nouns: str, name: str) -> str:
    """Say that too many cases ran on one side only for a gate; "" where few enough did."""
    every, shared = set(sides[0]) | set(sides[1]), set(sides[0]) & set(sides[1])
    lost = len(every) - len(shared)
    if shared and lost <= gate.unpaired_share * len(every):
        return ""
    return f"Not judged: {lost} of {len(every):,} {nouns} were not run on both {name} and the candidate."


def unfinished(runs: tuple[str, ...]) -> str:
    """Say which runs did not finish."""
    return f"Not judged: {', '.join(runs)} did not finish, and an unfinished run proves nothing."
