"""Cases that share a scenario move together: they are fewer than they look."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.model.gate import Gate
from tests.unit.gates.contexts import context, judge, rate, score, seen

if TYPE_CHECKING:
    from evalreport.gates.base import ScoreEvidence

HOLDS = Gate(id="holds", title="Holds", form="not_worse_than", score="success", margin=0.05)
LINE = Gate(id="line", title="Line", form="at_least", score="success", line=0.85)


def _shared(evidence: ScoreEvidence, size: int) -> ScoreEvidence:
    """So many cases in a row share a scenario."""
    cases = sorted({key[:2] for key in evidence.candidate})
    return replace(evidence, clusters={case: f"scenario {at // size}" for at, case in enumerate(cases)})


def test_shared_scenarios_widen_the_range_of_a_rate() -> None:
    """Ninety passes in a hundred are shown to be over 0.83 alone, and not when ten cases each share a scenario."""
    alone = judge(replace(LINE, line=0.83), context(score(rate(900, 1000))))
    shared = judge(replace(LINE, line=0.83), context(_shared(score(rate(900, 1000)), 10)))
    assert alone.interval is not None
    assert shared.interval is not None
    assert (alone.verdict, shared.verdict) == ("passed", "passed")
    assert shared.interval.high - shared.interval.low > 2 * (alone.interval.high - alone.interval.low)


@pytest.mark.parametrize("form", ["at_least", "at_most"])
def test_few_scenarios_cannot_tell(form: str) -> None:
    """A hundred cases of ten scenarios are ten, and ten are too few."""
    gate = LINE if form == "at_least" else replace(LINE, form="at_most", line=0.95)
    result = judge(gate, context(_shared(score(rate(95, 100)), 10)))
    assert result.verdict == "inconclusive"
    assert "20 independent cases or scenarios are the minimum" in result.reason


def test_shared_scenarios_widen_a_comparison() -> None:
    """Losses that fall into one scenario are one loss, not ten."""
    before, after = rate(400, 400), seen([0.0] * 10 + [1.0] * 390)
    alone, shared = (judge(HOLDS, context(one)) for one in (score(after, before), _shared(score(after, before), 10)))
    assert alone.interval is not None
    assert shared.interval is not None
    assert shared.interval.high - shared.interval.low > 1.5 * (alone.interval.high - alone.interval.low)
    assert (alone.verdict, shared.verdict) == ("passed", "inconclusive")
