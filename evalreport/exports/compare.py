"""`compare` as JSON (the contract evalreport.compare/1) and as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.exports.plaintext import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.model.comparison import Comparison, ScoreDelta

SCHEMA = "evalreport.compare/1"
# The JSON form lists all of them.
SHOWN = 20


def compare_document(comparison: Comparison) -> dict[str, object]:
    """Build the document; unknown numbers are null."""
    return {
        "schema": SCHEMA,
        **comparison.transitions.counts(),
        "scores": {name: _score(delta) for name, delta in comparison.scores.items()},
        "cost_usd": {"baseline": comparison.costs[0], "candidate": comparison.costs[1]},
        "regressed_cases": list(comparison.regressed_cases),
        "fixed_cases": list(comparison.fixed_cases),
        "by_class": {name: counts.counts() for name, counts in comparison.by_class.items()},
        "warnings": list(comparison.warnings),
    }


def _score(delta: ScoreDelta) -> dict[str, object]:
    return {
        "baseline": delta.baseline,
        "candidate": delta.candidate,
        "delta": delta.delta,
        "interval": [delta.interval.low, delta.interval.high] if delta.interval else None,
        "p_value": delta.p_value,
        "n": delta.n,
    }


def compare_text(comparison: Comparison) -> str:
    """Write what changed, for a terminal."""
    return "\n".join(_lines(comparison)) + "\n"


def _lines(comparison: Comparison) -> Iterator[str]:
    seen = comparison.transitions
    yield (
        f"{seen.pairs} {'pair' if seen.pairs == 1 else 'pairs'}: {seen.regressed} regressed, {seen.fixed} fixed, "
        f"{seen.both_passed} passed both times, {seen.both_failed} failed both times"
    )
    yield (
        f"not compared: {seen.only_baseline} only in the baseline, {seen.only_candidate} only in the candidate, "
        f"{seen.not_comparable} without a verdict on one side"
    )
    for name, delta in comparison.scores.items():
        yield f"{visible(name)}: {_number(delta.baseline)} -> {_number(delta.candidate)}{_change(delta)}"
    before, after = comparison.costs
    yield f"cost: {_dollars(before)} -> {_dollars(after)}"
    for word, names in (("regressed", comparison.regressed_cases), ("fixed", comparison.fixed_cases)):
        if names:
            # A list that ends without saying so looks complete.
            rest = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
            yield f"{word}: {', '.join(visible(name) for name in names[:SHOWN])}{rest}"
    for warning in comparison.warnings:
        yield f"warning: {visible(warning)}"


def _change(delta: ScoreDelta) -> str:
    if delta.delta is None:
        return " (no pair carries it)"
    spread = f", 90% interval {delta.interval.low:+.3f} to {delta.interval.high:+.3f}" if delta.interval else ""
    # Only where both sides are plain passes: of numbers the interval says it all.
    chance = f", exact McNemar p {delta.p_value:.3g}" if delta.p_value is not None else ""
    return f" ({delta.delta:+.3f} over {delta.n} cases{spread}{chance})"


def _number(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.3f}"


def _dollars(value: float | None) -> str:
    return "not measured" if value is None else f"${value:.4f}"
