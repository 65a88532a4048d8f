"""`evalreport curate` through the real command line: from live windows to a suite, with two reviewers."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from evalreport import read
from tests.acceptance.live_repository import live_story, policy, window
from tests.acceptance.repositories import ask

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.acceptance.evidence_repository import Story
    from tests.acceptance.repositories import Answer

AS_OF = "2026-02-06T06:00:00Z"
FILE = "releases/r1/reviews/review-1.csv"


@pytest.fixture
def made(tmp_path: Path) -> Story:
    """A release with two windows: a few runs breach, most are well."""
    story = live_story(tmp_path / "repository", policy("success"))
    story.put("releases/r1/live/day-0.jsonl", window(0, [3, 7, 11], labels=["breach"]))
    story.put("releases/r1/live/day-1.jsonl", window(1, [5]))
    story.commit("ana", "two windows")
    return story


def run(made: Story, capsys: pytest.CaptureFixture[str], *arguments: str) -> Answer:
    """Run a command in the repository."""
    return ask(capsys, "-C", str(made.root), *arguments)


def drawn(made: Story, capsys: pytest.CaptureFixture[str], *more: str) -> list[dict[str, str]]:
    """Draw a review file and return its rows."""
    done = run(made, capsys, "curate", "r1", "--n", "8", "--as-of", AS_OF, *more)
    assert done.code == 0, done.err
    with (made.root / FILE).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def fill(
    made: Story,
    name: str,
    rows: list[dict[str, str]],
    who: str,
    codes: Mapping[str, tuple[str, str]],
    release: str = "r1",
) -> str:
    """Write a reviewer's copy: the codes given by trace id, none for all others."""
    path = made.root / "releases" / release / "reviews" / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.DictWriter(stream, list(rows[0]))
        table.writeheader()
        for row in rows:
            code, severity = codes.get(row["trace_id"], ("none", ""))
            table.writerow({**row, "failure_class": code, "severity": severity, "reviewer": who, "note": f"by {who}"})
    return str(path)


def test_the_same_seed_draws_the_same_file(made: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """Two draws with one seed are the same bytes, another seed is another file, and neither overwrites."""
    first = drawn(made, capsys)
    assert [row["stratum"] for row in first].count("breach") == 3
    assert run(made, capsys, "curate", "r1", "--n", "8", "--as-of", AS_OF).code == 0
    again = made.read("releases/r1/reviews/review-2.csv")
    assert again == made.read(FILE)
    assert run(made, capsys, "curate", "r1", "--n", "8", "--seed", "2", "--as-of", AS_OF).code == 0
    assert made.read("releases/r1/reviews/review-3.csv") != again


def test_from_review_to_suite(made: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """Two reviewers' copies become cases with their trace ids; agreement is told, and what differs is left out."""
    rows = drawn(made, capsys)
    keys = [row["trace_id"] for row in rows]
    both = {keys[0]: ("breach", "critical"), keys[1]: ("breach", "major")}
    one = fill(made, "ana.csv", rows, "ana", both)
    two = fill(made, "bo.csv", rows, "bo", {**both, keys[1]: ("none", "")})
    done = run(made, capsys, "curate", "r1", "--finish", one, "--finish", two)
    assert done.code == 0, done.err
    assert "ana and bo agree on 7 of 8 runs" in done.out
    assert f"seen differently, so left out: {rows[1]['trace_id']}" in done.out
    cases = [json.loads(line) for line in made.read("releases/r1/reviews/cases-1.jsonl").splitlines()]
    assert {case["trace_id"] for case in cases} == {row["trace_id"] for row in rows} - {rows[1]["trace_id"]}
    failed = next(case for case in cases if case["trace_id"] == rows[0]["trace_id"])
    assert (failed["failure_class"], failed["metadata"]["severity"], failed["passed"]) == ("breach", "critical", False)
    summary = json.loads(made.read("releases/r1/reviews/cases-1.review.json"))
    assert summary["agreement"] == {
        "reviewers": ["ana", "bo"],
        "runs": 8,
        "same": 7,
        "kappa": pytest.approx(0.6),
        "alpha": pytest.approx(0.6154, abs=1e-3),
    }


def test_the_suite_is_read_as_any_other(made: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """What was written is a result file: every case keeps trace, class, reviewer and note."""
    rows = drawn(made, capsys)
    file = fill(made, "ana.csv", rows, "ana", {rows[0]["trace_id"]: ("breach", "minor")})
    assert run(made, capsys, "curate", "r1", "--finish", file).code == 0
    found = [row for one in read(made.root / "releases/r1/reviews/cases-1.jsonl").runs for row in one.rows]
    assert len(found) == len(rows)
    assert {row.suite for row in found} == {"cases-1"}
    told = next(row for row in found if row.failure_class)
    assert (told.trace_id, told.reviewer, told.note) == (rows[0]["trace_id"], "ana", "by ana")


def test_a_case_has_the_whole_text(made: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """People read an excerpt; the case holds what came in to its end, blacked out as the policy says unless --raw."""
    text = "please refund " * 400 + "ana@example.org"
    row = {"trace_id": "long", "passed": True, "started_at": "2026-02-03T01:00:00Z", "input": text}
    made.put("releases/r2/live/h.jsonl", window(0, [0], 1) + json.dumps(row) + "\n")
    assert run(made, capsys, "curate", "r2", "--as-of", AS_OF).code == 0
    with (made.root / "releases/r2/reviews/review-1.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(next(row for row in rows if row["trace_id"] == "long")["input"]) == 2000
    file = fill(made, "ana.csv", rows, "ana", {}, release="r2")
    assert run(made, capsys, "curate", "r2", "--finish", file).code == 0
    assert run(made, capsys, "curate", "r2", "--finish", file, "--raw").code == 0
    told = [made.read(f"releases/r2/reviews/cases-{number}.jsonl") for number in (1, 2)]
    found = [next(case for case in map(json.loads, one.splitlines()) if case["trace_id"] == "long") for one in told]
    assert found[1]["input"] == text
    assert found[0]["input"].startswith("please refund " * 400)
    assert "ana@example.org" not in found[0]["input"]


def test_every_reviewer_is_kept(made: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """Where people agree the case names all of them, and what each noted."""
    rows = drawn(made, capsys)
    codes = {rows[0]["trace_id"]: ("breach", "minor")}
    files = [fill(made, f"{who}.csv", rows, who, codes) for who in ("ana", "bo")]
    assert run(made, capsys, "curate", "r1", "--finish", files[0], "--finish", files[1]).code == 0
    first = json.loads(made.read("releases/r1/reviews/cases-1.jsonl").splitlines()[0])
    assert (first["reviewer"], first["note"]) == ("ana, bo", "by ana\nby bo")


def test_faults_are_told_with_line_and_column(made: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """All that a review cannot say is told at once, each at its cell, and nothing is written."""
    rows = drawn(made, capsys)
    wrong = [{**row} for row in rows]
    wrong[0] |= {"failure_class": "breech", "severity": "major", "reviewer": "ana"}
    wrong[1] |= {"failure_class": "breach", "severity": "huge", "reviewer": "ana"}
    wrong[2] |= {"failure_class": "breach", "severity": "major", "reviewer": "zoe"}
    wrong[3] |= {"note": "half a review"}
    path = made.root / "wrong.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.DictWriter(stream, list(rows[0]))
        table.writeheader()
        table.writerows(wrong)
    refused = run(made, capsys, "curate", "r1", "--finish", str(path))
    assert refused.code == 3
    lines = refused.err.splitlines()
    assert [line.split(":")[1] for line in lines] == ["2", "3", "4", "5"]
    assert all("[review]" in line for line in lines)
    assert "breech" in lines[0]
    assert not (made.root / "releases/r1/reviews/cases-1.jsonl").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "1:1: no column trace_id, failure_class"),
        ("trace_id;failure_class;severity;note;reviewer\n", "with commas between them"),
        ("note,trace_id,failure_class,severity,reviewer\n,zz,none,,ana\n", "2:2: trace_id: no live window holds"),
        # An open quotation mark makes one cell of all that follows.
        (f'trace_id,failure_class,severity,note,reviewer\nx,none,,"{"a" * 2**20}b\n', "2:1: the row that begins here"),
    ],
)
def test_what_is_no_review_file(made: Story, capsys: pytest.CaptureFixture[str], text: str, says: str) -> None:
    """A file of another kind, a run nobody drew, a quotation mark left open: told where it stands, nothing written."""
    made.put("wrong.csv", text)
    refused = run(made, capsys, "curate", "r1", "--finish", str(made.root / "wrong.csv"))
    assert refused.code == 3
    assert refused.err.startswith("wrong.csv:")
    assert says in refused.err
    assert not (made.root / "releases/r1/reviews").exists()


def test_check_tells_what_would_stop_a_build(made: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """A review file that cannot be is found by `check`, before a build meets it."""
    made.put("releases/r1/reviews/mine.csv", "trace_id,failure_class,severity,note,reviewer\nd0-003,breach,,,ana\n")
    refused = run(made, capsys, "check")
    assert refused.code == 3
    told = "releases/r1/reviews/mine.csv:2:3: severity: a failure without a severity"
    assert told in refused.out + refused.err


def test_nothing_reviewed_is_no_suite(made: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """A file nobody filled in makes no suite."""
    drawn(made, capsys)
    refused = run(made, capsys, "curate", "r1", "--finish", str(made.root / FILE))
    assert refused.code == 3
    assert "no row is reviewed" in refused.err


def test_formulas_stay_texts(made: Story, capsys: pytest.CaptureFixture[str]) -> None:
    """A cell that a spreadsheet would run is written so that it does not, and reads back as it was."""
    hostile = "=HYPERLINK(1)"
    row = {"trace_id": hostile, "passed": False, "started_at": "2026-02-03T01:00:00Z", "input": "@SUM(A1)\n+1"}
    made.put("releases/r2/live/h.jsonl", window(0, [0], 1) + json.dumps(row) + "\n")
    done = run(made, capsys, "curate", "r2", "--as-of", AS_OF)
    assert done.code == 0, done.err
    text = made.read("releases/r2/reviews/review-1.csv")
    assert f"\n'{hostile}," in text
    with (made.root / "releases/r2/reviews/review-1.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    file = fill(made, "ana.csv", rows, "ana", {}, release="r2")
    assert run(made, capsys, "curate", "r2", "--finish", file).code == 0
    cases = [json.loads(line) for line in made.read("releases/r2/reviews/cases-1.jsonl").splitlines()]
    assert hostile in {case["trace_id"] for case in cases}


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--by", "mood"), "drawn by 'mood'"),
        (("--by", "stratum:"), "stratum:KEY"),
        (("--by", "stratum:regoin"), "no run has the metadata key 'regoin'"),
        (("--window", "day-9"), "no live window 'day-9'"),
        (("--out", "../x.csv"), "[path-outside]"),
    ],
)
def test_what_cannot_be_drawn(
    made: Story, capsys: pytest.CaptureFixture[str], more: tuple[str, str], says: str
) -> None:
    """Unknown strata and windows, and a place outside the project, are refused with what to write."""
    refused = run(made, capsys, "curate", "r1", "--as-of", AS_OF, *more)
    assert refused.code == 3
    assert says in refused.err


def test_reviews_stand_on_the_live_page(made: Story, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A build counts the reviews of a release by class and severity, and says how far reviewers agree."""
    rows = drawn(made, capsys)
    breach = {rows[0]["trace_id"]: ("breach", "critical")}
    fill(made, "ana.csv", rows, "ana", breach)
    fill(made, "bo.csv", rows, "bo", breach)
    closed = run(made, capsys, "close", "r1", "--shipped", "--as", "ana", "--at", made.time(), "--yes")
    assert closed.code == 0, closed.err
    made.commit("ana", "close r1", at=made.now + 10 * 86_400)
    site = tmp_path / "site"
    built = run(made, capsys, "build", "--site-dir", str(site))
    assert built.code == 0, built.err
    page = (site / "latest" / "live" / "index.html").read_text(encoding="utf-8")
    assert "What people found in a sample" in page
    assert "8 of 8 runs drawn for review are reviewed" in page
    assert "Ana and Bo agree on 8 of the 8" in page
    assert "Ana 1, Bo 1" in page
    assert "The policy keeps 16 notes in the repository." in page
    assert "by bo" not in page


def test_notes_are_shown_where_texts_may_be(made: Story, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Where the policy lets texts out, what reviewers noted stands by kind of failure, and its markup is text."""
    made.put("site_config.yml", made.read("site_config.yml") + "publish: {outputs: all}\n")
    made.commit("ana", "texts may be shown")
    rows = drawn(made, capsys)
    file = fill(made, "ana.csv", rows, "ana", {rows[0]["trace_id"]: ("breach", "critical")})
    text = (made.root / file).read_text(encoding="utf-8")
    (made.root / file).write_text(text.replace("by ana", "<b>by ana</b>"), encoding="utf-8")
    closed = run(made, capsys, "close", "r1", "--shipped", "--as", "ana", "--at", made.time(), "--yes")
    assert closed.code == 0, closed.err
    made.commit("ana", "close r1", at=made.now + 10 * 86_400)
    built = run(made, capsys, "build", "--site-dir", str(tmp_path / "site"))
    assert built.code == 0, built.err
    page = (tmp_path / "site" / "latest" / "live" / "index.html").read_text(encoding="utf-8")
    assert "What they noted" in page
    assert "\u201c&lt;b&gt;by ana&lt;/b&gt;\u201d" in page
