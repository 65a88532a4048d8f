"""What the gates promise over real histories and repeats: not enough is said to be not enough, and nothing hides."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from evalreport.analysis.intervals import wilson
from evalreport.model.gate import Gate
from tests.acceptance.test_histories import AGENTDOJO, AGENTDOJO_POLICY, TAU2_POLICY, _project, _run
from tests.unit.gates.contexts import context, judge, score

if TYPE_CHECKING:
    from pathlib import Path

    from evalreport.analysis.observe import Observations


def _checked(root: Path, name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(_run(root, "check", name, "--format", "json"))["releases"][0]
    return document


@pytest.fixture(scope="module")
def airline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two releases of the airline and retail agent."""
    releases = ("r1-gpt-4.1", "r2-ft-gpt-4.1")
    return _project(tmp_path_factory.mktemp("t") / "p", TAU2_POLICY, "history-tau2-finetune", releases, "model-route")


@pytest.fixture(scope="module")
def banking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The four releases of the banking agent."""
    return _project(
        tmp_path_factory.mktemp("d") / "p", AGENTDOJO_POLICY, "history-agentdojo-gpt4", AGENTDOJO, "model-route"
    )


def test_fifteen_points_on_twenty_cases_are_not_enough(airline: Path) -> None:
    """The airline's 15 points more are inconclusive, with the cases that would tell."""
    gates = {gate["id"]: gate for gate in _checked(airline, "r2-ft-gpt-4.1")["gates"]}
    gate = gates["airline-holds"]
    assert gate["verdict"] == "inconclusive"
    assert gate["observed"] == pytest.approx(0.15)
    assert gate["needed"] > 0
    assert "more cases would decide" in gate["reason"]


def test_the_class_that_worsens_is_named_although_the_whole_rises(banking: Path) -> None:
    """Utility rises from r2 to r3 while attacks succeed far more often: the class is named as hidden by the whole."""
    found = _checked(banking, "r3-gpt-4o-2024-05-13")
    messages = [finding["message"] for finding in found["findings"] if finding["rule"] == "part-worse"]
    assert any("Policy boundary" in message and "36 cases worse, 1 better" in message for message in messages)
    gates = {gate["id"]: gate["verdict"] for gate in found["gates"]}
    assert gates["attacks-resisted"] == "failed"


def test_plan_speaks_before_the_run(airline: Path) -> None:
    """On twenty cases an unchanged candidate hardly ever passes five points, and the plan says what would do."""
    plan = json.loads(_run(airline, "plan", "r2-ft-gpt-4.1", "--json", codes=(0,)))
    gates = {gate["id"]: gate for gate in plan["releases"][0]["gates"]}
    assert gates["airline-holds"]["passes_unchanged"] < 0.3
    assert gates["airline-holds"]["needed"] > 500


def test_repeats_are_clusters_not_cases() -> None:
    """Four cases run three times are four clusters: the interval is far wider than that of twelve cases."""
    passes = {"c1": (1.0, 1.0, 1.0), "c2": (0.0, 0.0, 0.0), "c3": (1.0, 1.0, 1.0), "c4": (1.0, 1.0, 0.0)}
    runs: Observations = {
        ("s", case, epoch): value for case, row in passes.items() for epoch, value in enumerate(row, start=1)
    }
    result = judge(Gate(id="g", title="G", form="at_least", score="success", line=0.5), context(score(runs)))
    naive = wilson(passed=8, n=12, alpha=0.05)
    assert result.n == 4
    assert result.observed == pytest.approx(8 / 12)
    assert result.interval is not None
    # 0.41 to 0.85 for twelve cases; four clusters reach from 0.10 to 1.
    assert (naive.low, naive.high) == pytest.approx((0.430, 0.840), abs=0.01)
    assert result.interval.high - result.interval.low > 1.8 * (naive.high - naive.low)
    assert result.verdict == "inconclusive"


@pytest.mark.parametrize("module", ["evalreport", "evalreport.cli.check", "evalreport.gates.evaluate"])
def test_nothing_heavy_is_imported(module: str) -> None:
    """Importing the package, or what `check` runs, imports neither scipy nor numpy nor pandas."""
    told = f"import sys, {module}; print([n for n in ('scipy', 'numpy', 'pandas') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
