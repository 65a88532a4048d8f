"""A whole project as its documents state it: policy, releases, and what people have recorded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from evalreport.documents.config import config_files, load_config_partly
from evalreport.documents.effective import narrowed, policy_from_record
from evalreport.documents.manifest import MANIFEST_FILE, RELEASES, load_manifest_partly
from evalreport.documents.paths import id_fault
from evalreport.documents.records import load_records
from evalreport.errors import ErrorCollector, ManifestError
from evalreport.model.location import Location

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from evalreport.model.policy import Policy
    from evalreport.model.record import Records
    from evalreport.model.release import Release


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Policy, releases and records of the project at ``root``, without any result.

    ``releases`` are in the order of their dates, then ids. ``config`` are the files the policy was read from.
    ``is_ignored`` says which files of a folder git does not track, None where nobody knows.
    """

    root: Path
    policy: Policy
    releases: Mapping[str, Release]
    records: Mapping[str, Records]
    config: tuple[PurePosixPath, ...] = ()
    is_ignored: Callable[[PurePosixPath], bool] | None = None

    def policy_of(self, release_id: str) -> Policy:
        """Return what the release is judged by: today's policy, of a closed one the policy in its closing record."""
        closing = self.records[release_id].closing()
        if closing is None or closing.policy is None:
            return narrowed(self.policy, self.releases[release_id])
        today = self.policy
        return policy_from_record(
            closing.policy, site=today.site, people=today.people, publish=today.publish, location=closing.location
        )


def load_project(root: Path, *, is_ignored: Callable[[PurePosixPath], bool] | None = None) -> Project:
    """Read all documents below ``root``; raise CollectedError with the errors of all files at once."""
    errors = ErrorCollector()
    project = load_project_partly(root, errors, is_ignored=is_ignored)
    errors.raise_if_any()
    if project is None:
        raise LookupError(root)
    return project


def load_project_partly(
    root: Path, errors: ErrorCollector, *, is_ignored: Callable[[PurePosixPath], bool] | None = None
) -> Project | None:
    """Read all documents, add all errors to ``errors``, and return what stands without those that have one.

    A release with an error in its manifest or records is left out. None when anything is wrong in the policy: without
    one of its gates a release could look cleared.
    """
    folders = _release_folders(root, errors)
    of_policy = ErrorCollector()
    policy = load_config_partly(root, of_policy, folders)
    _pass_on(of_policy, errors)
    releases: dict[str, Release] = {}
    records: dict[str, Records] = {}
    for name in folders:
        own = ErrorCollector()
        found = load_records(root, PurePosixPath(RELEASES, name), name, own)
        decisions = _decisions(policy, found)
        path = root / RELEASES / name / MANIFEST_FILE
        release = load_manifest_partly(path, root, own, folders, decisions=decisions, is_ignored=is_ignored)
        _pass_on(own, errors)
        if release is not None and not own.errors:
            releases[name], records[name] = release, found
    _check_cycles(releases, errors)
    # Nothing is judged under half a policy.
    if policy is None or of_policy.errors:
        return None
    # By date, since ids of different teams do not sort by age.
    ordered = dict(sorted(releases.items(), key=lambda item: (item[1].date, item[0])))
    return Project(
        root=root, policy=policy, releases=ordered, records=records, config=config_files(root), is_ignored=is_ignored
    )


def _pass_on(found: ErrorCollector, errors: ErrorCollector) -> None:
    # Collected apart first: only so is it known which release, or whether the policy, has an error.
    for error in found.errors:
        errors.add(error)


def _decisions(policy: Policy | None, records: Records) -> Collection[str] | None:
    """Name the decisions a manifest may ask: of a closed release those its closing record keeps."""
    closing = records.closing()
    if closing is not None and closing.policy is not None:
        return tuple(closing.policy.get("decisions", {}))
    return None if policy is None else tuple(policy.decisions)


def _release_folders(root: Path, errors: ErrorCollector) -> tuple[str, ...]:
    """List the folders below releases/ that hold a release; those that cannot are errors."""
    top = root / RELEASES
    names = sorted(item.name for item in top.iterdir() if not item.name.startswith(".")) if top.is_dir() else []
    found = [name for name in names if _holds_release(top / name, errors)]
    for first, second in _twins(found):
        errors.add(
            ManifestError(
                f"the ids {first!r} and {second!r} differ in case only",
                slug="id-twin",
                location=_manifest(second),
                hint="rename one: on some systems they would share a folder",
            )
        )
    return tuple(found)


def _holds_release(folder: Path, errors: ErrorCollector) -> bool:
    """Say whether a folder is to be read as a release; a folder with files but no manifest is an error."""
    if not folder.is_dir():
        return False
    name = folder.name
    fault = id_fault(name, release=True)
    if fault is not None:
        errors.add(ManifestError(fault.message, slug=fault.slug, location=_manifest(name), hint=fault.hint))
        return False
    # A link that leads nowhere does not exist, and must be refused rather than overlooked.
    if (folder / MANIFEST_FILE).exists() or (folder / MANIFEST_FILE).is_symlink():
        return _is_plain(folder, errors)
    # Editors and systems leave hidden files in folders that are otherwise empty.
    if any(not item.name.startswith(".") for item in folder.iterdir()):
        errors.add(
            ManifestError(
                f"the folder {RELEASES}/{name} has files but no {MANIFEST_FILE}",
                slug="path-missing",
                location=_manifest(name),
                hint=f"run `evalreport new {name}`, or remove the folder",
            )
        )
    return False


def _is_plain(folder: Path, errors: ErrorCollector) -> bool:
    links = [path for path in (folder.parent, folder, folder / MANIFEST_FILE) if path.is_symlink()]
    if links:
        message = f"{links[0].name} is a symbolic link"
        place = _manifest(folder.name)
        errors.add(ManifestError(message, slug="path-link", location=place, hint="commit the file itself"))
    return not links


def _manifest(name: str) -> Location:
    return Location(file=f"{RELEASES}/{name}/{MANIFEST_FILE}")


def _twins(names: Iterable[str]) -> list[tuple[str, str]]:
    first: dict[str, str] = {}
    return [(first[name.casefold()], name) for name in names if first.setdefault(name.casefold(), name) != name]


def _check_cycles(releases: Mapping[str, Release], errors: ErrorCollector) -> None:
    """Follow each release's baselines once; those that come back to themselves are errors, each at its own place."""
    # Releases already followed are not followed again, so that thousands in one chain take one pass.
    done: set[str] = set()
    for name in releases:
        trail, end = _trail(releases, name, done)
        if end in trail:
            _report_cycle(releases, trail[trail.index(end) :], errors)
        done.update(trail)


def _trail(releases: Mapping[str, Release], name: str, done: Collection[str]) -> tuple[list[str], str]:
    """Follow baselines from a release; return those passed, and the name at which they end or come back."""
    trail: dict[str, None] = {}
    step = name
    while step in releases and step not in done and step not in trail:
        trail[step] = None
        step = releases[step].baseline_release or ""
    return list(trail), step


def _report_cycle(releases: Mapping[str, Release], cycle: list[str], errors: ErrorCollector) -> None:
    # A release that names itself is reported where its manifest is read.
    for name in cycle if len(cycle) > 1 else ():
        errors.add(
            ManifestError(
                f"the baselines lead back here: {' -> '.join([*cycle, cycle[0]])}",
                slug="baseline-cycle",
                location=releases[name].location,
                path="baseline",
                hint="point baseline at an earlier release",
            )
        )
