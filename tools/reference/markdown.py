"""The few Markdown shapes the reference pages are made of."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

GENERATED = "<!-- Written from the code by `make reference`; edits here are lost. -->"


def page(title: str, *blocks: str) -> str:
    """Join a page: the title, who wrote it, and its blocks a blank line apart."""
    return "\n\n".join([f"# {title}", GENERATED, *(block.strip() for block in blocks if block.strip())]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; empty where there are no rows."""
    lines = [_row(row) for row in rows]
    return "\n".join([_row(head), "|" + "---|" * len(head), *lines]) if lines else ""


def prose(text: str) -> str:
    """Text of a docstring or a help, as Markdown: no character of it opens a tag or attributes."""
    clean = inspect.cleandoc(text).replace("``", "`")
    return _outside_code(clean)


def code(text: str) -> str:
    """Text in code type, whatever backticks it holds."""
    fence = "`` " if "`" in text else "`"
    return f"{fence}{text}{fence[::-1]}"


def anchor(title: str) -> str:
    """The anchor that Python-Markdown's contents list gives a heading."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", title).strip().lower())


def fenced(text: str, language: str = "text") -> str:
    """A block of code."""
    return f"```{language}\n{text.rstrip()}\n```"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _outside_code(text: str) -> str:
    parts = text.split("`")
    # An odd number of backticks opens no code: they are shown as typed.
    if len(parts) % 2 == 0:
        return _plain(text.replace("`", "\\`"))
    return "`".join(part if index % 2 else _plain(part) for index, part in enumerate(parts))


def _plain(text: str) -> str:
    # Docstrings may stress a word; a single star is a glob.
    return re.sub(r"(?<!\*)\*(?!\*)", r"\*", text.replace("<", "&lt;").replace("{", "&#123;"))
