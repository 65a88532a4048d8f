"""The example's live releases, as `evalreport live check` answers at the moments that count."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.repositories import ask
from tests.house.measure import ROOT

if TYPE_CHECKING:
    from tests.acceptance.repositories import Answer

DEGRADED = "support-agent-1.6.0"
HEALTHY = "support-agent-1.7.0"


@pytest.fixture(autouse=True)
def _whole_history() -> None:
    asked = ["git", "log", "--format=%ae", "--", f"releases/{DEGRADED}/rollbacks"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    if "dana@example.org" not in done.stdout:
        pytest.skip("this copy of the history has lost who committed the records, so they cannot count here")


def check(capsys: pytest.CaptureFixture[str], *arguments: str) -> Answer:
    """Ask `live check` of this repository."""
    return ask(capsys, "-C", str(ROOT), "live", "check", *arguments)


@pytest.mark.parametrize(
    ("moment", "word", "code"),
    [
        ("2026-11-23T00:23:00Z", "quiet", 0),
        ("2026-11-23T00:26:00Z", "quiet", 0),
        ("2026-11-23T00:33:00Z", "fired", 1),
        ("2026-11-23T00:34:00Z", "answered", 0),
    ],
)
def test_degrading_release_fires_once_and_is_answered(
    capsys: pytest.CaptureFixture[str], moment: str, word: str, code: int
) -> None:
    """1.6.0 is quiet while its copy is fresh, fires on the fourth day, and is answered by the rollback record."""
    answer = check(capsys, DEGRADED, "--as-of", moment)
    assert (answer.code, answer.out.split()[0]) == (code, word)


def test_alarm_names_who_acts_and_the_next_command(capsys: pytest.CaptureFixture[str]) -> None:
    """While nobody has acted, the answer names the owner, the action and the release to go back to."""
    answer = check(capsys, DEGRADED, "--as-of", "2026-11-23T00:33:00Z")
    assert "Dana Ortiz acts: route all tickets to the previous release" in answer.out
    assert "evalreport rollback support-agent-1.6.0 --rule live-success --to support-agent-1.5.0" in answer.out


def test_live_release_is_quiet_by_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    """Asked without a name, the release that customers meet is 1.7.0, and each of its rules is quiet."""
    answer = check(capsys, "--as-of", "2026-11-23T12:00:00Z", "--format", "json")
    assert answer.code == 0
    (release,) = json.loads(answer.out)["releases"]
    assert release["id"] == HEALTHY
    assert {rule["rule"]: rule["status"] for rule in release["rules"]} == dict.fromkeys(
        ("live-success", "live-double-payments", "live-failures"), "quiet"
    )
