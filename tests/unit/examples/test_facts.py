"""Two logs are compared by what they say, not by their bytes."""

from __future__ import annotations

from dataclasses import replace

from examples.support_agent.evidence import paid_twice, unneeded_searches
from examples.support_agent.facts import CaseFacts, Facts, differences
from examples.support_agent.plan import jobs

CASE = CaseFacts(
    scores={"task_success": "C"},
    labels=("unnecessary_tool",),
    calls=("lookup_order(order_id=A1)", "search_help(query=x)"),
    reply="We refund 1.00 dollars.",
    kind="lost",
    tags=(),
    cost_usd=0.001,
    minutes=0.5,
    tokens_in=10,
    tokens_out=2,
)
KEPT = Facts(suite="s", model="m", cases={("T-1", 1): CASE, ("T-2", 1): replace(CASE, labels=("paid_twice",))})


def test_equal_facts_differ_in_nothing() -> None:
    """A log compared with itself has no difference."""
    assert differences(KEPT, KEPT) == []


def test_each_difference_names_case_and_field() -> None:
    """A changed score is listed with its case, epoch and both values."""
    changed = replace(KEPT, cases={**KEPT.cases, ("T-1", 1): replace(CASE, tokens_in=11)})
    assert differences(KEPT, changed) == ["T-1 epoch 1: tokens_in: kept 10, now 11"]


def test_missing_and_new_cases_are_listed() -> None:
    """A case in one log only is a difference, on either side."""
    made = replace(KEPT, model="n", cases={("T-1", 1): CASE, ("T-3", 1): CASE})
    assert differences(KEPT, made) == [
        "model: kept m, now n",
        "T-2 epoch 1: only in the kept log",
        "T-3 epoch 1: only in the new log",
    ]


def test_tables_hold_the_labelled_cases_only() -> None:
    """An evidence table lists exactly the cases with its label."""
    assert unneeded_searches(KEPT).splitlines()[1:] == ["T-1,1,lost,2,yes,0.001"]
    assert paid_twice(KEPT).splitlines()[1:] == ["T-2,lost,lookup_order(order_id=A1) | search_help(query=x)"]


def test_every_log_has_a_place_of_its_own() -> None:
    """No two runs of the example write the same file."""
    paths = [job.path for job in jobs()]
    assert len(set(paths)) == len(paths)
