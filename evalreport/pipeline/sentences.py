"""The sentences of a report, made from facts only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evalreport.analysis.parts import flips
from evalreport.gates.people import words
from evalreport.gates.words import cases, percent, rounded_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evalreport.model.assessment import Assessment, GateOutcome
    from evalreport.model.bundle import ReleaseBundle
    from evalreport.model.policy import Policy
    from evalreport.model.record import Event

# A lede of more sentences is not read.
LEDE = 3
# Where a reason's first sentence ends; "1.4 points" does not end there.
_SENTENCE_END = re.compile(r"(?<=[a-z)%\d]\.) (?=[A-Z])")
# The range and the odds of a number stand with its gate; a lede that holds them is not understood.
_ASIDE = re.compile(r" \((?:change|range|plausibly)[^()]*\)")
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
    closing = bundle.records.closing()
    # Whoever reads a release that is out asks whether it shipped, not whether it might have.
    shipped = closing is not None and closing.shipped is True
    match assessment.outcome:
        case "cleared":
            said = f"{name} {'shipped' if shipped else 'may ship'}: {_all_passed(assessment)}."
        case "cleared_by_override":
            verb = "stopped" if any(gate.result.verdict == "failed" for gate in lifted) else "could not clear"
            what = "shipped by override" if shipped else "was cleared by override"
            said = f"{_count(len(lifted), 'gate')} {verb} {name}. It {what}."
        case "blocked" if failed:
            said = f"{name} is blocked: {_gates(failed)} failed."
        case "blocked":
            said = f"{name} is blocked: a required person said no."
        case "undecided" if stopping:
            said = f"Not enough evidence to ship {name}: {_open_gates(stopping)}."
        case "undecided":
            said = f"Nothing decides whether {name} may ship: no gate serves this decision."
        case _:
            said = f"{name} waits for {_roles(assessment.waiting)}."
    return f"{said}{_shipped(closing, assessment)}"


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
        return "" if cleared else " It shipped all the same."
    return " It did not ship." if not cleared else " It was not shipped all the same."


def lead(bundle: ReleaseBundle, assessment: Assessment) -> tuple[str, ...]:
    """Say why in three sentences at most: what stopped it or let it through, and what changed for the cases."""
    stopping, overriding = list(_stopping(assessment)), list(_overriding(bundle.policy, assessment))
    # Who let it through is never what is left out for brevity.
    told = [*stopping[:1], *overriding[:1], *stopping[1:], *overriding[1:]][: LEDE - 1]
    return (*told, *_changing(bundle, assessment))[:LEDE]


def _stopping(assessment: Assessment) -> Iterator[str]:
    """Yield the first sentence of each gate that blocks; one that failed comes before one that cannot tell."""
    found = [one for one in assessment.gates if one.gate.level == "block" and one.result.verdict != "passed"]
    for outcome in sorted(found, key=lambda one: (not one.stops, one.result.verdict != "failed")):
        yield f"{outcome.gate.title}: {_plainly(outcome.result.reason)}"


def _first_sentence(reason: str) -> str:
    return _SENTENCE_END.split(reason, maxsplit=1)[0]


def _plainly(reason: str) -> str:
    """Give what a gate saw, without its statistics: who has ten seconds reads the cases and the line."""
    said = _ASIDE.sub("", _first_sentence(reason))
    # Behind a title that ends in a colon, a second colon reads as a stammer.
    return said.replace(": ", "; ", 1)


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
        # A gate may count a part of a case; these count its whole result, so the sentence says which.
        counted = noun[1] if assessment.candidate.epochs == 1 else "runs"
        yield (
            f"Overall, against {base}, {seen.regressed:,} of {seen.pairs:,} {counted} newly fail "
            f"and {seen.fixed:,} {'is' if seen.fixed == 1 else 'are'} fixed."
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


def next_step(bundle: ReleaseBundle, assessment: Assessment, *, preview: bool = False) -> str:
    """Name the one thing that somebody can do now; nothing for a closed or withdrawn release.

    ``preview`` says that files of the release are not committed, without which it cannot be closed.
    """
    name = bundle.release.id
    # Nothing can be done about what is over; what happens later is an event of its own.
    if bundle.records.closing() is not None or _withdrawn(bundle) is not None:
        return ""
    stopping = _blockers(assessment)
    match assessment.outcome:
        case "cleared" | "cleared_by_override":
            return f"{'git commit, then: ' if preview else ''}evalreport close {name} --shipped"
        case "awaiting":
            role = assessment.waiting[0] if assessment.waiting else "owner"
            return f"ask for the sign-off of the {words(role)}: evalreport sign {name} --role {role}"
        case "blocked":
            return _after_block(name, stopping)
        case _ if not stopping:
            return f"add a gate to the decision {bundle.release.decision} in {bundle.policy.file}"
        case _:
            return f"{_to_supply(bundle, assessment, stopping)}, then: evalreport check {name}"


def _to_supply(bundle: ReleaseBundle, assessment: Assessment, stopping: list[GateOutcome]) -> str:
    """Say what the gates without an answer lack: a finished run, a baseline, pairs, or more cases."""
    noun = bundle.policy.site.case_noun
    if assessment.candidate.incomplete:
        return f"run {', '.join(assessment.candidate.incomplete)} again to its end"
    compared = [gate for gate in stopping if gate.gate.form == "not_worse_than"]
    if compared and assessment.baseline is None:
        return f"name what it replaces as baseline: in {bundle.release.folder}/release.yml"
    # The gate that needs most decides last.
    needed = max((gate.result.needed or 0 for gate in stopping), default=0)
    if needed:
        return f"run about {rounded_up(needed):,} more {noun[1]}"
    seen = assessment.transitions
    lost = seen.only_baseline + seen.only_candidate + seen.not_comparable
    if any(gate.result.verdict == "not_evaluated" for gate in compared) and lost:
        share = percent(lost / (seen.pairs + lost))
        return (
            f"run the same {noun[1]} on both sides ({share} of them have no partner), "
            "or allow that share in the gate's unpaired_share"
        )
    lacking = _first_sentence(stopping[0].result.reason).rstrip(".")
    return f"supply what the gate {stopping[0].gate.id} asks for ({lacking})"


def _after_block(name: str, stopping: list[GateOutcome]) -> str:
    failed = [gate.gate for gate in stopping if gate.result.verdict == "failed"]
    # An override that leaves another blocker standing would be written for nothing.
    if failed and all(gate.override.allowed and gate.override.roles for gate in failed):
        gate = failed[0]
        roles = " or ".join(f"the {words(role)}" for role in gate.override.roles)
        return f"mend it, or have {roles} lift it: evalreport override {name} {gate.id}; then: evalreport check {name}"
    return f"mend it and check again, or: evalreport close {name} --not-shipped"


def person(policy: Policy, name: str) -> str:
    """Write a person's name, the id where the policy does not know them."""
    known = policy.people.get(name)
    return known.name if known else name


def _all_passed(assessment: Assessment) -> str:
    """Say that the gates passed, and name those whose advice is against it."""
    advised = [g for g in assessment.gates if g.gate.level == "advise" and g.result.verdict != "passed"]
    total = len(assessment.gates) - len(advised)
    passed = "its one gate passed" if total == 1 else f"all {total} gates passed"
    if not advised:
        return passed
    return f"{passed}; {_gates(advised)} {'advises' if len(advised) == 1 else 'advise'} caution"


def _gates(gates: Sequence[GateOutcome]) -> str:
    """Name gates, quoted: a title such as "No unapproved refunds" would turn a sentence round that it is part of."""
    first = f"\u201c{gates[0].gate.title}\u201d"
    match len(gates):
        case 1:
            return f"the gate {first}"
        case 2:
            return f"the gates {first} and \u201c{gates[1].gate.title}\u201d"
        case _:
            return f"the gate {first} and {len(gates) - 1} more"


def _open_gates(gates: Sequence[GateOutcome]) -> str:
    """Say which gates have no answer, one by name, in the words that every page has for it."""
    unsure = [gate for gate in gates if gate.result.verdict == "inconclusive"]
    title = (unsure or gates)[0].gate.title
    others = f" and {len(gates) - 1} more" if len(gates) > 1 else ""
    if len(unsure) == len(gates):
        verb = "cannot tell yet"
    elif unsure:
        verb = "cannot tell yet or were not judged"
    else:
        verb = "was not judged" if len(gates) == 1 else "were not judged"
    return f"the gate \u201c{title}\u201d{others} {verb}"


def _roles(roles: tuple[str, ...]) -> str:
    return " and ".join(f"the {words(role)}" for role in roles) or "an answer"


def _count(number: int, noun: str) -> str:
    word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{word} {noun}{'' if number == 1 else 's'}"
