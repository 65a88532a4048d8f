"""Statistics of the release gate: pure functions on counts and numbers, on the standard library only.

Every ``alpha`` is one-sided. An interval shown beside a verdict is two-sided with ``alpha`` on each side (0.05 gives
the 90 % interval), so that a bound and the verdict it decides never disagree. Rates, differences and margins are
fractions (0.03 is three percentage points). Arguments outside their domain raise ``ValueError``.
"""
