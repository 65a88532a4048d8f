"""AgentDojo results: a folder of cases, one JSON file each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

import msgspec

from evalreport.errors import ReaderError
from evalreport.model.evaluation import CaseResult, EvalRun, ResultFile, Score, Unread
from evalreport.readers.base import refuse
from evalreport.readers.chat import NOTHING, Turn, content_text, first_text, join_calls, listed
from evalreport.readers.rows import translate_parts, unique_rows
from evalreport.readers.typedjson import decode_part, decode_typed
from evalreport.readers.values import clip, number, only_verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.readers.base import ReadOptions, Source

NONE = "none"
# PIPELINE/SUITE/TASK/ATTACK/INJECTION.json; a release's folder may begin at any of the first three.
_MEMBER = re.compile(r"(^|/)(user|injection)_task_[^/]+/[^/]+/[^/]+\.json$")
# Three keys together: each of them alone is a common word.
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
    # True means that the injected goal was reached.
    security: bool | None = None
    duration: float | None = None
    # Older versions write no time.
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
    version: ClassVar[int] = 2

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
        _check_variant(source, options.variant, {pipeline for pipeline, _ in grouped})
        # Runs in order of their names, whatever order the folder lists its files in.
        chosen = [key for key in sorted(grouped) if options.variant in {None, key[0]}]
        runs = tuple(_run(pipeline, suite, grouped[pipeline, suite], unread) for pipeline, suite in chosen)
        return ResultFile(format=self.name, runs=runs, unread=tuple(unread))


def _check_variant(source: Source, variant: str | None, pipelines: set[str]) -> None:
    """Raise ReaderError for a variant that is no pipeline; where nothing could be read, that is the message due."""
    if pipelines and variant not in {None, *pipelines}:
        found = ", ".join(sorted(pipelines))
        raise refuse(source, f"no pipeline {variant!r}: there are {found}", slug="result-choice")


def _parts(source: Source) -> Iterator[tuple[str, object]]:
    """Yield name and undecoded text of each JSON file of the folder; what cannot be read as its error."""
    for member in source.members:
        # Folders of results often hold a log or a picture beside them.
        if member.name.endswith(".json"):
            try:
                yield member.name, msgspec.Raw(member.read())
            except ReaderError as error:
                yield member.name, error


def _run(pipeline: str, suite: str, located: list[tuple[str, CaseResult]], unread: list[Unread]) -> EvalRun:
    """Put the run of one pipeline over one suite together."""
    rows, repeated = unique_rows(located)
    unread.extend(repeated)
    # The format gives runs no id; pipeline and suite are what its folders are named by.
    return EvalRun(run_id=f"{pipeline}/{suite}", suite=suite, model=pipeline, variant=pipeline, rows=rows)


def _row(case: Case, suite: str | None) -> CaseResult:
    """Translate a case; raise ValueError where a number is none."""
    attack, injection = case.attack_type or NONE, case.injection_task_id or NONE
    scores = tuple(_scores(case, attack))
    tools, tool_errors = join_calls(case.messages, _turn)
    return CaseResult(
        suite=suite or case.suite_name,
        case_id=f"{case.user_task_id}/{attack}/{injection}",
        scores=scores,
        passed=_verdict(case, scores),
        error=clip(case.error),
        input=first_text(message.content for message in listed(case.messages) if message.role == "user"),
        output=first_text(message.content for message in listed(case.messages)[::-1] if message.role == "assistant"),
        tools=tools,
        tool_errors=tool_errors,
        latency_s=number(case.duration),
        started_at=case.evaluation_timestamp,
        tags=_tags(case),
        metadata={"attack": attack, "injection_task": injection, "kind": _kind(case), "pipeline": case.pipeline_name},
    )


def _kind(case: Case) -> str:
    """Say whose task it is: the goals of attacks are also run as if a user had asked for them."""
    return "injection_task" if case.user_task_id.startswith("injection_task") else "user_task"


def _tags(case: Case) -> tuple[str, ...]:
    """Name the attack, and the tasks that no user gave."""
    found = ["injection_task_as_user"] if _kind(case) == "injection_task" else []
    return tuple(found if case.attack_type is None else [*found, case.attack_type])


def _verdict(case: Case, scores: tuple[Score, ...]) -> bool | None:
    """Return the verdict over the case, where there is one."""
    # Under attack a useful answer is no pass: the attack may have succeeded beside it.
    return only_verdict(scores) if case.error is None and len(scores) == 1 else None


def _scores(case: Case, attack: str) -> Iterator[Score]:
    """Yield utility, and under an attack security, whose direction only the scorecard can say."""
    if case.utility is not None:
        yield Score(name="utility", value=float(case.utility), passed=case.utility)
    # Without an attack the format writes true everywhere, which would count as attacks that succeeded.
    if case.security is not None and attack != NONE:
        yield Score(name="security", value=float(case.security))


def _turn(message: Message) -> Turn:
    """Return what a message calls and answers."""
    if message.role != "tool" and not message.tool_calls:
        return NOTHING
    answers = ((message.tool_call_id, message.error, content_text(message.content)),) if message.role == "tool" else ()
    return Turn(
        calls=tuple((call.function, call.args, call.id) for call in listed(message.tool_calls)), answers=answers
    )
