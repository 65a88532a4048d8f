"""The JSON contracts: what the commands print has the fields the page documents, and no others."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from tests.house.measure import ROOT

BLOCKS = re.findall(r"```json\n(.*?)```", (ROOT / "docs/reference/json.md").read_text(encoding="utf-8"), re.DOTALL)
DOCUMENTED = {document["schema"]: document for document in map(json.loads, BLOCKS)}
# Mappings whose keys are names from the data: scores, labels, classes.
OPEN = ("scores", "labels", "stated", "failure_classes", "by_class")
OLD = "releases/support-agent-1.0.0/results/candidate.eval"
NEW = "releases/support-agent-1.3.0/results/candidate.eval"


def _fields(value: object, place: str = "") -> set[str]:
    """Every place in a document at which a field stands; names that come from the data are one place."""
    if isinstance(value, list):
        return {field for item in value for field in _fields(item, f"{place}[]")}
    if not isinstance(value, dict):
        return set()
    is_open = place.rpartition(".")[2] in OPEN
    places = {name: f"{place}.{'*' if is_open else name}" for name in value}
    return set(places.values()) | {field for name, item in value.items() for field in _fields(item, places[name])}


def _printed(*arguments: str) -> dict[str, object]:
    command = [sys.executable, "-m", "evalreport", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    document: dict[str, object] = json.loads(done.stdout)
    return document


@pytest.mark.parametrize(
    ("schema", "arguments"),
    [
        ("evalreport.results/1", ("results", NEW, "--json")),
        ("evalreport.compare/1", ("compare", OLD, NEW, "--json")),
        ("evalreport.check/1", ("check", "support-agent-1.3.0", "--format", "json")),
    ],
)
def test_what_is_printed_is_documented(schema: str, arguments: tuple[str, ...]) -> None:
    """Each field that a command prints over the example stands in the documented document of its schema."""
    printed = _printed(*arguments)
    assert printed["schema"] == schema
    assert _fields(printed) - _fields(DOCUMENTED[schema]) == set()


@pytest.mark.parametrize(
    ("schema", "arguments", "unseen"),
    [
        ("evalreport.results/1", ("results", NEW, "--json"), {".files[].unread[].where", ".files[].unread[].why"}),
        ("evalreport.compare/1", ("compare", OLD, NEW, "--json"), set()),
        (
            "evalreport.check/1",
            ("check", "support-agent-1.3.0", "--format", "json"),
            {".errors[]", ".releases[].findings[]", ".releases[].reviews[]"},
        ),
    ],
)
def test_what_is_documented_is_printed(schema: str, arguments: tuple[str, ...], unseen: set[str]) -> None:
    """Each documented field is printed, but for those of lists that are empty over the example."""
    missing = _fields(DOCUMENTED[schema]) - _fields(_printed(*arguments))
    assert {field for field in missing if not field.startswith(tuple(unseen))} == set()
