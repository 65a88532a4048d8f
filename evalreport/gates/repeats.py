"""Scores over repeated tries: a case with fewer tries than the score asks in a row says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.gates.words import cases

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evalreport.analysis.observe import Observations
    from evalreport.model.scorecard import ScoreSpec


def too_few_tries(spec: ScoreSpec, sides: Iterable[Observations], noun: tuple[str, str]) -> str:
    """Say that cases have fewer scored tries than ``pass_hat_k`` asks in a row; "" where none has, or it is asked not.

    Leaving such cases out could leave out just those that broke down early.
    """
    if spec.measure != "pass_hat_k":
        return ""
    short = {key[:2] for side in sides for key, value in side.items() if value is None}
    if not short:
        return ""
    return f"Not judged: {cases(len(short), noun)} ran fewer than the {spec.k} scored times that must all succeed."
