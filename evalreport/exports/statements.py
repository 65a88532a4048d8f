"""in-toto Statements of a release: the test result, and each decision of a person. Unsigned: a CI may sign them.

Format: in-toto attestation framework, spec/v1/statement.md and spec/predicates/test-result.md.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from evalreport.evidence.moments import moment
from evalreport.exports.audit import audit_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from evalreport.model.audit import AuditRow
    from evalreport.model.report import ReleaseReport

Json = dict[str, object]
STATEMENT = "https://in-toto.io/Statement/v1"
TEST_RESULT = "https://in-toto.io/attestation/test-result/v0.1"
DECISION = "https://evalreport.dev/attestation/release-decision/v1"
POLICY_URI = "evalreport:effective-policy"
RESULTS = {"passed": "PASSED", "failed": "FAILED", "inconclusive": "WARNED", "not_evaluated": "WARNED"}
# Kinds of inputs that are what was tested, and by which rules.
TESTED = frozenset({"manifest", "candidate", "baseline"})


def statements_jsonl(report: ReleaseReport, rows: Iterable[AuditRow]) -> bytes:
    """Write all statements of a release, one a line."""
    found = statements(report, rows)
    lines = (json.dumps(one, ensure_ascii=False, allow_nan=False, separators=(",", ":")) for one in found)
    return "".join(f"{line}\n" for line in lines).encode()


def statements(report: ReleaseReport, rows: Iterable[AuditRow]) -> Iterator[Json]:
    """Yield the test result first, then one statement a record; git's own id stands beside each digest it fits."""
    blobs = {(one.path, one.sha256): one.origin.blob for one in report.inputs if one.origin.blob}
    tested = [_descriptor(one.path, one.sha256, blobs) for one in report.inputs if one.kind in TESTED]
    yield {"_type": STATEMENT, "subject": tested, "predicateType": TEST_RESULT, "predicate": _test_result(report)}
    for row in rows:
        subjects = [_descriptor(one.path, one.sha256, blobs) for one in row.record.subjects if one.kind != "policy"]
        if subjects and _in_time(report, row):
            # What re-checking found changes with time and clone; a statement says what the person said.
            said = {name: value for name, value in audit_row(row).items() if name not in FOUND}
            yield {"_type": STATEMENT, "subject": subjects, "predicateType": DECISION, "predicate": said}


FOUND = frozenset(
    {"state", "content", "attribution", "codes", "flags", "replaced", "late", "reasons", "told", "signature"}
)


def _in_time(report: ReleaseReport, row: AuditRow) -> bool:
    """Say whether a decision belongs to a release as it was closed: what a closed release says stays as it is."""
    return report.closed is None or moment(row.record.at) <= moment(report.closed.at)


def _test_result(report: ReleaseReport) -> Json:
    by: dict[str, list[str]] = {"PASSED": [], "WARNED": [], "FAILED": []}
    for outcome in report.assessment.gates:
        by[RESULTS[outcome.result.verdict]].append(outcome.gate.id)
    # The verdicts as they are: an override stands beside them, in a statement of its own.
    blocking = [RESULTS[one.result.verdict] for one in report.assessment.gates if one.gate.level != "advise"]
    result = "FAILED" if "FAILED" in blocking else "WARNED" if "WARNED" in blocking or not blocking else "PASSED"
    url = report.policy.site.url
    return {
        "result": result,
        "configuration": [{"uri": POLICY_URI, "digest": {"sha256": report.policy_digest}}],
        **({"url": f"{url.rstrip('/')}/{report.id}/"} if url else {}),
        "passedTests": by["PASSED"],
        "warnedTests": by["WARNED"],
        "failedTests": by["FAILED"],
    }


def _descriptor(path: str, sha256: str, blobs: Mapping[tuple[str, str], str]) -> Json:
    """Write a resource descriptor; verifiers match by digest alone, the name is a hint."""
    digest = {"sha256": sha256}
    blob = blobs.get((path, sha256))
    if blob is not None:
        digest["gitBlob"] = blob
    return {"name": path, "digest": digest}
