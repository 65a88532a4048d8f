"""Which version runs over which tickets, and where its log is kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from examples.support_agent.desk import FIRST, SECOND, Desk
from examples.support_agent.found import found_runs, origin
from examples.support_agent.tickets import LIVE_WEEK, Ticket, generate, read_tickets

if TYPE_CHECKING:
    from collections.abc import Mapping

SUITE_NAME = "refund_tickets"
LIVE_NAME = "refund_tickets_live"
FOUND_NAME = "found_live"
SHORT_LIST = 24
"""How many tickets the hurried run of 1.4.0 took: the first of the suite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One run to make: a version over tickets at a desk, each so many epochs; `path` is the log under `releases/`.

    `origins` is what else is known of a ticket, by its id: the live run it was found in.
    """

    path: str
    version: str
    tickets: tuple[Ticket, ...]
    epochs: int = 1
    suite: str = SUITE_NAME
    desk: Desk = FIRST
    origins: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def jobs() -> list[Job]:
    """List every log of the example.

    The large route always answers alike and runs once; from 1.3.0 on the small route samples, so those runs, and the
    run of 1.1.0 they are compared with, take two epochs.
    """
    suite = tuple(read_tickets())
    short = suite[:SHORT_LIST]
    week = tuple(generate(LIVE_WEEK))
    return [
        _job("1.0.0", "results/candidate", suite),
        _job("1.1.0", "results/candidate", suite),
        _job("1.2.0", "results/candidate", suite),
        _job("1.3.0", "results/candidate", suite, epochs=2),
        _job("1.3.0", "results/baseline", suite, epochs=2, version="1.1.0"),
        _job("1.4.0", "results/candidate", short),
        _job("1.4.0", "results/baseline", short, version="1.3.0"),
        _job("1.4.1", "results/candidate", suite, epochs=2),
        _job("1.4.1", "evidence/slow-week", week, suite_name=LIVE_NAME),
        _job("1.5.0", "results/candidate", suite, epochs=2),
        _job("1.6.0", "results/candidate", suite, epochs=2, desk=SECOND),
        *_after_live(suite),
    ]


def _after_live(suite: tuple[Ticket, ...]) -> list[Job]:
    """List the runs since cases were found live: each version over both suites, and 1.5.0, which 1.7.0 replaces."""
    runs = found_runs()
    tickets = tuple(run.ticket for run in runs)
    origins = {run.ticket.ticket_id: origin(run) for run in runs}
    made: list[Job] = []
    for release, place, version in (
        ("1.7.0", "candidate", "1.7.0"),
        ("1.7.0", "baseline", "1.5.0"),
        ("1.8.0", "candidate", "1.8.0"),
    ):
        made += [
            _job(release, f"results/{place}", suite, epochs=2, version=version, desk=SECOND),
            replace(
                _job(release, f"results/{place}-found-live", tickets, epochs=2, version=version, desk=SECOND),
                suite=FOUND_NAME,
                origins=origins,
            ),
        ]
    return made


def _job(
    release: str,
    place: str,
    tickets: tuple[Ticket, ...],
    *,
    epochs: int = 1,
    version: str = "",
    suite_name: str = SUITE_NAME,
    desk: Desk = FIRST,
) -> Job:
    return Job(
        path=f"support-agent-{release}/{place}.eval",
        version=version or release,
        tickets=tickets,
        epochs=epochs,
        suite=suite_name,
        desk=desk,
    )
