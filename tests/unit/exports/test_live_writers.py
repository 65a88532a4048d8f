"""What `live check` prints: safe for terminals and comments, the same facts in every format."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from evalreport.exports.live_json import live_document
from evalreport.exports.live_text import answer_words, live_markdown, live_text, next_command
from evalreport.model.failure import UNCLASSIFIED
from evalreport.pipeline.livecheck import LiveChecked
from tests.unit.live.windows import LIMIT, START, THRESHOLD, day, judged, policy, share

BAD = share(20)
EVIL = replace(THRESHOLD, action="stop\x1b[31m | `now`\n::error::no")


def checked() -> LiveChecked:
    """Two bad days under a rule whose words are hostile."""
    found = judged([day(0, BAD), day(1, BAD)], EVIL, as_of=START + timedelta(days=2))
    return LiveChecked(reports=(found,), policy=policy(EVIL))


def test_control_characters_never_reach_a_terminal() -> None:
    """Text from the policy is shown as what it is, on one line."""
    text = live_text(checked())
    assert "\x1b" not in text
    assert "\\u001b[31m" in text
    assert not any(line.startswith("::") for line in text.splitlines())


def test_markdown_is_escaped() -> None:
    """A pipe or a backtick in the data breaks no table."""
    row = next(line for line in live_markdown(checked()).splitlines() if line.startswith("| holds"))
    assert row.count(" | ") == 2  # three cells
    assert "\\|" in row


@pytest.mark.parametrize(("good", "command"), [(None, "--to RELEASE"), ("a b", "--to 'a b'")])
def test_the_next_command_can_be_pasted(good: str | None, command: str) -> None:
    """Names are quoted for a shell; a release nobody knows stays to be filled in."""
    report = replace(checked().reports[0], last_good=good)
    assert command in next_command(report, report.asking[0])


def test_idle_workflows_and_an_empty_project_are_said() -> None:
    """Silence would read as a failure of the command."""
    assert live_text(LiveChecked(reports=(), idle=("agent",))) == "no release of agent is live: nothing to watch.\n"
    assert live_text(LiveChecked(reports=())).startswith("nothing to watch: there is no release yet")
    assert live_markdown(LiveChecked(reports=())).startswith("Nothing to watch")


def test_a_project_without_rules_says_so() -> None:
    """No rule is no health: the first word says that there is none."""
    text = live_text(LiveChecked(reports=(judged([day(0, BAD)]),)))
    assert text.startswith("no_rules r1")
    assert "no rollback rule is written down" in text


def test_json_holds_no_number_for_what_is_not_known() -> None:
    """The 0 of a class that no rule can see is null in the document."""
    found = judged([day(0, BAD)], LIMIT, as_of=START + timedelta(days=1))
    document = live_document(LiveChecked(reports=(found,), policy=policy(LIMIT)))
    figures = {one.name: one for one in found.windows[0].figures}
    assert not figures["boundary"].known
    written = repr(document)
    assert "'name': 'boundary', 'kind': 'class', 'unit': 'rate', 'value': None" in written
    assert f"'name': '{UNCLASSIFIED}', 'kind': 'class', 'unit': 'rate', 'value': 0.2" in written


def test_nobody_who_answered_has_no_words() -> None:
    """Only a record makes an answer."""
    assert answer_words(checked().reports[0].rules[0]) == ""


def test_a_release_that_plans_no_windows_is_told_how_to() -> None:
    """Without a plan there will never be data, and the last line says what to write."""
    text = live_text(LiveChecked(reports=(replace(judged([], THRESHOLD), planned=False),)))
    assert text.startswith("no_data r1")
    assert text.rstrip().endswith("live: {windows: live/*, sampling: {kind: random}}")
