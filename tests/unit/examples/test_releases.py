"""The example's releases end as its page in the docs says."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evalreport.pipeline.project import check_releases
from evalreport.readers.base import ReadOptions
from evalreport.readers.loading import FileSource, read_sources
from examples.support_agent.found import found_runs, origin

if TYPE_CHECKING:
    from evalreport.model.report import ReleaseReport

ROOT = Path(__file__).resolve().parents[3]
AS_OF = "2026-12-01T00:00:00Z"
OUTCOMES = {
    "1.0.0": "cleared",
    "1.1.0": "cleared",
    "1.2.0": "blocked",
    "1.3.0": "cleared_by_override",
    "1.4.0": "undecided",
    "1.4.1": "rolled_back",
    "1.5.0": "cleared",
    "1.6.0": "rolled_back",
    "1.7.0": "cleared",
    "1.8.0": "awaiting",
}
NOT_SHIPPED = {"1.2.0", "1.4.0"}
OPEN = "1.8.0"
SHIPPED: dict[str, bool | None] = {
    version: None if version == OPEN else version not in NOT_SHIPPED for version in OUTCOMES
}


@cache
def attributed() -> bool:
    """Say whether this copy of the history still holds the commits of the people: a squash or a cut loses them."""
    asked = ["git", "log", "--format=%ae", "--", "releases"]
    authors = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    return {"dana@example.org", "maya@example.org", "jonas@example.org"} <= set(authors)


@pytest.fixture(autouse=True)
def _whole_history() -> None:
    if not attributed():
        pytest.skip("this copy of the history has lost who committed the records, so they cannot count here")


@cache
def reports() -> dict[str, ReleaseReport]:
    """Judge all releases of this repository, by version."""
    checked = check_releases(ROOT, [f"support-agent-{version}" for version in OUTCOMES], as_of=AS_OF)
    assert not checked.errors
    return {report.id.removeprefix("support-agent-"): report for report in checked.reports}


def verdicts(version: str) -> dict[str, str]:
    """Give the verdict of each gate."""
    return {outcome.gate.id: outcome.result.verdict for outcome in reports()[version].assessment.gates}


@pytest.mark.parametrize(("version", "outcome"), OUTCOMES.items())
def test_release_stands_as_the_story_says(version: str, outcome: str) -> None:
    """Each release stands today as docs/example.md tells it."""
    assert reports()[version].standing == outcome


@pytest.mark.parametrize(("version", "shipped"), SHIPPED.items())
def test_release_was_closed_as_the_story_says(version: str, shipped: bool | None) -> None:
    """Each release but the newest is closed, as shipped or not."""
    closed = reports()[version].closed
    assert (closed.shipped if closed else None) == shipped


@pytest.mark.parametrize("version", [version for version, shipped in SHIPPED.items() if shipped is not None])
def test_closed_release_is_recomputed_to_what_was_recorded(version: str) -> None:
    """Judged again by its recorded policy, a closed release comes out as its closing record says."""
    assert reports()[version].recomputed is None


def test_boundary_blocks_better_answers() -> None:
    """1.2.0 passes the gate of task success and fails those of the boundary."""
    found = verdicts("1.2.0")
    assert found["task-success-holds"] == "passed"
    assert found["no-policy-breach"] == "failed"


def test_override_lifts_the_gate_and_the_verdict_stays() -> None:
    """In 1.3.0 the failed gate stays failed beside its override."""
    assert verdicts("1.3.0")["tools-stay-right"] == "failed"
    assert [state.lifts for state in reports()["1.3.0"].assessment.overrides] == [True]


def test_hurried_run_is_inconclusive_in_every_blocking_gate() -> None:
    """24 tickets of 1.4.0 decide nothing, in either direction."""
    gates = reports()["1.4.0"].assessment.gates
    assert {outcome.result.verdict for outcome in gates if outcome.gate.level == "block"} == {"inconclusive"}


def test_gate_written_after_the_rollback_judges_the_newer_release_only() -> None:
    """The gate against double payments judges 1.5.0 and not 1.4.1, which keeps the policy of its closing."""
    assert "no-double-payment" in verdicts("1.5.0")
    assert "no-double-payment" not in verdicts("1.4.1")


@pytest.mark.parametrize("log", ["1.7.0/results/candidate", "1.7.0/results/baseline", "1.8.0/results/candidate"])
def test_case_found_live_names_its_trace(log: str) -> None:
    """The second suite keeps, with each case, the trace and the window of the live run it was found in."""
    path = ROOT / f"releases/support-agent-{log}-found-live.eval"
    rows = read_sources([FileSource(path, path.name)], "inspect", ReadOptions())[0].result.runs[0].rows
    known = {run.ticket.ticket_id: origin(run) for run in found_runs()}
    assert {row.case_id for row in rows} == known.keys()
    assert all(known[row.case_id].items() <= dict(row.metadata).items() for row in rows)


def test_newest_release_waits_for_both_owners() -> None:
    """1.8.0 has two answers missing."""
    assert set(reports()["1.8.0"].assessment.waiting) == {"product-owner", "risk-owner"}


def test_cost_of_every_ticket_is_known() -> None:
    """The simulated cost is measured on every row of every candidate."""
    totals = [report.assessment.candidate for report in reports().values()]
    assert all(total.cost_usd and not total.cost_unknown for total in totals)
