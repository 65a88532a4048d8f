"""Measures source files by parsing them: nothing of what is measured is imported or run."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parents[2]
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
BRANCH = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.IfExp, ast.comprehension)
MUTE = re.compile(r"#\s*type:\s*ignore|#\s*noqa|#\s*pragma:\s*no.?cover|#\s*mypy:")
MOCK = re.compile(r"\bmonkeypatch\.setattr\b|\bMagicMock\(|\bMock\(|@(mock\.)?patch\b|\bmocker\.")
READING = {"open", "read_text", "read_bytes", "iterdir", "rglob", "walk", "listdir", "scandir", "urlopen"}
WRITING = {"write_text", "write_bytes", "mkdir", "makedirs", "unlink", "rmtree", "copyfile", "copytree", "copy2"}
IO_CALLS = READING | WRITING | {"print", "echo", "secho", "Popen", "check_call", "check_output"}
IO_MODULES = frozenset({"subprocess", "requests", "httpx", "socket", "git", "shutil"})


@dataclass(frozen=True, slots=True)
class Function:
    """One function: where it stands, how long it is without its docstring, how often it branches."""

    where: str
    name: str
    lines: int
    branches: int
    documented: bool
    annotated: bool
    node: ast.FunctionDef | ast.AsyncFunctionDef


class Module:
    """One parsed source file and what it measures."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.relative_to(ROOT).as_posix()
        self.text = path.read_text(encoding="utf-8")
        self.tree = ast.parse(self.text)
        self.length = len(self.text.splitlines())

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """Every function and method, nested ones counted on their own as well."""
        return tuple(self._function(node) for node in ast.walk(self.tree) if isinstance(node, FUNCTION))

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Function:
        lines = (node.end_lineno or node.lineno) - node.lineno + 1 - len(_docstring_lines(node))
        where = f"{self.name}:{node.lineno}"
        documented = ast.get_docstring(node) is not None
        return Function(where, node.name, lines, 1 + _branches(node), documented, _annotated(node), node)

    @cached_property
    def undocumented(self) -> tuple[str, ...]:
        """The module itself and its public classes and functions that say nothing about themselves."""
        bare = [] if ast.get_docstring(self.tree) else [self.name]
        return tuple(bare + [f"{self.name}:{node.lineno} {node.name}" for node in _bare_public(self.tree)])

    @cached_property
    def handlers(self) -> tuple[ast.ExceptHandler, ...]:
        """Every handler of an exception."""
        return tuple(node for node in ast.walk(self.tree) if isinstance(node, ast.ExceptHandler))

    @cached_property
    def catch_alls(self) -> tuple[str, ...]:
        """The handlers that catch whatever comes."""
        return tuple(f"{self.name}:{handler.lineno}" for handler in self.handlers if _catches_all(handler))

    @cached_property
    def late_own_imports(self) -> tuple[str, ...]:
        """Imports of the package's own modules made inside functions."""
        found = {
            f"{self.name}:{node.lineno}"
            for function in self.functions
            for node in ast.walk(function.node)
            if isinstance(node, ast.ImportFrom | ast.Import) and _imports_own(node)
        }
        return tuple(sorted(found))

    @cached_property
    def comments(self) -> tuple[str, ...]:
        """Every comment, inline ones included."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return tuple(token.string for token in tokens if token.type == tokenize.COMMENT)

    @cached_property
    def comment_lines(self) -> int:
        """Lines that hold a comment and nothing else."""
        return sum(line.lstrip().startswith("#") for line in self.text.splitlines())

    @cached_property
    def code_lines(self) -> int:
        """Lines that are neither blank, nor only a comment, nor part of a docstring."""
        documents = [self.tree, *(n for n in ast.walk(self.tree) if isinstance(n, (*FUNCTION, ast.ClassDef)))]
        prose = {line for node in documents for line in _docstring_lines(node)}
        lines = enumerate(self.text.splitlines(), start=1)
        return sum(bool(line.strip()) and not line.lstrip().startswith("#") and n not in prose for n, line in lines)

    @cached_property
    def mutes(self) -> tuple[str, ...]:
        """Comments that silence a checker, and calls of `cast`."""
        casts = [node for node in ast.walk(self.tree) if isinstance(node, ast.Call) and _called(node) == "cast"]
        return tuple([text for text in self.comments if MUTE.search(text)] + ["cast"] * len(casts))

    @cached_property
    def mocks(self) -> int:
        """How often a part of our own is replaced by a stand-in that knows nothing."""
        return len(MOCK.findall(self.text))

    @cached_property
    def touches_world(self) -> bool:
        """Whether the module reads or writes files, starts processes, talks to the network or prints."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and _called(node) in IO_CALLS:
                return True
            if isinstance(node, ast.Import) and any(alias.name.split(".")[0] in IO_MODULES for alias in node.names):
                return True
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in IO_MODULES:
                return True
        return False

    @cached_property
    def tests(self) -> tuple[Function, ...]:
        """The functions pytest would collect."""
        return tuple(function for function in self.functions if function.name.startswith("test_"))


@lru_cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Every Python file below the folders named (relative to the repository), in the order of their paths."""
    return tuple(Module(path) for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))


def percentile(values: Sequence[int], share: float) -> int:
    """The value that a share of all values does not exceed; 0 of no values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))] if ordered else 0


def is_parametrised(test: Function) -> bool:
    """Whether a test runs over a table of cases: parametrised, or drawn by Hypothesis."""
    return any(re.search(r"parametrize|\bgiven\b", ast.unparse(mark)) for mark in test.node.decorator_list)


def _docstring_lines(node: ast.AST) -> range:
    body = getattr(node, "body", [])
    first = body[0] if body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return range(first.lineno, (first.end_lineno or first.lineno) + 1)
    return range(0)


def _branches(node: ast.AST) -> int:
    count = 0
    for inner in ast.walk(node):
        if isinstance(inner, BRANCH):
            count += 1
        elif isinstance(inner, ast.BoolOp):
            count += len(inner.values) - 1
    return count


def _annotated(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    named = [argument for argument in arguments if argument.arg not in {"self", "cls"}]
    return node.returns is not None and all(argument.annotation for argument in named)


def _bare_public(body: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    for node in body.body:
        if not isinstance(node, (*FUNCTION, ast.ClassDef)) or node.name.startswith("_"):
            continue
        if ast.get_docstring(node) is None and not _is_overload(node):
            yield node
        if isinstance(node, ast.ClassDef):
            yield from _bare_public(node)


def _is_overload(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    return any("overload" in ast.unparse(mark) for mark in node.decorator_list)


def _catches_all(handler: ast.ExceptHandler) -> bool:
    names = {"Exception", "BaseException"}
    return handler.type is None or any(isinstance(n, ast.Name) and n.id in names for n in ast.walk(handler.type))


def _imports_own(node: ast.Import | ast.ImportFrom) -> bool:
    names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    return any(name.split(".")[0] == "evalreport" for name in names)


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))
