"""Text from data, made safe for terminals, logs and Markdown."""

from __future__ import annotations

import re

# C0 and C1 controls but tab and newline, bidi controls, the separators some terminals act on, and what neither
# UTF-8 (lone surrogates) nor XML 1.0 can carry.
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff\ufffe\uffff]"
)
# Everything that begins markup, a mention, a table cell or an entity in GitHub's dialect.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~@!&])")


def visible(text: str) -> str:
    """Show control characters as escapes instead of sending them; keep newlines out of one-line messages."""
    # One message, one line: whoever reads a log line by line must not see a forged one.
    flat = text.replace("\r\n", "\n").replace("\n", " ").replace("\t", " ")
    shown = _CONTROLS.sub(lambda match: f"\\u{ord(match.group()):04x}", flat)
    # A line that begins with :: is a command to some CI logs.
    return f" {shown}" if shown.startswith("::") else shown


def markdown(text: str) -> str:
    """Escape text so that Markdown shows it as typed; a zero-width space keeps mentions from reaching people."""
    return _MARKDOWN.sub(r"\\\1", visible(text)).replace("\\@", "@\u200b")


def workflow_command(text: str) -> str:
    """Escape the message of a workflow command of GitHub Actions."""
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def workflow_property(text: str) -> str:
    """Escape a property of a workflow command, where : and , mean something too."""
    return workflow_command(text).replace(":", "%3A").replace(",", "%2C")
