"""The JSON Schemas of all documents, for editors and for the settings reference."""

from __future__ import annotations

from pydantic import TypeAdapter

from evalreport.documents.config_schema import ConfigDoc
from evalreport.documents.manifest_schema import ManifestDoc
from evalreport.documents.record_schema import EventDoc, OverrideRecordDoc, RollbackRecordDoc, SignOffDoc

DIALECT = "https://json-schema.org/draft/2020-12/schema"

# Name -> (title, what is described).
_SOURCES: dict[str, tuple[str, TypeAdapter[object]]] = {
    "config": ("site_config.yml", TypeAdapter(ConfigDoc)),
    "release": ("releases/<id>/release.yml", TypeAdapter(ManifestDoc)),
    "signoff": ("releases/<id>/signoffs/*.yml", TypeAdapter(SignOffDoc)),
    "override": ("releases/<id>/overrides/*.yml", TypeAdapter(OverrideRecordDoc)),
    "rollback": ("releases/<id>/rollbacks/*.yml", TypeAdapter(RollbackRecordDoc)),
    "event": ("releases/<id>/events/*.yml", TypeAdapter(EventDoc)),
    "record": ("A record of a person", TypeAdapter(SignOffDoc | OverrideRecordDoc | RollbackRecordDoc | EventDoc)),
}
SCHEMA_NAMES = tuple(_SOURCES)


def json_schema(name: str) -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of a kind of document, the same bytes every time.

    Raises LookupError for a name that is not in ``SCHEMA_NAMES``.
    """
    title, source = _SOURCES[name]
    schema = source.json_schema(by_alias=True)
    return {"$schema": DIALECT, "$id": f"urn:evalreport:schema:{name}:1", **schema, "title": title}
