"""What a new release's manifest should say, from what its result files contain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.analysis.power import chance_equal_passes, smallest_margin
from evalreport.errors import ReaderError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evalreport.model.evaluation import CaseResult, EvalRun

# Share of pairs that differ between two good versions, where no history tells.
DISCORDANT = 0.10
ALPHA = 0.05
# A scaffold's notes are read in a terminal.
SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the files say: a suite name to give the candidate (None: theirs agree), and sentences worth reading."""

    suite: str | None
    notes: tuple[str, ...]


def propose(candidate: Sequence[EvalRun], baseline: Sequence[EvalRun] | None) -> Proposal:
    """Look at the runs of both sides.

    Raises ReaderError where a side holds several runs of one suite and none was chosen.
    """
    earlier = baseline or ()
    _one_run_a_suite(candidate)
    _one_run_a_suite(earlier)
    new, old = _suites(candidate), _suites(earlier)
    suite = _shared_name(new, old)
    cases = _cases(candidate, suite)
    pairs = len(cases & _cases(earlier, None))
    notes = [f"{len(cases)} cases in {', '.join(new)}"]
    if baseline is not None:
        notes.append(f"{pairs} of them pair with the baseline")
        notes.extend(margin_words(pairs))
    notes.extend(_choices(candidate))
    return Proposal(suite=suite, notes=tuple(notes))


def proposed_margin(pairs: int) -> float | None:
    """Return the smallest of the usual margins that such a number of pairs can carry, None where none can."""
    return smallest_margin(n=pairs, discordant_share=DISCORDANT, alpha=ALPHA)


def margin_words(pairs: int) -> list[str]:
    """Propose the smallest margin that lets an unchanged candidate pass four times in five, and say so."""
    if not pairs:
        return ["no case pairs: the two files do not name their cases alike, so the gate cannot compare them"]
    margin = proposed_margin(pairs)
    if margin is None:
        chance = chance_equal_passes(n=pairs, margin=0.10, discordant_share=DISCORDANT, alpha=ALPHA)
        return [
            (
                f"with {pairs} pairs even a margin of 10 points lets an unchanged candidate pass only "
                f"{100 * chance:.0f}% of the time: add cases before the gate can tell"
            )
        ]
    chance = chance_equal_passes(n=pairs, margin=margin, discordant_share=DISCORDANT, alpha=ALPHA)
    return [
        (
            f"with {pairs} pairs a margin of {100 * margin:.0f} points (margin: {margin:.2f}) lets an unchanged "
            f"candidate pass {100 * chance:.0f}% of the time"
        )
    ]


def _shared_name(new: list[str], old: list[str]) -> str | None:
    """Return the baseline's suite name for a candidate whose only suite is called otherwise: else nothing pairs."""
    return old[0] if len(old) == len(new) == 1 and old != new else None


def _cases(runs: Iterable[EvalRun], suite: str | None) -> set[tuple[str, str]]:
    return {(suite or row.suite, row.case_id) for run in runs for row in run.rows}


def _suites(runs: Iterable[EvalRun]) -> list[str]:
    return sorted({row.suite for run in runs for row in run.rows} or {run.suite for run in runs})


def _one_run_a_suite(runs: Sequence[EvalRun]) -> None:
    seen: set[tuple[str, str, int]] = set()
    for run in runs:
        keys = {row.key for row in run.rows}
        # Of a matrix with several providers one must be meant: the first would be an accident.
        if keys & seen:
            names = ", ".join(sorted({str(other.variant or other.model or other.run_id) for other in runs}))
            raise ReaderError(
                "the file holds several runs of the same cases", slug="result-choice", hint=f"--variant: one of {names}"
            )
        seen |= keys


def _choices(runs: Iterable[EvalRun]) -> list[str]:
    """Name scores and labels, for of: and match: in the policy."""
    rows = [row for run in runs for row in run.rows]
    labels = sorted({label for row in rows for label in row.labels})
    said = _score_choice(rows)
    if labels:
        said.append(f"labels for match rules of failure classes: {', '.join(labels[:SHOWN])}")
    return said


def _score_choice(rows: Sequence[CaseResult]) -> list[str]:
    # With a verdict over whole rows a score without of: is judged by that, so nothing has to be chosen.
    scores = sorted({score.name for row in rows for score in row.scores})
    if len(scores) > 1 and all(row.passed is None for row in rows):
        return [f"several scores ({', '.join(scores[:SHOWN])}): give each score of the scorecard its of:"]
    return []
