"""Statements are what the in-toto specification says, read by fields and, where it is installed, by its own parser."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.exports.statements import DECISION, STATEMENT, TEST_RESULT, statements, statements_jsonl
from evalreport.model.audit import AuditRow
from evalreport.model.bundle import Origin
from evalreport.model.verification import Verification
from tests import fakes

if TYPE_CHECKING:
    from evalreport.model.record import Override

HEX = set("0123456789abcdef")


def rows() -> tuple[AuditRow, ...]:
    """The audit row of an override that binds a file."""
    override: Override = replace(fakes.override(), subjects=fakes.override().evidence)
    return (AuditRow(id="a1", kind="override", release="r", record=override, found=Verification()),)


def written() -> list[dict[str, object]]:
    """All statements of a blocked release, as a reader of the file gets them."""
    return [json.loads(line) for line in statements_jsonl(fakes.blocked(), rows()).decode().splitlines()]


def test_the_test_result_names_every_gate_by_its_verdict() -> None:
    """An override never turns a failed gate into a passed one: the verdicts stand as they are."""
    first = next(statements(fakes.overridden(), ()))
    predicate = first["predicate"]
    assert isinstance(predicate, dict)
    assert (first["predicateType"], predicate["result"]) == (TEST_RESULT, "FAILED")
    assert predicate["failedTests"] == ["no-policy-breach"]
    gates = {name for field in ("passedTests", "warnedTests", "failedTests") for name in predicate[field]}
    assert gates == {one.gate.id for one in fakes.overridden().assessment.gates}


def test_every_statement_has_the_fields_of_the_specification() -> None:
    """Type, subjects with a lower-case SHA-256 each, predicate type and predicate: nothing else at the top."""
    found = written()
    assert [one["predicateType"] for one in found] == [TEST_RESULT, DECISION]
    for one in found:
        assert set(one) == {"_type", "subject", "predicateType", "predicate"}
        assert one["_type"] == STATEMENT
        subjects = one["subject"]
        assert isinstance(subjects, list)
        assert all(len(s["digest"]["sha256"]) == 64 and set(s["digest"]["sha256"]) <= HEX for s in subjects)


def test_gits_own_id_stands_beside_a_digest_it_fits() -> None:
    """A file whose blob is known is named by both digests."""
    base = fakes.blocked()
    known = replace(base.inputs[0], origin=Origin(commit="c", blob="ab" * 20))
    first = next(statements(replace(base, inputs=(known,)), ()))
    subjects = first["subject"]
    assert isinstance(subjects, list)
    assert subjects[0]["digest"] == {"sha256": known.sha256, "gitBlob": "ab" * 20}


def test_an_independent_parser_reads_them() -> None:
    """The parser of the in-toto project accepts every statement."""
    statement = pytest.importorskip("in_toto_attestation.v1.statement", reason="in-toto-attestation is not installed")
    json_format = pytest.importorskip("google.protobuf.json_format")

    for line in statements_jsonl(fakes.blocked(), rows()).decode().splitlines():
        message = json_format.Parse(line, statement.spb.Statement())
        statement.Statement.copy_from_pb(message).validate()
