"""releases/<id>/release.yml: read, checked, and made a release."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from evalreport.documents.files import read_document
from evalreport.documents.manifest_schema import EvalDoc, ManifestDoc
from evalreport.documents.paths import inside, resolve
from evalreport.documents.sampling_schema import build_sampling
from evalreport.documents.schema import Step, closest, decode, dotted, locate
from evalreport.documents.yamltree import MapNode, Node, ScalarNode
from evalreport.errors import ErrorCollector, ManifestError
from evalreport.model.release import Change, EvalInput, LivePlan, Release, ResultPaths

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from evalreport.documents.manifest_schema import ChangeDoc, LiveDoc, ResultsDoc
    from evalreport.model.location import Location

    Ignored = Callable[[PurePosixPath], bool]

RELEASES = "releases"
MANIFEST_FILE = "release.yml"

# A baseline with one of these endings was meant as a file, one without as the id of a release.
_FILE_ENDINGS = frozenset({".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".xml", ".eval", ".parquet", ".gz", ".txt"})
# How results are read of which neither side says anything.
_UNSAID = ResultPaths(files=())


def load_manifest(
    path: Path, root: Path, release_ids: Collection[str] = (), *, is_ignored: Ignored | None = None
) -> Release:
    """Read one manifest below ``root``.

    ``release_ids`` are the ids of all releases: a baseline of such a name is that release, else a file.
    ``is_ignored`` says which files of a folder git does not track. Raises ErrorsFound with all that is wrong.
    """
    errors = ErrorCollector()
    release = load_manifest_partly(path, root, errors, release_ids, is_ignored=is_ignored)
    errors.raise_if_any()
    if release is None:
        raise LookupError(path)
    return release


def load_manifest_partly(
    path: Path,
    root: Path,
    errors: ErrorCollector,
    release_ids: Collection[str] = (),
    *,
    decisions: Collection[str] | None = None,
    is_ignored: Ignored | None = None,
) -> Release | None:
    """Read one manifest and add all errors to ``errors``; None where it cannot stand.

    ``decisions`` are the ids a manifest may name; None leaves that unchecked.
    """
    file = PurePosixPath(path.relative_to(root).as_posix())
    with errors:
        tree = read_document(root, file)
        doc = decode(ManifestDoc, tree, error=ManifestError, errors=errors)
        if doc is None:
            return None
        manifest = _Manifest(root, file, tree, errors, release_ids, is_ignored)
        if decisions is not None:
            manifest.check_decision(doc.decision, decisions)
        return manifest.release(doc)
    return None


class _Manifest:
    """What all steps over one manifest share."""

    def __init__(
        self,
        root: Path,
        file: PurePosixPath,
        tree: Node,
        errors: ErrorCollector,
        release_ids: Collection[str],
        is_ignored: Ignored | None,
    ) -> None:
        self._root = root
        self._folder = file.parent
        self._tree = tree
        self._errors = errors
        self._ids = release_ids
        self._ignored = is_ignored

    def release(self, doc: ManifestDoc) -> Release:
        """Make the release; what it names is looked for on disk, and every miss is an error."""
        self._check_folder(doc)
        baseline_release = self._baseline_release(doc)
        baseline = None if doc.baseline is None or baseline_release else doc.baseline
        for index, attachment in enumerate(doc.attachments):
            # Attachments are bound by digest like results, so they must be there.
            self._resolve(attachment, ("attachments", index), results=False)
        if doc.live is not None:
            self._inside(doc.live.windows, ("live", "windows"))
        return Release(
            id=doc.release,
            workflow=doc.workflow,
            decision=doc.decision,
            summary=doc.summary,
            date=doc.date,
            candidate=self._paths(doc.candidate, ("candidate",)),
            folder=self._folder.as_posix(),
            baseline=self._paths(baseline, ("baseline",)) if baseline else None,
            baseline_release=baseline_release,
            evals=tuple(self._eval(item, ("evals", index)) for index, item in enumerate(doc.evals)),
            change=_change(doc.change) if doc.change else None,
            live=_live(doc.live, locate(self._tree, ("live",))) if doc.live else None,
            rollback=doc.rollback,
            notes=doc.notes,
            attachments=tuple(doc.attachments),
            location=self._tree.location,
        )

    def _check_folder(self, doc: ManifestDoc) -> None:
        # The folder's name is the address of the page; a copied folder is the usual reason that they differ.
        if doc.release != self._folder.name:
            hint = "rename the folder or the id so that both are the same"
            message = f"the folder is called {self._folder.name!r}, the release {doc.release!r}"
            self._add("folder-mismatch", message, ("release",), hint)

    def check_decision(self, decision: str, known: Collection[str]) -> None:
        """Add an error where the decision is none of those known."""
        if decision not in known:
            hint = closest(decision, list(known))
            self._add("unknown-decision", f"no decision {decision!r} in site_config.yml", ("decision",), hint)

    def _baseline_release(self, doc: ManifestDoc) -> str | None:
        node = self._tree.values.get("baseline") if isinstance(self._tree, MapNode) else None
        if not isinstance(node, ScalarNode) or doc.baseline is None:
            return None
        # Compared with itself nothing is ever worse.
        if node.text == doc.release:
            self._add("baseline-cycle", "the release is its own baseline", ("baseline",), "name an earlier release")
        return node.text if node.text in self._ids else None

    def _eval(self, doc: EvalDoc, steps: tuple[Step, ...]) -> EvalInput:
        candidate = self._paths(doc, steps)
        # Both sides mostly come from the same tool, so the baseline need not say again how to read it.
        baseline = self._paths(doc.baseline, (*steps, "baseline"), like=candidate) if doc.baseline else None
        return EvalInput(candidate=candidate, baseline=baseline, kind=doc.kind, suite=doc.suite)

    def _paths(
        self,
        doc: ResultsDoc,
        steps: tuple[Step, ...],
        *,
        like: ResultPaths = _UNSAID,
    ) -> ResultPaths:
        """Make the paths of one side; ``like`` gives how to read them where they do not say themselves."""
        # Variant and digest are never taken over: they belong to one file.
        return ResultPaths(
            files=self._files(doc, steps),
            format=doc.format or like.format,
            columns=dict(doc.columns) or like.columns,
            variant=doc.variant or doc.provider,
            suite=doc.suite or like.suite,
            sha256=doc.sha256,
            where=_where(doc) or like.where,
            tags=tuple(doc.tags) or like.tags,
            location=locate(self._tree, steps),
        )

    def _files(self, doc: ResultsDoc, steps: tuple[Step, ...]) -> tuple[str, ...]:
        """Return the paths as written, after looking for each of them on disk."""
        if doc.files is None:
            self._resolve(doc.file or "", (*steps, "file"), results=True)
            return (doc.file or "",)
        for index, text in enumerate(doc.files):
            self._resolve(text, (*steps, "files", index), results=True)
        return tuple(doc.files)

    def _resolve(self, text: str, steps: tuple[Step, ...], *, results: bool) -> None:
        try:
            resolve(
                self._root,
                self._folder,
                text,
                kind="results" if results else "file",
                location=locate(self._tree, steps),
                is_ignored=self._ignored,
            )
        except ManifestError as error:
            if error.slug == "path-missing" and steps[0] == "baseline" and _like_an_id(text):
                self._unknown_release(text)
            else:
                error.path = error.path or dotted(steps)
                self._errors.add(error)

    def _unknown_release(self, text: str) -> None:
        # "There is no file 1.3.0" would send people looking for a file that was never meant.
        hint = closest(text, sorted(self._ids)) if self._ids else "no other release exists here"
        self._add("unknown-release", f"{text!r} is neither a release nor a file", ("baseline",), hint)

    def _inside(self, text: str, steps: tuple[Step, ...]) -> None:
        try:
            inside(self._folder, text, locate(self._tree, steps))
        except ManifestError as error:
            self._add(error.slug, error.message, steps, error.hint)

    def _add(self, slug: str, message: str, steps: tuple[Step, ...], hint: str) -> None:
        place = locate(self._tree, steps)
        self._errors.add(ManifestError(message, slug=slug, location=place, path=dotted(steps), hint=hint))


def _like_an_id(text: str) -> bool:
    return "/" not in text and PurePosixPath(text).suffix.lower() not in _FILE_ENDINGS


def _where(doc: ResultsDoc) -> dict[str, str]:
    """Return the filter of an entry; entries of evals may call it by either of two names."""
    return dict(doc.where or (doc.filters if isinstance(doc, EvalDoc) else {}))


def _live(doc: LiveDoc, location: Location) -> LivePlan:
    return LivePlan(
        windows=doc.windows,
        sampling=build_sampling(doc.sampling),
        format=doc.format,
        columns=dict(doc.columns),
        suite=doc.suite,
        location=location,
    )


def _change(doc: ChangeDoc) -> Change:
    return Change(kind=doc.kind, from_=doc.from_, to=doc.to, commit=doc.commit, pull_request=doc.pull_request)
