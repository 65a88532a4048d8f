"""The badge of a workflow: words, a title for those who hear it, and nothing that runs."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from evalreport.exports.badge import COLOURS, LABEL, OTHER, badge
from tests import fakes

SVG = "{http://www.w3.org/2000/svg}"


def read(content: bytes) -> ET.Element:
    """A badge, parsed."""
    return ET.fromstring(content)  # noqa: S314 - written by us a moment ago


def title(content: bytes) -> str:
    """The title of a badge."""
    return read(content).findtext(f"{SVG}title") or ""


def test_the_badge_says_what_is_live_and_what_is_new() -> None:
    """A badge names the live release, and what became of a newer one."""
    live, newest = fakes.cleared(), fakes.blocked()
    assert title(badge("refund-agent", live, live)).endswith(" live")
    assert "live, " in title(badge("refund-agent", replace(newest, release=fakes.release("refund-agent-2.5.0")), live))
    assert title(badge("refund-agent", newest, None)) == "refund agent: nothing live, 2.4.0 blocked"


@pytest.mark.parametrize("workflow", ["<script>alert(1)</script>", "a" * 300, "\u6771\u4eac\u202e", 'x" onload="y'])
def test_names_stay_text(workflow: str) -> None:
    """A hostile or very long name stays text inside a badge of bounded width."""
    content = badge(workflow, fakes.cleared(), fakes.cleared())
    root = read(content)
    assert {element.tag for element in root.iter()} == {
        f"{SVG}{name}" for name in ("svg", "title", "rect", "path", "g", "text")
    }
    assert "onload" not in root.attrib
    assert float(root.get("width") or 0) < 900


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [*COLOURS.values(), OTHER, LABEL])
def test_words_can_be_read_on_every_colour(colour: str) -> None:
    """White text has a contrast of at least 4.5 on every colour of a badge."""
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5
