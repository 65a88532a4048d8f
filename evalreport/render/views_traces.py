"""Five views of the traces of a release, and what they suggest for the data set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.disclosure.redact import Redactor
from evalreport.model.failure import UNCLASSIFIED
from evalreport.model.review import NO_FAILURE
from evalreport.render.context import class_title, person, words_of
from evalreport.render.figures import NOT_MEASURED, count, percent, plural, seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evalreport.model.livereport import Inputs, Newcomer, Noticed, ReviewCount, TraceViews
    from evalreport.model.policy import Policy
    from evalreport.model.review import ReviewTally

# Of a long list the first say what there is.
SHOWN = 12
NOTHING = "\u2013"
WHY = {"slow": "slow", "error": "an error", "unfinished": "never finished"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewTable:
    """One view: a sentence, and a table whose first column names its rows; ``more`` rows are left out."""

    anchor: str
    title: str
    said: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TracesView:
    """The five views and the candidates for the data set."""

    said: str
    tables: tuple[ViewTable, ...]


def traces_view(policy: Policy, found: TraceViews, reviewed: ReviewTally | None = None) -> TracesView:
    """Return the views in words; what no run tells is said to be unknown, never 0.

    ``reviewed`` counts what people found in the runs drawn for review, None where none were drawn.
    """
    # What reviewers type and metadata hold is text of the data: it leaves the repository as the policy says, or not.
    redact = Redactor(policy.publish.redact)
    told = f"{count(found.traced)} of {plural(found.runs, ('run', 'runs'))} came with their spans."
    return TracesView(
        said=told,
        tables=(
            _inputs(found.inputs, redact),
            _tools(found),
            _stalls(found),
            _reviews(found, redact, shown=policy.publish.outputs != "none"),
            *(_sample(policy, reviewed, redact) if reviewed else []),
            _noticed(policy, found),
            _newcomers(policy, found, redact),
        ),
    )


def _table(anchor: str, title: str, said: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> ViewTable:
    return ViewTable(
        anchor=anchor, title=title, said=said, head=head, rows=tuple(rows[:SHOWN]), more=max(0, len(rows) - SHOWN)
    )


def _inputs(found: Inputs, redact: Redactor) -> ViewTable:
    keys = ", ".join(map(words_of, found.keys))
    parts = [
        f"{count(found.same_case)} are cases of the suites",
        f"{count(found.same_kind)} are of a kind the suites hold",
        f"{count(found.new)} are new",
        *([f"of {count(found.unknown)} nobody can say"] if found.unknown else []),
    ]
    by = f" Kinds are told apart by {keys}." if keys else " No metadata key tells kinds apart on both sides."
    values = [(one, redact(one.value) or "") for one in found.values]
    rows = [(f"{words_of(one.key)}: {said}", count(one.live), count(one.offline)) for one, said in values]
    return _table("inputs", "Which inputs arrived", f"{', '.join(parts)}.{by}", ("Kind", "Live", "Offline"), rows)


def _tools(found: TraceViews) -> ViewTable:
    tools = found.tools
    silent = f" {plural(tools.silent, ('run tells', 'runs tell'))} nothing of tools." if tools.silent else ""
    retries = "Retries are not measured" if tools.retries is None else f"{count(tools.retries)} retries after an error"
    unknown = f" ({count(tools.retries_unknown)} runs do not say)" if tools.retries is not None else ""
    rows = [
        (one.name, count(one.runs), count(one.calls), f"{count(one.errors)} ({percent(one.errors / one.calls)})")
        for one in tools.uses
    ]
    head = ("Tool", "Runs", "Calls", "Failed")
    return _table("tools", "Which tools are called", f"{retries}{unknown}.{silent}", head, rows)


def _stalls(found: TraceViews) -> ViewTable:
    if not found.traced:
        return ViewTable(anchor="stalls", title="Where runs stall", said=f"{NOT_MEASURED}: no run came with spans.")
    rows = [(one.step, WHY.get(one.why, one.why), count(one.runs), seconds(one.seconds)) for one in found.stalls]
    said = f"{plural(len(found.stalls), ('step', 'steps'))} at which runs stood." if rows else "No run stood anywhere."
    return _table("stalls", "Where runs stall", said, ("Step", "Why", "Runs", "In the middle"), rows)


def _reviews(found: TraceViews, redact: Redactor, *, shown: bool) -> ViewTable:
    rows = [(words_of(one.kind), count(one.runs), _minutes(one)) for one in found.reviews]
    if shown:
        rows += [(f"\u201c{redact(one.text) or ''}\u201d", count(one.runs), "") for one in found.notes]
    said = "What people did with runs, and the notes they left." if rows else "No run tells that a person looked at it."
    if found.notes and not shown:
        said += f" The policy keeps {plural(len(found.notes), ('note', 'notes'))} in the repository."
    return _table("reviews", "What reviewers override", said, ("What", "Runs", "Minutes"), rows)


def _sample(policy: Policy, found: ReviewTally, redact: Redactor) -> Iterator[ViewTable]:
    """Yield what people found in the runs drawn for them, and, where texts may leave the repository, their notes."""
    yield _reviewed(policy, found)
    if found.notes and policy.publish.outputs != "none":
        often = sorted(found.notes.items(), key=lambda one: (-one[1], one[0]))
        rows = [(_code(policy, name), f"\u201c{redact(note) or ''}\u201d", count(n)) for (name, note), n in often]
        head = ("Kind of failure", "Note", "Reviews")
        yield _table("review-notes", "What they noted", "Word for word, the most frequent first.", head, rows)


def _reviewed(policy: Policy, found: ReviewTally) -> ViewTable:
    """Return the coded reviews: what people called the failures of the runs that were drawn for them."""
    drawn = found.reviewed + found.left
    done = f"{count(found.reviewed)} of {plural(drawn, ('run', 'runs'))} drawn for review are reviewed."
    kept = plural(sum(found.notes.values()), ("note", "notes"))
    hidden = f" The policy keeps {kept} in the repository." if found.notes and policy.publish.outputs == "none" else ""
    said = f"{done} {_agreed(policy, found)}{hidden}"
    rows = [
        (_code(policy, name), severity or NOTHING, count(found.codes.get((name, severity), 0)), by)
        for (name, severity), by in _reviewers(policy, found).items()
    ]
    if found.conflicts:
        rows.append(("seen differently, so counted nowhere", NOTHING, count(len(found.conflicts)), NOTHING))
    head = ("Kind of failure", "Severity", "Runs", "Who said so")
    return _table("reviewed", "What people found in a sample", said.strip(), head, rows)


def _reviewers(policy: Policy, found: ReviewTally) -> dict[tuple[str, str], str]:
    """Return, of each failure class and severity, who said it how often."""
    names: dict[tuple[str, str], list[str]] = {}
    for (name, severity, who), reviews in found.said.items():
        names.setdefault((name, severity), []).append(f"{person(policy, who)} {count(reviews)}")
    return {code: ", ".join(told) for code, told in names.items()}


def _code(policy: Policy, name: str) -> str:
    return "no failure" if name == NO_FAILURE else class_title(policy, name)


def _agreed(policy: Policy, found: ReviewTally) -> str:
    told = found.agreement
    names = [person(policy, name) for name in told.reviewers]
    if not told.runs:
        return (
            f"Reviewed by {', '.join(names)}; no run by two people, so how far they agree is not known."
            if names
            else ""
        )
    kappa = f" (kappa {told.kappa:.2f})" if told.kappa is not None else ""
    alpha = f" (alpha {told.alpha:.2f})" if told.kappa is None and told.alpha is not None else ""
    return (
        f"{' and '.join(names)} agree on {count(told.same)} of the {count(told.runs)} that several saw{kappa}{alpha}."
    )


def _minutes(one: ReviewCount) -> str:
    if one.minutes is None:
        return NOT_MEASURED
    return f"{one.minutes:,.1f}" + (f", {count(one.minutes_unknown)} not measured" if one.minutes_unknown else "")


def _noticed(policy: Policy, found: TraceViews) -> ViewTable:
    rows = [
        (f"{one.source}s: {_class(policy, one)}", count(one.bad), count(one.good), count(one.unclear))
        for one in found.noticed
    ]
    said = "What users and operators said, by kind of failure." if rows else "No run carries feedback."
    head = ("Who, of which runs", "Bad", "Good", "Cannot be placed")
    return _table("noticed", "Which failures people notice", said, head, rows)


def _class(policy: Policy, one: Noticed) -> str:
    if not one.failure_class:
        return "runs in no failure class"
    return class_title(policy, one.failure_class)


def _newcomers(policy: Policy, found: TraceViews, redact: Redactor) -> ViewTable:
    rows = [(redact(_what(policy, one)) or "", count(one.runs), ", ".join(one.examples)) for one in found.newcomers]
    said = "Seen live and not offline: these are candidates for the data set." if rows else "Nothing new was seen live."
    return _table("newcomers", "For the data set", said, ("What", "Runs", "Such as"), rows)


def _what(policy: Policy, one: Newcomer) -> str:
    if one.kind == "class":
        return "Failures of no class" if one.what == UNCLASSIFIED else f"Failure: {class_title(policy, one.what)}"
    return f"Input: {one.what}"
