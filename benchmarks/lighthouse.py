"""What Lighthouse says of the example site, median of five: ``make lighthouse``.

Needs npm and Chromium. The site is served compressed, as hosts of static pages do; nothing here is part of a test run.
"""

from __future__ import annotations

import gzip
import json
import mimetypes
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

# Pinned, so that a figure changes with the site and not with the judge.
LIGHTHOUSE = "lighthouse@12.8.2"
ROUNDS = 5
LIMITS = {"performance": 95, "accessibility": 100, "best-practices": 100}
COMPRESSED = ("text/", "application/javascript", "application/json", "image/svg")


class Compressed(SimpleHTTPRequestHandler):
    """Serves a folder with gzip for texts, quietly."""

    def log_message(self, *_: object) -> None:
        """Say nothing: the figures are the output."""

    def do_GET(self) -> None:
        """Send a file, compressed where it is text."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        content, kind = path.read_bytes(), mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        packed = path.suffix != ".gz" and kind.startswith(COMPRESSED)
        body = gzip.compress(content, mtime=0) if packed else content
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)


def scores(address: str, folder: Path) -> dict[str, list[float]]:
    """Return the scores (0 to 100) of each category over all rounds."""
    found: dict[str, list[float]] = {name: [] for name in LIMITS}
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or ""
    for number in range(ROUNDS):
        report = folder / f"{number}.json"
        subprocess.run(
            [
                "npx", "--yes", LIGHTHOUSE, address, "--preset=desktop", "--quiet", "--output=json",
                f"--output-path={report}", "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
                f"--only-categories={','.join(LIMITS)}",
            ],
            check=True,
            env={**os.environ, "CHROME_PATH": chromium},
        )  # fmt: skip
        told = json.loads(report.read_text(encoding="utf-8"))["categories"]
        for name, values in found.items():
            values.append(100 * told[name]["score"])
    return found


def main() -> int:
    """Build the example, ask Lighthouse about its kinds of page, print the medians; 1 where one is below its limit."""
    with tempfile.TemporaryDirectory() as place:
        site = Path(place) / "site"
        evalreport = Path(sys.executable).with_name("evalreport")
        subprocess.run([str(evalreport), "build", "--site-dir", str(site)], check=True, capture_output=True)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Compressed, directory=str(site)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        newest = max(path.parent.name for path in site.glob("*/record.json"))
        low = 0
        for page in ("latest/", f"{newest}/", f"{newest}/cases/", "latest/live/", "latest/costs/"):
            found = scores(f"http://127.0.0.1:{server.server_port}/{page}", Path(place))
            middle = {name: statistics.median(values) for name, values in found.items()}
            low += sum(middle[name] < limit for name, limit in LIMITS.items())
            sys.stdout.write(f"{page}: " + ", ".join(f"{name} {value:.0f}" for name, value in middle.items()) + "\n")
        server.shutdown()
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
