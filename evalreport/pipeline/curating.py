"""`curate`: from traces to a review file, and from reviewed rows to the cases of a suite."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from evalreport.disclosure.redact import Redactor
from evalreport.documents.paths import inside
from evalreport.documents.reviews import FOLDER, read_reviews, review_table
from evalreport.errors import ErrorCollector, EvidenceError
from evalreport.live.curate import by_class, by_key, by_novelty, draw, run_id, tally
from evalreport.live.samples import samples
from evalreport.live.times import moment
from evalreport.model.review import NO_FAILURE
from evalreport.pipeline.cases import CaseReader, headline_of
from evalreport.pipeline.project import open_workspace
from evalreport.pipeline.recording import write
from evalreport.pipeline.rows import side_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from evalreport.live.curate import Drawn
    from evalreport.model.assessment import CaseSide
    from evalreport.model.evaluation import CaseResult
    from evalreport.model.release import Release
    from evalreport.model.review import ReviewedRun, ReviewTally
    from evalreport.pipeline.project import Workspace

# As much of a text as a person reads to code a run; the trace has the rest.
EXCERPT = 2000
STRATUM = "stratum:"
ROOT = PurePosixPath()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a review file is to hold: how many runs, by what, drawn with which seed, of which windows (all if none).

    ``raw`` leaves mail addresses and the like in the texts, which the policy would black out on the site.
    """

    n: int
    by: str
    seed: str
    windows: tuple[str, ...] = ()
    raw: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """Review files that people filled in; ``raw`` as in `Wish`, for the texts of the cases."""

    files: tuple[str, ...]
    raw: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Live:
    """The live runs of a release, its offline cases, and the window of each live run."""

    runs: Sequence[CaseSide]
    offline: Sequence[CaseSide]
    places: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """The review file that was written: its path, and of each stratum how many of how many."""

    path: str
    strata: Mapping[str, tuple[int, int]]
    redacted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The suite that was written: its path, its cases, where its review is summed up, and what became of the rows."""

    path: str
    cases: int
    summary: str
    tally: ReviewTally


def sample(root: Path, release_id: str, wish: Wish, *, as_of: str, out: str | None) -> Sampled:
    """Draw live runs of a release into a review file that must not exist yet.

    Raises EvidenceError for an unknown release, window or way to draw and where there is no run; all errors of files.
    """
    workspace = _workspace(root)
    release = _release(workspace, release_id)
    live = _runs(workspace, release_id, wish.windows, as_of)
    novelty = by_novelty(live.runs, live.offline)
    stratum = _strata(wish.by, live.runs, novelty)
    drawn = draw(live.runs, stratum, n=wish.n, seed=wish.seed)
    sizes = Counter(stratum(side) for side in live.runs)
    redact = _redactor(workspace, raw=wish.raw)
    path = _free(root, release, out, "review", ".csv")
    rows = [{**_told(one, live.places, redact), "known_or_new": novelty(one.side)} for one in drawn]
    write(root / path, review_table(rows))
    taken = Counter(one.stratum for one in drawn)
    return Sampled(
        path=path.as_posix(), strata={name: (taken[name], sizes[name]) for name in sorted(sizes)}, redacted=redact.said
    )


def finish(root: Path, release_id: str, filled: Filled, *, as_of: str, out: str | None) -> Finished:
    """Turn the reviewed rows of these files into cases of a suite, and sum the review up beside it.

    What came in and went out is taken from the windows, whole: the review file shows people an excerpt.
    Raises all errors of the files at once; EvidenceError where nothing was reviewed.
    """
    workspace = _workspace(root)
    release = _release(workspace, release_id)
    live = _runs(workspace, release_id, (), as_of)
    paths = [inside(ROOT, text) for text in filled.files]
    rows = _rows(workspace, paths, live)
    found = tally(rows)
    cases = _cases(rows, found.conflicts)
    if not cases:
        hint = "fill in failure_class, severity and reviewer, then finish again"
        raise EvidenceError("no row is reviewed, or all of them are in conflict", slug="review", hint=hint)
    path = _free(root, release, out, "cases", ".jsonl")
    redact = _redactor(workspace, raw=filled.raw)
    runs = {run_id(side.row): side.row for side in live.runs}
    told = [{"suite": path.stem, **_case(runs[run], one, live.places[run], redact)} for run, one in cases.items()]
    write(root / path, "".join(f"{json.dumps(case, ensure_ascii=False, sort_keys=True)}\n" for case in told))
    summary = path.with_name(f"{path.stem}.review.json")
    write(root / summary, json.dumps(_summary(root, paths, found), ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    return Finished(path=path.as_posix(), cases=len(cases), summary=summary.as_posix(), tally=found)


def _workspace(root: Path) -> Workspace:
    workspace = open_workspace(root)
    if workspace is None:
        raise LookupError(root)
    workspace.errors.raise_if_any()
    return workspace


def _release(workspace: Workspace, release_id: str) -> Release:
    found = workspace.project.releases.get(release_id)
    if found is None:
        known = ", ".join(list(workspace.project.releases)[-3:]) or "none yet"
        raise EvidenceError(f"no release {release_id!r}", slug="unknown-release", hint=f"the newest are {known}")
    return found


def _redactor(workspace: Workspace, *, raw: bool) -> Redactor:
    return Redactor(() if raw else workspace.project.policy.publish.redact)


def _rows(workspace: Workspace, paths: Sequence[PurePosixPath], live: _Live) -> list[ReviewedRun]:
    """Read review files; raise all that is wrong in them, a run that no window holds too."""
    errors = ErrorCollector()
    rows: list[ReviewedRun] = []
    for path in paths:
        with errors:
            rows.extend(read_reviews(workspace.project.root, path, workspace.project.policy, errors))
    for row in rows:
        if row.trace_id not in live.places:
            message, hint = f"no live window holds the run {row.trace_id!r}", "keep the trace_id that was drawn"
            errors.add(EvidenceError(message, slug="review", location=row.location, path="trace_id", hint=hint))
    errors.raise_if_any()
    return rows


def _runs(workspace: Workspace, release_id: str, windows: Sequence[str], as_of: str) -> _Live:
    """Return live runs of a release from these windows, or all; EvidenceError where there is none."""
    bundle = workspace.bundle(release_id, windows=True)
    known = [window.id for window in bundle.windows]
    unknown = [name for name in windows if name not in known]
    if unknown or not known:
        message = f"no live window {unknown[0]!r}" if unknown else f"{release_id} has no live window"
        raise EvidenceError(message, slug="review", hint=f"the windows are {', '.join(known) or 'none yet'}")
    offline = side_rows((one for one in bundle.results if one.side == "candidate"), bundle.release.location).rows
    policy = workspace.project.policy
    decision = policy.decisions.get(bundle.release.decision)
    reader = CaseReader(policy, headline_of(policy, decision.gates if decision else (), offline.values()))
    asked = [window for window in bundle.windows if not windows or window.id in windows]
    now = moment(as_of)
    taken = samples(asked, reader.sides, as_of=now) if now else ()
    places = {run_id(side.row): one.window.id for one in taken for side in one.sides}
    live = [side for one in taken for side in one.sides]
    if not live:
        raise EvidenceError("the windows hold no run", slug="review", hint="pull a window with runs")
    return _Live(runs=live, offline=list(reader.sides(offline).values()), places=places)


def _strata(by: str, live: Sequence[CaseSide], novelty: Callable[[CaseSide], str]) -> Callable[[CaseSide], str]:
    if by in {"class", "novelty"}:
        return by_class if by == "class" else novelty
    key = by.removeprefix(STRATUM)
    if key == by or not key:
        hint = f"write class, novelty, or {STRATUM}KEY with a metadata key"
        raise EvidenceError(f"runs cannot be drawn by {by!r}", slug="review", hint=hint)
    keys = sorted({name for side in live for name in side.row.metadata})
    if key not in keys:
        # One stratum of all runs would be a plain sample under another name.
        hint = f"the keys are {', '.join(keys) or 'none'}"
        raise EvidenceError(f"no run has the metadata key {key!r}", slug="review", hint=hint)
    return by_key(key)


def _told(one: Drawn, places: Mapping[str, str], redact: Redactor) -> dict[str, str]:
    row = one.side.row
    return {
        "trace_id": run_id(row),
        "case_id": row.case_id,
        "window": places.get(run_id(row), ""),
        "suite": row.suite,
        "started_at": row.started_at or "",
        "stratum": one.stratum,
        "probability": f"{one.probability:.6g}",
        "proposed_class": " ".join(one.side.classes) or NO_FAILURE,
        "tags": " ".join(row.tags),
        "metadata": json.dumps(dict(sorted(row.metadata.items())), ensure_ascii=False),
        "input": _excerpt(redact(row.input)),
        "output": _excerpt(redact(row.output)),
    }


def _excerpt(text: str | None) -> str:
    told = (text or "").replace("\0", "")
    return told if len(told) <= EXCERPT else f"{told[: EXCERPT - 1]}\u2026"


def _cases(rows: Sequence[ReviewedRun], conflicts: Sequence[str]) -> dict[str, list[ReviewedRun]]:
    """Return the reviews of each run, without those that people see differently: which is right nobody guesses."""
    found: dict[str, list[ReviewedRun]] = {}
    for row in sorted(rows, key=lambda row: row.trace_id):
        if row.done and row.trace_id not in conflicts:
            found.setdefault(row.trace_id, []).append(row)
    return found


def _case(row: CaseResult, reviews: Sequence[ReviewedRun], window: str, redact: Redactor) -> dict[str, object]:
    """Return a case as the table reader reads it: what came in, what people said of it, and where it came from."""
    # They agree on class and severity; each may have noted something else.
    first = reviews[0]
    failed = first.failure_class != NO_FAILURE
    about = {"window": window, "severity": first.severity, "stratum": first.told["stratum"], "from": "live"}
    case = {
        "case_id": row.case_id,
        "input": redact(row.input),
        "output": redact(row.output),
        "passed": not failed,
        "human_label": first.failure_class,
        "failure_class": first.failure_class if failed else None,
        "note": "\n".join(dict.fromkeys(one.note for one in reviews if one.note)),
        "reviewer": ", ".join(dict.fromkeys(one.reviewer for one in reviews)),
        "trace_id": run_id(row),
        "started_at": row.started_at,
        "tags": list(row.tags),
        "metadata": {**row.metadata, **{key: value for key, value in about.items() if value}},
    }
    return {key: value for key, value in case.items() if value not in (None, "", [])}


def _summary(root: Path, paths: Sequence[PurePosixPath], found: ReviewTally) -> dict[str, object]:
    told = found.agreement
    return {
        "schema": "evalreport.review/1",
        "files": {path.as_posix(): hashlib.sha256((root / path).read_bytes()).hexdigest() for path in paths},
        "reviewed": found.reviewed,
        "not_reviewed": found.left,
        "codes": [
            {"failure_class": name, "severity": severity, "runs": runs}
            for (name, severity), runs in found.codes.items()
        ],
        "conflicts": list(found.conflicts),
        "agreement": {
            "reviewers": list(told.reviewers),
            "runs": told.runs,
            "same": told.same,
            "kappa": told.kappa,
            "alpha": told.alpha,
        },
    }


def _free(root: Path, release: Release, out: str | None, stem: str, ending: str) -> PurePosixPath:
    """Return where to write: the path given, else the next free number in the release's reviews."""
    if out is not None:
        path = inside(ROOT, out)
        if (root / path).exists():
            raise EvidenceError(f"{path} stands already", slug="exists", hint="name another file with --out")
        return path
    folder = PurePosixPath(release.folder) / FOLDER
    number = 1
    while (root / folder / f"{stem}-{number}{ending}").exists():
        number += 1
    return folder / f"{stem}-{number}{ending}"
