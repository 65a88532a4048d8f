"""Gates as rows: worst first, each with its chart, its sentence, and the override beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.gates.words import more
from evalreport.model.statistics import Interval
from evalreport.render.charts import gate as chart
from evalreport.render.context import class_title, score_title, score_unit, words_of
from evalreport.render.figures import in_unit, number_word, plain, span, true_minus
from evalreport.render.text import anchor
from evalreport.render.views_method import method_facts
from evalreport.render.words import VERDICTS, State, flag_words, level_phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from markupsafe import Markup

    from evalreport.model.assessment import GateOutcome
    from evalreport.model.gate import Form, Gate, Verdict
    from evalreport.model.policy import Policy
    from evalreport.render.context import Context
    from evalreport.render.views_method import Fact

# What stops a release is what a reader came for, so it stands on top; what passed is there for completeness.
ORDER: tuple[Verdict, ...] = ("failed", "inconclusive", "not_evaluated", "passed")
_TOLD: Mapping[Verdict, str] = {
    "failed": "failed",
    "inconclusive": "cannot tell yet",
    "not_evaluated": "not judged",
    "passed": "passed",
}
LEVEL_ORDER = ("block", "manual", "advise")


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRow:
    """One gate of a release."""

    anchor: str
    id: str
    title: str
    rule: str
    verdict: str
    state: State
    level: str
    chart: Markup | None
    seen: str
    reason: str
    owner: str
    needed: str
    override: str
    override_lifts: bool
    override_why: str
    proof: tuple[Fact, ...] = ()


def gate_anchor(identifier: str) -> str:
    """Return the anchor of a gate on its release page."""
    return anchor("gate", identifier)


def gate_rows(context: Context) -> tuple[GateRow, ...]:
    """Return all gates of a release, failed first, passed last."""
    outcomes = sorted(context.report.assessment.gates, key=_order)
    # Gates of one unit share a scale: a wide range beside a narrow one is itself something to see.
    drawn = {one.gate.id: seen for one in outcomes if (seen := _seen(context.policy, one)) is not None}
    ends = chart.scales(drawn.values())
    return tuple(
        _row(context, one, chart.draw(seen, ends[seen.family]) if (seen := drawn.get(one.gate.id)) else None)
        for one in outcomes
    )


def _order(one: GateOutcome) -> tuple[int, int]:
    return ORDER.index(one.result.verdict), LEVEL_ORDER.index(one.gate.level)


def _row(context: Context, one: GateOutcome, drawing: Markup | None) -> GateRow:
    gate, result, override = one.gate, one.result, one.override
    return GateRow(
        anchor=gate_anchor(gate.id),
        id=gate.id,
        title=gate.title,
        rule=rule_words(context.policy, gate, context.noun),
        verdict=result.verdict,
        state=VERDICTS[result.verdict],
        level=level_phrase(gate.level, result.verdict),
        chart=drawing,
        seen=_seen_words(one),
        reason=true_minus(result.reason),
        owner=context.person(gate.owner) if gate.owner else "",
        # The reason may have said so already.
        needed="" if result.needed is None or "would decide" in result.reason else more(result.needed, context.noun),
        override="" if override is None else "Overridden" if override.lifts else "Override",
        override_lifts=one.lifted,
        override_why="" if override is None or override.lifts else flag_words(override.flags),
        proof=method_facts(context, one),
    )


def _seen(policy: Policy, one: GateOutcome) -> chart.Seen | None:
    result, gate = one.result, one.gate
    if result.observed is None or result.threshold is None:
        return None
    # A count allowed to be N is no estimate: its range would be that of a rate.
    interval = result.interval if result.unit != "count" else None
    ends = interval or Interval(low=result.observed, high=result.observed)
    return chart.Seen(
        title=gate.title,
        verdict=result.verdict,
        unit=result.unit,
        change=gate.form == "not_worse_than",
        observed=result.observed,
        low=ends.low,
        high=ends.high,
        line=result.threshold,
        bad="left" if _more_is_better(policy, gate, result.threshold) else "right",
    )


def _more_is_better(policy: Policy, gate: Gate, threshold: float) -> bool:
    if gate.form != "not_worse_than":
        return gate.form == "at_least"
    # A threshold below 0 is an allowed drop; the sign decides where the policy no longer has the score.
    spec = policy.scorecard.get(gate.score or "")
    return spec.better == "higher" if spec else threshold < 0


def _seen_words(one: GateOutcome) -> str:
    result = one.result
    if one.gate.form == "signoff":
        return "answered by a person" if not result.waiting else "waits for " + ", ".join(map(words_of, result.waiting))
    if result.observed is None:
        return "nothing measured"
    reach = span(result.interval, result.unit) if result.unit != "count" else ""
    return in_unit(result.observed, result.unit) + (f" ({reach})" if reach else "")


def gates_say(context: Context) -> str:
    """Return one paragraph: how many rules, and how they came out."""
    gates = context.report.assessment.gates
    if not gates:
        return "No gate serves this decision, so nothing was decided here."
    counts = {verdict: sum(one.result.verdict == verdict for one in gates) for verdict in ORDER}
    told = [f"{number_word(counts[verdict])} {_TOLD[verdict]}" for verdict in reversed(ORDER) if counts[verdict]]
    rules = f"{number_word(len(gates)).capitalize()} {'rule' if len(gates) == 1 else 'rules'}"
    how = "The bar shows what was seen and the range it may lie in; the shaded side of the line is not allowed."
    return f"{rules}: {', '.join(told)}. {how}"


def rule_words(policy: Policy, gate: Gate, noun: tuple[str, str]) -> str:
    """Say a gate's rule as one sentence, with the numbers of the policy."""
    return _RULES[gate.form](policy, gate, noun)


def _line(policy: Policy, gate: Gate, value: float) -> str:
    unit = score_unit(policy, gate.score)
    return f"{plain(100 * value, 2)}%" if unit == "rate" else in_unit(value, unit)


def _at_least(policy: Policy, gate: Gate, _noun: tuple[str, str]) -> str:
    return f"{score_title(policy, gate.score or '')}: at least {_line(policy, gate, gate.line or 0.0)}."


def _at_most(policy: Policy, gate: Gate, _noun: tuple[str, str]) -> str:
    return f"{score_title(policy, gate.score or '')}: at most {_line(policy, gate, gate.line or 0.0)}."


def _not_worse(policy: Policy, gate: Gate, _noun: tuple[str, str]) -> str:
    margin = gate.margin or 0.0
    against = gate.baseline if gate.baseline not in {None, "baseline"} else "the baseline"
    return f"{score_title(policy, gate.score or '')}: at most {_worse_by(policy, gate, margin)} than {against}."


def _worse_by(policy: Policy, gate: Gate, margin: float) -> str:
    unit = score_unit(policy, gate.score)
    if unit == "rate":
        return f"{plain(100 * margin, 2)} points worse"
    # What a success costs is compared as a ratio: 0.1 is ten percent dearer.
    return f"{plain(100 * margin, 2)}% dearer" if unit == "usd" else f"{in_unit(margin, unit)} worse"


def _failures(policy: Policy, gate: Gate, noun: tuple[str, str]) -> str:
    title = class_title(policy, gate.failure_class or "")
    said = []
    if gate.limit is not None:
        many = f"at most {number_word(gate.limit)} {noun[0] if gate.limit == 1 else noun[1]}"
        said.append(f"{many if gate.limit else 'no ' + noun[0]} may fail")
    if gate.max_rate is not None:
        said.append(f"a rate above {plain(100 * gate.max_rate)}% must be ruled out")
    return f"{title}: {' and '.join(said)}."


def _share(what: str) -> Callable[[Policy, Gate, tuple[str, str]], str]:
    return lambda _policy, gate, _noun: f"At most {plain(100 * (gate.line or 0.0), 2)}% of the rows {what}."


def _signoff(_policy: Policy, gate: Gate, _noun: tuple[str, str]) -> str:
    return f"Approved by: {', '.join(map(words_of, gate.signoff))}."


_RULES: Mapping[Form, Callable[[Policy, Gate, tuple[str, str]], str]] = {
    "at_least": _at_least,
    "at_most": _at_most,
    "not_worse_than": _not_worse,
    "failures": _failures,
    "unpaired_at_most": _share("may lack a partner on the other side"),
    "unreadable_at_most": _share("may be unreadable"),
    "signoff": _signoff,
}
