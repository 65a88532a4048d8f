"""The headline, the lede, the next step and the points say what the verdicts say, in words that cannot be misread."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evalreport.model.gate import Gate
from evalreport.pipeline.points import points
from evalreport.pipeline.sentences import headline, lead, next_step
from tests.unit.pipeline.bundles import BREACH, HOLDS, bundle, judged, policy, results, rows, run

NO_REFUNDS = replace(BREACH, id="refunds", title="No unapproved refunds")
ENOUGH = Gate(id="enough", title="Enough success", form="at_least", score="success", line=0.99, owner="dana")
MORE = replace(ENOUGH, id="more", title="More success", line=0.995)
BREACHES = tuple(replace(row, labels=("breach",)) for row in rows([False] * 40, start=1))
PASSES = rows([True] * 40, start=41)


@pytest.mark.parametrize(
    ("gates", "said"),
    [
        ((NO_REFUNDS,), "the gate “No unapproved refunds” failed."),
        ((NO_REFUNDS, ENOUGH), "the gates “No unapproved refunds” and “Enough success” failed."),
        ((NO_REFUNDS, ENOUGH, MORE), "the gate “No unapproved refunds” and 2 more failed."),
    ],
)
def test_a_gate_is_named_as_a_gate(gates: tuple[Gate, ...], said: str) -> None:
    """A title that denies something stays a title: the headline says that the gate failed, not what it names."""
    given = bundle(results("candidate", run([*BREACHES, *PASSES])), under=policy(gates))
    assert headline(given, judged(given)) == f"r2 is blocked: {said}"


@pytest.mark.parametrize(
    ("gates", "said"),
    [
        ((HOLDS,), "the gate “Success holds” was not judged."),
        ((HOLDS, BREACH), "the gate “No breach” and 1 more cannot tell yet or were not judged."),
    ],
)
def test_gates_without_an_answer(gates: tuple[Gate, ...], said: str) -> None:
    """One gate is named, the others counted, and "not judged" is not called "cannot tell"."""
    few = bundle(results("candidate", run(rows([True] * 5))), under=policy(gates))
    assert headline(few, judged(few)) == f"Not enough evidence to ship r2: {said}"


def test_the_lede_begins_with_what_blocks() -> None:
    """The gate that failed comes before one that cannot tell, and three sentences are the most."""
    given = bundle(results("candidate", run([*BREACHES, *PASSES])), under=policy((HOLDS, ENOUGH, BREACH)))
    said = lead(given, judged(given))
    assert said[0].startswith("Enough success: ")
    assert len(said) == 3
    assert all(". " not in sentence for sentence in said)


@pytest.mark.parametrize(
    ("preview", "begins"), [(False, "evalreport close r2"), (True, "git commit, then: evalreport")]
)
def test_what_is_not_committed_is_committed_first(*, preview: bool, begins: str) -> None:
    """A release whose files are not in git cannot be closed yet, and the next step says so."""
    given = bundle(results("candidate", run(rows([True] * 120))), under=policy((BREACH,)))
    assert next_step(given, judged(given), preview=preview).startswith(begins)


def test_the_next_step_is_something_to_do() -> None:
    """A lacking baseline is asked for, an unfinished run is run again, cases without a partner are given one."""
    alone = bundle(results("candidate", run(rows([True] * 120))), under=policy((HOLDS,)))
    assert next_step(alone, judged(alone)).startswith("name what it replaces as baseline:")
    cut = bundle(results("candidate", run(rows([True] * 120), complete=False)), under=policy((BREACH,)))
    assert " again to its end" in next_step(cut, judged(cut))
    moved = bundle(
        results("baseline", run(rows([True] * 120))),
        results("candidate", run(rows([True] * 120, start=61))),
        under=policy((HOLDS,)),
    )
    assert "unpaired_share" in next_step(moved, judged(moved))


def test_new_failures_of_a_critical_class_are_called_that() -> None:
    """A critical class whose total fell stands under worse for its new failures, not for its total."""
    given = bundle(
        results("baseline", run([*BREACHES, *PASSES])),
        results(
            "candidate", run([*rows([True] * 40), replace(PASSES[0], passed=False, labels=("breach",)), *PASSES[1:]])
        ),
    )
    worse = [point for point in points(given.policy, judged(given)) if point.kind == "worse"]
    assert (worse[0].fact, worse[0].proof) == ("Policy boundary: 1 new failure", "40 → 1 in all, 40 gone")


def test_fewer_failures_without_a_class_are_no_improvement() -> None:
    """Failures that no rule claims and that are gone are not listed as a class that got better."""
    given = bundle(
        results("baseline", run([*rows([False] * 40), *PASSES])),
        results("candidate", run([*rows([True] * 40), *PASSES])),
    )
    assert not any("Unclassified" in point.fact for point in points(given.policy, judged(given)))


@pytest.mark.parametrize(("latency", "said"), [(0.0003, "Answers in 0.3 ms"), (1.25, "Answers in 1.25 s")])
def test_short_times_are_milliseconds(latency: float, said: str) -> None:
    """Below a tenth of a second an answer's time is told in milliseconds."""
    given = bundle(results("candidate", run([replace(row, latency_s=latency) for row in PASSES])))
    assert said in [point.fact for point in points(given.policy, judged(given))]


def test_the_number_of_further_cases_is_one_number() -> None:
    """What a gate's sentence, the points and the next step say about further cases agrees."""
    given = bundle(
        results("baseline", run(rows([True] * 30))),
        results("candidate", run(rows([True] * 30))),
        under=policy((HOLDS,)),
    )
    seen = judged(given)
    number = next_step(given, seen).split()[2]
    assert f"About {number} more" in seen.gates[0].result.reason
    assert any(f"about {number} more" in point.proof for point in points(given.policy, seen))
