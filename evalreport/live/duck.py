"""Asking DuckDB, the embedded default: SQL over Parquet, JSON Lines and CSV files, or over a DuckDB database."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from evalreport.errors import EvidenceError, WorldError
from evalreport.live.asking import Answer, without_secret

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

_SECRET = "CREATE SECRET"  # noqa: S105  # the words a statement begins with, no secret


def ask_duckdb(query: str, *, root: Path, url: str, secret: str | None, limit_s: float) -> Answer:
    """Return the rows of one SELECT; relative paths in it start at ``root``.

    ``url`` is the path of a database, opened to read only, or "" for files alone. ``secret`` is a CREATE SECRET
    statement for an object store. Raises EvidenceError for anything but one SELECT and for what DuckDB refuses,
    WorldError where it takes longer than ``limit_s`` seconds.
    """
    import duckdb

    try:
        with _connected(root, url, secret) as connection:
            _only_select(connection, query)
            return _asked(connection, query, limit_s)
    except duckdb.InterruptException:
        raise WorldError(f"the query took longer than {limit_s:g} s", slug="query-time") from None
    except duckdb.Error as error:
        raise _refused(without_secret(str(error), secret)) from None


def _asked(connection: DuckDBPyConnection, query: str, limit_s: float) -> Answer:
    timer = threading.Timer(limit_s, connection.interrupt)
    timer.start()
    try:
        found = connection.execute(query)
        columns = tuple(str(one[0]) for one in found.description or ())
        return Answer(columns=columns, rows=found.fetchall())
    finally:
        timer.cancel()


def _connected(root: Path, url: str, secret: str | None) -> DuckDBPyConnection:
    import duckdb

    # Nothing is downloaded at run time; an extension that is installed already may be loaded. One thread reads in the
    # order of the files, so that what a query leaves open comes out alike each time.
    connection = duckdb.connect(
        str(root / url) if url else ":memory:",
        read_only=bool(url),
        config={"autoinstall_known_extensions": "false", "file_search_path": str(root), "threads": "1"},
    )
    connection.execute("SET TimeZone = 'UTC'")
    if secret is not None:
        if not secret.lstrip().upper().startswith(_SECRET):
            connection.close()
            hint = f"the variable must hold DuckDB's {_SECRET} statement"
            raise EvidenceError("the secret of the connection is no secret of DuckDB", slug="connection", hint=hint)
        connection.execute(secret)
    connection.execute("SET lock_configuration = true")
    return connection


def _only_select(connection: DuckDBPyConnection, query: str) -> None:
    import duckdb

    statements = connection.extract_statements(query)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        hint = "write one SELECT, or WITH ... SELECT"
        raise EvidenceError("a window is pulled by one query that only reads", slug="query", hint=hint)


def _refused(message: str) -> EvidenceError:
    # The engine's first paragraph says what is wrong; the rest draws the query again.
    first = " ".join(message.split("\n\n", maxsplit=1)[0].split())
    hint = "correct the query"
    if "xtension" in message:
        hint = "install the extension beforehand (INSTALL httpfs): nothing is downloaded while pulling"
    return EvidenceError(f"DuckDB refuses the query: {first}", slug="query", hint=hint)
