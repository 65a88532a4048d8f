"""The headlines an Inspect log states, and the same numbers counted again from its rows."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.model.evaluation import Contradiction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from evalreport.model.evaluation import CaseResult, Score

# Logs keep full precision, so only the order of additions may differ.
TOLERANCE = 1e-6
# Other metrics are functions of the scorer's own, which a log names and does not define.
_MEANS = {"accuracy", "mean"}


def _share_whole(values: Sequence[float]) -> float:
    """Return the share of epochs with full marks, which is what pass_at_1 estimates."""
    return statistics.fmean(value >= 1 for value in values)


# How Inspect reduces the epochs of a sample to one value; other reducers are not counted again.
_REDUCERS: dict[str | None, Callable[[Sequence[float]], float]] = {
    None: statistics.fmean,
    "mean": statistics.fmean,
    "median": statistics.median,
    "max": max,
    "pass_at_1": _share_whole,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One metric of one scorer as the log states it."""

    names: tuple[str, ...]
    metric: str
    reducer: str | None
    value: float

    @property
    def key(self) -> str:
        """The name under which the page shows it."""
        return f"{self.names[0]}/{self.metric}"


def headlines(results: object) -> tuple[Headline, ...]:
    """Read the metrics of ``results``, in the shape of any log version; what is no finite number is left out."""
    return tuple(
        Headline(names=names, metric=metric, reducer=reducer, value=value)
        for names, reducer, metrics in _score_blocks(results)
        for metric, value in _metric_values(metrics)
    )


def stated_values(found: Sequence[Headline]) -> dict[str, float]:
    """Map each headline's name to its value; a second reducer of the same metric is named in the key."""
    stated: dict[str, float] = {}
    for headline in found:
        key = headline.key if headline.key not in stated else f"{headline.key} ({headline.reducer})"
        stated[key] = headline.value
    return stated


def contradictions(found: Sequence[Headline], rows: Sequence[CaseResult]) -> tuple[Contradiction, ...]:
    """Count means again from the rows, and return those that differ by more than rounding."""
    differing = []
    for headline in found:
        counted = _counted(headline, rows)
        if counted is not None and abs(counted - headline.value) > TOLERANCE:
            differing.append(Contradiction(what=headline.key, stated=headline.value, counted=counted))
    return tuple(differing)


def scorer_name(results: object) -> str:
    """Return the name of a version 1 log's only scorer, whose samples do not repeat it."""
    scorer = results.get("scorer") if isinstance(results, dict) else None
    name = scorer.get("name") if isinstance(scorer, dict) else None
    return name if isinstance(name, str) else "score"


def total_samples(results: object) -> tuple[int | None, int | None]:
    """Return how many samples (epochs count) the log states in total, and how many as completed."""
    block = results if isinstance(results, dict) else {}
    counts = [block.get(name) for name in ("total_samples", "completed_samples")]
    total, completed = (count if type(count) is int else None for count in counts)
    return total, completed


def _score_blocks(results: object) -> Iterator[tuple[tuple[str, ...], str | None, object]]:
    """Yield names to look the score up by, reducer and metrics of each scorer."""
    block = results if isinstance(results, dict) else {}
    if "scorer" in block:  # version 1 has one scorer and its metrics beside it
        yield (scorer_name(results),), None, block.get("metrics")
    scores = block.get("scores")
    for score in scores if isinstance(scores, list) else [scores]:
        if isinstance(score, dict) and isinstance(score.get("name"), str):
            # A mapping's entries are blocks of their own, which name the scorer apart.
            names = (score["name"], f"{score.get('scorer')}.{score['name']}")
            yield names, _text(score.get("reducer")), score.get("metrics")


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _metric_values(metrics: object) -> Iterator[tuple[str, float]]:
    """Yield name and value of each metric with a finite value."""
    for name, metric in metrics.items() if isinstance(metrics, dict) else ():
        value = metric.get("value") if isinstance(metric, dict) else metric
        # NaN is what Inspect writes for a metric over no scored sample.
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            yield str(name), float(value)


def _counted(headline: Headline, rows: Sequence[CaseResult]) -> float | None:
    """Return the mean over samples of their reduced epochs; None where it cannot be told from the rows."""
    reduce = _REDUCERS.get(headline.reducer)
    if headline.metric.rpartition("/")[2] not in _MEANS or reduce is None:
        return None
    values = _values(headline, rows)
    return statistics.fmean(reduce(epochs) for epochs in values.values()) if values else None


def _values(headline: Headline, rows: Sequence[CaseResult]) -> dict[str, list[float]] | None:
    """Return each sample's values over its epochs; None where one is a text."""
    values: dict[str, list[float]] = defaultdict(list)
    for case_id, score in _found(headline, rows):
        if score.value is not None:
            values[case_id].append(score.value)
        elif score.text not in {None, "NaN"}:
            # Inspect turns text into a number by rules of the scorer's, which the log does not tell.
            return None
    return values


def _found(headline: Headline, rows: Sequence[CaseResult]) -> Iterator[tuple[str, Score]]:
    """Yield case and score of each row that has the headline's score, under the first of its names that fits."""
    for row in rows:
        found = [score for name in headline.names if (score := row.score(name))]
        if found:
            yield row.case_id, found[0]
