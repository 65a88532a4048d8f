"""`check` for every reader: JSON by contract, annotations, Markdown, JUnit and SARIF, with hostile text in all."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from evalreport.errors import ManifestError
from evalreport.exports.check_ci import MAX_MARKDOWN, check_github, check_junit, check_markdown, check_sarif
from evalreport.exports.check_json import check_document
from evalreport.exports.check_text import check_text
from evalreport.model.location import Location
from evalreport.pipeline.checked import Checked
from evalreport.readers.junit import JUnitReader
from tests import fakes
from tests.unit.readers.memory import MemorySource, read_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from evalreport.model.report import ReleaseReport

REPORTS: dict[str, Callable[[], ReleaseReport]] = {
    "cleared": fakes.cleared,
    "blocked": fakes.blocked,
    "cleared_by_override": fakes.overridden,
    "undecided": fakes.undecided,
    "awaiting": fakes.awaiting,
    "rolled_back": fakes.rolled_back,
    "withdrawn": fakes.withdrawn,
}
EVERYTHING = Checked(reports=tuple(make() for make in REPORTS.values()))
HOSTILE = (
    "::error::fake\r\n::warning::more",
    "@everyone <script>alert(1)</script> [x](javascript:alert(1))",
    "| table | breaks |\n# heading",
    "\x1b[31mred\x1b[0m \u202eolleh\x00",
    "lone \ud800 surrogate \ufffe",
    "`code` & <b>&amp;</b> ]]> 100%",
)
NUMBER = {"type": ["number", "null"]}
PLACE = {
    "file": {"type": ["string", "null"]},
    "line": {"type": ["integer", "null"]},
    "column": {"type": ["integer", "null"]},
}
GATE = {
    "type": "object",
    "required": ["id", "level", "verdict", "observed", "threshold", "n", "interval", "reason", "override"],
    "properties": {
        "level": {"enum": ["block", "advise", "manual"]},
        "verdict": {"enum": ["passed", "failed", "inconclusive", "not_evaluated"]},
        "observed": NUMBER,
        "threshold": NUMBER,
        "n": {"type": ["integer", "null"]},
        "interval": {
            "oneOf": [{"type": "null"}, {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}]
        },
        "reason": {"type": "string", "minLength": 1},
        "override": {"type": ["object", "null"], "required": ["lifts", "flags", "approved_by", "reason", "expires"]},
    },
}
FINDING = {"type": "object", "required": ["rule", "message", *PLACE], "properties": PLACE}
CONTRACT = {
    "type": "object",
    "required": ["schema", "releases", "errors"],
    "properties": {
        "schema": {"const": "evalreport.check/1"},
        "releases": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "outcome", "gates", "findings"],
                "properties": {
                    "outcome": {"enum": list(REPORTS)},
                    "gates": {"type": "array", "items": GATE},
                    "findings": {"type": "array", "items": FINDING},
                },
            },
        },
        "errors": {
            "type": "array",
            "items": {"type": "object", "required": [*PLACE, "path", "message", "hint", "slug"], "properties": PLACE},
        },
    },
}  # fmt: skip


def hostile(text: str) -> Checked:
    """A blocked release and an error whose words all come from somebody hostile."""
    report = fakes.blocked()
    gates = tuple(
        replace(gate, result=replace(gate.result, reason=text), gate=replace(gate.gate, title=text))
        for gate in report.assessment.gates
    )
    findings = tuple(replace(item, message=text) for item in report.assessment.findings)
    assessment = replace(report.assessment, gates=gates, findings=findings)
    error = ManifestError(text, slug="unknown-field", location=Location(file="a, b:c.yml", line=3, column=1), hint=text)
    return Checked(reports=(replace(report, assessment=assessment, headline=text, lead=(text,)),), errors=(error,))


def test_json_keeps_the_contract() -> None:
    """The document of every outcome, and of errors, has the documented fields and types."""
    checked = replace(EVERYTHING, errors=hostile("x").errors)
    document = json.loads(json.dumps(check_document(checked), allow_nan=False))
    jsonschema.validate(document, CONTRACT)
    assert [release["outcome"] for release in document["releases"]] == list(REPORTS)


@pytest.mark.parametrize("name", list(REPORTS))
def test_text_begins_with_the_outcome(name: str) -> None:
    """The first word is the outcome; what stops the release comes before what passed."""
    text = check_text(Checked(reports=(REPORTS[name](),)))
    assert text.split()[0] == name
    marks = [line.split("  ")[1].strip() for line in text.splitlines() if re.match(r"  (passed|FAILED)", line)]
    assert marks == sorted(marks, key=lambda mark: mark != "FAILED")


@pytest.mark.parametrize("name", list(REPORTS))
def test_the_last_line_of_an_open_release_is_the_next_step(name: str) -> None:
    """Where something is left to do, the last line says what."""
    report = REPORTS[name]()
    last = check_text(Checked(reports=(report,))).splitlines()[-1]
    assert not report.next_step or last == f"  next: {report.next_step}"


def test_an_override_stands_beside_the_failing_number() -> None:
    """A lifted gate is still FAILED, and one that does not hold says by which flag."""
    assert "FAILED" in check_text(Checked(reports=(fakes.overridden(),)))
    assert "overridden by maya" in check_text(Checked(reports=(fakes.overridden(),)))
    assert re.search(r"does not hold: .* \(OVR-\w+\)", check_text(Checked(reports=(fakes.overridden(lifts=False),))))


def test_nothing_to_check_is_said() -> None:
    """Without an open release every writer says so or stays empty."""
    nothing = Checked(reports=())
    assert check_text(nothing).startswith("nothing to check")
    assert check_markdown(nothing).startswith("Nothing to check")
    assert check_github(nothing) == ""
    assert nothing.holds


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_for_a_terminal_sends_no_control_character(text: str) -> None:
    """Escape sequences are shown and not sent, and no line of data becomes a command of a log."""
    shown = check_text(hostile(text))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", shown)
    assert not any(line.startswith("::") for line in shown.splitlines())
    shown.encode("utf-8")


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_annotations_are_one_command_a_line(text: str) -> None:
    """Every line is ours: a level, properties in which : and , are escaped, and the message."""
    lines = check_github(hostile(text)).splitlines()
    commands = [line for line in lines if line.startswith("::")]
    command = re.compile(r"::(error|warning|notice) (file=[^:,]+,line=\d+,)?title=[^:,]*::[^\r\n]*")
    assert [line for line in commands if not command.fullmatch(line)] == []
    assert len(lines) == len(commands) + 1
    assert any("file=a%2C b%3Ac.yml,line=3" in line for line in commands)


@pytest.mark.parametrize(
    ("report", "level"), [(fakes.blocked(), "error"), (fakes.overridden(), "warning"), (fakes.cleared(), None)]
)
def test_only_what_stops_is_an_error(report: ReleaseReport, level: str | None) -> None:
    """A failing blocker is an error, a lifted one a warning, a passed one nothing."""
    lines = [line for line in check_github(Checked(reports=(report,))).splitlines() if line.startswith("::")]
    found = {line.split()[0].strip(":") for line in lines}
    assert level in found if level else "error" not in found


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_markdown_shows_text_and_reaches_nobody(text: str) -> None:
    """No mention, tag, link or cell of data works in the summary."""
    shown = check_markdown(hostile(text))
    assert not re.search(r"(?<!\\)<(script|b)", shown)
    assert not re.search(r"@\w", shown)
    assert not re.search(r"(?<!\\)\]\(", shown)
    rows = [line for line in shown.splitlines() if line.startswith("| ")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {4}
    shown.encode("utf-8")


def test_a_long_summary_is_cut_and_says_so() -> None:
    """A comment has a limit; what was cut is named."""
    report = fakes.blocked()
    shown = check_markdown(Checked(reports=(report,) * 200))
    assert len(shown) < MAX_MARKDOWN + 100
    assert "cut here" in shown.splitlines()[-1]


@pytest.mark.parametrize("text", ["plain", *HOSTILE])
def test_junit_is_read_by_a_reader_of_junit(text: str) -> None:
    """The XML is well-formed whatever it says: a case a gate, failed gates failures, unjudged ones errors."""
    checked = hostile(text)
    rows = read_rows(JUnitReader(), MemorySource(check_junit(checked).encode("utf-8"), "check.xml"))
    gates = checked.reports[0].assessment.gates
    assert len(rows) == len(gates) + 1
    failing = [gate for gate in gates if gate.stops and gate.result.verdict == "failed"]
    assert sum(row.passed is False for row in rows) == len(failing)


def test_junit_counts_what_it_holds() -> None:
    """The counts of a suite are those of its cases."""
    text = check_junit(EVERYTHING)
    for suite in re.findall(r"<testsuite .*?</testsuite>", text, re.DOTALL):
        said = {
            name: int(re.findall(rf'{name}="(\d+)"', suite)[0]) for name in ("tests", "failures", "errors", "skipped")
        }
        counted = {
            name: suite.count(f"<{tag} ")
            for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))
        }
        assert said == {"tests": suite.count("<testcase "), **counted}


def results(checked: Checked) -> list[dict[str, Any]]:
    """The results of the SARIF document, through JSON."""
    document = json.loads(json.dumps(check_sarif(checked, "1.0.0"), allow_nan=False))
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    assert {result["ruleId"] for result in run["results"]} == {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    listed: list[dict[str, Any]] = run["results"]
    return listed


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_sarif_has_a_result_for_each_thing_that_is_not_well(text: str) -> None:
    """Each result has a known level, a message, and a place counted from 1 whose address is a URI."""
    found = results(hostile(text))
    assert found
    for result in found:
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        for place in result.get("locations", []):
            physical = place["physicalLocation"]
            assert physical["region"]["startLine"] >= 1
            assert re.fullmatch(r"[\w./%~-]+", physical["artifactLocation"]["uri"])


def test_what_stops_nobody_is_no_error_in_sarif() -> None:
    """A lifted gate is a note; a cleared release has no error."""
    lifted = [
        result for result in results(Checked(reports=(fakes.overridden(),))) if result["ruleId"].startswith("gate/")
    ]
    assert {result["level"] for result in lifted} == {"note"}
    assert "error" not in {result["level"] for result in results(Checked(reports=(fakes.cleared(),)))}


@pytest.mark.parametrize(
    ("names", "holds"),
    [
        (("cleared",), True),
        (("cleared", "cleared_by_override"), True),
        (("cleared", "blocked"), False),
        (("awaiting",), False),
        (("withdrawn",), False),
        (("rolled_back",), False),
    ],
)
def test_a_check_holds_when_every_release_is_cleared(names: tuple[str, ...], *, holds: bool) -> None:
    """One release that is not cleared is enough for no, and so is one error."""
    checked = Checked(reports=tuple(REPORTS[name]() for name in names))
    assert checked.holds == holds
    assert not replace(checked, errors=hostile("x").errors).holds
