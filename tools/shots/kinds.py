"""Which pages of a built site are looked at: each living page, and of the releases one of each outcome."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def kinds(site: Path) -> dict[str, str]:
    """Give a name and an address for each kind of page of a built site."""
    # Read from what was built, so that a page somebody adds is photographed without being named here.
    found = {_name(page.relative_to(site).as_posix()): _address(page, site) for page in _living(site)}
    newest: dict[str, str] = {}
    for record in sorted(site.glob("*/record.json")):
        outcome = json.loads(record.read_text(encoding="utf-8"))["outcome"]
        newest[outcome] = record.parent.name
    moved = _moved(site)
    if moved:
        newest["rolled_back"] = moved
    for outcome, release in newest.items():
        found[f"release-{outcome}"] = f"{release}/"
    some = newest.get("cleared_by_override") or next(iter(newest.values()))
    for page in sorted((site / some).glob("*/index.html")):
        found[page.parent.name] = _address(page, site)
    return found


def _living(site: Path) -> list[Path]:
    pages = sorted((site / "latest").rglob("index.html"))
    # One comparison and one hand-written page stand for all of their kind.
    seen: set[str] = set()
    kept = []
    for page in pages:
        parts = page.relative_to(site / "latest").parts
        kind = parts[0] if len(parts) > 2 else "/".join(parts)  # noqa: PLR2004 - a folder below a folder
        if kind not in seen:
            kept.append(page)
        seen.add(kind)
    return kept


def _name(path: str) -> str:
    parts = path.split("/")[1:-1]
    return f"latest-{parts[0]}" if parts else "history"


def _address(page: Path, site: Path) -> str:
    return f"{page.parent.relative_to(site).as_posix()}/"


def _moved(site: Path) -> str:
    """Give a release that customers were moved back from after its page was published."""
    told = json.loads((site / "releases.json").read_text(encoding="utf-8"))["releases"]
    return next((one["id"] for one in told if one["status"] == "rolled_back"), "")
