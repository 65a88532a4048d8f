"""A trace is the same however its spans are ordered, parted into lines, and sent twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from evalreport.readers.otlp import OtlpReader
from tests.unit.readers.memory import PLAIN
from tests.unit.readers.otlp_lines import AGENT, CHAT, TOOL, Written, batch, event, failed, lines, span

if TYPE_CHECKING:
    from evalreport.model.evaluation import CaseResult

KINDS: tuple[dict[str, object], ...] = (
    {},
    AGENT | {"tenant": "acme", "input.value": "Hi"},
    CHAT | {"gen_ai.usage.input_tokens": 5, "llm.cost.total": 0.5, "output.value": "Yes"},
    CHAT,
    TOOL,
    TOOL | {"evalreport.tool.approved": True, "evalreport.review.kind": "approval"},
    {"openinference.span.kind": "EVALUATOR", "evalreport.label": "vip"},
)
SCORED = [event("gen_ai.evaluation.result", {"gen_ai.evaluation.name": "x", "gen_ai.evaluation.score.value": 1})]


@st.composite
def written_spans(draw: st.DrawFn) -> list[Written]:
    """Draw spans of two traces: parents may be missing, themselves or in a circle, ids twice, ends before starts."""
    found: list[Written] = []
    for _ in range(draw(st.integers(1, 12))):
        begin = draw(st.integers(0, 40))
        more: Written = draw(st.sampled_from([{}, {"status": failed()}, {"events": SCORED}, {"kind": 2}]))
        one = span(
            draw(st.integers(1, 6)),
            draw(st.sampled_from([None, None, 1, 2, 3, 9])),
            (begin, begin + draw(st.integers(-1, 50))),
            draw(st.sampled_from(KINDS)),
            traceId=draw(st.sampled_from(["a" * 32, "b" * 32])),
            **more,
        )
        found.append(one)
    return found


def rows(parts: list[list[Written]]) -> tuple[CaseResult, ...]:
    """Read spans that are parted into lines."""
    (run,) = OtlpReader().read(lines(*map(batch, parts)), PLAIN).runs
    return run.rows


@settings(max_examples=150)
@given(spans=written_spans(), data=st.data())
def test_any_order_and_splitting_gives_the_same_rows(spans: list[Written], data: st.DataObject) -> None:
    """Shuffled, cut into lines anywhere and with some sent again, spans give the rows that they gave in one line."""
    shuffled = data.draw(st.permutations(spans + data.draw(st.lists(st.sampled_from(spans), max_size=3))))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(shuffled)), max_size=4)))
    parts = [shuffled[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(shuffled)], strict=True)]
    assert rows(parts) == rows([spans])
