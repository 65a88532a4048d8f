"""AgentDojo results: a folder of cases, one JSON file each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

import msgspec

from evalreport.errors import ReaderError
from evalreport.model.evaluation import CaseResult, EvalRun, ResultFile, Score, Unread
from evalreport.readers.base import refuse
from evalreport.readers.chat import CallLog, content_text
from evalreport.readers.rows import translate_parts, unique_rows
from evalreport.readers.typedjson import decode_part, decode_typed
from evalreport.readers.values import clip, number, only_verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.readers.base import ReadOptions, Source

NONE = "none"
_MEMBER = re.compile(r"(^|/)(user|injection)_task_[^/]+/[^/]+/[^/]+\.json$")
_KEYS = (b'"suite_name"', b'"pipeline_name"', b'"user_task_id"')


class Call(msgspec.Struct):
    """A tool call inside an assistant message."""

    function: str
    args: object = None
    id: str | None = None


class Message(msgspec.Struct):
    """A chat message; ``error`` is a tool's."""

    role: str
    content: object = None
    tool_calls: list[Call] | None = None
    tool_call_id: str | None = None
    error: str | None = None


class Case(msgspec.Struct):
    """One case: a user task, alone or under an attack that tries to bring in another task."""

    suite_name: str
    pipeline_name: str
    user_task_id: str
    injection_task_id: str | None = None
    attack_type: str | None = None
    messages: list[Message] | None = None
    error: str | None = None
    utility: bool | None = None
    security: bool | None = None
    duration: float | None = None
    evaluation_timestamp: str | None = None


class AgentDojoReader:
    """Results of AgentDojo: a folder of cases, or one of its files.

    The case is `USER_TASK/ATTACK/INJECTION_TASK`, with `none` where there is no attack; the suite is AgentDojo's, and
    each pipeline is a run. The score `utility` passes when the user's task was done. The score `security` is 1 when the
    **attack succeeded** and states no pass: the scorecard declares that lower is better. Without an attack AgentDojo
    writes `security` too, where it means nothing, so it is left out. Injection tasks run as user tasks are rows of
    their own with the metadata `kind: injection_task` and the tag `injection_task_as_user`; all others are
    `kind: user_task`. The metadata `attack` and `injection_task` filter. An error of a case leaves it unscored.
    The format has no cost and no tokens.
    """

    name: ClassVar[str] = "agentdojo"
    title: ClassVar[str] = "AgentDojo results"
    version: ClassVar[int] = 1

    def sniff(self, source: Source) -> bool:
        """Claim folders that hold cases by their paths, and single cases by their first keys."""
        if source.members:
            return any(_MEMBER.search(member.name) for member in source.members)
        head = source.head
        return head.lstrip().startswith(b"{") and all(key in head for key in _KEYS)

    def read(self, source: Source, options: ReadOptions) -> ResultFile:
        """Read all cases; raise ReaderError for a single case that cannot be read, or a variant that is not there."""

        def row(part: object, where: str) -> CaseResult:
            return _row(decode_part(part, Case, where), options.suite)

        unread: list[Unread] = []
        parts = _parts(source) if source.members else [(source.name, decode_typed(source.read(), Case, source.name))]
        grouped: dict[tuple[str, str], list[tuple[str, CaseResult]]] = {}
        for where, case in translate_parts(parts, row, unread):
            grouped.setdefault((case.metadata["pipeline"], case.suite), []).append((where, case))
        chosen = {key: rows for key, rows in sorted(grouped.items()) if options.variant in {None, key[0]}}
        if grouped and not chosen:
            pipelines = ", ".join(sorted({pipeline for pipeline, _ in grouped}))
            raise refuse(source, f"no pipeline {options.variant!r}: there are {pipelines}", slug="result-choice")
        runs = tuple(_run(pipeline, suite, rows, unread) for (pipeline, suite), rows in chosen.items())
        return ResultFile(format=self.name, runs=runs, unread=tuple(unread))


def _parts(source: Source) -> Iterator[tuple[str, object]]:
    """Yield name and undecoded text of each JSON file of the folder; what cannot be read as its error."""
    for member in source.members:
        if member.name.endswith(".json"):
            try:
                yield member.name, msgspec.Raw(member.read())
            except ReaderError as error:
                yield member.name, error


def _run(pipeline: str, suite: str, located: list[tuple[str, CaseResult]], unread: list[Unread]) -> EvalRun:
    """Put the run of one pipeline over one suite together."""
    rows, repeated = unique_rows(located)
    unread.extend(repeated)
    return EvalRun(run_id=f"{pipeline}/{suite}", suite=suite, model=pipeline, variant=pipeline, rows=rows)


def _row(case: Case, suite: str | None) -> CaseResult:
    """Translate a case; raise ValueError where a number is none."""
    attack, injection = case.attack_type or NONE, case.injection_task_id or NONE
    as_user = case.user_task_id.startswith("injection_task")
    calls = _calls(case.messages)
    messages = case.messages or []
    scores = tuple(_scores(case, attack))
    return CaseResult(
        suite=suite or case.suite_name,
        case_id=f"{case.user_task_id}/{attack}/{injection}",
        scores=scores,
        # Under attack a useful answer is no pass: the attack may have succeeded beside it.
        passed=None if case.error or len(scores) != 1 else only_verdict(scores),
        error=clip(case.error),
        input=_first_text([message for message in messages if message.role == "user"]),
        output=_first_text([message for message in reversed(messages) if message.role == "assistant"]),
        tools=calls.tools if calls else None,
        tool_errors=calls.errors if calls else None,
        latency_s=number(case.duration),
        started_at=case.evaluation_timestamp,
        tags=(*(["injection_task_as_user"] if as_user else []), *([attack] if attack != NONE else [])),
        metadata={
            "attack": attack,
            "injection_task": injection,
            "kind": "injection_task" if as_user else "user_task",
            "pipeline": case.pipeline_name,
        },
    )


def _scores(case: Case, attack: str) -> Iterator[Score]:
    """Yield utility, and under an attack security, whose direction only the scorecard can say."""
    if case.utility is not None:
        yield Score(name="utility", value=float(case.utility), passed=case.utility)
    if case.security is not None and attack != NONE:
        yield Score(name="security", value=float(case.security))


def _calls(messages: list[Message] | None) -> CallLog | None:
    """Gather the tool calls; None where the case holds no messages."""
    if messages is None:
        return None
    log = CallLog()
    for message in messages:
        for call in message.tool_calls or ():
            log.call(call.function, call.args, call.id)
        if message.role == "tool":
            log.answer(message.tool_call_id, message.error)
    return log


def _first_text(messages: list[Message]) -> str | None:
    """Return the first text that is not empty."""
    return clip(next((text for message in messages if (text := content_text(message.content))), None))
