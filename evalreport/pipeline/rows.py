"""The rows that feed an assessment: offline, of finished runs, narrowed as the manifest says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.errors import ReaderError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evalreport.analysis.observe import Key
    from evalreport.model.bundle import ReadResults
    from evalreport.model.evaluation import CaseResult, EvalRun
    from evalreport.model.location import Location
    from evalreport.model.scorecard import ScoreSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class SideRows:
    """The rows of one side, by key; ``unfinished`` are (suite, words) of runs that did not finish.

    ``rows`` holds finished runs only. ``partial`` holds the rows of unfinished ones: they prove no pass, but a failure
    seen there is a failure.
    """

    rows: dict[Key, CaseResult]
    partial: dict[Key, CaseResult]
    runs: tuple[EvalRun, ...]
    unread: int
    unfinished: tuple[tuple[str, str], ...] = ()

    def lacking(self, spec: ScoreSpec | None, suites: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the unfinished runs that a score (or all, for None) would look at."""
        wanted = set(suites or (spec.suites if spec else ()))
        return tuple(sorted(words for suite, words in self.unfinished if not wanted or suite in wanted))


def side_rows(results: Iterable[ReadResults], where: Location | None) -> SideRows:
    """Gather the rows of one side.

    Raises ReaderError when two runs hold the same case: one of them must be chosen, never the last in silence.
    """
    rows: dict[Key, CaseResult] = {}
    partial: dict[Key, CaseResult] = {}
    runs: list[EvalRun] = []
    unread = 0
    for result in results:
        # Live runs are what customers met: they are judged by windows and rollback rules, not by gates.
        if result.kind == "live":
            continue
        unread += sum(len(file.unread) for file in result.files)
        for run in result.runs:
            runs.append(run)
            kept = {row.key: row for row in run.rows if _wanted(row, result)}
            _add(kept, rows if run.complete else partial, runs, where)
    return SideRows(rows=rows, partial=partial, runs=tuple(runs), unread=unread, unfinished=_unfinished(runs))


def _add(
    kept: dict[Key, CaseResult], target: dict[Key, CaseResult], runs: list[EvalRun], where: Location | None
) -> None:
    twin = next((key for key in kept if key in target), None)
    if twin is not None:
        raise _twins(twin, runs, where)
    target.update(kept)


def _unfinished(runs: Iterable[EvalRun]) -> tuple[tuple[str, str], ...]:
    return tuple((run.suite, f"{run.suite} ({run.status})") for run in runs if not run.complete)


def _wanted(row: CaseResult, result: ReadResults) -> bool:
    # A row is wanted when it has any of the tags asked for.
    if result.tags and not set(result.tags) & set(row.tags):
        return False
    return all(row.metadata.get(key) == text for key, text in result.where.items())


def _twins(twin: Key, runs: list[EvalRun], where: Location | None) -> ReaderError:
    same = [run for run in runs if any(row.key == twin for row in run.rows)]
    variants = ", ".join(sorted({run.variant for run in same if run.variant}))
    suite, case, epoch = twin
    hint = (
        f"choose one with variant: ({variants})"
        if variants
        else "give one of them another suite: name, or leave it out"
    )
    return ReaderError(
        f"two runs hold the same case {case!r} of suite {suite!r} (epoch {epoch})",
        slug="result-choice",
        location=where,
        hint=hint,
    )
