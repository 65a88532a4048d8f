"""Many gates at once: passes need all, failures survive Holm."""

from __future__ import annotations

import pytest

from evalreport.analysis.family import FamilyMember, benjamini_hochberg, family_verdict, gate_family, holm

P_VALUES = [[0.004, 0.03, 0.02, 0.5, 0.011, 0.2], [0.01, 0.04, 0.03, 0.04], [0.5], [], [0, 0, 1, 1], [0.049, 0.06]]


@pytest.mark.parametrize("p_values", P_VALUES)
def test_adjusted_p_values_are_statsmodels(p_values: list[float]) -> None:
    """Holm's and Benjamini-Hochberg's p-values agree with statsmodels, in the order given."""
    multitest = pytest.importorskip("statsmodels.stats.multitest")
    for ours, method in ((holm, "holm"), (benjamini_hochberg, "fdr_bh")):
        theirs = multitest.multipletests(p_values, method=method)[1] if p_values else []
        assert list(ours(p_values)) == pytest.approx(list(theirs))


@pytest.mark.parametrize("p_value", [-0.1, 1.1, float("nan")])
def test_p_values_are_chances(p_value: float) -> None:
    """What is no chance is refused."""
    with pytest.raises(ValueError, match="p-value"):
        holm([0.5, p_value])


def _members(*rows: tuple[str, float | None]) -> list[FamilyMember]:
    verdicts = {"p": "passed", "f": "failed", "i": "inconclusive", "n": "not_evaluated"}
    return [
        FamilyMember(name=f"{place}", verdict=verdict, p_fail=p_fail)
        for place, (letter, p_fail) in enumerate(rows)
        for verdict in ("passed", "failed", "inconclusive", "not_evaluated")
        if verdict == verdicts[letter]
    ]


@pytest.mark.parametrize(
    ("rows", "letters"),
    [
        # Alone, a failure is as it was.
        ([("f", 0.04)], "f"),
        # Two tries halve what one may claim.
        ([("f", 0.04), ("p", 0.99)], "ip"),
        ([("f", 0.02), ("p", 0.99)], "fp"),
        # Holm lets the second failure use what the first left.
        ([("f", 0.001), ("f", 0.03), ("p", 0.99)], "fip"),
        ([("f", 0.001), ("f", 0.02), ("p", 0.99)], "ffp"),
        # Severe failures stand outside, and are no try.
        ([("f", None), ("f", 0.04)], "ff"),
        ([("n", None), ("i", 0.3), ("p", 0.9)], "nip"),
        ([], ""),
    ],
)
def test_only_failures_that_survive_stand(rows: list[tuple[str, float | None]], letters: str) -> None:
    """A failure that holds uncorrected only becomes inconclusive; nothing else changes."""
    assert "".join(member.verdict[0] for member in gate_family(_members(*rows), alpha=0.05)) == letters


def test_adding_gates_never_makes_a_pass_easier() -> None:
    """A pass stays a pass and an inconclusive gate stays one, however many gates stand beside."""
    members = _members(("p", 0.97), ("i", 0.5), *[("p", 0.99)] * 20)
    assert [member.verdict for member in gate_family(members, alpha=0.05)] == [member.verdict for member in members]


def test_members_keep_their_p_values() -> None:
    """Holm's p-value stands beside the member's own, and is unknown where that is."""
    first, second = gate_family(_members(("f", 0.01), ("f", None)), alpha=0.05)
    assert (first.p_fail, first.p_adjusted) == (0.01, 0.01)
    assert second.p_adjusted is None


@pytest.mark.parametrize(
    ("letters", "verdict"),
    [("pp", "passed"), ("pf", "failed"), ("pi", "inconclusive"), ("pn", "inconclusive"), ("", "not_evaluated")],
)
def test_family_verdict(letters: str, verdict: str) -> None:
    """One failure fails all, only all passes pass, and nothing is no pass."""
    assert family_verdict(_members(*((letter, None) for letter in letters))) == verdict


def test_alpha_is_checked() -> None:
    """A confidence passed as error rate is refused."""
    with pytest.raises(ValueError, match="one-sided"):
        gate_family([], alpha=0.95)
