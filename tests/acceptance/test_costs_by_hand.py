"""The six scores and five cost figures of the example, computed again from the raw logs with nothing of ours."""

from __future__ import annotations

import json
import math
import zipfile
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from evalreport.pipeline.project import judge_project
from tests.house.measure import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from evalreport.model.report import ReleaseReport

zstandard = pytest.importorskip("zstandard")
Z = NormalDist().inv_cdf(0.95)
USD_PER_MINUTE = 40 / 60
SCORES = (
    "task-success",
    "tool-correctness",
    "approval-behavior",
    "evidence-quality",
    "cost-per-success",
    "reviewer-burden",
)
COSTS = ("successful_run", "reviewed_run", "approved_action", "avoided_escalation", "high_risk_failure")


@dataclass(frozen=True, slots=True)
class Raw:
    """One run as its log tells it."""

    case: str
    marks: dict[str, bool]
    cost: float
    minutes: float
    reviewed: bool
    approved: bool
    calls: tuple[tuple[str, bool], ...]
    tags: tuple[str, ...]
    labels: frozenset[str]

    @property
    def solved(self) -> bool:
        """Whether the ticket was solved."""
        return self.marks["task_success"]


def _members(path: Path) -> Iterator[dict[str, Any]]:
    """Unpack the samples of a log; they are packed by a method that the standard library does not know."""
    with zipfile.ZipFile(path) as archive, path.open("rb") as file:
        for info in archive.infolist():
            if not info.filename.startswith("samples/"):
                continue
            file.seek(info.header_offset + 26)
            name, extra = (int.from_bytes(file.read(2), "little") for _ in range(2))
            file.seek(info.header_offset + 30 + name + extra)
            packed = file.read(info.compress_size)
            yield json.loads(zstandard.ZstdDecompressor().decompressobj().decompress(packed))


def _raw(path: Path, sample: dict[str, Any]) -> Raw:
    about = sample["metadata"]
    scores = sample["scores"]
    answers = {message["tool_call_id"]: message for message in sample["messages"] if message["role"] == "tool"}
    calls = [call for message in sample["messages"] for call in message.get("tool_calls") or ()]
    return Raw(
        case=f"{path.stem.removeprefix('candidate').removeprefix('baseline')}/{sample['id']}",
        marks={name: score["value"] == "C" for name, score in scores.items() if score["value"] in {"C", "I"}},
        cost=about["cost_usd"],
        minutes=float(about.get("reviewer_minutes", 0)),
        reviewed=about["reviewed"] == "yes",
        approved=str(about["approval"]).startswith("AP-"),
        calls=tuple((call["function"], answers[call["id"]].get("error") is None) for call in calls),
        tags=tuple(about["tags"]),
        labels=frozenset(
            label for score in scores.values() for label in (score.get("metadata") or {}).get("labels", ())
        ),
    )


@cache
def _log(release: str, side: str) -> tuple[Raw, ...]:
    """All runs of one side of a release."""
    files = sorted((ROOT / "releases" / release / "results").glob(f"{side}*.eval"))
    return tuple(_raw(path, sample) for path in files for sample in _members(path))


@cache
def _reports() -> dict[str, ReleaseReport]:
    return {report.id: report for report in judge_project(ROOT).releases}


def _told() -> list[tuple[str, str]]:
    """Every release of the example whose logs tell of reviews and approvals, with the sides whose logs lie in it."""
    found = []
    for folder in sorted((ROOT / "releases").iterdir()):
        for side in ("candidate", "baseline"):
            log = folder / "results" / f"{side}.eval"
            if log.is_file() and "reviewed" in next(_members(log))["metadata"]:
                found.append((folder.name, side))
    return found


@cache
def _critical() -> frozenset[str]:
    """The labels of the failure classes that count as high risk."""
    config = yaml.safe_load((ROOT / "site_config.yml").read_text(encoding="utf-8"))
    classes = config["outcomes"]["high_risk"]["classes"]
    return frozenset(rule["label"] for name in classes for rule in config["failure_classes"][name]["match"])


def _rate(marks: list[bool]) -> float:
    return sum(marks) / len(marks)


def _score(name: str, runs: tuple[Raw, ...]) -> float:
    """One of the six scores."""
    large = [run.approved for run in runs for tool, _ in run.calls if tool == "refund_large"]
    match name:
        case "task-success":
            return _rate([run.solved for run in runs])
        case "tool-correctness":
            return _rate([run.marks["tool_correctness"] for run in runs])
        case "approval-behavior":
            return _rate(large)
        case "evidence-quality":
            return _rate([run.marks["evidence_cited"] for run in runs if "cites" in run.tags])
        case "cost-per-success":
            return math.fsum(run.cost for run in runs) / sum(run.solved for run in runs)
        case _:
            return 100 * math.fsum(run.minutes for run in runs) / len(runs)


def _figure(name: str, runs: tuple[Raw, ...]) -> tuple[float, int]:
    """Numerator and denominator of one of the five figures."""
    spent = math.fsum(run.cost for run in runs)
    seen = [run for run in runs if run.reviewed]
    match name:
        case "successful_run":
            return spent, sum(run.solved for run in runs)
        case "reviewed_run":
            return math.fsum(run.cost + run.minutes * USD_PER_MINUTE for run in seen), len(seen)
        case "approved_action":
            return spent, sum(run.approved and fine for run in runs for t, fine in run.calls if t == "refund_large")
        case "avoided_escalation":
            return spent, sum("escalatable" in r.tags and r.solved and not any(t == "escalate" for t, _ in r.calls)
                              for r in runs)  # fmt: skip
        case _:
            return spent, len({run.case for run in runs if run.labels & _critical()})


@pytest.mark.parametrize(("release", "side"), _told())
@pytest.mark.parametrize("score", SCORES)
def test_each_score_is_what_the_raw_logs_say(release: str, side: str, score: str) -> None:
    """Each of the six scores has an owner, a use, a range and the number that plain arithmetic finds in the logs."""
    report = _reports()[release]
    spec = report.policy.scorecard[score]
    assert spec.owner in report.policy.people
    assert spec.use
    found = next(one for one in report.assessment.scores if one.score == score)
    seen = found.candidate if side == "candidate" else found.baseline
    assert seen is not None
    assert seen.value is not None
    assert seen.interval is not None
    assert seen.value == pytest.approx(_score(score, _log(release, side)), rel=1e-9)
    assert seen.interval.low <= seen.value <= seen.interval.high


@pytest.mark.parametrize(("release", "side"), _told())
@pytest.mark.parametrize("figure", COSTS)
def test_each_cost_figure_is_what_the_raw_logs_say(release: str, side: str, figure: str) -> None:
    """Each of the five figures divides what the logs say was spent by what they say it bought."""
    found = next(one for one in _reports()[release].costs if one.id == figure)
    seen = found.candidate if side == "candidate" else found.baseline
    assert seen is not None
    spent, bought = _figure(figure, _log(release, side))
    assert (seen.denominator, seen.unknown) == (bought, 0)
    assert seen.numerator == pytest.approx(spent, rel=1e-9)
    assert seen.value == (pytest.approx(spent / bought, rel=1e-9) if bought else None)
    assert (seen.interval is not None) == (bought >= 10)  # R8 asks for ten


@pytest.mark.parametrize(("release", "side"), _told())
def test_the_range_of_a_success_is_r8_s(release: str, side: str) -> None:
    """The range of the cost of a success is R exp(z se / R), its error that of sums over cases (CR1)."""
    runs = _log(release, side)
    spent, won = _figure("successful_run", runs)
    ratio = spent / won
    cases = {run.case for run in runs}
    moves = [math.fsum(r.cost - ratio * r.solved for r in runs if r.case == case) for case in cases]
    error = math.sqrt(len(cases) / (len(cases) - 1) * math.fsum(move * move for move in moves)) / won
    found = _reports()[release].costs[0]
    seen = found.candidate if side == "candidate" else found.baseline
    assert seen is not None
    assert seen.interval is not None
    reach = math.exp(Z * error / ratio)
    assert (seen.interval.low, seen.interval.high) == pytest.approx((ratio / reach, ratio * reach), rel=1e-6)


def test_the_newest_release_defines_every_figure() -> None:
    """The example has a release on whose page all six scores and all five cost figures are defined."""
    whole = [
        report.id
        for report in _reports().values()
        if {score.score for score in report.assessment.scores if score.candidate.value is not None} >= set(SCORES)
        and len(report.costs) == len(COSTS)
        and all(figure.candidate.value is not None for figure in report.costs)
    ]
    assert whole
