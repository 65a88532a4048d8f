"""The fields of Inspect logs that are read, as types of the decoder.

Only what a row needs is declared: events, the store and everything else are the bulk of a log and are skipped
undecoded. Log versions 1 to 3 fit, since every field but the task and a sample's id may be missing.
"""

from __future__ import annotations

import msgspec


class CallSpec(msgspec.Struct):
    """A tool call inside an assistant message."""

    function: str
    id: str | None = None
    arguments: object = None


class CallError(msgspec.Struct):
    """What a tool message reports instead of a result."""

    message: str = ""
    # permission, timeout, parsing …: what kind of failure it was is told apart from its words.
    type: str = "error"


class Message(msgspec.Struct):
    """A chat message; ``content`` is text or a list of typed parts."""

    role: str
    content: object = None
    tool_calls: list[CallSpec] | None = None
    tool_call_id: str | None = None
    function: str | None = None
    error: CallError | None = None


class Usage(msgspec.Struct):
    """Tokens of one model; ``input_tokens`` leaves out what came from a cache."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    # Newer versions price calls themselves where they know the model; older logs hold no money at all.
    total_cost: float | None = None


class ScoreSpec(msgspec.Struct):
    """One scorer's result."""

    # Letter, number, truth value, text, list or mapping: any scorer decides for itself.
    value: object = None
    explanation: str | None = None
    metadata: dict[str, object] | None = None


class Failure(msgspec.Struct):
    """An error of the harness or the model's interface."""

    message: str = "unknown error"


class Limit(msgspec.Struct):
    """The limit that stopped a sample."""

    type: str


class Choice(msgspec.Struct):
    """One answer of the model."""

    message: Message | None = None


class Output(msgspec.Struct):
    """The last output of the model."""

    completion: str | None = None
    # Refusals leave the list empty, and then the completion too.
    choices: list[Choice] | None = None


class Sample(msgspec.Struct):
    """One sample; ``score`` is how logs of version 1 spell their only score."""

    # Data sets count or name their samples; as text 1 and "1" are one case.
    id: int | str
    epoch: int = 1
    uuid: str | None = None
    input: str | list[Message] = ""
    messages: list[Message] | None = None
    output: Output | None = None
    scores: dict[str, ScoreSpec] | None = None
    score: ScoreSpec | None = None
    metadata: dict[str, object] | None = None
    model_usage: dict[str, Usage] | None = None
    # Wall clock, and what is left of it without waiting for rate limits and for other samples.
    total_time: float | None = None
    working_time: float | None = None
    started_at: str | None = None
    error: Failure | None = None
    limit: Limit | None = None
    attachments: dict[str, str] | None = None


class EvalSpec(msgspec.Struct):
    """What the log says about the evaluation itself."""

    task: str
    # Of one evaluation over several tasks the id is the same in all logs; with the task it names the run.
    run_id: str = ""
    model: str | None = None
    created: str | None = None
    tags: list[str] | None = None


class Stats(msgspec.Struct):
    """What the whole run used, which is all that a log without samples tells of tokens."""

    model_usage: dict[str, Usage] | None = None


class LogHeader(msgspec.Struct):
    """What a log says about the whole run; an archive holds its samples as members of their own."""

    eval: EvalSpec
    # Logs from before versions were counted leave it out.
    version: int | None = None
    # A log that does not say how it ended has not ended.
    status: str = "started"
    # One object in version 1, lists since; null where a run failed.
    results: object = None
    invalidated: bool = False
    stats: Stats | None = None


class LogText(LogHeader):
    """A log whose samples are kept undecoded, to be decoded one by one."""

    samples: list[msgspec.Raw] | None = None


class LogValues(LogHeader):
    """A log that only the strict decoder could read."""

    samples: list[object] | None = None
