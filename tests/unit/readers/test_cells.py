"""Cells of tables in both notations: typed as in JSON, text as in CSV."""

from __future__ import annotations

import pytest

from evalreport.readers.cells import TEXTUAL, TYPED, pairs, text, words


@pytest.mark.parametrize(("cell", "value"), [("1", 1.0), (" 0.5 ", 0.5), ("-.5", -0.5), ("1e3", 1000.0), ("+2.", 2.0)])
def test_text_numbers(cell: str, value: float) -> None:
    """Decimal numbers with sign, point and exponent are numbers, blanks around them aside."""
    assert TEXTUAL.number(cell) == value


@pytest.mark.parametrize("cell", ["nan", "inf", "1_000", "1,5", "0x10", "12%", "", "one", "9" * 401, "1e999"])
def test_text_that_is_no_number(cell: str) -> None:
    """What Python, a spreadsheet or a person might take for a number and JSON would not is refused."""
    with pytest.raises(ValueError, match="is due"):
        TEXTUAL.number(cell)


@pytest.mark.parametrize(
    ("cell", "value"), [("true", True), ("YES", True), ("Passed", True), ("0", False), (" fail ", False), ("no", False)]
)
def test_text_truth(cell: str, value: bool) -> None:
    """The usual words for yes and no are read in any case."""
    assert TEXTUAL.truth(cell) is value


@pytest.mark.parametrize("cell", ["maybe", "2", "t", ""])
def test_text_that_is_neither_true_nor_false(cell: str) -> None:
    """Other words are refused: a guess would become a verdict."""
    with pytest.raises(ValueError, match="true or false is due"):
        TEXTUAL.truth(cell)


@pytest.mark.parametrize(("cell", "value"), [(True, True), (0, False), (1.0, True)])
def test_typed_truth(cell: object, value: bool) -> None:
    """JSON's truth values are read, and the numbers 0 and 1 that tools write for them."""
    assert TYPED.truth(cell) is value


@pytest.mark.parametrize("cell", ["true", 2, None, []])
def test_typed_values_that_are_no_truth(cell: object) -> None:
    """The text "false" is true in many languages, so no text is a truth value in JSON."""
    with pytest.raises(ValueError, match="true or false is due"):
        TYPED.truth(cell)


@pytest.mark.parametrize(("cell", "value"), [("3", 3), ("2.0", 2), ("-1", -1)])
def test_text_whole_numbers(cell: str, value: int) -> None:
    """Whole numbers are read, also where a spreadsheet wrote them with a point."""
    assert TEXTUAL.whole(cell) == value


@pytest.mark.parametrize(("cell", "value"), [("true", 1.0), ("False", 0.0), ("0.5", 0.5)])
def test_text_scores(cell: str, value: float) -> None:
    """A score may be a number, or true and false for 1 and 0."""
    assert TEXTUAL.score(cell) == value


@pytest.mark.parametrize(("cell", "value"), [(True, 1.0), (0.25, 0.25), (3, 3.0)])
def test_typed_scores(cell: object, value: float) -> None:
    """A score in JSON may be a number or a truth value."""
    assert TYPED.score(cell) == value


@pytest.mark.parametrize(("cell", "found"), [("a; b;;a", ("a", "b")), (["x", "y"], ("x", "y")), ("one", ("one",))])
def test_words_are_parted_by_semicolons(cell: object, found: tuple[str, ...]) -> None:
    """Labels stand in one cell with semicolons between, or in a list."""
    assert words(cell) == found


@pytest.mark.parametrize(("cell", "found"), [("x", "x"), (1, "1"), (True, "true")])
def test_text_cells(cell: object, found: str) -> None:
    """Numbers and truth values serve as text where text is due: ids are often numbers."""
    assert text(cell) == found


@pytest.mark.parametrize("cell", [[1], {"a": 1}, None])
def test_lists_are_no_text(cell: object) -> None:
    """A list in an id's place means that another column was meant."""
    with pytest.raises(ValueError, match="text is due"):
        text(cell)


@pytest.mark.parametrize("cell", ["{}", [1], 1, None])
def test_only_objects_are_pairs(cell: object) -> None:
    """The columns `scores` and `metadata` hold objects."""
    assert pairs({"a": 1}) == {"a": 1}
    with pytest.raises(ValueError, match="object of names"):
        pairs(cell)
