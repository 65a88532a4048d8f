"""Tables: columns found by name or map, strict numbers, texts that stay what they look like."""

from __future__ import annotations

import json

import pytest

from evalreport.errors import ReaderError
from evalreport.model.evaluation import CaseResult, Score
from evalreport.readers.base import ReadOptions
from evalreport.readers.table import TableReader
from tests.corpus import hostile
from tests.unit.readers.memory import MemorySource, as_json, read_rows, read_run, read_whole

READER = TableReader()


def as_csv(text: str, name: str = "results/run.csv") -> MemorySource:
    """Write text as a CSV file."""
    return MemorySource(text.encode(), name)


def as_lines(*items: object) -> MemorySource:
    """Write values as a JSON Lines file."""
    return MemorySource("".join(json.dumps(item) + "\n" for item in items).encode(), "results/run.jsonl")


def refused(source: MemorySource, options: ReadOptions | None = None) -> str:
    """Read what must be refused, and return the line a person sees."""
    with pytest.raises(ReaderError) as caught:
        READER.read(source, options or ReadOptions())
    return str(caught.value)


@pytest.mark.parametrize(
    "source",
    [
        as_csv("case_id,score\na,0.5\n"),
        as_csv("case_id;score\na;0.5\n"),
        as_csv("case_id\tscore\na\t0.5\n", "results/run.tsv"),
        as_csv("\ufeffcase_id,score\r\na,0.5\r\n"),
        as_json([{"case_id": "a", "score": 0.5}]),
        as_json({"kind": "offline", "cases": [{"id": "a", "score": 0.5}]}),
        as_json({"rows": [{"id": "a", "score": 0.5}]}),
        as_lines({"id": "a", "score": 0.5}),
        MemorySource(b'{"id": "a", "score": 0.5}\n', "results/run.ndjson"),
    ],
)
def test_every_notation_gives_the_same_row(source: MemorySource) -> None:
    """CSV with three delimiters, JSON in three shapes and JSON Lines say the same."""
    assert read_rows(READER, source) == (
        CaseResult(suite="default", case_id="a", scores=(Score(name="score", value=0.5),)),
    )


def test_every_column_finds_its_place() -> None:
    """A row with every column of the normalised table keeps all of them."""
    columns = {
        "suite": "refunds",
        "case_id": "a",
        "epoch": "2",
        "score.quality": "0.75",
        "score.style": "1",
        "labels": "slow; wrong_tool",
        "failure_class": "tool-selection",
        "input": "May I?",
        "output": "Yes",
        "cost_usd": "0.25",
        "tokens_in": "7",
        "tokens_out": "2",
        "latency_s": "1.5",
        "tool_errors": "1",
        "started_at": "2026-11-20T10:00:00Z",
        "human_label": "good",
        "reviewer": "dana",
        "note": "fine",
        "trace_id": "t1",
        "tags": "smoke",
        "metadata.market": "no",
    }
    (row,) = read_rows(READER, as_csv(",".join(columns) + "\n" + ",".join(columns.values()) + "\n"))
    assert row == CaseResult(
        suite="refunds",
        case_id="a",
        epoch=2,
        scores=(Score(name="quality", value=0.75), Score(name="style", value=1.0)),
        labels=("slow", "wrong_tool"),
        failure_class="tool-selection",
        input="May I?",
        output="Yes",
        cost_usd=0.25,
        tokens_in=7,
        tokens_out=2,
        latency_s=1.5,
        tool_errors=1,
        started_at="2026-11-20T10:00:00Z",
        human_label="good",
        reviewer="dana",
        note="fine",
        trace_id="t1",
        tags=("smoke",),
        metadata={"market": "no"},
    )


def test_a_column_map_names_the_others() -> None:
    """With a map, our fields are read from the file's columns, and unknown ones are told and left out."""
    source = as_csv("ticket,grade,answer,market\n1,0.5,Yes,no\n")
    options = ReadOptions(columns={"case_id": "ticket", "score.quality": "grade", "metadata.market": "market"})
    whole = read_whole(READER, source, options)
    assert whole.runs[0].rows == (
        CaseResult(suite="default", case_id="1", scores=(Score(name="quality", value=0.5),), metadata={"market": "no"}),
    )
    assert whole.warnings == ("columns not read: answer",)


@pytest.mark.parametrize("text", ["NA", "None", "null", "001", "1e3", "no", "2026-11-20"])
def test_text_stays_text(text: str) -> None:
    """No text is taken for a missing value, a number, a truth value or a date."""
    (row,) = read_rows(READER, as_csv(f"case_id,output\n{text},{text}\n"))
    assert (row.case_id, row.output) == (text, text)


@pytest.mark.parametrize(
    ("values", "scores", "passed"),
    [
        ({"passed": True}, (Score(name="passed", value=1.0, passed=True),), True),
        ({"success": False}, (Score(name="passed", value=0.0, passed=False),), False),
        ({"score": True}, (Score(name="score", value=1.0),), None),
        ({"score": 0.9, "passed": True}, (Score(name="score", value=0.9, passed=True),), True),
        ({"scores": {"a": 1, "b": False}}, (Score(name="a", value=1.0), Score(name="b", value=0.0)), None),
        ({"score": None}, (), None),
        ({"score": 1, "error": "timeout", "passed": False}, (Score(name="score", value=1.0, passed=False),), None),
    ],
)
def test_verdicts_come_only_from_columns_that_state_them(
    values: dict[str, object], scores: tuple[Score, ...], passed: bool | None
) -> None:
    """`passed` and `success` say what passed, a truth value in a score is a number, an error leaves the case open."""
    (row,) = read_rows(READER, as_json([{"id": "a"} | values]))
    assert row.scores == scores
    assert row.passed is passed


def test_a_long_table_has_a_line_a_score() -> None:
    """Lines of one case that name different scores become one row, whose only verdict is the row's."""
    source = as_csv("id,score_name,value,passed,grader\na,quality,0.5,,judge\na,safe,,yes,\nb,quality,1,,\n")
    first, second = read_rows(READER, source)
    assert first.scores == (
        Score(name="quality", value=0.5, grader="judge"),
        Score(name="safe", value=1.0, passed=True),
    )
    assert first.passed is True
    assert second.scores == (Score(name="quality", value=1.0),)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (as_csv("id,score\na,high\n"), "results/run.csv:2: line 2: score: 'high' where a number is due [result-value]"),
        (
            as_csv("id,score\na,1e999\n"),
            "results/run.csv:2: line 2: score: Infinity where a finite number is due [result-value]",
        ),
        (as_csv("id,score\na,nan\n"), "results/run.csv:2: line 2: score: 'nan' where a number is due [result-value]"),
        (
            as_csv("id,passed\na,maybe\n"),
            "results/run.csv:2: line 2: passed: 'maybe' where true or false is due [result-value]",
        ),
        (
            as_csv("id,epoch\na,1.5\n"),
            "results/run.csv:2: line 2: epoch: 1.5 where a whole number is due [result-value]",
        ),
        (as_csv("id,score\na,1,2\n"), "results/run.csv:2: the row has 3 cells and the header 2 [result-value]"),
        (as_csv("id,score\n,1\n"), "results/run.csv:2: line 2: id: the row names no case [result-value]"),
        (as_csv("id,id\na,b\n"), "results/run.csv:1: the column 'id' stands twice: rename one [result-column]"),
        (as_csv("<<<<<<< HEAD,b\n"), "results/run.csv:1: the file holds merge conflict markers [conflict-markers]"),
        (as_csv("id,score\n"), "results/run.csv: the table holds no row [result-empty]"),
        (as_csv(""), "results/run.csv: the table holds no row [result-empty]"),
        (
            as_json([{"id": "a", "score": "0.9"}]),
            'results/run.json: rows[0]: score: "0.9" where a finite number is due [result-value]',
        ),
        (
            as_json([{"id": ["a"]}]),
            "results/run.json: rows[0]: id: a list or an object where text is due [result-value]",
        ),
        (as_json([1]), "results/run.json: rows[0] is no object: write one object a case [result-value]"),
        (
            as_json([{"id": "a", "scores": 1}]),
            "results/run.json: rows[0]: scores: an object of names and values is due [result-value]",
        ),
        (as_json({"cases": []}), "results/run.json: the table holds no row [result-empty]"),
        (
            as_lines({"id": "a"}, 3),
            "results/run.jsonl:2: the line is no object: write one object a line [result-value]",
        ),
    ],
)
def test_what_is_wrong_is_named(source: MemorySource, line: str) -> None:
    """Each fault names the row and the column as the file calls them, and what is due there."""
    assert refused(source) == line


@pytest.mark.parametrize(
    ("source", "place"),
    [
        (
            as_csv("id,score\na,1\nb,1\na,0\n"),
            "results/run.csv:4: line 4: the case 'a' (suite 'default', epoch 1) stands in line 2",
        ),
        (
            as_json([{"id": "a"}, {"id": "a"}]),
            "rows[1]: the case 'a' (suite 'default', epoch 1) stands in rows[0] already",
        ),
        (
            as_csv("id,score_name,value\na,q,1\na,q,0\n"),
            "line 3: the case 'a' (suite 'default', epoch 1) stands in line 2",
        ),
    ],
)
def test_a_case_that_comes_twice_is_refused(source: MemorySource, place: str) -> None:
    """Both rows of the same suite, case and epoch are named: none of them is silently the last."""
    assert place in refused(source)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"case_id": "ticket"}, "columns: case_id: there is no column 'ticket': found are id, score [result-column]"),
        ({"grade": "score"}, "columns: there is no field 'grade'"),
    ],
)
def test_a_map_that_fits_no_column_is_refused(columns: dict[str, str], message: str) -> None:
    """A wrong name on either side of the map is an error that lists what there is."""
    source = as_json([{"id": "a", "score": 1}])
    assert message in refused(source, ReadOptions(columns={"case_id": "id"} | columns))


def test_a_table_without_a_case_column_says_what_it_has() -> None:
    """The error lists the columns found and shows the map to write."""
    assert refused(as_csv("ticket,score\na,1\n")) == (
        "results/run.csv: no column names the case; found are ticket, score: "
        "name it: --column case_id=ticket, or in the manifest columns: {case_id: ticket} [result-column]"
    )


def test_a_table_without_any_score_says_so() -> None:
    """Rows without score or verdict can be looked at, with a warning that nothing can be decided on them."""
    whole = read_whole(READER, as_csv("id, output\na,Yes\n"))
    assert whole.runs[0].rows == (CaseResult(suite="default", case_id="a", output="Yes"),)
    assert whole.warnings == ("no column holds a score or a verdict: --column passed=COLUMN",)


def test_facts_beside_the_list_are_of_the_run() -> None:
    """Run, model and suite that stand beside the cases belong to all of them."""
    run = read_run(READER, as_json({"run_id": "r7", "model": "acme/one", "suite": "s", "cases": [{"id": "a"}]}))
    assert (run.run_id, run.model, run.suite, run.rows[0].suite) == ("r7", "acme/one", "s", "s")


@pytest.mark.parametrize(
    ("data", "name", "claimed"),
    [
        (b"a,b\n", "x.csv", True),
        (b"", "x.csv", False),
        (b"<testsuite/>", "x.csv", False),
        (b"{}", "x.json", True),
        (b"3", "x.json", False),
        (b"", "x.jsonl", True),
        (b"{}", "x.txt", False),
    ],
)
def test_only_what_looks_like_a_table_is_claimed(data: bytes, name: str, claimed: bool) -> None:
    """Name and first character decide; any other file may be forced to be one."""
    assert READER.sniff(MemorySource(data, name)) is claimed


def test_lines_are_known_without_their_name() -> None:
    """Two objects on two lines are JSON Lines, whatever the file is called; one object is a document."""
    source = MemorySource(b'{"id": "a"}\n{"id": "b"}\n', "results/run.json")
    assert [row.case_id for row in read_rows(READER, source)] == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "slug", "words"),
    [
        ("dup_case_ids.json", "case-duplicate", "cases[1]"),
        ("score_text.json", "result-value", "cases[0]: score"),
        ("zero_cases.json", "result-empty", "no row"),
        ("bom.json", "result-empty", "byte order mark"),
        ("bad_line.jsonl", "json-syntax", "bad_line.jsonl:2:7"),
    ],
)
def test_hostile_tables_are_refused(name: str, slug: str, words: str) -> None:
    """Each hostile table is refused for its own reason, at its place."""
    with pytest.raises(ReaderError) as caught:
        READER.read(MemorySource(hostile("json", name).read_bytes(), name), ReadOptions())
    assert caught.value.slug == slug
    assert words in str(caught.value)


def test_a_hostile_text_is_shown_as_far_as_it_can_be() -> None:
    """A lone surrogate, which no page could hold, becomes the replacement character."""
    data = hostile("json", "lone_surrogate.json").read_bytes()
    (row,) = read_rows(READER, MemorySource(data, "lone_surrogate.json"))
    assert row.output == "\ufffd"


@pytest.mark.parametrize(
    ("text", "columns", "said"),
    [
        ("ticket,ok\na,yes\n", {}, "name it: --column case_id=ticket --column passed=ok, or in the manifest"),
        ("Question ID,passed\na,1\n", {}, "name it: --column 'case_id=Question ID', or in the manifest"),
        ("a,b\n1,2\n", {}, "name it: --column case_id=COLUMN, or in the manifest columns: {case_id: COLUMN}"),
        ("id,passed\na,1\n", {"cost": "x"}, "did you mean cost_usd? The fields are approved, case_id"),
        ("id,passed\na,1\n", {"latency": "x"}, "did you mean latency_s? The fields are"),
    ],
)
def test_what_to_type_is_proposed(text: str, columns: dict[str, str], said: str) -> None:
    """A table that names its columns otherwise is refused with the options that would read it."""
    assert said in refused(as_csv(text), ReadOptions(columns=columns))


@pytest.mark.parametrize(
    ("header", "warning"),
    [
        ("id,ok", "no column holds a score or a verdict: --column passed=ok"),
        ("id,passed,latency", "columns not read: latency (if it is in seconds: --column latency_s=latency)"),
    ],
)
def test_a_column_left_out_is_proposed(header: str, warning: str) -> None:
    """A verdict or a duration under another name is not taken by itself, and the option that takes it is named."""
    cells = ",".join("1" for _ in header.split(","))
    assert warning in read_whole(READER, as_csv(f"{header}\n{cells}\n")).warnings


@pytest.mark.parametrize(("cell", "cost"), [("$0.0113", 0.0113), ("0.02", 0.02), ("", None)])
def test_a_cost_may_carry_its_currency(cell: str, cost: float | None) -> None:
    """A dollar sign before a cost is dropped, and a column called cost is the cost where none is called cost_usd."""
    assert read_rows(READER, as_csv(f"id,passed,cost\na,1,{cell}\n"))[0].cost_usd == cost
