"""Compare what result files say with a folder's ground truth: `python tests/run_corpus.py FOLDER...`.

A folder holds result files and an `expected.json` of `{"format": ..., "facts": {FILE: {FACT: VALUE}}}`. Every fact is
compared, except those that `corpus_facts` lists as not being about results; a fact that neither knows fails its file.
A line a file is printed, then `N passed, N failed`; exit code 1 when any failed.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path

if __package__ in {None, ""}:
    # Run as a script, only the script's own folder is on the path.
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from evalreport.errors import EvalReportError
from evalreport.readers.loading import ReadFile, open_source, read_sources
from tests.corpus_facts import FACTS, NOT_RESULTS, REFUSED_WHEN, SKIPPED_WHEN
from tests.corpus_said import Facts, Said, same

FOLDERS = frozenset({"tau2-dir-voice"})  # the folder itself is the one result
BY_ATTACK = frozenset({"history-agentdojo-gpt4"})  # a fact's key is release/attack, the release being a folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one file: `passed`, `failed` or `skipped`, and the differences or the reason."""

    name: str
    outcome: str
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Give the line that is printed."""
        return f"{self.outcome:7} {self.name}" + "".join(f"\n        {note}" for note in self.notes)


def check_folder(folder: Path) -> list[Outcome]:
    """Compare every file of a folder that its ground truth names; an unknown format is one failure."""
    truth = json.loads((folder / "expected.json").read_text("utf-8"))
    kind, facts = truth["format"], truth["facts"]
    if kind not in FACTS:
        return [Outcome(name=str(folder), outcome="failed", notes=(f"the format {kind} is not known here",))]
    strange = sorted(set(truth) - {"format", "facts"} - NOT_RESULTS[kind])
    unknown = (
        [Outcome(name=str(folder), outcome="failed", notes=(f"facts not known here: {strange}",))] if strange else []
    )
    if kind in FOLDERS:
        return [*unknown, _check(kind, folder, folder.name, facts)]
    return [*unknown, *(_check(kind, folder / name, f"{folder.name}/{name}", facts[name]) for name in sorted(facts))]


def _check(kind: str, path: Path, name: str, facts: Facts) -> Outcome:
    """Compare one file with its facts."""
    reason = SKIPPED_WHEN[kind](facts)
    refusals = ("[format-unknown]",) if reason else REFUSED_WHEN[kind](facts)
    try:
        files = _read(kind, path, name)
    except EvalReportError as error:
        if not any(refusal in str(error) for refusal in refusals):
            return Outcome(name=name, outcome="failed", notes=(f"refused: {error}",))
        return (
            Outcome(name=name, outcome="skipped", notes=(reason,)) if reason else Outcome(name=name, outcome="passed")
        )
    if refusals:
        return Outcome(name=name, outcome="failed", notes=(f"read, and should be refused: {refusals}",))
    notes = _differences(kind, Said(files), facts)
    return Outcome(name=name, outcome="failed" if notes else "passed", notes=tuple(notes))


def _differences(kind: str, said: Said, facts: Facts) -> list[str]:
    """Say which facts differ, and which are not known here."""
    notes: list[str] = []
    for fact, want in facts.items():
        if fact in NOT_RESULTS[kind]:
            continue
        check = FACTS[kind].get(fact)
        if check is None:
            notes.append(f"the fact {fact} is not known here")
            continue
        try:
            got = check(said, facts)
        except (TypeError, ValueError, KeyError, ZeroDivisionError) as error:
            notes.append(f"{fact}: {want!r} cannot be compared: {error!r}")
        else:
            if not same(want, got):
                notes.append(f"{fact}: expected {want!r}, read {got!r}")
    return notes


def _read(kind: str, path: Path, name: str) -> tuple[ReadFile, ...]:
    """Read a file or folder; of a folder of attacks keep the rows of the one attack that the facts are about."""
    if kind not in BY_ATTACK:
        return read_sources([open_source(path, name)])
    attack = path.name
    kept: list[ReadFile] = []
    for file in read_sources([open_source(path.parent, name)]):
        runs = (
            replace(run, rows=tuple(row for row in run.rows if row.metadata.get("attack") == attack))
            for run in file.result.runs
        )
        kept.append(replace(file, result=replace(file.result, runs=tuple(runs))))
    return tuple(kept)


def main(arguments: list[str]) -> int:
    """Check the folders named, print a line a file and the sum; return the exit code."""
    if not arguments:
        print(__doc__)
        return 2
    outcomes: list[Outcome] = []
    for argument in arguments:
        try:
            found = check_folder(Path(argument))
        except (OSError, ValueError, KeyError) as error:
            found = [Outcome(name=argument, outcome="failed", notes=(f"no ground truth: {error!r}",))]
        for outcome in found:
            print(outcome)
        outcomes.extend(found)
    counts = {kind: sum(outcome.outcome == kind for outcome in outcomes) for kind in ("passed", "failed", "skipped")}
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    print(f"{counts['passed']} passed, {counts['failed']} failed{skipped}")
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
