"""The public names of the library are exactly the documented ones, and the documented example runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import evalreport
from evalreport.readers.frame import COLUMNS
from tests.house.measure import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

PAGE = (ROOT / "docs/reference/api.md").read_text(encoding="utf-8")


def test_the_public_names_are_the_documented_ones() -> None:
    """Each name in `evalreport.__all__` has its heading in docs/reference/api.md, and no other name has one."""
    documented = re.findall(r"^## `?(\w+)`?$", PAGE, re.MULTILINE)
    assert sorted(documented) == sorted(evalreport.__all__)


def test_every_public_name_says_what_it_is() -> None:
    """Each public name can be taken from the package and has a docstring, unless it is a plain text."""
    public = {name: getattr(evalreport, name) for name in evalreport.__all__}
    assert [name for name, value in public.items() if not isinstance(value, str) and not value.__doc__] == []


def test_every_column_is_documented() -> None:
    """Each column of the frame stands in the page's table."""
    rows = "".join(line for line in PAGE.splitlines(keepends=True) if line.startswith("| `"))
    assert [name for name in COLUMNS if f"`{name}`" not in rows] == []


def test_the_example_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The page's example, run on a small table, prints the mean of its score."""
    results = tmp_path / "results.csv"
    results.write_text("case_id,score.exact\na,1\nb,0\n", encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(example.replace("results.csv", str(results)), {})  # noqa: S102 - the code is ours, from our own page
    assert "exact    0.5" in capsys.readouterr().out
