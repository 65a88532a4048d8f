"""The policy of a repository, from its file or files to the values the gates are judged by."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from evalreport.documents.config import CONFIG_FILE, config_files, load_config, load_config_partly
from evalreport.documents.requirement import satisfies
from evalreport.errors import CollectedError, ErrorCollector
from evalreport.model.failure import FailureClass, MatchRule
from evalreport.model.gate import Gate, OverridePolicy
from evalreport.model.location import Location
from tests.projectfiles import CONFIG, write_project

if TYPE_CHECKING:
    from pathlib import Path

    from evalreport.model.policy import Policy

PEOPLE = "people: {dana: {name: Dana Ortiz, roles: [owner, operations]}}\n"
HEAD = (
    "site: {name: S}\n" + PEOPLE + "scorecard: {success: {owner: dana, use: decides}}\nfailure_classes: {breach: {}}\n"
)


def policy(root: Path, text: str) -> Policy:
    """Load a configuration of its own."""
    (root / CONFIG_FILE).write_text(text, encoding="utf-8")
    return load_config(root, ("r1",))


def gate(root: Path, rule: str) -> Gate:
    """Load a configuration with one gate."""
    return policy(root, f"{HEAD}gates:\n  g: {rule}\n").gates["g"]


def test_the_example_of_the_design_is_read_whole(tmp_path: Path) -> None:
    """People, decisions, classes, scores and gates become values with their defaults and their place."""
    found = load_config(write_project(tmp_path))
    assert found.people["dana"].emails == ("dana@example.org",)
    assert found.decisions["prompt-change"].gates == ("success-holds", "no-breach")
    assert found.failure_classes["policy-boundary"] == FailureClass(
        id="policy-boundary",
        title="Policy boundary",
        why="governance",
        severity="critical",
        match=(MatchRule(conditions=(("label", "skipped_approval"),)),),
        location=Location(file=CONFIG_FILE, line=9, column=3),
    )
    assert found.gates["success-holds"] == Gate(
        id="success-holds",
        title="Success holds",
        form="not_worse_than",
        score="task-success",
        margin=0.05,
        owner="dana",
        override=OverridePolicy(roles=("risk-owner",)),
        location=Location(file=CONFIG_FILE, line=13, column=3),
    )
    assert found.gates["no-breach"].override == OverridePolicy(allowed=False)
    assert found.scorecard["task-success"].title == "Task success"


@pytest.mark.parametrize(
    ("rule", "field", "value"),
    [
        ("{score: success, at_least: 0.9}", "form", "at_least"),
        ("{score: success, at_least: 0.9}", "line", 0.9),
        ("{score: success, at_most: 1}", "form", "at_most"),
        ("{score: success, at_most: 1}", "line", 1.0),
        ("{score: success, not_worse_than: baseline, margin: 0.02}", "baseline", None),
        ("{score: success, not_worse_than: r1, margin: 0.02}", "baseline", "r1"),
        ("{score: success, not_worse_than: r1, margin: 0.02, unpaired_share: 0.2}", "unpaired_share", 0.2),
        ("{failures: breach, at_most: 0}", "limit", 0),
        ("{failures: breach, at_most: 0}", "line", None),
        ("{failures: unclassified, max_rate: 0.01}", "limit", None),
        ("{failures: unclassified, max_rate: 0.01}", "failure_class", "unclassified"),
        ("{failures: breach, at_most: 2, max_rate: 0.01, min_cases: 0}", "min_cases", 0),
        ("{failures: breach, at_most: 2}", "min_cases", 30),
        ("{unpaired_at_most: 0.05}", "line", 0.05),
        ("{unreadable_at_most: 0.01}", "form", "unreadable_at_most"),
        ("{signoff: owner}", "signoff", ("owner",)),
        ("{signoff: [owner, operations]}", "level", "manual"),
        ("{signoff: owner, level: advise}", "level", "advise"),
        ("{score: success, at_least: 0.9}", "level", "block"),
        ("{score: success, at_least: 0.9}", "alpha", 0.05),
        ("{score: success, at_least: 0.9, confidence: 0.99}", "alpha", 0.01),
        ("{score: success, at_least: 0.9}", "owner", "dana"),
        ("{unpaired_at_most: 0.05}", "owner", ""),
        ("{score: success, at_least: 0.9, title: It holds}", "title", "It holds"),
        ("{score: success, at_least: 0.9, suites: smoke}", "suites", ("smoke",)),
        ("{score: success, at_least: 0.9, control: 1.10}", "control", "1.10"),
    ],
)
def test_a_gate_has_one_form_and_its_defaults(tmp_path: Path, rule: str, field: str, value: object) -> None:
    """Each form fills the fields it is judged by and leaves the others at their defaults."""
    assert getattr(gate(tmp_path, rule), field) == value


@pytest.mark.parametrize(
    ("fields", "field", "value"),
    [
        ("measure: mean, better: lower", "better", "lower"),
        ("measure: latency_p95", "better", "lower"),
        ("measure: pass_rate", "better", "higher"),
        ("pass_at: 0.2, better: lower", "better", "lower"),
        ("pass_when: false", "pass_when", False),
        ("measure: failure_rate, failure_class: breach", "failure_class", "breach"),
        ("where: {market: no}", "where", {"market": "no"}),
        ("of: 1.10", "of", "1.10"),
    ],
)
def test_a_score_knows_its_direction_and_filters(tmp_path: Path, fields: str, field: str, value: object) -> None:
    """The direction is part of the measure; only a mean or a threshold needs it said."""
    text = HEAD.replace("use: decides}", f"use: decides, {fields}}}")
    assert getattr(policy(tmp_path, text).scorecard["success"], field) == value


@pytest.mark.parametrize(("text", "windows"), [("2 windows", 2), ("1 window", 1), ("3", 3)])
def test_a_rollback_rule_counts_windows(tmp_path: Path, text: str, windows: int) -> None:
    """`for: 2 windows` and `for: 2` say the same."""
    rule = f"rollback: {{r: {{score: success, below: 0.9, for: {text}, owner: dana, action: go back}}}}\n"
    assert policy(tmp_path, HEAD + rule).rollback["r"].windows == windows


def test_the_owner_of_a_gate_without_a_score_is_its_decisions(tmp_path: Path) -> None:
    """Somebody answers for every gate that a decision uses."""
    text = HEAD + "gates: {g: {unpaired_at_most: 0.1}}\ndecisions: {d: {question: Ship?, owner: dana, gates: g}}\n"
    assert policy(tmp_path, text).gates["g"].owner == "dana"


def test_settings_of_the_site_keep_their_text(tmp_path: Path) -> None:
    """Names, words for cases, colours and files of the site come through as typed."""
    (tmp_path / "logo.png").write_bytes(b"png")
    site = "site: {name: 1.10, url: https://e.org/x, logo: logo.png, accent: '#0a5', "
    site += "case_noun: {one: ticket, many: tickets}}"
    found = policy(tmp_path, site + "\npublish: {outputs: all, redact: email, show_emails: true}\n")
    assert (found.site.name, found.site.logo, found.site.accent) == ("1.10", "logo.png", "#0a5")
    assert found.site.case_noun == ("ticket", "tickets")
    assert (found.publish.outputs, found.publish.redact, found.publish.show_emails) == ("all", ("email",), True)


def test_sections_may_stand_in_files_of_their_own(tmp_path: Path) -> None:
    """An included section is read as if it stood in the main file, and its errors are placed in its own."""
    main = "site: {name: S}\ninclude: {people: policy/people.yml, scorecard: scores.yml}\n"
    changed = {
        CONFIG_FILE: main,
        "policy/people.yml": "dana: {name: Dana}\n",
        "scores.yml": "s: {owner: dana, use: x}\n",
    }
    found = load_config(write_project(tmp_path, changed))
    assert found.people["dana"].location == Location(file="policy/people.yml", line=1, column=1)
    assert config_files(tmp_path) == tuple(map(PurePosixPath, (CONFIG_FILE, "policy/people.yml", "scores.yml")))
    (tmp_path / "scores.yml").write_text("s: {owner: dan}\n")
    with pytest.raises(CollectedError) as caught:
        load_config(tmp_path)
    assert str(caught.value).splitlines()[0].startswith("scores.yml:1:1: scorecard.s.use: required")


def test_a_wrong_entry_does_not_hide_the_others(tmp_path: Path) -> None:
    """References to an entry that has an error of its own are not reported as unknown."""
    text = CONFIG.replace("use: blocks release if it degrades", "uses: x").replace("[success-holds", "[sucess-holds")
    with pytest.raises(CollectedError) as caught:
        load_config(write_project(tmp_path, {CONFIG_FILE: text}))
    assert [error.slug for error in caught.value.errors] == ["unknown-gate", "required", "unknown-field"]


def test_no_configuration_is_an_error_that_names_the_command(tmp_path: Path) -> None:
    """Without a site_config.yml the message names `evalreport init`."""
    errors = ErrorCollector()
    assert load_config_partly(tmp_path, errors) is None
    assert [error.slug for error in errors.errors] == ["config-missing"]
    assert "evalreport init" in str(errors.errors[0])


@pytest.mark.parametrize(
    ("version", "requirement", "fits"),
    [
        ("1.0.0", ">=1,<2", True),
        ("2.0.0", ">=1,<2", False),
        ("0.9", ">=1,<2", False),
        ("1.2.0rc1", "==1.2", True),
        ("1.10.0", ">1.9", True),
        ("1.0.0", "<=1", True),
    ],
)
def test_a_range_of_versions(version: str, requirement: str, fits: bool) -> None:
    """Versions are compared number by number, missing ones counting as 0."""
    assert satisfies(version, requirement) is fits


@pytest.mark.parametrize("requirement", ["1", "~=1.0", ">=1 <2", ">= one", ">=1,"])
def test_a_range_of_another_form_is_refused(requirement: str) -> None:
    """Only the five comparisons are known, joined by commas."""
    with pytest.raises(ValueError, match=r"."):
        satisfies("1.0.0", requirement)
