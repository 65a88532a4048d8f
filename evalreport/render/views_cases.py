"""Cases on both sides: what changed, what still fails, and as much of their texts as the policy publishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.render.context import class_title, score_title
from evalreport.render.figures import money, seconds
from evalreport.render.redaction import Redactor
from evalreport.render.text import anchor, excerpt, slug
from evalreport.render.words import CHANGED_WITHIN, TRANSITIONS, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evalreport.model.assessment import CasePair, CaseSide, Transition
    from evalreport.render.context import Context

# Of the cases that are only named, those that passed come first: they are most of them.
ORDER: tuple[Transition, ...] = (
    "both_passed",
    "only_candidate",
    "only_baseline",
    "not_comparable",
    "both_failed",
    "regressed",
    "fixed",
)
# More rows than these prove nothing more to a reader of the report, and would not fit the budget of its size.
ON_RELEASE_PAGE = 40
# One text of a case is cut here, so that one long answer cannot take the room of a hundred.
TEXT_LIMIT = 2000
BYTES_PER_KB = 1000
# A row without pass or fail is neither: a harness error must not read as a failure of the agent.
PASSED_WORD = {True: "passed", False: "failed", None: "no result"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One tool call of a case: the tool, its arguments as JSON text, the tool's error ("" where it worked)."""

    name: str
    arguments: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one version did with a case; texts are "" where they are not published."""

    label: str
    verdict: str
    facts: tuple[str, ...]
    input: str
    output: str
    error: str
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One case; ``input`` is what both sides got, ``sides`` is empty where the case's texts are not published."""

    anchor: str
    name: str
    where: str
    state: State
    classes: str
    flips: str
    input: str = ""
    sides: tuple[Side, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseGroup:
    """Cases to which the same happened: the mark and its word stand once, above them."""

    anchor: str
    state: State
    rows: tuple[CaseRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseList:
    """All cases of a release: rows for what changed or fails, and bare names, grouped, for the rest."""

    groups: tuple[CaseGroup, ...]
    changed: int
    failing: int
    names: tuple[tuple[str, tuple[str, ...]], ...]
    shown: int
    withheld: int
    redacted: int
    policy: str


def pair_anchor(pair: CasePair) -> str:
    """Return the anchor of a case on the case list; it is the same in every release."""
    return anchor(pair.suite, str(pair.epoch), pair.case_id)


def changed_pairs(pairs: Iterable[CasePair]) -> list[CasePair]:
    """Return the pairs of which anything changed, regressed first."""
    # Harm first, then what moved inside a case, then what was mended.
    order = {"regressed": 0, "both_passed": 1, "both_failed": 1, "not_comparable": 1, "fixed": 2}
    return sorted((pair for pair in pairs if pair.changed), key=lambda pair: order.get(pair.transition, 3))


def changed_rows(context: Context) -> tuple[CaseRow, ...]:
    """Return the changed cases that the release page shows, without texts."""
    pairs = changed_pairs(context.report.assessment.pairs)[:ON_RELEASE_PAGE]
    return tuple(_row(context, pair) for pair in pairs)


def changed_say(context: Context) -> str:
    """Return how many cases changed, and that more are on the case list."""
    pairs = changed_pairs(context.report.assessment.pairs)
    worse, better = (sum(pair.transition == word for pair in pairs) for word in ("regressed", "fixed"))
    within = len(pairs) - worse - better
    told = [f"{worse:,} newly failing", f"{better:,} fixed"]
    if within:
        told.append(f"{within:,} with the same result but another score or kind of failure")
    return f"{', '.join(told).capitalize()}."


def case_list(context: Context) -> CaseList:
    """Return every case of a release, as much of it as a page can hold and the policy publishes."""
    pairs = context.report.assessment.pairs
    changed = changed_pairs(pairs)
    failing = [pair for pair in pairs if not pair.changed and _fails(pair)]
    rest = [pair for pair in pairs if not pair.changed and not _fails(pair)]
    publish = context.policy.publish
    # What is not eligible never enters a view, so no template, own or ours, can print it.
    eligible = {"none": [], "sampled": [*changed, *failing], "all": [*changed, *failing, *rest]}[publish.outputs]
    redact = Redactor(publish.redact)
    texts = dict(_texts(context, eligible, publish.max_kb * BYTES_PER_KB, redact))
    # What passed is a row only where there is something to read in it; a thousand bare rows would help nobody.
    with_texts = [pair for pair in rest if pair_anchor(pair) in texts]
    without = [pair for pair in rest if pair_anchor(pair) not in texts]
    rows = [_row(context, pair, texts.get(pair_anchor(pair), ())) for pair in (*changed, *failing, *with_texts)]
    return CaseList(
        groups=tuple(_groups(rows)),
        changed=len(changed),
        failing=len(failing),
        names=_names(context, without),
        shown=len(texts),
        withheld=len(eligible) - len(texts),
        redacted=redact.count,
        policy=publish.outputs,
    )


def _groups(rows: list[CaseRow]) -> Iterator[CaseGroup]:
    for state in dict.fromkeys(row.state for row in rows):
        yield CaseGroup(anchor=slug(state.word), state=state, rows=tuple(row for row in rows if row.state == state))


def _names(context: Context, pairs: list[CasePair]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Group by what happened the cases of which the name is all there is room for."""
    titles = {change: TRANSITIONS[change].word for change in ORDER}
    # Without a baseline "only in the candidate" is all of them, and what counts is that they passed.
    if context.report.assessment.baseline is None:
        titles["only_candidate"] = "Passed"
    groups = [(title, [pair for pair in pairs if pair.transition == change]) for change, title in titles.items()]
    return tuple((title, tuple(case_name(context, pair) for pair in found)) for title, found in groups if found)


def _fails(pair: CasePair) -> bool:
    return pair.transition == "both_failed" or (
        pair.transition == "only_candidate" and pair.candidate is not None and pair.candidate.passed is False
    )


def case_name(context: Context, pair: CasePair) -> str:
    """Return a case's id, with its run where cases ran more than once."""
    return f"{pair.case_id}, run {pair.epoch}" if context.several_runs or pair.epoch > 1 else pair.case_id


def _row(context: Context, pair: CasePair, sides: tuple[Side, ...] = ()) -> CaseRow:
    moved = pair.transition in {"regressed", "fixed"}
    state = CHANGED_WITHIN if pair.changed and not moved else TRANSITIONS[pair.transition]
    return CaseRow(
        anchor=pair_anchor(pair),
        name=case_name(context, pair),
        where=pair.suite if len(context.suites) > 1 else "",
        state=state,
        classes=_classes(context, pair),
        flips="; ".join(_flips(context, pair)),
        input=_shared_input(sides),
        sides=sides,
    )


def _shared_input(sides: tuple[Side, ...]) -> str:
    # Both sides mostly got the same input; shown once it takes half the room and needs no comparing.
    texts = {side.input for side in sides}
    return texts.pop() if len(texts) == 1 else ""


def _classes(context: Context, pair: CasePair) -> str:
    before = pair.baseline.classes if pair.baseline else ()
    after = pair.candidate.classes if pair.candidate else ()
    now = [class_title(context.policy, one) for one in after]
    gone = [f"no longer {class_title(context.policy, one)}" for one in before if one not in after]
    return ", ".join([*now, *gone])


def _flips(context: Context, pair: CasePair) -> Iterator[str]:
    for score, change in pair.changes.items():
        if change in {"fixed", "regressed"}:
            word = "now passes" if change == "fixed" else "now fails"
            yield f"{score_title(context.policy, score)} {word}"


def _texts(
    context: Context, pairs: Iterable[CasePair], budget: int, redact: Redactor
) -> Iterator[tuple[str, tuple[Side, ...]]]:
    """Yield the texts of cases, blacked out as the policy says, in order until the budget in bytes is used up."""
    left = budget
    for pair in pairs:
        sides = tuple(_sides(context, pair, redact))
        weight = sum(_weight(side) for side in sides)
        # A case too large for what is left is skipped, not the end: smaller ones behind it still fit.
        if not weight or weight > left:
            continue
        left -= weight
        yield pair_anchor(pair), sides


def _weight(side: Side) -> int:
    texts = [side.input, side.output, side.error, *(f"{call.name}{call.arguments}{call.error}" for call in side.calls)]
    return sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)


def _sides(context: Context, pair: CasePair, redact: Redactor) -> Iterator[Side]:
    for label, side in (
        (f"Baseline {context.baseline}", pair.baseline),
        (f"Candidate {context.candidate}", pair.candidate),
    ):
        if side is not None:
            yield _side(label.replace("Baseline baseline", "Baseline"), side, redact)


def _side(label: str, side: CaseSide, redact: Redactor) -> Side:
    row = side.row
    # A fact nobody measured is left out of this line; "0 calls" is said only where tools were counted.
    facts = [
        *([f"{len(row.tools)} calls"] if row.tools is not None else []),
        *([seconds(row.latency_s)] if row.latency_s is not None else []),
        *([money(row.cost_usd)] if row.cost_usd is not None else []),
    ]
    calls = tuple(
        Call(
            name=call.name,
            arguments=excerpt(redact(call.arguments), TEXT_LIMIT),
            error=excerpt(redact(call.error), TEXT_LIMIT),
        )
        for call in row.tools or ()
    )
    return Side(
        label=label,
        verdict=PASSED_WORD[side.passed],
        facts=tuple(facts),
        input=excerpt(redact(row.input), TEXT_LIMIT),
        output=excerpt(redact(row.output), TEXT_LIMIT),
        error=excerpt(redact(row.error), TEXT_LIMIT),
        calls=calls,
    )
