"""Folders that change in one step: the lock of a site, the folder a new site grows in, and the swap."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import shutil
import socket
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.errors import WorldError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# From linux/fs.h and linux/fcntl.h: swap two names in one step; take relative names from the working folder.
RENAME_EXCHANGE = 2
AT_FDCWD = -100
# Where the kernel or the file system cannot exchange names, one of these is what it answers.
CANNOT_EXCHANGE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)
# What every site of ours has: a folder without them is somebody's work, not an old site.
MARKS = ("versions.json", ".nojekyll")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """A site's folder and the names beside it that a build uses: on one file system, so that a rename works."""

    site: Path

    @property
    def new(self) -> Path:
        """Where the new site grows."""
        return self.site.parent / f".{self.site.name}.new"

    @property
    def old(self) -> Path:
        """Where the old site waits during a swap in two steps."""
        return self.site.parent / f".{self.site.name}.old"

    @property
    def lock(self) -> Path:
        """The file whose lock says that a build is running."""
        return self.site.parent / f".{self.site.name}.lock"


@contextmanager
def locked(places: Places) -> Iterator[None]:
    """Hold the site for one build; another build that holds it is an error at once, naming its process [lock].

    The lock is the kernel's and ends with its process, so what a killed build leaves behind is never in the way.
    """
    handle = _open_lock(places)
    try:
        text = json.dumps({"pid": os.getpid(), "host": socket.gethostname()})
        # Only a courtesy to whoever is refused: what holds is the lock, not the text.
        os.ftruncate(handle, 0)
        os.pwrite(handle, text.encode(), 0)
        yield
    finally:
        # Removed while still held: who waits for the name finds it gone and makes a new one.
        with suppress(OSError):
            places.lock.unlink()
        os.close(handle)


def _open_lock(places: Places) -> int:
    while True:
        handle = os.open(places.lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _holder(os.pread(handle, 1000, 0))
            os.close(handle)
            raise WorldError(
                f"{holder} is building {places.site.name}/", slug="lock", hint="wait for it, or stop it"
            ) from None
        # The holder before may have removed the name after we opened it: then we hold a lock nobody else can see.
        if _is_still_there(handle, places.lock):
            return handle
        os.close(handle)


def _holder(content: bytes) -> str:
    try:
        found = json.loads(content)
        return f"process {int(found['pid'])} on {found['host']}"
    except (ValueError, KeyError, TypeError):
        return "another process"


def _is_still_there(handle: int, path: Path) -> bool:
    try:
        named = path.stat()
    except FileNotFoundError:
        return False
    own = os.fstat(handle)
    return (own.st_dev, own.st_ino) == (named.st_dev, named.st_ino)


def repair(places: Places) -> None:
    """Finish what a killed build left: put the old site back if it was being swapped, remove what was half built."""
    # Without a site the old one was on its way out and the new one is not known to have been counted.
    if not places.site.exists() and places.old.exists():
        places.old.rename(places.site)
    for left in (places.new, places.old):
        remove(left)


def check_replaceable(places: Places) -> None:
    """Refuse to build over a folder that holds something else than a site of ours [site-folder]."""
    site = places.site
    if not site.exists():
        return
    if not site.is_dir():
        raise WorldError(f"{site.name} is a file", slug="site-folder", hint="name a folder")
    names = {entry.name for entry in site.iterdir()}
    if names and not names.issuperset(MARKS):
        raise WorldError(
            f"{site.name}/ holds something that is no site of evalreport",
            slug="site-folder",
            hint="choose another folder, or empty this one",
        )


def swap(places: Places) -> None:
    """Make the new folder the site, in one step where the system can; afterwards the old one is removed."""
    _flush(places.new)
    if not places.site.exists():
        places.new.rename(places.site)
    elif _exchange(places.new, places.site):
        remove(places.new)
    else:
        # A kill between these two lines leaves no site for a moment; the next start puts the old one back.
        places.site.rename(places.old)
        places.new.rename(places.site)
        remove(places.old)
    _flush_names(places.site.parent)


def remove(folder: Path) -> None:
    """Remove a folder if it is there."""
    if folder.exists():
        shutil.rmtree(folder)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two names in one step (renameat2); False where the system cannot."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    if call(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in CANNOT_EXCHANGE:
        return False
    raise OSError(code, os.strerror(code), str(other))


def _flush(folder: Path) -> None:
    """Write all of a folder's file system to the disk before names change: one call instead of one a file."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if call is None or call(handle) != 0:
            os.sync()
    finally:
        os.close(handle)


def _flush_names(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
