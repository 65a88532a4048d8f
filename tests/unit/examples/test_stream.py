"""The stream of the example: other tickets than the suite's, and orders that change after a copy of them was made."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from examples.support_agent.days import DAYS
from examples.support_agent.played import LENGTH, play
from examples.support_agent.scoring import marks
from examples.support_agent.stream import MIX, NEW_KINDS, Day, copied_orders, orders, queue_of, sampled, traffic
from examples.support_agent.tickets import SUITE, generate

DAY = Day(number=3, version="1.6.0", begins=datetime(2026, 11, 23, tzinfo=UTC), sample={"all": 60}, slow=6, aged=0.6)


def solved(day: Day) -> float:
    """The share of a day's runs that end well."""
    right = [marks(run.episode)["task_success"].right for run in play(day)]
    return sum(right) / len(right)


def labelled(day: Day, label: str) -> int:
    """Count the runs of a day with a failure label."""
    return sum(any(label in mark.labels for mark in marks(run.episode).values()) for run in play(day))


def test_day_has_the_stated_mix_and_kinds_that_the_suite_has_not() -> None:
    """A day's tickets are the mix, and three kinds of it stand in no ticket of the suite."""
    kinds = Counter(ticket.kind for ticket in traffic(DAY))
    assert kinds == MIX
    assert not {ticket.kind for ticket in generate(SUITE)} & set(NEW_KINDS)


def test_day_is_the_same_on_every_machine() -> None:
    """Tickets, sample and runs depend on the day alone."""
    assert traffic(DAY) == traffic(DAY)
    assert [run.ticket for run in play(DAY)] == sampled(DAY, traffic(DAY))


@pytest.mark.parametrize(("sample", "count"), [({"all": 60}, 60), ({"returns": 20, "delivery": 8, "other": 8}, 36)])
def test_sample_keeps_as_many_as_it_says_in_order(sample: dict[str, int], count: int) -> None:
    """A sample holds the stated numbers, of each queue where queues are named, in the order of arrival."""
    tickets = traffic(DAY)
    kept = sampled(replace(DAY, sample=sample), tickets)
    assert kept == [ticket for ticket in tickets if ticket in kept]
    assert len(kept) == count
    named = Counter(queue_of(ticket.kind) for ticket in kept)
    assert all(named[queue] == number for queue, number in sample.items() if queue != "all")


def test_copy_differs_from_the_shop_by_the_stated_share() -> None:
    """Of the orders that can change, the stated share differs in the copy; no other order does."""
    tickets = traffic(DAY)
    shop, copy = orders(tickets), copied_orders(DAY, tickets)
    able = sum(MIX[kind] for kind in ("approved_high", "lost", "damaged", "changed_mind"))
    assert sum(shop[number] != copy[number] for number in shop) == round(0.6 * able)
    assert copied_orders(replace(DAY, aged=0.0), tickets) == shop


@pytest.mark.parametrize(
    ("version", "least", "most"), [("1.5.0", 0.85, 0.95), ("1.6.0", 0.0, 0.75), ("1.7.0", 0.95, 1.0)]
)
def test_an_old_copy_harms_only_the_version_that_reads_it(version: str, least: float, most: float) -> None:
    """On the same day 1.5.0 misses the new kinds, 1.6.0 also what changed, and 1.7.0 hardly anything."""
    assert least <= solved(replace(DAY, version=version, sample={"all": 200})) <= most


@pytest.mark.parametrize(("version", "twice"), [("1.5.0", False), ("1.6.0", True), ("1.7.0", False)])
def test_a_copy_does_not_know_the_payment_of_a_minute_ago(version: str, *, twice: bool) -> None:
    """Looking before paying again helps only where the look-up sees the payment."""
    assert bool(labelled(replace(DAY, version=version, sample={"all": 200}), "paid_twice")) == twice


def test_copy_does_no_harm_in_the_suite() -> None:
    """While no order has changed, as in the suite, 1.6.0 is no worse than the version before: so it shipped."""
    fresh = replace(DAY, aged=0.0, slow=0, sample={"all": 200})
    assert solved(fresh) >= solved(replace(fresh, version="1.5.0"))


def test_runs_lie_within_their_day() -> None:
    """Every run begins in the minutes in which its day was played, and its turns follow each other."""
    for run in play(DAY):
        assert DAY.begins <= run.turns[0].begins < DAY.begins + LENGTH
        times = [at for turn in run.turns for at in (turn.begins, turn.ends, turn.done)]
        assert times == sorted(times)


def test_days_do_not_overlap() -> None:
    """One day ends before the next begins, whatever version worked it."""
    begins = [day.begins for day in DAYS]
    assert all(after - before >= LENGTH for before, after in pairwise(begins))
    assert len({day.name for day in DAYS}) == len(DAYS)
