"""`plan` as JSON: the contract evalreport.plan/1."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evalreport.model.plan import PlannedGate, ReleasePlan

SCHEMA = "evalreport.plan/1"


def plan_document(plans: Iterable[ReleasePlan]) -> dict[str, object]:
    """Build the document; chances are fractions, unknown ones null."""
    return {
        "schema": SCHEMA,
        "releases": [
            {"id": plan.release, "passes_all": plan.passes_all, "gates": [_gate(one) for one in plan.gates]}
            for plan in plans
        ],
    }


def _gate(one: PlannedGate) -> dict[str, object]:
    return {
        "id": one.gate,
        "form": one.form,
        "level": one.level,
        "n": one.n,
        "passes_unchanged": one.passes_unchanged,
        "stops_regression": one.stops_regression,
        "fails_double": one.fails_double,
        "needed": one.needed,
        "assumed": one.assumed,
        "note": one.note,
    }
