"""What to write instead, for the syntax errors that people make most."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evalreport.documents.sourcetext import place
from evalreport.errors import EvalReportError
from evalreport.model.location import Location

if TYPE_CHECKING:
    import yaml

# A value that begins with a character YAML keeps for itself, such as `>= 0.9` or `@ana`.
_SPECIAL_START = re.compile(r"^\s*(?:- +)?(?:[{\[] *)?(?P<key>[\w.-]+): +(?P<value>[>|@`%*&!,\]}][^\s#].*?)\s*$")
_BLOCK_HEADER = re.compile(r"[>|][+-]?\d?[+-]?")
# PyYAML without its C parser takes this for the sign of a complex key.
_QUESTION = re.compile(r"[{,] *[\w.-]+: +[^\"'{\[,]*\?[,}]")
# A colon followed by a space inside an unquoted value.
_INNER_COLON = re.compile(r"^\s*(?:- +)?(?P<key>[\w.-]+): +(?P<value>[^\"'{\[\s].*: .*?)\s*$")


def syntax_error(error: yaml.YAMLError, text: str, file: str) -> EvalReportError:
    """Make one located error out of the parser's, with the quoted form where quotes would help."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", None) or "not readable as YAML")
    if mark is None:
        offset = getattr(error, "position", 0)
        return EvalReportError(problem, slug="yaml-syntax", location=place(text, offset, file))
    location = Location(file=file, line=mark.line + 1, column=mark.column + 1)
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    if "\t" in line[: mark.column + 1]:
        return EvalReportError(
            "a tab stands where only spaces may indent",
            slug="yaml-syntax",
            location=location,
            hint="indent with spaces",
        )
    return EvalReportError(problem, slug="yaml-syntax", location=location, hint=_hint(line))


def _hint(line: str) -> str:
    if _QUESTION.search(line):
        return "quote the text that ends in a question mark"
    special = _SPECIAL_START.match(line)
    if special and not _BLOCK_HEADER.fullmatch(special["value"]):
        return f"quote it: {special['key']}: {_quoted(special['value'])}"
    colon = _INNER_COLON.match(line)
    if colon:
        return f"quote it: {colon['key']}: {_quoted(colon['value'])}"
    return "check indentation, brackets and quotes here and in the line before"


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
