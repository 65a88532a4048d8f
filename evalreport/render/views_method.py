"""How a gate's number was found: the fold-out behind its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.render.figures import in_unit, plain, plural, span

if TYPE_CHECKING:
    from evalreport.model.assessment import GateOutcome
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
    found = [Fact(name="Method", text=result.method)]
    reach = span(result.interval, result.unit) if result.unit != "count" else ""
    found.append(Fact(name="Seen", text=in_unit(result.observed, result.unit) + (f", range {reach}" if reach else "")))
    if result.n is not None:
        found.append(Fact(name="Rests on", text=plural(result.n, context.noun)))
    if result.interval is not None:
        errs = f"the bound that decides errs in at most {plain(100 * gate.alpha, 2)} of 100 samples"
        found.append(Fact(name="Confidence", text=f"{plain(100 * (1 - gate.alpha), 2)}%: {errs}"))
    if result.detectable is not None:
        # The distance of two rates is told in points, whatever the rates are told in.
        unit = "points" if result.unit == "rate" else result.unit
        shown = in_unit(result.detectable, unit).lstrip("+")
        found.append(Fact(name="Smallest effect", text=f"{shown} would have been shown four times in five"))
    if gate.decide_on == "point":
        found.append(Fact(name="Decides", text="the bare number, not the bound: chance is not ruled out"))
    return tuple(found)
