"""The pages of what people write, from the JSON Schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from evalreport.documents.schemas import json_schema
from tools.reference.markdown import anchor, code, page, prose, table

Schema = Mapping[str, object]
# From the name of a section in the schema to the link that leads to it.
Links = Mapping[str, str]
RECORDS = ("signoff", "override", "rollback", "event")

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
WORDS = {
    "string": "text",
    "boolean": "true or false",
    "integer": "whole number",
    "object": "mapping",
    "null": "nothing",
}
TITLES = {"config": "Settings", "release": "Release manifest", "record": "Records"}


def settings(name: str) -> str:
    """The page of one document: its fields, then each section's fields under the place where it stands."""
    return page(TITLES[name], INTRODUCTION[name], *_document(name, {}))


def records() -> str:
    """The page of the four kinds of records; what they repeat of the settings is linked there."""
    config = json_schema("config")
    places = _places(config, _definitions(config), "")
    elsewhere: Links = {definition: f"[{place}](settings.md#{anchor(place)})" for definition, place in places.items()}
    blocks = []
    for kind in RECORDS:
        blocks += [f"## {kind}", *_document(kind, elsewhere)]
        # What the kinds share is told under the first that has it.
        elsewhere = {**_links(kind, elsewhere), **elsewhere}
    return page(TITLES["record"], INTRODUCTION["record"], *blocks)


def field_names(name: str) -> Iterator[str]:
    """Every field that a document's schema knows, at any depth; what the settings explain is left to them."""
    schema = json_schema(name)
    settled = set() if name == "config" else set(_definitions(json_schema("config")))
    bodies = [body for definition, body in _definitions(schema).items() if definition not in settled]
    for body in (schema, *bodies):
        yield from _mapping(body.get("properties"))


def _document(name: str, elsewhere: Links) -> list[str]:
    """A document's own fields, then a heading for each section that is not explained elsewhere."""
    schema = json_schema(name)
    links = {**_links(name, elsewhere), **elsewhere}
    sections = [
        _section(place, _definitions(schema)[definition], links)
        for definition, place in _own_places(name, elsewhere).items()
    ]
    told = prose(str(schema.get("description", ""))) if name in RECORDS else ""
    return [told, _fields(schema, links), *sections]


def _own_places(name: str, elsewhere: Links) -> dict[str, str]:
    schema = json_schema(name)
    bodies = {definition: body for definition, body in _definitions(schema).items() if definition not in elsewhere}
    return _places(schema, bodies, f"{name}." if name in RECORDS else "")


def _links(name: str, elsewhere: Links) -> dict[str, str]:
    places = _own_places(name, elsewhere)
    return {definition: f"[{place}](#{anchor(place)})" for definition, place in places.items()}


def _definitions(schema: Schema) -> dict[str, Schema]:
    bodies = {name: _mapping(body) for name, body in _mapping(schema.get("$defs")).items()}
    return {name: body for name, body in bodies.items() if body.get("properties")}


def _places(schema: Schema, bodies: Mapping[str, Schema], start: str) -> dict[str, str]:
    """Where each section stands first, as `gates.ID.override`, in the order in which a reader meets them."""
    found: dict[str, str] = {}

    def visit(place: str, body: Schema) -> None:
        for name, field in _mapping(body.get("properties")).items():
            for definition, suffix in _references(_mapping(field)):
                if definition in bodies and definition not in found:
                    found[definition] = f"{place}{name}{suffix}"
                    visit(f"{found[definition]}.", bodies[definition])

    visit(start, schema)
    return found


def _references(field: Schema) -> Iterator[tuple[str, str]]:
    if "$ref" in field:
        yield str(field["$ref"]).rpartition("/")[2], ""
    for key in ("anyOf", "oneOf", "allOf"):
        for option in _sequence(field.get(key)):
            yield from _references(_mapping(option))
    for inner, suffix in ((_mapping(field.get("items")), "[]"), (_entries(field), ".ID")):
        if inner:
            yield from ((definition, suffix + rest) for definition, rest in _references(inner))


def _entries(field: Schema) -> Schema:
    """What stands behind each id of a mapping; a mapping with checked ids says it by their pattern."""
    patterns = list(_mapping(field.get("patternProperties")).values())
    return _mapping(patterns[0]) if patterns else _mapping(field.get("additionalProperties"))


def _section(place: str, body: Schema, links: Links) -> str:
    return "\n\n".join(filter(None, [f"## {place}", prose(str(body.get("description", ""))), _fields(body, links)]))


def _fields(body: Schema, links: Links) -> str:
    required = body.get("required", [])
    names = required if isinstance(required, list) else []
    rows = [
        (
            code(name),
            _type(_mapping(field), links),
            _default(_mapping(field), name in names),
            _description(_mapping(field)),
        )
        for name, field in sorted(_mapping(body.get("properties")).items(), key=lambda item: item[0] not in names)
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


def _type(field: Schema, links: Links) -> str:
    """What may stand there, in words; sections are linked."""
    if "$ref" in field:
        return links.get(str(field["$ref"]).rpartition("/")[2], "text")
    if "const" in field or "enum" in field:
        return ", ".join(code(_shown(value)) for value in _sequence(field.get("enum")) or [field.get("const")])
    for key in ("anyOf", "oneOf", "allOf"):
        if key in field:
            kinds = [_type(_mapping(option), links) for option in _sequence(field[key])]
            return " or ".join(dict.fromkeys(kind for kind in kinds if kind != "nothing"))
    return _plain_type(field, links)


def _plain_type(field: Schema, links: Links) -> str:
    kind = str(field.get("type", "any value"))
    if kind == "array":
        return f"list of {_type(_mapping(field.get('items')), links)}"
    if kind == "object" and _entries(field):
        return f"name to {_type(_entries(field), links)}"
    return WORDS.get(kind, kind)


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _mapping(value: object) -> Schema:
    return value if isinstance(value, dict) else {}


def _sequence(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else []
