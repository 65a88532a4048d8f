"""site_config.yml: read, checked, and made the policy of the repository."""

from __future__ import annotations

import dataclasses
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import evalreport
from evalreport.documents.config_schema import ConfigDoc
from evalreport.documents.crosschecks import cross_checks
from evalreport.documents.fields import Quoted
from evalreport.documents.files import read_document
from evalreport.documents.livebuild import build_connections
from evalreport.documents.paths import inside, resolve
from evalreport.documents.policybuild import build_people, build_policy, build_publish, build_record_rules, build_site
from evalreport.documents.requirement import satisfies
from evalreport.documents.schema import Step, closest, decode_partly, dotted, locate
from evalreport.documents.yamltree import MapNode, Node, ScalarNode
from evalreport.errors import ErrorCollector, ManifestError, SettingsError
from evalreport.model.location import Location

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from evalreport.model.policy import Policy

CONFIG_FILE = "site_config.yml"
CONFIG_VERSION = 1

# What stays in the main file: it says how everything else is read.
_NOT_INCLUDABLE = ("version", "requires", "include")


def load_config(root: Path, releases: Iterable[str] = ()) -> Policy:
    """Read the policy of the project at ``root``; ``releases`` are the ids a gate may name as its baseline.

    Raises ErrorsFound with everything that is wrong in the file and the files it includes.
    """
    errors = ErrorCollector()
    policy = load_config_partly(root, errors, releases)
    errors.raise_if_any()
    if policy is None:
        raise LookupError(CONFIG_FILE)
    return policy


def load_config_partly(root: Path, errors: ErrorCollector, releases: Iterable[str] = ()) -> Policy | None:
    """Read the policy, add all errors to ``errors``, and return what can stand without the wrong entries."""
    if not (root / CONFIG_FILE).exists():
        errors.add(
            SettingsError(
                f"there is no {CONFIG_FILE} here",
                slug="config-missing",
                location=Location(file=CONFIG_FILE),
                hint="run `evalreport init`, or go to the folder that has one",
            )
        )
        return None
    with errors:
        tree = read_document(root, PurePosixPath(CONFIG_FILE))
        if not _version_fits(tree, errors):
            return None
        if not _include(root, tree, errors):
            return None
        return _policy(root, tree, errors, releases)
    return None


def config_files(root: Path) -> tuple[PurePosixPath, ...]:
    """List the files a policy without errors is read from: the main one first, then those it includes."""
    tree = read_document(root, PurePosixPath(CONFIG_FILE))
    wanted = tree.values.get("include") if isinstance(tree, MapNode) else None
    nodes = wanted.values.values() if isinstance(wanted, MapNode) else ()
    included = (inside(PurePosixPath(), node.text) for node in nodes if isinstance(node, ScalarNode))
    return (PurePosixPath(CONFIG_FILE), *included)


def _policy(root: Path, tree: Node, errors: ErrorCollector, releases: Iterable[str]) -> Policy | None:
    doc = decode_partly(
        ConfigDoc, tree, error=SettingsError, errors=errors, instead={"site": {"name": Quoted(CONFIG_FILE)}}
    )
    if doc is None:
        return None
    for problem in cross_checks(doc, tree, releases):
        errors.add(problem)
    _check_files(root, doc, tree, errors)

    def place(section: str, name: str | int) -> Location:
        return locate(tree, (section, name))

    policy = build_policy(
        doc,
        site=build_site(doc.site),
        people=build_people(doc, place),
        publish=build_publish(doc.publish),
        locate=place,
    )
    return dataclasses.replace(
        policy,
        file=CONFIG_FILE,
        records=build_record_rules(doc.policy),
        connections=build_connections(doc.connections, place),
    )


def _version_fits(tree: Node, errors: ErrorCollector) -> bool:
    """Check the form's version first: of another form nothing else can be judged."""
    version, requires = _scalar(tree, "version"), _scalar(tree, "requires")
    before = len(errors.errors)
    if version is not None and version.text != str(CONFIG_VERSION):
        errors.add(
            SettingsError(
                f"version {version.text!r} of this file's form is not known to evalreport {evalreport.__version__}",
                slug="config-version",
                location=version.location,
                path="version",
                hint=f"write version: {CONFIG_VERSION}, or install the evalreport that the migration notes name",
            )
        )
    if requires is not None:
        _check_requires(requires, errors)
    return len(errors.errors) == before


def _check_requires(requires: ScalarNode, errors: ErrorCollector) -> None:
    try:
        fits = satisfies(evalreport.__version__, requires.text)
    except ValueError:
        message, hint = f"{requires.text!r} is no range of versions", 'write it like ">=1,<2", in quotes'
    else:
        if fits:
            return
        message = f"this repository asks for evalreport {requires.text}; this is {evalreport.__version__}"
        hint = "install a version inside the range, or follow the migration notes and widen it"
    errors.add(SettingsError(message, slug="requires", location=requires.location, path="requires", hint=hint))


def _scalar(tree: Node, key: str) -> ScalarNode | None:
    node = tree.values.get(key) if isinstance(tree, MapNode) else None
    return node if isinstance(node, ScalarNode) and not node.is_null else None


def _include(root: Path, tree: Node, errors: ErrorCollector) -> bool:
    """Put the sections that stand in files of their own into the tree, each node keeping its own file's place.

    False when one cannot be read: without it everything that refers to it would look wrong.
    """
    wanted = tree.values.get("include") if isinstance(tree, MapNode) else None
    if not isinstance(tree, MapNode) or not isinstance(wanted, MapNode):
        return True
    before = len(errors.errors)
    for section, node in wanted.values.items():
        fault = _include_fault(tree, section)
        if fault is not None:
            errors.add(fault)
        elif isinstance(node, ScalarNode):
            with errors:
                path = _resolve(root, node.text, tree, ("include", section))
                tree.values[section] = read_document(root, path)
                tree.keys[section] = wanted.keys[section]
    return len(errors.errors) == before


def _include_fault(tree: MapNode, section: str) -> SettingsError | None:
    """Say why a section cannot come from a file of its own; merging two halves of it would hide which one counts."""
    sections = [name for name in ConfigDoc.model_fields if name not in _NOT_INCLUDABLE]
    steps = ("include", section)
    if section not in sections:
        return _error(tree, steps, "unknown-field", f"no section {section!r}", closest(section, sections))
    if section in tree.values:
        return _error(tree, steps, "wrong-value", f"{section} stands here and in a file", "keep one")
    return None


def _check_files(root: Path, doc: ConfigDoc, tree: Node, errors: ErrorCollector) -> None:
    named: list[tuple[str | None, tuple[Step, ...]]] = [
        (doc.site.logo, ("site", "logo")),
        (doc.site.favicon, ("site", "favicon")),
        *((path, ("site", "extra_css", index)) for index, path in enumerate(doc.site.extra_css)),
        *((grader.calibration, ("graders", name, "calibration")) for name, grader in doc.graders.items()),
    ]
    for path, steps in named:
        if path is not None:
            with errors:
                _resolve(root, path, tree, steps)


def _resolve(root: Path, text: str, tree: Node, steps: tuple[Step, ...]) -> PurePosixPath:
    try:
        return resolve(root, PurePosixPath(), text, location=locate(tree, steps)).path
    except ManifestError as error:
        raise _error(tree, steps, error.slug, error.message, error.hint) from error


def _error(tree: Node, steps: tuple[Step, ...], slug: str, message: str, hint: str) -> SettingsError:
    return SettingsError(message, slug=slug, location=locate(tree, steps), path=dotted(steps), hint=hint)
