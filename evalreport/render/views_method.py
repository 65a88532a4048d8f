"""How a gate's number was found: the fold-out behind its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.render.figures import in_unit, plain, plural, span

if TYPE_CHECKING:
    from evalreport.model.assessment import GateOutcome
    from evalreport.model.gate import GateResult
    from evalreport.render.context import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of a fold-out: what it is and what it says."""

    name: str
    text: str


def method_facts(context: Context, one: GateOutcome) -> tuple[Fact, ...]:
    """Return method, number and range, sample, confidence, and the smallest effect the sample could have shown."""
    gate, result = one.gate, one.result
    if result.observed is None or not result.method:
        return ()
    errs = f"the bound that decides errs in at most {plain(100 * gate.alpha, 2)} of 100 samples"
    told = {
        "Method": result.method,
        "Seen": _seen(result),
        "Rests on": "" if result.n is None else plural(result.n, context.noun),
        "Confidence": f"{plain(100 * (1 - gate.alpha), 2)}%: {errs}" if result.interval else "",
        "Smallest effect": _smallest(result),
        "Decides": "the bare number, not the bound: chance is not ruled out" if gate.decide_on == "point" else "",
    }
    return tuple(Fact(name=name, text=text) for name, text in told.items() if text)


def _seen(result: GateResult) -> str:
    reach = span(result.interval, result.unit) if result.unit != "count" else ""
    return in_unit(result.observed, result.unit) + (f", range {reach}" if reach else "")


def _smallest(result: GateResult) -> str:
    if result.detectable is None:
        return ""
    # The distance of two rates is told in points, whatever the rates are told in.
    unit = "points" if result.unit == "rate" else result.unit
    return f"{in_unit(result.detectable, unit).lstrip('+')} would have been shown four times in five"
