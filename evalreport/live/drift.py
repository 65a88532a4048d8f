"""Is live as offline was, and as live was before? Differences with intervals, and mixes (R15); a warning, no gate."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from evalreport.analysis.compare import by_case
from evalreport.analysis.drift import chi_square_two_samples, merge_bins, stability_index
from evalreport.analysis.estimate import estimate_of
from evalreport.analysis.observe import divisors, observe
from evalreport.analysis.sampling import Stratum, stratified_rate
from evalreport.live.figures import ALPHA, SHARES, estimated, live_figure, told
from evalreport.live.traces import TAG
from evalreport.model.livereport import Drift, Mix
from evalreport.model.statistics import Estimate, Interval

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from evalreport.analysis.outcomes import OutcomeReader
    from evalreport.live.samples import Sample
    from evalreport.model.assessment import CaseSide
    from evalreport.model.evaluation import CaseResult
    from evalreport.model.livereport import Inputs
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
    specs: Sequence[ScoreSpec], samples: Sequence[Sample], offline: Sequence[CaseSide], found: Sequence[Mix]
) -> tuple[Drift, ...]:
    """Compare each score that both sides carry: the newest window against offline, and against earlier windows."""
    told = (_drift(spec, samples, offline, found) for spec in specs)
    return tuple(one for one in told if one is not None)


def _drift(
    spec: ScoreSpec, samples: Sequence[Sample], offline: Sequence[CaseSide], found: Sequence[Mix]
) -> Drift | None:
    carrying = [(one, figure) for one in samples if (figure := live_figure(one, spec)).estimate.value is not None]
    before = offline_estimate(spec, offline, samples[-1].outcomes if samples else None)
    if not carrying or before.value is None:
        return None
    newest, live = carrying[-1]
    earlier = _earlier(spec, [one for one, _ in carrying[:-1]], newest)
    shift, shift_interval = difference(before, live.estimate)
    since, since_interval = difference(earlier, live.estimate) if earlier else (None, None)
    by = max((one for one in found if one.drifted), key=lambda one: one.index, default=None)
    weighed = reweighted(spec, offline, newest.rows, by.key) if by and spec.measure in SHARES else None
    return Drift(
        score=spec.id,
        unit=live.unit,
        offline=before,
        live=live.estimate,
        of_traffic=live.of_traffic,
        difference=shift,
        interval=shift_interval,
        reweighted=weighed[0] if weighed else None,
        by=by.key if by and weighed else "",
        covered=weighed[1] if weighed else True,
        earlier=earlier,
        since=since,
        since_interval=since_interval,
    )


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
    alike = [one for one in samples if one.window.sampling == how]
    if not alike:
        return None
    classes = {side.row.key: side.classes for one in alike for side in one.sides}
    rows = {row.key: row for one in alike for row in one.rows}
    found, _, _ = estimated(list(rows.values()), spec, how, lambda row: classes.get(row.key, ()), newest.outcomes)
    return found if found.value is not None else None


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
    shares = Counter(row.metadata[key] for row in live if key in row.metadata)
    values = by_case(observe([side.row for side in offline], spec, _classes(offline)))
    kinds = {side.row.key[:2]: side.row.metadata.get(key) for side in offline}
    total = sum(shares.values())
    strata = [_stratum(values, kinds, kind, count / total) for kind, count in sorted(shares.items())]
    if not any(one.sampled > 1 for one in strata):
        return None
    found = stratified_rate(strata, alpha=ALPHA)
    n = sum(one.sampled for one in strata)
    interval = found.interval if found.standard_error else None
    return Estimate(value=found.rate, n=n, interval=interval), found.complete


def _stratum(
    values: Mapping[tuple[str, str], Sequence[float]],
    kinds: Mapping[tuple[str, str], str | None],
    kind: str,
    share: float,
) -> Stratum:
    means = [math.fsum(tries) / len(tries) for case, tries in values.items() if kinds.get(case) == kind]
    hits = round(math.fsum(means))
    return Stratum(traffic=max(len(means), round(share * _TRAFFIC)), sampled=len(means), hits=hits)
