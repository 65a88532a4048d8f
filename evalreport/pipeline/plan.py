"""Before the run: what each gate can show with as many cases as there are (R11)."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from evalreport.analysis.distributions import binomial_cdf, normal_cdf, normal_quantile
from evalreport.analysis.intervals import zero_failure_required_n
from evalreport.analysis.power import (
    DEFAULT_POWER,
    chance_at_least,
    chances,
    normal_sum,
    required_n_at_least,
    required_n_paired,
)
from evalreport.gates.words import percent
from evalreport.model.plan import PlannedGate, ReleasePlan

if TYPE_CHECKING:
    from collections.abc import Callable

    from evalreport.model.assessment import GateOutcome, ScoreResult
    from evalreport.model.gate import Form, Gate, GateResult
    from evalreport.model.report import ReleaseReport

# The share of pairs that differ where no two releases have shown it.
USUAL_DISCORDANCE = 0.10


def plan_release(report: ReleaseReport) -> ReleasePlan:
    """Work out the chances of every gate at the release's own n and rates; nothing is judged."""
    scores = {one.score: one for one in report.assessment.scores}
    gates = tuple(_planned(one, scores.get(one.gate.score or "")) for one in report.assessment.gates)
    return ReleasePlan(release=report.id, gates=gates, passes_all=_all([one for one in gates if one.level == "block"]))


def _all(blocking: list[PlannedGate]) -> float | None:
    """The chance that all pass, taken as independent; None where one of them cannot be told."""
    told = [one.passes_unchanged for one in blocking if one.passes_unchanged is not None]
    return math.prod(told) if told and len(told) == len(blocking) else None


def _planned(one: GateOutcome, score: ScoreResult | None) -> PlannedGate:
    return _BY_FORM[one.gate.form](one, score)


def _untold(one: GateOutcome, note: str) -> PlannedGate:
    gate = one.gate
    return PlannedGate(gate=gate.id, title=gate.title, form=gate.form, level=gate.level, n=one.result.n, note=note)


def _not_worse(one: GateOutcome, score: ScoreResult | None) -> PlannedGate:
    gate, result = one.gate, one.result
    n = result.n or (score.candidate.n if score else 0)
    if not n:
        return _untold(one, "no case carries the score yet")
    if result.unit not in {"points", ""} or (score is not None and score.unit != "rate"):
        return _by_spread(one)
    share, whence = _differing(result, n)
    margin = gate.margin or 0.0
    once, twice = (_chances_at(gate, n, share, times * margin) for times in (1, 2))
    return PlannedGate(
        gate=gate.id,
        title=gate.title,
        form=gate.form,
        level=gate.level,
        n=n,
        passes_unchanged=chances(n=n, margin=margin, discordant_share=share, difference=0.0, alpha=gate.alpha)[0],
        stops_regression=1 - once[0],
        fails_double=twice[1],
        needed=required_n_paired(discordant_share=share, margin=margin, alpha=gate.alpha),
        assumed=f"{percent(share)} of pairs differ ({whence})",
    )


def _differing(result: GateResult, n: int) -> tuple[float, str]:
    """The share of pairs that differ, and where that is taken from."""
    if result.better is None or result.worse is None:
        return USUAL_DISCORDANCE, "as usual, where no pair was seen"
    differing = result.better + result.worse
    # One case more on each side keeps a lucky "none differ" from promising certainty.
    return min(1.0, (differing + 1) / (n + 2)), f"{differing} of {n} pairs differed"


def _chances_at(gate: Gate, n: int, share: float, drop: float) -> tuple[float, float]:
    """The chances to pass and to fail of a candidate that is worse by ``drop``; so many pairs at least then differ."""
    worse = min(1.0, drop)
    return chances(
        n=n, margin=gate.margin or 0.0, discordant_share=max(share, worse), difference=-worse, alpha=gate.alpha
    )


def _by_spread(one: GateOutcome) -> PlannedGate:
    """Chances from the standard error that the interval shows, by the normal approximation."""
    gate, result = one.gate, one.result
    if result.interval is None or not result.n or gate.margin is None:
        return _untold(one, "no spread was seen yet")
    z = normal_quantile(gate.alpha)
    error = (result.interval.high - result.interval.low) / 2 / z
    if error <= 0:
        return _untold(one, "no spread was seen yet")
    reach = gate.margin / error
    times = (normal_sum(alpha=gate.alpha, power=DEFAULT_POWER) / reach) ** 2
    return PlannedGate(
        gate=gate.id,
        title=gate.title,
        form=gate.form,
        level=gate.level,
        n=result.n,
        passes_unchanged=normal_cdf(reach - z),
        stops_regression=1 - gate.alpha,
        fails_double=normal_cdf(reach - z),
        needed=math.ceil(result.n * times),
        assumed="the spread between cases stays what it is",
    )


def _line(one: GateOutcome, score: ScoreResult | None) -> PlannedGate:
    if score is None or not score.candidate.n:
        return _untold(one, "no case carries the score yet")
    seen = score.candidate
    if seen.value is None or seen.passed is None or one.result.unit != "rate":
        return _untold(one, "only rates of plain passes and failures are planned for")
    return _rate_line(one, seen.value, seen.n)


def _rate_line(one: GateOutcome, seen: float, n: int) -> PlannedGate:
    gate = one.gate
    # "At most" is "at least" of what does not happen.
    rate, line = (seen, gate.line or 0.0) if gate.form == "at_least" else (1 - seen, 1 - (gate.line or 0.0))
    return PlannedGate(
        gate=gate.id,
        title=gate.title,
        form=gate.form,
        level=gate.level,
        n=n,
        passes_unchanged=chance_at_least(n=n, rate=rate, line=line, alpha=gate.alpha),
        stops_regression=1 - chance_at_least(n=n, rate=line, line=line, alpha=gate.alpha),
        needed=required_n_at_least(rate=rate, line=line, alpha=gate.alpha),
        assumed=f"the true rate is the {percent(seen)} seen",
    )


def _failures(one: GateOutcome, _score: ScoreResult | None) -> PlannedGate:
    gate, n = one.gate, one.result.n or 0
    if not n or gate.limit is None:
        return _untold(one, "only counted failures are planned for" if n else "no case ran yet")
    needed = _cases_asked(gate)
    failed = (one.result.observed or 0.0) / n
    planned = PlannedGate(
        gate=gate.id,
        title=gate.title,
        form=gate.form,
        level=gate.level,
        n=n,
        stops_regression=None if gate.max_rate is None else 1 - binomial_cdf(gate.limit, n=n, p=gate.max_rate),
        assumed=f"the true rate is the {percent(failed)} seen",
    )
    if n < needed:
        return replace(planned, passes_unchanged=0.0, needed=needed, note=f"{needed} must run")
    note = "more cases do not help it" if failed else ""
    return replace(planned, passes_unchanged=binomial_cdf(gate.limit, n=n, p=failed), note=note)


def _cases_asked(gate: Gate) -> int:
    """How many cases must run without a failure before the gate can pass at all."""
    if not gate.max_rate:
        return gate.min_cases
    return zero_failure_required_n(max_rate=gate.max_rate, alpha=gate.alpha)


def _nothing_inferred(one: GateOutcome, _score: ScoreResult | None) -> PlannedGate:
    return _untold(one, "nothing is inferred here")


_BY_FORM: dict[Form, Callable[[GateOutcome, ScoreResult | None], PlannedGate]] = {
    "not_worse_than": _not_worse,
    "at_least": _line,
    "at_most": _line,
    "failures": _failures,
    "unpaired_at_most": _nothing_inferred,
    "unreadable_at_most": _nothing_inferred,
    "signoff": _nothing_inferred,
}
