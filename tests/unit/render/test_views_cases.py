"""Cases: harm first, texts only as the policy publishes them, every case accounted for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.model.assessment import CasePair, CaseSide, Transitions
from evalreport.model.evaluation import CaseResult
from evalreport.model.policy import Publish
from evalreport.render.context import Context
from evalreport.render.release_pages import render_release
from evalreport.render.views_cases import (
    ON_RELEASE_PAGE,
    TEXT_LIMIT,
    case_list,
    case_name,
    changed_pairs,
    changed_rows,
    changed_say,
    pair_anchor,
)
from tests import fakes
from tests.fake_parts import case_pair
from tests.fake_policy import policy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evalreport.model.assessment import Transition
    from evalreport.model.policy import Publish as PublishType
    from evalreport.model.report import ReleaseReport

PRIVATE = "the customer's secret words"


def with_pairs(pairs: Iterable[CasePair], publish: PublishType | None = None) -> ReleaseReport:
    """Return a cleared release over other cases."""
    base = fakes.cleared()
    return replace(base, policy=policy(publish=publish), assessment=replace(base.assessment, pairs=tuple(pairs)))


def moved(case_id: str, before: tuple[str, ...], after: tuple[str, ...]) -> CasePair:
    """Return a case that passes both times and changes its failure classes."""
    sides = [
        CaseSide(row=CaseResult(suite="s", case_id=case_id, passed=True), passed=True, classes=classes)
        for classes in (before, after)
    ]
    return CasePair(
        suite="s", case_id=case_id, epoch=1, transition="both_passed", baseline=sides[0], candidate=sides[1]
    )


def test_regressed_cases_come_first() -> None:
    """Newly failing cases stand above those with another class, and these above fixed ones."""
    pairs = [
        case_pair(1, "fixed"),
        moved("m", (), ("recovery",)),
        case_pair(2, "both_passed"),
        case_pair(3, "regressed"),
    ]
    assert [pair.transition for pair in changed_pairs(pairs)] == ["regressed", "both_passed", "fixed"]


def test_classes_that_came_and_went_are_named() -> None:
    """A case says what it fails in now, and what no longer."""
    rows = changed_rows(Context(with_pairs([moved("m", ("recovery",), ("policy-boundary",))])))
    assert rows[0].classes == "Policy boundary, no longer Recovery behaviour"
    assert rows[0].state.word == "Same result, other score"


def test_the_release_page_shows_a_bounded_number() -> None:
    """The release page stops at its limit; the case list has all."""
    report = with_pairs(case_pair(number, "regressed") for number in range(ON_RELEASE_PAGE + 40))
    assert len(changed_rows(Context(report))) == ON_RELEASE_PAGE
    assert case_list(Context(report)).changed == ON_RELEASE_PAGE + 40


def test_changes_are_counted() -> None:
    """The sentence above the list counts what is worse, better and moved within."""
    report = with_pairs([*fakes.cleared().assessment.pairs, moved("m", (), ("recovery",))])
    said = changed_say(Context(report))
    assert said == "8 newly failing, 15 fixed, 1 with the same result but another score or kind of failure."


@pytest.mark.parametrize("outputs", ["none", "sampled", "all"])
def test_every_case_is_accounted_for(outputs: str) -> None:
    """Whatever is published, each case is a row or a name, once."""
    publish = {"none": Publish(outputs="none"), "sampled": Publish(outputs="sampled"), "all": Publish(outputs="all")}
    pairs = fakes.cleared().assessment.pairs
    cases = case_list(Context(with_pairs(pairs, publish[outputs])))
    names = [row.name for group in cases.groups for row in group.rows]
    names += [name for _, group in cases.names for name in group]
    assert sorted(names) == sorted(pair.case_id for pair in pairs)


@pytest.mark.parametrize("transition", ["regressed", "fixed", "both_failed", "both_passed", "only_candidate"])
def test_unpublished_texts_are_not_in_the_bytes(transition: Transition) -> None:
    """With `outputs: none` no input or output of any case is on any page or in record.json."""
    report = with_pairs([case_pair(1, transition, text=PRIVATE)], Publish(outputs="none"))
    pages, assets = render_release(report, tool_version="1")
    assert not any("secret" in page.html or "secret" in str(page.search) for page in pages)
    assert not any(b"secret" in asset.content for asset in assets)


@pytest.mark.parametrize(
    ("outputs", "transition", "shown"),
    [
        ("sampled", "regressed", True),
        ("sampled", "fixed", True),
        ("sampled", "both_failed", True),
        ("sampled", "both_passed", False),
        ("all", "both_passed", True),
        ("all", "only_candidate", True),
    ],
)
def test_published_texts(outputs: str, transition: Transition, *, shown: bool) -> None:
    """`sampled` shows what changed or fails, `all` everything."""
    publish = Publish(outputs="sampled") if outputs == "sampled" else Publish(outputs="all")
    pages, _ = render_release(with_pairs([case_pair(1, transition, text=PRIVATE)], publish), tool_version="1")
    assert ("secret words" in pages[1].html) is shown
    assert "secret words" not in pages[0].html


def test_texts_stop_at_the_limit_of_the_policy() -> None:
    """No more text is published than `max_kb` allows, and what is left out is counted."""
    pairs = [case_pair(number, "regressed", text="x" * 500) for number in range(50)]
    cases = case_list(Context(with_pairs(pairs, Publish(outputs="all", max_kb=10))))
    assert 0 < cases.shown < 20
    assert cases.shown + cases.withheld == 50


def test_one_long_text_is_cut() -> None:
    """A single text takes no more than its share, and says how much it lost."""
    pair = case_pair(1, "regressed", text="y" * (TEXT_LIMIT + 300))
    row = case_list(Context(with_pairs([pair], Publish(outputs="all")))).groups[0].rows[0]
    assert row.input.endswith("(300 more characters)")


def test_a_shared_input_stands_once() -> None:
    """Where both sides got the same input it is shown above them."""
    pages, _ = render_release(
        with_pairs([case_pair(1, "regressed", text=PRIVATE)], Publish(outputs="all")), tool_version="1"
    )
    assert pages[1].html.count("secret words") == 1


def test_first_release_lists_what_passed() -> None:
    """Without a baseline cases are failing or passed, not changed."""
    cases = case_list(Context(fakes.first()))
    assert cases.changed == 0
    assert [title for title, _ in cases.names] == ["Passed"]
    assert cases.failing + len(cases.names[0][1]) == 200


@pytest.mark.parametrize(
    ("epochs", "epoch", "expected"), [(1, 1, "c"), (2, 1, "c, run 1"), (2, 2, "c, run 2"), (1, 3, "c, run 3")]
)
def test_runs_are_named_where_there_are_several(epochs: int, epoch: int, expected: str) -> None:
    """A case that ran once has no run number."""
    base = fakes.cleared()
    side = replace(base.assessment.candidate, epochs=epochs)
    context = Context(replace(base, assessment=replace(base.assessment, candidate=side)))
    pair = replace(case_pair(1, "fixed"), case_id="c", epoch=epoch)
    assert case_name(context, pair) == expected


def test_anchors_tell_cases_apart() -> None:
    """Cases that differ in suite or run only have anchors of their own, the same in every release."""
    pair = case_pair(1, "fixed")
    anchors = {pair_anchor(pair), pair_anchor(replace(pair, epoch=2)), pair_anchor(replace(pair, suite="other"))}
    assert len(anchors) == 3
    assert pair_anchor(case_pair(1, "regressed")) == pair_anchor(pair)


def test_links_of_changed_cases_lead_to_their_rows() -> None:
    """Every link from the release page to a case finds that case on the list."""
    pages, _ = render_release(fakes.cleared(), tool_version="1")
    rows = case_list(Context(fakes.cleared()))
    for row in changed_rows(Context(fakes.cleared())):
        assert f'cases/#{row.anchor}"' in pages[0].html
        assert f'id="{row.anchor}"' in pages[1].html
    assert rows.changed == 23


def test_a_thousand_cases_stay_small() -> None:
    """Pages and record of a release with 1,000 cases, 120 of them changed, take less than 100 KB without texts."""
    plan = ["regressed"] * 40 + ["fixed"] * 80 + ["both_failed"] * 60 + ["both_passed"] * 820
    known: dict[str, Transition] = {"regressed": "regressed", "fixed": "fixed", "both_failed": "both_failed"}
    pairs = [case_pair(number, known.get(word, "both_passed")) for number, word in enumerate(plan)]
    base = fakes.cleared()
    counts = Transitions(both_passed=820, fixed=80, regressed=40, both_failed=60)
    report = replace(base, assessment=replace(base.assessment, pairs=tuple(pairs), transitions=counts))
    pages, assets = render_release(report, tool_version="1")
    size = sum(len(page.html.encode()) for page in pages) + sum(len(asset.content) for asset in assets)
    # The theme adds about 13 KB a page; with the statements all together stays below 150 KB.
    assert size < 100_000
