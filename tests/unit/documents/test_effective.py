"""The effective policy: what serves a release, its digest, and the way back from a closing record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import yaml

from evalreport.documents.config import CONFIG_FILE, load_config
from evalreport.documents.effective import effective_policy, narrowed, policy_digest, policy_from_record
from evalreport.errors import EvidenceError
from evalreport.model.location import Location
from evalreport.model.policy import Policy, Site
from evalreport.model.release import Release, ResultPaths

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """\
site: {name: Support agent releases}
people:
  dana: {name: Dana Ortiz, roles: [product-owner]}
decisions:
  ship: {question: Ship?, owner: dana, gates: [holds, no-breach, agreed], signoff: product-owner}
  other: {question: Else?, owner: dana, gates: [cheap]}
failure_classes:
  breach: {why: governance, severity: critical, match: [{label: skipped}, {metadata.kind: "a.+"}]}
  rest: {}
scorecard:
  success: {owner: dana, use: decides, of: passed, grader: judge}
  cost: {owner: dana, use: advises, measure: mean, better: lower, grader: counter}
  burden: {owner: dana, use: shown, measure: mean, better: lower, where: {lang: no}, tags: [a]}
gates:
  holds: {score: success, not_worse_than: baseline, margin: 0.05, override: {roles: product-owner, max_days: 30}}
  no-breach: {failures: breach, at_most: 0, override: never}
  agreed: {signoff: product-owner}
  cheap: {score: cost, at_most: 2, confidence: 0.9}
rollback:
  live: {score: success, below: 0.9, for: 2 windows, owner: dana, action: go back}
  live-cost: {score: cost, above: 3, owner: dana, action: go back}
  breaches: {failures: breach, at_most: 0, for: 2 windows, owner: dana, action: stop, stale: 3 days, dry_run: true}
  monitor: {score: success, max_rate: 0.1, alpha: 0.01, restart: 12h, owner: dana, action: go back}
graders:
  judge: {kind: llm}
  counter: {kind: code}
  crowd: {kind: human}
"""
LIVE_SECTIONS = """\
prices:
  - {model: m, since: 2026-01-01, until: 2026-06-30, input: 2.5, output: 10, cached_input: 0.5}
  - {model: m-*, since: 2026-07-01, input: 2, output: 8}
outcomes:
  success: success
  review: {when: [{label: seen}, {review: review}], minutes: burden, usd_per_hour: 40}
  approval: {tools: [pay], when: [{metadata.approval: ".+"}]}
  escalation: {possible: [{tag: hard}], happened: [{tool: hand_over}]}
  high_risk: {classes: breach, judge_cost: judge_usd}
"""


def release(decision: str = "ship") -> Release:
    """A release for a decision."""
    return Release(
        id="r1",
        workflow="w",
        decision=decision,
        summary="S",
        date="2026-11-20",
        candidate=ResultPaths(files=("a.csv",)),
        folder="releases/r1",
    )


def policy(root: Path, *changes: tuple[str, str]) -> Policy:
    """Load the policy with some of its text replaced."""
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (root / CONFIG_FILE).write_text(text)
    return load_config(root)


def reopened(found: Policy, decision: str = "ship") -> Policy:
    """Write the effective policy into YAML as a closing record does, and make a policy of what is read again."""
    text = yaml.safe_dump(effective_policy(found, release(decision)), sort_keys=False)
    return policy_from_record(yaml.safe_load(text), site=found.site, people=found.people, publish=found.publish)


def test_only_what_serves_the_decision_is_kept(tmp_path: Path) -> None:
    """Gates of the decision, scores these use or none uses, what belongs to those, and all classes in order."""
    kept = narrowed(policy(tmp_path), release())
    assert list(kept.decisions) == ["ship"]
    assert list(kept.gates) == ["holds", "no-breach", "agreed"]
    assert list(kept.scorecard) == ["success", "burden"]
    assert list(kept.rollback) == ["live", "breaches", "monitor"]
    assert list(kept.graders) == ["judge", "crowd"]
    assert list(kept.failure_classes) == ["breach", "rest"]
    assert kept.gates["holds"].location == Location(file=CONFIG_FILE, line=15, column=3)


@pytest.mark.parametrize("more", ["", LIVE_SECTIONS, "outcomes: {success: success}\n"])
@pytest.mark.parametrize("decision", ["ship", "other"])
def test_the_digest_survives_being_closed(tmp_path: Path, decision: str, more: str) -> None:
    """Written into a closing record and read again, a policy has the same digest and judges by the same rules."""
    found = policy(tmp_path, ("graders:\n", f"{more}graders:\n"))
    again = reopened(found, decision)
    assert policy_digest(again, release(decision)) == policy_digest(found, release(decision))
    assert effective_policy(again, release(decision)) == effective_policy(found, release(decision))
    kept = narrowed(found, release(decision))
    assert {name: replace(gate, location=None) for name, gate in kept.gates.items()} == dict(again.gates)
    assert {name: replace(score, location=None) for name, score in kept.scorecard.items()} == dict(again.scorecard)
    assert {name: replace(rule, location=None) for name, rule in kept.rollback.items()} == dict(again.rollback)
    assert tuple(replace(price, location=None) for price in kept.prices) == again.prices
    assert kept.outcomes == again.outcomes


def test_what_was_not_there_before_leaves_old_digests_alone(tmp_path: Path) -> None:
    """A policy without prices, outcomes and the newer fields of rules is written as it always was."""
    sections = effective_policy(policy(tmp_path), release())
    assert list(sections) == ["decisions", "failure_classes", "scorecard", "gates", "rollback", "graders"]
    rules = sections["rollback"]
    assert isinstance(rules, dict)
    assert rules["live"] == {"score": "success", "owner": "dana", "action": "go back", "below": 0.9, "for": 2}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: Support agent releases", "name: Renamed"),
        ("name: Dana Ortiz", "name: Dana O."),
        ("at_most: 2, confidence: 0.9", "at_most: 3"),
        ("above: 3", "above: 4"),
        ("{score: success, not_worse_than", "{level: block, score: success, not_worse_than"),
        ("at_most: 0", "at_most: 0.0"),
        ("{kind: code}", "{kind: code, min_kappa: 0.9}"),
        ("below: 0.9,", "below: 0.9, stale: 2 days, dry_run: false,"),
        ("graders:\n", "connections: {w: {kind: duckdb}}\npublish: {length: 10}\ngraders:\n"),
    ],
)
def test_what_does_not_judge_the_release_makes_nothing_stale(tmp_path: Path, old: str, new: str) -> None:
    """Titles of the site, people, other decisions' rules, and defaults written out leave the digest as it is."""
    before = policy_digest(policy(tmp_path), release())
    assert policy_digest(policy(tmp_path, (old, new)), release()) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("margin: 0.05", "margin: 0.06"),
        ("at_most: 0,", "at_most: 1,"),
        ("override: never", "override: {roles: product-owner}"),
        ("max_days: 30", "max_days: 31"),
        ("below: 0.9", "below: 0.8"),
        ("below: 0.9,", "below: 0.9, stale: 47h,"),
        ("restart: 12h", "restart: 13h"),
        ("graders:\n", "prices: [{model: m, since: 2026-01-01, input: 1, output: 1}]\ngraders:\n"),
        ("graders:\n", "outcomes: {success: success}\ngraders:\n"),
        ("label: skipped", "label: skippd"),
        ("of: passed", "of: other"),
        ("Ship?", "Ship it?"),
        ("{kind: human}", "{kind: llm}"),
        ("gates: [holds, no-breach, agreed]", "gates: [holds, agreed]"),
        ("lang: no", "lang: yes"),
    ],
)
def test_what_judges_the_release_changes_the_digest(tmp_path: Path, old: str, new: str) -> None:
    """A changed threshold, limit, class, grader or gate makes the digest another."""
    before = policy_digest(policy(tmp_path), release())
    assert policy_digest(policy(tmp_path, (old, new)), release()) != before


def test_the_order_of_failure_classes_is_part_of_the_policy(tmp_path: Path) -> None:
    """The first class that claims a row has it, so another order is another policy."""
    found = policy(tmp_path)
    turned = replace(found, failure_classes=dict(reversed(list(found.failure_classes.items()))))
    assert policy_digest(turned, release()) != policy_digest(found, release())


def test_sections_of_another_form_are_an_error_at_the_record() -> None:
    """A closing record whose policy cannot be read says where."""
    with pytest.raises(EvidenceError) as caught:
        policy_from_record(
            {"gates": {"g": {"at_leest": 1}}},
            site=Site(name="S"),
            people={},
            publish=Policy(site=Site(name="S")).publish,
            location=Location(file="closed.yml", line=9),
        )
    assert str(caught.value).startswith("closed.yml:9: policy.gates.g.at_leest: ")
