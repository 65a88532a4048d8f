"""Review files: what is written reads back as it was, and what people fill in is checked cell by cell."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalreport.documents.reviews import ANSWERS, TOLD, read_reviews, release_reviews, review_table
from evalreport.errors import CollectedError, ErrorCollector
from evalreport.model.policy import Person, Policy, Site
from tests.unit.live.windows import BOUNDARY

if TYPE_CHECKING:
    from evalreport.model.review import ReviewedRun

WHO, CLASS = "dana", "boundary"
POLICY = Policy(site=Site(name="Site"), people={WHO: Person(id=WHO, name="Dana")}, failure_classes={CLASS: BOUNDARY})
HEAD = f"trace_id,{','.join(ANSWERS)}\n"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ["=1+1", "'=1", "''", "-", "@x", "\tx", "\rx", "a\r\nb", '"', ";", ",", "\ufeffx", "\0"]
)


def read(text: str) -> tuple[tuple[ReviewedRun, ...], list[str]]:
    """Read a review file: its rows, and what is wrong with it."""
    errors = ErrorCollector()
    with TemporaryDirectory() as folder:
        (Path(folder) / "r.csv").write_bytes(text.encode())
        with errors:
            return read_reviews(Path(folder), PurePosixPath("r.csv"), POLICY, errors), list(map(str, errors.errors))
    return (), list(map(str, errors.errors))


@given(st.lists(st.tuples(*[TEXTS] * len(TOLD)), min_size=1, max_size=4))
def test_what_is_told_reads_back(cells: list[tuple[str, ...]]) -> None:
    """Whatever a run says, formulas, quotes and line ends too, it reads back unchanged."""
    rows = [{**dict(zip(TOLD, one, strict=True)), "trace_id": f"t{at}{one[0]}"} for at, one in enumerate(cells)]
    found, wrong = read(review_table(rows))
    assert wrong == []
    assert [dict(one.told) for one in found] == rows


@given(TEXTS)
def test_no_cell_begins_as_a_formula(text: str) -> None:
    """No cell of a run begins with what a spreadsheet runs."""
    row = review_table([{"trace_id": "t", "case_id": text}]).split("\n", 1)[1]
    assert row.removeprefix("t,").lstrip('"')[:1] not in {"=", "+", "-", "@", "\t", "\r"}


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        (",,,,", 0, ""),
        ("t,,,,", 0, ""),
        (f"t,none,,,{WHO}", 0, ""),
        (f"t,{CLASS},major,seen twice,{WHO}", 0, ""),
        (f",none,,,{WHO}", 1, "a row without the run"),
        (f"t,nonsense,major,,{WHO}", 2, "no failure class 'nonsense'"),
        (f"t,,,,{WHO}", 2, "a review without a failure class"),
        (f"t,{CLASS},huge,,{WHO}", 3, "no severity 'huge'"),
        (f"t,{CLASS},,,{WHO}", 3, "a failure without a severity"),
        (f"t,none,minor,,{WHO}", 3, "a severity beside none"),
        ("t,none,,,zoe", 5, "no person 'zoe'"),
        ("t,,,half a review,", 5, "a review without a reviewer"),
    ],
)
def test_each_cell_is_checked(row: str, column: int, says: str) -> None:
    """What a row cannot say is told at its cell; a row nobody reviewed and a blank one are no fault."""
    _, wrong = read(HEAD + row + "\n")
    if not says:
        assert wrong == []
        return
    (told,) = wrong
    assert told.startswith(f"r.csv:2:{column}: ")
    assert says in told


def test_a_row_over_several_lines_is_told_where_it_begins() -> None:
    """A note of three lines moves the lines of what follows, and those are the ones told."""
    _, wrong = read(f'{HEAD}t,none,,"a\nb\nc",{WHO}\nu,none,,,zoe\n')
    assert [one.split(":")[1] for one in wrong] == ["5"]


def test_bytes_of_another_encoding_are_told(tmp_path: Path) -> None:
    """A file saved in another encoding is refused with the byte, and every file of the folder is looked at."""
    folder = tmp_path / "releases/r1/reviews"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_bytes(HEAD.encode("utf-16"))
    (folder / "b.csv").write_text(f"{HEAD}t,none,,,zoe\n", encoding="utf-8")
    with pytest.raises(CollectedError) as caught:
        release_reviews(tmp_path, PurePosixPath("releases/r1"), POLICY)
    assert ["no UTF-8" in str(one) for one in caught.value.errors] == [True, False]
