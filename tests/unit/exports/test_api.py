"""What other programs read of a site: documents that their own schemas accept, and that say what the pages say."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from evalreport.exports.api import SHAPES, api_assets
from evalreport.model.costs import CostFigure, CostSide
from evalreport.render.record import record_json
from evalreport.render.status import statuses
from tests import fakes

if TYPE_CHECKING:
    from evalreport.model.report import SiteReport

SHOWN = [name for name in SHAPES if name != "record"]


def files(report: SiteReport) -> dict[str, bytes]:
    """Every file of the API by its path."""
    return {one.path: one.content for one in api_assets(report, statuses(report.releases))}


def document(report: SiteReport, name: str) -> Any:
    """One document of the API, read."""
    return json.loads(files(report)[f"api/v1/{name}.json"])


@pytest.mark.parametrize("name", SHAPES)
def test_schemas_are_schemas(name: str) -> None:
    """Each published schema is a JSON Schema, and asks for every field that its document has today."""
    schema = document(fakes.site(), f"schema/{name}")
    Draft202012Validator.check_schema(schema)
    assert set(schema["required"]) == set(schema["properties"])


@pytest.mark.parametrize("name", SHOWN)
def test_documents_keep_their_schemas(name: str) -> None:
    """Each document is valid by the schema beside it."""
    Draft202012Validator(document(fakes.site(), f"schema/{name}")).validate(document(fakes.site(), name))


@pytest.mark.parametrize("release", range(6))
def test_records_keep_their_schema(release: int) -> None:
    """The record.json of a release, whatever became of it, is valid by the schema of the API."""
    report = fakes.site().releases[release]
    schema = document(fakes.site(), "schema/record")
    Draft202012Validator(schema).validate(json.loads(record_json(report, "1.0.0")))


@pytest.mark.parametrize(("field", "value"), [("outcome", 3), ("gates", None), ("since", "no"), ("open", "yes")])
def test_schemas_refuse_what_they_should(field: str, value: object) -> None:
    """A schema that accepted anything would promise nothing: a wrong type, or a field that is gone, is refused."""
    schema, found = document(fakes.site(), "schema/releases"), document(fakes.site(), "releases")
    validator = Draft202012Validator(schema)
    wrong = {**found["releases"][0], field: value}
    assert validator.is_valid({**found, "releases": [wrong]}) == (field == "since")
    del wrong[field]
    assert not validator.is_valid({**found, "releases": [wrong]})


def test_the_index_names_what_is_there() -> None:
    """Every document, schema, badge and the feed that the index names is a file of the site."""
    written, index = files(fakes.site()), document(fakes.site(), "index")
    named = [*index["documents"].values(), *index["schemas"].values(), *(one["badge"] for one in index["workflows"])]
    assert [path for path in named if path not in written and "{release}" not in path] == []
    assert index["feed"] == "feed.xml"


def test_releases_say_what_the_pages_say() -> None:
    """A release's outcome, status, gates and paths are those of its report."""
    site = fakes.site()
    rows = document(site, "releases")["releases"]
    assert [row["id"] for row in rows] == [one.id for one in site.releases]
    for row, report in zip(rows, site.releases, strict=True):
        assert row["outcome"] == report.standing
        assert row["status"] == statuses(site.releases)[report.id].kind
        assert row["page"] == f"{report.id}/"
        counts = {key: number for key, number in row["gates"].items() if key != "overridden"}
        assert sum(counts.values()) == len(report.assessment.gates)


def test_unknown_is_null() -> None:
    """A cost nobody measured is null in the document, never 0."""
    report = fakes.cleared()
    side = replace(report.assessment.candidate, cost_usd=None, cost_per_success=None, latency_mean_s=None)
    unknown = replace(report, assessment=replace(report.assessment, candidate=side))
    (row,) = document(fakes.site(unknown), "costs")["releases"]
    assert [row["candidate_usd"], row["candidate_per_success_usd"], row["candidate_latency_s"]] == [None] * 3


def test_cost_figures_are_told_by_name() -> None:
    """Each of the five cost figures stands under its id on both sides, null where it is not defined."""
    side = CostSide(numerator=12.0, denominator=100, value=0.12, runs=120)
    none = CostSide(numerator=None, denominator=None, value=None, runs=120, why="undefined: no approved action")
    figures = (
        CostFigure(id="successful_run", title="Cost", candidate=side, baseline=side, change=0.0, quality="passed"),
        CostFigure(id="approved_action", title="Cost", candidate=none),
    )
    site = fakes.site(replace(fakes.cleared(), costs=figures))
    (row,) = document(site, "costs")["releases"]
    Draft202012Validator(document(site, "schema/costs")).validate(document(site, "costs"))
    assert row["figures"]["successful_run"]["candidate_usd"] == 0.12
    assert row["figures"]["approved_action"]["candidate_usd"] is None


def test_overrides_keep_the_verdict() -> None:
    """An override stands beside the verdict it lifts, with who approved it by name and the path of its record."""
    (row,) = document(fakes.site(fakes.overridden()), "overrides")["overrides"]
    assert row["verdict"] == "failed"
    assert row["lifts"] is True
    assert row["approved_by"] == "Maya Lindqvist"
    assert row["record"].startswith("releases/")


def test_no_email_is_in_any_document() -> None:
    """People are named; the addresses they have in git stay there."""
    written = files(fakes.site())
    emails = [mail for one in fakes.site().policy.people.values() for mail in one.emails]
    assert emails
    assert [path for path, content in written.items() for mail in emails if mail.encode() in content] == []


def test_a_site_without_releases_has_its_documents() -> None:
    """Before the first release every document is there, and valid."""
    empty = replace(fakes.site(), releases=())
    for name in SHOWN:
        Draft202012Validator(document(empty, f"schema/{name}")).validate(document(empty, name))
    assert document(empty, "index")["workflows"] == []
