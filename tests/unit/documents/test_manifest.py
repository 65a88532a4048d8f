"""The manifest of a release: short form, long form, and texts as typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evalreport.documents.manifest import load_manifest
from evalreport.errors import CollectedError
from evalreport.model.live import Sampling
from evalreport.model.release import Change, EvalInput, Release, ResultPaths
from tests.projectfiles import MANIFEST, RESULTS, write_project

if TYPE_CHECKING:
    from pathlib import Path

FILE = "releases/r1/release.yml"


def load(root: Path, text: str, ids: tuple[str, ...] = ("r0", "r1")) -> Release:
    """Write and load the manifest of r1."""
    write_project(root, {FILE: text})
    return load_manifest(root / FILE, root, ids)


def test_the_short_form(tmp_path: Path) -> None:
    """Six lines are enough for a release with a candidate."""
    release = load(tmp_path, MANIFEST)
    assert (release.id, release.folder, release.date) == ("r1", "releases/r1", "2026-11-20")
    assert release.candidate.files == ("results/candidate.csv",)
    assert (release.baseline, release.baseline_release) == (None, None)


def test_the_long_form(tmp_path: Path) -> None:
    """Everything the long form may say comes out where it belongs."""
    digest = "a" * 64
    text = MANIFEST.replace(
        "candidate: results/candidate.csv",
        f"candidate: {{file: results/candidate.csv, format: table, columns: {{case_id: ticket}}, sha256: {digest}}}",
    )
    text += """\
baseline: {files: [results/candidate.csv], variant: old, where: {lang: no}, tags: smoke}
change: {kind: prompt, from: 1.10, to: on, commit: 0123456, pull_request: 12}
evals:
  - {suite: chats, kind: live, files: results, filters: {market: no}, baseline: results/candidate.csv, format: table}
live: {windows: live/*, sampling: every tenth}
rollback: route back
notes: 12:30:45
attachments: results/candidate.csv
"""
    release = load(tmp_path, text)
    assert release.candidate.columns == {"case_id": "ticket"}
    assert (release.candidate.format, release.candidate.sha256) == ("table", digest)
    assert release.baseline is not None
    assert (release.baseline.variant, release.baseline.where, release.baseline.tags) == (
        "old",
        {"lang": "no"},
        ("smoke",),
    )
    assert release.change == Change(kind="prompt", from_="1.10", to="on", commit="0123456", pull_request="12")
    assert release.live is not None
    assert (release.live.windows, release.live.sampling) == ("live/*", Sampling(words="every tenth"))
    assert (release.rollback, release.notes, release.attachments) == (
        "route back",
        "12:30:45",
        ("results/candidate.csv",),
    )
    entry = release.evals[0]
    assert (entry.suite, entry.kind, entry.candidate.where) == ("chats", "live", {"market": "no"})
    assert entry.baseline is not None
    assert (entry.baseline.format, entry.baseline.suite, entry.baseline.where) == ("table", "chats", {"market": "no"})


@pytest.mark.parametrize(
    ("baseline", "release", "files"),
    [
        ("r0", "r0", None),
        ("results/candidate.csv", None, ("results/candidate.csv",)),
        ("../r0/b.csv", None, ("../r0/b.csv",)),
        ("[results/candidate.csv]", None, ("results/candidate.csv",)),
        ("{files: results}", None, ("results",)),
        ("", None, None),
        ("null", None, None),
    ],
)
def test_a_baseline_is_a_release_if_one_has_that_id(
    tmp_path: Path, baseline: str, release: str | None, files: tuple[str, ...] | None
) -> None:
    """The id of a release wins over a file of that name; anything else is files."""
    write_project(tmp_path, {"releases/r0/b.csv": RESULTS})
    found = load(tmp_path, f"{MANIFEST}baseline: {baseline}\n")
    assert found.baseline_release == release
    assert (found.baseline.files if found.baseline else None) == files


@pytest.mark.parametrize(
    ("baseline", "ids", "said"),
    [
        ("r00", ("r0", "r1"), "'r00' is neither a release nor a file: did you mean r0? [unknown-release]"),
        ("support-agent-2.3.0", (), "no other release exists here [unknown-release]"),
        ("old.csv", ("r0",), "there is no file 'releases/r1/old.csv'"),
        ("r1", ("r1",), "the release is its own baseline"),
    ],
)
def test_a_baseline_that_leads_nowhere_says_what_was_meant(
    tmp_path: Path, baseline: str, ids: tuple[str, ...], said: str
) -> None:
    """A name is looked for among releases, a file name among files, and the message tells which."""
    with pytest.raises(CollectedError) as caught:
        load(tmp_path, f"{MANIFEST}baseline: {baseline}\n", ids)
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"{FILE}:7:11: ")


@pytest.mark.parametrize("name", ["1.10", "012", "1e3", "no", "null.x", "2026-11-20"])
def test_an_id_that_looks_like_something_else_stays_text(tmp_path: Path, name: str) -> None:
    """`1.10` never becomes 1.1, whatever it is written as."""
    file = f"releases/{name}/release.yml"
    text = MANIFEST.replace("release: r1", f"release: {name}")
    write_project(tmp_path, {file: text, f"releases/{name}/results/candidate.csv": RESULTS})
    assert load_manifest(tmp_path / file, tmp_path).id == name


def test_an_entry_of_evals_keeps_the_order_of_the_manifest(tmp_path: Path) -> None:
    """Entries come out as written, each with a place of its own."""
    text = MANIFEST + "evals:\n  - {files: results}\n  - {file: results/candidate.csv}\n"
    release = load(tmp_path, text)
    assert [type(entry) for entry in release.evals] == [EvalInput, EvalInput]
    assert [entry.candidate.location.line for entry in release.evals if entry.candidate.location] == [8, 9]
    assert isinstance(release.candidate, ResultPaths)
