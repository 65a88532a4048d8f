"""All figures of this folder, one after the other: `make bench`. An argument sets the number of release pages."""

from __future__ import annotations

import sys
from pathlib import Path

# Run as a file, Python looks beside it for modules, and not in the repository.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import commands, engine, git_facts, history_size, leaks, spans


def main() -> None:
    """Print each figure as soon as it is known."""
    print(commands.report(), flush=True)
    print(git_facts.report(), flush=True)
    print(spans.report(), flush=True)
    print(leaks.report(), flush=True)
    print(history_size.report(), flush=True)
    print(engine.report(int(sys.argv[1]) if len(sys.argv) > 1 else 1000), flush=True)


if __name__ == "__main__":
    main()
