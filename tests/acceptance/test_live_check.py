"""`evalreport live check` and `rollback --rule` in real repositories: what fires, who is asked, what is recorded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.live_repository import live_story, policy, window
from tests.acceptance.repositories import ask

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.evidence_repository import Story
    from tests.acceptance.repositories import Answer

HALF = range(0, 40, 2)
AS_OF = "2026-02-05T06:00:00Z"


def run(made: Story, capsys: pytest.CaptureFixture[str], *arguments: str) -> Answer:
    """Run a command in the repository."""
    return ask(capsys, "-C", str(made.root), *arguments)


def shipped(made: Story, capsys: pytest.CaptureFixture[str], *names: str) -> Story:
    """Close releases as shipped, each at a time of its own."""
    for name in names:
        at = made.time()
        made.now += 3600
        closed = run(made, capsys, "close", name, "--shipped", "--as", "ana", "--at", at, "--yes")
        assert closed.code == 0, closed.err
        made.commit("ana", f"close {name}")
    return made


@pytest.fixture
def watched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Story:
    """Two shipped releases, of which the second fails half its runs on two days."""
    made = shipped(live_story(tmp_path / "repository", policy("success", "monitor")), capsys, "r1", "r2")
    made.put("releases/r2/live/d0.jsonl", window(0, HALF))
    made.put("releases/r2/live/d1.jsonl", window(1, HALF))
    made.commit("ci", "two days of live runs")
    return made


def test_a_rule_that_fired_exits_1_and_names_the_next_command(
    watched: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    """The live release is found, both rules fire, and the answer ends with owner, action and one command."""
    answer = run(watched, capsys, "live", "check", "--as-of", AS_OF)
    assert answer.code == 1
    assert answer.out.startswith("fired r2: 80 runs in 2 windows, newest 2026-02-05T00:00:00Z, 6 hours before")
    assert "Success was below 90% in 2 windows in a row: 50% in d1" in answer.out
    assert "Evidence that failures exceed 10%: " in answer.out
    assert "(rollback at 20 to 1)" in answer.out
    assert "Ana acts: route all traffic back" in answer.out
    last = answer.out.rstrip().splitlines()[-1]
    assert last == "  next: evalreport rollback r2 --rule success --to r1 --reason WHY"


def test_the_record_is_filled_in_and_answers(watched: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """What the rule saw and when it fired is written by the command; then nobody is asked any more."""
    command = ("rollback", "r2", "--rule", "success", "--to", "r1", "--reason", "Half of all runs fail.")
    done = run(watched, capsys, *command, "--as", "ana", "--at", "2026-02-05T01:30:00Z", "--yes")
    assert done.code == 0, done.err
    text = watched.read("releases/r2/rollbacks/1.yml")
    assert "observed: 0.5" in text
    assert "limit: 0.9" in text
    assert "2026-02-05T00:00:00Z" in text
    watched.commit("ana", "rollback")
    answer = run(watched, capsys, "live", "check", "r2", "--as-of", AS_OF)
    assert answer.code == 0
    assert answer.out.startswith("answered r2")
    assert "answered by ana at 2026-02-05T01:30:00Z, 90 minutes later: back to r1" in answer.out
    # Before anybody acted the same data asked somebody to act.
    assert run(watched, capsys, "live", "check", "r2", "--as-of", "2026-02-05T01:00:00Z").code == 1
    # Customers are on the first release again, and it is the one that is watched now.
    assert run(watched, capsys, "live", "check", "--as-of", AS_OF).out.startswith("no_data r1")


@pytest.mark.parametrize(
    ("as_of", "first", "code"),
    [
        ("2026-02-02T12:00:00Z", "no_data", 0),
        ("2026-02-04T03:00:00Z", "fired", 1),
        ("2026-02-05T00:00:00Z", "fired", 1),
    ],
)
def test_as_of_shows_what_was_known_then(
    as_of: str, first: str, code: int, watched: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    """A moment is judged by what had arrived by then."""
    answer = run(watched, capsys, "live", "check", "r2", "--as-of", as_of)
    assert (answer.out.split()[0], answer.code) == (first, code)


@pytest.mark.parametrize("windows", [(), ("d0",), ("d0", "d1")])
def test_the_threshold_asks_for_its_windows_in_a_row(
    windows: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One bad day is not two: the rule fires with the second."""
    made = shipped(live_story(tmp_path / "repository", policy("success")), capsys, "r1", "r2")
    for day, name in enumerate(windows):
        made.put(f"releases/r2/live/{name}.jsonl", window(day, HALF))
    made.commit("ci", "windows")
    answer = run(made, capsys, "live", "check", "--as-of", AS_OF)
    assert answer.out.split()[0] == {0: "no_data", 1: "quiet", 2: "fired"}[len(windows)]
    assert answer.code == int(len(windows) == 2)  # the rule's own number


@pytest.mark.parametrize(("more", "flags"), [(", dry_run: true", ()), ("", ("--dry-run",))])
def test_a_dry_run_reports_and_asks_nobody(
    more: str, flags: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A rule on trial, or a check on trial, says what fires and exits 0."""
    made = shipped(live_story(tmp_path / "repository", policy("breach", more=more)), capsys, "r1")
    made.put("releases/r1/live/d0.jsonl", window(0, range(3), labels=("breach",)))
    made.commit("ci", "a window")
    answer = run(made, capsys, "live", "check", *flags, "--as-of", AS_OF)
    assert answer.code == 0
    assert "FIRED (dry run)" in answer.out
    assert "Breach: 3 of 40 runs in d0; 1 allowed." in answer.out


def test_stale_data_is_said_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After two days without data nobody knows, and the answer begins with that."""
    made = shipped(live_story(tmp_path / "repository", policy("success")), capsys, "r1")
    made.put("releases/r1/live/d0.jsonl", window(0, ()))
    made.commit("ci", "a window")
    answer = run(made, capsys, "live", "check", "--as-of", "2026-02-20T00:00:00Z")
    assert (answer.out.split()[0], answer.code) == ("stale", 0)
    assert "The newest data is 16 days old (48 hours allowed), so nobody knows." in answer.out


def test_json_is_a_document_with_nulls_for_what_is_unknown(watched: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """Programs get the same answer under a versioned name."""
    answer = run(watched, capsys, "live", "check", "--as-of", AS_OF, "--format", "json")
    document = json.loads(answer.out)
    assert document["schema"] == "evalreport.live/1"
    (release,) = document["releases"]
    assert (release["id"], release["state"], release["last_good"]) == ("r2", "fired", "r1")
    threshold, monitor = release["rules"]
    assert (threshold["observed"], threshold["odds"], threshold["asks"]) == (0.5, None, True)
    assert monitor["odds"] > monitor["odds_line"] == 20  # 1 / 0.05
    assert threshold["fired_at"] == "2026-02-05T00:00:00Z"
    assert monitor["fired_at"] < threshold["fired_at"]


@pytest.mark.parametrize(
    ("arguments", "code", "slug"),
    [(("r9",), 3, "unknown-release"), (("--as-of", "noon"), 2, "no time"), (("--format", "pdf"), 2, "pdf")],
)
def test_wrong_questions_end_without_a_traceback(
    arguments: tuple[str, ...], code: int, slug: str, watched: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unknown release is invalid input, a wrong option wrong usage."""
    answer = run(watched, capsys, "live", "check", *arguments)
    assert answer.code == code
    assert slug in answer.out + answer.err


def test_markdown_names_the_rule_in_a_table(watched: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """The summary of a job begins with the state and holds one row a rule."""
    answer = run(watched, capsys, "live", "check", "--as-of", AS_OF, "--format", "markdown")
    assert answer.out.startswith("### fired: r2")
    assert answer.out.count("| FIRED |") == 2  # two rules


def built(made: Story, capsys: pytest.CaptureFixture[str]) -> Path:
    """Build the site and return its folder."""
    answer = run(made, capsys, "build")
    assert answer.code == 0, answer.err
    return made.root / "site"


def test_windows_that_arrive_later_are_on_living_pages_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A closed release's page and record stay as they were; the live page and releases.json tell what came since."""
    made = shipped(live_story(tmp_path / "repository", policy("success")), capsys, "r1", "r2")
    site = built(made, capsys)
    before = {name: (site / "r2" / name).read_bytes() for name in ("index.html", "record.json")}
    assert "No live run has been read" in (site / "latest/live/index.html").read_text(encoding="utf-8")
    made.put("releases/r2/live/d0.jsonl", window(0, HALF))
    made.put("releases/r2/live/d1.jsonl", window(1, HALF))
    made.now += 3 * 86_400
    made.commit("ci", "two days of live runs")
    site = built(made, capsys)
    assert (site / "r2" / "record.json").read_bytes() == before["record.json"]
    assert _article(site / "r2" / "index.html") == _article_of(before["index.html"].decode())
    page = (site / "latest/live/index.html").read_text(encoding="utf-8")
    assert "1 rollback rule fired, and nobody has acted." in page
    assert "rollback rule fired, nobody acted" in (site / "latest/index.html").read_text(encoding="utf-8")
    newest = json.loads((site / "releases.json").read_text(encoding="utf-8"))["releases"][0]
    assert (newest["id"], newest["live"]["state"], newest["live"]["windows"]) == ("r2", "fired", 2)
    (rule,) = newest["live"]["rules"]
    assert (rule["status"], rule["fired_at"], rule["answered_by"]) == ("fired", "2026-02-05T00:00:00Z", None)


def _article(page: Path) -> str:
    return _article_of(page.read_text(encoding="utf-8"))


def _article_of(text: str) -> str:
    return text[text.index("<article") : text.index("</article>")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"window": {"version": 1, "from": "soon", "to": "later"}}\n', "releases/r2/live/d0.jsonl:1"),
        ("", "no live run has been read"),
        ('{"window": {"version": 1}}\nnot json\n', "no live run has been read"),
    ],
)
def test_windows_that_cannot_be_read_are_told_with_their_place(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong header is invalid input; a window without a run is no data, and neither is a traceback."""
    made = shipped(live_story(tmp_path / "repository", policy("success", "monitor")), capsys, "r1", "r2")
    made.put("releases/r2/live/d0.jsonl", text)
    made.commit("ci", "a window")
    answer = run(made, capsys, "live", "check", "--as-of", AS_OF)
    assert answer.code == (3 if "from" in text else 0)
    assert said in answer.out
    assert "Traceback" not in answer.out + answer.err


@pytest.mark.parametrize("text", [window(0, ()), '{"window": {"version": 9}}\n'])
def test_moving_back_waits_for_no_window(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A rule that did not fire, or windows nobody can read, leave the numbers out and the record is written."""
    made = shipped(live_story(tmp_path / "repository", policy("success")), capsys, "r1", "r2")
    made.put("releases/r2/live/d0.jsonl", text)
    made.commit("ci", "a window")
    command = ("rollback", "r2", "--rule", "success", "--to", "r1", "--reason", "Customers called.")
    answer = run(made, capsys, *command, "--as", "ana", "--at", "2026-02-05T01:30:00Z", "--yes")
    assert answer.code == 0, answer.err
    record = made.read("releases/r2/rollbacks/1.yml")
    assert "rule: success" in record
    assert "\nobserved:" not in record
    assert "\nfired_at:" not in record


def test_what_is_typed_stands_above_what_was_seen(watched: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody who knows better says so; the rest is filled in."""
    command = ("rollback", "r2", "--rule", "success", "--to", "r1", "--reason", "Half of all runs fail.")
    given = ("--observed", "0.47", "--as", "ana", "--at", "2026-02-05T01:30:00Z", "--yes")
    assert run(watched, capsys, *command, *given).code == 0
    record = watched.read("releases/r2/rollbacks/1.yml")
    assert "observed: 0.47" in record
    assert "limit: 0.9" in record
