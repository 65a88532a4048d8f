"""Paths and ids: every form that could mean something else is refused, in one place."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

import pytest

from evalreport.documents.paths import Kind, check_id, check_path, id_fault, inside, path_fault, resolve
from evalreport.errors import ManifestError
from evalreport.model.location import Location

RELEASE = PurePosixPath("releases/r1")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with results, a hidden file, and links of every kind."""
    results = tmp_path / "releases" / "r1" / "results"
    (results / "more").mkdir(parents=True)
    for name in ("a.json", "b.json", "more/c.json", ".hidden.json", "note.txt"):
        (results / name).write_text("{}")
    (tmp_path / "releases" / "r2").mkdir()
    (tmp_path / "releases" / "r2" / "x.json").write_text("{}")
    (tmp_path.parent / "secret.json").write_text("{}")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("", "path-form"),
        ("  ", "path-form"),
        ("a" * 1001, "path-form"),
        ("a" * 256, "path-form"),
        ("results/**x", "path-form"),
        ("**/a/**/b", "path-form"),
        ("results/**/*.json", None),
        ("a\0b", "path-form"),
        ("a\nb", "path-form"),
        ("a\u2028b", "path-form"),
        ("..\\..\\r.json", "path-form"),
        ("C:/x", "path-form"),
        ("c:x", "path-form"),
        (":(top)x", "path-form"),
        (":/x", "path-form"),
        ("https://example.org/r.json", "path-url"),
        ("file:///etc/passwd", "path-url"),
        ("s3://bucket/x", "path-url"),
        ("git@example.org:x", None),
        ("javascript:alert(1)", "path-url"),
        ("/etc/passwd", "path-absolute"),
        ("//host/x", "path-absolute"),
        ("~/x", "path-absolute"),
        ("~root", "path-absolute"),
        ("--output=/tmp/x", "path-option"),
        ("-", "path-option"),
        (".git/config", "path-git"),
        ("a/.GIT/b", "path-git"),
        (".git ./x", "path-git"),
        ("GIT~1/x", "path-git"),
        (".gitignore", None),
        ("results/a b (1).json", None),
        ("results/12:30.json", None),
        ("./results//a.json", None),
        ("../r2/x.json", None),
    ],
)
def test_the_form_of_a_path_is_judged_without_looking_at_the_disk(text: str, slug: str | None) -> None:
    """Absolute, outside, network, drive, option, pathspec and .git forms have each their own slug."""
    fault = path_fault(text)
    assert (fault.slug if fault else None) == slug
    if slug:
        with pytest.raises(ManifestError) as caught:
            check_path(text, Location(file="release.yml", line=3))
        assert str(caught.value).startswith("release.yml:3: ")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("support-agent-2.4.0", None),
        ("1.10", None),
        ("a" * 80, None),
        ("a" * 81, "id"),
        ("../index", "id"),
        ("..", "id"),
        ("a/b", "id"),
        ("é", "id"),
        ("x\n", "id"),
        ("assets", "id-reserved"),
        ("SEARCH", "id-reserved"),
        ("versions.json", "id-reserved"),
        ("CON", "id-reserved"),
        ("com1.x", "id-reserved"),
    ],
)
def test_an_id_must_serve_as_a_folder_and_an_address(text: str, slug: str | None) -> None:
    """An id is plain, short, and none of the names the site or a system keeps for itself."""
    fault = id_fault(text, release=True)
    assert (fault.slug if fault else None) == slug
    if fault is None:
        assert check_id(text, release=True) == text
    else:
        with pytest.raises(ManifestError):
            check_id(text, release=True)


@pytest.mark.parametrize(
    ("text", "found"),
    [("x.json", "releases/r1/x.json"), ("./a/../x.json", "releases/r1/x.json"), ("../r2/x.json", "releases/r2/x.json")],
)
def test_dots_are_folded_inside_the_project(text: str, found: str) -> None:
    """A path may climb as long as it stays inside the project."""
    assert inside(RELEASE, text) == PurePosixPath(found)


@pytest.mark.parametrize("text", ["../../../etc/passwd", "a/../../../../x", "../../.."])
def test_a_path_never_leaves_the_project(text: str) -> None:
    """A path that climbs out of the project is refused, whatever is there."""
    with pytest.raises(ManifestError) as caught:
        inside(RELEASE, text)
    assert caught.value.slug == "path-outside"


@pytest.mark.parametrize(
    ("text", "files"),
    [
        ("results/a.json", ["results/a.json"]),
        ("results", ["results/a.json", "results/b.json", "results/more/c.json", "results/note.txt"]),
        ("results/*.json", ["results/a.json", "results/b.json"]),
        ("results/**/*.json", ["results/a.json", "results/b.json", "results/more/c.json"]),
        ("results/[ab].json", ["results/a.json", "results/b.json"]),
    ],
)
def test_results_may_be_a_file_a_folder_or_a_glob(project: Path, text: str, files: list[str]) -> None:
    """A folder or glob means its regular files that are not hidden, sorted."""
    found = resolve(project, RELEASE, text, kind="results")
    assert [file.as_posix() for file in found.files] == [f"releases/r1/{file}" for file in files]
    assert found.many == (len(files) > 1)


def test_files_that_git_ignores_are_passed_over(project: Path) -> None:
    """Of a folder only the files count that are not hidden and that git does not ignore."""
    found = resolve(project, RELEASE, "results", kind="results", is_ignored=lambda path: path.suffix == ".txt")
    assert [file.name for file in found.files] == ["a.json", "b.json", "c.json"]


@pytest.mark.parametrize(
    ("text", "kind", "slug"),
    [
        ("results", "file", "path-not-file"),
        ("results/*.json", "file", "path-missing"),
        ("results/none.json", "file", "path-missing"),
        ("results/none.json", "results", "path-missing"),
        ("results/*.xml", "results", "path-missing"),
        ("../../etc/passwd", "file", "path-outside"),
        ("link.json", "file", "path-link"),
        ("linked/secret.json", "file", "path-link"),
        ("linked", "results", "path-link"),
        ("fifo", "file", "path-not-file"),
        ("a.json/x", "file", "path-missing"),
    ],
)
def test_what_is_no_regular_file_inside_is_refused(project: Path, text: str, kind: Kind, slug: str) -> None:
    """Missing files, folders where a file is due, links and devices are errors at the place of the path."""
    folder = project / RELEASE
    (folder / "link.json").symlink_to(project.parent / "secret.json")
    (folder / "linked").symlink_to(project.parent)
    (folder / "a.json").write_text("{}")
    os.mkfifo(folder / "fifo")
    with pytest.raises(ManifestError) as caught:
        resolve(project, RELEASE, text, kind=kind, location=Location(file="release.yml", line=6, column=2))
    assert caught.value.slug == slug
    assert str(caught.value).startswith("release.yml:6:2: ")


def test_a_link_inside_a_folder_of_results_is_refused(project: Path) -> None:
    """A link among the results is named, not followed."""
    (project / RELEASE / "results" / "z.json").symlink_to(project.parent / "secret.json")
    with pytest.raises(ManifestError) as caught:
        resolve(project, RELEASE, "results", kind="results")
    assert caught.value.slug == "path-link"
    assert "z.json" in caught.value.message
