"""`check` for CI: annotations, Markdown summary, JUnit XML and SARIF."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree import ElementTree as ET

from evalreport.exports.check_text import VERDICTS
from evalreport.exports.plaintext import markdown, visible, workflow_command, workflow_property

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.errors import EvalReportError
    from evalreport.model.assessment import GateOutcome
    from evalreport.model.location import Location
    from evalreport.model.report import ReleaseReport
    from evalreport.pipeline.checked import Checked

# A comment on a pull request holds 65,536 characters at most.
MAX_MARKDOWN = 60_000
_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def check_github(checked: Checked) -> str:
    """Write workflow commands, so that what blocks stands at its line of the manifest."""
    lines = [_annotation("error", error.location, str(error.message), error.slug) for error in checked.errors]
    for report in checked.reports:
        lines += _gate_annotations(report)
        lines += [
            _annotation(_LEVELS[finding.severity], finding.location, finding.message, finding.rule)
            for finding in report.assessment.findings
        ]
        lines.append(visible(f"{report.standing} {report.id}: {report.headline}"))
    return "\n".join(lines) + "\n" if lines else ""


def _gate_annotations(report: ReleaseReport) -> Iterator[str]:
    for outcome in report.assessment.gates:
        if outcome.result.verdict != "passed":
            # An answer that is still awaited is no fault of the change.
            level = "error" if outcome.stops else "warning" if outcome.gate.level != "manual" else "notice"
            title = f"{report.id}: {outcome.gate.title}"
            yield _annotation(level, report.release.location, outcome.result.reason, title)


def _annotation(level: str, location: Location | None, message: str, title: str) -> str:
    # An annotation without a file stands at the top of the run.
    place = ""
    if location is not None:
        place = f"file={workflow_property(location.file)},line={location.line or 1},"
    return f"::{level} {place}title={workflow_property(title)}::{workflow_command(message)}"


def check_markdown(checked: Checked) -> str:
    """Write a summary: outcome and failing gates first; long lists end with how many were left out."""
    parts = [_release_markdown(report) for report in checked.reports]
    if checked.errors:
        lines = "\n".join(f"- {markdown(str(error))}" for error in checked.errors)
        parts.insert(0, f"### Errors\n\n{lines}\n")
    text = "\n".join(parts) or "Nothing to check: every release is closed.\n"
    if len(text) <= MAX_MARKDOWN:
        return text
    # Cut at a line's end: half a table row would break the table.
    return text[:MAX_MARKDOWN].rsplit("\n", 1)[0] + "\n\n… cut here; the rest is on the release page.\n"


def _release_markdown(report: ReleaseReport) -> str:
    rows = "\n".join(_row(outcome) for outcome in _worst_first(report))
    next_step = f"\nNext: `{report.next_step.replace('`', '')}`\n" if report.next_step else ""
    return (
        f"### {markdown(report.headline)}\n\n"
        f"{' '.join(markdown(sentence) for sentence in report.lead)}\n\n"
        f"| Gate | Verdict | Why |\n|---|---|---|\n{rows}\n{next_step}"
    )


def _row(outcome: GateOutcome) -> str:
    lifted = " (overridden)" if outcome.lifted and outcome.result.verdict != "passed" else ""
    title, reason = markdown(outcome.gate.title), markdown(outcome.result.reason)
    return f"| {title} | {VERDICTS[outcome.result.verdict]}{lifted} | {reason} |"


def _worst_first(report: ReleaseReport) -> Iterator[GateOutcome]:
    # People read the top of a comment.
    for verdict in ("failed", "not_evaluated", "inconclusive", "passed"):
        yield from (outcome for outcome in report.assessment.gates if outcome.result.verdict == verdict)


def check_junit(checked: Checked) -> str:
    """Write JUnit XML: a suite a release, a case a gate; what could not be judged is an error, advice is skipped."""
    root = ET.Element("testsuites", name="evalreport")
    for report in checked.reports:
        suite = ET.SubElement(root, "testsuite", name=_xml(report.id))
        counts = {"failure": 0, "error": 0, "skipped": 0}
        for outcome in report.assessment.gates:
            case = ET.SubElement(suite, "testcase", classname=_xml(report.id), name=_xml(outcome.gate.id))
            kind = _junit_kind(outcome)
            if kind:
                counts[kind] += 1
                ET.SubElement(case, kind, message=_xml(outcome.result.reason), type=outcome.result.verdict)
        suite.set("tests", str(len(report.assessment.gates)))
        for kind, plural in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            suite.set(plural, str(counts[kind]))
    if checked.errors:
        _input_suite(root, checked.errors)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _input_suite(root: ET.Element, errors: tuple[EvalReportError, ...]) -> None:
    """Add a suite for what could not be read, so that a dashboard of tests does not look green without it."""
    suite = ET.SubElement(root, "testsuite", name="input", tests=str(len(errors)), failures="0")
    suite.set("errors", str(len(errors)))
    for error in errors:
        case = ET.SubElement(suite, "testcase", classname="input", name=_xml(str(error.location or error.slug)))
        ET.SubElement(case, "error", message=_xml(str(error)), type=error.slug)


def _junit_kind(outcome: GateOutcome) -> str:
    if outcome.result.verdict == "passed":
        return ""
    # Neither stops anything, and a red test would say that it does.
    if outcome.lifted or outcome.gate.level == "advise":
        return "skipped"
    return "failure" if outcome.result.verdict == "failed" else "error"


def _xml(text: str) -> str:
    return visible(text)


def check_sarif(checked: Checked, version: str) -> dict[str, object]:
    """Build SARIF 2.1.0: a result a gate that does not pass, a finding or an error."""
    results = [_sarif(error.slug, "error", str(error), error.location) for error in checked.errors]
    for report in checked.reports:
        results += _gate_results(report)
        results += [_sarif(f.rule, f.severity, f.message, f.location) for f in report.assessment.findings]
    rules = [{"id": rule} for rule in sorted({str(result["ruleId"]) for result in results})]
    driver = {"name": "evalreport", "version": version, "rules": rules}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }


def _gate_results(report: ReleaseReport) -> Iterator[dict[str, object]]:
    for outcome in report.assessment.gates:
        if outcome.result.verdict != "passed":
            level = "error" if outcome.stops else "note"
            message = f"{report.id}: {outcome.result.reason}"
            yield _sarif(f"gate/{outcome.gate.id}", level, message, report.release.location)


def _sarif(rule: str, level: str, message: str, location: Location | None) -> dict[str, object]:
    result: dict[str, object] = {"ruleId": rule, "level": level, "message": {"text": visible(message)}}
    if location is not None:
        # The form allows no zero, and a viewer without a line shows the head of the file.
        region = {"startLine": location.line or 1, "startColumn": location.column or 1}
        physical = {"artifactLocation": {"uri": quote(location.file)}, "region": region}
        result["locations"] = [{"physicalLocation": physical}]
    return result
