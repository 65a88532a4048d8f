"""Wrong documents, each beside the exact errors it must give: a new case is a file, no Python.

`EVALREPORT_UPDATE=1` writes the errors again; read the difference before committing it.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

import pytest

from evalreport.documents.config import load_config
from evalreport.documents.manifest import load_manifest
from evalreport.documents.records import load_records
from evalreport.errors import CollectedError
from tests.projectfiles import write_project

DATA = Path(__file__).resolve().parents[2] / "data" / "documents"


def cases(kind: str) -> list[Path]:
    """The wrong documents of a kind."""
    return sorted((DATA / kind).glob("*.yml"))


def agree(path: Path, found: CollectedError) -> None:
    """Compare the errors with those written beside the document."""
    expected = path.with_suffix(".errors")
    if os.environ.get("EVALREPORT_UPDATE"):
        expected.write_text(f"{found}\n", encoding="utf-8")
    assert f"{found}\n" == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", cases("config"), ids=lambda path: path.stem)
def test_a_wrong_configuration_gives_all_its_errors_at_their_places(path: Path, tmp_path: Path) -> None:
    """Every error of a configuration is told at once, with line, column, path and what to write."""
    write_project(tmp_path, {"site_config.yml": path.read_bytes(), "gates.yml": "{}\n", "site.yml": "{}\n"})
    with pytest.raises(CollectedError) as caught:
        load_config(tmp_path)
    agree(path, caught.value)


@pytest.mark.parametrize("path", cases("manifest"), ids=lambda path: path.stem)
def test_a_wrong_manifest_gives_all_its_errors_at_their_places(path: Path, tmp_path: Path) -> None:
    """Every error of a manifest is told at once, with line, column, path and what to write."""
    manifest = "releases/r1/release.yml"
    write_project(tmp_path, {manifest: path.read_bytes()})
    with pytest.raises(CollectedError) as caught:
        load_manifest(tmp_path / manifest, tmp_path, ("r1", "r2"))
    agree(path, caught.value)


@pytest.mark.parametrize("path", cases("record"), ids=lambda path: path.stem)
def test_a_wrong_record_gives_all_its_errors_at_their_places(path: Path, tmp_path: Path) -> None:
    """Every error of a record is told at once, with line, column, path and what to write."""
    folder = path.name.split(".", 1)[0]
    write_project(tmp_path, {f"releases/r1/{folder}/one.yml": path.read_bytes()})
    with pytest.raises(CollectedError) as caught:
        load_records(tmp_path, PurePosixPath("releases/r1"), "r1")
    agree(path, caught.value)
