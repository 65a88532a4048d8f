"""Findings about how the runs of live windows were drawn: what a weight needs and does not have."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from evalreport.findings.base import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.findings.base import ReleaseRule
    from evalreport.model.assessment import Assessment, Finding, FindingSeverity
    from evalreport.model.bundle import ReleaseBundle
    from evalreport.model.evaluation import CaseResult


class LiveSamplingUnstated:
    """Nobody says how the runs of a live window were drawn: its figures speak of these runs, not of the traffic."""

    id: ClassVar[str] = "live-sampling-unstated"
    severity: ClassVar[FindingSeverity] = "note"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding for all such windows of a release, at the manifest's live section."""
        unstated = [window.id for window in bundle.windows if window.sampling.kind == "unknown" and window.rows]
        if unstated:
            plan = bundle.release.live
            message = f"nobody says how the runs of {len(unstated)} live windows were drawn, first {unstated[0]}"
            if len(unstated) == 1:
                message = f"nobody says how the runs of the live window {unstated[0]} were drawn"
            yield finding(self, message, location=plan.location if plan else None, release=bundle.release.id)


class LiveStratumUnknown:
    """A run's stratum has no share of the traffic, or a stratum with a share has no run: the weights do not add up."""

    id: ClassVar[str] = "live-stratum-unknown"
    severity: ClassVar[FindingSeverity] = "warning"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding a stratum without a share, and one a share without a run."""
        for window in bundle.windows:
            key = window.sampling.stratum
            if key is None or not window.rows:
                continue
            drawn = Counter(row.metadata.get(key) for row in window.rows)
            for message in _stratum_faults(drawn, dict(window.sampling.shares), key):
                yield finding(self, f"{window.id}: {message}", location=window.location, release=window.release)


class LiveProbabilityMissing:
    """A run of a weighted sample does not say its chance of being drawn: it has no weight, and is left out."""

    id: ClassVar[str] = "live-probability-missing"
    severity: ClassVar[FindingSeverity] = "warning"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding a window, naming the first such run."""
        for window in bundle.windows:
            key = window.sampling.probability
            without = [row for row in window.rows if key is not None and not _has_chance(row, key)]
            if without:
                message = (
                    f"{len(without)} of {len(window.rows)} runs of the live window {window.id} have no chance of being "
                    f"drawn in metadata.{key}, first {without[0].case_id}"
                )
                yield finding(self, message, location=window.location, release=window.release)


def _stratum_faults(drawn: Counter[str | None], shares: dict[str, float], key: str) -> Iterator[str]:
    for stratum, count in drawn.items():
        runs = "1 run has" if count == 1 else f"{count} runs have"
        if stratum is None:
            yield f"{runs} no stratum in metadata.{key}"
        elif stratum not in shares:
            yield f"{runs} the stratum {stratum!r}, which has no share of the traffic"
    for stratum, share in shares.items():
        if stratum not in drawn:
            yield f"the stratum {stratum!r} has {100 * share:g}% of the traffic and no run"


def _has_chance(row: CaseResult, key: str) -> bool:
    try:
        chance = float(row.metadata.get(key, ""))
    except ValueError:
        return False
    return math.isfinite(chance) and 0 < chance <= 1


SAMPLING_RULES: tuple[ReleaseRule, ...] = (LiveSamplingUnstated(), LiveStratumUnknown(), LiveProbabilityMissing())
