"""Five views of live runs: what arrived, which tools were called, where runs stood, what people did, what they saw."""

from __future__ import annotations

from collections import Counter, defaultdict
from statistics import median
from typing import TYPE_CHECKING

from evalreport.model.livereport import (
    Arrived,
    Coded,
    Inputs,
    Newcomer,
    Noticed,
    ReviewCount,
    StallCount,
    Tools,
    ToolUse,
    TraceViews,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from evalreport.analysis.outcomes import OutcomeReader
    from evalreport.model.assessment import CaseSide
    from evalreport.model.evaluation import CaseResult, ToolCall
    from evalreport.model.trace import Trace

# A key with one value tells nothing apart; one with more than these is a name, not a kind.
FEWEST_VALUES = 2
MOST_VALUES = 20
EXAMPLES = 3
TAG = "tag"
_CASE_KEYS = ("case_id", "case")
_WORDS = {None: "unclear", True: "good", False: "bad"}


def trace_views(
    live: Sequence[CaseSide],
    offline: Sequence[CaseSide],
    outcomes: OutcomeReader | None = None,
    said_after: Collection[str] = (),
) -> TraceViews:
    """Return the five views of live runs, beside the offline cases of the same release.

    ``outcomes`` says which runs a person reviewed; ``said_after`` names metadata keys that tell what became of a run,
    and so nothing of what came in.
    """
    rows = [side.row for side in live]
    traces = [row.trace for row in rows if row.trace is not None]
    keys = kind_keys(rows, [side.row for side in offline], said_after)
    return TraceViews(
        runs=len(rows),
        traced=len(traces),
        inputs=_inputs(rows, [side.row for side in offline], keys),
        tools=_tools(rows, traces),
        stalls=_stalls(traces),
        reviews=_reviews(rows, outcomes),
        notes=_notes(rows, traces),
        noticed=_noticed(live),
        newcomers=(*_new_classes(live, offline), *_new_inputs(rows, [side.row for side in offline], keys)),
    )


# Inputs.


def kind_keys(
    live: Iterable[CaseResult], offline: Iterable[CaseResult], said_after: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the metadata keys that tell kinds of input apart on both sides: a few values, more than one in all.

    Left out are keys that tell what became of a run, and keys of measured numbers.
    """
    there, here = _values(live), _values(offline)
    return tuple(
        key
        for key in sorted((there.keys() & here.keys()) - set(said_after))
        if len(there[key] | here[key]) >= FEWEST_VALUES
        and max(len(there[key]), len(here[key])) <= MOST_VALUES
        and not any(_measured(value) for value in there[key] | here[key])
    )


def _measured(value: str) -> bool:
    # A kind may be called 2; nobody calls one 2.5.
    try:
        return not float(value).is_integer()
    except (ValueError, OverflowError):
        return False


def _values(rows: Iterable[CaseResult]) -> Mapping[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        for key, value in row.metadata.items():
            # A name of its own for every run would be a set as large as the traffic.
            if len(found[key]) <= MOST_VALUES:
                found[key].add(value)
        for tag in row.tags:
            found[TAG].add(tag)
    return found


def _kind(row: CaseResult, keys: Sequence[str]) -> tuple[tuple[str, ...], ...] | None:
    """Return the values of all keys, None for a run that lacks one: nobody can say what kind it is.

    Tags tell kinds apart only where there is no key: hardly two runs carry the same set of them.
    """
    found = tuple(_said(row, key) for key in _told(keys))
    return found if found and all(found) else None


def _told(keys: Sequence[str]) -> list[str]:
    return [key for key in keys if key != TAG or len(keys) == 1]


def _said(row: CaseResult, key: str) -> tuple[str, ...]:
    if key == TAG:
        return tuple(sorted(row.tags))
    return (row.metadata[key],) if key in row.metadata else ()


def _inputs(live: Sequence[CaseResult], offline: Sequence[CaseResult], keys: tuple[str, ...]) -> Inputs:
    cases = {row.case_id for row in offline}
    kinds = {kind for row in offline if (kind := _kind(row, keys))}
    counts = Counter(_place(row, cases, kinds, keys) for row in live)
    return Inputs(
        same_case=counts["case"],
        same_kind=counts["kind"],
        new=counts["new"],
        unknown=counts["unknown"],
        keys=keys,
        values=tuple(one for key in keys for one in _arrived(key, live, offline)),
    )


def _place(row: CaseResult, cases: set[str], kinds: set[tuple[tuple[str, ...], ...]], keys: tuple[str, ...]) -> str:
    if row.case_id in cases or any(row.metadata.get(key) in cases for key in _CASE_KEYS):
        return "case"
    kind = _kind(row, keys)
    if kind is None:
        return "unknown"
    return "kind" if kind in kinds else "new"


def _arrived(key: str, live: Iterable[CaseResult], offline: Iterable[CaseResult]) -> list[Arrived]:
    there = Counter(value for row in live for value in _said(row, key))
    # A case that ran several times is one case.
    here = Counter(value for _, value in {(row.key[:2], value) for row in offline for value in _said(row, key)})
    order = sorted(there.keys() | here.keys(), key=lambda value: (-there[value], value))
    return [Arrived(key=key, value=value, live=there[value], offline=here[value]) for value in order]


def _new_inputs(live: Sequence[CaseResult], offline: Sequence[CaseResult], keys: tuple[str, ...]) -> list[Newcomer]:
    """Name values no offline case has, else combinations none has, each with the first runs that carry them."""
    known = {(key, value) for row in offline for key in keys for value in _said(row, key)}
    kinds = {kind for row in offline if (kind := _kind(row, keys))}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in live:
        for what in _unseen(row, keys, known) or _unseen_kind(row, keys, kinds):
            found[what].append(row.trace_id or row.case_id)
    return _newcomers("input", found)


def _unseen(row: CaseResult, keys: Sequence[str], known: Collection[tuple[str, str]]) -> list[str]:
    return [f"{key}: {value}" for key in keys for value in _said(row, key) if (key, value) not in known]


def _unseen_kind(row: CaseResult, keys: Sequence[str], kinds: Collection[tuple[tuple[str, ...], ...]]) -> list[str]:
    kind = _kind(row, keys)
    if kind is None or kind in kinds:
        return []
    return [", ".join(f"{key}: {' '.join(said)}" for key, said in zip(_told(keys), kind, strict=True))]


def _new_classes(live: Sequence[CaseSide], offline: Sequence[CaseSide]) -> list[Newcomer]:
    known = {name for side in offline for name in side.classes}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for side in live:
        for name in side.classes:
            if name not in known:
                found[name].append(side.row.trace_id or side.row.case_id)
    return _newcomers("class", found)


def _newcomers(kind: str, found: Mapping[str, list[str]]) -> list[Newcomer]:
    order = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        Newcomer(kind="class" if kind == "class" else "input", what=what, runs=len(ids), examples=tuple(ids[:EXAMPLES]))
        for what, ids in order
    ]


# Tools and stalls.


def _tools(rows: Sequence[CaseResult], traces: Sequence[Trace]) -> Tools:
    told = [row.tools for row in rows if row.tools is not None]
    known = [trace.retries for trace in traces if trace.retries is not None]
    return Tools(
        uses=tuple(sorted(_uses(told), key=lambda one: (-one.calls, one.name))),
        silent=len(rows) - len(told),
        retries=sum(known) if known else None,
        retries_unknown=len(rows) - len(known),
    )


def _uses(told: Iterable[Sequence[ToolCall]]) -> Iterator[ToolUse]:
    runs, calls, errors = Counter[str](), Counter[str](), Counter[str]()
    for made in told:
        runs.update({call.name for call in made})
        calls.update(call.name for call in made)
        errors.update(call.name for call in made if call.error is not None)
    for name, count in calls.items():
        yield ToolUse(name=name, runs=runs[name], calls=count, errors=errors[name])


def _stalls(traces: Iterable[Trace]) -> tuple[StallCount, ...]:
    runs: Counter[tuple[str, str]] = Counter()
    lasted: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for trace in traces:
        runs.update({(stall.step, stall.why) for stall in trace.stalls})
        for stall in trace.stalls:
            if stall.seconds is not None:
                lasted[stall.step, stall.why].append(stall.seconds)
    return tuple(
        StallCount(step=key[0], why=key[1], runs=count, seconds=median(lasted[key]) if lasted[key] else None)
        for key, count in sorted(runs.items(), key=lambda item: (-item[1], item[0]))
    )


# People.


def _reviews(rows: Iterable[CaseResult], outcomes: OutcomeReader | None) -> tuple[ReviewCount, ...]:
    runs: Counter[str] = Counter()
    minutes: defaultdict[str, list[float | None]] = defaultdict(list)
    for row in rows:
        found = _reviewed(row, outcomes)
        runs.update({kind for kind, _ in found})
        for kind, spent in found:
            minutes[kind].append(spent)
    return tuple(_review(kind, count, minutes[kind]) for kind, count in sorted(runs.items()))


def _reviewed(row: CaseResult, outcomes: OutcomeReader | None) -> list[tuple[str, float | None]]:
    """Return what people did with a run: as its trace tells it, else that it was looked at, where a record says so."""
    told = row.trace.reviews if row.trace is not None else ()
    if told:
        return [(review.kind, review.minutes) for review in told]
    if outcomes is None:
        return [("review", None)] if row.reviewer is not None else []
    looked = row.reviewer is not None or outcomes.reviewed(row)
    return [("review", outcomes.minutes(row))] if looked else []


def _review(kind: str, runs: int, minutes: Sequence[float | None]) -> ReviewCount:
    known = [one for one in minutes if one is not None]
    # Minutes of part of the reviews are told as what is known, with how many tell none beside it.
    total = sum(known) if known else None
    return ReviewCount(kind=kind, runs=runs, minutes=total, minutes_unknown=len(minutes) - len(known))


def _notes(rows: Iterable[CaseResult], traces: Iterable[Trace]) -> tuple[Coded, ...]:
    said: Counter[str] = Counter(row.note for row in rows if row.note)
    for trace in traces:
        said.update({review.note for review in trace.reviews if review.note})
    return tuple(Coded(text=text, runs=runs) for text, runs in sorted(said.items(), key=lambda one: (-one[1], one[0])))


def _noticed(live: Iterable[CaseSide]) -> tuple[Noticed, ...]:
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for side in live:
        for said in side.row.trace.feedback if side.row.trace else ():
            for name in side.classes or ("",):
                counts[said.source, name][_WORDS[said.good]] += 1
    return tuple(
        Noticed(source=source, failure_class=name, good=seen["good"], bad=seen["bad"], unclear=seen["unclear"])
        for (source, name), seen in sorted(counts.items(), key=lambda item: (-item[1]["bad"], item[0]))
    )
