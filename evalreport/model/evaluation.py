"""What a result file says: runs, rows and scores, normalised over all formats.

A missing thing is None, never 0: a cost of 0 that means "unknown" would be a gate that cannot fail.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.model.trace import Trace

Text = str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One score of one row.

    ``value`` is the number, ``passed`` the file's own pass or fail for this score where it states one, ``text`` the
    value as written where it is no number. A bool in the file gives value 1 or 0 and leaves ``passed`` to the
    reader: it sets it only where the format itself says that true means good.
    """

    name: str
    value: float | None = None
    passed: bool | None = None
    text: Text = None
    grader: Text = None
    explanation: Text = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """One tool call; ``error`` is the tool's error text, ``arguments`` JSON text with sorted keys.

    ``result`` is what the tool gave back, ``approved`` whether a person approved this call (None: no record says so).
    """

    name: str
    arguments: Text = None
    error: Text = None
    result: Text = None
    approved: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """One row: one case of one suite, run once (an epoch).

    ``passed`` is the file's own verdict over the whole case, None where the format has none. ``error`` is a harness
    error: the row is unscored, neither pass nor fail. ``skipped`` rows count in coverage only.
    ``tool_errors`` is None where the format tells nothing about tools.
    """

    suite: str
    case_id: str
    epoch: int = 1
    scores: tuple[Score, ...] = ()
    passed: bool | None = None
    error: Text = None
    skipped: bool = False
    labels: tuple[str, ...] = ()
    failure_class: Text = None
    input: Text = None
    output: Text = None
    tools: tuple[ToolCall, ...] | None = None
    tool_errors: int | None = None
    cost_usd: float | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None
    latency_s: float | None = None
    started_at: Text = None
    human_label: Text = None
    reviewer: Text = None
    note: Text = None
    trace_id: Text = None
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    trace: Trace | None = None

    @property
    def key(self) -> tuple[str, str, int]:
        """What a row is paired by: suite, case, epoch."""
        # Ids repeat across suites, and epochs are repeats of one case.
        return (self.suite, self.case_id, self.epoch)

    def score(self, name: str) -> Score | None:
        """Return the score of that name, None where the row lacks it."""
        return next((score for score in self.scores if score.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Something in the file that could not be read: where (line, row, member) and why."""

    where: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """A headline the file states and the rows do not bear out."""

    what: str
    stated: float
    counted: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EvalRun:
    """One version over one suite, as one file tells it.

    ``complete`` is False for cancelled, failed or cut runs: such a run never feeds a gate. ``stated`` holds the
    headlines the file itself prints, ``contradictions`` those its rows do not bear out. ``variant`` tells apart runs
    of one file (a provider of a matrix).
    """

    run_id: str
    suite: str
    model: Text = None
    variant: Text = None
    status: str = "success"
    complete: bool = True
    rows: tuple[CaseResult, ...] = ()
    stated: Mapping[str, float] = field(default_factory=dict)
    contradictions: tuple[Contradiction, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFile:
    """What a reader returns: the runs of one source, and what it could not read."""

    format: str
    format_version: Text = None
    runs: tuple[EvalRun, ...] = ()
    unread: tuple[Unread, ...] = ()
    warnings: tuple[str, ...] = ()
