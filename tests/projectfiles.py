"""A small valid project that tests write into a folder and then change in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CONFIG = """\
version: 1
site: {name: Support agent releases}
people:
  dana: {name: Dana Ortiz, roles: [product-owner], emails: [dana@example.org]}
  maya: {name: Maya Lindqvist, roles: [risk-owner], emails: [maya@example.org]}
decisions:
  prompt-change: {question: Can this prompt change ship?, owner: dana, gates: [success-holds, no-breach]}
failure_classes:
  policy-boundary: {title: Policy boundary, why: governance, severity: critical, match: [{label: skipped_approval}]}
scorecard:
  task-success: {owner: dana, use: blocks release if it degrades}
gates:
  success-holds: {score: task-success, not_worse_than: baseline, margin: 0.05, override: {roles: [risk-owner]}}
  no-breach: {failures: policy-boundary, at_most: 0, override: never}
"""
MANIFEST = """\
release: r1
workflow: support-agent
decision: prompt-change
summary: Shorter refund prompt; asks before it cancels.
date: 2026-11-20
candidate: results/candidate.csv
"""
RESULTS = "case_id,passed\nc1,true\nc2,false\n"
SIGNOFF = """\
release: r1
decision: approve
by: dana
role: product-owner
at: "2026-11-20T13:55:00Z"
"""
CLOSED = """\
release: r1
kind: closed
shipped: true
outcome: cleared
by: dana
role: product-owner
at: "2026-11-20T17:31:00Z"
policy:
  decisions: {old-question: {question: Could it ship?, owner: gone, gates: [holds]}}
  scorecard: {task-success: {owner: gone, use: decides, measure: pass_rate}}
  failure_classes: {}
  gates: {holds: {score: task-success, at_least: 0.8}}
  graders: {}
  rollback: {}
"""


def files(changed: Mapping[str, str] | None = None) -> dict[str, str]:
    """The files of the valid project, with those in ``changed`` put in or in place."""
    valid = {
        "site_config.yml": CONFIG,
        "releases/r1/release.yml": MANIFEST,
        "releases/r1/results/candidate.csv": RESULTS,
    }
    return valid | dict(changed or {})


def write_project(root: Path, changed: Mapping[str, str | bytes] | None = None) -> Path:
    """Write the valid project into ``root``, changed where asked, and return ``root``."""
    for name, content in {**files(), **(changed or {})}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root
