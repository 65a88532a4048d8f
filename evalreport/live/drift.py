"""Is live as offline was, and as live was before? Differences with intervals, and mixes (R15); a warning, no gate."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from evalreport.analysis.compare import by_case
from evalreport.analysis.drift import chi_square_two_samples, merge_bins, stability_index
from evalreport.analysis.estimate import estimate_of
from evalreport.analysis.observe import divisors, observe
from evalreport.analysis.sampling import Stratum, stratified_rate
from evalreport.live.figures import ALPHA, SHARES, estimated, told
from evalreport.live.traces import TAG
from evalreport.model.livereport import Drift, Mix
from evalreport.model.statistics import Estimate, Interval

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from evalreport.analysis.outcomes import OutcomeReader
    from evalreport.live.samples import Sample
    from evalreport.model.assessment import CaseSide
    from evalreport.model.evaluation import CaseResult
    from evalreport.model.livereport import Inputs, WindowFigures
    from evalreport.model.scorecard import ScoreSpec

# Live shares of a kind are known to about one in so many runs.
_TRAFFIC = 1_000_000


def mixes(inputs: Inputs) -> tuple[Mix, ...]:
    """Compare the mix of live runs with that of the offline cases, key by key; keys with one bin left say nothing."""
    found = []
    for key in inputs.keys:
        counts = [(one.offline, one.live) for one in inputs.values if one.key == key]
        mix = _mix(key, [before for before, _ in counts], [after for _, after in counts])
        # A run has several tags, so their counts are no parts of a whole.
        if mix is not None and key != TAG:
            found.append(mix)
    return tuple(found)


def _mix(key: str, offline: Sequence[int], live: Sequence[int]) -> Mix | None:
    if len(offline) < 2 or not sum(offline) or not sum(live):  # noqa: PLR2004  # one bin is no mix
        return None
    before, after = merge_bins(offline, live)
    if len(before) < 2 or min(*before, *after) == 0:  # noqa: PLR2004  # one bin is no mix
        return None
    index, test = stability_index(before, after, alpha=ALPHA), chi_square_two_samples(before, after)
    return Mix(key=key, index=index.index, critical=index.critical, p_value=test.p_value, drifted=index.drifted)


def drifts(
    specs: Sequence[ScoreSpec],
    taken: Sequence[tuple[Sample, WindowFigures]],
    offline: Sequence[CaseSide],
    found: Sequence[Mix],
) -> tuple[Drift, ...]:
    """Compare each score that both sides carry: the newest window against offline, and against earlier windows."""
    told = (_drift(spec, taken, offline, found) for spec in specs)
    return tuple(one for one in told if one is not None)


def _drift(
    spec: ScoreSpec,
    taken: Sequence[tuple[Sample, WindowFigures]],
    offline: Sequence[CaseSide],
    found: Sequence[Mix],
) -> Drift | None:
    seen = ((sample, window.figure("score", spec.id)) for sample, window in taken)
    carrying = [(sample, figure) for sample, figure in seen if figure and figure.estimate.value is not None]
    if not carrying:
        return None
    newest, live = carrying[-1]
    before = offline_estimate(spec, offline, newest.outcomes)
    if before.value is None:
        return None
    shift, interval = difference(before, live.estimate)
    made = Drift(
        score=spec.id, unit=live.unit, offline=before, live=live.estimate, of_traffic=live.of_traffic,
        difference=shift, interval=interval,
    )  # fmt: skip
    made = _since(made, _earlier(spec, [one for one, _ in carrying[:-1]], newest))
    return _at_live_mix(made, spec, offline, newest.rows, found)


def _since(made: Drift, earlier: Estimate | None) -> Drift:
    """Put earlier windows beside the newest one."""
    if earlier is None:
        return made
    since, interval = difference(earlier, made.live)
    return replace(made, earlier=earlier, since=since, since_interval=interval)


def _at_live_mix(
    made: Drift, spec: ScoreSpec, offline: Sequence[CaseSide], live: Sequence[CaseResult], found: Sequence[Mix]
) -> Drift:
    """Put the offline number at the live mix beside the plain one, by the key that drifted most."""
    by = max((one for one in found if one.drifted), key=lambda one: one.index, default=None)
    if by is None or spec.measure not in SHARES:
        return made
    weighed = reweighted(spec, offline, live, by.key)
    return made if weighed is None else replace(made, reweighted=weighed[0], covered=weighed[1], by=by.key)


def offline_estimate(spec: ScoreSpec, offline: Sequence[CaseSide], outcomes: OutcomeReader | None) -> Estimate:
    """Return a score over the offline cases."""
    rows = [side.row for side in offline]
    if not told(spec, rows, outcomes):
        return Estimate(value=None, n=0, unknown=len(rows))
    seen = observe(rows, spec, _classes(offline), outcomes)
    return estimate_of(spec, seen, divisors(rows, spec, outcomes), alpha=ALPHA)


def _classes(sides: Sequence[CaseSide]) -> Callable[[CaseResult], tuple[str, ...]]:
    known = {side.row.key: side.classes for side in sides}
    return lambda row: known.get(row.key, ())


def _earlier(spec: ScoreSpec, samples: Sequence[Sample], newest: Sample) -> Estimate | None:
    """Return the score over all earlier windows drawn in the same way: runs drawn otherwise are not added up."""
    how = newest.window.sampling
    sides = [side for one in samples if one.window.sampling == how for side in _own_keys(one)]
    found, _, _ = estimated([side.row for side in sides], spec, how, _classes(sides), newest.outcomes)
    return None if found.value is None else found


def _own_keys(sample: Sample) -> Iterator[CaseSide]:
    """Yield a window's runs under names of their own: yesterday's run 1 is not today's."""
    for side in sample.sides:
        yield replace(side, row=replace(side.row, case_id=f"{sample.window.id}/{side.row.case_id}"))


def difference(before: Estimate | None, after: Estimate | None) -> tuple[float | None, Interval | None]:
    """Return after minus before, with the interval that both intervals leave (Newcombe 1998; Zou and Donner 2008)."""
    if before is None or after is None or before.value is None or after.value is None:
        return None, None
    step, old, new = after.value - before.value, before.interval, after.interval
    if old is None or new is None:
        return step, None
    down = math.hypot(after.value - new.low, old.high - before.value)
    up = math.hypot(new.high - after.value, before.value - old.low)
    return step, Interval(low=step - down, high=step + up)


def reweighted(
    spec: ScoreSpec, offline: Sequence[CaseSide], live: Sequence[CaseResult], key: str
) -> tuple[Estimate, bool] | None:
    """Return the offline number at the live shares of a key's values, and whether the suites hold all that matter.

    None where no value has two offline cases.
    """
    strata = list(_strata(spec, offline, Counter(row.metadata[key] for row in live if key in row.metadata), key))
    if not any(one.sampled > 1 for one in strata):
        return None
    found = stratified_rate(strata, alpha=ALPHA)
    n = sum(one.sampled for one in strata)
    interval = found.interval if found.standard_error else None
    return Estimate(value=found.rate, n=n, interval=interval), found.complete


def _strata(spec: ScoreSpec, offline: Sequence[CaseSide], shares: Mapping[str, int], key: str) -> Iterator[Stratum]:
    """Yield what the offline cases say of each kind that arrived live, with the kind's share of the traffic."""
    values = by_case(observe([side.row for side in offline], spec, _classes(offline)))
    kinds = {side.row.key[:2]: side.row.metadata.get(key) for side in offline}
    for kind, count in sorted(shares.items()):
        means = [math.fsum(tries) / len(tries) for case, tries in values.items() if kinds.get(case) == kind]
        traffic = round(count / sum(shares.values()) * _TRAFFIC)
        yield Stratum(traffic=max(len(means), traffic), sampled=len(means), hits=round(math.fsum(means)))
