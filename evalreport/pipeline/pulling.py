"""`live pull`: a sample taken where the data lies, written down as evidence."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from evalreport.documents.project import load_project
from evalreport.documents.window_schema import read_header
from evalreport.errors import ErrorCollector, EvidenceError, WorldError
from evalreport.live.asking import secret_of
from evalreport.live.duck import ask_duckdb
from evalreport.live.ibisdb import ask_ibis
from evalreport.model.policy import Connection
from evalreport.readers.base import ReadOptions
from evalreport.readers.columns import ALIASES, FIELDS
from evalreport.readers.loading import FileSource
from evalreport.readers.window import WindowReader

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from evalreport.live.asking import Answer, Plain
    from evalreport.model.evaluation import Unread
    from evalreport.model.release import LivePlan, Release

# The connection nobody has to write down: files that DuckDB reads.
EMBEDDED = Connection(id="duckdb", kind="duckdb")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
# What is not a column of the normalised table but a field of a window's lines.
_NESTED = frozenset({"tools", "trace", "scores", "metadata", "labels", "tags"})
_FAMILIES = ("score.", "metadata.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a window is asked to be: its release and name, the query, when it was asked, and what its header says.

    ``window`` holds the header's own fields: from, to, suite, sampling. ``limit_s`` is how long a query may take.
    """

    release: str
    name: str
    query: str
    connection: str
    at: str
    window: Mapping[str, Plain]
    limit_s: float = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """The window that was written: its path from the project, rows, digests, and what the reader could not read."""

    path: str
    rows: int
    query_sha256: str
    rows_sha256: str
    unread: tuple[Unread, ...]
    warnings: tuple[str, ...]


def pull_window(root: Path, request: Request) -> Pulled:
    """Ask, write the window, and read it back as a build would.

    Raises EvidenceError for a release without a place for windows, a name or query that cannot be, no rows, or a file
    that stands already; WorldError where database or disk fails; all errors of the header together.
    """
    project = load_project(root)
    release = project.releases.get(request.release)
    if release is None:
        known = ", ".join(list(project.releases)[-5:]) or "none yet"
        raise EvidenceError(f"no release {request.release!r}", slug="unknown-release", hint=f"the newest are {known}")
    plan = _plan(release)
    path = _path(release, plan, request.name)
    if (root / path).exists():
        hint = "a window is never changed: choose another --window"
        raise EvidenceError(f"{path} stands already", slug="exists", hint=hint)
    answer = _ask(root, _connection(project.policy.connections, request.connection), request)
    lines = row_lines(answer, plan.columns)
    if not lines:
        hint = "a window without rows is no evidence; ask for another period"
        raise EvidenceError("the query gave no row", slug="query", hint=hint)
    header = _header(request, len(lines))
    text = "\n".join([json.dumps({"window": header}, ensure_ascii=False, allow_nan=False), *lines]) + "\n"
    unread, warnings = _write(root, path, text.encode("utf-8", "backslashreplace"))
    return Pulled(
        path=path.as_posix(),
        rows=len(lines),
        query_sha256=str(hashlib.sha256(request.query.encode()).hexdigest()),
        rows_sha256=hashlib.sha256("\n".join(lines).encode("utf-8", "backslashreplace")).hexdigest(),
        unread=unread,
        warnings=warnings,
    )


def row_lines(answer: Answer, columns: Mapping[str, str]) -> list[str]:
    """Return a line of JSON for each row, in an order that no engine decides; the same rows give the same lines.

    ``columns`` says which of their columns holds which of our fields; what is no field of ours becomes metadata.
    """
    ours = {theirs: name for name, theirs in columns.items()}
    records = [_ordered(_named(record, ours)) for record in answer.records()]
    return sorted(
        (json.dumps(record, ensure_ascii=False, allow_nan=False, sort_keys=True) for record in records),
        key=lambda line: (json.loads(line).get("started_at") or "", line),
    )


def _named(record: Mapping[str, Plain], ours: Mapping[str, str]) -> dict[str, Plain]:
    found: dict[str, Plain] = {}
    for theirs, value in record.items():
        name = ours.get(theirs, theirs)
        field = ALIASES.get(name, name)
        known = field in FIELDS or field in _NESTED or field.startswith(_FAMILIES)
        found[field if known else f"metadata.{name}"] = _opened(value) if field in _NESTED else _text(value)
    return found


def _opened(value: Plain) -> Plain:
    """Return lists and objects that a database keeps as JSON text as what they are."""
    if isinstance(value, str) and value[:1] in {"[", "{"}:
        try:
            opened: Plain = json.loads(value)
        except ValueError:
            return value
        return opened
    return value


def _text(value: Plain) -> Plain:
    nested = isinstance(value, list | dict)
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if nested else value


def _ordered(record: dict[str, Plain]) -> dict[str, Plain]:
    """Gather ``metadata.*`` into one object, as a reader of the file would write it."""
    told = record.pop("metadata", None)
    extra = {name.removeprefix("metadata."): record.pop(name) for name in list(record) if name.startswith("metadata.")}
    metadata = {**(told if isinstance(told, dict) else {}), **extra}
    return {**record, "metadata": metadata} if metadata else record


def _plan(release: Release) -> LivePlan:
    if release.live is None:
        raise EvidenceError(
            f"{release.id} does not say where its live windows lie",
            slug="required",
            location=release.location,
            hint="add live: {windows: live/*} to its release.yml",
        )
    return release.live


def _path(release: Release, plan: LivePlan, name: str) -> PurePosixPath:
    """Return where the window goes: beside the others, under a name that the manifest's glob finds."""
    if not NAME.fullmatch(name):
        raise EvidenceError(f"{name!r} is no name of a window", slug="path-form", hint="use letters, digits, . _ and -")
    pattern = PurePosixPath(release.folder) / plan.windows
    path = pattern.parent / f"{name}.jsonl"
    if not fnmatchcase(path.as_posix(), pattern.as_posix()):
        hint = f"live.windows is {plan.windows}; let it find {path.name}"
        raise EvidenceError("the manifest would not find the window", slug="path-missing", hint=hint)
    return path


def _connection(known: Mapping[str, Connection], name: str) -> Connection:
    if name in known:
        return known[name]
    if name == EMBEDDED.id:
        return EMBEDDED
    hint = f"the connections are {', '.join([*known, EMBEDDED.id])}"
    raise EvidenceError(f"no connection {name!r}", slug="connection", hint=hint)


def _ask(root: Path, connection: Connection, request: Request) -> Answer:
    secret = secret_of(connection.secret, os.environ)
    if connection.kind == "duckdb":
        return ask_duckdb(request.query, root=root, url=connection.url, secret=secret, limit_s=request.limit_s)
    return ask_ibis(request.query, url=connection.url, secret=secret, limit_s=request.limit_s)


def _header(request: Request, rows: int) -> dict[str, Plain]:
    return {
        "version": 1,
        **{name: value for name, value in request.window.items() if value not in (None, "", {})},
        "source": {
            "query": request.query,
            "query_sha256": hashlib.sha256(request.query.encode()).hexdigest(),
            "connection": request.connection,
            "rows": rows,
            "pulled_at": request.at,
        },
    }


def _write(root: Path, path: PurePosixPath, data: bytes) -> tuple[tuple[Unread, ...], tuple[str, ...]]:
    """Write the file under another name, read it back, and give it its own; what is wrong leaves nothing behind."""
    # A name that begins with a dot is no window, so that a build meanwhile does not read half of one.
    place = root / path.parent / f".{path.name}.part"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        errors = ErrorCollector()
        source = FileSource(place, path.as_posix())
        with errors:
            read_header(source, errors)
        errors.raise_if_any()
        found = WindowReader().read(source, ReadOptions())
        os.link(place, root / path)
    except OSError as error:
        raise WorldError(f"cannot write {path}: {error.strerror}", slug="disk") from error
    finally:
        place.unlink(missing_ok=True)
    return found.unread, _all_warnings(found.warnings, [run.warnings for run in found.runs])


def _all_warnings(first: Sequence[str], others: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*first, *(text for some in others for text in some)]))
