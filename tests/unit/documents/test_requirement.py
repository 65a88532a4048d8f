"""Ranges of versions, as `requires:` writes them."""

from __future__ import annotations

import pytest

from evalreport.documents.requirement import satisfies


@pytest.mark.parametrize(
    ("version", "requirement", "fits"),
    [
        ("1.2.0", ">=1,<2", True),
        ("2.0.0", ">=1,<2", False),
        ("0.9", ">=1,<2", False),
        ("1.2.0rc1", ">=1.2", True),
        ("1.10", ">1.9", True),
        ("1", "==1.0.0", True),
        ("1.0.1", "==1.0", False),
        ("1.5", " >= 1.2 , < 1.5 ", False),
        ("1.5", "<=1.5", True),
        ("dev", "<1", True),
    ],
)
def test_a_version_lies_in_a_range_or_not(version: str, requirement: str, fits: bool) -> None:
    """Digits are compared as numbers, missing ones are 0, and every clause must hold."""
    assert satisfies(version, requirement) is fits


@pytest.mark.parametrize("requirement", ["", "1", "~=1.2", ">=1,", ">=one", "!=1", ">=1 <2"])
def test_another_form_is_refused(requirement: str) -> None:
    """A range that is not understood is an error and never a match."""
    with pytest.raises(ValueError, match="is no range"):
        satisfies("1.0", requirement)
