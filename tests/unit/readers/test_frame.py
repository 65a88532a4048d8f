"""Result files as a data frame, in which a missing value is missing."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import evalreport
from evalreport.errors import ReaderError
from evalreport.readers.frame import COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

CSV = "case_id,score.quality,score.style,cost_usd,tokens_in,output,market\n001,0.5,1,,7,NA,no\nb,,,0.25,,,\n"


def frame(tmp_path: Path, text: str = CSV) -> pd.DataFrame:
    """Write a table and read it as a data frame."""
    (tmp_path / "run.csv").write_text(text, encoding="utf-8")
    return evalreport.read(tmp_path / "run.csv").to_pandas()


def test_there_is_a_line_for_each_score(tmp_path: Path) -> None:
    """A row with two scores has two lines, one without any has one line without score."""
    lines = frame(tmp_path)[["case_id", "score", "value"]]
    assert lines["case_id"].tolist() == ["001", "001", "b"]
    assert lines["score"].tolist()[:2] == ["quality", "style"]
    assert lines["value"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("column", "missing"),
    [("cost_usd", [True, True, False]), ("tokens_in", [False, False, True]), ("output", [False, False, True])],
)
def test_a_missing_value_is_missing(tmp_path: Path, column: str, missing: list[bool]) -> None:
    """What the file does not say is never 0, and a text NA is a text."""
    assert frame(tmp_path)[column].isna().tolist() == missing


@pytest.mark.parametrize("text", [CSV, "id\na\n"])
def test_the_columns_have_the_same_types_whatever_the_file_holds(tmp_path: Path, text: str) -> None:
    """Types do not depend on the values: an all-missing column keeps its own."""
    found = frame(tmp_path, text)
    assert {name: str(kind) for name, kind in found.dtypes.items()} == dict(COLUMNS)


def test_several_files_are_one_frame(tmp_path: Path) -> None:
    """Files are told apart by their run, and read as the options say."""
    (tmp_path / "a.txt").write_text("ticket,score\n1,1\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("ticket,score\n1,0\n", encoding="utf-8")
    read = evalreport.read(
        tmp_path / "a.txt", tmp_path / "b.txt", format="table", columns={"case_id": "ticket"}, suite="s"
    )
    found = read.to_pandas()
    assert found[["run", "suite", "value"]].to_dict("list") == {"run": ["a", "b"], "suite": ["s"] * 2, "value": [1, 0]}
    assert read.unread == ()


def test_a_file_without_rows_gives_an_empty_frame(tmp_path: Path) -> None:
    """An empty suite has all the columns and no line."""
    (tmp_path / "run.xml").write_text("<testsuite/>", encoding="utf-8")
    found = evalreport.read(tmp_path / "run.xml").to_pandas()
    assert (len(found), list(found.columns)) == (0, list(COLUMNS))


def test_a_file_that_cannot_be_read_is_an_error_of_ours(tmp_path: Path) -> None:
    """A notebook gets the same line as the terminal."""
    with pytest.raises(ReaderError, match=r"run\.csv:2: line 2: score: 'high'"):
        frame(tmp_path, "id,score\na,high\n")


def test_the_package_is_light_until_it_reads() -> None:
    """Importing evalreport imports no reader and no pandas."""
    code = "import evalreport, sys; print(sorted({'pandas', 'msgspec', 'evalreport.readers'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    """The lazy module behaves as any other."""
    with pytest.raises(AttributeError, match="no attribute 'write'"):
        getattr(evalreport, "write")  # noqa: B009 - the type checker knows that it is not there
