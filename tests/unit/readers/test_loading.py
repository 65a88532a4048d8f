"""From paths to results: digests, folders, links that leave, and choices a manifest makes."""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING

import pytest

from evalreport.errors import CollectedError, EvalReportError, ReaderError
from evalreport.model.evaluation import Unread
from evalreport.readers.base import ReadOptions
from evalreport.readers.loading import FileSource, FolderSource, open_source, read_sources

if TYPE_CHECKING:
    from pathlib import Path

JUNIT = b'<testsuite name="s"><testcase name="a"/></testsuite>'
TABLE = b"case_id,score\na,1\n"
DOJO = {"suite_name": "banking", "pipeline_name": "one", "user_task_id": "user_task_0", "utility": True, "messages": []}


def write(folder: Path, **files: bytes) -> Path:
    """Write files, whose names have __ for a slash and _DOT_ for a dot."""
    for name, data in files.items():
        path = folder / name.replace("__", "/").replace("_DOT_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def test_a_file_is_read_with_its_digest(tmp_path: Path) -> None:
    """The result names the reader, its version and the SHA-256 of the bytes it read."""
    write(tmp_path, run_DOT_xml=JUNIT)
    (file,) = read_sources([open_source(tmp_path / "run.xml", "results/run.xml")])
    assert (file.name, file.reader, file.reader_version, file.size) == ("results/run.xml", "junit", 1, len(JUNIT))
    assert file.sha256 == hashlib.sha256(JUNIT).hexdigest()
    assert [member.sha256 for member in file.members] == [file.sha256]


def test_a_folder_may_be_one_result(tmp_path: Path) -> None:
    """A format of many files reads them together; the folder's digest is that of its members' lines."""
    data = json.dumps(DOJO).encode()
    write(tmp_path, one__user_task_0__none__none_DOT_json=data)
    (file,) = read_sources([open_source(tmp_path, "results/r1")])
    digest = hashlib.sha256(data).hexdigest()
    assert file.reader == "agentdojo"
    assert [(member.name, member.sha256) for member in file.members] == [("one/user_task_0/none/none.json", digest)]
    assert file.sha256 == hashlib.sha256(f"{digest} one/user_task_0/none/none.json\n".encode()).hexdigest()


def test_a_folder_of_files_is_read_file_by_file(tmp_path: Path) -> None:
    """Each file is a result of its own; what is no result is counted as unread, and dot files are passed over."""
    write(tmp_path, b_DOT_csv=TABLE, a_DOT_xml=JUNIT, README_DOT_md=b"# Notes", _DOT_hidden=b"x")
    files = read_sources([open_source(tmp_path, "results")])
    assert [(file.name, file.reader) for file in files] == [
        ("results/README.md", ""),
        ("results/a.xml", "junit"),
        ("results/b.csv", "table"),
    ]
    assert files[0].result.runs == ()
    assert [unread.where for unread in files[0].result.unread] == ["results/README.md"]


def test_a_damaged_file_of_a_folder_is_an_error(tmp_path: Path) -> None:
    """A file that a reader claims and cannot read does not vanish among those that it can."""
    write(tmp_path, a_DOT_xml=JUNIT, b_DOT_xml=JUNIT[:-5])
    with pytest.raises(EvalReportError, match=r"results/b\.xml:1:"):
        read_sources([open_source(tmp_path, "results")])


def test_errors_of_all_files_are_told_together(tmp_path: Path) -> None:
    """One bad file never hides another."""
    write(tmp_path, a_DOT_xml=JUNIT[:-5], b_DOT_csv=b"id,score\na,high\n", c_DOT_xml=JUNIT)
    sources = [open_source(tmp_path / name, name) for name in ("b.csv", "c.xml", "a.xml")]
    with pytest.raises(CollectedError) as caught:
        read_sources(sources)
    assert [error.slug for error in caught.value.errors] == ["xml-syntax", "result-value"]


@pytest.mark.parametrize("forced", [None, "table"])
def test_a_folder_without_results_is_refused(tmp_path: Path, forced: str | None) -> None:
    """A folder with nothing in it, or with nothing that is a result, is no evidence."""
    with pytest.raises(ReaderError) as caught:
        read_sources([open_source(tmp_path, "results")], forced)
    assert caught.value.slug == "result-empty"


def test_a_folder_of_strangers_is_refused(tmp_path: Path) -> None:
    """Where no file is recognised, the folder is the error."""
    write(tmp_path, notes_DOT_md=b"# Notes")
    with pytest.raises(ReaderError, match="no reader recognises the folder or any file in it"):
        read_sources([open_source(tmp_path, "results")])


def test_a_forced_format_reads_every_file_of_a_folder(tmp_path: Path) -> None:
    """A format that reads single files is asked for each of them."""
    write(tmp_path, a_DOT_txt=TABLE, b_DOT_txt=TABLE)
    assert [file.reader for file in read_sources([open_source(tmp_path, "results")], "table")] == ["table", "table"]


def test_a_link_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    """A link may not bring in what is not the folder's; one that stays inside is as good as a file."""
    folder = write(tmp_path / "results", a_DOT_xml=JUNIT)
    (folder / "b.xml").symlink_to(folder / "a.xml")
    assert len(open_source(folder).members) == 2
    write(tmp_path, secret_DOT_xml=JUNIT)
    (folder / "c.xml").symlink_to(tmp_path / "secret.xml")
    with pytest.raises(ReaderError) as caught:
        open_source(folder, "results")
    assert (caught.value.slug, str(caught.value.location)) == ("path-link", "results/c.xml")


def test_a_ring_of_links_is_counted(tmp_path: Path) -> None:
    """Links that lead to one another are no file, and no endless walk."""
    write(tmp_path, a_DOT_xml=JUNIT)
    (tmp_path / "one").symlink_to(tmp_path / "two")
    (tmp_path / "two").symlink_to(tmp_path / "one")
    (file,) = read_sources([open_source(tmp_path, "results")])
    assert [unread.where for unread in file.result.unread] == ["one", "two"]


def test_what_is_no_regular_file_is_counted(tmp_path: Path) -> None:
    """A pipe in a folder would block a reader for ever: it is told and left alone."""
    write(tmp_path, a_DOT_xml=JUNIT)
    os.mkfifo(tmp_path / "pipe")
    (file,) = read_sources([open_source(tmp_path, "results")])
    assert file.result.unread == (Unread(where="pipe", why="not a regular file"),)


@pytest.mark.parametrize(("name", "slug"), [("nothing.csv", "path-missing"), ("pipe", "path-not-file")])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str, slug: str) -> None:
    """A path to nothing, or to a pipe, is an error with the path as it was written."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ReaderError) as caught:
        read_sources([open_source(tmp_path / name, name)])
    assert (caught.value.slug, str(caught.value.location)) == (slug, name)


def test_a_file_larger_than_its_format_allows_is_refused(tmp_path: Path) -> None:
    """The limit of a format that is decoded whole is an error, not a full memory."""
    write(tmp_path, a_DOT_xml=JUNIT)
    with pytest.raises(ReaderError, match="more than 10 bytes"):
        FileSource(tmp_path / "a.xml").read(10)


def test_a_folder_has_no_bytes_of_its_own() -> None:
    """A reader that opens a folder as a file gets an error of ours."""
    folder = FolderSource("results", [])
    for attempt in (folder.open, folder.read):
        with pytest.raises(ReaderError, match="is a folder"):
            attempt()


def matrix(tmp_path: Path) -> FileSource | FolderSource:
    """Write a file that holds the runs of two providers."""
    results = [
        {"testIdx": 0, "promptIdx": column, "provider": name, "success": True, "score": 1}
        for column, name in enumerate(("acme:one", "acme:two"))
    ]
    document = {"evalId": "e", "results": {"version": 3, "results": results}}
    write(tmp_path, run_DOT_json=json.dumps(document).encode())
    return open_source(tmp_path / "run.json", "run.json")


def test_a_variant_is_picked_and_moved_to_a_suite(tmp_path: Path) -> None:
    """A manifest names the run of a matrix that is the release, and the suite it belongs to."""
    options = ReadOptions(variant="acme:two", suite="offline")
    (file,) = read_sources([matrix(tmp_path)], None, options)
    (run,) = file.result.runs
    assert (run.variant, run.suite, {row.suite for row in run.rows}) == ("acme:two", "offline", {"offline"})


def test_a_variant_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """The error lists those that are."""
    with pytest.raises(
        ReaderError, match="0 runs are of the variant 'acme:six': use one of acme:one, acme:two"
    ) as caught:
        read_sources([matrix(tmp_path)], None, ReadOptions(variant="acme:six"))
    assert caught.value.slug == "result-choice"
