"""`evalreport build` on a whole project: the project's own templates, and the same bytes from any clone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.repositories import ask, committed, git, written
from tests.projectfiles import write_project
from tests.unit.site.test_builder import digests

if TYPE_CHECKING:
    from pathlib import Path

DECISION = "templates/partials/decision.html.j2"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project with a hand-written page, committed."""
    root = write_project(tmp_path / "project", {"docs/index.md": "# Guide\n\nHow we decide.\n"})
    return committed(root)


def test_own_template_changes_the_page(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A partial in the project's templates/ takes the place of ours, with data escaped as in ours."""
    written(project, {DECISION: "<h1>Ours: {{ release.id }} {{ '<b>' }}</h1>\n"})
    assert ask(capsys, "-C", str(project), "build").code == 0
    page = (project / "site" / "r1" / "index.html").read_text()
    assert "<h1>Ours: r1 &lt;b&gt;</h1>" in page


@pytest.mark.parametrize(
    ("template", "line", "said"),
    [
        ("<h1>x</h1>\n{{ release.no_such_thing }}\n", 2, "no_such_thing"),
        ("{{ no_such_name }}\n", 1, "no_such_name"),
        ("<h1>x</h1>\n\n{% if %}\n", 3, "Expected an expression"),
    ],
)
def test_fault_in_an_own_template_is_located(
    project: Path, capsys: pytest.CaptureFixture[str], template: str, line: int, said: str
) -> None:
    """An undefined name or a syntax error in a template is one error with file and line, and the old site stands."""
    assert ask(capsys, "-C", str(project), "build").code == 0
    before = digests(project / "site")
    written(project, {DECISION: template})
    answer = ask(capsys, "-C", str(project), "build")
    assert answer.code == 3
    assert f"{DECISION}:{line}: " in answer.out + answer.err
    assert said in answer.out + answer.err
    assert "Traceback" not in answer.err
    assert digests(project / "site") == before


def test_broken_document_is_located(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A broken link in docs/ is an error with file and line and exit code 3."""
    written(project, {"docs/index.md": "# Guide\n\n[gone](gone.md)\n"})
    answer = ask(capsys, "-C", str(project), "build")
    assert answer.code == 3
    assert "docs/index.md:3: " in answer.out + answer.err
    assert not (project / "site").exists()


def test_clones_give_the_same_bytes(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two builds of one commit, from clones in two folders, are alike byte for byte."""
    found = []
    for place in ("one", "some/where/else"):
        clone = tmp_path / place
        clone.parent.mkdir(parents=True, exist_ok=True)
        git(tmp_path, "clone", "-q", str(project), str(clone))
        assert ask(capsys, "-C", str(clone), "build").code == 0
        found.append(digests(clone / "site"))
    assert found[0] == found[1]
    assert len(found[0]) > 20


def test_foreign_folder_is_not_built_over(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder of somebody's own is not replaced by a site, even when it is named."""
    written(project, {"thesis/chapter.md": "years of work"})
    answer = ask(capsys, "-C", str(project), "build", "--site-dir", str(project / "thesis"))
    assert answer.code == 4
    assert "[site-folder]" in answer.out + answer.err
    assert (project / "thesis" / "chapter.md").read_text() == "years of work"
