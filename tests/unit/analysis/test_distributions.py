"""The distribution functions agree with scipy's, far into their tails."""

from __future__ import annotations

import math

import pytest

from evalreport.analysis.distributions import (
    beta_quantile,
    binomial_cdf,
    binomial_p_value,
    bisect,
    normal_cdf,
    normal_quantile,
    regularised_beta,
    student_t_quantile,
    student_t_upper_tail,
)

SHAPES = [(0.5, 0.5), (1, 1), (2, 5), (30.5, 0.5), (0.5, 500), (40, 1200), (5e3, 5e3), (2e5, 1e6)]


@pytest.mark.parametrize(("a", "b"), SHAPES)
@pytest.mark.parametrize("deviations", [-6, -2, 0, 1, 5])
def test_incomplete_beta_is_scipys(a: float, b: float, deviations: float) -> None:
    """The incomplete beta function agrees with scipy near its mean and six deviations away."""
    special = pytest.importorskip("scipy.special")
    mean = a / (a + b)
    spread = math.sqrt(mean * (1 - mean) / (a + b + 1))
    x = min(1 - 1e-9, max(1e-9, mean + deviations * spread))
    assert regularised_beta(a=a, b=b, x=x) == pytest.approx(special.betainc(a, b, x), rel=2e-8, abs=1e-12)


@pytest.mark.parametrize("x", [0, 1])
def test_incomplete_beta_ends(x: float) -> None:
    """At its ends the incomplete beta function is exactly 0 and 1."""
    assert regularised_beta(a=3, b=4, x=x) == x


@pytest.mark.parametrize(("a", "b", "x"), [(0, 1, 0.5), (1, -1, 0.5), (1, 1, 1.5), (1, 1, -0.1), (1, 1, math.nan)])
def test_incomplete_beta_domain(a: float, b: float, x: float) -> None:
    """Shapes that are not positive and places off 0 to 1 are refused."""
    with pytest.raises(ValueError, match=r"positive shapes|fraction"):
        regularised_beta(a=a, b=b, x=x)


@pytest.mark.parametrize(("a", "b"), SHAPES)
@pytest.mark.parametrize("probability", [1e-6, 0.05, 0.5, 0.95])
def test_beta_quantile_turns_the_function_round(a: float, b: float, probability: float) -> None:
    """The quantile is where scipy's beta distribution reaches the probability."""
    special = pytest.importorskip("scipy.special")
    x = beta_quantile(probability, a=a, b=b)
    assert x == pytest.approx(special.betaincinv(a, b, probability), rel=1e-7, abs=1e-12)


@pytest.mark.parametrize("degrees", [1, 2, 3, 11, 19, 24, 100, 1000, 100_000])
@pytest.mark.parametrize("alpha", [0.4, 0.1, 0.05, 0.025, 0.001, 1e-6])
def test_student_quantile_is_scipys(degrees: int, alpha: float) -> None:
    """Student's quantile agrees with scipy for few and many degrees of freedom."""
    special = pytest.importorskip("scipy.special")
    assert student_t_quantile(alpha, degrees=degrees) == pytest.approx(special.stdtrit(degrees, 1 - alpha), rel=1e-7)


@pytest.mark.parametrize("t", [-3.0, -0.5, 0.0, 0.7, 2.0, 9.0])
@pytest.mark.parametrize("degrees", [1, 5, 40])
def test_student_tail_is_scipys(t: float, degrees: int) -> None:
    """The tail of Student's t agrees with scipy on both sides of 0."""
    special = pytest.importorskip("scipy.special")
    assert student_t_upper_tail(t, degrees=degrees) == pytest.approx(special.stdtr(degrees, -t), rel=1e-9, abs=1e-12)


def test_student_quantile_of_one_degree_is_cauchys() -> None:
    """With one degree of freedom the quantile is the tangent, known by hand."""
    assert student_t_quantile(0.25, degrees=1) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("alpha", [0, 0.5, 0.95, 1, -0.05, math.nan])
def test_quantiles_refuse_other_error_rates(alpha: float) -> None:
    """An error rate that is none, or a confidence passed in its place, is refused."""
    with pytest.raises(ValueError, match="one-sided error rate"):
        normal_quantile(alpha)
    with pytest.raises(ValueError, match="one-sided error rate"):
        student_t_quantile(alpha, degrees=5)


def test_student_needs_degrees_of_freedom() -> None:
    """No degrees of freedom are no distribution."""
    with pytest.raises(ValueError, match="degrees of freedom"):
        student_t_quantile(0.05, degrees=0)


def test_normal_quantile_known_value() -> None:
    """The 5 % quantile is the familiar 1.645."""
    assert normal_quantile(0.05) == pytest.approx(1.6448536269514722)


@pytest.mark.parametrize(("z", "expected"), [(-math.inf, 0.0), (0.0, 0.5), (math.inf, 1.0), (1.6448536269514722, 0.95)])
def test_normal_cdf(z: float, expected: float) -> None:
    """The normal distribution is defined at both infinities too."""
    assert normal_cdf(z) == pytest.approx(expected)


@pytest.mark.parametrize(("k", "n", "p"), [(0, 1, 0.5), (3, 10, 0.2), (9, 10, 0.99), (50, 1000, 0.05), (4, 9, 0.0)])
def test_binomial_cdf_is_the_sum(k: int, n: int, p: float) -> None:
    """The chance of at most k successes is the sum of its terms."""
    terms = (math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1))
    assert binomial_cdf(k, n=n, p=p) == pytest.approx(math.fsum(terms), rel=1e-10)


@pytest.mark.parametrize(("k", "expected"), [(-1, 0.0), (5, 1.0), (6, 1.0)])
def test_binomial_cdf_ends(k: int, expected: float) -> None:
    """Below 0 successes there is no chance, and n or fewer are certain."""
    assert binomial_cdf(k, n=5, p=0.3) == expected


@pytest.mark.parametrize("less", [True, False])
@pytest.mark.parametrize(("successes", "n", "p"), [(85, 100, 0.9), (0, 10, 0.1), (10, 10, 0.9), (12, 60, 0.1)])
def test_binomial_p_value_is_scipys(successes: int, n: int, p: float, less: bool) -> None:
    """The exact one-sided p-value agrees with scipy's binomial test."""
    stats = pytest.importorskip("scipy.stats")
    expected = stats.binomtest(successes, n, p, alternative="less" if less else "greater").pvalue
    assert binomial_p_value(successes, n=n, p=p, less=less) == pytest.approx(expected, rel=1e-9)


def test_binomial_p_value_refuses_impossible_counts() -> None:
    """More successes than tries are refused."""
    with pytest.raises(ValueError, match="not a count"):
        binomial_p_value(4, n=3, p=0.5, less=True)


def test_bisect_finds_the_turn() -> None:
    """Halving ends at the place where the answer turns, to the last bit."""
    assert bisect(lambda x: x * x >= 2, low=0.0, high=2.0) == pytest.approx(math.sqrt(2), abs=1e-15)
