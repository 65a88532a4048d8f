"""How often an unchanged candidate passes a gate that could not tell (R11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.analysis.power import chance_equal_passes

if TYPE_CHECKING:
    from evalreport.model.gate import Gate, GateResult


def chance_unchanged(gate: Gate, result: GateResult) -> float | None:
    """The chance to pass of a candidate that is as good as its baseline, at the n and share of pairs that differ seen.

    None for gates that could tell, and for those that do not compare pairs of plain passes and failures.
    """
    compared = result.verdict == "inconclusive" and result.unit == "points"
    if not compared or not result.n or result.worse is None or result.better is None:
        return None
    share = min(1.0, (result.better + result.worse) / result.n)
    return chance_equal_passes(n=result.n, margin=gate.margin or 0.0, discordant_share=share, alpha=gate.alpha)
