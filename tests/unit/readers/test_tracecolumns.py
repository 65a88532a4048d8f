"""Columns of a table that tell of people, tools and models are the row's trace."""

from __future__ import annotations

import pytest

from evalreport.errors import ReaderError
from evalreport.model.evaluation import ToolCall
from evalreport.model.trace import Feedback, ModelUse, Review, Trace
from evalreport.readers.base import ReadOptions
from evalreport.readers.table import TableReader
from tests.unit.readers.memory import PLAIN, MemorySource, as_json, read_rows


@pytest.mark.parametrize(
    ("cells", "trace"),
    [
        ({"model": "a", "tokens_in": 5}, Trace(spans=0, uses=(ModelUse(model="a", tokens_in=5),))),
        (
            {"reviewer": "ana", "reviewer_minutes": 2.5, "note": "fine"},
            Trace(spans=0, reviews=(Review(kind="review", by="ana", minutes=2.5, note="fine"),)),
        ),
        ({"review_kind": "Override"}, Trace(spans=0, reviews=(Review(kind="override"),))),
        ({"approved": True, "reviewer": "bo"}, Trace(spans=0, reviews=(Review(kind="approval", by="bo"),))),
        ({"approved": False}, Trace(spans=0, reviews=(Review(kind="refusal"),))),
        ({"feedback": "up"}, Trace(spans=0, feedback=(Feedback(source="user", good=True, label="up"),))),
        (
            {"feedback": "bad", "feedback_source": "operator"},
            Trace(spans=0, feedback=(Feedback(source="operator", good=False, label="bad"),)),
        ),
        ({"feedback": "x" * 41}, Trace(spans=0, feedback=(Feedback(source="user", comment="x" * 41),))),
        ({"reviewer": "ana", "note": "fine", "passed": True}, None),
        ({"model": {"name": "a"}, "feedback": ["up"]}, None),
        ({}, None),
    ],
)
def test_cells_about_a_run_are_its_trace(cells: dict[str, object], trace: Trace | None) -> None:
    """A row has a trace where a column tells of the run; a labeller's name alone does not."""
    (row,) = read_rows(TableReader(), as_json([{"case_id": "a", "trace_id": "t", **cells}]))
    assert (row.trace, row.trace_id) == (trace, "t")


@pytest.mark.parametrize(
    ("tools", "names"),
    [
        ("look; pay;pay", ("look", "pay", "pay")),
        (["look", "pay"], ("look", "pay")),
        ([], ()),
        ([{"type": "function"}], None),
    ],
)
def test_tools_are_calls_in_order(tools: object, names: tuple[str, ...] | None) -> None:
    """A tool that is called twice stands twice, with the approval of the row; schemas of tools are no calls."""
    (row,) = read_rows(TableReader(), as_json([{"case_id": "a", "tools": tools, "approved": True}]))
    assert row.tools == (None if names is None else tuple(ToolCall(name=name, approved=True) for name in names))


def test_a_column_map_names_them_as_any_other() -> None:
    """CSV cells with names of the file's own are read by the manifest's map."""
    options = ReadOptions(columns={"case_id": "run", "reviewer_minutes": "min", "feedback": "thumb"})
    source = MemorySource(b"run,min,thumb\na,1.5,down\nb,,\n", "live.csv")
    first, second = read_rows(TableReader(), source, options)
    assert first.trace == Trace(
        spans=0,
        reviews=(Review(kind="review", minutes=1.5),),
        feedback=(Feedback(source="user", good=False, label="down"),),
    )
    assert second.trace is None


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"review_kind": "wave"}, "review_kind: 'wave' is none of review, approval, refusal, override, escalation"),
        ({"reviewer_minutes": -1}, "reviewer_minutes: -1 minutes"),
        ({"feedback": "up", "feedback_source": "cat"}, "feedback_source: 'cat' is neither user nor operator"),
    ],
)
def test_a_wrong_word_is_refused_with_its_column(cells: dict[str, object], message: str) -> None:
    """A kind of review that does not exist would be counted nowhere."""
    with pytest.raises(ReaderError) as caught:
        TableReader().read(as_json([{"case_id": "a", **cells}]), PLAIN)
    assert message in caught.value.message
