"""Findings about the whole against its parts, about cases that flip, and about gates that can show too little."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from evalreport.analysis.chances import chance_unchanged
from evalreport.analysis.parts import flips, hidden_parts, reversals
from evalreport.analysis.power import DEFAULT_POWER
from evalreport.findings.base import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.model.assessment import Assessment, Finding, FindingSeverity
    from evalreport.model.bundle import ReleaseBundle

NAMED = 5
# Below it a rounded number of times in a hundred says nothing.
RARELY = 0.015


class PartWorse:
    """A major or critical failure class, or a suite, worsened beyond chance although the overall score did not fall.

    An overall score can rise while what matters most falls. Exact McNemar tests over cases, with the share of false
    alarms held to 5% (Benjamini and Hochberg 1995).
    """

    id: ClassVar[str] = "part-worse"
    severity: ClassVar[FindingSeverity] = "warning"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding a part."""
        for part in hidden_parts(assessment, bundle.policy.failure_classes):
            known = bundle.policy.failure_classes.get(part.name) if part.kind == "class" else None
            name = f"the failure class {known.title}" if known else f"the suite {part.name}"
            message = (
                f"{name} got worse beyond chance ({part.worse} cases worse, {part.better} better) "
                "although the overall score did not fall"
            )
            yield finding(self, message, location=bundle.release.location, release=bundle.release.id)


class SuitesAgainstWhole:
    """Every suite of a score moves one way and the score over all moves the other: the mix of cases changed.

    Simpson's reversal: the suites weigh differently in the two versions, so the overall number compares two mixes. The
    suites, not the whole, say what changed.
    """

    id: ClassVar[str] = "suites-against-whole"
    severity: ClassVar[FindingSeverity] = "warning"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding a reversed score."""
        for one in reversals(assessment.scores):
            way, other = ("rises", "falls") if one.overall > 0 else ("falls", "rises")
            message = f"{one.score} {way} over all but {other} in every suite ({', '.join(one.suites)})"
            yield finding(self, message, location=bundle.release.location, release=bundle.release.id)


class FlippingCases:
    """Cases pass and fail in repeats of one version: their next result is a toss, and their change may be one too."""

    id: ClassVar[str] = "flipping-cases"
    severity: ClassVar[FindingSeverity] = "note"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding a side, naming the first cases."""
        seen = flips(assessment.pairs)
        for side, cases in (("candidate", seen.candidate), ("baseline", seen.baseline)):
            if cases:
                names = ", ".join(case for _, case in cases[:NAMED]) + (", …" if len(cases) > NAMED else "")
                message = f"{len(cases)} cases flip between repeats of the {side}: {names}"
                if side == "candidate" and seen.worse_flipping:
                    message += f"; {seen.worse_flipping} of {seen.worse} worse cases flip so"
                yield finding(self, message, location=bundle.release.location, release=bundle.release.id)


class GateShowsLittle:
    """On so few cases even an unchanged candidate would pass the gate less than 80 times in 100.

    A gate that stops what did not change is routed around. Told of open releases and of gates that could not tell:
    add cases, or take a margin that this many can show (`evalreport plan` gives the numbers).
    """

    id: ClassVar[str] = "gate-shows-little"
    severity: ClassVar[FindingSeverity] = "note"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding an inconclusive gate of an open release that compares plain passes and failures."""
        if bundle.records.closing() is not None:
            return
        for outcome in assessment.gates:
            gate, result = outcome.gate, outcome.result
            chance = chance_unchanged(gate, result)
            if chance is not None and chance < DEFAULT_POWER:
                often = f"passes {round(100 * chance)} times in 100" if chance >= RARELY else "hardly ever passes"
                message = f"{gate.id}: on {result.n} cases an unchanged candidate {often}"
                yield finding(self, message, location=gate.location, release=bundle.release.id)


PART_RULES = (PartWorse(), SuitesAgainstWhole(), FlippingCases(), GateShowsLittle())
