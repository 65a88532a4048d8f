"""What the readers say about a file, in the form that a ground truth is compared with."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from evalreport.exports.results_json import results_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalreport.model.evaluation import CaseResult, EvalRun
    from evalreport.readers.loading import ReadFile

ROUNDING = 0.6e-6  # the ground truth rounds sums to six decimals

Facts: TypeAlias = Mapping[str, object]


class Said:
    """What the readers say about one file or folder: its runs, their rows, and the document of its results."""

    def __init__(self, files: Sequence[ReadFile]) -> None:
        self.runs: list[EvalRun] = [run for file in files for run in file.result.runs]
        self.rows: list[CaseResult] = [row for run in self.runs for row in run.rows]
        # Through text and back: what a program on the other side of a pipe would see.
        document = json.loads(json.dumps(results_document(files), allow_nan=False))
        self.format_version: object = document["files"][0]["format_version"]
        self._runs: list[Facts] = [run for file in document["files"] for run in file["runs"]]

    def count(self, name: str) -> float | None:
        """Sum a number over all runs; None where no run has it."""
        known = [number(run[name]) for run in self._runs if run[name] is not None]
        return math.fsum(known) if known else None

    def measured(self, name: str, what: str = "total") -> float | None:
        """Sum what was measured, or counted of it, over all runs; None where nothing was."""
        known = [number(value) for run in self._runs if (value := inside(run, name)[what]) is not None]
        return math.fsum(known) if known else None

    def most(self, name: str) -> float:
        """The largest of a number over all runs."""
        return max((number(run[name]) for run in self._runs), default=0)

    def only(self, name: str) -> object:
        """What all runs say alike; a list of what they say where they differ."""
        found = [run[name] for run in self._runs]
        return found[0] if all(value == found[0] for value in found) else found

    def score(self, name: str, what: str) -> float | None:
        """Sum a number of a score over all runs; None where no run has it."""
        scores = [inside(run, "scores") for run in self._runs]
        known = [
            number(value) for entry in scores if name in entry and (value := inside(entry, name)[what]) is not None
        ]
        return math.fsum(known) if known else None

    def labels(self) -> Counter[str]:
        """How often each label was given."""
        return Counter(label for row in self.rows for label in row.labels)

    def stated(self) -> dict[str, float]:
        """What the runs state, added up."""
        total: dict[str, float] = {}
        for run in self._runs:
            for name, value in inside(run, "stated").items():
                total[name] = total.get(name, 0) + number(value)
        return total


def number(value: object) -> float:
    """Return a number of a JSON document; raise TypeError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    return value


def inside(value: Facts, name: str) -> Facts:
    """Return an object inside an object; raise TypeError for anything else."""
    found = value[name]
    if not isinstance(found, dict):
        raise TypeError(f"{name} is no object")
    return found


def same(want: object, got: object) -> bool:
    """Compare a fact: counts and texts exactly, other numbers as far as the ground truth rounds."""
    if isinstance(want, float) and isinstance(got, int | float):
        return abs(want - got) <= max(ROUNDING, 1e-9 * abs(want))
    if isinstance(want, dict) and isinstance(got, dict):
        return set(want) == set(got) and all(same(value, got[name]) for name, value in want.items())
    return want == got
