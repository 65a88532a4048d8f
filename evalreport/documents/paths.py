"""The one place where a path or an id that somebody wrote is checked.

An id becomes a folder and an address, a path is opened and bound by its digest: both are refused in every form that
could mean something else on another system, to git, or to a shell.
"""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal

from evalreport.errors import EvalReportError, ManifestError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from evalreport.model.location import Location

ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._+-]{0,79}$"
MAX_PATH = 1000
# File systems refuse longer names with an error of their own.
MAX_NAME = 255
MAX_SHOWN = 80

# Every name at the root of the built site: a release of that name would overwrite it.
RESERVED_IDS = frozenset(
    {"latest", "api", "assets", "_assets", "er", "search", "stable", "404.html", "index.html", "robots.txt"}
    | {"versions.json", "releases.json", "ledger.jsonl", "ledger.json", "feed.xml", "sitemap.xml", "sitemap.xml.gz"}
)
# Names that Windows gives to devices whatever the extension; such a folder cannot be checked out there.
_DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
# A name with these in it reads differently in a terminal, a log and a page.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# Evidence elsewhere can change without a commit, so an address is never evidence.
_URL = re.compile(
    r"^[A-Za-z][A-Za-z0-9+.-]+:(//|.*@)|^(?:https?|ftp|file|data|javascript|mailto|ssh|s3|gs):", re.IGNORECASE
)
# Means a file of the machine on one system and a plain name on another.
_DRIVE = re.compile(r"^[A-Za-z]:")
_GLOB = re.compile(r"[*?\[]")

Kind = Literal["file", "results"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a path or id: the slug, the message, and what to write instead."""

    slug: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What a path of a document leads to.

    ``path`` is relative to the project, ``files`` are the regular files it stands for, sorted; a plain file stands
    for itself alone. ``many`` is True where a folder or glob was written.
    """

    path: PurePosixPath
    files: tuple[PurePosixPath, ...]
    many: bool


def id_fault(text: str, *, release: bool = False) -> Fault | None:
    """Say what is wrong with an id, None if nothing; a release's id may be no name the site itself uses."""
    if not re.fullmatch(ID_PATTERN, text):
        return Fault(
            "id",
            f"{_clip(text)} cannot serve as an id",
            "use letters, digits and . _ + - only, at most 80, beginning with a letter or digit",
        )
    # Folded, since some systems do not tell the case of a folder's name apart.
    if release and text.casefold() in RESERVED_IDS:
        return Fault("id-reserved", f"the site itself uses the name {text!r}", "choose another id")
    if release and _DEVICES.match(text):
        return Fault("id-reserved", f"{text!r} names a device on some systems", "choose another id")
    return None


def check_id(text: str, location: Location | None = None, *, release: bool = False) -> str:
    """Return the id; raise ManifestError for one that cannot serve as a folder and an address."""
    fault = id_fault(text, release=release)
    if fault is not None:
        raise _error(fault, location)
    return text


def path_fault(text: str) -> Fault | None:
    """Say what is wrong with the form of a path, None if nothing; whether it exists is not looked at."""
    shown = _clip(text)
    parts = re.split(r"[/\\]", text)
    # In this order the first fault found is also the one that explains most.
    checks = (
        (
            not text.strip() or len(text) > MAX_PATH,
            "path-form",
            "the path is empty or too long",
            "write a relative path",
        ),
        (
            any(len(part.encode("utf-8", "replace")) > MAX_NAME for part in parts),
            "path-form",
            f"{shown} is too long a name",
            "shorten it",
        ),
        (_is_wild(parts), "path-form", f"{shown} is no glob", "write ** once, alone between two /"),
        (bool(_CONTROL.search(text)), "path-form", f"{shown} holds a control character", "rename the file"),
        (bool(_URL.search(text)), "path-url", f"{shown} is an address", "commit the file and name its path"),
        (bool(_DRIVE.match(text)), "path-form", f"{shown} names a drive", "write a relative path with /"),
        ("\\" in text, "path-form", f"{shown} holds a backslash", "write / between folders"),
        (text.startswith(("/", "~")), "path-absolute", f"{shown} is absolute", "write a relative path"),
        (text.startswith("-"), "path-option", f"{shown} begins with '-'", "rename the file"),
        (text.startswith(":"), "path-form", f"{shown} is a pathspec of git", "write plain names joined by /"),
        (any(_is_git(part) for part in parts), "path-git", f"{shown} points into .git", "name a file of the work tree"),
    )
    return next((Fault(slug, message, hint) for wrong, slug, message, hint in checks if wrong), None)


def check_path(text: str, location: Location | None = None) -> PurePosixPath:
    """Return the path in plain form; raise ManifestError for every form that is no plain relative path."""
    fault = path_fault(text)
    if fault is not None:
        raise _error(fault, location)
    return PurePosixPath(text)


def inside(folder: PurePosixPath, text: str, location: Location | None = None) -> PurePosixPath:
    """Join a written path to its folder and fold ``..``; raise ManifestError when that leaves the project."""
    parts: list[str] = list(folder.parts)
    for part in check_path(text, location).parts:
        # Folded by hand: asking the disk would follow links first.
        if part != "..":
            parts.append(part)
        elif parts:
            parts.pop()
        else:
            fault = Fault("path-outside", f"{_clip(text)} leaves the project", "keep evidence inside the repository")
            raise _error(fault, location)
    return PurePosixPath(*parts)


def resolve(
    root: Path,
    folder: PurePosixPath,
    text: str,
    *,
    kind: Kind = "file",
    location: Location | None = None,
    is_ignored: Callable[[PurePosixPath], bool] | None = None,
) -> Resolved:
    """Find the regular files that a written path stands for.

    ``folder`` is that of the document, relative to ``root``. A folder or glob is allowed for results only and means
    its files that are not hidden by a leading dot and that git does not ignore (``is_ignored``). Raises ManifestError
    for a path that is missing, no regular file, or a symbolic link: git would bind the link and not the file.
    """
    path = inside(folder, text, location)
    found = _matches(root, path) if kind == "results" else None
    if found is None:
        _require_file(root, path, text, location)
        return Resolved(path=path, files=(path,), many=False)
    files = tuple(item for item in found if is_ignored is None or not is_ignored(item))
    if not files:
        fault = Fault("path-missing", f"no file stands at {_clip(text)}", "correct the path or add files")
        raise _error(fault, location)
    for item in files:
        # What lies in a folder was written by nobody: its name is judged as one in a document would be.
        check_path(item.as_posix(), location)
        _require_file(root, item, item.as_posix(), location)
    return Resolved(path=path, files=files, many=True)


def base_of(path: PurePosixPath) -> PurePosixPath:
    """Return the folder that a folder or glob begins at: the parts before the first sign of a glob."""
    parts = path.parts
    first = next((index for index, part in enumerate(parts) if _GLOB.search(part)), len(parts))
    return PurePosixPath(*parts[:first])


def _matches(root: Path, path: PurePosixPath) -> list[PurePosixPath] | None:
    """List what a folder or a glob stands for, without what a dot hides; None where the path names one thing."""
    # A file whose name holds a bracket is that file, not a pattern.
    if _GLOB.search(path.as_posix()) and not (root / path).exists():
        found = [match for match in root.glob(path.as_posix()) if match.is_symlink() or not match.is_dir()]
    elif (root / path).is_dir():
        found = list(_walk(root / path))
    else:
        return None
    base = base_of(path)
    inner = (_posix(item.relative_to(root)) for item in sorted(found))
    return [item for item in inner if not _hidden(item.relative_to(base))]


def _walk(folder: Path) -> Iterator[Path]:
    # A link to a folder is yielded, not followed: the check of each file then refuses it by name.
    for item in sorted(folder.iterdir()):
        if item.is_dir() and not item.is_symlink():
            yield from _walk(item)
        else:
            yield item


def _require_file(root: Path, path: PurePosixPath, text: str, location: Location | None) -> None:
    current = root
    for part in path.parts:
        current /= part
        # Every part is looked at: a link to a folder moves all that is below it.
        if current.is_symlink():
            fault = Fault("path-link", f"{_clip(text)} is or crosses a symbolic link", "commit the file itself")
            raise _error(fault, location)
    try:
        mode = current.stat().st_mode
    except OSError as error:
        raise _error(_missing(text, path), location) from error
    if not stat.S_ISREG(mode):
        hint = "name a file; folders and globs are allowed for results only"
        raise _error(Fault("path-not-file", f"{_clip(text)} is no regular file", hint), location)


def _missing(text: str, path: PurePosixPath) -> Fault:
    # The usual reason is a path written from another folder, so the folder it led to is named.
    if ".." in PurePosixPath(text).parts:
        return Fault("path-outside", f"{_clip(text)} climbs to {path}, where no file is", "keep evidence in the folder")
    return Fault("path-missing", f"there is no file {_clip(path.as_posix())}", "correct the path or add the file")


def _too_long(part: str) -> bool:
    return len(part.encode("utf-8", "replace")) > MAX_NAME


def _is_wild(parts: Sequence[str]) -> bool:
    # Several ** multiply the work, and ** beside other signs means different things to different programs.
    deep = [part for part in parts if "**" in part]
    return len(deep) > 1 or any(part != "**" for part in deep)


def _is_git(part: str) -> bool:
    # Windows drops trailing dots and blanks, and knows the folder as GIT~1 too.
    name = part.rstrip(". ").casefold()
    return name in {".git", "git~1"} or name.startswith(".git:")


def _hidden(path: PurePosixPath) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _posix(path: Path) -> PurePosixPath:
    return PurePosixPath(path.as_posix())


def _clip(text: str) -> str:
    return repr(text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 3] + "...")


def _error(fault: Fault, location: Location | None) -> EvalReportError:
    return ManifestError(fault.message, slug=fault.slug, location=location, hint=fault.hint)
