"""The snapshot ledger: one line a publication, each with the digest of the line before it.

The chain proves something only to a reader who kept an earlier line: whoever can rewrite the source branch and the
published one can rewrite both.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from evalreport.model.ledger import LedgerFault, Line, Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

NO_LINE = "0" * 64
HEAD_DIGITS = 12


def parse_ledger(data: bytes) -> tuple[Line, ...]:
    """Read ``ledger.jsonl``. Raises ValueError naming the line that is no line of a ledger."""
    return tuple(_line(number, raw) for number, raw in enumerate(data.split(b"\n"), start=1) if raw)


def ledger_head(lines: tuple[Line, ...]) -> str:
    """Return the first 12 digits of the last line's digest: what a reader keeps; empty for an empty ledger."""
    return lines[-1].digest[:HEAD_DIGITS] if lines else ""


def next_line(
    before: tuple[Line, ...],
    *,
    published_at: str,
    commit: str,
    tree: str,
    tool: str,
    releases: Mapping[str, Snapshot],
) -> bytes:
    """Write the line that follows, without its line end: keys in the documented order, no blanks."""
    document = {
        "seq": before[-1].seq + 1 if before else 1,
        "prev": before[-1].digest if before else NO_LINE,
        "published_at": published_at,
        "commit": commit,
        "tree": tree,
        "tool": tool,
        "releases": {
            name: {"root": one.root, "outcome": one.outcome, "states": dict(one.states)}
            for name, one in releases.items()
        },
    }
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def ledger_faults(
    lines: tuple[Line, ...],
    *,
    head: str | None,
    present: Collection[str],
    is_ancestor: Callable[[str], bool] | None,
    kept: str = "",
) -> Iterator[LedgerFault]:
    """Yield what no longer fits: a broken chain, a rewritten history, a release that vanished.

    ``is_ancestor`` says whether a commit comes before HEAD, None where this clone cannot say (shallow, no git).
    ``kept`` is the head a reader kept from an earlier time, as many digits as they kept.
    """
    yield from _chain(lines)
    if kept and not any(line.digest.startswith(kept) for line in lines):
        yield LedgerFault(code="LEDGER-REWRITTEN", said=f"no line has the digest {kept} that was kept")
    if lines and is_ancestor is not None and not is_ancestor(lines[-1].commit):
        said = f"commit {lines[-1].commit[:HEAD_DIGITS]} was published and does not come before {short(head)}"
        yield LedgerFault(code="LEDGER-REWRITTEN", said=said)
    yield from _vanished(lines, head, present)


def _vanished(lines: tuple[Line, ...], head: str | None, present: Collection[str]) -> Iterator[LedgerFault]:
    # A later line of the same release takes the earlier one's place.
    last = {name: line.commit for line in lines for name in line.releases}
    for name in sorted(last.keys() - set(present)):
        said = f"published at commit {last[name][:HEAD_DIGITS]}, gone at {short(head)}"
        yield LedgerFault(code="RELEASE-VANISHED", said=said, release=name)


def short(commit: str | None) -> str:
    """Return the first digits of a commit, in words where there is none."""
    return commit[:HEAD_DIGITS] if commit else "no commit"


def _chain(lines: tuple[Line, ...]) -> Iterator[LedgerFault]:
    before, number = NO_LINE, 0
    for line in lines:
        if line.prev != before:
            yield LedgerFault(code="LEDGER-REWRITTEN", said=f"line {line.seq} does not follow from the line before it")
        if line.seq != number + 1:
            yield LedgerFault(code="LEDGER-REWRITTEN", said=f"line {line.seq} follows line {number}")
        before, number = line.digest, line.seq


def _line(number: int, raw: bytes) -> Line:
    try:
        found = json.loads(raw)
        releases = {
            str(name): Snapshot(root=str(one["root"]), outcome=str(one["outcome"]), states=dict(one.get("states", {})))
            for name, one in found["releases"].items()
        }
        return Line(
            seq=int(found["seq"]), prev=str(found["prev"]), published_at=str(found["published_at"]),
            commit=str(found["commit"]), tree=str(found["tree"]), tool=str(found["tool"]),
            releases=releases, digest=hashlib.sha256(raw).hexdigest(),
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise ValueError(f"line {number} is no line of a ledger") from error
