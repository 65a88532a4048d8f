"""tau2-bench results: one file, or a folder of results.json and simulations/."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import msgspec

from evalreport.errors import ReaderError
from evalreport.model.evaluation import EvalRun, ResultFile, Unread
from evalreport.readers.base import refuse
from evalreport.readers.jsontext import head_warnings
from evalreport.readers.rows import translate_parts, unique_rows, withdraw_free_costs
from evalreport.readers.tau2_schema import Info, ResultsText, ResultsValues, Simulation
from evalreport.readers.tau2_simulation import simulation_row
from evalreport.readers.typedjson import decode_outer, decode_part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalreport.model.evaluation import CaseResult
    from evalreport.readers.base import ReadOptions, Source

_INDEX = "results.json"
_FOLDER = "simulations/"
# A bare list of simulations does not say what it simulates.
_UNKNOWN = "tau2"
# The settings come first in a file and hold the whole policy, so its simulations are often beyond the first bytes.
_SETTINGS = ((b'"agent_info"', b'"user_info"'), (b'"agent_info"', b'"environment_info"'))


class Tau2Reader:
    """Results of tau2-bench, as one file or as a folder with `results.json` and `simulations/`.

    A simulation is a row: the task is the case, the trial the epoch (from 1), the domain the suite; runs without a
    simulated user are the suite `DOMAIN/llm_agent_solo`, since their tasks differ. The score `reward` passes at 1; each
    part of it is a score `part.NAME`, and a part that failed the label `failed:NAME`. Expected actions that were missed
    give `tool_not_called`, `tool_arguments_differ` or `user_action_not_taken`, unmet statements `nl_assertion_unmet`,
    an end other than by user or agent `termination:REASON`. The cost is the agent's; that of the simulated user is the
    metadata `user_cost`. A file whose costs are all 0 though tokens were used has unknown costs. Tools called by the
    simulated user are named `user:TOOL`. Not read: ticks of voice runs, the policy, what the tasks say.
    """

    name: ClassVar[str] = "tau2"
    title: ClassVar[str] = "tau2-bench results"
    version: ClassVar[int] = 2

    def sniff(self, source: Source) -> bool:
        """Claim the folder layout, files with the settings of a run, and bare lists of simulations."""
        if source.members:
            names = {member.name for member in source.members}
            return _INDEX in names and any(name.startswith(_FOLDER) for name in names)
        return _has_settings(source.head) or _is_bare_list(source.head)

    def read(self, source: Source, options: ReadOptions) -> ResultFile:
        """Read results; raise ReaderError for those that cannot be decoded at all."""
        index = next((member for member in source.members if member.name == _INDEX), source)
        results = _results(index)
        if results.info is None and results.simulations is None and not source.members:
            raise refuse(source, "there is neither an info block nor a list of simulations", slug="format-unknown")
        suite = options.suite or _suite(results.info)
        unread: list[Unread] = []

        def row(part: object, where: str) -> CaseResult:
            return simulation_row(decode_part(part, Simulation, where), suite)

        rows, repeated = unique_rows(translate_parts(_parts(source, results), row, unread))
        unread += repeated
        rows, cost_warnings = withdraw_free_costs(rows)
        run = _run(source, suite, results, rows, len(unread), cost_warnings)
        return ResultFile(format=self.name, runs=(run,), unread=tuple(unread), warnings=head_warnings(index.head))


def _has_settings(head: bytes) -> bool:
    """Say whether a file begins with the settings of a run, in either of the forms there are."""
    return any(all(key in head for key in keys) for keys in _SETTINGS)


def _is_bare_list(head: bytes) -> bool:
    """Say whether a file begins as a list of simulations; the older tau-bench also writes lists, of trajectories."""
    listed = head.lstrip().startswith(b"[") and b'"traj"' not in head
    return listed and b'"messages"' in head and b'"reward_info"' in head


def _results(source: Source) -> ResultsText | ResultsValues:
    """Decode all but the simulations; a bare list is simulations without settings."""
    data = source.read()
    # Some adaptations of the benchmark write the simulations alone.
    if not data.lstrip().startswith(b"["):
        return decode_outer(data, ResultsText, ResultsValues, source.name)
    return ResultsValues(simulations=list(decode_outer(data, list[msgspec.Raw], list[object], source.name)))


def _parts(source: Source, results: ResultsText | ResultsValues) -> Iterator[tuple[str, object]]:
    """Yield place and content of each simulation, inside the file and beside it; what cannot be read as its error."""
    for index, part in enumerate(results.simulations or ()):
        yield f"simulations[{index}]", part
    for member in source.members:
        if member.name.startswith(_FOLDER) and member.name.endswith(".json"):
            try:
                yield member.name, msgspec.Raw(member.read())
            except ReaderError as error:
                yield member.name, error


def _suite(info: Info | None) -> str:
    """Name the domain; runs without a simulated user have other tasks under the same ids."""
    if info is None or not info.environment_info.domain_name:
        return _UNKNOWN
    # Other implementations are what releases compare, so they must not part the cases.
    agent = info.agent_info.implementation or ""
    domain = info.environment_info.domain_name
    return f"{domain}/{agent}" if agent.endswith("_solo") else domain


def _run(
    source: Source,
    suite: str,
    results: ResultsText | ResultsValues,
    rows: tuple[CaseResult, ...],
    unread: int,
    warnings: tuple[str, ...],
) -> EvalRun:
    """Put the run together; it is complete when each task has all of its trials."""
    info = results.info or Info()
    # An aborted run writes all its tasks and only some simulations; the folder layout may leave the tasks out.
    expected = len(results.tasks or ()) * (info.num_trials or 1)
    complete = bool(rows) and len(rows) + unread >= expected
    return EvalRun(
        # The format gives runs no id; the file's name is what people call them by.
        run_id=source.name.rstrip("/").rpartition("/")[2],
        suite=suite,
        model=info.agent_info.llm,
        status="success" if complete else "incomplete",
        complete=complete,
        rows=rows,
        warnings=(*warnings, *_warnings(results, rows, expected)),
    )


def _warnings(results: ResultsText | ResultsValues, rows: tuple[CaseResult, ...], expected: int) -> Iterator[str]:
    """Yield what the numbers of the run do not say."""
    # Runs that were cut short have no reward, and a share over the rest would flatter.
    unscored = sum(not row.scores for row in rows)
    if len(rows) < expected:
        yield f"{len(rows)} of {expected} simulations are in the file"
    if not rows:
        yield "rows not included: there are no simulations"
    if results.info is None:
        yield "no info block: suite and model are not stated"
    if unscored:
        yield f"{unscored} of {len(rows)} simulations have no reward"
