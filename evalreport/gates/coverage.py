"""How much could be compared and read: ``unpaired_at_most`` and ``unreadable_at_most``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from evalreport.gates.base import not_evaluated, unfinished
from evalreport.gates.words import percent
from evalreport.model.gate import GateResult

if TYPE_CHECKING:
    from evalreport.gates.base import GateContext
    from evalreport.model.gate import Form, Gate


class CoverageRule:
    """At most a share of the cases may lack a scored partner, or of the rows may be unreadable.

    Shares are counted, not estimated: nothing is inferred from them. A case without a partner is one that only one
    side ran, or that errored or was skipped on either. An unfinished run may break the line and never holds it.
    """

    forms: ClassVar[tuple[Form, ...]] = ("unpaired_at_most", "unreadable_at_most")

    def check(self, gate: Gate, context: GateContext) -> GateResult:
        """Judge one gate."""
        line = gate.line or 0.0
        both = gate.form == "unpaired_at_most"
        share, lost, total, what = _unpaired(context) if both else _unreadable(context)
        lacking = context.incomplete + (context.baseline_incomplete if both else ())
        # What an unfinished run has lost already stays lost; what it would still lose nobody knows.
        if lacking and not _breaks(share, line):
            return not_evaluated(gate, unfinished(lacking), threshold=line)
        if share is None:
            return not_evaluated(gate, "Not judged: there is nothing to count.", threshold=line)
        return GateResult(
            gate=gate.id,
            verdict="passed" if share <= line else "failed",
            reason=f"{lost} of {total} {what} ({percent(share, away_from=line)}); at most {percent(line)} allowed.",
            observed=share,
            threshold=line,
            n=total,
            unit="share",
            method="counted",
        )


def _unpaired(context: GateContext) -> tuple[float | None, int, int, str]:
    what = f"{context.noun[1]} lack a scored partner in {context.baseline_name or 'a baseline'}"
    seen = context.transitions
    if seen is None:
        return None, 0, 0, what
    lost = seen.only_baseline + seen.only_candidate + seen.not_comparable
    return seen.unpaired_share, lost, seen.pairs + lost, what


def _unreadable(context: GateContext) -> tuple[float | None, int, int, str]:
    total, lost = context.rows + context.unread, context.unread
    return (lost / total if total else None), lost, total, "rows could not be read"


def _breaks(share: float | None, line: float) -> bool:
    return share is not None and share > line
