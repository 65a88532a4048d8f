"""Scores a team owns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalreport.model.location import Location

Measure = Literal[
    "pass_rate",
    "pass_hat_k",
    "mean",
    "failure_rate",
    "tool_error_rate",
    "latency_mean",
    "latency_p50",
    "latency_p95",
    "cost_per_success",
    "reviewer_burden",
    "approval_rate",
]
Direction = Literal["higher", "lower"]

# Which way is better is part of what a measure means; only a mean cannot know.
DIRECTIONS: dict[str, Direction] = {
    "pass_rate": "higher",
    "pass_hat_k": "higher",
    "failure_rate": "lower",
    "tool_error_rate": "lower",
    "latency_mean": "lower",
    "latency_p50": "lower",
    "latency_p95": "lower",
    "cost_per_success": "lower",
    "reviewer_burden": "lower",
    "approval_rate": "higher",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSpec:
    """One score of the scorecard: what it measures, who owns it, what it is used for.

    ``of`` names the score in the file (None: its only one). ``pass_at`` makes a number a pass at or beyond it in the
    good direction, ``pass_when`` says which bool is the pass. ``failure_class`` belongs to ``failure_rate``.
    ``k`` is how many tries in a row ``pass_hat_k`` asks to succeed. ``suites``, ``tags`` and ``where`` (metadata key to
    exact text) narrow the rows. ``cluster`` is the metadata key that names what cases share (a scenario, a document).
    """

    id: str
    title: str
    owner: str
    use: str
    measure: Measure = "pass_rate"
    of: str | None = None
    pass_at: float | None = None
    pass_when: bool | None = None
    better: Direction = "higher"
    failure_class: str | None = None
    suites: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    where: Mapping[str, str] = field(default_factory=dict)
    grader: str | None = None
    k: int = 4
    cluster: str | None = None
    location: Location | None = None
