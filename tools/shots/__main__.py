"""Build the example site and photograph it: every page kind, light and dark, two widths, and the brief."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.shots.camera import brief, chromium, photograph, served
from tools.shots.kinds import kinds

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Write ``<kind>-<scheme>-<width>.png`` and ``<kind>.pdf`` into a folder; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "shots", help="where the pictures go (shots/)")
    parser.add_argument("--site", type=Path, help="a site that is built already, instead of this repository's example")
    parser.add_argument("--only", default="", help="only page kinds whose name holds this")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        site = given.site or _built(Path(scratch) / "site")
        found = {name: path for name, path in kinds(site).items() if given.only in name}
        with served(site) as base, chromium() as browser:
            for name, path in found.items():
                for picture in photograph(browser, base + path, given.folder / name):
                    print(picture)
                if name.startswith("release-"):
                    print(brief(browser, base + path, given.folder / f"{name}.pdf"))
    return 0


def _built(site: Path) -> Path:
    command = [sys.executable, "-m", "evalreport", "-C", str(ROOT), "build", "--site-dir", str(site)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return site


if __name__ == "__main__":
    if shutil.which("chromium") is None and shutil.which("google-chrome") is None:
        sys.exit("shots: no Chromium is on the path")
    sys.exit(main())
