"""From a node tree to a validated document: every error of pydantic joined to its line and column."""

from __future__ import annotations

import difflib
import re
from types import UnionType
from typing import TYPE_CHECKING, Annotated, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from evalreport.documents.fields import Plain, Quoted, clip
from evalreport.documents.yamltree import MapNode, Node, ScalarNode, SeqNode
from evalreport.model.problems import PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

    from evalreport.errors import ErrorCollector, EvalReportError
    from evalreport.model.location import Location

Step = int | str
Plained = Plain | Quoted | None | list["Plained"] | dict[str, "Plained"]

_WRONG_SHAPES = {
    "model_type": "a mapping of names to values is due",
    "dict_type": "a mapping of names to values is due",
    "list_type": "a list is due",
}


class Document(BaseModel):
    """A mapping that a person writes: unknown fields are refused, and a field left empty counts as absent."""

    # A misspelt field that is ignored is a rule that is not applied.
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, value: object) -> object:
        if isinstance(value, dict):
            return {key: item for key, item in value.items() if item is not None}
        return value


D = TypeVar("D", bound=Document)


def to_plain(node: Node) -> Plained:
    """Turn a tree into lists, dicts and texts that remember whether they were quoted."""
    if isinstance(node, MapNode):
        return {key: to_plain(value) for key, value in node.values.items()}
    if isinstance(node, SeqNode):
        return [to_plain(item) for item in node.items]
    if node.is_null:
        return None
    return Quoted(node.text) if node.quoted else Plain(node.text)


def decode(model: type[D], node: Node, *, error: type[EvalReportError], errors: ErrorCollector) -> D | None:
    """Validate a tree; on errors add them all, placed, to ``errors`` and return None."""
    try:
        return model.model_validate(to_plain(node))
    except ValidationError as found:
        for problem in _problems(found, model, node, error):
            errors.add(problem)
        return None


def decode_value(
    model: type[D], value: object, *, place: Location, error: type[EvalReportError], errors: ErrorCollector
) -> D | None:
    """Validate a plain value (of JSON); all errors are placed at ``place``, where the value begins."""
    try:
        return model.model_validate(value)
    except ValidationError as found:
        for problem in _problems(found, model, ScalarNode(text="", quoted=False, location=place), error):
            errors.add(problem)
        return None


def decode_partly(
    model: type[D],
    node: Node,
    *,
    error: type[EvalReportError],
    errors: ErrorCollector,
    instead: Mapping[str, Plained],
) -> D | None:
    """Validate a tree, add all errors, and return what is left without the entries that have one.

    So a wrong gate does not hide what is wrong between the others. ``instead`` stands in for required sections that
    have an error. None when the rest cannot stand either.
    """
    try:
        return model.model_validate(to_plain(node))
    except ValidationError as found:
        for problem in _problems(found, model, node, error):
            errors.add(problem)
        plain = to_plain(node)
        for detail in found.errors():
            _prune(plain, detail["loc"])
        if not isinstance(plain, dict):
            return None
        try:
            return model.model_validate({**instead, **plain})
        except ValidationError:
            return None


def locate(node: Node, steps: Sequence[Step]) -> Location:
    """Give the place of a value, or of the nearest thing around it that stands in the file."""
    place = node.location
    for step in steps:
        inner = _inside(node, step)
        # A step that leads nowhere (a field that is missing) leaves the place at what would hold it.
        if inner is not None:
            place, node = _shown_at(node, step, inner), inner
    return place


def key_place(node: Node, steps: Sequence[Step]) -> Location:
    """Give the place of a key rather than of its value."""
    for step in steps[:-1]:
        inner = _inside(node, step)
        node = node if inner is None else inner
    last = steps[-1] if steps else ""
    return node.keys.get(str(last), node.location) if isinstance(node, MapNode) else node.location


def _inside(node: Node, step: Step) -> Node | None:
    """Return the value that one step leads to, None where there is no such value."""
    if isinstance(node, MapNode) and isinstance(step, str):
        return node.values.get(step)
    if isinstance(node, SeqNode) and isinstance(step, int):
        return node.items[step] if step < len(node.items) else None
    return None


def _shown_at(outer: Node, step: Step, inner: Node) -> Location:
    """Choose between a value's place and its key's: a mapping or list is found by the key above it."""
    key = outer.keys[step] if isinstance(outer, MapNode) and isinstance(step, str) else inner.location
    # A section that stands in a file of its own is shown there, not where it is included.
    return inner.location if isinstance(inner, ScalarNode) or inner.location.file != key.file else key


def dotted(steps: Sequence[Step]) -> str:
    """Write steps as people read them: ``evals[0].files``."""
    parts = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps]
    return "".join(parts).removeprefix(".")


def closest(word: str, known: Sequence[str], most: int | None = 12) -> str:
    """Propose the known word that looks most like this one, else name up to ``most`` of them, None: all."""
    proposal = _proposal(word, known)
    if proposal:
        return proposal
    return "use one of " + ", ".join(known[:most]) if known else "none is defined yet"


def _proposal(word: str, known: Sequence[str]) -> str:
    # Further away it guesses, and a wrong proposal costs more than a list.
    match = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"did you mean {match[0]}?" if match else ""


def _prune(plain: Plained, steps: Sequence[Step]) -> None:
    # An entry of a section goes as a whole; of lists and plain sections the whole section goes.
    section = plain.get(str(steps[0])) if isinstance(plain, dict) and steps else None
    if isinstance(section, dict) and len(steps) > 1:
        section.pop(str(steps[1]), None)
    elif isinstance(plain, dict) and steps:
        plain.pop(str(steps[0]), None)


def _problems(
    found: ValidationError, model: type[BaseModel], node: Node, error: type[EvalReportError]
) -> Iterator[EvalReportError]:
    # pydantic's own links explain its words, which we do not show.
    for detail in found.errors(include_url=False):
        steps = [step for step in detail["loc"] if step != "[key]"]
        slug, message, hint = _explain(detail, model, steps)
        at_key = slug == "unknown-field" or "[key]" in detail["loc"]
        place = key_place(node, steps) if at_key else locate(node, steps)
        yield error(message, slug=slug, location=place, path=dotted(steps), hint=hint)


def _explain(detail: ErrorDetails, model: type[BaseModel], steps: Sequence[Step]) -> tuple[str, str, str]:
    """Give slug, message and hint of one pydantic error."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in PROBLEMS:
        return kind, str(context["message"]), str(context["hint"])
    if kind == "missing":
        return "required", "required", _description(model, steps)
    if kind == "extra_forbidden":
        known = list(_fields(_model_at(model, steps[:-1])))
        return "unknown-field", f"no such field {clip(steps[-1])}", closest(str(steps[-1]), known, None)
    if kind in _WRONG_SHAPES:
        return "wrong-type", _WRONG_SHAPES[kind], _description(model, steps)
    if kind == "literal_error":
        words = re.findall(r"'([^']*)'", str(context["expected"]))
        return (
            "wrong-value",
            f"{clip(detail['input'])} is none of {', '.join(words)}",
            _proposal(str(detail["input"]), words),
        )
    return "wrong-value", f"{clip(detail['input'])}: {detail['msg'].lower()}", _description(model, steps)


def _description(model: type[BaseModel], steps: Sequence[Step]) -> str:
    # The description of a field is its reference page as well, so both say the same.
    info = _fields(_model_at(model, steps[:-1])).get(str(steps[-1])) if steps else None
    text = (info.description or "") if info else ""
    return (text[:1].lower() + text[1:]).rstrip(".")


def _fields(annotation: object) -> dict[str, FieldInfo]:
    if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return {}
    return {info.alias or name: info for name, info in annotation.model_fields.items()}


def _model_at(annotation: object, steps: Sequence[Step]) -> object:
    """Follow steps through models, lists, dicts and optional fields to the type that stands there."""
    annotation = _bare(annotation)
    for step in steps:
        info = _fields(annotation).get(str(step))
        if info is not None:
            annotation = _bare(info.annotation)
        elif get_origin(annotation) in {list, dict}:
            annotation = _bare(get_args(annotation)[-1])
    return annotation


def _bare(annotation: object) -> object:
    while get_origin(annotation) in {Annotated, Union, UnionType}:
        options = [option for option in get_args(annotation) if option is not type(None)]
        # Of an optional field the other option is None; wider unions are not used in documents.
        annotation = options[0]
    return annotation
