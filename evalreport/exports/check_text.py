"""`check` for a terminal: the outcome first, every gate, and last what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.evidence.states import FLAGS
from evalreport.exports.plaintext import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.model.assessment import GateOutcome
    from evalreport.model.report import ReleaseReport
    from evalreport.pipeline.checked import Checked

VERDICTS = {
    "passed": "passed",
    "failed": "FAILED",
    "inconclusive": "cannot tell yet",
    "not_evaluated": "not judged",
}
_ORDER = ("failed", "not_evaluated", "inconclusive", "passed")


def check_text(checked: Checked) -> str:
    """Write the whole answer; the first word of each release is its outcome."""
    blocks = ["\n".join(_release(report)) for report in checked.reports]
    if checked.errors:
        blocks.append("\n".join(visible(str(error)) for error in checked.errors))
    # Silence after a command reads as a failure of the command.
    if not blocks:
        blocks.append(_nothing(checked))
    return "\n\n".join(blocks) + "\n"


def _nothing(checked: Checked) -> str:
    if not checked.known:
        return "nothing to check: there is no release yet: evalreport new ID --candidate FILE"
    return "nothing to check: every release is closed. Name one to see how it stands."


def _release(report: ReleaseReport) -> Iterator[str]:
    preview = " (uncommitted preview)" if report.preview else ""
    # A closed release is judged by its own record, which may say otherwise than today's policy.
    closed = "" if report.open else ", closed"
    yield f"{report.standing} {report.id}{closed}{preview}: {visible(report.headline)}"
    # Columns, so that the reasons can be read down.
    width = max((len(outcome.gate.id) for outcome in report.assessment.gates), default=0)
    for outcome in sorted(report.assessment.gates, key=lambda one: _ORDER.index(one.result.verdict)):
        yield f"  {_mark(outcome):<24} {outcome.gate.id:<{width}}  {visible(outcome.result.reason)}"
        if outcome.override is not None:
            yield f"  {'':<24} {'':<{width}}  {_override(outcome)}"
    yield from _findings(report)
    if report.next_step:
        yield f"  next: {visible(report.next_step)}"


def _findings(report: ReleaseReport) -> Iterator[str]:
    for finding in report.assessment.findings:
        place = f"{finding.location}: " if finding.location else ""
        yield f"  {finding.severity}: {place}{visible(finding.message)} [{finding.rule}]"


def _mark(outcome: GateOutcome) -> str:
    advice = " (advice)" if outcome.gate.level == "advise" and outcome.result.verdict != "passed" else ""
    return VERDICTS[outcome.result.verdict] + advice


def _override(outcome: GateOutcome) -> str:
    state = outcome.override
    if state is None:
        return ""
    who = f"by {state.override.approved_by} until {state.override.expires}"
    if state.lifts:
        return f"overridden {who}: {visible(state.override.reason)}"
    return f"override {who} does not hold: {_why(state.flags)}"


def _why(flags: tuple[str, ...]) -> str:
    """Say why a record does not hold, each reason with its code for those who look it up."""
    return "; ".join(f"{FLAGS[flag]} ({flag})" if flag in FLAGS else flag for flag in flags) or "it was withdrawn"
