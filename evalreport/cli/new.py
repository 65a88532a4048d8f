"""`evalreport new`: a release scaffolded from result files."""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evalreport.cli.project import project_root
from evalreport.cli.reading import Reading, read_paths, reading_options
from evalreport.documents.bundle import load_bundle
from evalreport.documents.paths import check_id
from evalreport.documents.project import load_project
from evalreport.documents.scaffold import SCHEMA_FOLDER, manifest_text
from evalreport.errors import CollectedError, EvidenceError, ReaderError, WorldError
from evalreport.exports.plaintext import visible
from evalreport.model.location import Location
from evalreport.model.release import SUMMARY_PLACEHOLDER
from evalreport.pipeline.proposal import propose

if TYPE_CHECKING:
    from evalreport.documents.project import Project
    from evalreport.model.evaluation import EvalRun
    from evalreport.pipeline.proposal import Proposal


@click.command("new")
@click.argument("release_id", metavar="ID")
@click.option("--candidate", required=True, type=click.Path(path_type=Path), help="Results of the change.")
@click.option("--baseline", help="A release's id, or results of what it replaces.")
@click.option("--decision", help="The question it answers (default: the policy's first).")
@click.option("--workflow", help="What is released (default: the newest release's, else the id without its version).")
@click.option("--summary", help="What changed, in one line (asked for on a terminal).")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Its day (default: today).")
@reading_options
@click.pass_context
def command(  # an option each
    ctx: click.Context,
    release_id: str,
    *,
    candidate: Path,
    baseline: str | None,
    decision: str | None,
    workflow: str | None,
    summary: str | None,
    date: datetime | None,
    reading: Reading,
) -> None:
    """Scaffold releases/ID/release.yml from result files, which are copied beside it.

    Says what the files hold, how many cases pair, and which margin such a number can carry.
    """
    root = project_root(ctx)
    check_id(release_id, release=True)
    project = load_project(root)
    folder = root / "releases" / release_id
    if folder.exists():
        raise EvidenceError(
            "is here already", slug="exists", location=Location(file=f"releases/{release_id}"), hint="choose another id"
        )
    reading = _as_before(project, candidate, reading)
    proposal = _look(project, candidate, baseline, reading)
    named = replace(reading, suite=reading.suite or proposal.suite)
    copies = {"candidate": candidate}
    fields: dict[str, object] = {
        "release": release_id,
        "workflow": workflow or _workflow(project, release_id),
        "decision": _decision(project, decision, has_baseline=baseline is not None),
        "summary": summary or _asked_summary(),
        # The only manifest field that a clock may fill: a person reads it before it is committed.
        "date": (date or datetime.now(UTC)).strftime("%Y-%m-%d"),
        "candidate": _entry(f"results/candidate{_suffix(candidate)}", named),
    }
    if baseline in project.releases:
        fields["baseline"] = baseline
    elif baseline is not None:
        # The variant picks the candidate's run; the baseline's file has its own.
        fields["baseline"] = _entry(f"results/baseline{_suffix(Path(baseline))}", replace(reading, variant=None))
        copies["baseline"] = Path(baseline)
    _write(root, folder, fields, proposal, copies)
    for note in proposal.notes:
        click.echo(visible(note))
    click.echo(f"wrote releases/{release_id}/release.yml")
    click.echo(f"next: evalreport check {release_id}, then evalreport build")


def _asked_summary() -> str:
    """Ask for the summary where somebody sits in front, else leave words that ask for it in the manifest."""
    if sys.stdin.isatty():
        return str(click.prompt("What changed, in one line"))
    return SUMMARY_PLACEHOLDER


def _as_before(project: Project, candidate: Path, reading: Reading) -> Reading:
    """Take the column map of the newest release with such a file, where none is given and it fits."""
    before = [
        release
        for release in reversed(list(project.releases.values()))
        if release.candidate.columns and _suffix(Path(release.candidate.files[0])) == _suffix(candidate)
    ]
    if reading.columns or not before:
        return reading
    known = replace(reading, columns=before[0].candidate.columns)
    try:
        _runs(str(candidate), known)
    except (ReaderError, CollectedError):
        return reading
    said = " ".join(f"--column {ours}={theirs}" for ours, theirs in known.columns.items())
    click.echo(visible(f"columns as in {before[0].id}: {said}"))
    return known


def _look(project: Project, candidate: Path, baseline: str | None, reading: Reading) -> Proposal:

    new, classes = _runs(str(candidate), reading), project.policy.failure_classes
    if baseline is None:
        return propose(new, None, classes)
    if baseline in project.releases:
        bundle = load_bundle(project, baseline)
        return propose(new, [run for item in bundle.results if item.side == "candidate" for run in item.runs], classes)
    # Checked here and not by click: a release's id is no path.
    if not Path(baseline).exists():
        known = f"releases are: {', '.join(project.releases)}" if project.releases else "there is no release yet"
        raise click.BadParameter(f"{baseline!r} is neither a file nor a release; {known}", param_hint="--baseline")
    return propose(new, _runs(baseline, replace(reading, variant=None)), classes)


def _runs(path: str, reading: Reading) -> list[EvalRun]:
    return [run for file in read_paths((path,), reading) for run in file.result.runs]


def _workflow(project: Project, release_id: str) -> str:
    # Most repositories release one thing.
    newest = list(project.releases.values())[-1:]
    return newest[0].workflow if newest else re.sub(r"[-_.]?v?\d[\w.+]*$", "", release_id) or release_id


def _decision(project: Project, given: str | None, *, has_baseline: bool) -> str:
    """Take the decision given, else the policy's first, or the one for a release that has nothing before it."""
    names = list(project.policy.decisions)
    if given is not None and given not in names:
        raise click.BadParameter(f"{given!r} is none of {', '.join(names)}", param_hint="--decision")
    if given is not None:
        return given
    if not names:
        raise EvidenceError("the policy names no decision", slug="unknown-decision", hint="add one under decisions")
    return "first-release" if not has_baseline and "first-release" in names else names[0]


def _entry(path: str, reading: Reading) -> object:
    more = {
        "format": reading.format,
        "variant": reading.variant,
        "suite": reading.suite,
        "columns": dict(reading.columns) or None,
    }
    said = {name: value for name, value in more.items() if value is not None}
    return {"files": path, **said} if said else path


def _suffix(path: Path) -> str:
    return "" if path.is_dir() else "".join(path.suffixes[-2:]) if path.suffix in {".gz", ".zst"} else path.suffix


def _write(root: Path, folder: Path, fields: dict[str, object], proposal: Proposal, copies: dict[str, Path]) -> None:

    try:
        (folder / "results").mkdir(parents=True)
        for side, path in copies.items():
            target = folder / "results" / f"{side}{_suffix(path)}"
            if path.is_dir():
                shutil.copytree(path, target)
            else:
                shutil.copyfile(path, target)
        schema = (root / SCHEMA_FOLDER / "release.json").is_file()
        text = manifest_text(fields, notes=proposal.notes, schema=schema)
        (folder / "release.yml").write_text(text, encoding="utf-8")
    except OSError as error:
        raise WorldError(f"cannot write releases/{folder.name}: {error.strerror}", slug="disk") from error
