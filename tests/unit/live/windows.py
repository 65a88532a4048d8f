"""Live windows out of few words: days of runs, how they were drawn, and a policy with one rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from evalreport.live.times import stamp
from evalreport.model.bundle import InputFile, Origin
from evalreport.model.evaluation import CaseResult
from evalreport.model.failure import FailureClass, MatchRule
from evalreport.model.live import LiveWindow, Sampling
from evalreport.model.policy import Policy, RollbackRule, Site
from evalreport.model.record import Records
from evalreport.model.release import LivePlan, Release, ResultPaths
from evalreport.model.scorecard import ScoreSpec
from evalreport.pipeline.live import Line, live_report

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evalreport.analysis.observe import Key
    from evalreport.model.livereport import LiveReport, RuleState

START = datetime(2026, 11, 20, tzinfo=UTC)
RANDOM = Sampling(kind="random")
SUCCESS = ScoreSpec(id="success", title="Success", owner="dana", use="blocks")
THRESHOLD = RollbackRule(id="holds", owner="dana", action="go back", score="success", below=0.9, windows=2)
MONITOR = RollbackRule(id="watch", owner="dana", action="go back", score="success", max_rate=0.1)
LIMIT = RollbackRule(id="breaches", owner="dana", action="switch off", failures="boundary", at_most=1)
BOUNDARY = FailureClass(
    id="boundary", title="Boundary", why="governance", match=(MatchRule(conditions=(("label", "breach"),)),)
)


def policy(*rules: RollbackRule) -> Policy:
    """A policy of one score, one failure class and these rules."""
    return Policy(
        site=Site(name="Site"),
        failure_classes={"boundary": BOUNDARY},
        scorecard={"success": SUCCESS},
        rollback={rule.id: rule for rule in rules},
    )


def run(name: str, *, passed: bool | None = True, at: datetime | None = None, **more: str) -> CaseResult:
    """One run; ``passed`` None is a harness error, ``more`` its metadata."""
    return CaseResult(
        suite="live",
        case_id=name,
        trace_id=name,
        passed=passed,
        error="crash" if passed is None else None,
        started_at=stamp(at),
        metadata=more,
    )


def day(number: int, verdicts: Iterable[bool | None], sampling: Sampling = RANDOM, **more: str) -> LiveWindow:
    """The window of one day, its runs spread evenly over it."""
    found = list(verdicts)
    begins = START + timedelta(days=number)
    step = timedelta(days=1) / max(len(found), 1)
    rows = [run(f"d{number}-{at}", passed=verdict, at=begins + at * step, **more) for at, verdict in enumerate(found)]
    return window(f"d{number}", rows, sampling, begins=begins, ends=begins + timedelta(days=1))


def window(
    name: str,
    rows: Iterable[CaseResult],
    sampling: Sampling = RANDOM,
    *,
    begins: datetime | None = START,
    ends: datetime | None = START + timedelta(days=1),
) -> LiveWindow:
    """A window of these rows."""
    return LiveWindow(
        id=name,
        release="r1",
        file=InputFile(path=f"releases/r1/live/{name}.jsonl", sha256="0" * 64, size=1, kind="live", origin=Origin()),
        begins=stamp(begins),
        ends=stamp(ends),
        stated=True,
        sampling=sampling,
        rows=tuple(rows),
    )


def share(failing: int, runs: int = 100) -> list[bool]:
    """So many runs, of which the first ``failing`` in each hundred fail, spread evenly."""
    return [(at * failing) % runs >= failing for at in range(runs)]


def judged(
    windows: Sequence[LiveWindow],
    *rules: RollbackRule,
    as_of: datetime = START + timedelta(days=7),
    offline: Mapping[Key, CaseResult] | None = None,
    records: Records | None = None,
) -> LiveReport:
    """The report of a release with these windows under a policy of these rules."""
    release = Release(
        id="r1", workflow="agent", decision="ship", summary="", date="2026-11-19",
        candidate=ResultPaths(files=("c.csv",)), folder="releases/r1", live=LivePlan(windows="live/*"),
    )  # fmt: skip
    report = live_report(
        release,
        windows,
        offline or {},
        policy=policy(*rules),
        as_of=stamp(as_of) or "",
        line=Line(releases={"r1": release}, records={"r1": records or Records()}),
    )
    assert report is not None
    return report


def state(windows: Sequence[LiveWindow], rule: RollbackRule, *, days: float | None = None) -> RuleState:
    """The state of one rule, as of so many days (default: when the last window ends)."""
    after = len(windows) if days is None else days
    return judged(windows, rule, as_of=START + timedelta(days=after)).rules[0]


def labelled(found: LiveWindow, count: int, label: str = "breach") -> LiveWindow:
    """The same window, its first ``count`` runs failing under a label."""
    rows = [replace(row, passed=False, labels=(label,)) for row in found.rows[:count]]
    return replace(found, rows=(*rows, *found.rows[count:]))
