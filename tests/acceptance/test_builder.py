"""The delivered site as a whole: alike from any folder, whole after any kill, and kept when the disk refuses."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from random import SystemRandom
from typing import TYPE_CHECKING

import pytest

from tests.unit.site.test_builder import EPOCH, digests

if TYPE_CHECKING:
    from pathlib import Path

# Builds a site whose every page names its generation, so that a mixture of two would show.
BUILD = """
import resource
import sys
from dataclasses import replace
from pathlib import Path

from evalreport.errors import EvalReportError
from evalreport.site.builder import deliver
from tests.unit.site.sites import small_site

target, word, releases, epoch, limit = Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
site = small_site(releases=releases)
pages = tuple(replace(page, html=page.html + f"<p>generation {word}</p>") for page in site.pages)
print("ready", flush=True)
try:
    deliver(replace(site, pages=pages), docs=None, site_dir=target, epoch=epoch)
except EvalReportError as error:
    print(error, file=sys.stderr)
    sys.exit(error.exit_code)
"""
RELEASES = 40


def _start(site: Path, word: str, *, file_limit: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", BUILD, str(site), word, *map(str, (RELEASES, EPOCH, file_limit))]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _build(site: Path, word: str) -> float:
    builder = _start(site, word)
    assert builder.stdout
    builder.stdout.readline()
    begin = time.monotonic()
    _, errors = builder.communicate(timeout=60)
    assert builder.returncode == 0, errors
    return time.monotonic() - begin


def _generation(site: Path) -> str:
    """The one generation all pages of a site belong to; fails when a page is missing or they differ."""
    pages = [path for path in sorted(site.rglob("index.html")) if path.parent != site]
    assert len(pages) == 2 + 2 * RELEASES
    words = {page.read_text().partition("generation ")[2].partition("<")[0] for page in pages}
    assert len(words) == 1, words
    return words.pop()


@pytest.mark.slow
def test_killed_at_any_moment_one_site_is_whole(tmp_path: Path) -> None:
    """Killed ten times at random moments, the old or the new site stands each time, and the next build succeeds."""
    site = tmp_path / "site"
    takes = _build(site, "0")
    draw, killed = SystemRandom(), 0
    standing = "0"
    for generation in map(str, range(1, 41)):
        if killed == 10:
            break
        builder = _start(site, generation)
        assert builder.stdout
        builder.stdout.readline()
        # Beyond the usual time too, so that the moments around the swap are among those tried.
        time.sleep(draw.uniform(0, 1.1 * takes))
        builder.kill()
        builder.communicate()
        was_killed = builder.returncode == -signal.SIGKILL
        killed += was_killed
        # What ended before its moment came was too fast for the time the first build took.
        takes *= 1.05 if was_killed else 0.7
        assert _generation(site) in {standing, generation}
        standing = _generation(site)
    assert killed == 10
    _build(site, "last")
    assert _generation(site) == "last"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_disk_that_refuses_keeps_the_old_site(tmp_path: Path) -> None:
    """A disk that takes no more is one line with what failed, exit code 4, and the old site stands untouched."""
    site = tmp_path / "site"
    _build(site, "0")
    before = digests(site)
    builder = _start(site, "1", file_limit=20_000)
    _, errors = builder.communicate(timeout=60)
    assert builder.returncode == 4
    assert len(errors.strip().splitlines()) == 1
    assert "[disk]" in errors
    assert "MB are free" in errors
    assert digests(site) == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    """A site below something that is no folder is one line and exit code 4."""
    (tmp_path / "file").write_text("")
    builder = _start(tmp_path / "file" / "site", "0")
    _, errors = builder.communicate(timeout=60)
    assert builder.returncode == 4
    assert len(errors.strip().splitlines()) == 1
    assert "[disk]" in errors


def test_two_builds_at_once_do_not_mix(tmp_path: Path) -> None:
    """Of two builds started together one delivers and the other, at once, names its process with exit code 4."""
    builders = [_start(tmp_path / "site", word) for word in ("1", "2")]
    errors = [builder.communicate(timeout=60)[1] for builder in builders]
    codes = [builder.returncode for builder in builders]
    assert set(codes) <= {0, 4}
    assert 0 in codes
    for code, error, other in zip(codes, errors, reversed(builders), strict=True):
        assert code == 0 or f"process {other.pid} on " in error
    assert _generation(tmp_path / "site") in {"1", "2"}
