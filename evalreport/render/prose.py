"""Free text by people: a small part of Markdown, escaped first, so that nothing else of it can become markup.

Paragraphs (an empty line between), ``**bold**``, `` `code` `` and ``[words](address)`` with http, https or mailto.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from evalreport.render.text import safe_address, visible

# One pass over the text: what one alternative took, no other sees, so markup cannot be built from two of them.
INLINE = re.compile(r"`(?P<code>[^`\n]+)`|\*\*(?P<bold>[^*\n]+)\*\*|\[(?P<words>[^\]\[\n]+)\]\((?P<target>[^()\s]+)\)")
REL = "noopener noreferrer nofollow"


def inline(text: str) -> Markup:
    """Render one run of text: code, bold and safe links; everything else is escaped."""
    shown, at, parts = visible(text), 0, []
    for match in INLINE.finditer(shown):
        parts += [escape(shown[at : match.start()]), _piece(match)]
        at = match.end()
    return Markup().join([*parts, escape(shown[at:])])


def _piece(match: re.Match[str]) -> Markup:
    if match["code"] is not None:
        return Markup("<code>{}</code>").format(match["code"])
    if match["bold"] is not None:
        return Markup("<strong>{}</strong>").format(match["bold"])
    # An address that may not be followed is shown, so that a reviewer sees what was tried.
    target = safe_address(match["target"])
    if target is None:
        return escape(match.group())
    return Markup('<a href="{}" rel="{}">{}</a>').format(target, REL, match["words"])


def paragraphs(text: str) -> Markup:
    """Render text as paragraphs; an empty text gives nothing."""
    blocks = [" ".join(block.split()) for block in re.split(r"\n\s*\n", visible(text))]
    return Markup().join(Markup("<p>{}</p>").format(inline(block)) for block in blocks if block)


def link(address: str, words: str) -> Markup:
    """Render words as a link where the address is safe, else as text with the address beside it."""
    target = safe_address(address)
    if target is None:
        return escape(visible(words if words == address else f"{words} ({address})"))
    return Markup('<a href="{}" rel="{}">{}</a>').format(target, REL, visible(words))
