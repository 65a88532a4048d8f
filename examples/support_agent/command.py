"""`make example`: run every version again, and play the stream again; compare with what is committed."""

from __future__ import annotations

import argparse
import contextlib
import shutil
import sys
import tempfile
from pathlib import Path

from examples.support_agent.days import windows
from examples.support_agent.evidence import (
    FOUND_LIVE,
    PAID_TWICE,
    UNNEEDED,
    found_live,
    paid_twice,
    unneeded_searches,
)
from examples.support_agent.facts import differences
from examples.support_agent.inspect_run import read_facts, run
from examples.support_agent.plan import Job, jobs
from examples.support_agent.tickets import SUITE, TICKETS_FILE, as_json_lines, generate

ROOT = Path(__file__).resolve().parents[2]
RELEASES = ROOT / "releases"
MOST_LINES = 20


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 when all facts agree or were replaced, 1 when they differ."""
    parser = argparse.ArgumentParser(prog="python examples/run.py", description=__doc__)
    parser.add_argument("--update", action="store_true", help="replace what differs or is missing")
    parser.add_argument("--only", default="", metavar="RELEASE", help="the logs of one release alone, such as 1.6.0")
    given = parser.parse_args(arguments)
    update: bool = given.update
    differing = _tickets_differ(update=update)
    # Inspect writes the address of the git remote into a log made inside a work tree.
    with tempfile.TemporaryDirectory() as scratch, contextlib.chdir(scratch):
        for job in jobs():
            if given.only and f"-{given.only}/" not in job.path:
                continue
            differing += _log_differs(job, Path(scratch), update=update)
    differing += _tables_differ(update=update) + _windows_differ(update=update)
    if differing and not update:
        print(f"{differing} of the example's files differ; `python examples/run.py --update` replaces them")
        return 1
    return 0


def _tickets_differ(*, update: bool) -> int:
    return _text_differs(TICKETS_FILE, as_json_lines(generate(SUITE)), update=update)


def _text_differs(file: Path, text: str, *, update: bool) -> int:
    if file.exists() and file.read_text(encoding="utf-8") == text:
        print(f"same     {file.relative_to(ROOT)}")
        return 0
    if update:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    print(f"{'replaced' if update else 'DIFFERS '} {file.relative_to(ROOT)}")
    return 1


def _log_differs(job: Job, scratch: Path, *, update: bool) -> int:
    kept = RELEASES / job.path
    made = run(job, scratch)
    found = differences(read_facts(kept), read_facts(made)) if kept.exists() else ["no log is kept"]
    if not found:
        print(f"same     {kept.relative_to(ROOT)}")
        return 0
    print(f"{'replaced' if update else 'DIFFERS '} {kept.relative_to(ROOT)}: {len(found)} facts")
    if update:
        # Only a log whose facts changed is replaced: records of people bind the bytes of the others.
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made, kept)
    else:
        _list(found)
    return 1


def _list(found: list[str]) -> None:
    """Print the first differences, and how many more there are."""
    for line in found[:MOST_LINES]:
        print(f"    {line}")
    if len(found) > MOST_LINES:
        print(f"    and {len(found) - MOST_LINES} more")


def _tables_differ(*, update: bool) -> int:
    unneeded = unneeded_searches(read_facts(RELEASES / UNNEEDED[0]))
    twice = paid_twice(read_facts(RELEASES / PAID_TWICE[0]))
    made = {UNNEEDED[1]: unneeded, PAID_TWICE[1]: twice, FOUND_LIVE: found_live()}
    return sum(_text_differs(RELEASES / path, text, update=update) for path, text in made.items())


def _windows_differ(*, update: bool) -> int:
    # Windows hold no id or time of their own making, so their bytes can be compared.
    return sum(_text_differs(RELEASES / path, text, update=update) for path, text in windows().items())


if __name__ == "__main__":
    sys.exit(main())
