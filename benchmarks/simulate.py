"""Error rates of the gates over made-up releases, next to a raw threshold on the same draws: ``make simulate``.

Writes docs/simulation.md. Each release has 50 to 2,000 cases that both versions ran; a case that is easy for one is
mostly easy for the other. The seed is fixed, so that the same code writes the same page.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import NormalDist

import numpy as np

from benchmarks.simulate_live import section
from evalreport.analysis.distributions import normal_cdf, normal_quantile
from evalreport.analysis.family import FamilyMember, family_verdict, gate_family
from evalreport.analysis.noninferiority import HALF_A_CASE, paired_verdict
from evalreport.analysis.tango import tango_z

ALPHA = 0.05
MARGIN = 0.05
# How closely a case's luck with the two versions goes together, as a correlation of the hidden difficulty.
TOGETHER = 0.5
SEED = 20_261_120
DRAWS = 20_000
SIZES = (50, 100, 200, 500, 1000, 2000)
RATES = (0.6, 0.8, 0.9, 0.95)
FAMILIES = (1, 4, 8)
PAGE = Path(__file__).resolve().parents[1] / "docs" / "simulation.md"
_GRID = 4_001


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the page: so many cases, so high a pass rate of the baseline, so many blocking gates."""

    n: int
    rate: float
    gates: int


@dataclass(frozen=True, slots=True)
class Rates:
    """How often releases pass and are blocked, by the gates and by the raw threshold, as shares of the draws."""

    passed: float
    blocked: float
    raw_passed: float


def settings() -> list[Setting]:
    """Every number of cases with every pass rate for one gate, and with every number of gates at a rate of 0.9."""
    alone = [Setting(n, rate, 1) for n in SIZES for rate in RATES]
    return alone + [Setting(n, 0.9, gates) for gates in FAMILIES[1:] for n in SIZES]


def differing(rate: float, drop: float) -> tuple[float, float]:
    """The chances that only the baseline and that only the candidate passes a case (a Gaussian copula).

    ``drop`` is how much lower the candidate's pass rate is.
    """
    normal = NormalDist()
    base, cand = normal.inv_cdf(rate), normal.inv_cdf(rate - drop)
    places = np.linspace(-8.0, base, _GRID)
    density = np.exp(-(places**2) / 2) / math.sqrt(2 * math.pi)
    given = [normal.cdf((cand - TOGETHER * place) / math.sqrt(1 - TOGETHER**2)) for place in places]
    both = float(np.trapezoid(density * np.array(given), places))
    return rate - both, rate - drop - both


@lru_cache(maxsize=200_000)
def judged(only_baseline: int, only_candidate: int, n: int) -> FamilyMember:
    """One gate's verdict and error chance of failing, as the gate `not_worse_than` works them out."""
    z = tango_z(only_baseline=only_baseline, only_candidate=only_candidate, n=n, delta=-MARGIN)
    z_fail = -tango_z(only_baseline=only_baseline, only_candidate=only_candidate, n=n, delta=-MARGIN, step=HALF_A_CASE)
    verdict = paired_verdict(z_pass=z, z_fail=z_fail, critical=normal_quantile(ALPHA))
    return FamilyMember(name="", verdict=verdict, p_fail=normal_cdf(-z_fail))


def simulate(setting: Setting, drops: tuple[float, ...], generator: np.random.Generator, draws: int = DRAWS) -> Rates:
    """Draw releases whose gates have these true drops, and count what becomes of them.

    Gates are drawn independently: gates that go together are wrong together, and so less often wrong at all.
    """
    tables = []
    for drop in drops:
        worse, better = differing(setting.rate, drop)
        tables.append(generator.multinomial(setting.n, [worse, better, 1 - worse - better], size=draws))
    passed = blocked = raw = 0
    for draw in range(draws):
        counts = [(int(table[draw, 0]), int(table[draw, 1])) for table in tables]
        members = [judged(worse, better, setting.n) for worse, better in counts]
        verdict = family_verdict(gate_family(members, alpha=ALPHA))
        passed += verdict == "passed"
        blocked += verdict == "failed"
        raw += all(better - worse >= -MARGIN * setting.n for worse, better in counts)
    return Rates(passed / draws, blocked / draws, raw / draws)


@dataclass(frozen=True, slots=True)
class Row:
    """What one setting showed: releases whose candidate is unchanged, worse in one gate, worse in every gate."""

    setting: Setting
    unchanged: Rates
    one_worse: Rates
    at_margin: Rates

    @property
    def line(self) -> str:
        """The row of the page's table."""
        cells = (
            f"{self.setting.n:,}",
            f"{self.setting.rate:.2f}",
            str(self.setting.gates),
            _share(self.one_worse.passed),
            _share(self.one_worse.raw_passed),
            _share(self.at_margin.blocked),
            _share(self.unchanged.passed),
            _share(self.unchanged.blocked),
            _share(1 - self.unchanged.raw_passed),
        )
        return "| " + " | ".join(cells) + " |"


def row(setting: Setting, generator: np.random.Generator) -> Row:
    """Simulate one setting."""
    unchanged = simulate(setting, (0.0,) * setting.gates, generator)
    # One gate at the margin is the hardest release to stop; all of them there is the easiest to block by mistake.
    one_worse = simulate(setting, (MARGIN,) + (0.0,) * (setting.gates - 1), generator)
    at_margin = one_worse if setting.gates == 1 else simulate(setting, (MARGIN,) * setting.gates, generator)
    return Row(setting, unchanged, one_worse, at_margin)


def _share(value: float) -> str:
    error = math.sqrt(value * (1 - value) / DRAWS)
    return f"{100 * value:.1f} ± {100 * error:.1f}"


HEAD = """\
# How often the gates are wrong

Written by `make simulate`; the seed is fixed. Each line draws {draws:,} releases. Both versions run the same cases, a
case that is easy for one is mostly easy for the other (correlation {together}), the margin is {margin} points and the
error allowed is {alpha}% each way. Numbers are percent of the releases, ± one Monte Carlo standard error.

- **False pass**: one gate's candidate is in truth worse by exactly the margin, and the release passes.
- **False block**: every gate's candidate is worse by exactly the margin, which is still allowed, and the release is
  blocked.
- **Unchanged**: the candidate is as good as the baseline. What neither passes nor is blocked cannot be told yet.
- **Raw**: the same draws judged by "the drop seen is at most the margin", as a bare threshold does.

{words}

| cases | pass rate | gates | false pass | raw false pass | false block | unchanged passes | unchanged blocked | raw stops unchanged |
| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
"""  # noqa: E501 - the head of a Markdown table is one line


WORDS = """\
Over all lines the gates pass at most {passes:.1f}% of the candidates that are worse by the margin, and block at most
{unchanged:.1f}% of the unchanged ones. At the margin itself, where {alpha}% is the aim, they block at most
{blocks:.1f}% of releases: Tango's test is approximate, so that a gate asks half a case more before it fails. In {above}
lines one of the two stands above {alpha}% by more than two Monte Carlo errors. The raw threshold lets about every
second candidate through that is worse by the margin, and stops many that are unchanged."""


def _above(rows: list[Row]) -> str:
    """How many lines block or pass more than they should, beyond what the draws leave open."""
    line = ALPHA + 2 * math.sqrt(ALPHA * (1 - ALPHA) / DRAWS)
    return f"{sum(max(one.one_worse.passed, one.at_margin.blocked) > line for one in rows)} of {len(rows)}"


def page() -> str:
    """Return the whole page."""
    generator = np.random.default_rng(SEED)
    rows = [row(setting, generator) for setting in settings()]
    passes = max(one.one_worse.passed for one in rows)
    blocks = max(one.at_margin.blocked for one in rows)
    unchanged = max(one.unchanged.blocked for one in rows)
    words = WORDS.format(
        passes=100 * passes,
        blocks=100 * blocks,
        unchanged=100 * unchanged,
        alpha=f"{100 * ALPHA:g}",
        above=_above(rows),
    )
    head = HEAD.format(
        draws=DRAWS, together=TOGETHER, margin=f"{100 * MARGIN:g}", alpha=f"{100 * ALPHA:g}", words=words
    )
    # Live rules draw from their own seed, so that a change of one half leaves the other's numbers alone.
    return head + "\n".join(one.line for one in rows) + "\n" + section(np.random.default_rng(SEED))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"wrote {PAGE.name}\n")
