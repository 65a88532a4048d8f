"""What the repository's text must not hold: places of the machine it was written on, and empty names."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from evalreport.readers.inspect_zip import open_archive
from evalreport.readers.loading import open_source
from tests.house.measure import ROOT

if TYPE_CHECKING:
    from pathlib import Path

# Built from parts, so that this file does not hold what it looks for.
MACHINE_PLACES = {
    "the folder it was written in": re.compile(r"(?<![\w.])/" + "work/"),
    "a scratch folder": re.compile("/" + r"tmp/(er|bash)\b"),
    "a home folder": re.compile("/" + r"(root|home/(?!runner|user|you|me)\w+)/"),
    "a local package index": re.compile("/" + r"opt/(pypi|wheels)"),
    "a private registry": re.compile(r"\b[\w.-]+\." + r"(internal|corp|lan|local)\b(?!host)"),
}
MATERIAL_BESIDE = re.compile(r"\.\./" + "shared")
LOGS = sorted(ROOT.glob("releases/*/results/*.eval"))
# Published by others, and kept byte for byte: tests/browser/test_explore.py compares the digest.
VENDORED = "templates/assets/vendor/"
MAY_NAME_MATERIAL = ("tests/corpus.py",)


def _tracked_texts() -> dict[str, str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git work tree: what belongs to the repository is not known")
    texts = {}
    for name in filter(None, listed.stdout.split("\0")):
        data = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b""
        if b"\0" not in data and not name.startswith(VENDORED):
            texts[name] = data.decode("utf-8", errors="replace")
    return texts


@pytest.mark.parametrize("place", MACHINE_PLACES)
def test_no_text_names_a_place_of_the_machine(place: str) -> None:
    """No committed text holds a path or a host that exists on one machine only."""
    pattern = MACHINE_PLACES[place]
    found = [
        f"{name}: {match.group()}"
        for name, text in _tracked_texts().items()
        if (match := pattern.search(text)) is not None
    ]
    assert found == []


@pytest.mark.parametrize("log", LOGS, ids=lambda log: log.relative_to(ROOT / "releases").as_posix())
def test_no_log_names_a_place_of_the_machine(log: Path) -> None:
    """No member of a committed log holds a path, host or remote of the machine on which it was made."""
    foreign = [*MACHINE_PLACES.values(), re.compile(r"/tmp/|git@|localhost")]  # noqa: S108 - looked for, not used
    with open_archive(open_source(log)) as archive:
        texts = {name: archive.read(name).decode("utf-8") for name in archive.names}
    found = [f"{name}: {match.group()}" for name, text in texts.items() for p in foreign if (match := p.search(text))]
    assert found == []


def test_one_module_knows_where_the_corpus_lies() -> None:
    """Only tests/corpus.py names the folder of result files beside the repository."""
    found = [name for name, text in _tracked_texts().items() if MATERIAL_BESIDE.search(text)]
    assert [name for name in found if name not in MAY_NAME_MATERIAL] == []


def test_text_ends_with_one_newline() -> None:
    """Every Python file, template and hand-written page ends with exactly one newline."""
    written = (".py", ".j2", ".md", ".yml", ".toml", ".css", ".js")
    texts = {name: text for name, text in _tracked_texts().items() if name.endswith(written) and text}
    ragged = [name for name, text in texts.items() if not text.endswith("\n") or text.endswith("\n\n")]
    assert [name for name in ragged if not name.startswith(("tests/projects/", "tests/gold/", "releases/"))] == []
