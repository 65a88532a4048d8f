"""The pages of what people write, from the JSON Schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from evalreport.documents.schemas import json_schema

from tools.reference.markdown import code, page, prose, table

Schema = Mapping[str, object]

INTRODUCTION = {
    "config": """
`site_config.yml` is the policy of a repository: who the people are, which decisions are asked, which scores and gates
answer them, and how the site is published. `evalreport schema config` prints its JSON Schema. Values are read strictly:
text is what was typed, a key stands once, tags and anchors are refused.
""",
    "release": """
`releases/<id>/release.yml` says what is proposed, which question it answers, and where the results are. Paths are
relative to the release's folder. `evalreport schema release` prints its JSON Schema; `evalreport new` scaffolds one.
""",
    "record": """
Records of people are one file each, beside the manifest, and never edited: `signoffs/*.yml`, `overrides/*.yml`,
`rollbacks/*.yml` and `events/*.yml`.
""",
}
TITLES = {"config": "Settings", "release": "Release manifest", "record": "Records"}


def settings(name: str) -> str:
    """The page of one document: its fields, then each section's fields under a heading of their own."""
    schema = json_schema(name)
    sections = [_section(definition, body) for definition, body in _definitions(schema).items()]
    return page(TITLES[name], INTRODUCTION[name], _fields(schema), *sections)


def field_names(name: str) -> Iterator[str]:
    """Every field that a document's schema knows, at any depth."""
    schema = json_schema(name)
    for body in (schema, *_definitions(schema).values()):
        yield from _mapping(body.get("properties"))


def _definitions(schema: Schema) -> dict[str, Schema]:
    bodies = {name: _mapping(body) for name, body in _mapping(schema.get("$defs")).items()}
    return {name: body for name, body in sorted(bodies.items()) if body.get("properties")}


def _section(name: str, body: Schema) -> str:
    return "\n\n".join(filter(None, [f"## {name}", prose(str(body.get("description", ""))), _fields(body)]))


def _fields(body: Schema) -> str:
    required = body.get("required", [])
    names = required if isinstance(required, list) else []
    rows = [
        (code(name), _type(_mapping(field)), _default(_mapping(field), name in names), _description(_mapping(field)))
        for name, field in _mapping(body.get("properties")).items()
    ]
    return table(("field", "type", "if left out", "what it says"), rows)


def _description(field: Schema) -> str:
    text = prose(str(field.get("description", "")))
    examples = ", ".join(code(_shown(value)) for value in _sequence(field.get("examples")))
    return f"{text} For example {examples}." if examples else text


def _default(field: Schema, is_required: bool) -> str:
    if is_required:
        return "**required**"
    default = field.get("default")
    return "" if default in (None, "", [], {}) else code(_shown(default))


def _type(field: Schema) -> str:
    """What may stand there, in words; sections are linked."""
    if "$ref" in field:
        name = str(field["$ref"]).rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "const" in field or "enum" in field:
        return ", ".join(code(_shown(value)) for value in _sequence(field.get("enum")) or [field.get("const")])
    for key in ("anyOf", "oneOf", "allOf"):
        if key in field:
            kinds = [_type(_mapping(option)) for option in _sequence(field[key])]
            return " or ".join(dict.fromkeys(kind for kind in kinds if kind != "nothing"))
    return _plain_type(field)


def _plain_type(field: Schema) -> str:
    kind = str(field.get("type", "any value"))
    if kind == "array":
        return f"list of {_type(_mapping(field.get('items')))}"
    if kind == "object" and isinstance(field.get("additionalProperties"), dict):
        return f"id to {_type(_mapping(field['additionalProperties']))}"
    words = {
        "string": "text",
        "boolean": "true or false",
        "integer": "whole number",
        "object": "mapping",
        "null": "nothing",
    }
    return words.get(kind, kind)


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _mapping(value: object) -> Schema:
    return value if isinstance(value, dict) else {}


def _sequence(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else []
