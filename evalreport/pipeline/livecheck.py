"""`live check`: the rollback rules of the releases that customers meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.errors import ErrorCollector, SettingsError
from evalreport.pipeline.live import Line, live_report
from evalreport.pipeline.project import open_workspace
from evalreport.pipeline.rows import side_rows
from evalreport.pipeline.serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from evalreport.errors import EvalReportError
    from evalreport.model.livereport import LiveReport, RuleState
    from evalreport.model.policy import Policy
    from evalreport.pipeline.project import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveChecked:
    """What `live check` found. ``idle`` names workflows of which no release is live; ``policy`` is today's."""

    reports: tuple[LiveReport, ...]
    errors: tuple[EvalReportError, ...] = ()
    idle: tuple[str, ...] = ()
    policy: Policy | None = None

    @property
    def quiet(self) -> bool:
        """True where no rule asks anybody to act."""
        return not any(report.asking for report in self.reports)


def check_live(root: Path, ids: Iterable[str], *, as_of: str) -> LiveChecked:
    """Judge the rollback rules of the releases named, or of the live one of each workflow, as of a moment (RFC 3339).

    Errors are returned beside what stands.
    """
    errors = ErrorCollector()
    workspace = None
    with errors:
        workspace = open_workspace(root)
    if workspace is None:
        return LiveChecked(reports=(), errors=errors.errors)
    for error in workspace.errors.errors:
        errors.add(error)
    project, named = workspace.project, tuple(ids)
    live = serving(project.releases, project.records, as_of)
    reports: list[LiveReport] = []
    for name in named or filter(None, live.values()):
        with errors:
            reports.append(_report(workspace, name, as_of))
    idle = [] if named else [workflow for workflow, release in live.items() if release is None]
    return LiveChecked(reports=tuple(reports), errors=errors.errors, idle=tuple(idle), policy=project.policy)


def rule_of(root: Path, release_id: str, rule: str, *, as_of: str) -> RuleState | None:
    """Return where one rule stands for one release, None where the live data cannot be read.

    Moving customers back must not wait for a window that somebody has to mend first.
    """
    checked = check_live(root, (release_id,), as_of=as_of)
    return next((state for report in checked.reports for state in report.rules if state.rule.id == rule), None)


def _report(workspace: Workspace, release_id: str, as_of: str) -> LiveReport:
    project = workspace.project
    if release_id not in project.releases:
        known = ", ".join(list(project.releases)[-3:]) or "none yet"
        raise SettingsError(f"no release {release_id!r}", slug="unknown-release", hint=f"the newest are {known}")
    bundle = workspace.bundle(release_id, windows=True)
    offline = side_rows((one for one in bundle.results if one.side == "candidate"), bundle.release.location)
    found = live_report(
        bundle.release,
        bundle.windows,
        offline.rows,
        policy=project.policy,
        as_of=as_of,
        line=Line(releases=project.releases, records=project.records),
        always=True,
    )
    if found is None:
        raise LookupError(release_id)
    return found
