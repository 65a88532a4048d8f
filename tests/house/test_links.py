"""Links between the repository's own texts lead somewhere."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import pytest

from tests.house.measure import ROOT
from tools.reference.markdown import anchor

if TYPE_CHECKING:
    from pathlib import Path

DOCS = ROOT / "docs"
TEXTS = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "changelog.d").glob("*.md")])
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
LABEL = re.compile(r"\[([^\]]*)\]\([^)]*\)")
HEADING = re.compile(r"^#+ +(.+?)(?: *\{#([\w-]+)\})? *$", re.MULTILINE)


@lru_cache
def _anchors(path: Path) -> frozenset[str]:
    headings = HEADING.findall(path.read_text(encoding="utf-8"))
    return frozenset(given or anchor(LABEL.sub(r"\1", title)) for title, given in headings)


def _broken(path: Path) -> list[str]:
    links = ["".join(match) for match in LINK.findall(CODE.sub("", path.read_text(encoding="utf-8")))]
    return [link for link in links if not link.startswith(("http:", "https:", "mailto:")) and not _leads(path, link)]


def _leads(path: Path, link: str) -> bool:
    name, _, heading = link.partition("#")
    target = (path.parent / name).resolve() if name else path
    # The site holds docs/ alone: a page that links out of it would be broken there.
    if not target.exists() or (path.is_relative_to(DOCS) and not target.is_relative_to(DOCS)):
        return False
    return not heading or target.suffix != ".md" or heading in _anchors(target)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    """Each relative link of a page names a file that is there and a heading that is in it."""
    assert _broken(path) == []
