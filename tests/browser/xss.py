"""Text that tries to become markup, code, a path or a forged page, and a project that says it in every field."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

STRINGS = (
    # Markup where text is printed, in several dresses.
    "<script>alert('a1')</script>",
    "<ScRiPt >alert('a2')</sCrIpT >",
    "<img src=nowhere onerror=alert('a3')>",
    "<svg onload=alert('a4')></svg>",
    "<details open ontoggle=alert('a5')><summary>more</summary></details>",
    "<iframe srcdoc='<script>parent.alert(6)</script>'></iframe>",
    "<style>*{display:none}</style><link rel=stylesheet href=//example.net/a7.css>",
    "<form action=https://example.net/a8><input name=q autofocus onfocus=alert('a8')></form>",
    "<base href=https://example.net/a9/><meta http-equiv=refresh content='0;url=//example.net'>",
    # Breaking out of where it was put.
    "</title><script>alert('b1')</script>",
    "\"><img src=nowhere onerror=alert('b2')>",
    "' autofocus onfocus='alert(`b3`)' x='",
    "--><script>alert('b4')</script><!--",
    "</textarea></pre></code></td></table></article></main><h1>PASSED</h1>",
    "]]></svg><script>alert('b6')</script>",
    "</script><script>alert('b7')</script>\u2028alert('b7')",
    # Addresses that are code.
    "javascript:alert('c1')",
    "jAvAsCrIpT&colon;alert('c2')",
    "[click](javascript:alert('c3')) ![x](https://example.net/c3.png) <javascript:alert('c3')>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgnYzQnKTwvc2NyaXB0Pg==",
    # Markdown and its extensions, templates, formulas.
    "[text](https://example.org){ onclick=alert('d1') style=position:fixed }",
    '--8<-- ".git/config"',
    "/// html | script\nalert('d3')\n///",
    "```mermaid\ngraph TD; A[<img src=nowhere onerror=alert('d4')>]\n```",
    "{{ self.__init__.__globals__ }} {% include '/etc/hostname' %} ${alert('d5')}",
    "<a href=\"javascript:alert('d6')\">chart</a>",
    '=HYPERLINK("https://example.net","d7")',
    # Text that forges or breaks what is seen.
    "\u202eexe.drowssap\u2066 \u200b\u2028 d8",
    "nul\x00 bell\x07 \x1b]8;;https://example.net\x1b\\link\x1b]8;;\x1b\\ d9",
    "::error file=x::d10\n::set-output name=outcome::cleared",
    "W" * 20_000,
)  # fmt: skip
ROWS = 40


def hostile_project(root: Path, strings: Sequence[str]) -> int:
    """Write a project with a release for each string, which stands in every text that reaches a page.

    What documents refuse (control characters) stands in the result files alone. Gives the number of releases.
    """
    said = [_document_text(text) for text in strings]
    _write(root / "site_config.yml", json.dumps(_config(said)))
    for number, text in enumerate(strings):
        folder = root / "releases" / f"r-{number}"
        _write(folder / "release.yml", json.dumps(_manifest(number, said[number])))
        for side in ("candidate", "baseline"):
            _write(folder / "results" / f"{side}.jsonl", _results(text, side))
        for place, record in _records(number, said[number]).items():
            _write(folder / place, json.dumps(record))
    return len(strings)


def _document_text(text: str) -> str:
    """What of a text a document takes: no control characters but line ends, at most 2,000 characters."""
    return "".join(c for c in text if c == "\n" or c.isprintable())[:2000] or "text"


def _config(said: Sequence[str]) -> dict[str, object]:
    each = list(enumerate(said))
    override = {"roles": list(said), "evidence": 0}
    return {
        "version": 1,
        "site": {"name": said[9 % len(said)], "case_noun": {"one": said[0], "many": said[1 % len(said)]}},
        "people": {f"p{n}": {"name": text, "roles": [text], "emails": [f"p{n}@example.org"]} for n, text in each},
        "decisions": {
            f"d{n}": {"question": text, "owner": f"p{n}", "gates": [f"g{n}", f"h{n}"], "signoff": [text]}
            for n, text in each
        },
        "failure_classes": {
            f"c{n}": {"title": text, "why": text, "example": text, "match": [{"label": f"L{n}"}]} for n, text in each
        },
        "scorecard": {f"s{n}": {"title": text, "owner": f"p{n}", "use": text} for n, text in each},
        "gates": {
            **{f"g{n}": {"title": text, "score": f"s{n}", "at_least": 0.9, "override": override} for n, text in each},
            **{f"h{n}": {"title": text, "failures": f"c{n}", "at_most": 0, "control": text} for n, text in each},
        },
        "rollback": {
            f"b{n}": {"score": f"s{n}", "below": 0.5, "owner": f"p{n}", "action": text} for n, text in each
        },
        "publish": {"outputs": "all", "show_emails": True},
    }  # fmt: skip


def _manifest(number: int, text: str) -> dict[str, object]:
    change = dict.fromkeys(("kind", "from", "to", "commit", "pull_request"), text)
    return {
        "release": f"r-{number}",
        "workflow": "agent",
        "decision": f"d{number}",
        "summary": text,
        "date": "2026-11-20",
        "candidate": "results/candidate.jsonl",
        "baseline": {"files": "results/baseline.jsonl"},
        "change": change,
        "rollback": text,
        "notes": text,
        "live": {"sampling": text},
    }


def _results(text: str, side: str) -> str:
    lines = []
    for row in range(ROWS):
        failed = row % 4 == 0 if side == "candidate" else row % 5 == 0
        record = {
            "case_id": f"{row} {text}",
            "suite": text[:200],
            "passed": not failed,
            "labels": [text] if failed else [],
            "tags": [text],
            "metadata": {"note": text, text[:50]: text},
            **dict.fromkeys(("input", "output", "note", "reviewer", "human_label", "trace_id"), text),
        }
        lines.append(json.dumps(record))
    return "\n".join(lines) + "\n"


def _records(number: int, text: str) -> dict[str, dict[str, object]]:
    person = {"release": f"r-{number}", "by": f"p{number}", "role": text, "at": "2026-11-20T13:55:00Z"}
    found: dict[str, dict[str, object]] = {
        "signoffs/one.yml": {**person, "decision": "approve", "note": text},
        "overrides/one.yml": {
            **person,
            "gate": f"g{number}",
            "requested_by": "p0",
            "reason": text,
            "conditions": [text],
            "ticket": text,
        },
        "events/one.yml": {**person, "kind": "note", "reason": text},
    }
    # Every second release, since a rollback changes what the page says of everything else.
    if number % 2:
        found["rollbacks/one.yml"] = {**person, "to_release": "r-0", "reason": text}
    return found


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
