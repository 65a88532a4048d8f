"""The lock, the swap, and what a killed build leaves behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from evalreport.errors import WorldError
from evalreport.site.folders import MARKS, Places, check_replaceable, locked, repair, swap

if TYPE_CHECKING:
    from pathlib import Path

HOLD = """
import sys, pathlib, time
from evalreport.site.folders import Places, locked
with locked(Places(site=pathlib.Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(60)
"""


def _site(folder: Path, word: str) -> None:
    folder.mkdir(parents=True)
    for name in MARKS:
        (folder / name).write_text("[]")
    (folder / "index.html").write_text(word)


def _holder(site: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(site)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    return holder


def test_second_build_names_the_first(tmp_path: Path) -> None:
    """A build that finds another one running ends at once and names its process."""
    holder = _holder(tmp_path / "site")
    try:
        with (
            pytest.raises(WorldError, match=f"process {holder.pid} on ") as caught,
            locked(Places(site=tmp_path / "site")),
        ):
            pass
    finally:
        holder.kill()
        holder.communicate()
    assert caught.value.slug == "lock"
    assert caught.value.exit_code == 4


def test_lock_of_a_killed_build_is_stale(tmp_path: Path) -> None:
    """What a killed build leaves of its lock holds nobody up."""
    holder = _holder(tmp_path / "site")
    holder.kill()
    holder.communicate()
    places = Places(site=tmp_path / "site")
    assert places.lock.exists()
    with locked(places):
        assert json.loads(places.lock.read_text())["pid"] == os.getpid()
    assert not places.lock.exists()


@pytest.mark.parametrize("content", ["", "rubbish", '{"pid": "x"}'])
def test_any_file_can_be_the_lock(tmp_path: Path, content: str) -> None:
    """A lock file with whatever content is taken over when no process holds it."""
    places = Places(site=tmp_path / "site")
    places.lock.write_text(content)
    with locked(places):
        pass
    assert not places.lock.exists()


def test_lock_is_no_link(tmp_path: Path) -> None:
    """A lock file that is a symbolic link is not followed."""
    places = Places(site=tmp_path / "site")
    (tmp_path / "victim").write_text("kept")
    places.lock.symlink_to(tmp_path / "victim")
    with pytest.raises(OSError, match="symbolic"), locked(places):
        pass
    assert (tmp_path / "victim").read_text() == "kept"


@pytest.mark.parametrize("old", [False, True])
def test_swap_puts_the_new_site_in_place(tmp_path: Path, old: bool) -> None:
    """After a swap the new site stands, with or without an old one before, and nothing is left beside it."""
    places = Places(site=tmp_path / "site")
    if old:
        _site(places.site, "old")
    _site(places.new, "new")
    swap(places)
    assert (places.site / "index.html").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize(
    ("site", "new", "old", "whole"),
    [
        ("old", "half", None, "old"),
        (None, "new", "old", "old"),
        ("new", None, "old", "new"),
        ("new", "old", None, "new"),
        (None, "half", None, None),
        (None, None, None, None),
    ],
)
def test_repair_leaves_one_whole_site(
    tmp_path: Path, site: str | None, new: str | None, old: str | None, whole: str | None
) -> None:
    """Whatever a kill left, the repair keeps or restores a whole site and removes the rest."""
    places = Places(site=tmp_path / "site")
    for folder, word in ((places.site, site), (places.new, new), (places.old, old)):
        if word:
            _site(folder, word)
    repair(places)
    found = (places.site / "index.html").read_text() if places.site.exists() else None
    assert found == whole
    assert not places.new.exists()
    assert not places.old.exists()


@pytest.mark.parametrize("names", [["thesis.md"], ["versions.json"], [".nojekyll", "index.html"]])
def test_foreign_folder_is_not_replaced(tmp_path: Path, names: list[str]) -> None:
    """A folder that is no site of ours is refused, since a build would remove it."""
    for name in names:
        (tmp_path / name).write_text("mine")
    with pytest.raises(WorldError, match="no site of evalreport"):
        check_replaceable(Places(site=tmp_path))


def test_file_is_not_replaced(tmp_path: Path) -> None:
    """A file of the site's name is refused."""
    (tmp_path / "site").write_text("mine")
    with pytest.raises(WorldError, match="site is a file"):
        check_replaceable(Places(site=tmp_path / "site"))


@pytest.mark.parametrize("kind", ["absent", "empty", "site"])
def test_free_folder_is_replaced(tmp_path: Path, kind: str) -> None:
    """Nothing, an empty folder and an older site may be built over."""
    places = Places(site=tmp_path / "site")
    if kind == "empty":
        places.site.mkdir()
    elif kind == "site":
        _site(places.site, "old")
    check_replaceable(places)
