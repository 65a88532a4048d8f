"""Strict YAML: a small tree of mappings, lists and scalars, each with its place and its text as typed.

Built from the parser's events, so that aliases, tags, depth and size are refused before anything is composed.
Nothing is resolved here: what ``no`` or ``1.10`` means is for the schema to say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NoReturn, TypeAlias

import yaml

from evalreport.documents.sourcetext import CONTROL, decode
from evalreport.documents.yamlhints import syntax_error
from evalreport.errors import EvalReportError
from evalreport.model.location import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

# What writes such a file for those who begin with nothing.
_EMPTY = {
    "release.yml": "write the required fields; `evalreport new` scaffolds them",
    "site_config.yml": "write the required fields; `evalreport init` scaffolds them",
}
MAX_DEPTH = 64
MAX_KEYS = 100_000

# The C parser gives the same events many times faster where PyYAML was built with it.
Loader: TypeAlias = "type[yaml.SafeLoader | yaml.CSafeLoader]"
_LOADER: Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CORE_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalarNode:
    """A scalar: its text as typed, and whether it was quoted (or a block)."""

    text: str
    quoted: bool
    location: Location

    @property
    def is_null(self) -> bool:
        """Whether nothing was written: an empty plain scalar, or the word null."""
        return not self.quoted and self.text in {"", "null"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SeqNode:
    """A list."""

    items: list[Node] = field(default_factory=list)
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class MapNode:
    """A mapping in the order written; ``keys`` tells where each key stands."""

    values: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Location] = field(default_factory=dict)
    location: Location


Node = ScalarNode | SeqNode | MapNode


def parse(data: bytes, file: str, *, loader: Loader = _LOADER) -> Node:
    """Parse one strict YAML document; ``loader`` is PyYAML's C parser where it was built with one.

    Raises EvalReportError, placed in ``file``, for text that is no UTF-8 or no YAML and for everything this project's
    documents do without: tags, anchors and aliases, repeated keys, several documents, depth over 64, control
    characters even when escaped.
    """
    text = decode(data, file)
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=loader):
            builder.take(event)
    except yaml.YAMLError as error:
        raise syntax_error(error, text, file) from error
    return builder.result()


class _Builder:
    """Takes parser events one by one and grows the tree on an explicit stack."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._root: Node | None = None
        self._stack: list[SeqNode | MapNode] = []
        self._pending: list[ScalarNode | None] = []
        self._key_count = 0

    def take(self, event: yaml.Event) -> None:
        """Take one event."""
        match event:
            case yaml.DocumentStartEvent() if self._root is not None:
                self._refuse(event, "yaml-documents", "a second document begins here", "keep one document a file")
            case yaml.AliasEvent():
                self._refuse(event, "yaml-alias", f"alias *{event.anchor}", "write the value out")
            case yaml.ScalarEvent():
                self._check_marks(event)
                self._scalar(event)
            case yaml.MappingStartEvent():
                self._check_marks(event)
                self._open(event, MapNode(location=self._location(event)))
            case yaml.SequenceStartEvent():
                self._check_marks(event)
                self._open(event, SeqNode(location=self._location(event)))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._stack.pop()
                self._pending.pop()

    def result(self) -> Node:
        """Return the tree; raise EvalReportError when there was no document."""
        if self._root is None or (isinstance(self._root, ScalarNode) and self._root.is_null):
            raise EvalReportError(
                "the file holds no document",
                slug="yaml-empty",
                location=Location(file=self._file, line=1),
                hint=_EMPTY.get(PurePosixPath(self._file).name, "write the required fields"),
            )
        return self._root

    def _location(self, event: yaml.Event) -> Location:
        mark = event.start_mark
        if mark is None:
            return Location(file=self._file)
        return Location(file=self._file, line=mark.line + 1, column=mark.column + 1)

    def _refuse(self, event: yaml.Event, slug: str, message: str, hint: str) -> NoReturn:
        raise EvalReportError(message, slug=slug, location=self._location(event), hint=hint)

    def _check_marks(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            self._refuse(event, "yaml-alias", f"anchor &{event.anchor}", "write the value out where it is used")
        tag = getattr(event, "tag", None)
        if tag is not None:
            shown = "!!" + tag.removeprefix(_CORE_TAG) if tag.startswith(_CORE_TAG) else tag
            self._refuse(event, "yaml-tag", f"tag {shown}", "write plain text, or quote it")

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if match := CONTROL.search(event.value):
            self._refuse(
                event, "control-character", f"control character U+{ord(match.group()):04X} (escaped)", "remove it"
            )
        self._attach(
            event, ScalarNode(text=event.value, quoted=event.style not in {None, ""}, location=self._location(event))
        )

    def _open(self, event: yaml.Event, node: SeqNode | MapNode) -> None:
        if len(self._stack) >= MAX_DEPTH:
            self._refuse(event, "yaml-depth", f"nesting deeper than {MAX_DEPTH} levels", "flatten it")
        self._attach(event, node)
        self._stack.append(node)
        self._pending.append(None)

    def _attach(self, event: yaml.Event, node: Node) -> None:
        if not self._stack:
            self._root = node
            return
        parent = self._stack[-1]
        if isinstance(parent, SeqNode):
            parent.items.append(node)
            return
        key = self._pending[-1]
        if key is None:
            self._pending[-1] = self._key(event, parent, node)
            return
        parent.values[key.text] = node
        self._pending[-1] = None

    def _key(self, event: yaml.Event, parent: MapNode, node: Node) -> ScalarNode:
        if not isinstance(node, ScalarNode):
            self._refuse(event, "wrong-type", "a key must be plain text", "write `name: value`")
        earlier = parent.keys.get(node.text)
        if earlier is not None:
            message = f"key {node.text!r} stands twice, in line {earlier.line} and in line {node.location.line}"
            self._refuse(event, "yaml-duplicate-key", message, "remove one of the two")
        self._key_count += 1
        if self._key_count > MAX_KEYS:
            self._refuse(event, "yaml-size", f"more than {MAX_KEYS:,} keys", "move data into result files")
        parent.keys[node.text] = node.location
        return node


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes below it, parents first."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        if isinstance(current, MapNode):
            stack.extend(reversed(current.values.values()))
        elif isinstance(current, SeqNode):
            stack.extend(reversed(current.items))
