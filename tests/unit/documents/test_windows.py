"""Live windows: found by the manifest's glob, read file by file, each with its period, kept apart from suites."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from evalreport.documents.bundle import load_bundle
from evalreport.documents.project import load_project
from evalreport.errors import CollectedError
from evalreport.model.bundle import Origin
from evalreport.model.live import Sampling, WindowSource
from tests.projectfiles import CLOSED, CONFIG, MANIFEST, write_project

if TYPE_CHECKING:
    from pathlib import Path

    from evalreport.model.bundle import ReleaseBundle
    from evalreport.model.live import LiveWindow

FOLDER = "releases/r1/live/"
SOURCE = {
    "query": "select 1",
    "query_sha256": "822ae07d4783158bc1912bb623e5107cc9002d519e1143a9c200ed6ee18b6d0f",
    "connection": "warehouse",
    "rows": 1,
    "pulled_at": "2026-11-24T00:05:00Z",
}
PERIOD = {"from": "2026-11-23T00:00:00Z", "to": "2026-11-24T02:00:00+02:00"}
RUN = '{"trace_id": "t1", "passed": true, "started_at": "2026-11-23T08:00:00Z"}\n'
TABLE = "case_id,passed,started_at\nx,true,2026-11-22T01:00:00+01:00\ny,true,2026-11-22T09:00:00Z\nz,true,\n"


def header(**said: object) -> str:
    """The first line of a window's file."""
    return json.dumps({"window": {"version": 1, **said}}) + "\n"


def bundle(root: Path, files: dict[str, str], live: str = "{}", **more: str) -> ReleaseBundle:
    """Load a release with these live windows."""
    changed = {f"{FOLDER}{name}": text for name, text in files.items()}
    manifest = {"releases/r1/release.yml": f"{MANIFEST}live: {live}\n"}
    project = load_project(write_project(root, manifest | changed | more))
    return load_bundle(project, "r1", windows=True, origin=lambda path: Origin(commit=path.name))


def loaded(root: Path, files: dict[str, str], live: str = "{}") -> tuple[LiveWindow, ...]:
    """The live windows of a release."""
    return bundle(root, files, live).windows


def test_a_window_says_what_it_is(tmp_path: Path) -> None:
    """Period, sampling and source stand in the header; the file is kept with its digest and origin."""
    sampling = {"kind": "random", "rate": 0.05, "words": "every twentieth"}
    text = header(**PERIOD, suite="chats", sampling=sampling, source=SOURCE) + RUN
    (window,) = loaded(tmp_path, {"2026-11-23.jsonl": text})
    assert (window.id, window.release, window.stated) == ("2026-11-23", "r1", True)
    assert (window.begins, window.ends) == ("2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z")
    assert window.sampling == Sampling(kind="random", rate=0.05, words="every twentieth")
    assert window.source == WindowSource(**SOURCE)  # type: ignore[arg-type]  # fields of two types
    assert [(row.suite, row.case_id) for row in window.rows] == [("chats", "t1")]
    assert (window.file.kind, window.file.rows, window.file.origin.commit) == ("live", 1, "2026-11-23.jsonl")
    assert str(window.location) == f"{FOLDER}2026-11-23.jsonl:1"


def test_windows_are_no_results_and_no_inputs(tmp_path: Path) -> None:
    """What was signed rests on no window: neither rows nor inputs of the release change when one arrives."""
    found = bundle(tmp_path, {"w.jsonl": header(**PERIOD) + RUN})
    without = load_bundle(load_project(tmp_path), "r1", origin=lambda path: Origin(commit=path.name))
    assert (without.windows, len(found.windows)) == ((), 1)
    assert (found.results, found.inputs) == (without.results, without.inputs)
    assert all(FOLDER not in item.path for item in found.inputs)


@pytest.mark.parametrize("live", ["{}", "{windows: live}", "{windows: live/*}", "{windows: 'live/*.*'}"])
def test_windows_come_oldest_first(tmp_path: Path, live: str) -> None:
    """Every file a reader knows may be a window; without a header its runs tell the period."""
    files = {"a.jsonl": header(**PERIOD) + RUN, "b.csv": TABLE, "c.csv": "case_id,passed\nx,true\n"}
    windows = loaded(tmp_path, files, live)
    assert [(one.id, one.begins, one.ends, one.stated) for one in windows] == [
        ("b", "2026-11-22T00:00:00Z", "2026-11-22T09:00:00Z", False),
        ("a", "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z", True),
        ("c", None, None, False),
    ]


def test_before_the_first_window_nothing_is_wrong(tmp_path: Path) -> None:
    """A glob that finds nothing yet is no error."""
    assert loaded(tmp_path, {}) == ()


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("w.jsonl", header(**PERIOD), ""),
        ("w.csv", "case_id,passed\n", "the table holds no row"),
        ("w.sql", "select 1\n", "no reader recognises it"),
        ("w.jsonl", "", "the table holds no row"),
    ],
)
def test_a_file_without_runs_is_a_window_without_rows(tmp_path: Path, name: str, text: str, why: str) -> None:
    """Nothing is passed over: what holds no run is there, empty, with the reason."""
    (window,) = loaded(tmp_path, {name: text})
    assert window.rows == ()
    assert [why in one.why for one in window.unread] == ([True] if why else [])


def test_windows_that_differ_in_the_extension_have_ids_of_their_own(tmp_path: Path) -> None:
    """An id names one file."""
    windows = loaded(tmp_path, {"w.csv": TABLE, "w.jsonl": header(**PERIOD) + RUN})
    assert [one.id for one in windows] == [f"{FOLDER}w.csv", f"{FOLDER}w.jsonl"]


def test_the_manifest_says_how_tables_are_read_and_drawn(tmp_path: Path) -> None:
    """Format, columns, suite and sampling of the manifest hold for windows that say nothing else."""
    live = "{format: table, columns: {case_id: ticket}, suite: prod, sampling: {kind: random, rate: 0.1}}"
    files = {"a.txt": "ticket,passed\nt1,true\n", "b.jsonl": header(sampling={"kind": "all"}) + RUN}
    windows = loaded(tmp_path, files, live)
    assert [(one.sampling.kind, one.rows[0].suite) for one in windows] == [("all", "prod"), ("random", "prod")]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"version": 2}, "version 2 is not known: write version: 1 [window-header]"),
        ({"from": "2026-11-23T00:00:00Z"}, "a period has two ends: write from and to, or neither [window-header]"),
        (PERIOD | {"to": "2026-11-22T00:00:00Z"}, "the period ends before it begins: write a later to [window-header]"),
        (PERIOD | {"from": "2026-11-23T00:00:00"}, "window.from: 2026-11-23T00:00:00 has no zone"),
        ({"suit": "x"}, "window.suit: no such field 'suit': did you mean suite?"),
        ({"sampling": {"kind": "weighted"}}, "window.sampling: weighted sampling needs probability"),
        ({"source": SOURCE | {"query_sha256": "00"}}, "window.source.query_sha256: '00' is no SHA-256"),
    ],
)
def test_a_wrong_header_is_an_error_at_its_line(tmp_path: Path, said: dict[str, object], words: str) -> None:
    """What the header says is checked as strictly as any document."""
    with pytest.raises(CollectedError) as caught:
        loaded(tmp_path, {"w.jsonl": header(**said) + RUN})
    assert f"{FOLDER}w.jsonl:1: window" in str(caught.value)
    assert words in str(caught.value)


def test_all_windows_errors_are_told_at_once(tmp_path: Path) -> None:
    """A window that cannot be read does not hide the next."""
    files = {"a.jsonl": header(version=3), "b.jsonl": '{"window": nothing}\n', "c.csv": "case_id,passed\nx,maybe\n"}
    with pytest.raises(CollectedError) as caught:
        loaded(tmp_path, files)
    assert [error.slug for error in caught.value.errors] == ["window-header", "json-syntax", "result-value"]


def test_a_link_is_no_window(tmp_path: Path) -> None:
    """Git binds a link's text and not the file behind it, so a link is refused as everywhere."""
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / FOLDER / "w.csv").symlink_to(tmp_path / "site_config.yml")
    with pytest.raises(CollectedError, match="path-link"):
        loaded(tmp_path, {})


def test_prices_of_the_policy_fill_in_the_costs(tmp_path: Path) -> None:
    """A run that tells tokens and no cost is priced by the policy its release is judged by."""
    uses = [{"model": "m", "tokens_in": 1_000_000, "tokens_out": 0}]
    run = json.dumps({"trace_id": "t1", "started_at": "2026-11-23T08:00:00Z", "trace": {"uses": uses}})
    config = CONFIG + "prices: [{model: m, since: 2026-01-01, input: 2.5, output: 10}]\n"
    open_one = bundle(tmp_path / "open", {"w.jsonl": header() + run}, **{"site_config.yml": config})
    closed = {"site_config.yml": config, "releases/r1/events/closed.yml": CLOSED}
    manifest = MANIFEST.replace("prompt-change", "old-question")
    files = {f"{FOLDER}w.jsonl": header() + run, "releases/r1/release.yml": manifest + "live: {}\n"}
    project = load_project(write_project(tmp_path / "closed", closed | files))
    assert [one.rows[0].cost_usd for one in open_one.windows] == [2.5]
    assert [one.rows[0].cost_usd for one in load_bundle(project, "r1", windows=True).windows] == [None]
