"""The public names of the library are exactly the documented ones."""

from __future__ import annotations

import re

import evalreport
from tests.house.measure import ROOT

HEADING = re.compile(r"^## `?(?:evalreport\.)?(\w+)", re.MULTILINE)


def test_the_public_names_are_the_documented_ones() -> None:
    """Each name in `evalreport.__all__` has its heading in docs/reference/api.md, and no other name has one."""
    documented = HEADING.findall((ROOT / "docs/reference/api.md").read_text(encoding="utf-8"))
    assert sorted(documented) == sorted(evalreport.__all__)


def test_every_public_name_exists_and_says_what_it_is() -> None:
    """Each public name can be imported from the package and has a docstring, unless it is a plain value."""
    for name in evalreport.__all__:
        assert isinstance(getattr(evalreport, name), str) or getattr(evalreport, name).__doc__, name
