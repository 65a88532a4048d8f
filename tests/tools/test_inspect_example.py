"""The example truly runs in Inspect, and what Inspect logs equals the plain loop and the committed logs."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pytest

from examples.support_agent.facts import differences
from examples.support_agent.plan import SHORT_LIST, Job, jobs
from examples.support_agent.rehearsal import rehearse
from examples.support_agent.scoring import marks
from examples.support_agent.versions import VERSIONS

inspect_run = pytest.importorskip("examples.support_agent.inspect_run", reason="needs inspect-ai, of the dev group")

RELEASES = Path(__file__).resolve().parents[2] / "releases"


def short_job() -> Job:
    """Pick the example's smallest run."""
    return next(job for job in jobs() if len(job.tickets) == SHORT_LIST and job.path.endswith("candidate.eval"))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # the warnings of Inspect and its dependencies are not ours to mend
def test_running_again_gives_the_committed_facts(tmp_path: Path) -> None:
    """A version run again by Inspect gives the facts of the committed log, case by case."""
    job = short_job()
    with contextlib.chdir(tmp_path):
        made = inspect_run.run(job, tmp_path)
    assert differences(inspect_run.read_facts(RELEASES / job.path), inspect_run.read_facts(made)) == []


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # as above
@pytest.mark.parametrize("job", jobs(), ids=lambda job: job.path)
def test_committed_log_equals_the_plain_loop(job: Job) -> None:
    """Every committed log holds the scores that agent, tools and rules give without Inspect."""
    orders = {ticket.order.order_id: ticket.order for ticket in job.tickets}
    facts = inspect_run.read_facts(RELEASES / job.path)
    assert facts.model == VERSIONS[job.version].model
    for ticket in job.tickets:
        for epoch in range(1, job.epochs + 1):
            found = marks(rehearse(VERSIONS[job.version], ticket, orders, epoch))
            logged = facts.cases[ticket.ticket_id, epoch].scores
            assert {name: "C" if mark.right else "I" for name, mark in found.items()} == {
                name: value for name, value in logged.items() if value in {"C", "I"}
            }


@pytest.mark.filterwarnings("ignore")  # as above
@pytest.mark.parametrize("job", jobs(), ids=lambda job: job.path)
def test_committed_log_says_nothing_of_the_machine_that_made_it(job: Job) -> None:
    """No log holds a path, a remote's address, a host's name or a user's, or Inspect's event trace."""
    from inspect_ai.log import read_eval_log

    log = read_eval_log(str(RELEASES / job.path))
    told = log.eval
    assert (told.revision, told.task_file, told.dataset.location, told.sandbox) == (None, None, None, None)
    text = log.model_dump_json(exclude={"location"})
    assert not re.search(r"file:|https?:|[\"' ]/(?:home|root|tmp|usr|var|opt|Users)\b|localhost|[A-Z]:\\\\", text)
    assert not any(sample.events for sample in log.samples or [])
