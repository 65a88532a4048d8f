"""Where the tests find the real and the hostile result files, which lie beside the repository and not in it.

`EVALREPORT_MATERIAL` names another folder than `../shared`. A test that asks for material where there is none is
skipped and says so; a file missing from a folder that is there is a fault of the test, and raises.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MATERIAL = Path(os.environ.get("EVALREPORT_MATERIAL", ROOT.parent / "shared"))


def corpus(*parts: str) -> Path:
    """The path of a real result file or folder, as `corpus("junit-xml", "pytest.xml")`; skips without a corpus."""
    return _material("corpus", parts)


def reference(*parts: str) -> Path:
    """The path of a reference file, such as the statistics vectors; skips the test where there is none."""
    return _material("reference", parts)


def hostile(*parts: str) -> Path:
    """The path of a hostile input; skips the test where there are none."""
    return _material("reference", ("hostile", *parts))


def _material(folder: str, parts: tuple[str, ...]) -> Path:
    if not (MATERIAL / folder).is_dir():
        pytest.skip(f"no {folder}/ beside the repository (EVALREPORT_MATERIAL names the folder that holds it)")
    path = MATERIAL.joinpath(folder, *parts)
    if not path.exists():
        raise FileNotFoundError(path)
    return path
