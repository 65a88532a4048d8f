"""All git facts of 1,000 releases, six files and three commits each, beside plain `git log` on the same repository."""

from __future__ import annotations

import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from evalreport.vcs.history import read_history

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Work = Callable[[], None]

RELEASES, RUNS, LIMIT = 1000, 3, 1.0
LOG = ("log", "-c", "--raw", "-z", "--no-renames", "--no-abbrev", "--format=%H %an")


def report() -> str:
    """Build the repository, read it a few times, and say both medians in one line."""
    with tempfile.TemporaryDirectory(prefix="evalreport-bench-") as name:
        root = Path(name)
        _fill(root)
        plain = statistics.median(_timed(lambda: _plain(root)) for _ in range(RUNS))
        ours = statistics.median(_timed(lambda: _facts(root)) for _ in range(RUNS))
    verdict = "within" if ours <= LIMIT else "over"
    return (
        f"git facts of {RELEASES:,} releases: {ours:.2f} s, {verdict} the limit of {LIMIT:g} s; git log {plain:.2f} s"
    )


def _facts(root: Path) -> None:
    """Read log, tree and the digest of every blob: all that records are re-checked by."""
    history = read_history(root)
    with history.blobs() as blobs:
        for entry in history.tree.values():
            blobs.sha256(entry.blob)


def _plain(root: Path) -> None:
    subprocess.run(["git", "-C", str(root), *LOG], stdout=subprocess.DEVNULL, check=True)


def _timed(work: Work) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _fill(root: Path) -> None:
    subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True)
    stream = b"".join(_commits())
    subprocess.run(["git", "-C", str(root), "fast-import", "--quiet"], input=stream, check=True)
    subprocess.run(["git", "-C", str(root), "reset", "-q", "--hard"], check=True)


def _commits() -> Iterator[bytes]:
    when = 1_770_000_000
    for release in range(RELEASES):
        for who, names in (("ci", ("release.yml", "a.csv")), ("ci", ("b.csv", "c.csv")), ("ana", ("s.yml", "d.csv"))):
            when += 60
            author = f"{who} <{who}@example.org> {when} +0000"
            yield f"commit refs/heads/main\nauthor {author}\ncommitter {author}\ndata 2\nx\n".encode()
            for name in names:
                data = f"{name} of {release}\n".encode() * 20
                yield f"M 100644 inline releases/r{release}/{name}\ndata {len(data)}\n".encode() + data + b"\n"
