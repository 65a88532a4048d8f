"""Numbers of a live window, each saying whether it speaks of the traffic or of the reviewed runs alone (R14)."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from evalreport.analysis.compare import by_case
from evalreport.analysis.distributions import normal_quantile
from evalreport.analysis.estimate import estimate_of
from evalreport.analysis.intervals import wilson
from evalreport.analysis.observe import divisors, observe, ran
from evalreport.analysis.outcomes import MEASURES
from evalreport.analysis.sampling import Stratum, horvitz_thompson, stratified_rate
from evalreport.live.times import moment, stamp
from evalreport.model.failure import UNCLASSIFIED
from evalreport.model.livereport import LiveFigure, WindowFigures
from evalreport.model.scorecard import ScoreSpec
from evalreport.model.statistics import Estimate, Interval

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from evalreport.analysis.observe import Observations
    from evalreport.analysis.outcomes import OutcomeReader
    from evalreport.live.samples import Sample
    from evalreport.model.assessment import CaseSide
    from evalreport.model.evaluation import CaseResult
    from evalreport.model.failure import FailureClass
    from evalreport.model.live import Sampling
    from evalreport.model.policy import Policy

    ClassesOf = Callable[[CaseResult], tuple[str, ...]]

ALPHA = 0.05
# A value, its interval, and whether no part of the traffic is missing.
Weighed = tuple[float, Interval, bool]
# Measures whose value is a share of runs, so that samples of the traffic can be weighed.
SHARES = frozenset({"pass_rate", "failure_rate"})
# So much traffic that a sample of it is no part worth correcting for, where nobody says how much there was.
_ENDLESS = 1_000_000_000
_UNITS = {"mean": "score", "cost_per_success": "usd", "reviewer_burden": "min"}


def window_figures(sample: Sample, policy: Policy, *, known: Mapping[str, bool]) -> WindowFigures:
    """Return every score and failure class over one window; ``known`` says of each class whether it can be seen.

    Raises SettingsError where a score is not chosen.
    """
    rows = sample.rows
    scores = [live_figure(sample, spec, "score") for spec in policy.scorecard.values()]
    classes = [
        replace(live_figure(sample, class_spec(name), "class"), known=known.get(name, True))
        for name in (*policy.failure_classes, UNCLASSIFIED)
    ]
    return WindowFigures(
        window=sample.window,
        runs=len(rows),
        scored=sum(ran(row) for row in rows),
        errors=sum(row.error is not None for row in rows),
        repeated=sample.repeated,
        running=sample.running,
        figures=(*scores, *classes),
        latest=stamp(max((at for row in rows if (at := moment(row.started_at))), default=None)),
    )


def class_spec(name: str) -> ScoreSpec:
    """Return what measures the share of runs in a failure class."""
    return ScoreSpec(id=name, title=name, owner="", use="", measure="failure_rate", failure_class=name)


def live_figure(sample: Sample, spec: ScoreSpec, kind: str = "score") -> LiveFigure:
    """Return one number over one window. Raises SettingsError where the score is not chosen."""
    found, of_traffic, complete = estimated(
        sample.rows, spec, sample.window.sampling, sample.classes_of(), sample.outcomes
    )
    return LiveFigure(
        window=sample.window.id,
        name=spec.id,
        kind="class" if kind == "class" else "score",
        unit="s" if spec.measure.startswith("latency") else _UNITS.get(spec.measure, "rate"),
        estimate=found,
        of_traffic=of_traffic,
        complete=complete,
    )


def estimated(
    rows: Sequence[CaseResult],
    spec: ScoreSpec,
    sampling: Sampling,
    classes_of: ClassesOf,
    outcomes: OutcomeReader | None = None,
) -> tuple[Estimate, bool, bool]:
    """Return a number over runs drawn in one way, whether it speaks of the traffic, and whether nothing is missing."""
    asked, plainly = live_spec(spec), sampling.kind in {"all", "random"}
    if not told(asked, rows, outcomes):
        return Estimate(value=None, n=0, unknown=len(rows)), plainly, True
    seen = observe(rows, asked, classes_of, outcomes)
    plain = estimate_of(asked, seen, divisors(rows, asked, outcomes), alpha=ALPHA)
    weighed = _weighed(rows, seen, sampling) if asked.measure in SHARES else None
    # One run whose chance nobody knows, and the sum is of no traffic any more.
    if weighed is None:
        return plain, plainly, True
    value, interval, complete = weighed
    return replace(plain, value=value, interval=interval), True, complete


def _weighed(rows: Sequence[CaseResult], seen: Observations, sampling: Sampling) -> Weighed | None:
    """Return a share of the traffic out of a sample with strata or chances, None for all other samples."""
    ways = {"stratified": _stratified, "weighted": _by_chance}
    values = by_case(seen)
    if sampling.kind not in ways or not values:
        return None
    means = {case: math.fsum(tries) / len(tries) for case, tries in values.items()}
    return ways[sampling.kind](means, {row.key[:2]: row for row in rows}, sampling)


def told(spec: ScoreSpec, rows: Sequence[CaseResult], outcomes: OutcomeReader | None) -> bool:
    """Say whether the rows can tell a score at all: of reviews and approvals that nobody records a 0 would be a lie."""
    if spec.measure not in MEASURES:
        return True
    if outcomes is None or outcomes.undefined(spec.measure):
        return False
    return any(outcomes.speaks(spec.measure, row) for row in rows)


def live_spec(spec: ScoreSpec) -> ScoreSpec:
    """Return the score as it looks at live runs: a score with a name of its own need not lie in an offline suite."""
    return replace(spec, suites=()) if spec.of is not None else spec


def _stratified(
    means: Mapping[tuple[str, str], float], said: Mapping[tuple[str, str], CaseResult], sampling: Sampling
) -> Weighed | None:
    parts = _parts(means, said, sampling)
    total = len(said) / sampling.rate if sampling.rate else _ENDLESS
    strata = [_stratum(parts.get(name, []), share * total) for name, share in sampling.shares.items()]
    if not parts.keys() <= sampling.shares.keys() or not any(one.sampled > 1 for one in strata):
        return None
    found = stratified_rate(strata, alpha=ALPHA)
    spread = math.fsum(sampling.shares[name] ** 2 / len(values) for name, values in parts.items())
    interval = found.interval if found.standard_error else _unspread(found.rate, 1 / spread)
    return found.rate, interval, found.complete


def _parts(
    means: Mapping[tuple[str, str], float], said: Mapping[tuple[str, str], CaseResult], sampling: Sampling
) -> dict[str, list[float]]:
    """Return the values of each stratum, "" for runs that tell none."""
    parts: defaultdict[str, list[float]] = defaultdict(list)
    for case, mean in means.items():
        parts[said[case].metadata.get(sampling.stratum or "", "")].append(mean)
    return parts


def _stratum(values: Sequence[float], traffic: float) -> Stratum:
    hits = round(math.fsum(values))
    return Stratum(traffic=max(len(values), round(traffic)), sampled=len(values), hits=hits)


def _by_chance(
    means: Mapping[tuple[str, str], float], said: Mapping[tuple[str, str], CaseResult], sampling: Sampling
) -> Weighed | None:
    chances = [_chance(said[case], sampling.probability) for case in means]
    known = [chance for chance in chances if chance is not None]
    if len(known) < len(chances):
        return None
    found = horvitz_thompson(list(means.values()), known)
    weights = [1 / chance for chance in known]
    effective = math.fsum(weights) ** 2 / math.fsum(weight**2 for weight in weights)
    if not found.mean_error:
        return found.mean, _unspread(found.mean, effective), True
    half = normal_quantile(ALPHA) * found.mean_error
    return found.mean, Interval(low=max(0.0, found.mean - half), high=min(1.0, found.mean + half)), True


def _chance(row: CaseResult, key: str | None) -> float | None:
    try:
        chance = float(row.metadata.get(key or "", ""))
    except ValueError:
        return None
    return chance if 0 < chance <= 1 else None


def _unspread(rate: float, effective: float) -> Interval:
    # No spread seen is no certainty: the bound is that of so many runs as the weights leave.
    n = max(1, math.floor(effective))
    return wilson(passed=round(rate * n), n=n, alpha=ALPHA)


def seen_classes(samples: Iterable[Sample], policy: Policy) -> dict[str, bool]:
    """Say of each failure class whether its count means anything over these windows.

    It does where a rule claimed a run or asks a score that runs carry; and where no failure is left unexplained.
    """
    sides = [side for sample in samples for side in sample.sides]
    claimed = {name for side in sides for name in side.classes}
    if UNCLASSIFIED not in claimed:
        return dict.fromkeys((*policy.failure_classes, UNCLASSIFIED), True)
    carried = set().union(*(_carried(side) for side in sides))
    asked = {name: _asked_scores(entry) for name, entry in policy.failure_classes.items()}
    found = {name: name in claimed or bool(scores & carried) for name, scores in asked.items()}
    return found | {UNCLASSIFIED: True}


def _carried(side: CaseSide) -> set[str]:
    return {score.name for score in side.row.scores} | set(side.scores)


def _asked_scores(entry: FailureClass) -> set[str]:
    return {pattern for rule in entry.match for field, pattern in rule.conditions if field == "score"}
