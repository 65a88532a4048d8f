"""Reading a document's bytes from the project."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from evalreport.documents.paths import resolve
from evalreport.documents.sourcetext import MAX_BYTES
from evalreport.documents.yamltree import Node, parse
from evalreport.errors import WorldError
from evalreport.model.location import Location

if TYPE_CHECKING:
    from pathlib import Path


def read_bytes(root: Path, path: PurePosixPath) -> bytes:
    """Return the bytes of a document, at most one more than a document may have.

    Raises WorldError where the system refuses, saying its own words.
    """
    try:
        with (root / path).open("rb") as file:
            # One byte more tells that it is too large, without reading the rest.
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise WorldError(
            f"the file cannot be read ({error.strerror})", slug="disk", location=Location(file=path.as_posix())
        ) from error


def read_document(root: Path, path: PurePosixPath) -> Node:
    """Parse the document at a path relative to the project; raises EvalReportError, placed in it.

    A link, a folder or a device is refused like any other path that is no regular file.
    """
    # The same check as for paths that people write: a document's own name can be a link too.
    resolve(root, PurePosixPath(), path.as_posix(), location=Location(file=path.as_posix()))
    return parse(read_bytes(root, path), path.as_posix())
