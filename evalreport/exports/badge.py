"""A badge a workflow: which release is live and what became of the newest, drawn here and not asked from a host."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from evalreport.exports.plaintext import visible

if TYPE_CHECKING:
    from evalreport.model.assessment import Outcome
    from evalreport.model.report import ReleaseReport

# White text on each has a contrast of at least 4.5 (WCAG 2.2, 1.4.3); the words say the same without the colour.
COLOURS: dict[Outcome, str] = {
    "cleared": "#1a6e46",
    "cleared_by_override": "#8a5200",
    "blocked": "#a32424",
    "rolled_back": "#a32424",
}
OTHER = "#4d5661"
LABEL = "#2f3540"
HEIGHT, PAD, SIZE = 20, 7, 11
MOST = 40
# Advance widths of Verdana at 11 px, by how wide a sign looks; the text is fitted to the sum.
NARROW, WIDE, FULL = frozenset("iljtf.,:;|'!()[]- I"), frozenset("mwMW@%"), 11.0


def badge(workflow: str, newest: ReleaseReport, live: ReleaseReport | None) -> bytes:
    """Return the badge of a workflow as SVG; what it shows is also its title, for those who hear it."""
    parts = [f"{_short(live)} live" if live else "nothing live"]
    if live is None or newest.id != live.id:
        parts.append(f"{_short(newest)} {newest.standing.replace('_', ' ')}")
    left, right = _cut(workflow.replace("-", " ").replace("_", " ")), _cut(", ".join(parts))
    first, second = _width(left) + 2 * PAD, _width(right) + 2 * PAD
    colour = COLOURS.get(newest.standing, OTHER)
    said = escape(f"{left}: {right}")
    bend = f"a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{second - 3:.0f}z"
    lines = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{first + second:.0f}" height="{HEIGHT}" role="img"',
        f'aria-labelledby="t"><title id="t">{said}</title>',
        f'<rect width="{first + second:.0f}" height="{HEIGHT}" rx="3" fill="{LABEL}"/>',
        f'<path d="M{first:.0f} 0h{second - 3:.0f}{bend}" fill="{colour}"/>',
        f'<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="{SIZE}" aria-hidden="true">',
        _text(left, PAD),
        _text(right, first + PAD),
        "</g></svg>",
    )
    return ("\n".join(lines) + "\n").encode()


def _text(text: str, at: float) -> str:
    fitted = f'textLength="{_width(text):.0f}" lengthAdjust="spacingAndGlyphs"'
    return f'<text x="{at:.0f}" y="14" {fitted}>{escape(text)}</text>'


def _short(report: ReleaseReport) -> str:
    return report.id.removeprefix(f"{report.release.workflow}-")


def _cut(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= MOST else shown[: MOST - 1] + "\u2026"


def _width(text: str) -> float:
    return sum(map(_advance, text))


def _advance(sign: str) -> float:
    if unicodedata.east_asian_width(sign) in {"W", "F"}:
        return FULL
    if sign in NARROW:
        return 4.2
    return 9.6 if sign in WIDE else 7.6 if sign.isupper() else 6.8
