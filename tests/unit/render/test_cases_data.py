"""The file of cases: everything a page of a case needs, nothing that the policy keeps back, the same bytes again."""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalreport.model.assessment import CasePair, CaseSide, Transitions
from evalreport.model.evaluation import CaseResult, Score, ToolCall
from evalreport.model.policy import Publish
from evalreport.render.case_pages import texts_words
from evalreport.render.casecolumns import packed
from evalreport.render.casedata import CASES_SCHEMA, case_assets, case_data, gzipped
from evalreport.render.casepast import Pasts
from evalreport.render.context import Context
from evalreport.render.release_pages import render_release
from tests import fakes
from tests.fake_parts import case_pair
from tests.fake_policy import policy
from tests.hostile_text import STRINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evalreport.model.assessment import Transition
    from evalreport.model.report import ReleaseReport

PRIVATE = "the customer's secret words"


class Run(TypedDict, total=False):
    """One side of a case in the file."""

    passed: bool | None
    scores: dict[str, object]
    classes: list[str]
    input: str
    output: str
    note: str
    usd: float
    broke: bool
    error: str
    metadata: dict[str, str]


class Case(TypedDict, total=False):
    """A case in the file."""

    id: str
    state: str
    metadata: dict[str, str]
    was: dict[str, str]
    before: Run
    after: Run
    calls: list[dict[str, object]]
    past: str


class Column(TypedDict):
    """A value a case under one path, null where a case has none."""

    path: list[str]
    values: list[object]


class Parted(TypedDict):
    """Rows by column."""

    columns: list[Column]
    rest: list[dict[str, object]]


class File(TypedDict):
    """The file, as far as tests look."""

    schema: str
    columns: list[Column]
    rest: list[dict[str, object]]
    states: list[dict[str, str]]
    past: list[dict[str, str]]


def with_pairs(pairs: Iterable[CasePair], publish: Publish | None = None) -> ReleaseReport:
    """Return a cleared release over other cases."""
    base = fakes.cleared()
    return replace(base, policy=policy(publish=publish), assessment=replace(base.assessment, pairs=tuple(pairs)))


def opened(report: ReleaseReport) -> File:
    """Return what the file of a release says."""
    (asset,) = case_assets(report.id, case_data(Context(report)))
    return msgspec.json.decode(gzip.decompress(asset.content), type=File)


def joined(columns: Sequence[Column], rest: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """Put the columns back into the rows, as a reader of the file does."""
    for column in columns:
        *way, last = column["path"]
        for row, value in zip(rest, column["values"], strict=True):
            if value is not None:
                place = row
                for key in way:
                    inner = place.setdefault(key, {})
                    assert isinstance(inner, dict)
                    place = inner
                place[last] = value
    return list(rest)


def cases_of(report: ReleaseReport) -> list[Case]:
    """Return the cases of a release, put together again."""
    found = opened(report)
    return msgspec.convert(joined(found["columns"], found["rest"]), list[Case])


ROW = CaseResult(suite="s", case_id="c")


def pair_of(before: CaseResult, after: CaseResult) -> CasePair:
    """Return a newly failing case of two rows."""
    return CasePair(
        suite="s",
        case_id="c",
        epoch=1,
        transition="regressed",
        baseline=CaseSide(row=before, passed=True),
        candidate=CaseSide(row=after, passed=False, classes=("recovery",)),
    )


@pytest.mark.parametrize("transition", ["regressed", "fixed", "both_failed", "both_passed", "only_candidate"])
def test_unpublished_texts_are_not_in_the_bytes(transition: Transition) -> None:
    """With `outputs: none` no input, output, argument, result or explanation is anywhere on the site."""
    pair = case_pair(1, transition, text=PRIVATE)
    side = pair.candidate
    assert side is not None
    call = ToolCall(name="look", arguments=PRIVATE, result=PRIVATE, error=PRIVATE)
    told = replace(side.row, tools=(call,), note=PRIVATE, error=PRIVATE, metadata={"text": PRIVATE * 5})
    told = replace(told, scores=(Score(name="judge", text=PRIVATE, explanation=PRIVATE),))
    pages, assets = render_release(with_pairs([replace(pair, candidate=replace(side, row=told))]), tool_version="1")
    assert not any("secret" in page.html or "secret" in str(page.search) for page in pages)
    contents = [gzip.decompress(one.content) if one.path.endswith(".gz") else one.content for one in assets]
    assert b"look" in contents[1]
    assert not any(b"secret" in content for content in contents)


@pytest.mark.parametrize(
    ("publish", "transition", "shown"),
    [
        (Publish(outputs="sampled"), "regressed", True),
        (Publish(outputs="sampled"), "fixed", True),
        (Publish(outputs="sampled"), "both_failed", True),
        (Publish(outputs="sampled"), "both_passed", False),
        (Publish(outputs="all"), "both_passed", True),
        (Publish(outputs="all"), "only_candidate", True),
    ],
)
def test_published_texts(publish: Publish, transition: Transition, *, shown: bool) -> None:
    """`sampled` publishes what changed or fails, `all` everything; both sides of a text."""
    (case,) = cases_of(with_pairs([case_pair(1, transition, text=PRIVATE)], publish))
    assert (case["after"].get("input") == PRIVATE) is shown
    assert ("output" in case["after"]) is shown


def test_texts_stop_at_the_limit_of_the_policy() -> None:
    """No more text is published than `max_kb` allows, and what is left out is counted."""
    pairs = [case_pair(number, "regressed", text="x" * 500) for number in range(50)]
    data = case_data(Context(with_pairs(pairs, Publish(outputs="all", max_kb=10))))
    assert 0 < data.shown < 20
    assert data.shown + data.withheld == 50
    assert f"{data.withheld} more had no text or no room" in texts_words(data, ("case", "cases"))


def test_one_long_text_is_cut() -> None:
    """A single text takes no more than the policy's length, and says how much it lost."""
    report = with_pairs([case_pair(1, "regressed", text="y" * 800)], Publish(outputs="all", length=500))
    assert cases_of(report)[0]["after"]["input"].endswith("(300 more characters)")


@pytest.mark.parametrize("outputs", ["none", "all"])
def test_personal_data_is_blacked_out_and_counted(outputs: str) -> None:
    """What the policy names is blacked out in texts, labels and metadata alike, and the count is said."""
    mail = "write to kim@example.org"
    pair = pair_of(replace(ROW, metadata={"from": "kim@example.org"}), replace(ROW, input=mail, tags=(mail,)))
    redact = ("email",)
    publish = Publish(outputs="all", redact=redact) if outputs == "all" else Publish(redact=redact)
    report = with_pairs([pair], publish)
    (asset,) = case_assets(report.id, case_data(Context(report)))
    assert b"kim@" not in gzip.decompress(asset.content)
    data = case_data(Context(report))
    assert data.redacted == (3 if outputs == "all" else 2)
    assert f"{data.redacted} passages are blacked out" in texts_words(data, ("case", "cases"))


def test_a_case_says_what_is_known_and_leaves_out_the_rest() -> None:
    """Numbers nobody measured are not in the file, a missing verdict is null, and metadata names what was otherwise."""
    before = replace(ROW, metadata={"kind": "late", "tier": "1"}, cost_usd=0.123456)
    after = replace(ROW, metadata={"kind": "late", "tier": "2"}, error="harness died")
    (case,) = cases_of(with_pairs([replace(pair_of(before, after), transition="not_comparable")]))
    assert case["metadata"] == {"kind": "late", "tier": "2"}
    assert case["was"] == {"tier": "1"}
    assert case["before"]["usd"] == 0.123
    assert "usd" not in case["after"]
    assert case["after"]["broke"] is True
    assert "error" not in case["after"]


@pytest.mark.parametrize(
    ("score", "passed", "expected"),
    [
        (Score(name="judge", value=1.0, passed=True), True, {"passed": True}),
        (Score(name="judge", value=0.25), False, {"passed": False, "value": 0.25}),
        (Score(name="judge", text="C", grader="gpt"), None, {"value": "C", "grader": "gpt"}),
        (Score(name="judge", value=0.0, text=None), None, {"value": 0.0}),
    ],
    ids=["verdict alone", "number", "letter", "zero"],
)
def test_scores_say_all_there_is(score: Score, passed: bool | None, expected: object) -> None:
    """A score of the scorecard has the file's number, letter and grader beside its verdict."""
    side = CaseSide(row=replace(ROW, scores=(score,)), passed=passed, scores={"task-success": passed})
    pair = replace(pair_of(ROW, ROW), candidate=side)
    assert cases_of(with_pairs([pair]))[0]["after"]["scores"] == {"task-success": expected}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ('{"sum":19.0,"big":12345678901234567890}', {"sum": "19.0", "big": "12345678901234567890"}),
        ("[1,2]", "[1,2]"),
        ("rm -rf", "rm -rf"),
        ('{"cut":', '{"cut":'),
        ("{" * 5000, None),
    ],
    ids=["object", "list", "text", "damaged", "deep"],
)
def test_arguments_keep_their_numbers(arguments: str, told: object) -> None:
    """Arguments stand by name as they were written, which a browser would round; what is no object stays text."""
    after = replace(ROW, tools=(ToolCall(name="pay", arguments=arguments),))
    report = with_pairs([pair_of(replace(ROW, tools=()), after)], Publish(outputs="all"))
    (step,) = cases_of(report)[0]["calls"]
    found = step["after"]
    assert isinstance(found, dict)
    assert step["is"] == "added"
    assert found["arguments"] == told if told is not None else str(found["arguments"]).startswith("{{")


def test_unpublished_calls_still_say_what_changed() -> None:
    """Without texts a case shows which tools were called, which calls changed in what, and which failed."""
    before = replace(ROW, tools=(ToolCall(name="pay", arguments="1"), ToolCall(name="look")))
    after = replace(ROW, tools=(ToolCall(name="pay", arguments="2", error="no"),))
    assert cases_of(with_pairs([pair_of(before, after)]))[0]["calls"] == [
        {"name": "pay", "is": "changed", "differs": ["arguments", "error"], "failed": ["after"]},
        {"name": "look", "is": "removed"},
    ]


def test_cases_stand_in_the_order_of_the_list() -> None:
    """Harm comes first, and the words behind the states stand in the same order."""
    found = opened(fakes.cleared())
    assert found["schema"] == CASES_SCHEMA
    assert [one["word"] for one in found["states"]] == ["Newly failing", "Fixed", "Still failing", "Passed both times"]
    cases = cases_of(fakes.cleared())
    assert list(dict.fromkeys(one["state"] for one in cases)) == [one["id"] for one in found["states"]]
    assert len(cases) == 200


def test_a_case_carries_its_past() -> None:
    """What a case did in earlier releases stands beside it, a letter a release."""
    older = replace(fakes.cleared(), release=fakes.release("refund-agent-2.3.0"))
    reports = [fakes.awaiting(), older]
    data = case_data(Context(reports[0]), Pasts(reports).of(reports[0]))
    found = msgspec.convert(data.content, File)
    assert found["past"] == [{"id": "refund-agent-2.3.0", "name": "2.3.0"}]
    cases = msgspec.convert(joined(found["columns"], found["rest"]), list[Case])
    assert {one["past"] for one in cases} == {"p", "f"}


@pytest.mark.parametrize("name", STRINGS)
def test_hostile_texts_stay_text(name: str) -> None:
    """Whatever a file says, the file of cases is JSON without hidden characters, and its script is Base64 alone."""
    text = STRINGS[name]
    after = replace(ROW, case_id=text, suite=text, input=text, tags=(text,), metadata={text: text[:50]})
    pair = replace(pair_of(ROW, replace(after, tools=(ToolCall(name=text, result=text),))), case_id=text)
    report = with_pairs([pair], Publish(outputs="all"))
    data = case_data(Context(report))
    (packed,), (script,) = case_assets("r", data), case_assets("r", data, offline=True)
    content = gzip.decompress(packed.content)
    assert json.loads(content)["rest"]
    assert not any(bad in content.decode() for bad in "\x1b\u202e\u2066\u200b\u2028")
    assert script.content.decode().strip('\n;"').removeprefix('self.evalreportCases = "').isascii()
    assert gzip.decompress(base64.b64decode(script.content.split(b'"')[1])) == content


VALUES = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=2),
    lambda inner: st.dictionaries(st.sampled_from(["a", "b", "__proto__", ""]), inner, min_size=1, max_size=3),
    max_leaves=5,
)


@given(rows=st.lists(st.dictionaries(st.sampled_from(["x", "y", "z"]), VALUES, max_size=3), max_size=6))
def test_columns_put_back_give_the_rows(rows: list[dict[str, object]]) -> None:
    """Whatever cases hold, the columns and what is left of each case together are the cases."""
    parted = msgspec.convert(packed(rows), Parted)
    assert joined(parted["columns"], parted["rest"]) == rows


def test_the_same_content_gives_the_same_bytes() -> None:
    """The archive holds no time, no name and no system, and anybody can open it."""
    one, two = (gzipped(b"cases" * 100) for _ in range(2))
    assert one == two
    assert one[:10] == b"\x1f\x8b\x08" + b"\0" * 5 + b"\x02\xff"
    assert gzip.decompress(one) == b"cases" * 100


def test_a_thousand_cases_stay_small() -> None:
    """All of a release with 1,000 cases, 120 of them changed, takes less than 100 KB without texts."""
    plan: list[tuple[Transition, int]] = [("regressed", 40), ("fixed", 80), ("both_failed", 60), ("both_passed", 820)]
    kinds = [word for word, count in plan for _ in range(count)]
    pairs = [case_pair(number, word) for number, word in enumerate(kinds)]
    base = fakes.cleared()
    counts = Transitions(both_passed=820, fixed=80, regressed=40, both_failed=60)
    report = replace(base, assessment=replace(base.assessment, pairs=tuple(pairs), transitions=counts))
    pages, assets = render_release(report, tool_version="1")
    size = sum(len(page.html.encode()) for page in pages) + sum(len(asset.content) for asset in assets)
    # The theme adds about 13 KB a page; with the statements all together stays below 150 KB.
    assert size < 100_000
