"""A whole project: all errors of all files at once, and nothing judged by half a policy."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from evalreport.documents.project import load_project, load_project_partly
from evalreport.errors import CollectedError, ErrorCollector
from tests.projectfiles import CLOSED, CONFIG, MANIFEST, RESULTS, SIGNOFF, write_project

if TYPE_CHECKING:
    from pathlib import Path


def another(name: str, baseline: str = "", date: str = "2026-11-20") -> dict[str, str]:
    """The files of one more release."""
    text = MANIFEST.replace("release: r1", f"release: {name}").replace("2026-11-20", date)
    text += f"baseline: {baseline}\n" if baseline else ""
    return {f"releases/{name}/release.yml": text, f"releases/{name}/results/candidate.csv": RESULTS}


def slugs(root: Path) -> list[str]:
    """The slugs of everything wrong in a project."""
    with pytest.raises(CollectedError) as caught:
        load_project(root)
    return [error.slug for error in caught.value.errors]


def test_releases_come_in_the_order_of_their_dates(tmp_path: Path) -> None:
    """The order is that of dates, then ids, and does not depend on the file system."""
    changed = another("r3", date="2026-11-01") | another("r2", "r1") | another("r0", date="2026-12-01")
    project = load_project(write_project(tmp_path, changed))
    assert list(project.releases) == ["r3", "r1", "r2", "r0"]
    assert project.releases["r2"].baseline_release == "r1"
    assert project.config[0].as_posix() == "site_config.yml"


def test_errors_of_all_files_come_together(tmp_path: Path) -> None:
    """Configuration, manifests and records are all read before anything is said, and sorted by file and line."""
    changed = {
        "site_config.yml": CONFIG.replace("owner: dana, use", "owner: dan, use"),
        "releases/r1/release.yml": MANIFEST.replace("date: 2026-11-20", "date: today"),
        "releases/r2/release.yml": MANIFEST,
        "releases/r1/signoffs/a.yml": SIGNOFF.replace("approve", "perhaps"),
    }
    with pytest.raises(CollectedError) as caught:
        load_project(write_project(tmp_path, changed))
    lines = str(caught.value).splitlines()
    assert [line.split(":", 1)[0] for line in lines] == [
        "releases/r1/release.yml",
        "releases/r1/signoffs/a.yml",
        "releases/r2/release.yml",
        "releases/r2/release.yml",
        "site_config.yml",
    ]


def test_a_release_with_an_error_leaves_the_others_standing(tmp_path: Path) -> None:
    """One bad release is left out and reported; the others can be judged."""
    errors = ErrorCollector()
    changed = another("r2") | {"releases/r3/release.yml": "- a\n"}
    project = load_project_partly(write_project(tmp_path, changed), errors)
    assert project is not None
    assert list(project.releases) == ["r1", "r2"]
    assert list(project.records) == ["r1", "r2"]
    assert [error.slug for error in errors.errors] == ["wrong-type"]


def test_nothing_is_judged_by_a_policy_with_an_error(tmp_path: Path) -> None:
    """Without one of its gates a release could look cleared, so a wrong policy leaves no project."""
    errors = ErrorCollector()
    text = CONFIG.replace("margin: 0.05", "margn: 0.05")
    assert load_project_partly(write_project(tmp_path, {"site_config.yml": text}), errors) is None
    assert [error.slug for error in errors.errors] == ["unknown-field"]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (another("R1"), ["id-twin"]),
        (another("r2", "r3") | another("r3", "r2"), ["baseline-cycle", "baseline-cycle"]),
        (another("r2", "r3") | another("r3", "r4") | another("r4", "r2") | another("r5", "r2"), ["baseline-cycle"] * 3),
        (another("search"), ["id-reserved"]),
        (another("a b"), ["id"]),
        ({"releases/r2/results/a.csv": RESULTS}, ["path-missing"]),
        ({"releases/r2/release.yaml": MANIFEST}, ["path-missing"]),
        ({"releases/r1/release.yml": MANIFEST.replace("prompt-change", "prompt-chang")}, ["unknown-decision"]),
    ],
)
def test_what_is_wrong_between_files(tmp_path: Path, changed: dict[str, str], expected: list[str]) -> None:
    """Twins, cycles, reserved names, folders without a manifest and unknown decisions are errors."""
    assert slugs(write_project(tmp_path, changed)) == expected


@pytest.mark.parametrize("kind", ["folder", "fifo", "link"])
@pytest.mark.parametrize("file", ["site_config.yml", "releases/r1/release.yml", "releases/r1/signoffs/a.yml"])
def test_a_document_must_be_a_regular_file(tmp_path: Path, file: str, kind: str) -> None:
    """A folder, a pipe or a link in the place of a document is refused at once, never opened."""
    root = write_project(tmp_path / "project", {"releases/r1/signoffs/a.yml": SIGNOFF})
    (root / file).rename(tmp_path / "elsewhere")
    if kind == "folder":
        (root / file).mkdir()
    elif kind == "fifo":
        os.mkfifo(root / file)
    else:
        (root / file).symlink_to(tmp_path / "elsewhere")
    assert slugs(root) == ["path-link" if kind == "link" else "path-not-file"]


@pytest.mark.parametrize("name", [b"releases/\xff/release.yml", b"releases/a\n::error::x/release.yml"])
def test_a_folder_whose_name_is_no_text_is_one_line_of_error(tmp_path: Path, name: bytes) -> None:
    """Names that are no UTF-8, or hold line ends, are refused and shown as escapes."""
    root = write_project(tmp_path)
    path = root / os.fsdecode(name)
    path.parent.mkdir()
    path.write_bytes(b"")
    with pytest.raises(CollectedError) as caught:
        load_project(root)
    assert [error.slug for error in caught.value.errors] == ["id"]
    assert str(caught.value).isprintable()


def test_hidden_and_stray_files_are_no_releases(tmp_path: Path) -> None:
    """A README or a hidden or empty folder below releases/ is nobody's release."""
    root = write_project(tmp_path, {"releases/README.md": "x", "releases/.cache/x": "x"})
    (root / "releases" / "empty").mkdir()
    assert list(load_project(root).releases) == ["r1"]


def test_a_project_without_releases_stands(tmp_path: Path) -> None:
    """A fresh repository has a policy and nothing to judge yet."""
    (tmp_path / "site_config.yml").write_text(CONFIG)
    assert load_project(tmp_path).releases == {}


@pytest.mark.parametrize("linked", ["releases/r1", "releases/r1/release.yml", "releases"])
def test_a_linked_folder_is_no_release(tmp_path: Path, linked: str) -> None:
    """Nothing below releases/ may stand elsewhere."""
    root = write_project(tmp_path / "project")
    (root / linked).rename(tmp_path / "elsewhere")
    (root / linked).symlink_to(tmp_path / "elsewhere")
    assert set(slugs(root)) == {"path-link"}


def test_a_closed_release_is_judged_by_the_policy_in_its_closing_record(tmp_path: Path) -> None:
    """Decision, gates and owners that today's policy no longer knows still judge what they closed."""
    manifest = MANIFEST.replace("prompt-change", "old-question")
    changed = another("r2") | {"releases/r1/release.yml": manifest, "releases/r1/events/closed.yml": CLOSED}
    project = load_project(write_project(tmp_path, changed))
    closed = project.policy_of("r1")
    assert list(closed.gates) == ["holds"]
    assert closed.gates["holds"].line == 0.8
    assert closed.gates["holds"].location is not None
    assert closed.gates["holds"].location.file == "releases/r1/events/closed.yml"
    assert closed.site == project.policy.site
    assert list(project.policy_of("r2").gates) == ["success-holds", "no-breach"]
