"""Compares what is written now with what was accepted before, kept under tests/gold/.

`EVALREPORT_GOLD=update` in the environment accepts what is written now; read the diff of the files before committing.
"""

from __future__ import annotations

import difflib
import html
import os
import re
from pathlib import Path

GOLD = Path(__file__).parent / "gold"
ACCEPT = "EVALREPORT_GOLD"
BLOCK = re.compile(r"<(?:h[1-6]|p|tr|li|dt|section|details|summary|pre|blockquote|nav|article|caption)\b[^>]*>")
CELL = re.compile(r"</(?:td|th|dd|dt|b)>")
IMAGE = re.compile(r'<svg class="er-chart[^"]*" role="img" aria-label="([^"]*)".*?</svg>', re.DOTALL)
LINES_SHOWN = 60


def check(name: str, text: str) -> None:
    """Compare a text with the file of that name; fail with a readable diff, or accept it where asked to."""
    path = GOLD / name
    text = text.rstrip("\n") + "\n"
    if os.environ.get(ACCEPT) == "update":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    accepted = path.read_text(encoding="utf-8") if path.is_file() else ""
    diff = list(difflib.unified_diff(accepted.splitlines(), text.splitlines(), "accepted", "now", lineterm="", n=1))
    shown = "\n".join(diff[:LINES_SHOWN])
    assert not diff, f"{name} differs ({ACCEPT}=update accepts it):\n{shown}"


def lines_of(body: str) -> str:
    """Put every tag on a line of its own, so that a diff shows the one that changed."""
    return re.sub(r">\s*<", ">\n<", body.strip())


def words_of(body: str) -> str:
    """Return a page as it reads: a line a block, cells apart by a bar, charts by their sentence."""
    told = IMAGE.sub(lambda image: f"[chart: {image[1]}]", body)
    told = CELL.sub(" | ", BLOCK.sub("\n", told))
    plain = html.unescape(re.sub(r"<[^>]+>", " ", told))
    lines = (re.sub(r"[ \t]+", " ", line).strip(" |") for line in plain.splitlines())
    return "\n".join(line for line in lines if line)
