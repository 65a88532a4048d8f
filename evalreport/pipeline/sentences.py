"""The sentences of a report, made from facts only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.analysis.parts import flips
from evalreport.gates.people import words
from evalreport.gates.words import cases

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evalreport.model.assessment import Assessment, GateOutcome
    from evalreport.model.bundle import ReleaseBundle
    from evalreport.model.policy import Policy
    from evalreport.model.record import Event

# Small numbers begin a sentence better as words.
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def headline(bundle: ReleaseBundle, assessment: Assessment) -> str:
    """Answer the decision's question in one sentence, and say whether it shipped where that is recorded."""
    name = bundle.release.id
    withdrawn = _withdrawn(bundle)
    if withdrawn is not None:
        return f"{name} was withdrawn by {person(bundle.policy, withdrawn.by)}."
    stopping = _blockers(assessment)
    failed = [gate for gate in stopping if gate.result.verdict == "failed"]
    lifted = [gate for gate in assessment.gates if gate.lifted and gate.result.verdict != "passed"]
    match assessment.outcome:
        case "cleared":
            said = f"{name} may ship: {_all_passed(assessment)}."
        case "cleared_by_override":
            verb = "stopped" if any(gate.result.verdict == "failed" for gate in lifted) else "could not clear"
            said = f"{_count(len(lifted), 'gate')} {verb} {name}. It was cleared by override."
        case "blocked" if failed:
            said = f"{name} is blocked: {_titles(failed)} failed."
        case "blocked":
            said = f"{name} is blocked: a required person said no."
        case "undecided" if stopping:
            said = f"Not enough evidence to ship {name}: {_titles(stopping)} cannot tell yet."
        case "undecided":
            said = f"Nothing decides whether {name} may ship: no gate serves this decision."
        case _:
            said = f"{name} waits for {_roles(assessment.waiting)}."
    return f"{said}{_shipped(bundle.records.closing(), assessment)}"


def _blockers(assessment: Assessment) -> list[GateOutcome]:
    return [gate for gate in assessment.gates if gate.stops and gate.gate.level == "block"]


def _withdrawn(bundle: ReleaseBundle) -> Event | None:
    """Return the event that withdrew an open release; a closed one keeps the sentences of its closing."""
    if bundle.records.closing() is not None:
        return None
    return next((event for event in bundle.records.events if event.kind == "withdrawn"), None)


def _shipped(closing: Event | None, assessment: Assessment) -> str:
    if closing is None or closing.shipped is None:
        return ""
    # To ship against the verdict is allowed and never passed over.
    cleared = assessment.outcome in {"cleared", "cleared_by_override"}
    if closing.shipped:
        return " It shipped." if cleared else " It shipped all the same."
    return " It did not ship." if not cleared else " It was not shipped all the same."


def lead(bundle: ReleaseBundle, assessment: Assessment) -> tuple[str, ...]:
    """Say why in two or three sentences: what stopped it or let it through, and what changed for the cases."""
    said = [*_stopping(assessment), *_overriding(bundle.policy, assessment)]
    return (*said[:3], *_changing(bundle, assessment))


def _stopping(assessment: Assessment) -> Iterator[str]:
    for outcome in assessment.gates:
        if outcome.gate.level != "advise" and outcome.result.verdict != "passed" and outcome.gate.level != "manual":
            yield f"{outcome.gate.title}: {outcome.result.reason}"


def _overriding(policy: Policy, assessment: Assessment) -> Iterator[str]:
    for outcome in assessment.gates:
        if outcome.lifted and outcome.override is not None and outcome.result.verdict != "passed":
            override = outcome.override.override
            who = person(policy, override.approved_by)
            thin = ", on thin evidence" if outcome.override.thin else ""
            yield f"{who} ({words(override.role)}) let it through{thin}, until {override.expires}."


def _changing(bundle: ReleaseBundle, assessment: Assessment) -> Iterator[str]:
    noun = bundle.policy.site.case_noun
    seen = assessment.transitions
    if assessment.baseline is None:
        yield from _alone(assessment)
        return
    if not seen.pairs:
        yield f"No {noun[0]} ran on both sides, so nothing can be compared one by one."
        return
    base = bundle.release.baseline_release or "the baseline"
    if seen.fixed or seen.regressed:
        yield (
            f"Against {base}, {cases(seen.regressed, noun)} of {seen.pairs:,} got worse and {seen.fixed} got better."
            if assessment.candidate.epochs == 1
            else f"Against {base}, {seen.regressed} of {seen.pairs:,} runs got worse and {seen.fixed} got better."
        )
    else:
        yield f"Against {base}, no {noun[0]} of {seen.pairs:,} changed between pass and fail."
    yield from _flipping(assessment, noun)


def _flipping(assessment: Assessment, noun: tuple[str, str]) -> Iterator[str]:
    """Say which part of a regression repeats of one version show by themselves."""
    if assessment.candidate.epochs == 1:
        return
    seen = flips(assessment.pairs)
    if seen.worse_flipping:
        yield (
            f"{seen.worse_flipping} of the {cases(seen.worse, noun)} that got worse also flip between repeats of one "
            "version: so far that is within flip noise."
        )


def _alone(assessment: Assessment) -> Iterator[str]:
    total = assessment.candidate
    scored = total.passed + total.failed
    if scored:
        yield f"{total.passed} of {scored} runs passed; there is no baseline to compare with."


def next_step(bundle: ReleaseBundle, assessment: Assessment) -> str:
    """Name the one thing that somebody can do now; nothing for a closed or withdrawn release."""
    name = bundle.release.id
    # Nothing can be done about what is over; what happens later is an event of its own.
    if bundle.records.closing() is not None or _withdrawn(bundle) is not None:
        return ""
    stopping = _blockers(assessment)
    match assessment.outcome:
        case "cleared" | "cleared_by_override":
            return f"evalreport close {name} --shipped"
        case "awaiting":
            role = assessment.waiting[0] if assessment.waiting else "owner"
            return f"ask for the sign-off of the {words(role)}: releases/{name}/signoffs/{role}-<person>.yml"
        case "blocked":
            return _after_block(name, stopping)
        case _ if not stopping:
            return f"add a gate to the decision {bundle.release.decision} in {bundle.policy.file}"
        case _:
            # The gate that needs most decides last.
            needed = max((gate.result.needed or 0 for gate in stopping), default=0)
            noun = bundle.policy.site.case_noun
            return (
                f"run about {needed:,} more {noun[1]}, then: evalreport check {name}"
                if needed
                else f"supply what {stopping[0].gate.id} lacks, then: evalreport check {name}"
            )


def _after_block(name: str, stopping: list[GateOutcome]) -> str:
    failed = [gate.gate for gate in stopping if gate.result.verdict == "failed"]
    # An override that leaves another blocker standing would be written for nothing.
    if failed and all(gate.override.allowed for gate in failed):
        gate = failed[0]
        roles = " or ".join(f"the {words(role)}" for role in gate.override.roles) or "somebody entitled"
        return f"mend it, or have {roles} write releases/{name}/overrides/{gate.id}.yml; then: evalreport check {name}"
    return f"mend it and check again, or: evalreport close {name} --not-shipped"


def person(policy: Policy, name: str) -> str:
    """Write a person's name, the id where the policy does not know them."""
    known = policy.people.get(name)
    return known.name if known else name


def _all_passed(assessment: Assessment) -> str:
    advised = [g for g in assessment.gates if g.gate.level == "advise" and g.result.verdict != "passed"]
    total = len(assessment.gates) - len(advised)
    passed = "its one gate passed" if total == 1 else f"all {total} gates passed"
    return f"{passed}; {_titles(advised)} advises caution" if advised else passed


def _titles(gates: Iterable[GateOutcome]) -> str:
    names = [gate.gate.title for gate in gates]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _roles(roles: tuple[str, ...]) -> str:
    return " and ".join(f"the {words(role)}" for role in roles) or "an answer"


def _count(number: int, noun: str) -> str:
    word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{word} {noun}{'' if number == 1 else 's'}"
