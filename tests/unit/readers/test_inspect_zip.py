"""Archives are read under limits, in memory, whatever their headers claim."""

from __future__ import annotations

import io
import json
import struct
import zipfile

import pytest
import zstandard

from evalreport.errors import ReaderError
from evalreport.readers.base import ReadOptions
from evalreport.readers.inspect_log import InspectReader
from tests.corpus import hostile
from tests.unit.readers.memory import MemorySource, as_zip, read_run, read_whole

READER = InspectReader()
HEADER = {"version": 2, "status": "success", "eval": {"task": "refunds", "run_id": "run-1"}}
SAMPLE = {"id": 1, "epoch": 1, "scores": {"match": {"value": "C"}}}


def archive(*extra: tuple[str, object], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Write a log of one sample, and more members behind it."""
    members = {"_journal/start.json": {}, "samples/1_epoch_1.json": SAMPLE, "header.json": HEADER}
    return as_zip({**members, **dict(extra)}, method=method)


def as_zstandard(data: bytes) -> bytes:
    """Write an archive again as Inspect does since 2025: every member packed by method 93.

    Made by hand, since Python's own module writes zstandard only from 3.14 on.
    """
    out, directory = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        for info in source.infolist():
            packed = zstandard.ZstdCompressor().compress(source.read(info))
            sizes = (info.CRC, len(packed), info.file_size, len(info.filename))
            fields = struct.pack("<HHHHHIIIHH", 63, 0, 93, 0, 0x21, *sizes[:3], sizes[3], 0)
            start = out.tell()
            out.write(b"PK\x03\x04" + fields + info.filename.encode() + packed)
            rest = struct.pack("<HHHII", 0, 0, 0, 0, start)
            directory.write(b"PK\x01\x02\x3f\x00" + fields + rest + info.filename.encode())
        count = len(source.infolist())
    place = out.tell()
    body = directory.getvalue()
    out.write(body + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(body), place, 0))
    return out.getvalue()


def refusal(data: bytes) -> ReaderError:
    """Read an archive that must be refused, and return the error."""
    with pytest.raises(ReaderError) as caught:
        READER.read(MemorySource(data, "results/run.eval"), ReadOptions())
    return caught.value


@pytest.mark.parametrize(
    "data",
    [archive(), archive(method=zipfile.ZIP_STORED), as_zstandard(archive())],
    ids=["deflate", "stored", "zstandard"],
)
def test_members_are_unpacked(data: bytes) -> None:
    """Deflated, stored and zstandard members give the same rows."""
    run = read_run(READER, MemorySource(data, "results/run.eval"))
    assert [(row.case_id, row.passed) for row in run.rows] == [("1", True)]


def test_the_last_of_two_members_of_one_name_counts() -> None:
    """After a retry the archive holds the sample twice, and the later one is the result."""
    buffer = io.BytesIO(archive())
    failed = {**SAMPLE, "scores": {"match": {"value": "I"}}}
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(buffer, "a") as again:
        again.writestr("samples/1_epoch_1.json", json.dumps(failed))
    run = read_run(READER, MemorySource(buffer.getvalue(), "results/run.eval"))
    assert [row.passed for row in run.rows] == [False]


def test_a_run_that_never_ended_is_incomplete() -> None:
    """Without its header the journal's start stands in, and the status is `started`."""
    data = as_zip({"_journal/start.json": HEADER | {"status": "started"}, "samples/1_epoch_1.json": SAMPLE})
    run = read_run(READER, MemorySource(data, "results/run.eval"))
    assert (len(run.rows), run.complete, run.status) == (1, False, "started")


@pytest.mark.parametrize(
    "name", ["../../evil.json", "/abs.json", "C:/evil.json", "a\\..\\evil.json", "~/evil.json", "samples/../../x"]
)
def test_a_name_that_leaves_the_archive_is_refused(name: str) -> None:
    """Names that point elsewhere refuse the whole log, though nothing is ever written to disk."""
    assert refusal(archive((name, {}))).slug == "zip-name"


@pytest.mark.parametrize("name", ["inner.zip", "samples/more.EVAL", "data.tar.gz"])
def test_an_archive_in_the_archive_is_refused(name: str) -> None:
    """Archives inside a log are no part of the format."""
    assert refusal(archive((name, b"PK"))).slug == "zip-name"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    """An archive that states more than 200 times its size beyond 10 MB is refused by its directory alone."""
    error = refusal(archive(("samples/2_epoch_1.json", b" " * 20_000_000)))
    assert error.slug == "zip-bomb"
    assert "more than 200 times" in error.message


def test_a_header_that_lies_about_the_size_is_refused() -> None:
    """A member that unpacks to more than the directory states is cut off and refused."""
    data = archive(("samples/2_epoch_1.json", b" " * 100_000))
    size = struct.pack("<I", 100_000)
    assert refusal(data.replace(size, struct.pack("<I", 10))).slug == "zip-bomb"


def test_a_damaged_sample_costs_itself_only() -> None:
    """A sample whose checksum is wrong is counted as unread; the others are rows."""
    data = archive(("samples/2_epoch_1.json", {**SAMPLE, "id": "needle"}), method=zipfile.ZIP_STORED)
    whole = read_whole(READER, MemorySource(data.replace(b"needle", b"noodle"), "results/run.eval"))
    assert [row.case_id for row in whole.runs[0].rows] == ["1"]
    assert [(item.where, "checksum" in item.why) for item in whole.unread] == [("samples/2_epoch_1.json", True)]


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (archive()[:300], "zip-damaged"),
        (b"PK\x03\x04 and nothing more", "zip-damaged"),
        (as_zip({"header.json": {"eval": {}}}), "result-value"),
        (as_zip({"_journal/other.json": {}}), "format-unknown"),
        (as_zip({"header.json": b"{"}), "json-syntax"),
    ],
    ids=["cut", "rubbish", "task", "empty", "header"],
)
def test_a_damaged_archive_is_refused(data: bytes, slug: str) -> None:
    """Archives that are cut short or hold no log are errors that name the file."""
    error = refusal(data)
    assert error.slug == slug
    assert str(error).startswith("results/run.eval")


@pytest.mark.parametrize(
    ("name", "slug"),
    [("bomb_50mb.eval", "zip-bomb"), ("traversal.eval", "zip-name"), ("truncated.eval", "zip-damaged")],
)
def test_hostile_archives_are_refused(name: str, slug: str) -> None:
    """The hostile archives each meet their refusal."""
    assert refusal(hostile("zip", name).read_bytes()).slug == slug
