"""Whatever happens to a table, a JUnit file or promptfoo's output, it is a result or an error that can be mended."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalreport.errors import ReaderError
from evalreport.model.evaluation import ResultFile
from evalreport.readers.base import ReadOptions
from evalreport.readers.junit import JUnitReader
from evalreport.readers.promptfoo import PromptfooReader
from evalreport.readers.table import TableReader
from tests.unit.readers.memory import MemorySource

if TYPE_CHECKING:
    from evalreport.readers.base import Reader

JUNIT = b"""<?xml version="1.0"?><testsuites tests="2"><testsuite name="s"><testcase classname="c" name="a" time="1.5">
<properties><property name="score" value="0.5"/><property name="label" value="x"/></properties></testcase>
<testcase name="b"><failure type="E" message="m">text</failure></testcase></testsuite></testsuites>"""
RESULT = {
    "testIdx": 0,
    "promptIdx": 0,
    "provider": {"id": "acme:one", "label": "x"},
    "prompt": {"raw": "May I?", "label": "ask"},
    "response": {"output": "Yes", "tokenUsage": {"prompt": 7, "completion": 2}, "cached": False},
    "testCase": {"description": "d", "metadata": {"tags": ["t"]}},
    "gradingResult": {"reason": "r", "componentResults": [{"pass": True, "score": 1, "assertion": {"type": "equals"}}]},
    "namedScores": {"tone": 0.5},
    "metadata": {"pluginId": "pii"},
    "success": True,
    "score": 1,
    "failureReason": 0,
    "cost": 0.25,
    "latencyMs": 1500,
}
OUTPUT = {
    "evalId": "e",
    "results": {"version": 3, "results": [RESULT], "stats": {"successes": 1}, "prompts": [{"metrics": {}}]},
}
CASE = {
    "id": "a",
    "score": 0.5,
    "passed": True,
    "scores": {"q": 1},
    "metadata": {"m": "x"},
    "labels": ["l"],
    "epoch": 1,
}
CSV = b'id,score,labels,cost_usd\na,0.5,x;y,0.25\n"b",1,,\n'
# Each with whether every beginning of it must be refused: lines that are whole are a table of their own.
FILES: dict[str, tuple[Reader, bytes, str, bool]] = {
    "junit": (JUnitReader(), JUNIT, "run.xml", True),
    "promptfoo": (PromptfooReader(), json.dumps(OUTPUT).encode(), "run.json", True),
    "table-json": (TableReader(), json.dumps({"cases": [CASE]}).encode(), "run.json", True),
    "table-jsonl": (TableReader(), json.dumps(CASE).encode() + b"\n", "run.jsonl", False),
    "table-csv": (TableReader(), CSV, "run.csv", False),
}


def outcome(name: str, data: bytes) -> ResultFile | ReaderError:
    """Read, and return the result or the error; any other exception fails the test."""
    reader, _, path, _ = FILES[name]
    source = MemorySource(data, path)
    reader.sniff(source)
    try:
        return reader.read(source, ReadOptions())
    except ReaderError as error:
        return error


@pytest.mark.parametrize("name", FILES)
def test_the_whole_file_is_read(name: str) -> None:
    """The files that the other laws damage are good ones."""
    found = outcome(name, FILES[name][1])
    assert isinstance(found, ResultFile)
    assert found.runs[0].rows
    assert found.unread == ()


@pytest.mark.parametrize("name", FILES)
def test_any_beginning_of_a_file_is_a_result_or_an_error(name: str) -> None:
    """A document cut at any byte but its last is refused; lines that are whole before the cut may be read."""
    _, data, _, whole = FILES[name]
    found = {type(outcome(name, data[:end])) for end in range(len(data.rstrip()))}
    assert found == {ReaderError} if whole else ReaderError in found


@pytest.mark.parametrize("name", FILES)
@given(data=st.data())
def test_one_changed_byte_is_a_result_or_an_error(name: str, data: st.DataObject) -> None:
    """Any byte may be any other: the outcome is a result or an error that names the file."""
    whole = bytearray(FILES[name][1])
    whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    found = outcome(name, bytes(whole))
    assert isinstance(found, ResultFile) or found.location is not None


@pytest.mark.parametrize("name", ["promptfoo", "table-json"])
@given(data=st.data())
def test_any_value_anywhere_is_a_result_or_an_error(name: str, data: st.DataObject) -> None:
    """Any field may hold any JSON value: a wrong type costs its row or is an error, never a crash."""
    tree: object = json.loads(FILES[name][1])
    node, key = data.draw(st.sampled_from(_places(tree)))
    scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    odd: st.SearchStrategy[object] = scalars | st.lists(scalars) | st.dictionaries(st.text(), scalars)
    if isinstance(node, dict):
        node[str(key)] = data.draw(odd)
    elif isinstance(node, list) and isinstance(key, int):
        node[key] = data.draw(odd)
    found = outcome(name, json.dumps(tree).encode())
    assert isinstance(found, ResultFile) or found.location is not None


@given(
    st.lists(st.tuples(st.text(min_size=1), st.floats(allow_nan=False, allow_infinity=False)), unique_by=lambda x: x[0])
)
def test_every_notation_of_a_table_says_the_same(cases: list[tuple[str, float]]) -> None:
    """JSON and JSON Lines of the same cases give the same rows, whatever the ids hold."""
    items = [{"id": name, "score": score} for name, score in cases]
    whole = outcome("table-json", json.dumps({"cases": items}).encode())
    lines = outcome("table-jsonl", "".join(json.dumps(item) + "\n" for item in items).encode())
    if isinstance(whole, ReaderError) or isinstance(lines, ReaderError):
        assert type(whole) is type(lines)
        return
    assert whole.runs[0].rows == lines.runs[0].rows
    assert [(row.case_id, row.scores[0].value) for row in whole.runs[0].rows] == cases


def _places(node: object) -> list[tuple[object, str | int]]:
    """List every container in a tree with each of its keys or indexes."""
    items: list[tuple[str | int, object]] = []
    if isinstance(node, dict):
        items = [(str(key), value) for key, value in node.items()]
    elif isinstance(node, list):
        items = list(enumerate(node))
    inner = [place for _, value in items for place in _places(value)]
    return [(node, key) for key, _ in items] + inner
