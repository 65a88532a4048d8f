"""Which column of a table is which of ours: by the manifest's map first, then by name."""

from __future__ import annotations

import difflib
import shlex
from types import MappingProxyType
from typing import TYPE_CHECKING

from evalreport.readers.base import refuse
from evalreport.readers.columns import ALIASES, FAMILIES, FIELDS, Columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evalreport.errors import ReaderError
    from evalreport.readers.base import Source

# Enough to recognise a table by, and still one line of a terminal or two.
MAX_NAMED = 12
VERDICTS = frozenset({"score", "scores", "value", "passed"})
MAX_NAME = 60
# What people call these columns, the surest first; proposed and never taken, for a name is no proof.
LIKELY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "case_id": (
            "case",
            "caseid",
            "test_id",
            "question_id",
            "sample_id",
            "task_id",
            "example_id",
            "ticket_id",
            "ticket",
            "test",
            "question",
            "sample",
            "task",
            "example",
            "name",
        ),
        "passed": ("ok", "pass", "correct", "is_correct", "succeeded", "solved", "verdict", "result", "outcome"),
        "latency_s": ("latency", "seconds", "duration", "time"),
    }
)


class Selection:
    """Chooses the columns of each shape of row, and remembers what was left out."""

    def __init__(self, source: Source, mapped: Mapping[str, str]) -> None:
        self._source = source
        self._mapped = mapped
        self._found: dict[str, None] = {}
        self._used: dict[str, str] = {}
        for ours in mapped:
            if ours not in FIELDS and not ours.startswith(FAMILIES):
                message = f"columns: there is no field {ours!r}"
                raise refuse(source, message, slug="result-column", hint=_fields_like(ours))

    def finish(self) -> tuple[str, ...]:
        """Return warnings on what was left out; raise ReaderError for a mapped column that no row has."""
        for ours, theirs in self._mapped.items():
            # Rows of JSON Lines differ in shape, so a column may first come late in the file.
            if theirs not in self._found:
                raise self._missing(ours, theirs, self._found)
        # A column that is passed over in silence is how a score gets lost.
        left = [name for name in self._found if name not in self._used]
        scored = any(ours in VERDICTS or ours.startswith("score.") for ours in self._used.values())
        warnings = {
            f"columns not read: {self._listed(left)}{_latency(left)}": left,
            f"no column holds a score or a verdict: {_flag('passed', left)}": not scored,
        }
        return tuple(warning for warning, holds in warnings.items() if holds)

    def choose(self, shape: tuple[str, ...]) -> Columns:
        """Choose for rows with these columns; raise ReaderError when none of them names the case."""
        present = set(shape)
        chosen = {ours: theirs for ours, theirs in self._mapped.items() if theirs in present}
        for ours, theirs in self._unmapped(shape):
            chosen.setdefault(ours, theirs)
        self._found.update(dict.fromkeys(shape))
        self._used.update({theirs: ours for ours, theirs in chosen.items()})
        if "case_id" not in chosen:
            raise self._no_case(shape)
        return tuple(chosen.items())

    def _unmapped(self, shape: tuple[str, ...]) -> Columns:
        """Pair columns with our fields by name, as far as the map says nothing of either; exact names come first."""
        taken = set(self._mapped.values())
        exact = [(name, name) for name in shape if name in FIELDS or name.startswith(FAMILIES)]
        aliased = [(ALIASES[name], name) for name in shape if name in ALIASES]
        return tuple(pair for pair in exact + aliased if pair[1] not in taken and pair[0] not in self._mapped)

    def _no_case(self, shape: tuple[str, ...]) -> ReaderError:
        # A map that names a column for the case was meant: the name of another column would not help.
        if "case_id" in self._mapped:
            return self._missing("case_id", self._mapped["case_id"], shape)
        message = f"no column names the case; found are {self._listed(shape)}"
        judged = any(ALIASES.get(name, name) in VERDICTS or name.startswith("score.") for name in shape)
        verdict = "" if judged or not _likely("passed", shape) else f" {_flag('passed', shape)}"
        flags = _flag("case_id", shape) + verdict
        hint = f"name it: {flags}, or in the manifest columns: {{case_id: {_likely('case_id', shape) or 'COLUMN'}}}"
        return refuse(self._source, message, slug="result-column", hint=hint)

    def _missing(self, ours: str, theirs: str, found: Iterable[str]) -> ReaderError:
        message = f"columns: {ours}: there is no column {theirs!r}"
        return refuse(self._source, message, slug="result-column", hint=f"found are {self._listed(found)}")

    @staticmethod
    def _listed(names: Iterable[str]) -> str:
        """List column names, shortened: a file may have thousands."""
        every = [name[:MAX_NAME] for name in names]
        more = f" and {len(every) - MAX_NAMED} more" if len(every) > MAX_NAMED else ""
        return ", ".join(every[:MAX_NAMED]) + more


def _fields_like(word: str) -> str:
    """Say which field was likely meant, and which there are."""
    close = difflib.get_close_matches(word, sorted(FIELDS), n=1, cutoff=0.6)
    starting = [name for name in sorted(FIELDS) if name.startswith(f"{word}_")]
    meant = f"did you mean {(starting or close)[0]}? " if starting or close else ""
    return f"{meant}The fields are {', '.join(sorted(FIELDS))}"


def _likely(ours: str, names: Iterable[str]) -> str:
    """Return the column that is likely this field by its name, "" where none is."""
    by_word = {name.strip().casefold().replace(" ", "_"): name for name in names}
    return next((by_word[word][:MAX_NAME] for word in LIKELY[ours] if word in by_word), "")


def _flag(ours: str, names: Iterable[str]) -> str:
    """Return the option that maps a field, with the likely column where there is one."""
    mapped = f"{ours}={_likely(ours, names) or 'COLUMN'}"
    return f"--column {shlex.quote(mapped)}"


def _latency(left: Iterable[str]) -> str:
    """Propose the column of durations, which nobody can take by itself: its unit is not in its name."""
    return f" (if it is in seconds: {_flag('latency_s', left)})" if _likely("latency_s", left) else ""
