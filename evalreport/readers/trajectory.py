"""Trajectories of SWE-agent (`.traj`): one file a run, or a folder of them."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, ClassVar

import msgspec

from evalreport.errors import ReaderError
from evalreport.model.evaluation import CaseResult, EvalRun, ResultFile, ToolCall, Unread
from evalreport.model.trace import Trace
from evalreport.readers.base import refuse
from evalreport.readers.jsontext import BOM, head_warnings
from evalreport.readers.rows import translate_parts, unique_rows, withdraw_free_costs
from evalreport.readers.typedjson import decode_part, decode_typed
from evalreport.readers.values import clip, number, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.readers.base import ReadOptions, Source

_SUFFIX = ".traj"
_SUITE = "swe-agent"
_SUBMITTED = "submitted"
_MAX_NAME = 60


class Step(msgspec.Struct):
    """What the agent did, and what it saw then."""

    action: str | None = None
    observation: str | None = None


class Stats(msgspec.Struct):
    """What the run used; files of before version 1.0 also have the total over several runs, which is not read."""

    instance_cost: float | None = None
    tokens_sent: int | float | None = None
    tokens_received: int | float | None = None
    api_calls: int | float | None = None


class Info(msgspec.Struct):
    """How the run ended."""

    exit_status: str | None = None
    submission: str | None = None
    model_stats: Stats | None = None


class Trajectory(msgspec.Struct):
    """A run; demonstrations that hold a ``history`` of messages alone have no trajectory."""

    trajectory: list[Step] | None = None
    info: Info | None = None
    environment: str | None = None


class TrajectoryReader:
    """Trajectories of SWE-agent, as one `.traj` file or a folder of them, each file a row of the suite `swe-agent`.

    The case is the file's name, which is the task's id. Each step is a call of a tool, named by the first word of its
    action, with the whole action as arguments and the observation as result; whether it failed the format does not
    say. Cost and tokens are those of `model_stats`, as stated: replayed runs state 0 of both. The end is the metadata
    `exit_status`, and a label `exit:STATUS` where it is not `submitted`; a run without one is cut short. The format
    has no verdict: whether the patch is right SWE-bench says. Not read: thoughts, prompts, patches.
    """

    name: ClassVar[str] = "swe-agent-traj"
    title: ClassVar[str] = "SWE-agent trajectories"
    version: ClassVar[int] = 1

    def sniff(self, source: Source) -> bool:
        """Claim files of that name that hold an object, and folders with one."""
        if source.members:
            return any(self.sniff(member) for member in source.members)
        return source.name.endswith(_SUFFIX) and source.head.removeprefix(BOM).lstrip().startswith(b"{")

    def read(self, source: Source, options: ReadOptions) -> ResultFile:
        """Read all runs; raise ReaderError for a single file that cannot be read, or where no file can."""
        suite = options.suite or _SUITE
        unread: list[Unread] = []
        files = [member for member in source.members if self.sniff(member)]
        # One file by itself has nothing beside it that its error would cost.
        parts = _parts(files) if files else [(source.name, _decode(source))]

        def row(part: object, where: str) -> CaseResult:
            return _row(decode_part(part, Trajectory, where), where, suite)

        rows, repeated = unique_rows(translate_parts(parts, row, unread))
        if not rows:
            raise refuse(source, f"no trajectory can be read: {unread[0].why}", slug="result-empty")
        rows, free = withdraw_free_costs(rows)
        run = EvalRun(
            run_id=source.name.rstrip("/").rpartition("/")[2],
            suite=suite,
            rows=rows,
            warnings=(*free, *_warnings(rows)),
        )
        return ResultFile(
            format=self.name,
            runs=(run,),
            unread=(*unread, *repeated),
            warnings=head_warnings((files or [source])[0].head),
        )


def _decode(source: Source) -> Trajectory:
    return decode_typed(source.read().removeprefix(BOM), Trajectory, source.name)


def _parts(files: list[Source]) -> Iterator[tuple[str, object]]:
    """Yield name and undecoded text of each file; what cannot be read as its error."""
    for file in files:
        try:
            yield file.name, msgspec.Raw(file.read().removeprefix(BOM))
        except ReaderError as error:
            yield file.name, error


def _row(one: Trajectory, where: str, suite: str) -> CaseResult:
    """Translate a run; raise ValueError where a number is none."""
    info = one.info or Info()
    stats = info.model_stats or Stats()
    ended = info.exit_status
    steps = one.trajectory
    facts = {"exit_status": ended, "environment": one.environment, "api_calls": _text(whole(stats.api_calls))}
    return CaseResult(
        suite=suite,
        # Newer versions put each run into a folder of its name.
        case_id=PurePosixPath(where).name.removesuffix(_SUFFIX),
        labels=_labels(ended),
        output=clip(info.submission) or None,
        tools=None if steps is None else tuple(map(_call, steps)),
        cost_usd=number(stats.instance_cost),
        tokens_in=whole(stats.tokens_sent),
        tokens_out=whole(stats.tokens_received),
        metadata={name: value for name, value in sorted(facts.items()) if value},
        trace=Trace(spans=len(steps or ()), ended=ended is not None),
    )


def _labels(ended: str | None) -> tuple[str, ...]:
    """Name an end other than by submission."""
    return () if ended in {None, _SUBMITTED} else (f"exit:{ended}",)


def _text(value: int | None) -> str | None:
    return None if value is None else str(value)


def _call(step: Step) -> ToolCall:
    """Return a step as a call: its action is a command line, of which the first word names the tool."""
    action = (step.action or "").strip()
    name = action.split(maxsplit=1)[0] if action else "?"
    return ToolCall(name=clip(name, _MAX_NAME) or "?", arguments=clip(action), result=clip(step.observation))


def _warnings(rows: tuple[CaseResult, ...]) -> Iterator[str]:
    """Yield what is missing from the runs."""
    bare = sum(row.tools is None for row in rows)
    cut = sum(row.trace is not None and not row.trace.ended for row in rows)
    if bare:
        yield f"{bare} of {len(rows)} files hold no trajectory"
    if cut:
        yield f"{cut} of {len(rows)} runs say no exit_status"
