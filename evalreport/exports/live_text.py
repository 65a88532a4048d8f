"""`live check` for a terminal: what is wrong first, and last the one command that follows."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from evalreport.exports.plaintext import markdown, visible
from evalreport.pipeline.livewords import duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.model.livereport import LiveReport, RuleState
    from evalreport.model.policy import Policy
    from evalreport.pipeline.livecheck import LiveChecked

WORDS = {
    "fired": "FIRED",
    "quiet": "quiet",
    "inconclusive": "cannot tell yet",
    "no_data": "no data",
    "stale": "stale",
}
_PLAN = "live: {windows: live/*, sampling: {kind: random}}"
_ORDER = ("fired", "stale", "no_data", "inconclusive", "quiet")


def live_text(checked: LiveChecked) -> str:
    """Write the whole answer; the first word of each release is its gravest state."""
    blocks = ["\n".join(_release(report, checked.policy)) for report in checked.reports]
    blocks += [f"no release of {visible(workflow)} is live: nothing to watch." for workflow in checked.idle]
    if checked.errors:
        blocks.append("\n".join(visible(str(error)) for error in checked.errors))
    if not blocks:
        blocks.append("nothing to watch: there is no release yet: evalreport new ID --candidate FILE")
    return "\n\n".join(blocks) + "\n"


def _release(report: LiveReport, policy: Policy | None) -> Iterator[str]:
    yield f"{report.word} {report.release}: {visible(data_words(report))}"
    if not report.rules:
        yield "  no rollback rule is written down: add one under rollback: in the policy."
    width = max((len(state.rule.id) for state in report.rules), default=0)
    for state in sorted(report.rules, key=lambda one: _ORDER.index(one.status)):
        yield f"  {_mark(state):<24} {state.rule.id:<{width}}  {visible(state.sentence)}"
        for line in _beside(state, policy):
            yield f"  {'':<24} {'':<{width}}  {visible(line)}"
    if report.asking:
        yield f"  next: {visible(next_command(report, report.asking[0]))}"
    elif not report.planned:
        yield f"  next: say in releases/{report.release}/release.yml where its windows lie: {_PLAN}"


def data_words(report: LiveReport) -> str:
    """Say from when the data is, before anything is said of it."""
    runs = sum(one.runs for one in report.windows)
    if not runs:
        return "no live run has been read."
    when = f", newest {report.newest}" if report.newest else ""
    old = f", {duration(report.age_hours)} before {report.as_of}" if report.age_hours is not None else ""
    windows = f"{len(report.windows)} {'window' if len(report.windows) == 1 else 'windows'}"
    return f"{runs:,} {'run' if runs == 1 else 'runs'} in {windows}{when}{old}."


def next_command(report: LiveReport, state: RuleState) -> str:
    """Return the command that records what somebody must now do; what the rule saw is filled in from the data."""
    to = shlex.quote(report.last_good) if report.last_good else "RELEASE"
    return (
        f"evalreport rollback {shlex.quote(report.release)} --rule {shlex.quote(state.rule.id)} --to {to} --reason WHY"
    )


def _mark(state: RuleState) -> str:
    if state.status == "fired" and state.rule.dry_run:
        return "FIRED (dry run)"
    return "fired, answered" if state.status == "fired" and state.answered_by else WORDS[state.status]


def _beside(state: RuleState, policy: Policy | None) -> Iterator[str]:
    if state.status != "fired":
        if state.distance:
            yield state.distance
        return
    when = f"at {state.fired_at}" if state.fired_at else "at a time the data does not tell"
    person = policy.people.get(state.rule.owner) if policy else None
    yield f"fired {when}; {person.name if person else state.rule.owner} acts: {state.rule.action}"
    if state.answered_by is not None:
        yield answer_words(state)


def answer_words(state: RuleState) -> str:
    """Say who answered a rule that fired, and how fast; "" where nobody did."""
    record = state.answered_by
    if record is None:
        return ""
    took = f", {round(state.minutes):,} minutes later" if state.minutes is not None else ""
    return f"answered by {record.by} at {record.acted_at or record.at}{took}: back to {record.to_release}"


def live_markdown(checked: LiveChecked) -> str:
    """Write a summary for a comment or a job's page: rules that ask first."""
    parts = [_markdown(report, checked.policy) for report in checked.reports]
    parts += [f"### No release of {markdown(workflow)} is live\n" for workflow in checked.idle]
    if checked.errors:
        lines = "\n".join(f"- {markdown(str(error))}" for error in checked.errors)
        parts.insert(0, f"### Errors\n\n{lines}\n")
    return "\n".join(parts) or "Nothing to watch: there is no release yet.\n"


def _markdown(report: LiveReport, policy: Policy | None) -> str:
    order = sorted(report.rules, key=lambda one: _ORDER.index(one.status))
    said = [(state, " ".join([state.sentence, *_beside(state, policy)])) for state in order]
    rows = "\n".join(f"| {markdown(state.rule.id)} | {_mark(state)} | {markdown(why)} |" for state, why in said)
    head = f"### {markdown(report.word)}: {markdown(report.release)}\n\n{markdown(data_words(report))}\n"
    table = f"\n| Rule | State | Why |\n|---|---|---|\n{rows}\n" if rows else ""
    follows = f"\nNext: `{next_command(report, report.asking[0]).replace('`', '')}`\n" if report.asking else ""
    return head + table + follows
