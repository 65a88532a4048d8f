"""Logs that the real tool wrote: one run here and now, and those of the corpus."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from evalreport.readers.base import ReadOptions
from evalreport.readers.inspect_log import InspectReader
from evalreport.readers.loading import FileSource
from tests.corpus import MATERIAL, corpus

READER = InspectReader()
SCRIPT = Path(__file__).parents[2] / "data" / "inspect" / "evaluate.py"


def facts(folder: str) -> list[str]:
    """Name the files whose ground truth is known; none without a corpus."""
    path = MATERIAL / "corpus" / folder / "expected.json"
    return sorted(json.loads(path.read_text())["facts"]) if path.exists() else []


@pytest.mark.slow
@pytest.mark.parametrize("log_format", ["eval", "json"])
def test_a_log_written_now_is_read(tmp_path: Path, log_format: str) -> None:
    """What the installed Inspect writes, NaN and broken samples included, is read as it was run."""
    # Outside any work tree, since Inspect records the address of the repository it runs in.
    subprocess.run([sys.executable, str(SCRIPT), str(tmp_path), log_format], cwd=tmp_path, check=True, timeout=120)
    (path,) = tmp_path.glob(f"*.{log_format}")
    whole = READER.read(FileSource(path, path.name), ReadOptions())
    (run,) = whole.runs
    assert (run.suite, run.model, run.complete, whole.unread) == ("refunds", "mockllm/model", False, ())
    assert run.warnings == ("4 of 6 samples were completed",)
    assert run.contradictions == ()
    assert [(row.case_id, row.epoch) for row in run.rows] == [
        (case, epoch) for epoch in (1, 2) for case in ("2", "3", "a")
    ]
    refused, broken, granted = run.rows[:3]
    assert [(score.name, score.value, score.text) for score in refused.scores] == [
        ("includes", 0.0, "I"),
        ("manners.polite", 0.5, None),
        ("manners.short", 1.0, None),
        ("unscored", None, "NaN"),
    ]
    assert [(call.name, call.error) for call in refused.tools or ()] == [
        ("refund", "more than 10"),
        ("refund", None),
        ("submit", None),
    ]
    assert broken.error is not None
    assert (granted.cost_usd, granted.tokens_in, granted.tokens_out) == (0.5, 21, 6)
    assert (granted.tags, granted.labels) == (("nightly", "small"), ("curt",))


@pytest.mark.parametrize(
    ("folder", "name"),
    [(folder, name) for folder in ("inspect-eval", "inspect-json") for name in facts(folder)],
)
def test_real_logs_agree_with_their_ground_truth(folder: str, name: str) -> None:
    """Samples, cases, errors, values, headlines and tokens are those counted apart from us."""
    expected = json.loads(corpus(folder, "expected.json").read_text())["facts"][name]
    whole = READER.read(FileSource(corpus(folder, name), name), ReadOptions())
    (run,) = whole.runs
    counted = {
        "task": run.suite,
        "model": run.model,
        "status": run.status,
        "n_samples_in_file": len(run.rows),
        "n_sample_ids": len({row.case_id for row in run.rows}),
        "n_errors": sum(row.error is not None for row in run.rows),
    }
    assert counted == {key: expected[key] for key in counted}
    headlines = {
        f"{block['scorer']}/{metric}": value
        for block in expected["reported_metrics"]
        for metric, value in block["metrics"].items()
    }
    assert headlines.items() <= run.stated.items()
    letters = {letter: count for values in expected["score_values"].values() for letter, count in values.items()}
    for letter in ("C", "I"):
        texts = [score.text for row in run.rows for score in row.scores]
        assert texts.count(letter) == letters.get(f'"{letter}"', 0)
    usage = expected["model_usage"].get(expected["model"], {"input": None, "output": None})
    stated = (run.stated.get("tokens_in"), run.stated.get("tokens_out"))
    assert stated == (usage["input"], usage["output"])
    if all(row.tokens_in is not None for row in run.rows) and run.rows:
        assert sum(row.tokens_in or 0 for row in run.rows) == usage["input"]
        assert sum(row.tokens_out or 0 for row in run.rows) == usage["output"]


@pytest.mark.parametrize(
    ("name", "what", "counted"),
    [("class-eval.json", "class_eval_scorer/mean", 1.0), ("gsm8k.json", None, None), ("humaneval.json", None, None)],
)
def test_real_headlines_are_held_against_the_rows(name: str, what: str | None, counted: float | None) -> None:
    """A shortened log that kept the headline of the whole run is contradicted, honest ones are not."""
    (run,) = READER.read(FileSource(corpus("inspect-json", name), name), ReadOptions()).runs
    assert [(item.what, item.counted) for item in run.contradictions] == ([(what, counted)] if what else [])
