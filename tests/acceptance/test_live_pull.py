"""`evalreport live pull`: the same sample from a Parquet file and from a real PostgreSQL server."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import duckdb
import psycopg
import pytest

from tests.acceptance.live_repository import live_story, policy
from tests.acceptance.postgres_server import PASSWORD, Server, serving
from tests.acceptance.repositories import ask

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.acceptance.evidence_repository import Story
    from tests.acceptance.repositories import Answer

AT = "2026-02-05T00:10:00Z"
# Strings, a decimal, a double, whole numbers beyond what JSON readers hold, NULL, times with a zone, JSON, a bool.
ROWS: list[tuple[object, ...]] = [
    ("t-3", "refund", True, "0.10", 1.0, 12, "2026-02-04T22:00:00+02:00", '{"region": "eu", "n": 1}', None, 2**60),
    ("t-1", "O'Neil; DROP TABLE runs", False, "2.00", 0.25, None, "2026-02-04T08:00:00+00:00", None, "<b>late</b>", 7),
    ("t-2", "größer 漢字", None, None, None, 0, "2026-02-04T08:00:00+00:00", '{"region": "us"}', "ok", 8),
]
TABLE = (
    "CREATE TABLE runs (trace_id {text}, kind {text}, passed BOOLEAN, cost_usd NUMERIC(10, 2),"
    " latency_s DOUBLE PRECISION, tokens_in INTEGER, started_at TIMESTAMPTZ, metadata {json},"
    " note {text}, account BIGINT)"
)
FILL = "INSERT INTO runs VALUES ({marks})"
FROM_FILE = (
    "SELECT trace_id, kind, passed, cost_usd, latency_s, tokens_in, started_at, metadata, note, account"
    " FROM 'runs.parquet'"
)
FROM_TABLE = FROM_FILE.replace("'runs.parquet'", "runs")
SECRET = "EVALREPORT_TEST_PASSWORD"  # noqa: S105  # the name of a variable


def run(made: Story, capsys: pytest.CaptureFixture[str], *arguments: str) -> Answer:
    """Run a command in the repository."""
    return ask(capsys, "-C", str(made.root), *arguments)


def pull(made: Story, capsys: pytest.CaptureFixture[str], query: str, window: str, *more: str) -> Answer:
    """Pull a window of r1."""
    return run(made, capsys, "live", "pull", "r1", "--query", query, "--window", window, "--at", AT, *more)


def lines_of(made: Story, window: str) -> Sequence[str]:
    """The lines of a window of r1, the header first."""
    return made.read(f"releases/r1/live/{window}.jsonl").splitlines()


@pytest.fixture
def made(tmp_path: Path) -> Story:
    """A repository, and beside its releases a Parquet file of runs."""
    story = live_story(tmp_path / "repository", policy())
    with duckdb.connect() as connection:
        connection.execute(TABLE.format(text="VARCHAR", json="VARCHAR"))
        connection.executemany(FILL.format(marks=", ".join(["?"] * 10)), ROWS)
        connection.execute(f"COPY runs TO '{story.root}/runs.parquet' (FORMAT parquet)")
    return story


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A PostgreSQL server with the same runs in a table."""
    with serving() as started:
        with psycopg.connect(started.url, password=started.password, autocommit=True) as connection:
            connection.execute(TABLE.format(text="TEXT", json="JSONB"))
            connection.execute("CREATE SEQUENCE ids")
            with connection.cursor() as cursor:
                cursor.executemany(FILL.format(marks=", ".join(["%s"] * 10)), ROWS)
        yield started


@pytest.fixture
def connected(made: Story, server: Server, monkeypatch: pytest.MonkeyPatch) -> Story:
    """The repository with the server among its connections, and the password where the connection names it."""
    monkeypatch.setenv(SECRET, server.password)
    made.put(
        "site_config.yml",
        policy() + f"connections:\n  warehouse: {{kind: ibis, url: '{server.url}', secret: {SECRET}}}\n",
    )
    return made


def test_same_rows_from_parquet_and_postgres(connected: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """DuckDB over a Parquet file and PostgreSQL give the same lines and print the same digest of the rows."""
    first = pull(connected, capsys, FROM_FILE, "duck")
    second = pull(connected, capsys, FROM_TABLE, "postgres", "--connection", "warehouse")
    assert (first.code, second.code) == (0, 0), first.err + second.err
    duck, postgres = (lines_of(connected, name)[1:] for name in ("duck", "postgres"))
    assert duck == postgres
    assert [json.loads(line)["trace_id"] for line in duck] == ["t-1", "t-2", "t-3"]
    digests = [line for answer in (first, second) for line in answer.out.splitlines() if "rows   sha256" in line]
    assert len(set(digests)) == 1
    assert hashlib.sha256("\n".join(duck).encode()).hexdigest() in digests[0]


def test_values_are_what_the_database_held(connected: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """NULL is left out, decimals are numbers, times are UTC, whole numbers beyond 2**53 stay themselves as text."""
    assert pull(connected, capsys, FROM_TABLE, "w", "--connection", "warehouse").code == 0
    last = json.loads(lines_of(connected, "w")[-1])
    assert last == {
        "trace_id": "t-3",
        "passed": True,
        "cost_usd": 0.1,
        "latency_s": 1,
        "tokens_in": 12,
        "started_at": "2026-02-04T20:00:00Z",
        "metadata": {"region": "eu", "n": 1, "kind": "refund", "account": str(2**60)},
    }


def test_header_says_where_rows_came_from(connected: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """The first line keeps query, digest, connection, rows, time, period and sampling, and no password."""
    query = FROM_TABLE
    done = pull(
        connected, capsys, query, "w", "--connection", "warehouse",
        "--from", "2026-02-04", "--to", "2026-02-05", "--sampling", "random", "--rate", "0.05",
    )  # fmt: skip
    assert done.code == 0, done.err
    header = json.loads(lines_of(connected, "w")[0])["window"]
    assert header == {
        "version": 1,
        "from": "2026-02-04T00:00:00Z",
        "to": "2026-02-05T00:00:00Z",
        "sampling": {"kind": "random", "rate": 0.05},
        "source": {
            "query": query,
            "query_sha256": hashlib.sha256(query.encode()).hexdigest(),
            "connection": "warehouse",
            "rows": 3,
            "pulled_at": AT,
        },
    }
    assert PASSWORD not in made_of(connected) + done.out + done.err


def made_of(made: Story) -> str:
    """Everything that was written."""
    return "".join(path.read_text(encoding="utf-8") for path in (made.root / "releases" / "r1" / "live").iterdir())


def test_pulled_window_is_live_evidence(connected: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """What was pulled is read by `live check` as any other window, and `check` is not touched by it."""
    before = run(connected, capsys, "check", "r1", "--format", "json").out
    assert pull(connected, capsys, FROM_FILE, "w").code == 0
    checked = run(connected, capsys, "live", "check", "r1", "--as-of", AT, "--format", "json")
    assert checked.code == 0, checked.err
    assert '"w"' in checked.out
    after = run(connected, capsys, "check", "r1", "--format", "json").out
    assert [line for line in before.splitlines() if "dirty" not in line] == [
        line for line in after.splitlines() if "dirty" not in line
    ]


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM runs",
        "SELECT 1; DROP TABLE runs",
        "COPY runs TO '/dev/null'",
        "CREATE TABLE other AS SELECT 1",
        "WITH gone AS (DELETE FROM runs RETURNING *) SELECT * FROM gone",
        "SELECT * INTO other FROM runs",
        "",
        "SELEC trace_id FROM runs",
    ],
)
@pytest.mark.parametrize("connection", ["duckdb", "warehouse"])
def test_only_one_query_that_reads(
    connected: Story, capsys: pytest.CaptureFixture[str], query: str, connection: str
) -> None:
    """Anything but one SELECT is refused with a located reason, and nothing is written or changed."""
    refused = pull(connected, capsys, query, "w", "--connection", connection)
    assert refused.code == 3, refused.out
    assert "[query]" in refused.err
    assert "Traceback" not in refused.err
    assert not (connected.root / "releases" / "r1" / "live").exists()
    still = pull(connected, capsys, "SELECT count(*) AS n FROM runs", "count", "--connection", "warehouse")
    assert still.code == 0
    assert json.loads(lines_of(connected, "count")[1])["metadata"]["n"] == len(ROWS)


def test_database_refuses_to_write_in_a_function(connected: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """A SELECT whose function would write is stopped by the session, which only reads."""
    refused = pull(connected, capsys, "SELECT nextval('ids') AS n", "w", "--connection", "warehouse")
    assert refused.code == 3
    assert "read-only" in refused.err


def test_wrong_password_is_told_without_it(
    connected: Story, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that cannot be reached is a failed world (exit 4); the secret stands in no message."""
    monkeypatch.setenv(SECRET, "s3cr3t-that-is-wrong")
    refused = pull(connected, capsys, "SELECT 1 AS n", "w", "--connection", "warehouse")
    assert refused.code == 4
    assert "[connection]" in refused.err
    assert "s3cr3t" not in refused.err


@pytest.mark.parametrize(
    ("url", "says"),
    [("oracle2://db", "'oracle2' is no database"), ("mysql://db/x", "pip install 'evalreport[ibis]'")],
)
def test_databases_without_a_driver(made: Story, capsys: pytest.CaptureFixture[str], url: str, says: str) -> None:
    """A database nobody can ask, or whose driver is missing, is told with what to do."""
    made.put("site_config.yml", policy() + f"connections:\n  other: {{kind: ibis, url: '{url}'}}\n")
    refused = pull(made, capsys, "SELECT 1 AS n", "w", "--connection", "other")
    assert refused.code == 3
    assert says in refused.err


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--window", "../evil"), "[path-form]"),
        (("--window", "--output=x"), "[path-form]"),
        (("--connection", "nowhere"), "[connection]"),
        (("--from", "2026-02-05", "--to", "2026-02-04"), "[window-header]"),
        (("--sampling", "stratified"), "[sampling]"),
        (("--rate", "0.5"), "[sampling]"),
    ],
)
def test_what_cannot_be_a_window(
    made: Story, capsys: pytest.CaptureFixture[str], more: Sequence[str], says: str
) -> None:
    """Names that lead elsewhere, unknown connections and headers that contradict themselves are refused whole."""
    refused = pull(made, capsys, FROM_FILE, "w", *more)
    assert refused.code == 3, refused.out
    assert says in refused.err
    assert not list((made.root / "releases" / "r1").glob("live/*"))
    assert not (made.root / "releases" / "evil.jsonl").exists()


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("SELECT 'nan'::DOUBLE AS latency_s", "row 1, column latency_s"),
        ("SELECT 'x'::BLOB AS note", "row 1, column note"),
        ("SELECT 1 AS a, 2 AS a", "two columns"),
        ("SELECT * FROM 'runs.parquet' WHERE false", "no row"),
        ("SELECT * FROM 'nothing.parquet'", "No files found"),
        ("SELECT * FROM 's3://bucket/runs.parquet'", "nothing is downloaded"),
    ],
)
def test_rows_that_no_window_can_hold(made: Story, capsys: pytest.CaptureFixture[str], query: str, says: str) -> None:
    """What has no form in a file of runs is told with row and column, and no file is left."""
    refused = pull(made, capsys, query, "w")
    assert refused.code == 3
    assert says in refused.err
    assert not list((made.root / "releases" / "r1").glob("live/*"))


def test_a_window_is_never_overwritten(made: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """The second pull under one name is refused, and the file stays as it was."""
    query = FROM_FILE
    assert pull(made, capsys, query, "w").code == 0
    before = lines_of(made, "w")
    again = pull(made, capsys, query + " LIMIT 1", "w")
    assert again.code == 3
    assert "[exists]" in again.err
    assert lines_of(made, "w") == before


def test_a_query_may_lie_in_a_file(made: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """With --sql the query is read from a file; the day it was pulled names the window."""
    made.put("live.sql", FROM_FILE.replace(" FROM", "\nFROM") + "\n")
    done = run(made, capsys, "live", "pull", "r1", "--sql", str(made.root / "live.sql"), "--at", AT)
    assert done.code == 0, done.err
    assert len(lines_of(made, "2026-02-05")) == 1 + len(ROWS)


def test_files_of_lines_and_commas(made: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON Lines and CSV are asked as Parquet is, by a path from the project."""
    made.put("logs/a.jsonl", '{"trace_id": "j", "passed": true, "started_at": "2026-02-04T01:00:00Z"}\n')
    made.put("logs/b.csv", "trace_id,passed\nc,false\n")
    assert pull(made, capsys, "SELECT * FROM 'logs/a.jsonl'", "j").code == 0
    assert pull(made, capsys, "SELECT * FROM 'logs/b.csv'", "c").code == 0
    assert json.loads(lines_of(made, "j")[1])["started_at"].startswith("2026-02-04")
    assert json.loads(lines_of(made, "c")[1]) == {"trace_id": "c", "passed": False}
