"""The texts of `init` and `new`: they load without errors, and no name breaks out of its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import yaml

from evalreport.documents.config import load_config
from evalreport.documents.scaffold import DECISIONS, DEFAULT_MARGIN, Owner, config_text, manifest_text, owner_of
from evalreport.documents.schema import to_plain
from evalreport.documents.yamltree import parse

if TYPE_CHECKING:
    from pathlib import Path

    from evalreport.model.policy import Policy

ADA = Owner(id="ada", name="Ada Lovelace", email="ada@example.org")
HOSTILE = [
    "@OWNER@",
    "x: y",
    "- list",
    "# comment",
    "{a: b}",
    'quo"te',
    "line\nbreak",
    "O'Neil & <b>",
    "&anchor",
    "%TAG",
]


def policy_of(root: Path, text: str) -> Policy:
    """Load a configuration as the program would."""
    (root / "site_config.yml").write_text(text, encoding="utf-8")
    return load_config(root)


@pytest.mark.parametrize("decision", list(DECISIONS))
def test_every_decision_makes_a_policy_that_loads(tmp_path: Path, decision: str) -> None:
    """Each of the five questions gives a policy with six classes, six scores, one gate for it and one rollback rule."""
    policy = policy_of(tmp_path, config_text(ADA, site_name="Releases", decision=decision))
    assert policy.decisions[decision].question == DECISIONS[decision]
    assert policy.decisions[decision].gates == ("task-success-holds",)
    assert (len(policy.failure_classes), len(policy.scorecard), len(policy.rollback)) == (6, 6, 1)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    """Whatever git's user or the site is called, the policy holds exactly that text."""
    policy = policy_of(tmp_path, config_text(owner_of(name, "a@b.example"), site_name=name, decision="prompt-change"))
    assert policy.site.name == name
    assert [person.name for person in policy.people.values()] == [name]


@pytest.mark.parametrize(("margin", "shown"), [(None, DEFAULT_MARGIN), (0.1, 0.1), (0.02, 0.02)])
def test_the_margin_is_the_one_proposed(tmp_path: Path, margin: float | None, shown: float) -> None:
    """The gate's margin is the one the number of cases can carry, five points where nobody said how many there are."""
    policy = policy_of(tmp_path, config_text(ADA, site_name="R", decision="prompt-change", margin=margin))
    assert policy.gates["task-success-holds"].margin == shown


@pytest.mark.parametrize(
    ("name", "email", "person"),
    [
        ("Ada Lovelace", "a@b.example", "ada-lovelace"),
        ("", "", "owner"),
        ("李", "", "owner"),
        ("--x--", "", "x"),
        ("N" * 90, "", "n" * 40),
    ],
)
def test_an_owner_gets_an_id_that_may_stand_in_addresses(name: str, email: str, person: str) -> None:
    """The id is made of the letters and digits of the name, `owner` where there are none."""
    assert owner_of(name, email).id == person


def test_an_owner_without_mail_has_none(tmp_path: Path) -> None:
    """Git without an e-mail leaves the list empty instead of inventing one."""
    policy = policy_of(tmp_path, config_text(owner_of("Ada", ""), site_name="R", decision="prompt-change"))
    assert policy.people["ada"].emails == ()


@pytest.mark.parametrize("note", ["12 cases", "suite\nrelease: other", "a\u2028b: c", "x\x85y: z", "\ufeff"])
def test_a_note_never_ends_its_comment(note: str) -> None:
    """Notes quote result files; whatever they hold, the manifest's fields are those given."""
    text = manifest_text({"release": "1.0"}, notes=(note, "last"), schema=False)
    assert to_plain(parse(text.encode(), "release.yml")) == {"release": "1.0"}
    assert text.endswith("# last\n")


@pytest.mark.parametrize("schema", [True, False])
def test_editors_are_told_of_a_schema_that_is_there(schema: bool) -> None:
    """The first line names the schema only where its file exists, since editors report a missing one."""
    first = manifest_text({"release": "1.0"}, notes=(), schema=schema).splitlines()[0]
    assert first.startswith("# yaml-language-server") is schema


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("AssertionError", "answer-quality"),
        ("ReadTimeoutError", "recovery-behavior"),
        ("TIMEOUT", "recovery-behavior"),
        ("Wrong tool", "tool-selection"),
        ("missing approval", "policy-boundary"),
        ("PermissionError", None),
    ],
)
def test_the_first_rules_know_usual_words(label: str, name: str | None) -> None:
    """The first policy's rules take usual labels whatever their case; what says nothing of the agent stays free."""
    text = config_text(owner_of("Dana", ""), site_name="S", decision="prompt-change")
    rules = {key: one["match"] for key, one in yaml.safe_load(text)["failure_classes"].items()}
    claimed = [key for key, match in rules.items() for rule in match if re.fullmatch(rule.get("label", "(?!)"), label)]
    assert claimed == ([name] if name else [])
