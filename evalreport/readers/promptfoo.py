"""The output files of promptfoo, version 3."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from evalreport.model.evaluation import Contradiction, EvalRun, ResultFile, Unread
from evalreport.readers.base import refuse
from evalreport.readers.jsontext import head_warnings, load_json
from evalreport.readers.promptfoo_row import mapping, promptfoo_row, provider_names
from evalreport.readers.rows import withdraw_free_costs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evalreport.model.evaluation import CaseResult
    from evalreport.readers.base import ReadOptions, Source

SUITE = "promptfoo"
READ_VERSION = 3
# A label may be a whole prompt; the variant stands in headings and in the manifest.
MAX_LABEL = 60
HINT = "export it with promptfoo 0.100 or newer"
# Each version opens in its own way, and a sniffer sees the first bytes only.
_CLAIMS = (
    re.compile(rb'"evalId"\s*:.*?"results"\s*:\s*\{', re.DOTALL),
    re.compile(rb'"results"\s*:\s*\{\s*"version"\s*:\s*\d'),
    re.compile(rb'\A\s*\{\s*"version"\s*:\s*\d+\s*,\s*"results"\s*:\s*\['),
    re.compile(rb'"_resultsLoaded"\s*:'),
)
# What the file counts, as promptfoo names it in `stats` and in each prompt's `metrics`, and the outcome meant.
_COUNTS = {"successes": "testPassCount", "failures": "testFailCount", "errors": "testErrorCount"}


class PromptfooReader:
    """The output file of promptfoo (`--output results.json`), version 3; older versions are recognised and refused.

    A file may hold a matrix: each column (a prompt with a provider) is a run, whose variant is the provider's id, and
    where that is not enough its label or the prompt's. A release picks one with `variant:`. The case is called
    `test-<testIdx>` or, with a description, `<testIdx>: <description>`; repeats of a test are epochs. The score `score`
    has the file's success as its verdict; named scores follow, and one score for each type of assertion (of several
    the mean, passed when all passed). A failed assertion leaves the label `failed:<type>`, a failed red-team test that
    of its plugin. `failureReason` 2 is a harness error: the row is unscored. Human ratings become the human label.

    An answer from the cache has no latency. A run whose costs are all 0 although it used tokens has an unknown cost.
    The counts in `stats` (of a matrix: in each prompt's metrics) are compared with the rows.
    """

    name: ClassVar[str] = "promptfoo"
    title: ClassVar[str] = "promptfoo output"
    version: ClassVar[int] = 1

    def sniff(self, source: Source) -> bool:
        """Claim JSON that opens as one of promptfoo's versions does."""
        head = source.head
        return (
            not source.members
            and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
            and any(claim.search(head) for claim in _CLAIMS)
        )

    def read(self, source: Source, options: ReadOptions) -> ResultFile:
        """Read each column as a run; raise ReaderError for another version, or a file without rows."""
        document = mapping(load_json(source))
        results = mapping(document.get("results"))
        _check_version(source, document, results)
        items = results.get("results")
        if not isinstance(items, list) or not items:
            raise refuse(source, "the file holds no result", slug="result-empty", hint="run the suite again")
        columns: dict[object, list[CaseResult]] = {}
        providers: dict[object, tuple[str, str, str]] = {}
        unread: list[Unread] = []
        seen: Counter[tuple[object, str]] = Counter()
        for index, item in enumerate(items):
            column = _column(mapping(item))
            try:
                row = promptfoo_row(mapping(item), options.suite or SUITE, index)
            except ValueError as error:
                unread.append(Unread(where=f"results[{index}]", why=str(error)))
                continue
            # Repeats carry no number of their own: their order in the file is all that tells them apart.
            seen[column, row.case_id] += 1
            columns.setdefault(column, []).append(replace(row, epoch=seen[column, row.case_id]))
            providers.setdefault(column, provider_names(mapping(item)))
        if not columns:
            raise refuse(source, f"no result can be read: {unread[0].where}: {unread[0].why}", slug="result-value")
        runs = _runs(document, results, columns, providers)
        version = str(results.get("version"))
        return ResultFile(
            format=self.name,
            format_version=version,
            runs=runs,
            unread=tuple(unread),
            warnings=head_warnings(source.head),
        )


def _column(item: Mapping[str, object]) -> int:
    """Return the column of the matrix that a result belongs to; a file with one column may leave it out."""
    column = item.get("promptIdx", 0)
    return column if isinstance(column, int) else 0


def _check_version(source: Source, document: Mapping[str, object], results: Mapping[str, object]) -> None:
    """Raise ReaderError for every version but the one that is read."""
    # An older program's memory written to disk: it names its rows and does not hold them.
    if "_resultsLoaded" in document:
        message = "this is a dump of promptfoo's own record, without rows"
    elif results.get("version") == READ_VERSION:
        return
    else:
        version = results.get("version", document.get("version", 0))
        message = (
            f"promptfoo output version {version} is not read yet" if isinstance(version, int) else "no promptfoo output"
        )
    raise refuse(source, message, slug="format-unknown", hint=HINT)


def _runs(
    document: Mapping[str, object],
    results: Mapping[str, object],
    columns: Mapping[object, list[CaseResult]],
    providers: Mapping[object, tuple[str, str, str]],
) -> tuple[EvalRun, ...]:
    """Make a run of each column, in the order of the columns."""
    run_id = document.get("evalId")
    made: list[EvalRun] = []
    for column in sorted(columns, key=str):
        stated = _total_counts(results) if len(columns) == 1 else _column_counts(results, column)
        rows, warnings = _checked(columns[column])
        counts = {name: float(value) for name, value in stated.items() if isinstance(value, int)}
        made.append(
            EvalRun(
                # Dumps made by hand leave the id out.
                run_id=run_id if isinstance(run_id, str) else "promptfoo",
                suite=rows[0].suite,
                # The provider's id names model and settings; the file says nothing more exact.
                model=providers[column][0],
                variant=_variant(column, providers),
                rows=rows,
                stated=counts,
                contradictions=_contradictions(counts, rows),
                warnings=warnings,
            )
        )
    return tuple(made)


def _total_counts(results: Mapping[str, object]) -> dict[str, object]:
    """Return what the file counts over all of its results."""
    stats = mapping(results.get("stats"))
    return {name: stats.get(name) for name in _COUNTS}


def _column_counts(results: Mapping[str, object], column: object) -> dict[str, object]:
    """Return what the file counts in one column: its totals are sums over all of them."""
    listed = results.get("prompts")
    prompts: dict[object, object] = dict(enumerate(listed)) if isinstance(listed, list) else {}
    metrics = mapping(mapping(prompts.get(column)).get("metrics"))
    return {name: metrics.get(theirs) for name, theirs in _COUNTS.items()}


def _variant(column: object, providers: Mapping[object, tuple[str, str, str]]) -> str:
    """Name a column by its provider's id, then with its label, the prompt's label, or its number where they repeat."""
    name = providers[column][0]
    if sum(other[0] == name for other in providers.values()) == 1:
        return name
    for place, part in enumerate(providers[column][1:], 1):
        if part and sum((other[0], other[place]) == (name, part) for other in providers.values()) == 1:
            return f"{name} | {part[:MAX_LABEL]}"
    return f"{name} | prompt {column}"


def _checked(rows: Sequence[CaseResult]) -> tuple[tuple[CaseResult, ...], tuple[str, ...]]:
    """Drop costs that cannot be true, and say what the rows do not tell."""
    warnings: list[str] = []
    cached = sum(row.metadata.get("cached") == "true" for row in rows)
    if cached:
        warnings.append(
            f"{cached} of {len(rows)} answers came from the cache: latency unknown, cost that of the first call"
        )
    # promptfoo writes 0 for every provider whose prices it does not know.
    kept, free = withdraw_free_costs(tuple(rows))
    return kept, (*warnings, *free)


def _contradictions(stated: Mapping[str, float], rows: Sequence[CaseResult]) -> tuple[Contradiction, ...]:
    """Compare the counts stated with the rows; files from before errors were counted apart call them failures."""
    errors = sum(row.error is not None for row in rows)
    # Both old and new files must agree with their own counts.
    failures = sum(row.passed is False for row in rows) + (errors if "errors" not in stated else 0)
    counted = {"successes": sum(row.passed is True for row in rows), "failures": failures, "errors": errors}
    return tuple(
        Contradiction(what=name, stated=value, counted=float(counted[name]))
        for name, value in stated.items()
        if value != counted[name]
    )
