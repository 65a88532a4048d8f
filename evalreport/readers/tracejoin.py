"""From the spans of one trace to its row: tools in order, tokens and costs counted once, stalls, people.

What some spans state and others of the same kind do not is unknown for the run: half a sum would be a price too low.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from evalreport.model.evaluation import CaseResult, Score, ToolCall
from evalreport.model.trace import ModelUse, Stall, Trace
from evalreport.readers.span_tree import Tree, begun
from evalreport.readers.spans import MAX_NANOS, Extra, Span, joined
from evalreport.readers.values import only_verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from evalreport.readers.spans import Faults, Gathered

T = TypeVar("T", int, float)

# People leave a chat that is silent for longer than half a minute, and no model's usual answer takes as long.
SLOW_SECONDS = 30.0
# A long run of many long steps is slow as a whole; it stands at a step only where that takes most of the time.
SLOW_SHARE = 0.5
# Of an outermost span that is not there nothing is known.
_MISSING = Span(id="")


def trace_row(trace_id: str, gathered: Gathered, suite: str, faults: Faults) -> CaseResult:
    """Join the spans of a trace into its row; orphans and circles are added to ``faults``."""
    tree = Tree(gathered.spans, faults)
    root = tree.root = gathered.outer or tree.root
    own = _unjudged(tree)
    tools = list(filter(_is_tool, own)) if _tells_tools(own) else None
    told = _told(tree, gathered)
    uses, tokens_in, tokens_out = _tokens(tree, own)
    scores = _scores(told)
    outermost = root or _MISSING
    return CaseResult(
        suite=suite,
        case_id=trace_id,
        scores=scores,
        passed=None if outermost.error else only_verdict(scores),
        error=outermost.error,
        labels=told.labels,
        input=gathered.input,
        output=gathered.output,
        tools=None if tools is None else tuple(map(_called, tools)),
        tool_errors=None if tools is None else len(list(filter(_failed, tools))),
        cost_usd=_cost(tree, own),
        tokens_in=tokens_in,
        tokens_out=tokens_out,
        latency_s=outermost.seconds,
        started_at=stamp(_first(tree).start),
        trace_id=trace_id,
        tags=told.tags,
        metadata=dict(sorted(told.metadata.items())),
        trace=Trace(
            spans=len(tree.order),
            ended=outermost.end is not None,
            uses=uses,
            stalls=tuple(_stalls(tree, own)),
            retries=None if tools is None else _retries(tools),
            reviews=told.reviews,
            feedback=told.feedback,
        ),
    )


def _first(tree: Tree) -> Span:
    """Return the span with which the run began."""
    return tree.root or tree.order[0]


def _is_tool(span: Span) -> bool:
    return span.kind == "tool"


def _failed(span: Span) -> bool:
    return span.error is not None


def _unjudged(tree: Tree) -> list[Span]:
    """Return the run's own spans: what a judge and the calls under it use is the price of judging."""
    judges = {span.id for span in tree.order if span.kind == "judge"}
    judged = tree.under(judges) if judges else judges
    return [span for span in tree.order if span.id not in judged] if judged else tree.order


def _told(tree: Tree, gathered: Gathered) -> Extra:
    """Join what is told of the run: where two say different things the root is right, then what began first."""
    first = [] if tree.root is None else [tree.root]
    extras = [span.extra for span in (*first, *tree.order) if span.extra is not None]
    # What came beside the spans has no order of its own.
    return joined([*extras, *sorted(gathered.told, key=repr)])


def stamp(nanos: int | None) -> str | None:
    """Write a time as RFC 3339 in UTC with milliseconds; None where it is unknown or beyond the year 9999."""
    if nanos is None or not 0 <= nanos <= MAX_NANOS:
        return None
    seconds, rest = divmod(nanos // 1_000_000, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:03}Z"


def _tells_tools(own: Sequence[Span]) -> bool:
    """Say whether the trace tells of tools: plain spans of a web server tell neither of calls nor of none."""
    return any(span.kind != "step" for span in own)


def _step(span: Span) -> str:
    return span.tool or span.name or "?"


def _called(span: Span) -> ToolCall:
    return ToolCall(
        name=_step(span),
        arguments=span.arguments,
        error=span.error,
        result=span.result,
        approved=span.approved,
    )


def _retries(tools: Iterable[Span]) -> int:
    """Count the calls of a tool whose last call before ended in an error."""
    failed: dict[str, bool] = {}
    retries = 0
    for span in tools:
        name = span.tool or span.name
        retries += failed.get(name, False)
        failed[name] = span.error is not None
    return retries


def _tokens(tree: Tree, own: Sequence[Span]) -> tuple[tuple[ModelUse, ...], int | None, int | None]:
    """Return what each model used, and the tokens of the run."""
    counted, silent = _counted(tree, own, _counts)
    # Calls that tell no tokens are uses all the same: the model was asked, and its price is then unknown.
    by_model: dict[str, list[Span]] = {}
    for span in sorted([*counted, *silent], key=begun):
        by_model.setdefault(span.model or "", []).append(span)
    uses = tuple(_use(model, spans) for model, spans in sorted(by_model.items()) if model)
    if silent:
        return uses, None, None
    return uses, _sum([span.tokens_in for span in counted]), _sum([span.tokens_out for span in counted])


def _counts(span: Span) -> bool:
    return span.tokens_in is not None or span.tokens_out is not None


def _prices(span: Span) -> bool:
    return span.cost is not None


def _asked(span: Span) -> bool:
    """Say whether a model answered here; a call that failed is not billed, and tells no tokens."""
    return span.kind == "llm" and span.error is None


def _use(model: str, spans: Sequence[Span]) -> ModelUse:
    cached = [span.tokens_cached for span in spans if span.tokens_cached is not None]
    return ModelUse(
        model=model,
        tokens_in=_sum([span.tokens_in for span in spans]),
        tokens_out=_sum([span.tokens_out for span in spans]),
        # Providers that have no cache write no count of it: there nothing was cached.
        tokens_cached=sum(cached) if cached else None,
        at=stamp(spans[0].start),
    )


def _sum(counts: Sequence[T | None]) -> T | None:
    """Add numbers of which all are known; none at all, or one unknown among them, is unknown."""
    known = [count for count in counts if count is not None]
    return sum(known[1:], known[0]) if known and len(known) == len(counts) else None


def _counted(tree: Tree, own: Sequence[Span], has: Callable[[Span], bool]) -> tuple[list[Span], list[Span]]:
    """Return the innermost spans that state a number, and the calls of models that nothing speaks for.

    Agents repeat the totals of the calls under them, and so do wrappers of clients: only the innermost count.
    """
    stating = list(filter(has, own))
    above = tree.above(span.id for span in stating)
    counted = [span for span in stating if span.id not in above]
    if len(stating) == len(own):
        return counted, []
    told = tree.under({span.id for span in counted}) | above
    return counted, [span for span in own if span.id not in told and _asked(span)]


def _cost(tree: Tree, own: Sequence[Span]) -> float | None:
    """Return what the trace itself states as its cost, None where it says nothing or not all."""
    if not any(map(_prices, own)):
        return None
    counted, silent = _counted(tree, own, _prices)
    return None if silent else _sum([span.cost for span in counted])


def _scores(told: Extra) -> tuple[Score, ...]:
    """Return one score a name, sorted: of several the one given last, since evaluations are run again."""
    latest: dict[str, tuple[int, str, Score]] = {}
    for at, score in told.scores:
        found = (at, repr(score), score)
        if score.name not in latest or latest[score.name][:2] < found[:2]:
            latest[score.name] = found
    return tuple(latest[name][2] for name in sorted(latest))


def _stalls(tree: Tree, own: Sequence[Span]) -> Iterable[Stall]:
    """Yield the innermost steps that never ended, failed, or took most of a long run."""
    extent = _extent(tree)
    standing = {span.id: why for span in own if (why := _why(span, extent, tree))}
    innermost = standing.keys() - tree.above(standing)
    for span in own if standing else ():
        if span.id in innermost:
            yield Stall(step=_step(span), why=standing[span.id], seconds=span.seconds)


def _why(span: Span, extent: float, tree: Tree) -> str:
    """Say why a run stood at a span, "" where it did not."""
    if span.end is None:
        return "unfinished"
    if span.error is not None:
        return "error"
    seconds = span.seconds
    # The root is as long as its run by what it is; only where it is all there is, it is also the step.
    step = span is not tree.root or len(tree.order) == 1
    return "slow" if step and seconds is not None and seconds > max(SLOW_SECONDS, SLOW_SHARE * extent) else ""


def _extent(tree: Tree) -> float:
    """Return the seconds from the first start to the last end, or of the root where it has both."""
    if tree.root is not None and tree.root.seconds is not None:
        return tree.root.seconds
    starts = [span.start for span in tree.order if span.start is not None]
    ends = [span.end for span in tree.order if span.end is not None]
    return max(0.0, (max(ends) - min(starts)) / 1e9) if starts and ends else 0.0
