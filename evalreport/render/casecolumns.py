"""Cases by column: what most cases have stands once by name with a value a case, which packs to half the size."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Path = tuple[str, ...]
# A name that fewer cases carry would cost more in empty places than it saves.
LEAST_SHARE = 0.25


def packed(rows: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """Part rows into ``columns`` (path and a value a row, null where a row has none) and what is left of each row.

    Nothing is lost but nulls: putting the columns back gives the rows.
    """
    cells = [dict(_cells((), row)) for row in rows]
    filled: dict[Path, int] = {}
    for row in cells:
        for path in row:
            filled[path] = filled.get(path, 0) + 1
    chosen = [path for path, count in filled.items() if count >= LEAST_SHARE * len(rows)]
    taken = set(chosen)
    return {
        "columns": [{"path": list(path), "values": [row.get(path) for row in cells]} for path in chosen],
        "rest": [_nested({path: value for path, value in row.items() if path not in taken}) for row in cells],
    }


def _cells(path: Path, value: Mapping[str, object]) -> Iterator[tuple[Path, object]]:
    for key, one in value.items():
        if isinstance(one, dict):
            yield from _cells((*path, key), one)
        elif one is not None:
            yield (*path, key), one


def _nested(cells: Mapping[Path, object]) -> dict[str, object]:
    nested: dict[str, object] = {}
    for path, value in cells.items():
        place = nested
        for key in path[:-1]:
            inner = place.setdefault(key, {})
            place = inner if isinstance(inner, dict) else {}
        place[path[-1]] = value
    return nested
