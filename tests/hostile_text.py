"""Text as an attacker would write it into a result file, a manifest or a note, and where to put it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import TypeVar

STRINGS: dict[str, str] = {
    "script": "<script>document.title='owned'</script>",
    "image handler": '<img src=x onerror="alert(1)">',
    "drawing handler": "<svg/onload=alert`1`>",
    "out of an attribute": '"><script>alert(1)</script>',
    "handler after a quote": '" onmouseover="alert(1)" x="',
    "single quote": "' autofocus onfocus='alert(1)",
    "end of a title": "</title><script>alert(1)</script>",
    "end of a text": "</pre></details></section><h1>PASSED</h1>",
    "frame": '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "script address": "[click](javascript:alert(1))",
    "script address in capitals": "[click](JaVaScRiPt:alert(1))",
    "script address by entities": "[click](&#106;avascript:alert(1))",
    "script address with a tab": "[click](java\tscript:alert(1))",
    "data address": "[click](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "old scripting": "[click](vbscript:msgbox(1))",
    "address out of its quotes": '[click](https://example.org/"onclick="alert(1))',
    "words that are markup": "[<img src=x onerror=alert(1)>](https://example.org/)",
    "code that ends": "`</code><script>alert(1)</script>`",
    "bold that opens": "**<b onclick=alert(1)>x</b>**",
    "attribute list": "text{: onclick=alert(1) }",
    "snippet": '--8<-- ".git/config"',
    "template": "{{ 7 * 7 }}{% include 'x' %}{{ root.__class__ }}",
    "style": "<style>@import url(//evil.example/x.css);</style>",
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "null and escape": "a\x00b\x1b[31mred\x1b]8;;https://evil.example\x07link",
    "bidi": "abc\u202egnp.exe\u2066\u2069",
    "zero width": "pass\u200bed\ufeff",
    "line separators": "one\u2028two\u2029three",
    "lone surrogate": "half \ud83d pair",
    "long word": "x" * 20_000,
    "formula": '=HYPERLINK("https://evil.example")',
    "workflow command": "::error file=x::forged",
    "comment": "<!-- --><script>alert(1)</script><!--",
    "cdata": "<![CDATA[<script>alert(1)</script>]]>",
    "math": "<math><mtext></p><script>alert(1)</script></math>",
}

# Fields that hold ids, enumerated words, moments, digests or numbers: other parts refuse text like ours there.
NO_TEXT = frozenset(
    {
        "id", "release", "folder", "date", "at", "as_of", "expires", "acted_at", "fired_at", "sha256", "commit",
        "policy_digest", "head", "head_time", "committed_at", "kind", "form", "level", "verdict", "outcome", "decision",
        "transition", "unit", "measure", "better", "severity", "outputs", "anchor", "state", "gate", "score",
        "failure_class", "baseline_release", "to_release", "by", "role", "requested_by", "approved_by", "owner",
        "gates", "signoff", "waiting", "classes", "rule", "workflow", "recomputed", "now",
        "file", "language", "accent", "logo", "favicon", "extra_css", "flags", "previous", "following",
        "tool_version",
    }
)  # fmt: skip

T = TypeVar("T")
Attributes = list[tuple[str, str | None]]
HARMLESS = frozenset(
    {
        "a", "article", "aside", "b", "blockquote", "br", "button", "caption", "circle", "code", "dd", "details", "div",
        "dl",
        "dt", "footer", "h1", "h2", "h3", "header", "label", "li", "line", "nav", "ol", "option", "p", "path", "pre",
        "rect", "s", "section", "select",
        "small", "span", "strong", "summary", "svg", "symbol", "table", "tbody", "td", "text", "th", "thead", "time",
        "tr", "ul", "use",
    }
)  # fmt: skip


def poisoned(value: T, text: str, field: str = "") -> T:
    """Return a value with every free text in it, at any depth, replaced by ``text``."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        known = {one.name: getattr(value, one.name) for one in dataclasses.fields(value)}
        return dataclasses.replace(
            value, **{name: one if name in NO_TEXT else poisoned(one, text, name) for name, one in known.items()}
        )
    changed: object = value
    if isinstance(value, str):
        changed = text if value else value
    elif isinstance(value, tuple):
        changed = tuple(poisoned(one, text, field) for one in value)
    elif isinstance(value, Mapping):
        changed = {key: poisoned(one, text, field) for key, one in value.items()}
    return changed  # type: ignore[return-value] # - the same shape with other texts, which no checker can see


class Page(HTMLParser):
    """Reads a page as a browser would and lists what could act in it."""

    def __init__(self, body: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, Attributes]] = []
        self.text: list[str] = []
        self.feed(body)
        self.close()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Keep a tag with its attributes."""
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self.text.append(data)

    def dangers(self) -> list[str]:
        """Return tags, handlers and addresses that have no place on a page of ours."""
        found = [tag for tag, _ in self.tags if tag not in HARMLESS]
        for tag, attributes in self.tags:
            found += [
                f"{tag} {name}" for name, _ in attributes if name.startswith("on") or name in {"style", "src", "srcdoc"}
            ]
            found += [
                f"{tag} {name}={value}" for name, value in attributes if name == "href" and not _leads_well(value or "")
            ]
        return found


def _leads_well(address: str) -> bool:
    return address.startswith(("#", "../", "cases/#", "evidence/#", "https://", "http://", "mailto:"))
