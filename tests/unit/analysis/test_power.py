"""How many cases a comparison needs."""

from __future__ import annotations

import itertools
import math

import pytest

from evalreport.analysis.noninferiority import paired_noninferiority
from evalreport.analysis.power import (
    chance_equal_passes,
    more_cases,
    more_cases_without_difference,
    normal_sum,
    required_n_paired,
    required_n_unpaired,
    smallest_margin,
)


@pytest.mark.parametrize(
    ("share", "margin", "n"),
    [
        (0.04, 0.02, 619),
        (0.08, 0.02, 1237),
        (0.15, 0.02, 2319),
        (0.04, 0.03, 275),
        (0.08, 0.03, 550),
        (0.15, 0.03, 1031),
        (0.04, 0.05, 99),
        (0.08, 0.05, 198),
        (0.15, 0.05, 371),
        (0.0, 0.05, 1),
    ],
)
def test_required_n_paired(share: float, margin: float, n: int) -> None:
    """The pairs an unchanged candidate needs are those of the published table."""
    assert required_n_paired(discordant_share=share, margin=margin, alpha=0.05) == n


@pytest.mark.parametrize(
    ("share", "difference", "margin"), [(0.05, 0.06, 0.02), (1.2, 0.0, 0.02), (-0.1, 0.0, 0.02), (0.1, -0.02, 0.02)]
)
def test_required_n_refuses(share: float, difference: float, margin: float) -> None:
    """Shares that are none, differences they cannot make, and one on the margin are refused."""
    with pytest.raises(ValueError, match=r"share|margin"):
        required_n_paired(discordant_share=share, margin=margin, difference=difference, alpha=0.05)


def test_required_n_unpaired_is_r() -> None:
    """R's power.prop.test asks for 1398 cases a version to tell 90 % from 87 %."""
    assert required_n_unpaired(rate_baseline=0.9, rate_candidate=0.87, alpha=0.05) == 1398


@pytest.mark.parametrize(("rate_baseline", "rate_candidate"), [(0.5, 0.5), (1.2, 0.5), (0.5, -0.1)])
def test_required_n_unpaired_refuses(rate_baseline: float, rate_candidate: float) -> None:
    """Equal rates and what is no rate are refused."""
    with pytest.raises(ValueError, match=r"equal rates|rate is a fraction"):
        required_n_unpaired(rate_baseline=rate_baseline, rate_candidate=rate_candidate, alpha=0.05)


@pytest.mark.parametrize("power", [0, 1, -0.2, 1.5])
def test_power_is_a_chance(power: float) -> None:
    """A power that is no chance short of certain is refused."""
    with pytest.raises(ValueError, match="power"):
        normal_sum(alpha=0.05, power=power)


@pytest.mark.parametrize(("n", "share", "margin"), [(1, 0.5, 0.9), (20, 0.3, 0.3), (60, 0.1, 0.05), (60, 0.02, 0.05)])
def test_chance_is_the_sum_over_all_tables(n: int, share: float, margin: float) -> None:
    """The chance of an equal candidate is that of all the tables that pass, added up one by one."""
    chances = []
    for lost, won in itertools.product(range(n + 1), repeat=2):
        if lost + won > n:
            continue
        shown = paired_noninferiority(only_baseline=lost, only_candidate=won, n=n, margin=margin, alpha=0.05)
        if shown.verdict == "passed":
            ways = math.comb(n, lost) * math.comb(n - lost, won)
            chances.append(ways * (share / 2) ** (lost + won) * (1 - share) ** (n - lost - won))
    found = chance_equal_passes(n=n, margin=margin, discordant_share=share, alpha=0.05)
    assert found == pytest.approx(math.fsum(chances), abs=1e-9)


@pytest.mark.parametrize(
    ("n", "share", "expected"), [(133, 0.0, 1.0), (132, 0.0, 0.0), (1, 0.1, 0.0), (1, 1.0, 0.0), (100_000, 0.1, 1.0)]
)
def test_chance_at_the_ends(n: int, share: float, expected: float) -> None:
    """Few cases never show two points, very many always, and without differing pairs the number alone decides."""
    assert chance_equal_passes(n=n, margin=0.02, discordant_share=share, alpha=0.05) == pytest.approx(
        expected, abs=1e-9
    )


@pytest.mark.parametrize(("n", "share", "margin"), [(0, 0.1, 0.05), (10, 1.1, 0.05), (10, 0.1, 1.0)])
def test_chance_refuses(n: int, share: float, margin: float) -> None:
    """No pairs, and what is no share or margin, are refused."""
    with pytest.raises(ValueError, match=r"no cases|fraction|margin"):
        chance_equal_passes(n=n, margin=margin, discordant_share=share, alpha=0.05)


@pytest.mark.parametrize(
    ("n", "share", "expected"),
    [(120, 0.10, 0.10), (300, 0.10, 0.05), (1100, 0.15, 0.03), (2600, 0.15, 0.02), (20, 0.3, None), (150, 0.0, 0.02)],
)
def test_smallest_margin(n: int, share: float, expected: float | None) -> None:
    """The margin proposed is the smallest that lets an unchanged candidate pass four times in five."""
    found = smallest_margin(n=n, discordant_share=share, alpha=0.05)
    assert found == expected
    if found is not None:
        assert chance_equal_passes(n=n, margin=found, discordant_share=share, alpha=0.05) >= 0.8


def test_margins_may_come_in_any_order() -> None:
    """The smallest margin that will do is found however the list is ordered."""
    assert smallest_margin(n=300, discordant_share=0.1, alpha=0.05, margins=(0.2, 0.05, 0.1)) == 0.05


@pytest.mark.parametrize(
    ("n", "difference", "margin", "expected"),
    [
        # 6.1826 * 0.16 / 0.03^2 = 1099.1 for an unchanged one, fewer than 6.1826 * 0.16 / 0.01^2 as it now looks.
        (100, -0.04, 0.03, 1000),
        # 6.1826 * 0.16 / 0.07^2 = 201.9 as it now looks, fewer than for an unchanged one.
        (100, 0.04, 0.03, 102),
        # Enough for an unchanged one, and too near the margin as it now looks.
        (1200, -0.029, 0.03, None),
        # Nothing practical: 247,300 cases.
        (100, -0.006, 0.002, None),
    ],
)
def test_more_cases(n: int, difference: float, margin: float, expected: int | None) -> None:
    """The fewer of two planning answers is told, and none that nobody could follow."""
    found = more_cases(n=n, spread_equal=0.16, spread_now=0.16, difference=difference, margin=margin, alpha=0.05)
    assert found == expected


@pytest.mark.parametrize(("n", "margin", "expected"), [(100, 0.02, 33), (133, 0.02, None), (1, 0.05, 51), (9, 0, None)])
def test_more_cases_without_difference(n: int, margin: float, expected: int | None) -> None:
    """Where no pair differs the number alone is missing; a margin of nothing is never reached."""
    assert more_cases_without_difference(n=n, margin=margin, alpha=0.05) == expected
