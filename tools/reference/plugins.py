"""The pages of rules and formats: readers, gates and findings, each from the docstring of its class."""

from __future__ import annotations

import inspect
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from evalreport.findings.check import PROJECT_RULES, RELEASE_RULES
from evalreport.findings.live import LIVE_RULES
from evalreport.gates.evaluate import RULES
from tools.reference.markdown import code, page, prose, table

if TYPE_CHECKING:
    from evalreport.findings.base import ProjectRule, ReleaseRule

READERS = """
A reader turns one format into the table that everything else works on. The format is found by looking at the file;
`format:` in a manifest forces one. `evalreport results FILE` shows what a reader made of a file, what it could not
read, and what it does not know. A missing number is shown as unknown, never as 0. Another package adds a reader through
the entry point group `evalreport.readers`.
"""
GATES = """
A gate is a rule over scores, failures, the pairing, or people. It decides on the bound of an interval, not on the bare
estimate: 9 of 10 is no proof of 90%.

| verdict | means |
|---|---|
| `passed` | shown to hold |
| `failed` | shown not to hold |
| `inconclusive` | too few data to tell; says how many more would decide |
| `not_evaluated` | no data, or nobody answered yet: never a pass |

| level | means |
|---|---|
| `block` | anything but `passed` stops the release, unless an override by a role the gate names lifts it |
| `advise` | is shown and stops nothing |
| `manual` | a person must answer; `not_evaluated` until then |

A gate has exactly one form. Its other settings are on the [page of settings](settings.md).
"""
FINDINGS = """
A finding is something odd about a release or about the policy. It decides nothing by itself: gates do. It is shown on
the page of findings and by `evalreport check`, with file and line where there is one.
"""

FINDING_RULES: tuple[ReleaseRule | ProjectRule, ...] = (*RELEASE_RULES, *LIVE_RULES, *PROJECT_RULES)


def readers() -> str:
    """A heading a reader, from its class docstring."""
    return page("Readers", READERS, *(_reader(name, reader) for name, reader in reader_classes().items()))


def reader_classes() -> dict[str, type]:
    """The built-in readers by the name of their entry point."""
    found = entry_points(group="evalreport.readers")
    ours = [point for point in found if point.value.startswith("evalreport.")]
    return {point.name: point.load() for point in sorted(ours, key=lambda point: point.name)}


def _reader(name: str, reader: type) -> str:
    facts = table(
        ("format", "name in a manifest", "version of the reader"),
        [(str(vars(reader)["title"]), code(f"format: {name}"), str(vars(reader)["version"]))],
    )
    return "\n\n".join([f"## {name}", facts, _docstring(reader)])


def gates() -> str:
    """A heading a family of gates, with the forms it judges."""
    families = [(", ".join(code(form) for form in rule.forms), _docstring(type(rule))) for rule in RULES]
    return page("Gates", GATES, *(f"## {forms}\n\n{text}" for forms, text in families))


def finding_rules() -> set[str]:
    """The id of every rule that yields findings."""
    return {rule.id for rule in FINDING_RULES}


def findings() -> str:
    """A heading a finding, with its severity."""
    rules = sorted(FINDING_RULES, key=lambda rule: rule.id)
    return page(
        "Findings", FINDINGS, *(f"## {rule.id}\n\n*{rule.severity}.* {_docstring(type(rule))}" for rule in rules)
    )


def _docstring(described: type) -> str:
    return prose(inspect.getdoc(described) or "")
