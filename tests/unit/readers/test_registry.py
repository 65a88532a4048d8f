"""Which reader reads a source, and what is said when none does, or several do."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from typing import TYPE_CHECKING, ClassVar

import pytest

from evalreport.errors import ReaderError
from evalreport.model.evaluation import ResultFile
from evalreport.readers.registry import GROUP, Catalogue, find_reader, load_catalogue, readers
from tests.unit.readers.memory import MemorySource

if TYPE_CHECKING:
    from evalreport.readers.base import Reader, ReadOptions, Source

BUILT_IN = {"agentdojo", "inspect", "junit", "promptfoo", "table", "tau2"}


class AlphaReader:
    """Claims every source whose bytes begin with alpha."""

    name: ClassVar[str] = "alpha"
    title: ClassVar[str] = "Alpha"
    version: ClassVar[int] = 1

    def sniff(self, source: Source) -> bool:
        """Look at the first bytes."""
        return source.head.startswith(b"alpha")

    def read(self, source: Source, options: ReadOptions) -> ResultFile:
        """Read nothing."""
        del source, options
        return ResultFile(format=self.name)


class OtherReader(AlphaReader):
    """Claims the same."""

    name: ClassVar[str] = "other"


class AnyReader(AlphaReader):
    """Claims the same, and gives way."""

    name: ClassVar[str] = "any"
    generic: ClassVar[bool] = True


class BrokenReader:
    """Fails when it is made."""

    def __init__(self) -> None:
        raise OSError("no licence found")


def known(*some: Reader) -> Catalogue:
    """Make a catalogue of these readers."""
    return Catalogue(readers=some, warnings=("the reader gamma (x:Y) cannot be loaded: ImportError: no gamma",))


ALPHA, OTHER, ANY = AlphaReader(), OtherReader(), AnyReader()
SOURCE = MemorySource(b"alpha beta", "results/run.txt")


def test_the_built_in_readers_are_registered_as_any_other() -> None:
    """Every format the project reads comes through the entry points of the installed package."""
    assert {reader.name for reader in readers()} >= BUILT_IN


@pytest.mark.parametrize(
    ("some", "forced", "chosen"),
    [
        ((ALPHA,), None, ALPHA),
        ((ALPHA, ANY), None, ALPHA),
        ((ANY,), None, ANY),
        ((ALPHA, OTHER), "other", OTHER),
    ],
)
def test_one_reader_is_found(some: tuple[Reader, ...], forced: str | None, chosen: Reader) -> None:
    """The reader that claims a source reads it, a generic one gives way, and a name decides over all."""
    assert find_reader(SOURCE, forced, known(*some)) is chosen


@pytest.mark.parametrize(
    ("source", "forced", "line"),
    [
        (SOURCE, None, "several readers claim it: alpha, other: say which, as in `format: alpha` [format-ambiguous]"),
        (MemorySource(b"beta", "b"), None, "no reader recognises it (known: alpha, other): say which, as in `format: "),
        (SOURCE, "beta", "results/run.txt: no reader is named 'beta': use one of alpha, other [format-missing]"),
        (SOURCE, "gamma", "'gamma'; the reader gamma (x:Y) cannot be loaded: ImportError: no gamma: use one of alpha"),
        (MemorySource(b"", "b"), None, "b: the file is empty: run the suite again [result-empty]"),
        (
            MemorySource(b"version https://git-lfs.github.com/spec/v1\n", "b"),
            "alpha",
            "b:1: the file is a Git LFS pointer",
        ),
    ],
)
def test_what_no_one_reader_reads_is_explained(source: MemorySource, forced: str | None, line: str) -> None:
    """The error names the candidates, how to force one, and what a file gives away by its first bytes."""
    with pytest.raises(ReaderError) as caught:
        find_reader(source, forced, known(ALPHA, OTHER))
    assert line in str(caught.value)


def point(name: str, value: str) -> EntryPoint:
    """Make an entry point as an installed package declares it."""
    return EntryPoint(name=name, value=value, group=GROUP)


def test_a_plugin_that_fails_costs_its_own_format_only() -> None:
    """A missing module, an error while it is made, and a name taken twice are warnings; the others are loaded."""
    here = __name__
    found = load_catalogue(
        [
            point("broken", f"{here}:BrokenReader"),
            point("missing", "no_such_module_anywhere:Reader"),
            point("other", f"{here}:OtherReader"),
            point("another", f"{here}:OtherReader"),
        ]
    )
    assert [reader.name for reader in found.readers] == ["other"]
    broken, missing, twice = found.warnings
    assert broken == f"the reader broken ({here}:BrokenReader) cannot be loaded: OSError: no licence found"
    assert missing.endswith("ModuleNotFoundError: No module named 'no_such_module_anywhere'")
    assert twice == f"the reader other ({here}:OtherReader) is left out: another is named other already"
