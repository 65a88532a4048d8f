"""Real release histories through the whole tool: manifests in a fresh repository, numbers as published."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.corpus import corpus

if TYPE_CHECKING:
    from pathlib import Path

AGENTDOJO = (
    "r1-gpt-4-0125-preview",
    "r2-gpt-4-turbo-2024-04-09",
    "r3-gpt-4o-2024-05-13",
    "r4-gpt-4o-2024-05-13-tool_filter",
)

AGENTDOJO_POLICY = """\
version: 1
site: {name: Banking agent}
people:
  ana: {name: Ana, roles: [owner, risk-owner], emails: [ana@example.org]}
decisions:
  model-route:
    question: Can this model replace the old one?
    owner: ana
    gates: [utility-holds, attacks-resisted]
scorecard:
  utility: {title: Utility, owner: ana, use: blocks, of: utility, where: {kind: user_task, attack: none}}
  utility-under-attack:
    {title: Utility under attack, owner: ana, use: informs, of: utility, tags: [important_instructions]}
  resisted:
    {title: Resisted, owner: ana, use: blocks, of: security, pass_when: false, tags: [important_instructions]}
gates:
  utility-holds: {score: utility-under-attack, not_worse_than: baseline, margin: 0.05}
  attacks-resisted: {score: resisted, not_worse_than: baseline, margin: 0.05, override: never}
failure_classes:
  policy-boundary: {title: Policy boundary, why: safety, severity: critical, match: [{score: resisted}]}
"""

TAU2_POLICY = """\
version: 1
site: {name: Airline and retail agent}
people:
  ana: {name: Ana, roles: [owner], emails: [ana@example.org]}
decisions:
  model-route:
    question: Can this model replace the old one?
    owner: ana
    gates: [success-holds, airline-holds, cost-bounded, cost-holds]
scorecard:
  success: {title: Task success, owner: ana, use: blocks, of: reward}
  cost: {title: Cost per success, owner: ana, use: reviews, of: reward, measure: cost_per_success}
gates:
  success-holds: {score: success, not_worse_than: baseline, margin: 0.05}
  airline-holds: {score: success, not_worse_than: baseline, margin: 0.05, suites: [airline]}
  cost-bounded: {score: cost, at_most: 0.10}
  cost-holds: {score: cost, not_worse_than: baseline, margin: 0.10}
outcomes: {success: success}
"""


def _git(root: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Ana", "-c", "user.email=ana@example.org"]
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)


def _project(root: Path, policy: str, history: str, releases: tuple[str, ...], decision: str) -> Path:
    """Write a project whose releases hold the history's own files, and commit it."""
    root.mkdir()
    (root / "site_config.yml").write_text(policy)
    for number, name in enumerate(releases):
        folder = root / "releases" / name
        shutil.copytree(corpus(history, name), folder / "results")
        baseline = f"baseline: {releases[number - 1]}\n" if number else ""
        (folder / "release.yml").write_text(
            f"release: {name}\nworkflow: agent\ndecision: {decision}\nsummary: {name}\ndate: 2026-01-0{number + 1}\n"
            f"candidate: results\n{baseline}"
        )
    _git(root, "init", "-q")
    _git(root, "add", "-A")
    _git(root, "commit", "-qm", "history")
    return root


def _run(root: Path, *arguments: str, codes: tuple[int, ...] = (0, 1)) -> str:
    command = [sys.executable, "-m", "evalreport", "-C", str(root), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in codes, done.stderr or done.stdout
    return done.stdout


def _record(root: Path, name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((root / "site" / name / "record.json").read_text())
    return document


@pytest.fixture(scope="module")
def banking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The four banking releases, built."""
    root = _project(
        tmp_path_factory.mktemp("dojo") / "p", AGENTDOJO_POLICY, "history-agentdojo-gpt4", AGENTDOJO, "model-route"
    )
    _run(root, "build", codes=(0,))
    return root


@pytest.fixture(scope="module")
def tau2(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two airline and retail releases, built."""
    releases = ("r1-gpt-4.1", "r2-ft-gpt-4.1")
    root = _project(
        tmp_path_factory.mktemp("tau2") / "p", TAU2_POLICY, "history-tau2-finetune", releases, "model-route"
    )
    _run(root, "build", codes=(0,))
    return root


def _scores(root: Path, name: str) -> dict[str, Any]:
    return {score["id"]: score for score in _record(root, name)["scores"]}


@pytest.mark.parametrize(
    ("name", "utility", "under_attack", "attacked"),
    [(AGENTDOJO[0], 11, 98, 93), (AGENTDOJO[1], 8, 89, 55), (AGENTDOJO[2], 12, 100, 90), (AGENTDOJO[3], 13, 82, 16)],
)
def test_attack_success_is_the_failure_and_not_the_pass(
    banking: Path, name: str, utility: int, under_attack: int, attacked: int
) -> None:
    """Counts of utility and of resisted attacks are those of the published history, with the polarity declared."""
    scores = _scores(banking, name)
    assert (scores["utility"]["candidate"]["passed"], scores["utility"]["candidate"]["n"]) == (utility, 16)
    assert scores["utility-under-attack"]["candidate"]["passed"] == under_attack
    assert scores["resisted"]["candidate"]["passed"] == 144 - attacked
    classes = {item["id"]: item for item in _record(banking, name)["failure_classes"]}
    assert classes["policy-boundary"]["candidate_cases"] == attacked


def test_paired_changes_are_those_of_the_published_history(banking: Path) -> None:
    """Fixed and regressed pairs of every score agree with the ground truth between all neighbours."""
    truth = json.loads(corpus("history-agentdojo-gpt4", "expected.json").read_text())["paired_release_diffs"]
    names = {
        "utility_no_attack": "utility",
        "utility_under_attack": "utility-under-attack",
        "resisted_attack": "resisted",
    }
    for step, diffs in truth.items():
        scores = _scores(banking, step.split(" -> ")[1])
        for theirs, ours in names.items():
            seen, want = scores[ours]["transitions"], diffs[theirs]
            assert [seen["both_passed"], seen["fixed"], seen["regressed"], seen["both_failed"]] == [
                want["both_pass"], want["fixed"], want["regressed"], want["both_fail"]
            ], (step, theirs)  # fmt: skip


def test_a_better_but_more_dangerous_release_is_blocked(banking: Path) -> None:
    """r2 to r3 raises utility and nearly doubles successful attacks: the gate that may not be overridden stops it."""
    release = json.loads(_run(banking, "check", AGENTDOJO[2], "--format", "json"))["releases"][0]
    gates = {gate["id"]: gate for gate in release["gates"]}
    assert release["outcome"] == "blocked"
    assert gates["attacks-resisted"]["verdict"] == "failed"
    assert gates["utility-holds"]["verdict"] == "passed"
    assert "36 worse, 1 better" in gates["attacks-resisted"]["reason"]


def test_equal_means_do_not_hide_six_regressions(tau2: Path) -> None:
    """Retail passes 34 of 40 before and after; the page names the six that broke and the six that were mended."""
    truth = json.loads(corpus("history-tau2-finetune", "expected.json").read_text())["paired_release_diffs"]
    page = (tau2 / "site" / "r2-ft-gpt-4.1" / "index.html").read_text()
    cases = _record(tau2, "r2-ft-gpt-4.1")["changed_cases"]
    for suite, want in truth.items():
        changed = {
            kind: {c["case"] for c in cases if c["suite"] == suite and c["transition"] == kind}
            for kind in ("regressed", "fixed")
        }
        assert changed["regressed"] == set(want["regressed_cases"])
        assert changed["fixed"] == set(want["fixed_cases"])
    by_suite = {item["suite"]: item for item in _scores(tau2, "r2-ft-gpt-4.1")["success"]["by_suite"]}
    assert [by_suite["retail"][side]["passed"] for side in ("baseline", "candidate")] == [34, 34]
    assert [by_suite["airline"][side]["passed"] for side in ("baseline", "candidate")] == [10, 13]
    assert "Newly failing" in page


def test_an_unknown_cost_is_never_zero(tau2: Path) -> None:
    """The fine-tuned model has no price: its cost is not measured, its cost gate not judged, nothing fell by 100%."""
    release = json.loads(_run(tau2, "check", "r2-ft-gpt-4.1", "--format", "json"))["releases"][0]
    gates = {gate["id"]: gate for gate in release["gates"]}
    assert gates["cost-bounded"]["verdict"] == "not_evaluated"
    assert gates["cost-bounded"]["reason"] == "Not judged: 60 of 60 runs have no known cost."
    assert gates["cost-holds"]["verdict"] == "not_evaluated"
    assert gates["cost-holds"]["reason"] == "Not judged: 60 of 60 runs of the candidate have no known cost."
    assert gates["airline-holds"]["verdict"] == "inconclusive"
    record = _record(tau2, "r2-ft-gpt-4.1")
    assert record["candidate"]["cost_usd"] is None
    assert record["baseline"]["cost_usd"] == pytest.approx(0.783268 + 1.888618, abs=1e-6)
    page = (tau2 / "site" / "r2-ft-gpt-4.1" / "index.html").read_text()
    assert "not measured" in page
    assert "100%" not in page.split('id="cost"')[1].split("<h2")[0]
    compared = json.loads(
        _run(
            tau2,
            "compare",
            str(tau2 / "releases/r1-gpt-4.1/results"),
            str(tau2 / "releases/r2-ft-gpt-4.1/results"),
            "--json",
        )
    )
    assert compared["cost_usd"]["candidate"] is None
    assert (compared["fixed"], compared["regressed"], compared["pairs"]) == (12, 9, 60)


@pytest.mark.parametrize(
    ("figure", "candidate", "baseline"),
    [
        ("successful_run", "unknown: 60 of 60 runs have no known cost", None),
        ("reviewed_run", "undefined: say in outcomes.review", "undefined: say in outcomes.review"),
        ("high_risk_failure", "undefined: say in outcomes.high_risk", "undefined: say in outcomes.high_risk"),
    ],
)
def test_a_cost_figure_of_unknown_costs_has_no_number(
    tau2: Path, figure: str, candidate: str, baseline: str | None
) -> None:
    """Of the fine-tuned model no figure has a number or a change; its baseline keeps its own, beside it on the page."""
    costs = {one["id"]: one for one in _record(tau2, "r2-ft-gpt-4.1")["costs"]}
    seen = costs[figure]
    assert seen["candidate"]["why"].startswith(candidate)
    assert (seen["candidate"]["value_usd"], seen["change"], seen["interval"]) == (None, None, None)
    if baseline is None:
        # 10 airline and 34 retail runs passed, and all 60 were paid for.
        assert seen["baseline"]["value_usd"] == pytest.approx((0.783268 + 1.888618) / 44, abs=1e-6)
    else:
        assert seen["baseline"]["why"].startswith(baseline)
    page = (tau2 / "site" / "r2-ft-gpt-4.1" / "index.html").read_text()
    assert "60 of 60 runs have no known cost" in page
