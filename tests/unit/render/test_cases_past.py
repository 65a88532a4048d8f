"""What a case did in earlier releases, as of the time the page speaks of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.render.casepast import NOT_RUN, SHOWN_PAST, Pasts
from tests import fakes
from tests.fake_parts import case_pair

if TYPE_CHECKING:
    from evalreport.model.assessment import Transition
    from evalreport.model.report import ReleaseReport

KEY = ("refunds", "refund-0001", 1)


def released(
    version: str, word: Transition = "both_passed", closed: str = "", workflow: str = "refund-agent"
) -> ReleaseReport:
    """Return a release of one case, closed at a moment or open."""
    base = fakes.cleared()
    return replace(
        base,
        release=replace(fakes.release(f"{workflow}-{version}"), workflow=workflow),
        assessment=replace(base.assessment, pairs=(case_pair(1, word),)),
        closed=replace(fakes.closing(), at=closed) if closed else None,
    )


@pytest.mark.parametrize(("word", "mark"), [("both_passed", "p"), ("regressed", "f"), ("fixed", "p")])
def test_a_mark_tells_what_the_release_itself_did(word: Transition, mark: str) -> None:
    """The mark is the candidate's of that time, not the baseline's."""
    reports = [released("2.1.0"), released("2.0.0", word)]
    assert Pasts(reports).of(reports[0]).marks(KEY) == mark


def test_marks_stand_oldest_first() -> None:
    """The newest of the earlier releases is the last mark, and a case that did not run has one too."""
    reports = [released("2.2.0"), released("2.1.0", "regressed"), released("2.0.0")]
    past = Pasts(reports).of(reports[0])
    assert [one.name for one in past.releases] == ["2.0.0", "2.1.0"]
    assert past.marks(KEY) == "pf"
    assert past.marks(("refunds", "never", 1)) == NOT_RUN * 2


@pytest.mark.parametrize(
    ("earlier", "own", "seen"),
    [
        ("2026-06-01T10:00:00Z", "2026-07-01T10:00:00Z", True),
        ("2026-08-01T10:00:00Z", "2026-07-01T10:00:00Z", False),
        ("", "2026-07-01T10:00:00Z", False),
        ("", "", True),
    ],
    ids=["closed before", "closed later", "still open", "both open"],
)
def test_a_closed_release_rests_on_closed_ones(earlier: str, own: str, *, seen: bool) -> None:
    """A page that stays as it is shows no release that may still change."""
    reports = [released("2.1.0", closed=own), released("2.0.0", closed=earlier)]
    assert bool(Pasts(reports).of(reports[0]).releases) is seen


def test_other_workflows_are_no_past() -> None:
    """Cases of another agent with the same names are others."""
    reports = [released("2.1.0"), released("1.0.0", workflow="billing-agent")]
    assert Pasts(reports).of(reports[0]).releases == ()


def test_the_past_is_bounded() -> None:
    """Only the last few releases are shown, in whatever order they are asked for."""
    reports = [released(f"2.{number}.0") for number in range(SHOWN_PAST + 5, 0, -1)]
    pasts = Pasts(reports)
    assert [len(pasts.of(one).releases) for one in (reports[0], reports[-1], reports[-3], reports[0])] == [
        SHOWN_PAST,
        0,
        2,
        SHOWN_PAST,
    ]
