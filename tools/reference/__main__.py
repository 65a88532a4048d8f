"""`python -m tools.reference` writes the pages again; with `--check` it says which differ and writes nothing."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.reference.pages import PAGES

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"
MEND = "make reference"


def stale(folder: Path = FOLDER) -> list[str]:
    """The names of the pages that differ from what the code says, or are missing."""
    return [name for name, page in PAGES.items() if _read(folder / name) != page()]


def write(folder: Path = FOLDER) -> list[str]:
    """Write the pages that differ; return their names."""
    changed = stale(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in changed:
        (folder / name).write_text(PAGES[name](), encoding="utf-8")
    return changed


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def main(arguments: list[str]) -> int:
    """Check or write; 1 where a check finds pages that differ."""
    if "--check" not in arguments:
        for name in write():
            print(f"wrote docs/reference/{name}")
        return 0
    differing = stale()
    for name in differing:
        print(f"docs/reference/{name} differs from the code; write it again with: {MEND}", file=sys.stderr)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
