"""Hostile inputs through the real command; `tests/run_hostile.py` does the same for any folder of that shape."""

from __future__ import annotations

import json

import pytest

from tests.corpus import MATERIAL, hostile
from tests.run_hostile import run_entry

INDEX = MATERIAL / "reference" / "hostile" / "index.json"
ENTRIES = json.loads(INDEX.read_text(encoding="utf-8")) if INDEX.is_file() else []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: str(entry["id"]))
def test_a_hostile_input_does_what_the_index_says(entry: dict[str, str]) -> None:
    """A hostile input is refused with a located error and nothing written, or taken with its text as typed."""
    assert run_entry(hostile(), entry) == ""


def test_there_are_hostile_inputs() -> None:
    """Without the folder of hostile inputs this is skipped and says so; with it, every file is in the index."""
    folder = hostile()
    known = {entry["id"] for entry in ENTRIES}
    found = {
        path.relative_to(folder).as_posix() for kind in ("yaml", "json", "zip") for path in (folder / kind).iterdir()
    }
    assert found <= known
