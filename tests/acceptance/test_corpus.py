"""What real result files say agrees with their ground truth, and the comparison itself can fail."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.corpus import ROOT, corpus
from tests.run_corpus import check_folder, main

if TYPE_CHECKING:
    from pathlib import Path

FOLDERS = [
    "junit-xml",
    "promptfoo",
    "inspect-eval",
    "inspect-json",
    "tau2",
    "tau2-dir-voice",
    "history-agentdojo-gpt4",
    "history-tau2-finetune",
    "otlp-json",
    "deepeval-trace",
    "swe-agent-traj",
]
XML = '<testsuite tests="2"><testcase name="a" time="0.5"/><testcase name="b"><failure/></testcase></testsuite>'
TRUTH = {"n": 2, "failure": 1, "error": 0, "skipped": 0, "stated": {"tests": "2"}, "time": 0.5, "root": "testsuite"}


@pytest.mark.parametrize("folder", FOLDERS)
def test_real_files_agree_with_their_ground_truth(folder: str) -> None:
    """Every fact of every file of a format that is read is what the readers say."""
    outcomes = check_folder(corpus(folder))
    assert [str(outcome) for outcome in outcomes if outcome.outcome == "failed"] == []
    assert any(outcome.outcome == "passed" for outcome in outcomes)


def folder(tmp_path: Path, truth: dict[str, object], xml: str = XML, kind: str = "junit-xml") -> Path:
    """Write a result file and its ground truth."""
    (tmp_path / "run.xml").write_text(xml, encoding="utf-8")
    (tmp_path / "expected.json").write_text(json.dumps({"format": kind, "facts": {"run.xml": truth}}), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("changed", "note"),
    [
        ({"failure": 0}, "failure: expected 0, read 1"),
        ({"time": 0.7}, "time: expected 0.7, read 0.5"),
        ({"stated": {"tests": "3"}}, "stated: expected {'tests': '3'}, read {'tests': '2'}"),
        ({"flaky": 1}, "the fact flaky is not known here"),
        ({"time": "soon"}, "time: 'soon' cannot be compared"),
        ({"parse_error": "no element found: line 1, column 1"}, "read, and should be refused"),
    ],
)
def test_a_fact_that_differs_or_is_not_known_fails(tmp_path: Path, changed: dict[str, object], note: str) -> None:
    """No fact of a ground truth is passed over in silence."""
    (outcome,) = check_folder(folder(tmp_path, TRUTH | changed))
    assert outcome.outcome == "failed"
    assert note in str(outcome)


@pytest.mark.parametrize(
    ("xml", "truth"),
    [
        (XML, TRUTH),
        (XML[:-5], {"parse_error": "unclosed token: line 1, column 99"}),
        ("", {"parse_error": "no element found: line 1, column 0"}),
        ("<report/>", {"root": "report", "n": 0}),
    ],
)
def test_what_agrees_passes(tmp_path: Path, xml: str, truth: dict[str, object]) -> None:
    """A refusal that the ground truth expects is an agreement too."""
    assert [outcome.outcome for outcome in check_folder(folder(tmp_path, truth, xml))] == ["passed"]


def test_an_unknown_format_or_no_ground_truth_fails(tmp_path: Path) -> None:
    """A folder that cannot be compared is a failure, so that nobody takes silence for agreement."""
    assert [outcome.outcome for outcome in check_folder(folder(tmp_path, {}, kind="lm-eval"))] == ["failed"]
    assert main([str(tmp_path / "nowhere")]) == 1
    assert main([]) == 2


def test_the_script_prints_a_line_a_file_and_the_sum(tmp_path: Path) -> None:
    """Run as a script from anywhere, it says how many passed and failed."""
    command = [sys.executable, str(ROOT / "tests/run_corpus.py"), str(folder(tmp_path, TRUTH))]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)
    assert done.stdout.splitlines() == [f"passed  {tmp_path.name}/run.xml", "1 passed, 0 failed"]
    assert done.returncode == 0
