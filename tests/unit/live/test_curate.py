"""Drawing runs for review, and counting what reviewers said of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalreport.live.curate import (
    KNOWN,
    NEW_CLASS,
    NEW_INPUT,
    NOT_SAID,
    agreement,
    by_class,
    by_key,
    by_novelty,
    draw,
    tally,
)
from evalreport.model.assessment import CaseSide
from evalreport.model.evaluation import CaseResult
from evalreport.model.review import ReviewedRun


def run(name: str, *classes: str, kind: str = "refund") -> CaseSide:
    """A live run of a kind, in these failure classes."""
    row = CaseResult(suite="live", case_id=name, trace_id=f"t-{name}", metadata={"kind": kind} if kind else {})
    return CaseSide(row=row, passed=not classes, scores={}, classes=classes)


def said(trace: str, who: str, name: str, severity: str = "") -> ReviewedRun:
    """What one reviewer wrote of a run."""
    return ReviewedRun(trace_id=trace, failure_class=name, severity=severity, reviewer=who)


RUNS = [run(f"a{n}") for n in range(40)] + [run(f"b{n}", "breach") for n in range(3)]


def test_rare_kinds_are_drawn_as_often_as_common_ones() -> None:
    """The strata are drawn in turn, and each run knows the chance it had."""
    drawn = draw(RUNS, by_class, n=10, seed="1")
    assert [one.stratum for one in drawn].count("breach") == 3
    assert {one.stratum: one.probability for one in drawn} == {"breach": 1.0, "none": 7 / 40}


@given(st.permutations(range(len(RUNS))), st.integers(min_value=1, max_value=60), st.text(max_size=5))
def test_seed_and_ids_alone_decide(order: list[int], n: int, seed: str) -> None:
    """Whatever the order of the runs, the same seed draws the same ones, each once, and as many as asked for."""
    drawn = draw([RUNS[at] for at in order], by_class, n=n, seed=seed)
    ids = [one.side.row.case_id for one in drawn]
    assert ids == [one.side.row.case_id for one in draw(RUNS, by_class, n=n, seed=seed)]
    assert len(set(ids)) == len(ids) == min(n, len(RUNS))


@given(st.integers(min_value=1, max_value=60))
def test_chances_add_up_to_the_runs(n: int) -> None:
    """Weighted by one over its chance, the sample stands for all runs of every stratum."""
    drawn = draw(RUNS, by_class, n=n, seed="x")
    for name, size in (("none", 40), ("breach", 3)):
        chances = [one.probability for one in drawn if one.stratum == name]
        assert not chances or sum(1 / chance for chance in chances) == pytest.approx(size)


def test_another_seed_draws_others() -> None:
    """Two seeds do not draw the same sample."""
    first, second = ({one.side.row.case_id for one in draw(RUNS, by_class, n=10, seed=seed)} for seed in "12")
    assert first != second


@pytest.mark.parametrize(
    ("live", "stratum"),
    [
        (run("x", "breach"), NEW_CLASS),
        (run("x", kind="gift card"), NEW_INPUT),
        (run("x", "vague"), KNOWN),
        (run("x"), KNOWN),
    ],
)
def test_new_is_what_no_suite_has(live: CaseSide, stratum: str) -> None:
    """A class or a kind of input that no offline case has is new; a text decides nothing."""
    offline = [run("o1", "vague"), run("o2", kind="return")]
    assert by_novelty([live, run("y", kind="return")], offline)(live) == stratum


def test_a_run_without_the_key_has_a_stratum_of_its_own() -> None:
    """A run whose metadata says nothing is put with its like, not with any value."""
    assert by_key("kind")(run("x", kind="")) == NOT_SAID


@pytest.mark.parametrize("n", [0, -1])
def test_a_sample_of_nothing_is_none(n: int) -> None:
    """Fewer than one run cannot be drawn."""
    with pytest.raises(ValueError, match="is none"):
        draw(RUNS, by_class, n=n, seed="1")


def test_reviews_are_counted_and_conflicts_are_not_guessed() -> None:
    """Runs count once under the code that all their reviewers gave; what is seen differently is a conflict."""
    found = tally(
        [
            said("a", "ana", "breach", "major"),
            said("a", "bo", "breach", "major"),
            said("b", "ana", "none"),
            said("b", "bo", "breach", "minor"),
            said("c", "ana", "none"),
            ReviewedRun(trace_id="d"),
            ReviewedRun(trace_id="b"),
        ]
    )
    assert (found.reviewed, found.left) == (3, 1)
    assert found.codes == {("breach", "major"): 1, ("none", ""): 1}
    assert found.conflicts == ("b",)
    assert found.said[("breach", "minor", "bo")] == 1
    assert (found.agreement.runs, found.agreement.same) == (2, 1)


def test_kappa_of_two_and_alpha_of_more() -> None:
    """Two reviewers have kappa and alpha, three have alpha alone; figures are those of the textbook formulas."""
    pairs = [("x", "x")] * 20 + [("x", "y")] * 5 + [("y", "x")] * 10 + [("y", "y")] * 15
    rows = [
        said(f"t{at}", who, word)
        for at, pair in enumerate(pairs)
        for who, word in zip(("ana", "bo"), pair, strict=True)
    ]
    two = agreement(rows)
    # (0.70 - 0.50) / (1 - 0.50): the example on which Cohen's kappa is commonly explained.
    assert two.kappa == pytest.approx(0.4)
    assert two.alpha is not None
    three = agreement([*rows, *(said(f"t{at}", "cy", pair[0]) for at, pair in enumerate(pairs[:10]))])
    assert three.kappa is None
    assert three.alpha is not None


@pytest.mark.parametrize("rows", [[], [said("a", "ana", "none")], [said("a", "ana", "none"), said("b", "bo", "none")]])
def test_without_a_shared_run_agreement_is_unknown(rows: list[ReviewedRun]) -> None:
    """No two reviews of one run: no figure, never 0 and never 1."""
    found = agreement(rows)
    assert (found.runs, found.kappa, found.alpha) == (0, None, None)
