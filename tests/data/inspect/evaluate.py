"""Runs a tiny evaluation with the real tool and a scripted model: `python evaluate.py FOLDER eval|json`.

Two cases, two epochs, tool calls of which one fails, scores of every kind, and one sample that breaks.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import inspect_ai
from inspect_ai.dataset import Sample
from inspect_ai.model import ModelOutput, ModelUsage, get_model
from inspect_ai.scorer import Score, accuracy, includes, mean, scorer
from inspect_ai.solver import basic_agent
from inspect_ai.tool import ToolError, tool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspect_ai.scorer import Scorer, Target
    from inspect_ai.solver import TaskState
    from inspect_ai.tool import Tool

LIMIT = 10


def refund() -> Tool:
    """Make the tool."""

    async def execute(amount: int) -> str:
        """Refund an amount.

        Args:
            amount: How much to refund.
        """
        if amount > LIMIT:
            raise ToolError(f"more than {LIMIT}")
        return "done"

    return execute


def manners() -> Scorer:
    """Score by a mapping."""

    async def score(state: TaskState, target: Target) -> Score:
        if not target.text:
            raise ValueError("no target to score against")
        return Score(value={"polite": 0.5, "short": len(state.output.completion) < LIMIT}, metadata={"label": "curt"})

    return score


def unscored() -> Scorer:
    """Score with what is no number."""

    async def score(state: TaskState, target: Target) -> Score:
        return Score(value=float("nan"), explanation=f"{state.sample_id}: {target.text}")

    return score


def answers() -> Iterator[ModelOutput]:
    """Yield what the scripted model says: a refund that fails, one that works, then the answer, again and again."""
    while True:
        calls = [("refund", {"amount": 50}), ("refund", {"amount": 5}), ("submit", {"answer": "yes"})]
        for name, arguments in calls:
            output = ModelOutput.for_tool_call("mockllm/model", name, arguments)
            # Stated, since the tool would otherwise fetch a tokenizer to count them.
            output.usage = ModelUsage(input_tokens=7, output_tokens=2, total_tokens=9)
            yield output


def main(folder: str, log_format: str) -> None:
    """Run the evaluation and write its log."""
    dataset = [
        Sample(id="a", input="May I have 5 back?", target="yes", metadata={"cost_usd": 0.5, "tags": ["small"]}),
        Sample(id=2, input="May I have 50 back?", target="no"),
        Sample(id=3, input="?", target=""),
    ]
    task = inspect_ai.Task(
        name="refunds",
        dataset=dataset,
        solver=basic_agent(tools=[tool(refund)()]),
        scorer=[
            includes(),
            scorer(metrics={"polite": [mean()], "short": [accuracy()]})(manners)(),
            scorer(metrics=[mean()])(unscored)(),
        ],
        epochs=2,
        tags=["nightly"],
    )
    (log,) = inspect_ai.eval(
        task,
        model=get_model("mockllm/model", custom_outputs=answers()),
        log_dir=folder,
        log_format=log_format,
        display="none",
        max_samples=1,
        fail_on_error=False,
    )
    print(log.location)


if __name__ == "__main__":
    main(*sys.argv[1:])
