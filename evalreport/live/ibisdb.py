"""Asking any other database through Ibis: PostgreSQL and what else it has a backend for."""

from __future__ import annotations

import contextlib
import importlib
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from evalreport.errors import EvidenceError, WorldError
from evalreport.live.asking import Answer, without_secret

if TYPE_CHECKING:
    from collections.abc import Iterator

# What a WITH can hide in a database that lets it write; the session only reads as well, where it has such a mode.
_WRITES = frozenset(
    {"Insert", "Update", "Delete", "Merge", "Create", "Drop", "Alter", "Command", "Copy", "TruncateTable", "Into"}
)
# Where an address has another name for a dialect than the parser of queries.
_DIALECTS = {"postgresql": "postgres"}
# The drivers Ibis uses; each has one class that all its errors are (PEP 249).
_DRIVERS = {
    "mysql": "MySQLdb",
    "postgres": "psycopg",
    "snowflake": "snowflake.connector",
    "sqlite": "sqlite3",
    "trino": "trino.exceptions",
}
_READ_ONLY = {"postgres": "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"}
_TIME_LIMIT = {"postgres": "SET statement_timeout = {ms}"}


def ask_ibis(query: str, *, url: str, secret: str | None, limit_s: float) -> Answer:
    """Return the rows of one SELECT from the database at ``url``; ``secret`` is its password.

    Raises EvidenceError for anything but one query that reads, for what the database refuses, and where Ibis or its
    backend is not installed; WorldError where the database cannot be reached.
    """
    try:
        import ibis
    except ImportError:
        raise _not_installed("ibis-framework") from None
    scheme = urlsplit(url).scheme
    dialect = _DIALECTS.get(scheme, scheme)
    # Before the query is parsed: the parser would call an unknown database a fault of the query.
    refused = _errors_of(dialect)
    _only_reads(query, dialect)
    try:
        backend = ibis.connect(with_password(url, secret))
    except ImportError as error:
        raise _not_installed(error.name or dialect) from None
    except refused as error:
        reason = _one_line(error, secret)
        raise WorldError(f"the database cannot be reached: {reason}", slug="connection") from None
    try:
        for statement in _session(dialect, limit_s):
            backend.raw_sql(statement).close()
        # Not as an Ibis table: to learn its columns, Ibis makes a view, and this session only reads.
        with contextlib.closing(backend.raw_sql(query)) as cursor:
            return Answer(columns=tuple(str(one[0]) for one in cursor.description), rows=cursor.fetchall())
    except refused as error:
        reason = _one_line(error, secret)
        raise EvidenceError(f"the database refuses the query: {reason}", slug="query", hint="correct it") from None
    finally:
        backend.disconnect()


def with_password(url: str, secret: str | None) -> str:
    """Return the address with the password in it, percent-encoded as an address asks."""
    if secret is None:
        return url
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(secret, safe='')}@{host}"))


def _only_reads(query: str, dialect: str) -> None:
    """Raise EvidenceError unless the text is one query and nothing in it writes."""
    import sqlglot
    from sqlglot.errors import SqlglotError

    try:
        statements = [one for one in sqlglot.parse(query, read=dialect or None) if one is not None]
    except (SqlglotError, ValueError) as error:
        reason = _one_line(error, None)
        raise EvidenceError(f"the query cannot be read: {reason}", slug="query", hint="correct it") from None
    kinds = {type(node).__name__ for one in statements for node in one.walk()}
    outer = {type(one).__name__ for one in statements}
    if len(statements) != 1 or kinds & _WRITES or not outer <= {"Select", "Union", "Intersect", "Except"}:
        hint = "write one SELECT, or WITH ... SELECT"
        raise EvidenceError("a window is pulled by one query that only reads", slug="query", hint=hint)


def _errors_of(dialect: str) -> tuple[type[Exception], ...]:
    """Return what Ibis and the driver raise. Raises EvidenceError for a database whose driver is unknown or missing."""
    from ibis.common.exceptions import IbisError

    if dialect not in _DRIVERS:
        hint = f"use one of {', '.join(sorted(_DRIVERS))}"
        raise EvidenceError(f"{dialect!r} is no database that can be asked", slug="connection", hint=hint)
    try:
        driver = importlib.import_module(_DRIVERS[dialect])
    except ImportError:
        raise _not_installed(_DRIVERS[dialect]) from None
    return (IbisError, driver.Error, OSError, ValueError)


def _session(dialect: str, limit_s: float) -> Iterator[str]:
    if dialect in _READ_ONLY:
        yield _READ_ONLY[dialect]
    if dialect in _TIME_LIMIT:
        yield _TIME_LIMIT[dialect].format(ms=int(limit_s * 1000))


def _one_line(error: Exception, secret: str | None) -> str:
    return without_secret(" ".join(str(error).split())[:400], secret)


def _not_installed(name: str) -> EvidenceError:
    hint = "install it with the extra: pip install 'evalreport[ibis]'"
    return EvidenceError(f"{name} is not installed", slug="connection", hint=hint)
