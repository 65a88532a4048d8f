"""Inspect AI logs: the `.eval` archive and the `.json` file, log versions 1 to 3."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

import msgspec

from evalreport.model.evaluation import EvalRun, ResultFile, Unread
from evalreport.readers.base import refuse
from evalreport.readers.inspect_headline import contradictions, headlines, scorer_name, stated_values, total_samples
from evalreport.readers.inspect_sample import SampleContext, sample_row
from evalreport.readers.inspect_schema import LogHeader, LogText, LogValues, Sample
from evalreport.readers.inspect_zip import MAGIC, Archive, DamagedMemberError, open_archive
from evalreport.readers.jsontext import head_warnings
from evalreport.readers.rows import translate_parts, unique_rows, withdraw_free_costs
from evalreport.readers.typedjson import decode_outer, decode_part, decode_typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evalreport.model.evaluation import CaseResult
    from evalreport.readers.base import ReadOptions, Source

# The block `eval` stands before anything nested; a word alone would claim every file that talks about evaluation.
_JSON_LOG = re.compile(rb'^(\xef\xbb\xbf)?\s*\{[^{}\[\]]*"eval"\s*:\s*\{.*?"task"\s*:', re.DOTALL)
# Longer numbers are no counters but hashes, which sort as text.
MAX_DIGITS = 18
# The header is written last; until then only the journal says what runs.
_HEADERS = ("header.json", "_journal/start.json")


class InspectReader:
    """Logs of Inspect AI, as `.eval` archive (deflate or zstandard) or `.json`.

    A sample is a row: its id is the case, its epoch the epoch, the task the suite. Letters become numbers (C 1, P 0.5,
    I and N 0) and C passes while I and N fail; partial credit is neither. A true or false score passes or fails.
    Numbers need a threshold in the scorecard. A mapping gives one score an entry, named `scorer.entry`; lists are kept
    as text. Samples with an error are unscored; a limit becomes the label `limit:TYPE`. Tokens are those of the model
    under test, without graders; a cost is read from the sample's metadata `cost_usd`, else from Inspect's own usage.
    Labels come from the metadata `labels` or `label` of sample and scores. Accuracy and mean are counted again from
    the samples, and a log that states another number is contradicted. Only status `success` with all samples is
    complete. Not read: events, the store, message bodies but the first question, tool results and the last answer.
    """

    name: ClassVar[str] = "inspect"
    title: ClassVar[str] = "Inspect AI log"
    version: ClassVar[int] = 2

    def sniff(self, source: Source) -> bool:
        """Claim archives with an Inspect log's members, whatever `.eval` archives there are, and JSON logs."""
        head = source.head
        if head.startswith(MAGIC):
            # Renamed archives are known by their members, which stand near the beginning.
            return source.name.endswith(".eval") or b"_journal/start.json" in head or b"header.json" in head
        return _JSON_LOG.match(head) is not None

    def read(self, source: Source, options: ReadOptions) -> ResultFile:
        """Read a log; raise ReaderError for one that is damaged as a whole, or hostile."""
        if not source.head.startswith(MAGIC):
            log = decode_outer(source.read(), LogText, LogValues, source.name)
            parts: Iterator[tuple[str, object]] = (
                (f"samples[{index}]", part) for index, part in enumerate(log.samples or ())
            )
            return _result(source, options, log, parts)
        with open_archive(source) as archive:
            header = decode_typed(_header(source, archive), LogHeader, source.name)
            return _result(source, options, header, _members(archive))


def _header(source: Source, archive: Archive) -> bytes:
    """Return the header, or what stands in its place until a run has ended; raise ReaderError where there is none."""
    for name in _HEADERS:
        if name in archive.names:
            try:
                return archive.read(name)
            except DamagedMemberError as error:
                raise refuse(source, f"member {name}: {error}", slug="zip-damaged") from None
    raise refuse(source, "the archive holds no Inspect log: there is no header.json", slug="format-unknown")


def _members(archive: Archive) -> Iterator[tuple[str, object]]:
    """Yield name and undecoded text of each sample; a damaged member yields its damage."""
    for name in archive.names:
        if name.startswith("samples/") and name.endswith(".json"):
            try:
                yield name, msgspec.Raw(archive.read(name))
            except DamagedMemberError as error:
                yield name, error


def _result(source: Source, options: ReadOptions, log: LogHeader, parts: Iterator[tuple[str, object]]) -> ResultFile:
    """Translate samples one by one and put the run together."""
    context = SampleContext(
        suite=options.suite or log.eval.task,
        model=log.eval.model,
        created=log.eval.created,
        tags=tuple(log.eval.tags or ()),
        scorer=scorer_name(log.results),
    )
    unread: list[Unread] = []

    def row(part: object, where: str) -> CaseResult:
        return sample_row(decode_part(part, Sample, where), context)

    rows, repeated = unique_rows(translate_parts(parts, row, unread))
    unread += repeated
    rows, cost_warnings = withdraw_free_costs(tuple(sorted(rows, key=_natural)))
    found = headlines(log.results)
    run = EvalRun(
        run_id=log.eval.run_id,
        suite=context.suite,
        model=log.eval.model,
        status=log.status,
        complete=_complete(log, rows, len(unread)),
        rows=rows,
        stated=stated_values(found) | _stated_tokens(log),
        # Rows that could not be read may hold the difference, so then nothing is contradicted.
        contradictions=() if unread else contradictions(found, rows),
        warnings=(*_warnings(log, rows), *cost_warnings),
    )
    return ResultFile(
        format=InspectReader.name,
        format_version=None if log.version is None else str(log.version),
        runs=(run,),
        unread=tuple(unread),
        warnings=head_warnings(source.head),
    )


def _natural(row: CaseResult) -> tuple[int, int, int, str]:
    """Order by epoch, then by case, numbers as numbers: archives hold samples in the order they happened to end."""
    numeric = row.case_id.isascii() and row.case_id.isdigit() and len(row.case_id) <= MAX_DIGITS
    return row.epoch, not numeric, int(row.case_id) if numeric else 0, row.case_id


def _stated_tokens(log: LogHeader) -> dict[str, float]:
    """Return the tokens that the log states for the model under test over all samples."""
    usage = ((log.stats and log.stats.model_usage) or {}).get(log.eval.model or "")
    counts = {"tokens_in": usage.input_tokens, "tokens_out": usage.output_tokens} if usage else {}
    return {name: float(count) for name, count in counts.items() if count is not None}


def _complete(log: LogHeader, rows: Sequence[CaseResult], unread: int) -> bool:
    """Say whether the run ended well, all of its samples stand in the log, readable or not, and one at least ran."""
    total, completed = total_samples(log.results)
    # Rows that could not be read have a limit of their own in the gates; rows that are not there have none.
    held = min(len(rows) + unread, len(rows) + unread if completed is None else completed)
    return log.status == "success" and held >= (total or 0) and any(row.error is None for row in rows)


def _warnings(log: LogHeader, rows: Sequence[CaseResult]) -> Iterator[str]:
    """Yield what the numbers of the run do not say."""
    if log.status != "success":
        yield f"the log's status is {log.status}"
    if not rows:
        yield "rows not included: the log holds no samples"
    elif all(row.error is not None for row in rows):
        yield "every sample ended with an error"
    yield from _missing(len(rows), *total_samples(log.results))
    if log.invalidated:
        yield "the log says that samples were invalidated"


def _missing(rows: int, total: int | None, completed: int | None) -> Iterator[str]:
    """Yield by how much the log falls short of the samples it states."""
    if total is not None and 0 < rows < total:
        yield f"{rows} of {total} samples are in the log"
    if total is not None and completed is not None and completed < total:
        yield f"{completed} of {total} samples were completed"
