"""Reading docs/: everything that belongs to the project, nothing that lies outside it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from evalreport.errors import CollectedError
from evalreport.site.handwritten import navigation, read_documents

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A project with two pages, an image and a hidden file in docs/, and a file outside the project."""
    folder = tmp_path / "project" / "docs"
    (folder / "images").mkdir(parents=True)
    (folder / "index.md").write_text("# Index\n")
    (folder / "guide.md").write_text("# Guide\n")
    (folder / "images" / "a.png").write_bytes(b"\x89PNG")
    (folder / ".secret").write_text("hidden")
    (tmp_path / "outside.md").write_text("not ours")
    return folder


def test_files_are_read_sorted_and_hidden_ones_left_out(docs: Path) -> None:
    """Every file but hidden ones is read, in the order of paths."""
    assert [document.path for document in read_documents(docs)] == ["guide.md", "images/a.png", "index.md"]


def test_absent_folder_holds_nothing(tmp_path: Path) -> None:
    """A project without docs/ has no documents."""
    assert read_documents(tmp_path / "docs") == ()


def _to_outside(docs: Path) -> None:
    (docs / "link.md").symlink_to("../../outside.md")


def _to_absolute(docs: Path) -> None:
    (docs / "link.md").symlink_to("/etc/hostname")


def _to_git(docs: Path) -> None:
    (docs.parent / ".git").mkdir()
    (docs.parent / ".git" / "config").write_text("token")
    (docs / "link.md").symlink_to("../.git/config")


def _to_folder(docs: Path) -> None:
    (docs.parent / "more").mkdir()
    (docs / "link").symlink_to("../more")


def _to_nothing(docs: Path) -> None:
    (docs / "link.md").symlink_to("absent.md")


@pytest.mark.parametrize("make", [_to_outside, _to_absolute, _to_git, _to_folder, _to_nothing])
def test_links_out_of_the_project_are_refused(docs: Path, make: Callable[[Path], None]) -> None:
    """A symbolic link that leaves the project, or leads to git's folder, a folder or nothing, is a located error."""
    make(docs)
    with pytest.raises(CollectedError) as caught:
        read_documents(docs)
    assert caught.value.slug == "path-link"
    assert str(caught.value).startswith("docs/link")


def test_link_inside_the_project_is_read(docs: Path) -> None:
    """A link to a file of the project, such as its README, is read like the file."""
    (docs.parent / "README.md").write_text("# Project\n")
    (docs / "readme.md").symlink_to("../README.md")
    assert b"# Project\n" in [document.content for document in read_documents(docs)]


def test_pipe_is_never_waited_for(docs: Path) -> None:
    """A named pipe in docs/ does not hold the build up."""
    os.mkfifo(docs / "pipe")
    assert b"" in [document.content for document in read_documents(docs)]


def test_text_of_another_encoding_is_an_error(docs: Path) -> None:
    """Markdown that is no UTF-8 is an error with the byte, and all such errors come together."""
    (docs / "a.md").write_bytes(b"caf\xe9")
    (docs / "b.md").write_bytes(b"\xff")
    with pytest.raises(CollectedError) as caught:
        read_documents(docs)
    assert [error.message for error in caught.value.errors] == ["not UTF-8 at byte 3", "not UTF-8 at byte 0"]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ([], []),
        (["image.png"], []),
        (["b.md", "index.md", "a.md"], ["d/index.md", "d/a.md", "d/b.md"]),
        (["a.md", "how-to/z.md", "how-to/README.md"], ["d/a.md", {"How to": ["d/how-to/README.md", "d/how-to/z.md"]}]),
        (["x/y/z.md"], [{"X": [{"Y": ["d/x/y/z.md"]}]}]),
    ],
)
def test_navigation_follows_the_folders(paths: list[str], expected: list[object]) -> None:
    """Folders are sections, named after them; an index comes first in its own."""
    assert navigation(paths, below="d") == expected
