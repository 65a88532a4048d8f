"""The commands as people and CI run them: exit codes, records, contracts, and what they refuse."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from evalreport.cli.main import COMMANDS
from evalreport.cli.schema import KINDS
from tests.acceptance.repositories import ask, committed, copied, git, written

ROOT = Path(__file__).resolve().parents[2]
PROJECTS = ROOT / "tests" / "projects"
AS_OF = "2026-12-01T00:00:00Z"
CSV = "ticket,ok\n" + "".join(f"t{number:03d},true\n" for number in range(80))
PYTEST_FILE = """\
import pytest

@pytest.mark.parametrize("ticket", range(70))
def test_answers(ticket):
    assert ticket != {failing}
"""


@pytest.fixture
def cleared(tmp_path: Path) -> Path:
    """A committed project whose one release is cleared."""
    return copied(PROJECTS / "cleared", tmp_path / "project")


@pytest.fixture
def fresh(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """An empty repository in which `init --yes` has run."""
    root = tmp_path / "fresh"
    root.mkdir()
    git(root, "init", "-q")
    git(root, "config", "user.name", "Ana Ito")
    git(root, "config", "user.email", "ana@example.org")
    assert ask(capsys, "-C", str(root), "init", "--yes").code == 0
    return root


def process(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own."""
    command = [sys.executable, "-m", "evalreport", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def promptfoo(cases: int, failing: int) -> str:
    """A promptfoo file of version 3 with one provider."""
    rows = [
        {
            "provider": {"id": "acme:one"},
            "prompt": {"raw": "Answer", "label": "Answer"},
            "vars": {"ticket": f"t{number}"},
            "testCase": {"vars": {"ticket": f"t{number}"}, "description": f"t{number}"},
            "response": {"output": "Done."},
            "success": number >= failing,
            "score": float(number >= failing),
            "testIdx": number,
            "promptIdx": 0,
        }
        for number in range(cases)
    ]
    stats = {"successes": cases - failing, "failures": failing, "errors": 0}
    inner = {"version": 3, "timestamp": "2026-11-20T00:00:00Z", "results": rows, "stats": stats, "prompts": []}
    return json.dumps({"evalId": "eval-1", "results": inner, "config": {}, "shareableUrl": None})


def test_help_lists_every_command_under_its_reader() -> None:
    """--help names all commands and the exit codes, and ends in 0."""
    done = process("--help")
    assert done.returncode == 0
    assert all(f"  {name} " in done.stdout for name in COMMANDS)
    assert "Exit codes: 0 done" in done.stdout


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each command has help of its own."""
    answer = ask(capsys, name, "--help")
    assert (answer.code, answer.out.startswith("Usage: evalreport")) == (0, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("check", "--format", "tea"),
        ("check", "--as-of", "soon"),
        ("check", "--as-of", "2026-11-20T12:00:00"),
        ("close", "r1"),
        ("close", "r1", "--shipped", "--at", "yesterday"),
        ("new", "r2"),
        ("new", "r2", "--candidate", "site_config.yml", "--date", "tomorrow"),
        ("results",),
        ("results", "site_config.yml", "--column", "passed"),
        ("compare", "one"),
        ("schema", "tea"),
        ("build", "--fail-on", "cleared"),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_in_2(
    arguments: tuple[str, ...], cleared: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unknown command, option or value is told with the usage, and nothing is done."""
    monkeypatch.chdir(cleared)
    answer = ask(capsys, *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert "Usage:" in answer.err


@pytest.mark.parametrize(
    ("arguments", "slug"),
    [
        (("check", "r9"), "unknown-release"),
        (("close", "r9", "--shipped", "--by", "dana", "--yes"), "unknown-release"),
        (("close", "r1", "--shipped", "--by", "ghost", "--yes"), "unknown-person"),
        (("close", "r1", "--shipped", "--by", "dana", "--role", "king", "--yes"), "unknown-person"),
        (("new", "r1", "--candidate", "site_config.yml"), "exists"),
        (("new", "../up", "--candidate", "site_config.yml"), "id"),
        (("new", "r2", "--candidate", "nope.csv"), "path-missing"),
        (("init", "--yes"), "exists"),
        (("results", "missing.csv"), "path-missing"),
        (("compare", "missing.csv", "missing.csv"), "path-missing"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_invalid_input_ends_in_3(
    arguments: tuple[str, ...],
    slug: str,
    cleared: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What is wrong is told in a line with its slug, without a traceback."""
    monkeypatch.chdir(cleared)
    answer = ask(capsys, *arguments)
    assert answer.code == 3
    assert f"[{slug}" in answer.out + answer.err
    assert "Traceback" not in answer.out + answer.err


@pytest.mark.parametrize("epoch", ["", "soon", "1790000000"])
def test_the_source_date_is_the_time_where_it_is_set(
    epoch: str, cleared: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """SOURCE_DATE_EPOCH stands in for the clock; one that is no number is an error."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert ask(capsys, "-C", str(cleared), "check").code == (3 if epoch == "soon" else 0)


@pytest.mark.parametrize("debug", [True, False])
def test_a_traceback_needs_debug(tmp_path: Path, capsys: pytest.CaptureFixture[str], *, debug: bool) -> None:
    """--debug shows where an error came from; the line and the exit code stay the same."""
    flags = ("--debug",) if debug else ()
    answer = ask(capsys, *flags, "-C", str(tmp_path), "check")
    assert answer.code == 3
    assert ("Traceback" in answer.err) == debug
    assert "[config-missing]" in answer.err.splitlines()[-1]


def test_a_reader_that_goes_away_is_no_error(cleared: Path) -> None:
    """`check | head -0` ends without a traceback."""
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "evalreport", "-C", str(cleared), "check"]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert "Traceback" not in done.stderr
    assert done.returncode in {0, 1}


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_are_valid_and_accept_this_repository(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each schema is JSON Schema, and the files of this repository's own example satisfy it."""
    schema: dict[str, Any] = json.loads(ask(capsys, "schema", kind).out)
    jsonschema.Draft202012Validator.check_schema(schema)
    folders = {"signoff": "signoffs", "override": "overrides", "rollback": "rollbacks", "event": "events"}
    globs = {"config": "site_config.yml", "release": "releases/*/release.yml"}
    files = sorted(ROOT.glob(globs.get(kind) or f"releases/*/{folders[kind]}/*.yml"))
    assert files
    for path in files:
        # As in our own reading: every scalar is text until a field says otherwise, but for what JSON can tell apart.
        document = json.loads(json.dumps(yaml.safe_load(path.read_text()), default=str))
        jsonschema.validate(document, schema)


@pytest.mark.parametrize("form", ["text", "json", "junit", "sarif", "github", "markdown"])
@pytest.mark.parametrize(("name", "code"), [("cleared", 0), ("blocked", 1), ("several-errors", 3)])
def test_every_format_ends_alike(
    form: str, name: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """How the answer is written changes nothing about what it is."""
    root = copied(PROJECTS / name, tmp_path / name)
    answer = ask(capsys, "-C", str(root), "check", "--format", form, "--as-of", AS_OF)
    assert answer.code == code
    assert answer.out
    if form in {"json", "sarif"}:
        json.loads(answer.out)


def test_close_writes_a_record_that_is_read_and_never_written_again(
    cleared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The record binds what was seen; a second closing is refused and changes nothing."""
    close = ("-C", str(cleared), "close", "r1", "--shipped", "--by", "dana", "--at", "2026-11-21T09:00:00Z", "--yes")
    assert ask(capsys, *close).code == 0
    path = cleared / "releases/r1/events/closed.yml"
    text = path.read_text()
    record = yaml.safe_load(text)
    assert (record["outcome"], record["shipped"], record["by"], record["role"]) == (
        "cleared", True, "dana", "product-owner"
    )  # fmt: skip
    assert set(record["verdict_seen"]) == {"success-holds", "no-breach"}
    committed(cleared)
    assert ask(capsys, "-C", str(cleared), "check", "r1").out.startswith("cleared r1, closed:")
    again = ask(capsys, *close)
    assert (again.code, path.read_text()) == (3, text)
    assert "closed already, by dana" in again.err


def test_a_closed_release_is_judged_by_its_record(cleared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A stricter policy later touches open releases alone."""
    ask(capsys, "-C", str(cleared), "close", "r1", "--shipped", "--by", "dana", "--at", AS_OF, "--yes")
    config = cleared / "site_config.yml"
    config.write_text(config.read_text().replace("margin: 0.05", "margin: 0.001"))
    committed(cleared)
    answer = ask(capsys, "-C", str(cleared), "check", "r1")
    assert (answer.code, answer.out.split()[0]) == (0, "cleared")


def test_closing_what_is_not_cleared_is_possible_and_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Shipping a blocked release is recorded as exactly that."""
    root = copied(PROJECTS / "blocked", tmp_path / "blocked")
    closing = ask(capsys, "-C", str(root), "close", "r1", "--shipped", "--by", "dana", "--at", AS_OF, "--yes")
    assert "closing r1 as blocked, shipped, by Dana Ortiz" in closing.out
    assert "[shipped-uncleared]" in ask(capsys, "-C", str(root), "check", "r1").out


@pytest.mark.parametrize("path", ["releases/r1/results/candidate.csv", "releases/r1/release.yml", "site_config.yml"])
def test_close_refuses_what_git_does_not_hold(path: str, cleared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A record binds committed bytes only."""
    with (cleared / path).open("a") as stream:
        stream.write("\n" if path.endswith("yml") else "t999,true,\n")
    answer = ask(capsys, "-C", str(cleared), "close", "r1", "--shipped", "--by", "dana", "--yes")
    assert (answer.code, "[uncommitted]" in answer.err) == (3, True)
    assert not (cleared / "releases/r1/events").exists()


def test_init_writes_a_repository_that_checks_and_builds(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The scaffold has nothing to check and a site; schemas are named in its first line."""
    assert (fresh / "site_config.yml").read_text().startswith("# yaml-language-server: $schema=")
    assert ask(capsys, "-C", str(fresh), "check").code == 0
    assert ask(capsys, "-C", str(fresh), "build").code == 0
    assert (fresh / "site/index.html").is_file()


@pytest.mark.parametrize("kind", ["promptfoo", "junit", "csv"])
def test_new_makes_a_release_with_a_real_gate_of_two_files(
    kind: str, fresh: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two files as tools write them become a release that is judged by pairs of cases."""
    before, after = files(kind, tmp_path)
    options = ["--column", "case_id=ticket", "--column", "passed=ok"] if kind == "csv" else []
    given = ("--candidate", str(after), "--baseline", str(before), "--date", "2026-11-20", *options)
    made = ask(capsys, "-C", str(fresh), "new", "support-agent-1.0", *given)
    assert made.code == 0, made.err
    assert "pair with the baseline" in made.out
    committed(fresh)
    checked = ask(capsys, "-C", str(fresh), "check", "--format", "json", "--as-of", AS_OF)
    (release,) = json.loads(checked.out)["releases"]
    compared = [gate for gate in release["gates"] if gate["unit"] == "points"]
    assert compared
    assert compared[0]["n"] >= 70
    assert ask(capsys, "-C", str(fresh), "build").code == 0
    assert (fresh / "site/support-agent-1.0/index.html").is_file()


def files(kind: str, folder: Path) -> tuple[Path, Path]:
    """Two result files of a kind, before and after; JUnit files are written by pytest itself."""
    if kind == "promptfoo":
        written(folder, {"before.json": promptfoo(80, 4), "after.json": promptfoo(80, 5)})
        return folder / "before.json", folder / "after.json"
    if kind == "csv":
        written(folder, {"before.csv": CSV, "after.csv": CSV.replace("t003,true", "t003,false")})
        return folder / "before.csv", folder / "after.csv"
    written(folder / "tests", {"test_agent.py": PYTEST_FILE})
    for name, failing in (("before", -1), ("after", 7)):
        path = folder / "tests" / "test_agent.py"
        path.write_text(PYTEST_FILE.replace("{failing}", str(failing)))
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            f"--junitxml=../{name}.xml",
            "test_agent.py",
        ]
        subprocess.run(command, cwd=path.parent, capture_output=True, check=False)
    return folder / "before.xml", folder / "after.xml"


@pytest.mark.parametrize("command", ["results", "compare"])
def test_json_of_files_needs_no_configuration(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two files alone answer in their documented contract."""
    before, after = files("promptfoo", tmp_path)
    document = json.loads(ask(capsys, command, str(before), str(after), "--json").out)
    assert document["schema"] == f"evalreport.{command}/1"
    if command == "compare":
        assert (document["pairs"], document["regressed"], document["fixed"]) == (80, 1, 0)
        assert document["regressed_cases"]
        assert document["cost_usd"] == {"baseline": None, "candidate": None}
    else:
        (first, _) = document["files"]
        assert (first["format"], first["runs"][0]["passed"], first["runs"][0]["failed"]) == ("promptfoo", 76, 4)
        assert first["runs"][0]["cost_usd"]["total"] is None


@pytest.mark.parametrize(("outcome", "code"), [("blocked", 1), ("undecided", 0)])
def test_build_stands_whatever_the_gates_say_unless_told(
    outcome: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A blocked release has its page; --fail-on turns its outcome into exit code 1."""
    root = copied(PROJECTS / "blocked", tmp_path / "blocked")
    answer = ask(capsys, "-C", str(root), "build", "--fail-on", outcome)
    assert (answer.code, (root / "site/r1/index.html").is_file()) == (code, True)


def test_build_with_errors_keeps_the_old_site(cleared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An error in any file ends in 3, and what stood before still stands."""
    assert ask(capsys, "-C", str(cleared), "build").code == 0
    before = (cleared / "site/r1/index.html").read_bytes()
    written(cleared, {"releases/r2/release.yml": "release: r2\n"})
    answer = ask(capsys, "-C", str(cleared), "build")
    assert answer.code == 3
    assert "releases/r2/release.yml:1:1" in answer.err
    assert (cleared / "site/r1/index.html").read_bytes() == before
