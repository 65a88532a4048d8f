"""Findings about live windows: each names the window, what is missing, and how much of it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.findings.check import live_findings, release_findings
from evalreport.findings.live import LIVE_RULES
from evalreport.model.evaluation import CaseResult, Unread
from evalreport.model.inputs import InputFile
from evalreport.model.live import LiveWindow, Sampling, WindowSource
from evalreport.model.location import Location
from evalreport.model.policy import Price
from evalreport.model.record import Event, Records
from evalreport.model.trace import ModelUse, Trace
from tests.unit.pipeline.bundles import bundle, judged, results, rows, run

if TYPE_CHECKING:
    from evalreport.findings.base import ReleaseRule
    from evalreport.model.assessment import Finding

RANDOM = Sampling(kind="random", rate=0.05)
QUERY = "select * from runs"
SOURCE = WindowSource(
    query=QUERY,
    query_sha256=hashlib.sha256(QUERY.encode()).hexdigest(),
    connection="warehouse",
    rows=2,
    pulled_at="2026-11-24T00:05:00Z",
)
PRICES = (Price(model="m-1", since="2026-11-24", tokens_in=1, tokens_out=2),)
CLOSED = Event(
    release="r2", by="dana", role="product-owner", at="2026-11-21T00:00:00Z", kind="closed", outcome="undecided"
)


def live_run(case: str, at: str | None = "2026-11-23T08:00:00Z", **metadata: str) -> CaseResult:
    """One run of production."""
    return CaseResult(suite="live", case_id=case, passed=True, started_at=at, metadata=metadata)


RUNS = (live_run("t1"), live_run("t2", "2026-11-23T09:00:00Z"))
USED = replace(RUNS[0], trace=Trace(spans=1, uses=(ModelUse(model="m-1", tokens_in=10, tokens_out=1),)))


def window(name: str = "w1", day: int = 23, /, **changed: object) -> LiveWindow:
    """A random sample of a day with two runs, changed where asked."""
    good = LiveWindow(
        id=name,
        release="r2",
        file=InputFile(path=f"releases/r2/live/{name}.jsonl", sha256="0" * 64, size=1, kind="live"),
        begins=f"2026-11-{day}T00:00:00Z",
        ends=f"2026-11-{day + 1}T00:00:00Z",
        stated=True,
        sampling=RANDOM,
        rows=RUNS,
        location=Location(file=f"releases/r2/live/{name}.jsonl", line=1),
    )
    return replace(good, **changed)  # type: ignore[arg-type]  # fields of many types


def found(*windows: LiveWindow) -> tuple[Finding, ...]:
    """The findings about these windows of an open release whose policy names a price."""
    given = bundle(results("candidate", run(rows([True] * 40))))
    given = replace(given, policy=replace(given.policy, prices=PRICES), windows=windows)
    return live_findings(given, judged(given))


STRATA = Sampling(kind="stratified", stratum="market", shares={"se": 0.5, "no": 0.5})


@pytest.mark.parametrize(
    ("changed", "rule", "words"),
    [
        ({"rows": ()}, "live-window-empty", "the live window w1 holds no run"),
        (
            {"rows": (), "unread": (Unread(where="line 2", why="no JSON"),)},
            "live-window-empty",
            "holds no run: no JSON",
        ),
        (
            {"unread": (Unread(where="line 9", why="no JSON"),)},
            "live-rows-unread",
            "1 entry of the live window w1 could not be read, first line 9: no JSON",
        ),
        ({"warnings": ("odd",)}, "live-reader-warning", "w1: odd"),
        ({"begins": None, "ends": None, "stated": False}, "live-window-without-period", "w1 says no period"),
        (
            {"rows": (*RUNS, live_run("t3", "2026-11-24T00:00:00Z"))},
            "live-run-outside-period",
            "1 run of the live window w1 began outside 2026-11-23T00:00:00Z to 2026-11-24T00:00:00Z, first t3",
        ),
        ({"rows": (*RUNS, live_run("t3", None))}, "live-run-without-time", "1 of 3 runs"),
        (
            {"rows": (*RUNS, live_run("t3", "2026-11-23T10:00:00"))},
            "live-time-without-zone",
            "first t3 at 2026-11-23T10:00:00; it is read as UTC",
        ),
        ({"source": replace(SOURCE, rows=3)}, "live-source-differs", "the query gave 3 rows; the file holds 2"),
        ({"source": replace(SOURCE, query="select 1")}, "live-source-differs", "has SHA-256"),
        ({"sampling": Sampling(words="some")}, "live-sampling-unstated", "how the runs of the live window w1"),
        (
            {"sampling": STRATA, "rows": (live_run("t1", market="se"), live_run("t2", market="no"), live_run("t3"))},
            "live-stratum-unknown",
            "w1: 1 run has no stratum in metadata.market",
        ),
        (
            {"sampling": STRATA, "rows": [live_run(str(n), market=m) for n, m in enumerate(("se", "no", "dk", "dk"))]},
            "live-stratum-unknown",
            "w1: 2 runs have the stratum 'dk', which has no share of the traffic",
        ),
        (
            {"sampling": STRATA, "rows": (live_run("t1", market="se"),)},
            "live-stratum-unknown",
            "w1: the stratum 'no' has 50% of the traffic and no run",
        ),
        (
            {
                "sampling": Sampling(kind="weighted", probability="p"),
                "rows": (live_run("t1", p="0.5"), live_run("t2", p="0"), live_run("t3", p="often")),
            },
            "live-probability-missing",
            "2 of 3 runs of the live window w1 have no chance of being drawn in metadata.p, first t2",
        ),
        (
            {"rows": (USED, RUNS[1])},
            "live-price-missing",
            "w1: the cost of 1 run with m-1 on 2026-11-23 is not known: no price holds on that day",
        ),
    ],
)
def test_each_rule_finds_its_own(changed: dict[str, object], rule: str, words: str) -> None:
    """What is odd about a window is found by its one rule, and told with its place."""
    (finding,) = found(window(**changed))
    assert finding.rule == rule
    assert words in finding.message
    assert finding.release == "r2"


@pytest.mark.parametrize(
    ("second", "overlap"),
    [
        (window("w2", 24), False),
        (window("w2", begins="2026-11-23T23:59:59Z", ends="2026-11-25T00:00:00Z", rows=(live_run("t9", None),)), True),
        (window("w2", rows=[replace(row, suite="other") for row in RUNS]), False),
        (window("w2", begins=None, ends=None), False),
    ],
)
def test_windows_that_share_time_and_suite_overlap(second: LiveWindow, *, overlap: bool) -> None:
    """Only windows of one suite whose periods share a moment overlap; the end of a period is not part of it."""
    rules = [finding for finding in found(window(), second) if finding.rule == "live-windows-overlap"]
    assert len(rules) == overlap
    assert all(finding.location == second.location for finding in rules)


def test_runs_that_stand_in_both_windows_are_counted() -> None:
    """An overlap says how many runs would count twice."""
    assert any("2 runs stand in both" in finding.message for finding in found(window(), window("w2")))


def test_good_windows_have_no_findings() -> None:
    """Nothing odd, nothing said."""
    assert found(window(source=SOURCE), window("w2", 24, rows=(live_run("t3", "2026-11-24T01:00:00Z"),))) == ()


def test_what_was_closed_says_no_other_thing_when_windows_arrive() -> None:
    """The findings of a closed release are without its windows, which may have come after it was closed."""
    given = replace(bundle(results("candidate", run(rows([True] * 40)))), windows=(window(rows=()),))
    closed = replace(given, records=Records(events=(CLOSED,)))
    rules = [{finding.rule for finding in release_findings(one, judged(one))} for one in (given, closed)]
    assert ["live-window-empty" in one for one in rules] == [True, False]
    assert [finding.rule for finding in live_findings(closed, judged(closed))] == ["live-window-empty"]


@pytest.mark.parametrize("rule", LIVE_RULES, ids=lambda rule: rule.id)
def test_every_rule_has_an_id_and_a_page(rule: ReleaseRule) -> None:
    """Ids are words with hyphens that say it is about live runs, and the docstring is the rule's page."""
    assert rule.id.startswith("live-")
    assert len(type(rule).__doc__ or "") > 40
