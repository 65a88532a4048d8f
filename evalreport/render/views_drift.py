"""Offline against live in words: scores, mixes, and whether what the gates passed had to be rolled back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.render.context import score_title, words_of
from evalreport.render.figures import change, change_span, count, estimate, percent, plural, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalreport.model.livereport import Drift, Mix, Prediction
    from evalreport.model.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftRow:
    """One score offline and live."""

    title: str
    offline: str
    live: str
    shift: str
    reweighted: str
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MixRow:
    """Whether one key is spread live as offline."""

    key: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionRow:
    """How often what passed was rolled back."""

    title: str
    passed: str
    back: str
    share: str


def drift_row(policy: Policy, one: Drift) -> DriftRow:
    """Return one score offline and live."""
    unit = one.unit
    points = " points" if unit == "rate" else ""
    wide = f" ({change_span(one.interval, unit)})" if one.interval else ""
    since = f"{change(one.since, unit)}{points} ({change_span(one.since_interval, unit)})" if one.since_interval else ""
    weighed = "" if one.reweighted is None else f"{estimate(one.reweighted, unit)} at the live mix of {one.by}"
    return DriftRow(
        title=score_title(policy, one.score),
        offline=f"{estimate(one.offline, unit)}, {count(one.offline.n)}",
        live=f"{estimate(one.live, unit)}, {count(one.live.n)}{'' if one.of_traffic else ' of the reviewed runs'}",
        shift=f"{change(one.difference, unit)}{points}{wide}",
        reweighted=weighed + ("" if one.covered else "; the suites lack kinds that matter live"),
        since=since,
    )


def mix_row(one: Mix) -> MixRow:
    """Return whether one key is spread live as offline, with the numbers that say so."""
    rare = "less than 1 in 1,000" if one.p_value < 0.001 else f"{one.p_value:.3f}"  # noqa: PLR2004 - three digits
    numbers = f"stability index {one.index:.2f}, by chance up to {one.critical:.2f}; chi-square p {rare}"
    return MixRow(
        key=words_of(one.key), said=f"{'Another mix than offline' if one.drifted else 'Like offline'}: {numbers}."
    )


def predicted_words(found: Sequence[Prediction]) -> str:
    """Say in one sentence how often what the gates cleared was rolled back."""
    whole = next((one for one in found if not one.gate), None)
    if whole is None or not whole.passed or whole.interval is None:
        return "No release that its gates cleared has shipped yet."
    share = f"{percent(whole.rolled_back / whole.passed)}, range {span(whole.interval, 'rate')}"
    return (
        f"Of {plural(whole.passed, ('release', 'releases'))} that the gates cleared and that shipped, "
        f"{whole.rolled_back} had to be rolled back ({share})."
    )


def prediction_row(one: Prediction) -> PredictionRow:
    """Return how often what passed one gate, or all, was rolled back."""
    return PredictionRow(
        title=one.title or "All gates together",
        passed=str(one.passed),
        back=str(one.rolled_back),
        share=f"{percent(one.rolled_back / one.passed)} ({span(one.interval, 'rate')})",
    )
