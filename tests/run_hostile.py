"""Run hostile inputs through the real command: `python tests/run_hostile.py FOLDER`.

FOLDER holds `index.json`, an entry a file: what is expected (reject, accept, accept-escaped, warn, flag, unverifiable)
and a suggested code. Prints a line a file and ends in `N passed, N failed`.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from evalreport.documents.project import load_project  # noqa: E402 - the runner is started from anywhere
from tests.hostile_map import Hostile, from_results, from_yaml  # noqa: E402 - likewise

SECONDS = 2.0
KILOBYTES = 300 * 1024
# Runs the command as `python -m evalreport` does, and writes its own peak of memory when it ends.
PEAK = """
import atexit, runpy, sys
def told(path=sys.argv.pop(1)):
    with open("/proc/self/status") as status, open(path, "w") as out:
        out.write(next(line.split()[1] for line in status if line.startswith("VmHWM")))
atexit.register(told)
runpy.run_module("evalreport", run_name="__main__", alter_sys=True)
"""

# The codes of the index in our words; a code that is not here may be any slug.
SLUGS = {
    "E-YAML-DUP": {"yaml-duplicate-key"},
    "E-YAML-ALIAS": {"yaml-alias"},
    "E-YAML-TAG": {"yaml-tag"},
    "E-YAML-SYNTAX": {"yaml-syntax"},
    "E-YAML-DOCS": {"yaml-documents"},
    "E-EMPTY": {"yaml-empty"},
    "E-DATE": {"date"},
    "E-DATE-TZ": {"date-zone"},
    "E-NUM": {"number", "json-syntax", "result-value"},
    "E-TYPE": {"wrong-type", "result-value"},
    "E-FIELD": {"unknown-field"},
    "E-ENCODING": {"encoding"},
    "E-CTRL": {"control-character"},
    "E-DEPTH": {"yaml-depth", "json-depth"},
    "E-JSON-DUP": {"json-duplicate-key"},
    "E-JSON-SYNTAX": {"json-syntax", "html-page"},
    "E-NO-CASES": {"result-empty"},
    "E-CASE-DUP": {"case-duplicate"},
    "E-LFS": {"lfs-pointer"},
    "E-ZIP-RATIO": {"zip-bomb"},
    "E-ZIP-NAME": {"zip-name"},
    "E-ZIP": {"zip-damaged"},
    "E-PATH-OUT": {"path-outside", "path-form"},
    "E-PATH-ABS": {"path-absolute"},
    "E-PATH-GIT": {"path-git"},
    "E-PATH-OPT": {"path-option"},
    "E-PATH-URL": {"path-url"},
    "E-MISSING": {"path-missing"},
    "E-NOT-FILE": {"path-not-file"},
    "E-ID": {"id", "id-reserved"},
}
# Faults of a whole file have no line.
WHOLE_FILE = {"result-empty", "lfs-pointer", "html-page", "zip-bomb", "zip-name", "zip-damaged", "encoding"}
_PLACED = re.compile(
    r"^(?P<file>(?:site_config\.yml|releases/)[^:]*)(?P<line>:\d+)?(?::\d+)?: .*\[(?P<slug>[a-z-]+)\]$"
)
# Where inside a file without lines: a JSON array has rows, an archive members.
_INSIDE = re.compile(r"\b(row|entry|member|byte|case) '?[\w.]+|\w\[\d+\]")


@dataclass(frozen=True, slots=True)
class Ran:
    """What one call of the command did; seconds of the processor, memory at its peak in KB."""

    code: int
    text: str
    out: str
    seconds: float
    memory: int


def main(arguments: list[str]) -> int:
    """Run every entry of the folder's index; return 0 when all did as they should."""
    folder = Path(arguments[0])
    failed = 0
    entries = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    for entry in entries:
        fault = run_entry(folder, entry)
        failed += bool(fault)
        print(f"{'FAIL' if fault else 'ok  '} {entry['id']}{': ' if fault else ''}{fault}")
    print(f"{len(entries) - failed} passed, {failed} failed")
    return 1 if failed else 0


def run_entry(folder: Path, entry: dict[str, str]) -> str:
    """Run one entry; return what is wrong with how the command took it, "" for nothing."""
    name, expect = entry["id"], entry["expect"]
    data = (folder / name).read_bytes()
    hostile = from_yaml(name, data) if name.endswith(".yml") else from_results(name, data, expect)
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        for path, content in hostile.files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
        if expect in {"reject", "unverifiable"}:
            return _rejected(root, entry.get("code", ""))
        return _flagged(root, entry["code"]) if expect == "flag" else _accepted(root, hostile, expect)


def _run(root: Path, *arguments: str) -> Ran:
    # The kernel counts a child's peak from before it became another program, so the child tells its own.
    with tempfile.NamedTemporaryFile(suffix=".peak") as peak:
        return _measured(root, [sys.executable, "-c", PEAK, peak.name, "-C", str(root), *arguments], Path(peak.name))


def _measured(root: Path, command: list[str], peak: Path) -> Ran:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "400"}
    before = _seconds()
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=root, timeout=120)
    said = peak.read_text() or "0"
    return Ran(done.returncode, done.stdout + done.stderr, done.stdout, _seconds() - before, int(said))


def _seconds() -> float:
    # Processor time: on a machine shared with others the clock on the wall would measure them.
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _rejected(root: Path, code: str) -> str:
    before = sorted(root.rglob("*"))
    ran = _run(root, "build")
    placed = [match for match in map(_PLACED.match, ran.text.splitlines()) if match]
    slugs = {match["slug"] for match in placed}
    unplaced = [match["slug"] for match in placed if not (match["line"] or _INSIDE.search(match[0]))]
    unplaced = [slug for slug in unplaced if slug not in WHOLE_FILE]
    wanted = SLUGS.get(code, slugs)
    checks = (
        (ran.code != 3, f"exit {ran.code}, not 3"),
        ("Traceback" in ran.text, "a traceback"),
        (not placed, "no located message"),
        (not slugs & wanted, f"{sorted(slugs)} instead of {sorted(wanted)}"),
        (bool(unplaced), f"no line for {unplaced}"),
        (sorted(root.rglob("*")) != before, "something was written"),
        (ran.seconds > SECONDS, f"{ran.seconds:.1f} s"),
        (not 0 < ran.memory <= KILOBYTES, f"{ran.memory // 1024} MB"),
    )
    return "; ".join(text for wrong, text in checks if wrong) + (f" | {ran.text.strip()[:300]}" if checks[0][0] else "")


def _accepted(root: Path, hostile: Hostile, expect: str) -> str:
    ran = _run(root, "build")
    if ran.code != 0 or "Traceback" in ran.text:
        return f"exit {ran.code} | {ran.text.strip()[-400:]}"
    release = load_project(root).releases.get(hostile.release)
    if release is None:
        return f"no release {hostile.release!r}"
    wrong = {name: getattr(release, name) for name, text in hostile.texts.items() if getattr(release, name) != text}
    if expect == "warn":
        said = _run(root, "results", "--json", str(next(root.glob("releases/*/results/candidate.*"))))
        if "byte order mark" not in said.out.lower() and "bom" not in said.out.lower():
            return "the byte order mark is not mentioned"
    return f"changed on the way: {wrong}" if wrong else ""


def _flagged(root: Path, code: str) -> str:
    ran = _run(root, "check", "--format", "json")
    if "Traceback" in ran.text or ran.code != 1:
        return f"exit {ran.code} | {ran.text.strip()[-400:]}"
    report = json.loads(ran.out)["releases"][0]
    if code not in ran.out:
        return f"{code} is not in the report"
    return "the flagged override lifted the gate" if report["outcome"].startswith("cleared") else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
