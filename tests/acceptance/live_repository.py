"""A small repository with two shipped releases and live windows, each person committing for themselves."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.acceptance.evidence_repository import Story

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# The story's releases ship on 2026-02-02; its windows are days of that month.
DAY = datetime(2026, 2, 3, tzinfo=UTC)
RULES = {
    "success": "{score: success, below: 0.9, for: 2 windows, owner: ana, action: route all traffic back}",
    "monitor": "{score: success, max_rate: 0.1, owner: ana, action: route all traffic back}",
    "breach": "{failures: breach, at_most: 1, owner: bo, action: switch refunds off}",
}
CONFIG = """\
version: 1
site: {name: Live}
people:
  ana: {name: Ana, roles: [product-owner], emails: [ana@example.org]}
  bo: {name: Bo, roles: [risk-owner], emails: [bo@example.org]}
decisions:
  change: {question: Can it ship?, owner: ana, gates: [holds]}
failure_classes:
  breach: {title: Breach, why: governance, severity: critical, match: [{label: breach}]}
scorecard:
  success: {title: Success, owner: ana, use: blocks release if it degrades}
gates:
  holds: {score: success, at_least: 0.5, override: {roles: [risk-owner], evidence: 1, max_days: 30}}
"""
MANIFEST = """\
release: {name}
workflow: agent
decision: change
summary: A change.
date: 2026-02-02
candidate: results/candidate.csv
live: {{windows: live/*.jsonl, sampling: {{kind: {sampling}}}}}
"""
RESULTS = "case_id,passed\n" + "".join(f"c{n},{'true' if n < 38 else 'false'}\n" for n in range(40))


def policy(*rules: str, more: str = "") -> str:
    """The policy with these rules; ``more`` is put at the end of each."""
    if not rules:
        return CONFIG
    lines = [f"  {name}: {RULES[name][:-1]}{more}}}" for name in rules]
    return "\n".join([CONFIG + "rollback:", *lines, ""])


def window(day: int, failed: Sequence[int], runs: int = 40, *, labels: Sequence[str] = ()) -> str:
    """One day's window: ``runs`` runs spread over the day, those numbered in ``failed`` did not pass."""
    begins = DAY + timedelta(days=day)
    head = {"version": 1, "from": _at(begins), "to": _at(begins + timedelta(days=1))}
    lines = [json.dumps({"window": head})]
    for number in range(runs):
        row = {
            "trace_id": f"d{day}-{number:03d}",
            "passed": number not in failed,
            "started_at": _at(begins + timedelta(minutes=number * 1440 / runs)),
            "labels": list(labels) if number in failed else [],
        }
        lines.append(json.dumps(row))
    return "\n".join(lines) + "\n"


def _at(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def live_story(root: Path, config: str, *, sampling: str = "random") -> Story:
    """Write and commit two releases; neither has shipped yet."""
    root.mkdir(parents=True)
    made = Story(root=root)
    made.git("init", "-q")
    made.put("site_config.yml", config)
    for name in ("r1", "r2"):
        made.put(f"releases/{name}/release.yml", MANIFEST.format(name=name, sampling=sampling))
        made.put(f"releases/{name}/results/candidate.csv", RESULTS)
    made.commit("ana", "Two releases")
    return made
