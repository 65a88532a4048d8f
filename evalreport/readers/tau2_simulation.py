"""From one simulation of tau2-bench to a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.model.evaluation import CaseResult, Score
from evalreport.readers.chat import NOTHING, Turn, content_text, first_text, join_calls, listed, sum_known
from evalreport.readers.tau2_schema import RewardInfo
from evalreport.readers.values import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.readers.tau2_schema import ActionCheck, Call, Message, Simulation

# Rewards are products of floats: 1 may come out as 0.9999999.
REWARD_TOLERANCE = 1e-6
PART = "part."
# How a conversation ends well; any other reason is a label, and this one is the harness' own failure.
NORMAL_ENDS = {None, "user_stop", "agent_stop"}
# The agent may hit any other limit by its own doing.
HARNESS_END = "infrastructure_error"


def simulation_row(simulation: Simulation, suite: str) -> CaseResult:
    """Translate a simulation; raise ValueError where it names no task, or a number is none."""
    case_id, epoch = _key(simulation)
    info = simulation.reward_info or RewardInfo()
    scores = tuple(_scores(info))
    tools, tool_errors = join_calls(simulation.messages, _turn)
    agent = [message for message in listed(simulation.messages) if message.role == "assistant"]
    tokens_in, tokens_out = _tokens(agent)
    return CaseResult(
        suite=suite,
        case_id=case_id,
        epoch=epoch,
        scores=scores,
        passed=_verdict(simulation, scores),
        error=_error(simulation),
        labels=tuple(dict.fromkeys(_labels(simulation, info))),
        input=first_text(message.content for message in listed(simulation.messages) if message.role == "user"),
        output=first_text(message.content for message in reversed(agent)),
        tools=tools,
        tool_errors=tool_errors,
        cost_usd=number(simulation.agent_cost),
        tokens_in=tokens_in,
        tokens_out=tokens_out,
        latency_s=number(simulation.duration),
        started_at=simulation.start_time or simulation.timestamp,
        trace_id=simulation.id,
        metadata=_metadata(simulation),
    )


def _key(simulation: Simulation) -> tuple[str, int]:
    """Return case and epoch; raise ValueError where there is no such case."""
    # The format counts trials from 0, rows count epochs from 1; a file with one trial may leave it out.
    epoch = (simulation.trial or 0) + 1
    if simulation.task_id in {None, ""}:
        raise ValueError("the simulation names no task_id, so no case")
    if epoch < 1:
        raise ValueError(f"trial {simulation.trial} is below 0")
    return str(simulation.task_id), epoch


def _tokens(agent: list[Message]) -> tuple[int | None, int | None]:
    """Return what the agent's messages took in and gave out."""
    # What the simulated user used is the price of the test, not of the candidate.
    usage = [message.usage for message in agent if message.usage]
    return sum_known(item.prompt_tokens for item in usage), sum_known(item.completion_tokens for item in usage)


def _error(simulation: Simulation) -> str | None:
    """Return the harness' own failure, which says nothing about the candidate."""
    ended = simulation.termination_reason
    return f"the simulation ended with {ended}" if ended == HARNESS_END else None


def _verdict(simulation: Simulation, scores: tuple[Score, ...]) -> bool | None:
    """Return the reward's verdict, which is the format's over the whole case; parts of it have their own."""
    if simulation.termination_reason == HARNESS_END:
        return None
    return next((score.passed for score in scores if score.name == "reward"), None)


def _scores(info: RewardInfo) -> Iterator[Score]:
    """Yield the reward, which passes at 1, and each part of it."""
    reward = number(info.reward)
    if reward is not None:
        yield Score(name="reward", value=reward, passed=abs(reward - 1) < REWARD_TOLERANCE)
    yield from _parts(info)


def _parts(info: RewardInfo) -> Iterator[Score]:
    """Yield the parts the reward is the product of."""
    for name, part in sorted((info.reward_breakdown or {}).items()):
        if (value := number(part)) is not None:
            yield Score(name=f"{PART}{name}", value=value, passed=value >= 1 - REWARD_TOLERANCE)


def _labels(simulation: Simulation, info: RewardInfo) -> Iterator[str]:
    """Yield what went wrong, from the general to the particular."""
    if simulation.termination_reason not in NORMAL_ENDS:
        yield f"termination:{simulation.termination_reason}"
    yield from (f"failed:{score.name.removeprefix(PART)}" for score in _parts(info) if not score.passed)
    if simulation.messages is not None:
        yield from _action_labels(listed(info.action_checks), simulation.messages)
    if any(assertion.met is False for assertion in listed(info.nl_assertions)):
        yield "nl_assertion_unmet"


def _action_labels(checks: list[ActionCheck], messages: list[Message]) -> Iterator[str]:
    """Yield for each expected action that was missed how it was missed."""
    called = {call.name for message in messages if message.role == "assistant" for call in listed(message.tool_calls)}
    for action in (check.action for check in checks if not check.action_match):
        if action.requestor == "user":
            # The agent should have led the simulated user there; it has no tool for it that it could have called.
            yield "user_action_not_taken"
        else:
            yield "tool_arguments_differ" if action.name in called else "tool_not_called"


def _turn(message: Message) -> Turn:
    """Return what a message calls and answers."""
    if message.role != "tool" and not message.tool_calls:
        return NOTHING
    calls = tuple((_called(call, message), call.arguments, call.id) for call in listed(message.tool_calls))
    if message.role != "tool":
        return Turn(calls=calls)
    # Answers to parallel calls are messages inside one.
    answers = listed(message.tool_messages) or [message]
    return Turn(calls=calls, answers=tuple(map(_answer, answers)))


def _called(call: Call, message: Message) -> str:
    """Name the tool; the simulated user's own tools are told apart from the agent's."""
    return f"user:{call.name}" if (call.requestor or message.role) == "user" else call.name


def _answer(answer: Message) -> tuple[str | None, str | None, str | None]:
    """Return the call an answer belongs to, its error and what the tool gave back."""
    return answer.id, _tool_error(answer), content_text(answer.content)


def _tool_error(answer: Message) -> str | None:
    """Return the text of an answer that is an error."""
    return (content_text(answer.content) or "error") if answer.error else None


def _metadata(simulation: Simulation) -> dict[str, str]:
    """Keep how the conversation ended, and the cost of the simulated user, which is not the candidate's."""
    found = {"termination_reason": simulation.termination_reason, "user_cost": simulation.user_cost}
    return {name: str(value) for name, value in found.items() if value is not None}
