"""The workflows run pinned code with the least permission."""

from __future__ import annotations

import re

import pytest

from tests.house.measure import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
STEP = re.compile(r"^\s+(?:- )?uses: (\S+)(.*)$", re.MULTILINE)

each_workflow = pytest.mark.parametrize(
    "text", [path.read_text() for path in WORKFLOWS], ids=[p.name for p in WORKFLOWS]
)


@each_workflow
def test_every_action_is_pinned(text: str) -> None:
    """Each action is named by its full commit, with the version beside it for people."""
    steps = STEP.findall(text)
    assert steps
    loose = [
        action for action, note in steps if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action) or " # v" not in note
    ]
    assert loose == []


@each_workflow
def test_nothing_is_permitted_by_default(text: str) -> None:
    """A workflow permits nothing; a job asks for what it needs, and never writes contents."""
    assert "\npermissions: {}\n" in text
    assert "contents: write" not in text
    assert "pull_request_target" not in text


@each_workflow
def test_no_token_stays_in_the_checkout(text: str) -> None:
    """Each checkout brings the whole history, which attribution needs, and leaves no token behind."""
    checkouts = text.count("actions/checkout@")
    assert text.count("persist-credentials: false") == checkouts
    assert text.count("fetch-depth: 0") == checkouts
