"""Scores corrected by people's labels."""

from __future__ import annotations

import random

import pytest

from evalreport.analysis.agreement import Confusion
from evalreport.analysis.correction import Unlabelled, ppi_mean, rogan_gladen


def test_a_perfect_grader_needs_no_correction() -> None:
    """Where the grader never errs the corrected rate is the raw one."""
    shown = rogan_gladen(positives=80, n=100, confusion=Confusion(tp=50, fn=0, fp=0, tn=50), alpha=0.05)
    assert shown is not None
    assert shown.estimate == pytest.approx(0.8)


def test_a_lenient_grader_is_brought_down() -> None:
    """A grader that passes four in ten failing cases says more than the truth, and the correction less than it."""
    shown = rogan_gladen(positives=900, n=1000, confusion=Confusion(tp=97, fn=3, fp=40, tn=60), alpha=0.05)
    assert shown is not None
    assert shown.estimate < 0.9
    assert shown.interval.low < shown.estimate < shown.interval.high


@pytest.mark.parametrize(
    "confusion",
    [
        Confusion(tp=50, fn=50, fp=50, tn=50),
        Confusion(tp=50, fn=0, fp=0, tn=0),
        Confusion(tp=0, fn=0, fp=5, tn=5),
        Confusion(tp=60, fn=40, fp=40, tn=60),
    ],
    ids=["coin", "no-failing", "no-passing", "hardly-better"],
)
def test_an_uninformative_grader_is_not_corrected(confusion: Confusion) -> None:
    """Where labels tell nothing of one kind, or the grader hardly beats a coin, there is no corrected number."""
    assert rogan_gladen(positives=80, n=100, confusion=confusion, alpha=0.05) is None


def test_predictions_narrow_the_labels() -> None:
    """With a good grader the prediction-powered interval is narrower than that of the labels alone."""
    generator = random.Random(3)
    truth = [float(generator.random() < 0.8) for _ in range(200)]
    guesses = [value if generator.random() < 0.95 else 1 - value for value in truth]
    unlabelled = Unlabelled(positives=780, n=1000)
    powered = ppi_mean(truth, guesses, unlabelled, alpha=0.05)
    alone = ppi_mean(truth, guesses, unlabelled, alpha=0.05, weight=0.0)
    assert powered.interval.high - powered.interval.low < alone.interval.high - alone.interval.low
    assert alone.estimate == pytest.approx(sum(truth) / 200)


@pytest.mark.parametrize(("labels", "guesses"), [([1.0], [1.0]), ([1.0, 0.0], [1.0])])
def test_too_few_labels_are_refused(labels: list[float], guesses: list[float]) -> None:
    """One label, or labels without their predictions, are a ValueError."""
    with pytest.raises(ValueError, match="cannot be compared"):
        ppi_mean(labels, guesses, Unlabelled(positives=5, n=10), alpha=0.05)


def test_a_useless_grader_gets_no_weight() -> None:
    """A grader that always says the same is given no weight."""
    shown = ppi_mean([1.0, 0.0] * 20, [1.0] * 40, Unlabelled(positives=100, n=100), alpha=0.05)
    assert shown.weight == 0.0
