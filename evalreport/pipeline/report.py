"""From a bundle to the report of one release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalreport.documents.effective import policy_digest
from evalreport.gates.outcome import outcome_of
from evalreport.model.report import ReleaseReport
from evalreport.pipeline.assess import Circumstances, assess
from evalreport.pipeline.costs import cost_figures, review_facts
from evalreport.pipeline.points import points
from evalreport.pipeline.sentences import headline, lead, next_step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from evalreport.model.assessment import Assessment, Outcome
    from evalreport.model.bundle import ReadResults, ReleaseBundle
    from evalreport.model.record import Event, Records, Subject
    from evalreport.model.verification import Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The releases of the same workflow before and after one."""

    previous: str | None = None
    following: str | None = None


def make_report(
    bundle: ReleaseBundle,
    *,
    as_of: str,
    present: Callable[[Subject], bool],
    pinned: Mapping[str, tuple[ReadResults, ...]],
    neighbours: Neighbours,
    verified: Mapping[str, Verification] | None = None,
    attribution_shown: bool = False,
) -> ReleaseReport:
    """Judge a release and say so.

    A closed release is judged as of its closing record, an open one as of ``as_of`` (RFC 3339). ``verified`` is what
    re-checking its records against git found, by path.
    """
    closing = bundle.records.closing()
    moment = closing.at if closing else as_of
    preview = _is_preview(bundle, closing)
    circumstances = Circumstances(
        as_of=moment,
        present=present,
        pinned=pinned,
        verified=verified or {},
        attribution_shown=attribution_shown,
    )
    assessment = assess(bundle, circumstances)
    # Compared, not trusted: a record that says otherwise than its own policy is shown as that.
    stated = closing.outcome if closing else None
    return ReleaseReport(
        release=bundle.release,
        policy=bundle.policy,
        policy_digest=policy_digest(bundle.policy, bundle.release),
        assessment=assessment,
        records=bundle.records,
        inputs=bundle.inputs,
        repository=bundle.repository,
        as_of=moment,
        commit=_commit(bundle, closing),
        preview=preview,
        headline=headline(bundle, assessment),
        lead=lead(bundle, assessment),
        points=points(bundle.policy, assessment),
        next_step=next_step(bundle, assessment, preview=preview),
        closed=closing,
        recomputed=assessment.outcome if stated and stated != assessment.outcome else None,
        now=standing(assessment, bundle.records),
        previous=neighbours.previous,
        following=neighbours.following,
        verified=circumstances.verified,
        costs=cost_figures(bundle.policy, assessment),
        reviews=review_facts(bundle.policy, assessment),
    )


def standing(assessment: Assessment, records: Records) -> Outcome:
    """Return the outcome today: what was decided, unless the release was withdrawn or rolled back since."""
    return outcome_of(
        assessment.gates,
        waiting=assessment.waiting,
        # People's answers are part of the outcome already, and are not asked for again.
        rejected=assessment.outcome == "blocked",
        withdrawn=any(event.kind == "withdrawn" for event in records.events),
        rolled_back=bool(records.rollbacks),
    )


def _commit(bundle: ReleaseBundle, closing: Event | None) -> str | None:
    """Return the commit the page speaks of: of a closed release that of its closing record, else HEAD."""
    if closing is not None:
        # The commit that closed it holds everything the page shows.
        found = next((item.origin.commit for item in bundle.inputs if item.path == closing.path), None)
        if found is not None:
            return found
    return bundle.repository.head


def _is_preview(bundle: ReleaseBundle, closing: Event | None) -> bool:
    """Say whether a file the page rests on differs from the commit; of a closed release today's policy is none."""
    return any(item.origin.uncommitted and (item.kind != "config" or closing is None) for item in bundle.inputs)
