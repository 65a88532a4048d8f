"""Nothing a user can meet is without its place in the docs."""

from __future__ import annotations

import ast
import re
from typing import get_args

import pytest

from evalreport.model.gate import Form, Level, Verdict
from evalreport.model.problems import PROBLEMS
from tests.house.measure import ROOT, modules
from tools.reference.__main__ import MEND, stale
from tools.reference.commands import command_names, silent_options
from tools.reference.pages import PAGES
from tools.reference.plugins import finding_rules, reader_classes
from tools.reference.settings import field_names

REFERENCE = ROOT / "docs" / "reference"


def _page(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def _headings(name: str) -> set[str]:
    return set(re.findall(r"^##+ `?([^`\n]+?)`?$", _page(name), re.MULTILINE))


def _slugs_in_code() -> set[str]:
    calls = [
        node for module in modules("evalreport") for node in ast.walk(module.tree) if isinstance(node, ast.keyword)
    ]
    return {
        str(constant.value)
        for call in calls
        if call.arg == "slug"
        for constant in ast.walk(call.value)
        if isinstance(constant, ast.Constant) and isinstance(constant.value, str)
    }


def test_the_reference_is_what_the_code_says() -> None:
    """The committed pages of the reference are those that the code gives."""
    assert stale() == [], f"write them again with: {MEND}"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("commands.md", {f"evalreport {name}" for name in command_names()}),
        ("errors.md", set(PROBLEMS)),
        ("readers.md", set(reader_classes())),
        ("findings.md", finding_rules()),
    ],
)
def test_everything_has_its_heading(page: str, expected: set[str]) -> None:
    """Each command, error, reader and finding has a heading of its own on its page."""
    assert expected
    assert expected - _headings(page) == set()


@pytest.mark.parametrize(
    ("schema", "page"), [("config", "settings.md"), ("release", "release.md"), ("record", "records.md")]
)
def test_every_setting_is_described(schema: str, page: str) -> None:
    """Each field of a document stands on its page with a sentence that says what it does."""
    rows = re.findall(r"^\| `([^`]+)` \|.*\| ([^|]*) \|$", _page(page), re.MULTILINE)
    assert set(field_names(schema)) - {name for name, _ in rows} == set()
    assert [name for name, text in rows if not text.strip()] == []


@pytest.mark.parametrize("word", [*get_args(Form), *get_args(Level), *get_args(Verdict)])
def test_every_word_of_gates_is_explained(word: str) -> None:
    """Each form, level and verdict of a gate stands on the page of gates."""
    assert f"`{word}" in _page("gates.md")


def test_every_option_says_what_it_does() -> None:
    """No option of any command is without its help."""
    assert silent_options() == []


def test_every_error_raised_has_its_row() -> None:
    """Each slug that the code raises is in the table of problems."""
    assert _slugs_in_code() - set(PROBLEMS) == set()


def test_every_page_is_listed() -> None:
    """The reference's first page links to every page of the reference."""
    index = _page("index.md")
    assert [name for name in {*PAGES, "json.md", "api.md"} if f"({name})" not in index] == []
