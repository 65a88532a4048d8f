"""The pages of what is found by looking: readers by entry point, gates and findings by their modules."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

import evalreport.gates
from tools.reference.markdown import code, page, prose, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

READERS = """
A reader turns one format into the table that everything else works on. The format is found by looking at the file;
`format:` in a manifest forces one. `evalreport results FILE` shows what a reader made of a file, what it could not
read, and what it does not know. A missing number is shown as unknown, never as 0.
"""
GATES = """
A gate is a rule over scores, failures, the pairing, or people. It decides on the bound of an interval, not on the bare
estimate: 9 of 10 is no proof of 90%. Its verdict is `passed`, `failed`, `inconclusive` (too few data; it says how many
more would decide) or `not_evaluated` (no data, and never a pass).
"""
FINDINGS = """
A finding is something odd about releases or policy. It decides nothing by itself: gates do. It is shown on the page of
findings and by `evalreport check`, with file and line where there is one.
"""


def readers() -> str:
    """A heading a reader, from its class docstring."""
    return page("Readers", READERS, *(_reader(name, reader) for name, reader in reader_classes().items()))


def reader_classes() -> dict[str, type]:
    """The built-in readers by name of their entry point."""
    found = entry_points(group="evalreport.readers")
    ours = [point for point in found if point.value.startswith("evalreport.")]
    return {point.name: point.load() for point in sorted(ours, key=lambda point: point.name)}


def _reader(name: str, reader: type) -> str:
    facts = table(
        ("setting", "value"), [(code("format:"), code(name)), ("reader version", str(vars(reader)["version"]))]
    )
    return "\n\n".join([f"## {name}", f"**{vars(reader)['title']}**", facts, prose(inspect.getdoc(reader) or "")])


def modules_of(package: ModuleType) -> Iterator[ModuleType]:
    """The public modules of a package, sorted."""
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
        if not found.name.startswith("_"):
            yield import_module(f"{package.__name__}.{found.name}")


def gates() -> str:
    """A heading a form of gate, from the docstring of what evaluates it."""
    return page("Gates", GATES, *(f"## {module.__name__}" for module in modules_of(evalreport.gates)))
