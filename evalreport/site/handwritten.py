"""The project's own docs/: read by our own walker, since MkDocs follows links out of the project and publishes them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from evalreport.errors import ErrorCollector, EvalReportError
from evalreport.model.location import Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

INDEXES = ("index.md", "README.md")
# What a nav entry may be is MkDocs' own: a page, or a mapping of one title to more of the same.
NavItem = str | dict[str, "list[NavItem]"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file of docs/: its path below that folder and its bytes."""

    path: str
    content: bytes


def read_documents(docs: Path) -> tuple[Document, ...]:
    """Read every file below ``docs``, sorted, without hidden ones; an absent folder has none.

    A symbolic link is followed to a regular file inside the project (the folder that holds ``docs``) and refused
    otherwise [path-link], as is a link to a folder; Markdown that is no UTF-8 is an error [encoding].
    """
    collector = ErrorCollector()
    found = []
    for path in _walk(docs, collector):
        with collector:
            found.append(_read(docs, path))
    collector.raise_if_any()
    return tuple(sorted(found, key=lambda document: document.path))


def navigation(paths: Iterable[str], *, below: str) -> list[NavItem]:
    """Nest the Markdown files into sections by folder, each folder's index first; ``below`` is put before each path."""
    return _section([PurePosixPath(path) for path in sorted(paths) if path.endswith(".md")], 0, below)


def _section(paths: list[PurePosixPath], depth: int, below: str) -> list[NavItem]:
    own = [path for path in paths if len(path.parts) == depth + 1]
    own.sort(key=lambda path: (path.name not in INDEXES, path.name))
    items: list[NavItem] = [f"{below}/{path}" for path in own]
    for folder in sorted({path.parts[depth] for path in paths if len(path.parts) > depth + 1}):
        inner = [path for path in paths if path.parts[depth] == folder and len(path.parts) > depth + 1]
        items.append({folder.replace("-", " ").replace("_", " ").capitalize(): _section(inner, depth + 1, below)})
    return items


def _walk(docs: Path, collector: ErrorCollector) -> Iterator[Path]:
    for folder, names, files in os.walk(docs, followlinks=False):
        place = docs / os.path.relpath(folder, docs)
        for name in [name for name in names if (place / name).is_symlink()]:
            collector.add(_refused(docs, place / name, "a link to a folder is not followed"))
        names[:] = sorted(name for name in names if not name.startswith(".") and not (place / name).is_symlink())
        yield from (place / name for name in sorted(files) if not name.startswith("."))


def _read(docs: Path, path: Path) -> Document:
    real = _inside(docs, path) if path.is_symlink() else path
    # Between looking and opening a file may be exchanged for a link or a pipe: neither is opened.
    handle = os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        content = file.read()
    if path.suffix == ".md":
        _check_text(docs, path, content)
    return Document(path=path.relative_to(docs).as_posix(), content=content)


def _inside(docs: Path, path: Path) -> Path:
    project = docs.resolve().parent
    real = path.resolve()
    if not real.is_relative_to(project) or any(part.startswith(".") for part in real.relative_to(project).parts):
        raise _refused(docs, path, "the link leaves the project")
    if not real.is_file():
        raise _refused(docs, path, "the link leads to no regular file")
    return real


def _check_text(docs: Path, path: Path, content: bytes) -> None:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise EvalReportError(
            f"not UTF-8 at byte {error.start}", slug="encoding", location=_location(docs, path), hint="save it as UTF-8"
        ) from None


def _refused(docs: Path, path: Path, why: str) -> EvalReportError:
    return EvalReportError(why, slug="path-link", location=_location(docs, path), hint="commit the file itself")


def _location(docs: Path, path: Path) -> Location:
    return Location(file=path.relative_to(docs.parent).as_posix())
