"""What counts in a log: facts per case, and how two logs differ in them.

Ids, times and bytes differ at every run of Inspect; these facts must not.
"""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """One case in one epoch: scores, labels, calls, reply, kind and tags, and the simulated numbers."""

    scores: dict[str, str]
    labels: tuple[str, ...]
    calls: tuple[str, ...]
    reply: str
    kind: str
    tags: tuple[str, ...]
    cost_usd: float
    minutes: float
    tokens_in: int
    tokens_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One log: its suite, its model, and its cases by (id, epoch)."""

    suite: str
    model: str
    cases: dict[tuple[str, int], CaseFacts]


def differences(kept: Facts, made: Facts) -> list[str]:
    """List in words how a newly made log differs from the kept one; empty when all facts agree."""
    found = [
        f"{name}: kept {before}, now {after}"
        for name, before, after in (
            ("suite", kept.suite, made.suite),
            ("model", kept.model, made.model),
        )
        if before != after
    ]
    for case in sorted(kept.cases.keys() | made.cases.keys()):
        where = f"{case[0]} epoch {case[1]}"
        before, after = kept.cases.get(case), made.cases.get(case)
        if before is None or after is None:
            found.append(f"{where}: only in the {'new' if before is None else 'kept'} log")
            continue
        found += [
            f"{where}: {field.name}: kept {getattr(before, field.name)}, now {getattr(after, field.name)}"
            for field in fields(CaseFacts)
            if getattr(before, field.name) != getattr(after, field.name)
        ]
    return found
