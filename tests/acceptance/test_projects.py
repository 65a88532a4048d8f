"""Whole small repositories, one a folder of `tests/projects`: a new case is a folder and needs no Python.

`expected/check.txt` is what `check` prints, `expected/exit_code` how it ends; `expected/asked` names the releases asked
about where it is not all open ones. `EVALREPORT_ACCEPT=1` writes what is printed in place of what was expected.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.repositories import Answer, ask, copied

if TYPE_CHECKING:
    from evalreport.model.assessment import Outcome

PROJECTS = sorted(path for path in (Path(__file__).resolve().parents[1] / "projects").iterdir() if path.is_dir())
AS_OF = "2026-12-01T00:00:00Z"
OUTCOMES: tuple[Outcome, ...] = (
    "withdrawn",
    "rolled_back",
    "blocked",
    "undecided",
    "awaiting",
    "cleared_by_override",
    "cleared",
)


def expected(project: Path, name: str) -> str:
    """What a project expects under a name; empty where it expects nothing."""
    path = project / "expected" / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def accept(project: Path, answer: Answer) -> None:
    """Take an answer as the one expected from now on."""
    (project / "expected" / "check.txt").write_text(answer.out, encoding="utf-8")
    (project / "expected" / "exit_code").write_text(f"{answer.code}\n", encoding="utf-8")


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_check_answers_as_expected(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What `check` prints about the repository, and how it ends, is what its folder expects."""
    root = copied(project, tmp_path / project.name)
    answer = ask(capsys, "-C", str(root), "check", "--as-of", AS_OF, *expected(project, "asked").split())
    if os.environ.get("EVALREPORT_ACCEPT"):
        accept(project, answer)
    assert answer.out == expected(project, "check.txt")
    assert answer.code == int(expected(project, "exit_code"))


def test_every_outcome_has_its_repository() -> None:
    """The repositories show every outcome a release can have, and invalid input."""
    first_words = {word for project in PROJECTS for word in expected(project, "check.txt").split("\n")[0].split()[:1]}
    assert set(OUTCOMES) <= first_words
    assert "3" in {expected(project, "exit_code").strip() for project in PROJECTS}


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_the_first_word_and_the_exit_code_agree(project: Path) -> None:
    """A repository ends in 0 only where every release it prints is cleared, by its gates or by override."""
    lines = [line for line in expected(project, "check.txt").splitlines() if line and not line.startswith(" ")]
    clear = ("cleared ", "cleared_by_override ", "nothing ")
    assert (expected(project, "exit_code") == "0\n") == all(line.startswith(clear) for line in lines)
