"""`evalreport schema`: the JSON Schemas of the files people write."""

from __future__ import annotations

import json

import click

from evalreport.documents.schemas import json_schema

KINDS = ("config", "release", "signoff", "override", "rollback", "event")


@click.command("schema")
@click.argument("kind", type=click.Choice(KINDS))
def command(kind: str) -> None:
    """Print the JSON Schema of site_config.yml (config), release.yml (release) or a record.

    `evalreport init` writes them to schemas/ and names them in the first line of the files it scaffolds, so that
    editors complete and check.
    """
    click.echo(schema_text(kind), nl=False)


def schema_text(kind: str) -> str:
    """Return the schema as the text that `init` writes."""
    return json.dumps(json_schema(kind), ensure_ascii=False, indent=2) + "\n"
