"""The fields of tau2-bench results that are read, as types of the decoder.

The policy, what the tasks say and the ticks of voice runs are the bulk of the files and are skipped undecoded. Any
field may be missing: several generations of the format are about, and some uploads are damaged.
"""

from __future__ import annotations

import msgspec


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
    # One message answers all calls of a turn where they ran in parallel.
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

    # Early uploads leave the task out; such a simulation belongs to no case.
    task_id: str | int | None = None
    trial: int | None = None
    id: str | None = None
    start_time: str | None = None
    timestamp: str | None = None
    duration: float | None = None
    termination_reason: str | None = None
    # Null where unknown, and 0.0 where the model has no listed price: see `withdraw_free_costs`.
    agent_cost: float | None = None
    user_cost: float | None = None
    reward_info: RewardInfo | None = None
    messages: list[Message] | None = None


class Agent(msgspec.Struct):
    """Which agent was run on which model."""

    implementation: str | None = None
    llm: str | None = None


class Environment(msgspec.Struct):
    """Which domain the tasks are from."""

    domain_name: str | None = None


class Info(msgspec.Struct):
    """The settings of the run; the policy text and the rest are skipped."""

    agent_info: Agent = msgspec.field(default_factory=Agent)
    environment_info: Environment = msgspec.field(default_factory=Environment)
    num_trials: int | None = None


class Results(msgspec.Struct):
    """A results file without its simulations."""

    info: Info | None = None


class ResultsText(Results):
    """A results file whose simulations are kept undecoded, to be decoded one by one."""

    tasks: list[msgspec.Raw] | None = None
    simulations: list[msgspec.Raw] | None = None


class ResultsValues(Results):
    """A results file that only the strict decoder could read."""

    tasks: list[object] | None = None
    simulations: list[object] | None = None
