"""One simulation of tau2-bench: the fields that are read, and the row it becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evalreport.model.evaluation import CaseResult, Score
from evalreport.readers.chat import CallLog, content_text
from evalreport.readers.values import clip, number, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

REWARD_TOLERANCE = 1e-6
# How a conversation ends well; any other reason is a label, and this one is the harness' own failure.
NORMAL_ENDS = {None, "user_stop", "agent_stop"}
HARNESS_END = "infrastructure_error"


class Call(msgspec.Struct):
    """A tool call; ``requestor`` is the assistant or the simulated user."""

    name: str
    arguments: object = None
    id: str | None = None
    requestor: str | None = None


class Usage(msgspec.Struct):
    """Tokens of one message."""

    prompt_tokens: int | float | None = None
    completion_tokens: int | float | None = None


class Message(msgspec.Struct):
    """A message; parallel tool results are messages inside one."""

    role: str
    content: object = None
    tool_calls: list[Call] | None = None
    tool_messages: list[Message] | None = None
    id: str | None = None
    error: bool | None = None
    usage: Usage | None = None


class ActionCheck(msgspec.Struct):
    """Whether an expected action was taken, with the expected arguments."""

    action: Call
    action_match: bool


class Assertion(msgspec.Struct):
    """Whether a statement about the conversation holds, as a language model judged it."""

    met: bool | None = None


class RewardInfo(msgspec.Struct):
    """The reward, and the parts it is the product of."""

    reward: float | None = None
    reward_breakdown: dict[str, float | None] | None = None
    action_checks: list[ActionCheck] | None = None
    nl_assertions: list[Assertion] | None = None


class Simulation(msgspec.Struct):
    """One conversation over one task; trials count from 0."""

    task_id: str | int | None = None
    trial: int | None = None
    id: str | None = None
    start_time: str | None = None
    timestamp: str | None = None
    duration: float | None = None
    termination_reason: str | None = None
    agent_cost: float | None = None
    user_cost: float | None = None
    reward_info: RewardInfo | None = None
    messages: list[Message] | None = None


def simulation_row(simulation: Simulation, suite: str) -> CaseResult:
    """Translate a simulation; raise ValueError where it names no task, or a number is none."""
    if simulation.task_id in {None, ""}:
        raise ValueError("the simulation names no task_id, so no case")
    if (simulation.trial or 0) < 0:
        raise ValueError(f"trial {simulation.trial} is below 0")
    ended = simulation.termination_reason
    failed = ended == HARNESS_END
    scores = tuple(_scores(simulation.reward_info or RewardInfo()))
    calls = _calls(simulation.messages)
    agent = [item for item in simulation.messages or () if item.role == "assistant"]
    usage = [item.usage for item in agent if item.usage]
    return CaseResult(
        suite=suite,
        case_id=str(simulation.task_id),
        epoch=(simulation.trial or 0) + 1,
        scores=scores,
        passed=None if failed else next((score.passed for score in scores if score.name == "reward"), None),
        error=f"the simulation ended with {HARNESS_END}" if failed else None,
        labels=tuple(dict.fromkeys(_labels(simulation))),
        input=_first_text([item for item in simulation.messages or () if item.role == "user"]),
        output=_first_text(reversed(agent)),
        tools=calls.tools if calls else None,
        tool_errors=calls.errors if calls else None,
        cost_usd=number(simulation.agent_cost),
        tokens_in=_total([item.prompt_tokens for item in usage]),
        tokens_out=_total([item.completion_tokens for item in usage]),
        latency_s=number(simulation.duration),
        started_at=simulation.start_time or simulation.timestamp,
        trace_id=simulation.id,
        metadata=_metadata(simulation),
    )


def _scores(info: RewardInfo) -> Iterator[Score]:
    """Yield the reward, which passes at 1, and each part of it."""
    reward = number(info.reward)
    if reward is not None:
        yield Score(name="reward", value=reward, passed=abs(reward - 1) < REWARD_TOLERANCE)
    for name, part in sorted((info.reward_breakdown or {}).items()):
        if (value := number(part)) is not None:
            yield Score(name=f"part.{name}", value=value, passed=value >= 1 - REWARD_TOLERANCE)


def _labels(simulation: Simulation) -> Iterator[str]:
    """Yield what went wrong, from the general to the particular."""
    info = simulation.reward_info or RewardInfo()
    if simulation.termination_reason not in NORMAL_ENDS:
        yield f"termination:{simulation.termination_reason}"
    for name, value in sorted((info.reward_breakdown or {}).items()):
        if value is not None and value < 1 - REWARD_TOLERANCE:
            yield f"failed:{name}"
    if simulation.messages is not None:
        yield from _action_labels(info.action_checks or [], simulation.messages)
    if any(assertion.met is False for assertion in info.nl_assertions or ()):
        yield "nl_assertion_unmet"


def _action_labels(checks: list[ActionCheck], messages: list[Message]) -> Iterator[str]:
    """Yield for each expected action that was missed whether its tool was left out or called with other arguments.

    Actions of the simulated user, which the agent should have led to, get a label of their own.
    """
    called = {call.name for message in messages if message.role == "assistant" for call in message.tool_calls or ()}
    for check in checks:
        if check.action_match:
            continue
        if check.action.requestor == "user":
            yield "user_action_not_taken"
        else:
            yield "tool_arguments_differ" if check.action.name in called else "tool_not_called"


def _calls(messages: list[Message] | None) -> CallLog | None:
    """Gather the tool calls, those of the simulated user named ``user:TOOL``; None where there are no messages."""
    if messages is None:
        return None
    log = CallLog()
    for message in messages:
        for call in message.tool_calls or ():
            by_user = (call.requestor or message.role) == "user"
            log.call(f"user:{call.name}" if by_user else call.name, call.arguments, call.id)
        if message.role == "tool":
            for answer in message.tool_messages or [message]:
                log.answer(answer.id, (content_text(answer.content) or "error") if answer.error else None)
    return log


def _first_text(messages: Iterator[Message] | list[Message]) -> str | None:
    """Return the first text that is not empty."""
    return clip(next((text for item in messages if (text := content_text(item.content))), None))


def _total(counts: list[int | float | None]) -> int | None:
    """Add what is known; nothing known is None."""
    known = [count for count in counts if count is not None]
    return whole(sum(known)) if known else None


def _metadata(simulation: Simulation) -> dict[str, str]:
    """Keep how the conversation ended, and the cost of the simulated user, which is not the candidate's."""
    found = {"termination_reason": simulation.termination_reason, "user_cost": simulation.user_cost}
    return {name: str(value) for name, value in found.items() if value is not None}
