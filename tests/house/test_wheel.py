"""The wheel is enough: installed elsewhere, without the repository, it does what the repository does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from typing import TYPE_CHECKING

import pytest

from tests.house.measure import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def evalreport(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a fresh environment that holds the wheel and what it depends on, and nothing else."""
    folder = tmp_path_factory.mktemp("elsewhere")
    pip = [sys.executable, "-m", "pip"]
    subprocess.run([*pip, "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT], check=True)
    (wheel,) = folder.glob("evalreport-*.whl")
    venv.create(folder / "venv", with_pip=True)
    subprocess.run([folder / "venv/bin/python", "-m", "pip", "install", "--quiet", wheel], check=True)
    return folder / "venv/bin/evalreport"


def _run(command: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    # Nothing of the repository may help: no path to its packages, no folder to find templates in.
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    return subprocess.run([command, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def _commit_all(folder: Path) -> None:
    for arguments in (
        ["init", "--quiet"],
        ["add", "--all"],
        ["commit", "--quiet", "--message", "A copy of the example"],
    ):
        subprocess.run(["git", *arguments], cwd=folder, check=True)


def test_the_wheel_builds_the_example(evalreport: Path, tmp_path: Path) -> None:
    """The example's manifests, settings and docs, copied elsewhere and committed, become a site with every release."""
    for name in ("releases", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "site_config.yml", tmp_path)
    _commit_all(tmp_path)
    done = _run(evalreport, "build", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    pages = {path.parent.name for path in (tmp_path / "site").glob("*/index.html")}
    assert {path.parent.name for path in tmp_path.glob("releases/*/release.yml")} <= pages


def test_an_empty_folder_becomes_a_site(evalreport: Path, tmp_path: Path) -> None:
    """`init --yes` and `build` in an empty folder end in a site."""
    for arguments in (["init", "--yes"], ["build"]):
        done = _run(evalreport, *arguments, cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "site" / "index.html").is_file()


def test_the_wheel_is_typed_and_carries_its_templates(evalreport: Path) -> None:
    """The installed package says that it is typed, and brings its templates."""
    (package,) = evalreport.parents[1].glob("lib/python*/site-packages/evalreport")
    assert (package / "py.typed").is_file()
    assert list((package / "templates").glob("*.j2"))
