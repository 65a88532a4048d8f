"""How long `--help` and `check` of one release take: what people wait for. Medians, start included."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNS = 5
# Seconds that the design allows on a quiet machine of two cores.
HELP_LIMIT, CHECK_LIMIT = 0.3, 1.0


def median(arguments: list[str]) -> float:
    """Run the command so many times and give the median of its seconds; any exit code but 1 and 0 is an error."""
    taken = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "evalreport", *arguments], cwd=ROOT, capture_output=True, check=False
        )
        taken.append(time.perf_counter() - begin)
        if done.returncode not in {0, 1}:
            raise RuntimeError(done.stderr.decode())
    return statistics.median(taken)


def report() -> str:
    """Measure both and say it in two lines."""
    releases = sorted(path.name for path in (ROOT / "releases").iterdir() if (path / "release.yml").is_file())
    lines = [_line("--help", median(["--help"]), HELP_LIMIT)]
    if releases:
        lines.append(_line("check of one release", median(["check", releases[-1]]), CHECK_LIMIT))
    return "\n".join(lines)


def _line(what: str, seconds: float, limit: float) -> str:
    verdict = "within" if seconds <= limit else "over"
    return f"{what}: {seconds:.2f} s, {verdict} the limit of {limit:g} s"


if __name__ == "__main__":
    print(report())
