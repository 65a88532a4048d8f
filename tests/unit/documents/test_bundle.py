"""The bundle of a release: its results and its baseline's, each file with its digest."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from evalreport.documents.bundle import load_bundle, result_entries
from evalreport.documents.project import Project, load_project
from evalreport.errors import CollectedError
from evalreport.model.bundle import Origin, Repository
from evalreport.readers.loading import FileSource, FolderSource, ReadFile, read_sources
from tests.projectfiles import MANIFEST, RESULTS, SIGNOFF, write_project

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from evalreport.model.bundle import ReleaseBundle
    from evalreport.readers.base import ReadOptions

SHA256 = hashlib.sha256(RESULTS.encode()).hexdigest()
SECOND = {
    "releases/r2/release.yml": MANIFEST.replace("release: r1", "release: r2") + "baseline: r1\n",
    "releases/r2/results/candidate.csv": RESULTS.replace("c2,false", "c2,true"),
}


class CountingReader:
    """Reads as ever and remembers the names of what it read."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __call__(
        self, sources: Iterable[FileSource | FolderSource], forced: str | None, options: ReadOptions | None, /
    ) -> tuple[ReadFile, ...]:
        """Read every source."""
        kept = list(sources)
        self.names.extend(source.name for source in kept)
        return read_sources(kept, forced, options)


def project(root: Path, changed: dict[str, str] | None = None) -> Project:
    """Write and load a project with two releases."""
    return load_project(write_project(root, SECOND | (changed or {})))


def sides(bundle: ReleaseBundle) -> list[tuple[str, str, int]]:
    """Side, kind and rows of all results."""
    return [(item.side, item.kind, sum(len(run.rows) for run in item.runs)) for item in bundle.results]


def test_a_release_is_read_with_its_baseline(tmp_path: Path) -> None:
    """The baseline's rows are the candidate's of the release it names."""
    bundle = load_bundle(project(tmp_path), "r2")
    assert sides(bundle) == [("candidate", "offline", 2), ("baseline", "offline", 2)]
    baseline = bundle.results[1].inputs[0]
    assert (baseline.path, baseline.sha256, baseline.rows) == ("releases/r1/results/candidate.csv", SHA256, 2)


def test_everything_read_is_listed_with_its_digest(tmp_path: Path) -> None:
    """Manifest, configuration, records, attachments and results are inputs, each with its origin in git."""
    changed = {
        "releases/r1/release.yml": MANIFEST + "attachments: [note.txt]\n",
        "releases/r1/note.txt": "seen",
        "releases/r1/signoffs/a.yml": SIGNOFF,
    }
    bundle = load_bundle(
        project(tmp_path, changed),
        "r1",
        origin=lambda path: Origin(commit=f"commit of {path}"),
        repository=Repository(state="ok"),
    )
    assert [(item.kind, item.path) for item in bundle.inputs] == [
        ("manifest", "releases/r1/release.yml"),
        ("config", "site_config.yml"),
        ("record", "releases/r1/signoffs/a.yml"),
        ("attachment", "releases/r1/note.txt"),
        ("candidate", "releases/r1/results/candidate.csv"),
    ]
    assert all(item.origin.commit == f"commit of {item.path}" for item in bundle.inputs)
    assert bundle.inputs[3].sha256 == hashlib.sha256(b"seen").hexdigest()
    assert bundle.repository.state == "ok"


def test_with_a_cache_nothing_is_read_twice(tmp_path: Path) -> None:
    """A candidate that is also a baseline is read once for both releases."""
    found, reader = project(tmp_path), CountingReader()
    cache: dict[tuple[object, ...], tuple[ReadFile, ...]] = {}
    for name in found.releases:
        load_bundle(found, name, read=reader, cache=cache)
    assert sorted(reader.names) == ["releases/r1/results/candidate.csv", "releases/r2/results/candidate.csv"]


@pytest.mark.parametrize("files", ["results", "results/*.csv", "[results/a.csv, results/b.csv]"])
def test_a_folder_a_glob_and_a_list_say_the_same(tmp_path: Path, files: str) -> None:
    """Each file of a folder or glob is an input under its path from the project."""
    changed = {
        "releases/r3/release.yml": MANIFEST.replace("r1", "r3").replace("results/candidate.csv", files),
        "releases/r3/results/a.csv": RESULTS,
        "releases/r3/results/b.csv": RESULTS.replace("c", "d").replace("dase_id", "case_id"),
    }
    bundle = load_bundle(project(tmp_path, changed), "r3")
    assert [item.path for item in bundle.results[0].inputs] == [
        "releases/r3/results/a.csv",
        "releases/r3/results/b.csv",
    ]
    assert [run.rows[0].case_id for run in bundle.results[0].runs] == ["c1", "d1"]


def test_evals_add_to_both_sides(tmp_path: Path) -> None:
    """Entries of evals come after the candidate; a baseline release brings its own, but for suites replaced here."""
    evals = (
        "evals:\n  - {suite: smoke, files: results/smoke.csv}\n  - {suite: live, kind: live, files: results/live.csv}\n"
    )
    more = {
        f"releases/{name}/results/{file}.csv": RESULTS for name in ("r1", "r2") for file in ("smoke", "live", "old")
    }
    own = evals.replace("files: results/smoke.csv}", "files: results/smoke.csv, baseline: results/old.csv}")
    changed = {
        "releases/r1/release.yml": MANIFEST + evals,
        "releases/r2/release.yml": SECOND["releases/r2/release.yml"] + own,
    }
    found = project(tmp_path, changed | more)
    entries = result_entries(found, found.releases["r2"])
    assert [(entry.side, entry.kind, entry.files) for entry in entries] == [
        (side, kind, (PurePosixPath(f"releases/{path}.csv"),))
        for side, kind, path in [
            ("candidate", "offline", "r2/results/candidate"),
            ("candidate", "offline", "r2/results/smoke"),
            ("candidate", "live", "r2/results/live"),
            ("baseline", "offline", "r1/results/candidate"),
            ("baseline", "live", "r1/results/live"),
            ("baseline", "offline", "r2/results/old"),
        ]
    ]


@pytest.mark.parametrize(("digest", "fits"), [(SHA256, True), ("ab" * 32, False)])
def test_a_declared_digest_must_be_that_of_the_file(tmp_path: Path, digest: str, fits: bool) -> None:
    """A file that is not the one declared is an error that shows both digests."""
    candidate = f"candidate: {{file: results/candidate.csv, sha256: {digest}}}"
    manifest = MANIFEST.replace("candidate: results/candidate.csv", candidate)
    found = project(tmp_path, {"releases/r1/release.yml": manifest})
    if fits:
        assert load_bundle(found, "r1").results
        return
    with pytest.raises(CollectedError) as caught:
        load_bundle(found, "r1")
    assert [error.slug for error in caught.value.errors] == ["digest-mismatch"]
    assert SHA256 in str(caught.value)
    assert str(caught.value).startswith("releases/r1/release.yml:6:")


def test_the_errors_of_all_result_files_come_together(tmp_path: Path) -> None:
    """Every result file that cannot be read is named, under its path from the project."""
    changed = {"releases/r1/results/candidate.csv": "", "releases/r2/results/candidate.csv": "<html>"}
    with pytest.raises(CollectedError) as caught:
        load_bundle(project(tmp_path, changed), "r2")
    assert {error.location.file for error in caught.value.errors if error.location} == {
        "releases/r1/results/candidate.csv",
        "releases/r2/results/candidate.csv",
    }
