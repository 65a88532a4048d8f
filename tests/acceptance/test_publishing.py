"""What may be published: keys and personal data planted everywhere, through the real build."""

from __future__ import annotations

import gzip
import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.repositories import ask, committed, written
from tests.projectfiles import CONFIG, MANIFEST, write_project
from tests.unit.disclosure.planted import HARMLESS, PERSONAL, SECRETS, letters
from tests.unit.site.test_builder import digests

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY = SECRETS["github"][0]
RESULTS = "releases/r1/results/candidate.jsonl"
FINGERPRINT = re.compile(r"fingerprint: ([0-9a-f]{16})")
EVERYTHING = [text for text, *_ in (*SECRETS.values(), *PERSONAL.values())]


def rows(texts: list[str]) -> str:
    """Write a result file with a case a text; the text stands in every place that a row has for one."""
    lines = [
        {
            "case_id": f"c{number}",
            "passed": number % 2 == 0,
            "input": f"They wrote: {text}",
            "output": f"I answer:\n{text}\nDone.",
            "error": "",
            "explanation": f"It repeated {text}",
            "tools": [{"name": "look_up", "arguments": {"query": text}, "error": f"refused {text}", "result": text}],
            "metadata": {"asked": text},
        }
        for number, text in enumerate(texts)
    ]
    return "".join(json.dumps(line) + "\n" for line in lines)


def project_of(root: Path, publish: str, texts: list[str], **files: str) -> Path:
    """Write and commit a project whose result file holds these texts."""
    return committed(
        write_project(
            root,
            {
                "site_config.yml": f"{CONFIG}publish: {publish}\n",
                "releases/r1/release.yml": MANIFEST.replace("candidate.csv", "candidate.jsonl"),
                RESULTS: rows(texts),
                **files,
            },
        )
    )


def published(root: Path) -> Iterator[tuple[str, str]]:
    """Yield every file of the built site as text, packed ones unpacked."""
    for path in sorted((root / "site").rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            unpacked = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
            yield path.relative_to(root).as_posix(), unpacked.decode("utf-8", "replace")


def test_nothing_planted_is_published_blacked_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With all texts published and every kind blacked out, no key and no personal data stands in any file."""
    root = project_of(tmp_path, "{outputs: all, max_kb: 5000}", EVERYTHING)
    answer = ask(capsys, "-C", str(root), "build")
    assert answer.code == 0, answer.err
    values = [value for _, value, _ in SECRETS.values()] + [text for text, _ in PERSONAL.values()]
    leaked = [(path, value) for path, text in published(root) for value in values if value in text]
    assert leaked == []


def test_nothing_planted_is_published_unasked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the policy says nothing of outputs, no text of a case reaches the site, and no scan has to stop it."""
    root = project_of(tmp_path, "{}", EVERYTHING)
    assert ask(capsys, "-C", str(root), "build").code == 0
    assert [path for path, text in published(root) if "They wrote" in text or "I answer" in text] == []


@pytest.mark.parametrize("name", ["openai-project", "aws-secret", "private-key", "password", "bearer"])
def test_a_key_that_is_not_blacked_out_stops_the_build(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A key in an output ends the build with exit code 3; kind, source and case are named, its value is not."""
    text, value, kind = SECRETS[name]
    root = project_of(tmp_path, "{outputs: none}", ["nothing"])
    assert ask(capsys, "-C", str(root), "build").code == 0
    before = digests(root / "site")
    written(
        root,
        {
            "site_config.yml": f"{CONFIG}publish: {{outputs: all, redact: [email]}}\n",
            RESULTS: rows(["harmless", text]),
        },
    )
    answer = ask(capsys, "-C", str(root), "build")
    assert answer.code == 3
    assert f"{RESULTS}:2: {kind} " in answer.err
    assert " in the case c1: " in answer.err
    assert "[secret]" in answer.err
    assert value not in answer.err + answer.out
    assert digests(root / "site") == before


@pytest.mark.parametrize(
    ("path", "content", "line"),
    [
        ("docs/index.md", f"# Guide\n\nUse {KEY} for the demo.\n", 3),
        ("docs/notes/raw.txt", f"one\n{KEY}\n", 2),
        ("docs/data.json", json.dumps({"a": [1, KEY]}), 1),
        ("releases/r1/release.yml", MANIFEST.replace("candidate.csv", "candidate.jsonl") + f"notes: try {KEY}\n", 7),
        ("site_config.yml", CONFIG.replace("governance", f"see {KEY}"), 9),
    ],
)
def test_a_key_that_people_wrote_stops_the_build(
    path: str, content: str, line: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A key in a hand-written page, a note or the policy is found with the file and line that hold it."""
    root = project_of(tmp_path, "{}", ["nothing"], **{path: content})
    answer = ask(capsys, "-C", str(root), "build")
    assert answer.code == 3
    assert f"{path}:{line}: GitHub token ghp_" in answer.err
    assert not (root / "site").exists()


def test_a_false_alarm_can_be_waived(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The fingerprint that the build prints lets this very value pass, no other, and the findings say so."""
    other = "ghp_" + letters(35) + "9"
    root = project_of(tmp_path, "{}", ["nothing"], **{"docs/index.md": f"# Guide\n\n{KEY}, and {KEY}.\n"})
    answer = ask(capsys, "-C", str(root), "build")
    (sign,) = FINGERPRINT.findall(answer.err)
    waiver = f"{CONFIG}publish: {{allow: [{{fingerprint: {sign}, reason: The key of the documentation}}]}}\n"
    written(root, {"site_config.yml": waiver})
    assert ask(capsys, "-C", str(root), "build").code == 0
    findings = (root / "site/latest/findings/index.html").read_text(encoding="utf-8")
    assert f"the secret scan passes over {sign} in 2 places: The key of the documentation" in findings
    written(root, {"docs/index.md": f"# Guide\n\n{KEY} {other}\n"})
    answer = ask(capsys, "-C", str(root), "build")
    assert answer.code == 3
    assert sign not in answer.err


def test_a_waiver_that_nothing_needs_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A waiver whose value stands nowhere any more is a finding that says so."""
    root = project_of(tmp_path, "{allow: [{fingerprint: 0123456789abcdef, reason: It was a demo}]}", ["nothing"])
    assert ask(capsys, "-C", str(root), "build").code == 0
    findings = (root / "site/latest/findings/index.html").read_text(encoding="utf-8")
    assert "which stands nowhere any more: remove it: It was a demo" in findings


def test_what_only_looks_like_a_key_stops_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Digests, commit ids and uuids in outputs and on hand-written pages are published as they are."""
    page = "# Guide\n\n" + "\n\n".join(f"    {text}" for text in HARMLESS)
    root = project_of(tmp_path, "{outputs: all, redact: []}", list(HARMLESS), **{"docs/index.md": page})
    answer = ask(capsys, "-C", str(root), "build")
    assert answer.code == 0, answer.err


@pytest.mark.parametrize("outputs", ["none", "all"])
@pytest.mark.parametrize(
    "field",
    [
        {"tags": ["VALUE"]},
        {"labels": ["VALUE"]},
        {"metadata": {"asked": "VALUE"}},
        {"metadata": {"VALUE": "asked"}},
        {"metadata": {"asked": "VALUE " + "and more " * 20}},
        {"tools": [{"name": "VALUE", "arguments": {}}]},
        {"note": "VALUE"},
        {"error": "VALUE"},
        {"explanation": "VALUE"},
        {"reviewer": "VALUE"},
        {"failure_class": "VALUE"},
    ],
    ids=lambda given: given if isinstance(given, str) else next(iter(given)),
)
def test_no_field_of_a_row_leaks(
    field: dict[str, object], outputs: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wherever a row holds an e-mail address or a key, the site shows neither, whether texts are published or not."""
    values = (next(iter(PERSONAL.values()))[0], SECRETS["github"][0])
    planted = [json.loads(json.dumps(field).replace("VALUE", value)) for value in values]
    lines = [{"case_id": f"c{number}", "passed": number > 0, **one} for number, one in enumerate([*planted, {}])]
    root = project_of(tmp_path, f"{{outputs: {outputs}}}", ["nothing"])
    written(root, {RESULTS: "".join(json.dumps(line) + "\n" for line in lines)})
    answer = ask(capsys, "-C", str(root), "build")
    assert answer.code == 0, answer.err
    assert [path for path, text in published(root) for value in values if value in text] == []


def test_personal_data_in_ids_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ids are published as they stand; one that holds personal data is a finding of its release."""
    root = project_of(tmp_path, "{}", ["nothing"])
    written(root, {RESULTS: json.dumps({"case_id": "ana@mail.example.org", "passed": True}) + "\n"})
    assert ask(capsys, "-C", str(root), "build").code == 0
    page = (root / "site/r1/index.html").read_text(encoding="utf-8")
    assert "hold personal data, and ids are published as they stand: 1 e-mail in 1 id" in page


def test_a_site_for_the_disk_is_looked_through_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a site for the disk carries packed inside a script is unpacked and looked through as well."""
    root = project_of(tmp_path, "{outputs: all, redact: []}", ["harmless", KEY])
    answer = ask(capsys, "-C", str(root), "build", "--offline")
    assert answer.code == 3
    assert "r1/cases.js" in answer.err
    assert " in the case c1: " in answer.err
