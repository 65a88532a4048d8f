"""The paired diff of two sets of result files, without any configuration."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evalreport.analysis.compare import count, pair, transitions
from evalreport.analysis.mcnemar import mcnemar_exact
from evalreport.analysis.means import mean_difference
from evalreport.analysis.observe import ran
from evalreport.analysis.tango import tango_interval
from evalreport.errors import ReaderError
from evalreport.model.comparison import Comparison, ScoreDelta
from evalreport.pipeline.cases import own_verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from evalreport.analysis.observe import Key, Observations
    from evalreport.model.assessment import Transitions
    from evalreport.model.evaluation import CaseResult, EvalRun
    from evalreport.model.statistics import Interval

# Both ends together leave 10%: the interval that one-sided tests at this level go with.
ALPHA = 0.05
Rows = dict["Key", "CaseResult"]


def compare_runs(baseline: Iterable[EvalRun], candidate: Iterable[EvalRun]) -> Comparison:
    """Pair the rows of two sides by (suite, case, epoch).

    Where each side has one suite and the names differ, the suites are taken to be the same one under two names, and a
    warning says so. Raises ReaderError when a side holds the same case twice.
    """
    before, after = list(baseline), list(candidate)
    warnings = [f"{run.suite}: the run did not finish ({run.status})" for run in (*before, *after) if not run.complete]
    old, new = _rows(before), _rows(after)
    names = _two_names(old, new)
    if names is not None:
        warnings.append(f"suites differ in name ({', '.join(names)}) and are compared all the same")
        old = {(names[1], case, epoch): row for (_, case, epoch), row in old.items()}
    named = transitions(_verdicts(old), _verdicts(new))
    return Comparison(
        transitions=count(named.values()),
        scores={name: _delta(name, old, new) for name in _names(old, new)},
        regressed_cases=_cases(key for key, change in named.items() if change == "regressed"),
        fixed_cases=_cases(key for key, change in named.items() if change == "fixed"),
        by_class=_by_class(old, new),
        costs=(_cost(old), _cost(new)),
        warnings=tuple(warnings),
    )


def _two_names(old: Rows, new: Rows) -> tuple[str, str] | None:
    """Return the two names of what must be the same suite: tools name suites after files, which carry versions."""
    before, after = {key[0] for key in old}, {key[0] for key in new}
    return (min(before), min(after)) if len(before) == len(after) == 1 and before != after else None


def _rows(runs: Sequence[EvalRun]) -> Rows:
    rows: Rows = {}
    for run in runs:
        for row in run.rows:
            if row.key in rows:
                # The usual reason is a matrix, which --variant takes apart.
                variants = sorted({r.variant for r in runs if r.variant})
                hint = (
                    f"choose one with --variant: {', '.join(variants)}" if variants else "compare the files one by one"
                )
                suite, case, epoch = row.key
                message = f"two runs hold the same case {case!r} of suite {suite!r} (epoch {epoch})"
                raise ReaderError(message, slug="result-choice", hint=hint)
            rows[row.key] = row
    return rows


def _verdicts(rows: Rows) -> dict[Key, bool | None]:
    return {key: own_verdict(row) for key, row in rows.items()}


def _names(old: Rows, new: Rows) -> list[str]:
    return list(dict.fromkeys(score.name for row in (*new.values(), *old.values()) for score in row.scores))


def _delta(name: str, old: Rows, new: Rows) -> ScoreDelta:
    """Compare one score: as passes where every scored row of both sides has one, else as numbers."""
    passes = _all_pass_or_fail(name, (*old.values(), *new.values()))
    read: Callable[[CaseResult, str], float | None] = _pass if passes else _number
    before: Observations = {key: read(row, name) for key, row in old.items()}
    after: Observations = {key: read(row, name) for key, row in new.items()}
    paired = pair(before, after)
    steps = paired.differences
    return ScoreDelta(
        baseline=_mean(before.values()),
        candidate=_mean(after.values()),
        delta=_mean(steps),
        interval=_interval(steps, binary=passes and paired.binary),
        p_value=_p_value(before, after) if passes else None,
        n=len(paired.cases),
    )


def _all_pass_or_fail(name: str, rows: Iterable[CaseResult]) -> bool:
    # One row with a bare number makes the score a number: passes and numbers cannot be averaged together.
    return all(_pass(row, name) is not None or _number(row, name) is None for row in rows)


def _p_value(before: Observations, after: Observations) -> float | None:
    counts = count(transitions(before, after).values())
    return mcnemar_exact(only_baseline=counts.regressed, only_candidate=counts.fixed) if counts.pairs else None


def _interval(steps: Sequence[float], *, binary: bool) -> Interval | None:
    if not steps:
        return None
    if binary:
        worse, better = sum(step < 0 for step in steps), sum(step > 0 for step in steps)
        return tango_interval(only_baseline=worse, only_candidate=better, n=len(steps), alpha=ALPHA)
    estimate = mean_difference(steps, alpha=ALPHA)
    # No spread is no certainty.
    return estimate.interval if estimate.standard_error else None


def _pass(row: CaseResult, name: str) -> float | None:
    score = row.score(name) if ran(row) else None
    return None if score is None or score.passed is None else float(score.passed)


def _number(row: CaseResult, name: str) -> float | None:
    score = row.score(name) if ran(row) else None
    if score is None:
        return None
    return float(score.passed) if score.value is None and score.passed is not None else score.value


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return math.fsum(known) / len(known) if known else None


def _cases(keys: Iterable[Key]) -> tuple[str, ...]:
    """Name cases by id, with the suite before it only where two suites share the id."""
    found = sorted({key[:2] for key in keys})
    # Nearly always one suite, where its name before each case is noise.
    ids = [case for _, case in found]
    return tuple(f"{suite}/{case}" if ids.count(case) > 1 else case for suite, case in found)


def _by_class(old: Rows, new: Rows) -> Mapping[str, Transitions]:
    """Compare the failure classes that the files themselves name; none without."""
    names = sorted({row.failure_class for row in (*old.values(), *new.values()) if row.failure_class})
    return {
        name: count(
            transitions(
                {key: row.failure_class != name if ran(row) else None for key, row in old.items()},
                {key: row.failure_class != name if ran(row) else None for key, row in new.items()},
            ).values()
        )
        for name in names
    }


def _cost(rows: Rows) -> float | None:
    costs = [row.cost_usd for row in rows.values()]
    known = [cost for cost in costs if cost is not None]
    # A sum over some of the rows would be read as the price.
    return math.fsum(known) if known and len(known) == len(costs) else None
