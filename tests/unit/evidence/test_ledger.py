"""The ledger of publications: its chain, the history it names, and the releases it remembers."""

from __future__ import annotations

import pytest

from evalreport.evidence.ledger import ledger_faults, ledger_head, next_line, parse_ledger
from evalreport.model.ledger import Line, Snapshot

SNAPSHOT = Snapshot(root="ab" * 32, outcome="cleared", states={"ana": "valid"})


def ledger(count: int = 3) -> bytes:
    """A ledger of some publications, each adding one release."""
    data = b""
    for number in range(1, count + 1):
        line = next_line(
            parse_ledger(data),
            published_at="2026-11-20T12:00:00Z",
            commit=f"{number:040x}",
            tree="t",
            tool="evalreport 1",
            releases={f"r{number}": SNAPSHOT},
        )
        data += line + b"\n"
    return data


def codes(
    data: bytes, present: tuple[str, ...] = ("r1", "r2", "r3"), *, known: bool = True, kept: str = ""
) -> list[str]:
    """The codes of what is wrong."""
    lines = parse_ledger(data)
    found = ledger_faults(lines, head="f" * 40, present=present, is_ancestor=lambda _commit: known, kept=kept)
    return [fault.code for fault in found]


def test_an_untouched_ledger_has_no_fault() -> None:
    """Chain, history and releases as they were: nothing to say, also with an earlier head that a reader kept."""
    kept = ledger_head(parse_ledger(ledger(2)))
    assert codes(ledger(), kept=kept) == []


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (ledger().replace(b"cleared", b"blocked", 1), ["LEDGER-REWRITTEN"]),
        (b"\n".join(ledger().split(b"\n")[1:]), ["LEDGER-REWRITTEN", "LEDGER-REWRITTEN"]),
    ],
    ids=["a line edited", "the first line gone"],
)
def test_a_broken_chain_is_told(data: bytes, expected: list[str]) -> None:
    """A line changed or removed breaks the chain at the line after it."""
    assert codes(data) == expected


def test_a_rewritten_history_names_both_commits() -> None:
    """The published commit no longer comes before HEAD: both are named."""
    lines = parse_ledger(ledger())
    fault = next(ledger_faults(lines, head="f" * 40, present=("r1", "r2", "r3"), is_ancestor=lambda _commit: False))
    assert "000000000000" in fault.said
    assert "ffffffffffff" in fault.said


def test_a_vanished_release_is_named() -> None:
    """A release published once and gone now is a fault of its own; where history is cut off, only that is asked."""
    lines: tuple[Line, ...] = parse_ledger(ledger())
    found = list(ledger_faults(lines, head=None, present=("r1", "r3"), is_ancestor=None))
    assert [(fault.code, fault.release) for fault in found] == [("RELEASE-VANISHED", "r2")]


def test_a_head_that_nobody_wrote_is_a_rewritten_ledger() -> None:
    """A reader who kept the head of an earlier ledger finds out when the chain was made anew."""
    assert codes(ledger(), kept="123456789abc") == ["LEDGER-REWRITTEN"]


@pytest.mark.parametrize("line", [b"{}", b"[]", b"nonsense", b'{"seq":"x"}', b"\xff"])
def test_what_is_no_line_is_refused_with_its_number(line: bytes) -> None:
    """A damaged line is an error that names it, never a guess."""
    with pytest.raises(ValueError, match="line 4"):
        parse_ledger(ledger() + line + b"\n")
