"""What search finds: people, gates, overrides and failure classes in the history, gates and cases within a release.

An index is read whole before the first hit, so each part of it is bounded: the history's at a thousand releases, a
release's at any number of cases. What does not fit is still on its page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.model.page import SearchEntry
from evalreport.render.context import person
from evalreport.render.views_cases import case_name, in_order, pair_anchor
from evalreport.render.words import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evalreport.model.report import ReleaseReport
    from evalreport.render.context import Context
    from evalreport.render.views_classes import ClassRow
    from evalreport.render.views_gates import GateRow
    from evalreport.render.views_overrides import OverrideEntry
    from evalreport.render.views_people import OverrideView
    from evalreport.render.views_registers import ClassEntry, GateEntry, Owner

# Of an id, its own address weighs six times its mere name: the first cases, in the order of the list, get one.
# More would take a sixth of all that a release of a thousand cases may weigh, and the explorer finds them all.
CASES_WITH_ADDRESS = 40
CASE_NAMES_LENGTH = 160_000
# A history of a thousand releases may hold as many overrides; the newest are those that are looked for.
OVERRIDES = 300
REASON_LENGTH = 300


def found_releases(releases: Sequence[ReleaseReport]) -> tuple[SearchEntry, ...]:
    """Return an entry a release for the history: outcome, summary, answer, and the people who decided."""
    # A hit leads to the release's own page: its address is relative to the history's.
    return tuple(
        SearchEntry(
            anchor=f"../{one.id}/",
            title=f"{one.id}: {OUTCOMES[one.standing].word}",
            text=" ".join([one.release.summary, one.headline, *_deciders(one)]),
        )
        for one in releases
    )


def _deciders(report: ReleaseReport) -> list[str]:
    records = report.records
    ids = [one.by for one in (*records.signoffs, *records.rollbacks, *records.events)]
    ids += [one.approved_by for one in records.overrides]
    return list(dict.fromkeys(person(report.policy, one) for one in ids))


def found_people(owners: Iterable[Owner]) -> tuple[SearchEntry, ...]:
    """Return an entry a person of the policy, with roles and what they own."""
    return tuple(
        SearchEntry(
            anchor=one.anchor,
            title=one.name,
            text=". ".join(filter(None, (one.roles, one.scores, one.gates, one.decisions))),
        )
        for one in owners
    )


def found_gates(gates: Iterable[GateEntry]) -> tuple[SearchEntry, ...]:
    """Return an entry a gate of the policy: its rule and its owner."""
    return tuple(
        SearchEntry(anchor=one.anchor, title=f"Gate: {one.title}", text=f"{one.rule} {one.owner}".strip())
        for one in gates
    )


def found_classes(classes: Iterable[ClassEntry]) -> tuple[SearchEntry, ...]:
    """Return an entry a failure class: why it matters, and an example."""
    return tuple(
        SearchEntry(anchor=one.anchor, title=f"Failure class: {one.title}", text=f"{one.why} {one.example}".strip())
        for one in classes
    )


def found_overrides(entries: Iterable[OverrideEntry]) -> tuple[SearchEntry, ...]:
    """Return an entry an override for the history, which leads to the release that it lifted."""
    return tuple(
        SearchEntry(
            anchor=f"../{one.release}/#{one.view.anchor}",
            title=f"Override of {one.gate}, {one.release}",
            text=f"{one.view.approved}, asked by {one.view.asked}: {one.view.reason}"[:REASON_LENGTH],
        )
        for one, _ in zip(entries, range(OVERRIDES), strict=False)
    )


def found_in_release(
    gates: Iterable[GateRow], classes: Iterable[ClassRow], overrides: Iterable[OverrideView]
) -> tuple[SearchEntry, ...]:
    """Return an entry a gate, a failure class and an override of a release, each with its own place on the page."""
    return (
        *(SearchEntry(anchor=one.anchor, title=f"Gate: {one.title}", text=one.reason) for one in gates),
        *(SearchEntry(anchor=one.anchor, title=f"Failure class: {one.title}", text=one.said) for one in classes),
        *(
            SearchEntry(
                anchor=one.anchor,
                title=f"Override of {one.gate}",
                text=f"{one.approved}, asked by {one.asked}: {one.reason}",
            )
            for one in overrides
        ),
    )


def found_cases(context: Context, title: str) -> tuple[SearchEntry, ...]:
    """Return the cases of a release: the first, as they are listed, with an address each, of the others their names."""
    order = in_order(context.report.assessment.pairs)
    every = [*order.changed, *order.failing, *order.rest]
    first, others = every[:CASES_WITH_ADDRESS], every[CASES_WITH_ADDRESS:]
    names = " ".join(case_name(context, pair) for pair in others)
    # Cut between two names: half a name would find what is not there.
    kept = names if len(names) <= CASE_NAMES_LENGTH else names[:CASE_NAMES_LENGTH].rpartition(" ")[0]
    return (
        SearchEntry(anchor="", title=title, text=kept),
        *(SearchEntry(anchor=f"case={pair_anchor(pair)}", title=case_name(context, pair), text="") for pair in first),
    )
