"""The content security policy of a page: only what the theme itself wrote may run."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache

INLINE_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.DOTALL | re.IGNORECASE)
# A policy counts only for what comes behind it, and the character set must stand first.
HEAD = '<meta charset="utf-8">'
# Styles stay open: charts and icons of the theme set them; a style cannot call out, since nothing foreign may load.
RULES = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'"
)


def with_policy(output: str, content: str) -> str:
    """Give a built page its policy: a hash for each inline script of the theme, none for what ``content`` brought.

    ``content`` is the page's body inside ``output``; pass "" where the body itself is trusted.
    """
    # The body is cut out before looking: a script that slipped into it must not vouch for itself.
    before, _, after = output.partition(content) if content else (output, "", "")
    bodies = [match["body"] for text in (before, after) for match in INLINE_SCRIPT.finditer(text) if _runs(match)]
    scripts = "".join(f" '{digest}'" for digest in dict.fromkeys(map(_digest, bodies)))
    meta = f'<meta http-equiv="Content-Security-Policy" content="{RULES.format(scripts=scripts)}">'
    return output.replace(HEAD, f"{HEAD}\n{meta}", 1)


def _runs(match: re.Match[str]) -> bool:
    # A file is allowed by its place; JSON is data and never runs.
    attributes = match["attributes"]
    return "src=" not in attributes and "application/json" not in attributes


@lru_cache(maxsize=256)
def _digest(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
