"""The agent as Inspect sees it: a scripted model, four tools, a solver and the scorers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_ai.model import (
    ChatMessageAssistant,
    ChatMessageTool,
    ChatMessageUser,
    GenerateConfig,
    ModelAPI,
    ModelOutput,
    ModelUsage,
    modelapi,
)
from inspect_ai.scorer import CORRECT, INCORRECT, Score, Scorer, Target, accuracy, mean, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver
from inspect_ai.tool import Tool, ToolError, tool
from inspect_ai.util import store

from examples.support_agent import rates
from examples.support_agent.agent import Reply, Step, ToolCall, next_call
from examples.support_agent.desk import SECOND, Desk, approval_used
from examples.support_agent.rehearsal import fails
from examples.support_agent.scoring import SCORES, Episode
from examples.support_agent.versions import version_of_model
from examples.support_agent.world import LARGE, Effect, Order, call_tool

if TYPE_CHECKING:
    from inspect_ai.model import ChatMessage
    from inspect_ai.tool import ToolInfo

    from examples.support_agent.tickets import Ticket

NUMBERS = ("reviewer_minutes", "cost_usd")
"""Numbers by the rules of `rates`, kept in a sample's metadata and scored as they are."""


def steps_of(messages: list[ChatMessage]) -> list[Step]:
    """Read the calls made so far, and what came back, from a conversation."""
    calls = {
        call.id: ToolCall(tool=call.function, arguments=call.arguments)
        for message in messages
        if isinstance(message, ChatMessageAssistant)
        for call in message.tool_calls or []
    }
    return [
        Step(call=calls[message.tool_call_id], error=message.error.message)
        if message.error
        else Step(call=calls[message.tool_call_id], text=message.text)
        for message in messages
        if isinstance(message, ChatMessageTool) and message.tool_call_id
    ]


@modelapi(name="scripted")
class ScriptedModel(ModelAPI):
    """A model that is a program: it reads the conversation and answers by the version's rules."""

    async def generate(
        self,
        input: list[ChatMessage],  # noqa: A002 - the name is Inspect's
        tools: list[ToolInfo],
        config: GenerateConfig,
        **_: object,
    ) -> ModelOutput:
        """Answer one turn; the usage counts the characters of the real texts, by the rule of `rates`."""
        ticket = next(m.text for m in input if isinstance(m, ChatMessageUser))
        version = version_of_model(self.model_name)
        offered = [tool.name for tool in tools]
        action = next_call(version, ticket, steps_of(input), config.seed or 0, offered)
        if isinstance(action, Reply):
            output = ModelOutput.from_content(self.model_name, action.text)
            written = len(action.text)
        else:
            number = sum(isinstance(message, ChatMessageTool) for message in input) + 1
            output = ModelOutput.for_tool_call(
                self.model_name,
                action.tool,
                dict(action.arguments),
                tool_call_id=f"call_{number}",
                content="",
            )
            written = len(action.tool) + len(str(action.arguments))
        tokens_in = rates.tokens(sum(len(message.text) for message in input))
        tokens_out = rates.tokens(written)
        output.usage = ModelUsage(
            input_tokens=tokens_in,
            output_tokens=tokens_out,
            total_tokens=tokens_in + tokens_out,
            total_cost=rates.cost_usd(version.route, tokens_in, tokens_out),
        )
        return output


def _call(name: str, arguments: dict[str, str | float], orders: dict[str, Order]) -> str:
    """Carry out one tool call in the shop of the ticket that is being worked."""
    desk = store()
    called: list[str] = desk.get("called", [])
    effects = effects_of(desk.get("effects", []))
    outcome = call_tool(
        name,
        arguments,
        orders=orders,
        effects=effects,
        fails_first=name in desk.get("fails_first", []) and name not in called,
        live=bool(desk.get("live")),
    )
    desk.set("called", [*called, name])
    if outcome.effects:
        rows = [[e.what, e.cents, e.approval] for e in (*effects, *outcome.effects)]
        desk.set("effects", rows)
    if outcome.error:
        raise ToolError(outcome.error)
    return outcome.text


def effects_of(rows: list[tuple[str, int, str]]) -> tuple[Effect, ...]:
    """Rebuild the effects that a sample's store keeps as plain rows."""
    return tuple(Effect(what=what, cents=cents, approval=approval) for what, cents, approval in rows)


def tools_of(orders: dict[str, Order]) -> dict[str, Tool]:
    """Make the tools over a set of orders, by name."""

    @tool(name="lookup_order")
    def lookup() -> Tool:
        async def execute(order_id: str) -> str:
            """Look up an order.

            Args:
                order_id: Number of the order, such as A10423.
            """
            return _call("lookup_order", {"order_id": order_id}, orders)

        return execute

    @tool(name="escalate")
    def escalate() -> Tool:
        async def execute(order_id: str, reason: str) -> str:
            """Hand the ticket to a person.

            Args:
                order_id: Number of the order.
                reason: Why a person is needed.
            """
            return _call("escalate", {"order_id": order_id, "reason": reason}, orders)

        return execute

    @tool(name="search_help")
    def search() -> Tool:
        async def execute(query: str) -> str:
            """Search the help texts.

            Args:
                query: Words to look for.
            """
            return _call("search_help", {"query": query}, orders)

        return execute

    return {
        "lookup_order": lookup(),
        **_payments(orders),
        "escalate": escalate(),
        "search_help": search(),
    }


def _payments(orders: dict[str, Order]) -> dict[str, Tool]:
    """Make the two tools that pay."""

    @tool(name="refund")
    def refund() -> Tool:
        async def execute(order_id: str, amount: float, approval: str = "") -> str:
            """Refund an order.

            Args:
                order_id: Number of the order.
                amount: Dollars to refund.
                approval: Approval number, needed above 200 dollars.
            """
            arguments: dict[str, str | float] = {"order_id": order_id, "amount": amount}
            return _call("refund", arguments | {"approval": approval}, orders)

        return execute

    @tool(name=LARGE)
    def refund_large() -> Tool:
        async def execute(order_id: str, amount: float, approval: str) -> str:
            """Refund more than 200 dollars.

            Args:
                order_id: Number of the order.
                amount: Dollars to refund.
                approval: Approval number of the order.
            """
            return _call(LARGE, {"order_id": order_id, "amount": amount, "approval": approval}, orders)

        return execute

    return {"refund": refund(), LARGE: refund_large()}


def desk_of(tickets: dict[str, Ticket], where: Desk) -> Solver:
    """Make the solver that works a ticket at a desk.

    The epoch is the seed, so that a sampling route may differ between epochs.
    """
    made = tools_of({ticket.order.order_id: ticket.order for ticket in tickets.values()})
    tools = [made[name] for name in where.tools]

    # The tickets stay in this closure: Inspect would write them into the log if they were arguments.
    @solver(name="desk")
    def desk() -> Solver:
        async def solve(state: TaskState, generate: Generate) -> TaskState:
            ticket = tickets[str(state.sample_id)]
            version = version_of_model(state.model.name)
            state.store.set("live", version.write_enabled)
            state.store.set("fails_first", [name for name in where.tools if fails(version, ticket, name)])
            state.tools = tools
            state = await generate(state, tool_calls="loop", seed=state.epoch)
            used_in, used_out = _tokens(state)
            state.metadata["cost_usd"] = rates.cost_usd(version.route, used_in, used_out)
            effects = episode_of(state, ticket).effects
            minutes = rates.reviewer_minutes(effects)
            state.metadata["reviewer_minutes"] = minutes
            if where is SECOND:
                state.metadata["reviewed"] = "yes" if rates.is_review(minutes) else "no"
                state.metadata["approval"] = approval_used(effects, ticket.order)
            return state

        return solve

    return desk()


def _tokens(state: TaskState) -> tuple[int, int]:
    """Count the tokens of a worked ticket turn by turn, as the scripted model counted them."""
    characters = used_in = used_out = 0
    for message in state.messages:
        if isinstance(message, ChatMessageAssistant):
            used_in += rates.tokens(characters)
            calls = message.tool_calls or []
            used_out += rates.tokens(len(message.text) + sum(len(c.function) + len(str(c.arguments)) for c in calls))
        characters += len(message.text)
    return used_in, used_out


def episode_of(state: TaskState, ticket: Ticket) -> Episode:
    """See a finished Inspect sample as an episode."""
    return Episode(
        ticket=ticket,
        steps=tuple(steps_of(state.messages)),
        effects=effects_of(state.store.get("effects", [])),
        reply=state.output.completion,
        live=bool(state.store.get("live")),
    )


def scorers_of(tickets: dict[str, Ticket]) -> list[Scorer]:
    """Make the scorers: the right-or-wrong ones of `scoring`, and two simulated numbers."""
    return [*(_mark_scorer(name, tickets) for name in SCORES), *(_number_scorer(name) for name in NUMBERS)]


def _mark_scorer(name: str, tickets: dict[str, Ticket]) -> Scorer:
    judge = SCORES[name]

    @scorer(metrics=[accuracy()], name=name)
    def make() -> Scorer:
        async def score(state: TaskState, _target: Target) -> Score | None:
            mark = judge(episode_of(state, tickets[str(state.sample_id)]))
            if mark is None:
                return None
            told: dict[str, str | list[str]] = {}
            if mark.labels:
                told["labels"] = list(mark.labels)
            if mark.violation:
                told["violation"] = mark.violation
            return Score(
                value=CORRECT if mark.right else INCORRECT,
                explanation=mark.why,
                metadata=told or None,
            )

        return score

    return make()


def _number_scorer(name: str) -> Scorer:
    """Make the scorer of a simulated number that the solver left in the sample's metadata."""

    @scorer(metrics=[mean()], name=name)
    def make() -> Scorer:
        async def score(state: TaskState, _target: Target) -> Score:
            return Score(value=float(state.metadata[name]), explanation="simulated")

        return score

    return make()
