"""Run one version over tickets with Inspect, and read such a log back as facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_ai import Task
from inspect_ai import eval as inspect_eval
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.log import EvalSample, read_eval_log, write_eval_log
from inspect_ai.solver import system_message

from examples.support_agent.facts import CaseFacts, Facts
from examples.support_agent.inspect_parts import desk_of, scorers_of, steps_of
from examples.support_agent.rules import SYSTEM
from examples.support_agent.versions import VERSIONS

if TYPE_CHECKING:
    from pathlib import Path

    from inspect_ai.scorer import Score

    from examples.support_agent.agent import Step
    from examples.support_agent.plan import Job


def run(job: Job, folder: Path) -> Path:
    """Run a job and return its log, without Inspect's event trace.

    The trace is nine tenths of a log and repeats, with random ids and clock times, what messages, scores and usage
    already say; Inspect's own functions read and write the log. Raises RuntimeError when Inspect did not finish.
    """
    # A dataset from memory has no location that Inspect could write into the log.
    tickets = {ticket.ticket_id: ticket for ticket in job.tickets}
    samples = [
        Sample(
            id=ticket.ticket_id,
            input=ticket.prompt,
            target=ticket.action,
            metadata={
                "kind": ticket.kind,
                "tags": list(job.desk.tags(ticket)),
                **job.origins.get(ticket.ticket_id, {}),
                "simulated": True,
            },
        )
        for ticket in job.tickets
    ]
    task = Task(
        name=job.suite,
        dataset=MemoryDataset(samples, name=job.suite),
        solver=[system_message(SYSTEM), desk_of(tickets, job.desk)],
        scorer=scorers_of(tickets),
    )
    logs = inspect_eval(
        task,
        model=VERSIONS[job.version].model,
        epochs=job.epochs,
        log_dir=str(folder / "inspect"),
        display="none",
        log_format="eval",
        score_display=False,
    )
    if logs[0].status != "success":
        raise RuntimeError(f"{job.version}: Inspect ended with {logs[0].status}")
    log = read_eval_log(logs[0].location)
    for sample in log.samples or []:
        sample.events = []
        sample.attachments = {}
    out = folder / job.path.replace("/", "-")
    write_eval_log(log, str(out))
    return out


def read_facts(file: Path) -> Facts:
    """Read what a log says about each case; raises RuntimeError for a log that did not finish."""
    log = read_eval_log(str(file))
    if log.status != "success":
        raise RuntimeError(f"{file.name}: status {log.status}")
    cases = {(str(sample.id), sample.epoch): _case(sample) for sample in log.samples or []}
    return Facts(suite=log.eval.task, model=log.eval.model, cases=cases)


def _case(sample: EvalSample) -> CaseFacts:
    scores = sample.scores or {}
    usage = list((sample.model_usage or {}).values())
    return CaseFacts(
        scores={name: str(score.value) for name, score in sorted(scores.items())},
        labels=_labels(list(scores.values())),
        calls=tuple(_written(step) for step in steps_of(sample.messages)),
        reply=sample.output.completion,
        kind=str(sample.metadata["kind"]),
        tags=tuple(sample.metadata.get("tags", [])),
        cost_usd=float(sample.metadata["cost_usd"]),
        minutes=float(sample.metadata["reviewer_minutes"]),
        tokens_in=sum(used.input_tokens for used in usage),
        tokens_out=sum(used.output_tokens for used in usage),
    )


def _labels(scores: list[Score]) -> tuple[str, ...]:
    """Gather the failure labels that the scorers left beside their values."""
    return tuple(sorted({label for score in scores for label in (score.metadata or {}).get("labels", [])}))


def _written(step: Step) -> str:
    """Write a call as one line, with its error when it failed."""
    arguments = ", ".join(f"{name}={value}" for name, value in step.call.arguments.items())
    return f"{step.call.tool}({arguments})" + (f" failed: {step.error}" if step.error else "")
