"""Review files: tables of live runs that people fill in, ``releases/<id>/reviews/*.csv``."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from evalreport.errors import ErrorCollector, EvidenceError
from evalreport.model.location import Location
from evalreport.model.review import NO_FAILURE, ReviewedRun
from evalreport.readers.loading import FileSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path, PurePosixPath

    from evalreport.model.policy import Policy

FOLDER = "reviews"
# What a person fills in; all other columns are the run's.
ANSWERS = ("failure_class", "severity", "note", "reviewer")
TOLD = (
    "trace_id",
    "case_id",
    "window",
    "suite",
    "started_at",
    "stratum",
    "probability",
    "proposed_class",
    "known_or_new",
    "tags",
    "metadata",
    "input",
    "output",
)
COLUMNS = (*TOLD, *ANSWERS)
SEVERITIES = ("minor", "major", "critical")
# A spreadsheet takes a cell that begins so for a formula.
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")
# Characters of a cell; ours are excerpts.
LONGEST = 1024 * 1024


def review_table(rows: Iterable[Mapping[str, str]]) -> str:
    """Write a review file: RFC 4180 with a header; cells that a spreadsheet would run begin with an apostrophe."""
    text = io.StringIO()
    # The ending of RFC 4180: with another one the writer leaves a lone carriage return unquoted.
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_inert(row.get(name, "")) for name in COLUMNS])
    return text.getvalue()


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith((*_ACTIVE, "'")) else text


def _as_typed(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith((*_ACTIVE, "'")) else text


def review_files(root: Path, folder: PurePosixPath) -> tuple[PurePosixPath, ...]:
    """List the review files of a release, in the order of their names."""
    found = sorted((root / folder / FOLDER).glob("*.csv"))
    return tuple(folder / FOLDER / path.name for path in found if path.is_file() and not path.is_symlink())


def release_reviews(root: Path, folder: PurePosixPath, policy: Policy) -> tuple[ReviewedRun, ...]:
    """Read every review file of a release; raise CollectedError with all that is wrong in them."""
    errors = ErrorCollector()
    rows: list[ReviewedRun] = []
    for path in review_files(root, folder):
        with errors:
            rows.extend(read_reviews(root, path, policy, errors))
    errors.raise_if_any()
    return tuple(rows)


def read_reviews(root: Path, path: PurePosixPath, policy: Policy, errors: ErrorCollector) -> tuple[ReviewedRun, ...]:
    """Read one review file; what cannot be is added to ``errors`` with line and column.

    Raises ReaderError for no file, WorldError where it cannot be read, EvidenceError for a cell without an end.
    """
    data = FileSource(root / path, path.as_posix()).read()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = Location(file=path.as_posix())
        errors.add(EvidenceError(f"byte {error.start} is no UTF-8", slug="review", location=place))
        return ()
    lines = _lines(text, path.as_posix())
    _, header = next(lines, (1, []))
    lacking = [name for name in ("trace_id", *ANSWERS) if name not in header]
    if lacking:
        place = Location(file=path.as_posix(), line=1, column=1)
        hint = "keep the columns that evalreport curate wrote, with commas between them"
        errors.add(EvidenceError(f"no column {', '.join(lacking)}", slug="review", location=place, hint=hint))
        return ()
    rows = (_row(header, cells, Location(file=path.as_posix(), line=line), policy, errors) for line, cells in lines)
    return tuple(row for row in rows if row is not None)


def _lines(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line in which each row begins (a cell may hold several), and its cells."""
    table = csv.reader(io.StringIO(text, newline=""))
    # One limit for the whole process: the readers of results set theirs, so it is set where it is needed.
    csv.field_size_limit(LONGEST)
    line = 1
    try:
        for cells in table:
            if any(cells):
                yield line, cells
            line = table.line_num + 1
    except csv.Error as error:
        # Nearly always a quotation mark that nobody closed: the rest of the file is then one cell.
        message = f"the row that begins here is no row of a table: {error}"
        place = Location(file=name, line=line, column=1)
        raise EvidenceError(message, slug="review", location=place, hint="close each quotation mark") from None


def _row(
    header: Sequence[str], cells: Sequence[str], place: Location, policy: Policy, errors: ErrorCollector
) -> ReviewedRun | None:
    told = {name: _as_typed(cell) for name, cell in zip(header, cells, strict=False)}
    # What people type may end in a blank; what the run says stays as it is.
    told |= {name: told[name].strip() for name in ANSWERS if name in told}
    faults = list(_faults(told, policy))
    for name, message, hint in faults:
        where = Location(file=place.file, line=place.line, column=header.index(name) + 1)
        errors.add(EvidenceError(message, slug="review", location=where, path=name, hint=hint))
    if faults:
        return None
    return ReviewedRun(
        trace_id=told["trace_id"],
        failure_class=told.get("failure_class", ""),
        severity=told.get("severity", ""),
        note=told.get("note", ""),
        reviewer=told.get("reviewer", ""),
        told={name: told.get(name, "") for name in TOLD},
        location=Location(file=place.file, line=place.line, column=header.index("trace_id") + 1),
    )


def _faults(told: Mapping[str, str], policy: Policy) -> Iterator[tuple[str, str, str]]:
    """Yield column, message and hint of what a row cannot say."""
    name, severity, reviewer = told.get("failure_class", ""), told.get("severity", ""), told.get("reviewer", "")
    if not told.get("trace_id"):
        yield "trace_id", "a row without the run it is about", "keep the trace_id that was drawn"
    classes = [*policy.failure_classes, NO_FAILURE]
    if name and name not in classes:
        yield "failure_class", f"no failure class {name!r}", f"write one of {', '.join(classes)}"
    if severity and severity not in SEVERITIES:
        yield "severity", f"no severity {severity!r}", f"write one of {', '.join(SEVERITIES)}"
    if reviewer and reviewer not in policy.people:
        yield "reviewer", f"no person {reviewer!r}", f"write one of {', '.join(policy.people)}"
    yield from _halves(name, severity, reviewer, told.get("note", ""))


def _halves(name: str, severity: str, reviewer: str, note: str) -> Iterator[tuple[str, str, str]]:
    """Yield what is missing where a row is half filled in: half a review is neither one nor none."""
    if (name or severity or note) and not reviewer:
        yield "reviewer", "a review without a reviewer", "write the id of the person who reviewed"
    if reviewer and not name:
        yield "failure_class", "a review without a failure class", f"write one, or {NO_FAILURE}"
    if severity and name == NO_FAILURE:
        yield "severity", f"a severity beside {NO_FAILURE}", "leave it empty"
    if reviewer and name and name != NO_FAILURE and not severity:
        yield "severity", "a failure without a severity", f"write one of {', '.join(SEVERITIES)}"
