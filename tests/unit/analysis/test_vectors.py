"""The statistics agree with the reference vectors, and the runner tells right from wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.corpus import MATERIAL, reference
from tests.run_vectors import KINDS, differences, load_vectors, main, run_vector
from tests.vector_inputs import Inputs

if TYPE_CHECKING:
    from pathlib import Path

NAME = "statistics-vectors.json"
TOLERANCE = Inputs({"abs": 1e-6, "rel": 1e-6})


def _built() -> list[Inputs]:
    """The vectors of kinds that are built, none where there is no file."""
    path = MATERIAL / "reference" / NAME
    return [vector for vector in load_vectors(path) if vector.text("kind") in KINDS] if path.exists() else []


@pytest.mark.parametrize("vector", _built(), ids=lambda vector: vector.text("id"))
def test_vector(vector: Inputs) -> None:
    """A reference vector of a kind that is built agrees within its tolerance."""
    assert run_vector(vector).problems == ()


def test_every_built_kind_has_a_vector() -> None:
    """No kind is listed as built that the reference does not know."""
    kinds = {vector.text("kind") for vector in load_vectors(reference(NAME))}
    assert set(KINDS) <= kinds


def test_every_kind_is_built() -> None:
    """No kind of the reference is left out."""
    assert {vector.text("kind") for vector in load_vectors(reference(NAME))} == set(KINDS)


def _file(folder: Path, *vectors: dict[str, object]) -> Path:
    path = folder / "vectors.json"
    path.write_text(json.dumps({"vectors": list(vectors)}), encoding="utf-8")
    return path


def _vector(kind: str, inputs: dict[str, object], expected: dict[str, object]) -> dict[str, object]:
    return {
        "id": "one",
        "kind": kind,
        "inputs": inputs,
        "expected": expected,
        "tolerance": {"abs": 1e-6, "rel": 1e-6},
    }


@pytest.mark.parametrize(
    ("kind", "inputs", "expected", "code", "last"),
    [
        ("zero_failure_required_n", {"max_rate": 0.05, "conf": 0.95}, {"n": 59}, 0, "1 passed, 0 failed"),
        ("zero_failure_required_n", {"max_rate": 0.05, "conf": 0.95}, {"n": 60}, 1, "0 passed, 1 failed"),
        ("zero_failure_required_n", {"max_rate": 0.05}, {"n": 59}, 1, "0 passed, 1 failed"),
        ("unheard_of", {}, {}, 0, "0 passed, 0 failed, 1 skipped"),
    ],
)
def test_runner_counts(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    kind: str,
    inputs: dict[str, object],
    expected: dict[str, object],
    code: int,
    last: str,
) -> None:
    """The runner fails on a wrong number and on an error, skips unknown kinds, and ends in its counts."""
    path = _file(tmp_path, _vector(kind, inputs, expected))
    assert main([str(path)]) == code
    assert capsys.readouterr().out.splitlines()[-1] == last


def test_runner_needs_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a file the runner says how it is used."""
    assert main([]) == 2
    assert "run_vectors.py FILE" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("expected", "got", "count"),
    [
        (1.0, 1.0000005, 0),
        (1.0, 1.1, 1),
        (None, None, 0),
        (None, 0.0, 1),
        (True, 1, 0),
        ("pass", "fail", 1),
        ([1, 2], [1, 3], 1),
        ([1, 2], [1], 1),
        ({"a": 1, "b": {"c": 2}}, {"a": 1, "b": {"c": 3}}, 1),
        ({"a": 1}, {}, 1),
    ],
)
def test_differences(expected: object, got: object, count: int) -> None:
    """Numbers are compared within tolerance, all else exactly, and every place that differs is told."""
    document = Inputs(json.loads(json.dumps({"expected": expected, "got": got})))
    found = differences(document.values["expected"], document.values["got"], TOLERANCE)
    assert len(list(found)) == count
