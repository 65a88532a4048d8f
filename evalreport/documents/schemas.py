"""The JSON Schemas of all documents, for editors and for the settings reference."""

from __future__ import annotations

from typing import Literal

from pydantic import TypeAdapter

from evalreport.documents.config_schema import ConfigDoc
from evalreport.documents.manifest_schema import ManifestDoc
from evalreport.documents.record_schema import EventDoc, OverrideRecordDoc, RollbackRecordDoc, SignOffDoc

SchemaName = Literal["release", "config", "record"]
SCHEMA_NAMES: tuple[SchemaName, ...] = ("release", "config", "record")
DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TITLES: dict[SchemaName, str] = {
    "release": "releases/<id>/release.yml",
    "config": "site_config.yml",
    "record": "A record of a person: signoffs, overrides, rollbacks, events",
}
_SOURCES: dict[SchemaName, TypeAdapter[object]] = {
    "release": TypeAdapter(ManifestDoc),
    "config": TypeAdapter(ConfigDoc),
    "record": TypeAdapter(SignOffDoc | OverrideRecordDoc | RollbackRecordDoc | EventDoc),
}


def json_schema(name: SchemaName) -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of a kind of document; the same bytes every time."""
    schema = _SOURCES[name].json_schema(by_alias=True)
    head = {"$schema": DIALECT, "$id": f"urn:evalreport:schema:{name}:1"}
    return {**head, **schema, "title": _TITLES[name]}
