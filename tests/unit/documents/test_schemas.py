"""The published JSON Schemas agree with what is read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest
import yaml

from evalreport.documents.schemas import SCHEMA_NAMES, json_schema
from tests.projectfiles import CLOSED, CONFIG, MANIFEST, SIGNOFF

if TYPE_CHECKING:
    from collections.abc import Iterator


def properties(node: object) -> Iterator[tuple[str, object]]:
    """All properties of a schema, however deep."""
    if isinstance(node, dict):
        found = node.get("properties", {})
        yield from found.items() if isinstance(found, dict) else ()
        for value in node.values():
            yield from properties(value)
    elif isinstance(node, list):
        for value in node:
            yield from properties(value)


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_a_schema_is_valid_complete_and_the_same_each_time(name: str) -> None:
    """Each schema is a valid one, every field has a description, and no field may be invented."""
    schema = json_schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert [field for field, said in properties(schema) if isinstance(said, dict) and "description" not in said] == []
    assert json.dumps(schema) == json.dumps(json_schema(name))
    assert '"additionalProperties": true' not in json.dumps(schema)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("config", CONFIG),
        ("config", CONFIG + "rollback: {r: {score: s, owner: o, action: a, below: 1, for: 2 windows}}\n"),
        ("release", MANIFEST),
        ("release", MANIFEST.replace("results/candidate.csv", "[a.csv, b.csv]") + "baseline: {file: c.csv}\n"),
        ("signoff", SIGNOFF),
        ("record", SIGNOFF),
        ("event", CLOSED),
        ("record", CLOSED),
    ],
)
def test_an_editor_accepts_what_is_read(name: str, text: str) -> None:
    """Short forms and long forms that load are valid by the schema too."""
    jsonschema.validate(_read(text), json_schema(name))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("config", CONFIG.replace("margin", "margn")),
        ("config", CONFIG.replace("0.05", "'0.05'")),
        ("release", MANIFEST.replace("summary", "sumary")),
        ("signoff", SIGNOFF.replace("approve", "perhaps")),
        ("event", CLOSED.replace("kind: closed", "kind: shut")),
    ],
)
def test_an_editor_refuses_what_is_refused(name: str, text: str) -> None:
    """A typo that loading refuses is underlined by the schema."""
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(_read(text), json_schema(name))


def _read(text: str) -> object:
    # YAML 1.1 would make a date of it; editors read YAML 1.2, where it is text.
    return yaml.load(text.replace("2026-11-20\n", "'2026-11-20'\n"), Loader=yaml.CSafeLoader)
