"""promptfoo's output: a matrix of runs, harness errors apart from failures, costs that are not known."""

from __future__ import annotations

import pytest

from evalreport.errors import ReaderError
from evalreport.model.evaluation import CaseResult, Contradiction, Score, Unread
from evalreport.readers.base import ReadOptions
from evalreport.readers.promptfoo import PromptfooReader
from tests.unit.readers.memory import MemorySource, as_json, read_rows, read_run, read_whole

READER = PromptfooReader()


def result(test: int = 0, *, success: bool = True, **fields: object) -> dict[str, object]:
    """Make a result of a test that passed or failed."""
    return {
        "testIdx": test,
        "promptIdx": 0,
        "provider": {"id": "acme:one", "label": ""},
        "prompt": {"raw": "May I?", "label": "ask"},
        "response": {"output": "Yes", "tokenUsage": {"prompt": 7, "completion": 2}},
        "success": success,
        "score": 1 if success else 0,
        "failureReason": 0 if success else 1,
        "cost": 0.25,
        "latencyMs": 1500,
    } | fields


def output(*results: object, **fields: object) -> MemorySource:
    """Write an output file of version 3."""
    return as_json({"evalId": "eval-1", "results": {"version": 3, "results": list(results)} | fields})


def component(kind: str, *, passed: bool, score: float, reason: str = "because") -> dict[str, object]:
    """Make the result of one assertion."""
    return {"pass": passed, "score": score, "reason": reason, "assertion": {"type": kind}}


def test_a_result_is_a_row() -> None:
    """Prompt, answer, verdict, cost, tokens and time are where a row has them."""
    run = read_run(READER, output(result()))
    assert (run.run_id, run.suite, run.model, run.variant) == ("eval-1", "promptfoo", "acme:one", "acme:one")
    assert run.rows == (
        CaseResult(
            suite="promptfoo",
            case_id="test-0",
            scores=(Score(name="score", value=1.0, passed=True),),
            passed=True,
            input="May I?",
            output="Yes",
            cost_usd=0.25,
            tokens_in=7,
            tokens_out=2,
            latency_s=1.5,
        ),
    )


def test_assertions_are_scores_and_failed_ones_labels() -> None:
    """Each type of assertion is a score; of several of a type the mean counts, and all must pass."""
    parts = [
        component("contains", passed=True, score=1),
        component("contains", passed=False, score=0.5, reason="no greeting"),
        component("llm-rubric", passed=True, score=0.9),
    ]
    grading = {"reason": "no greeting", "componentResults": parts}
    source = output(result(success=False, score=0.8, gradingResult=grading, namedScores={"tone": 0.3}))
    (row,) = read_rows(READER, source)
    assert row.scores == (
        Score(name="score", value=0.8, passed=False, explanation="no greeting"),
        Score(name="tone", value=0.3),
        Score(name="contains", value=0.75, passed=False, grader="contains", explanation="because\nno greeting"),
        Score(name="llm-rubric", value=0.9, passed=True, grader="llm-rubric", explanation="because"),
    )
    assert row.labels == ("failed:contains",)


@pytest.mark.parametrize(
    "fields",
    [
        {"failureReason": 2, "error": "rate limit"},
        {"failureReason": 2, "error": "rate limit", "gradingResult": {"pass": False}},
    ],
)
def test_a_harness_error_is_no_failure(fields: dict[str, object]) -> None:
    """Reason 2 leaves the row unscored, with its error."""
    (row,) = read_rows(READER, output(result(success=False) | fields))
    assert (row.error, row.passed, row.scores, row.labels) == ("rate limit", None, (), ())


def test_an_older_file_tells_errors_by_what_nothing_graded() -> None:
    """Before reasons were written, an error without any grading is one of the harness."""
    broken = result(0, success=False, error="rate limit")
    failed = result(1, success=False, error="no greeting", gradingResult={"pass": False})
    del broken["failureReason"], failed["failureReason"]
    first, second = read_rows(READER, output(broken, failed))
    assert (first.error, first.passed) == ("rate limit", None)
    assert (second.error, second.passed) == (None, False)


@pytest.mark.parametrize(
    ("providers", "prompts", "variants"),
    [
        ([("acme:one", ""), ("acme:two", "")], ["ask", "ask"], ["acme:one", "acme:two"]),
        ([("acme:one", "cold"), ("acme:one", "hot")], ["ask", "ask"], ["acme:one | cold", "acme:one | hot"]),
        ([("acme:one", ""), ("acme:one", "")], ["ask", "beg"], ["acme:one | ask", "acme:one | beg"]),
        ([("acme:one", ""), ("acme:one", "")], ["ask", "ask"], ["acme:one | prompt 0", "acme:one | prompt 1"]),
    ],
)
def test_each_column_of_the_matrix_is_a_run(
    providers: list[tuple[str, str]], prompts: list[str], variants: list[str]
) -> None:
    """A variant is named by as little as tells it apart: provider, its label, the prompt's, its number."""
    results = [
        result(test, promptIdx=column, provider={"id": name, "label": label}, prompt={"raw": "x", "label": prompt})
        for test in (1, 0)
        for column, ((name, label), prompt) in enumerate(zip(providers, prompts, strict=True))
    ]
    runs = read_whole(READER, output(*results)).runs
    assert [run.variant for run in runs] == variants
    assert [[row.case_id for row in run.rows] for run in runs] == [["test-1", "test-0"], ["test-1", "test-0"]]


def test_repeats_are_epochs_and_descriptions_name_cases() -> None:
    """The same test again is its next epoch; a description makes the name readable."""
    again = result(3, testCase={"description": "asks before it cancels"})
    assert [row.key for row in read_rows(READER, output(again, again))] == [
        ("promptfoo", "3: asks before it cancels", 1),
        ("promptfoo", "3: asks before it cancels", 2),
    ]


def test_an_answer_from_the_cache_has_no_latency() -> None:
    """Neither time nor tokens of a cached answer were measured; the cost told is that of the first call."""
    response = {"output": "Yes", "cached": True, "tokenUsage": {"cached": 9, "total": 9, "prompt": 0, "completion": 0}}
    run = read_run(READER, output(result(response=response), result(1)))
    first, second = run.rows
    assert (first.latency_s, first.tokens_in, first.tokens_out, first.cost_usd) == (None, None, None, 0.25)
    assert second.latency_s == 1.5
    assert run.warnings == ("1 of 2 answers came from the cache: latency unknown, cost that of the first call",)


@pytest.mark.parametrize(("tokens", "cost"), [(7, None), (0, 0.0)])
def test_a_cost_of_nothing_for_something_is_unknown(tokens: int, cost: float | None) -> None:
    """All costs 0 although tokens were used: unknown; 0 for nothing used stays 0."""
    response = {"output": "Yes", "tokenUsage": {"prompt": tokens, "completion": 0}}
    assert read_rows(READER, output(result(cost=0, response=response)))[0].cost_usd == cost


def test_red_team_tests_are_labelled_by_their_plugin() -> None:
    """Plugin, strategy and severity are metadata; an attack that got through leaves its plugin as a label."""
    metadata = {"pluginId": "pii", "strategyId": "base64", "severity": "high", "_private": "x"}
    held, broken = read_rows(READER, output(result(0, metadata=metadata), result(1, success=False, metadata=metadata)))
    assert (held.labels, broken.labels) == ((), ("pii",))
    assert broken.metadata == {"pluginId": "pii", "strategyId": "base64", "severity": "high"}


@pytest.mark.parametrize(("passed", "label"), [(True, "pass"), (False, "fail")])
def test_a_rating_by_hand_is_the_human_label(passed: bool, label: str) -> None:
    """What a person clicked in promptfoo's viewer is no grader's verdict."""
    grading = {"componentResults": [component("human", passed=passed, score=1)]}
    assert read_rows(READER, output(result(gradingResult=grading)))[0].human_label == label


def test_stated_counts_are_held_against_the_rows() -> None:
    """Counts that the rows bear out are stated only; others are contradictions too."""
    stats = {"successes": 3, "failures": 1, "errors": 0}
    run = read_run(READER, output(result(0), result(1, success=False), stats=stats))
    assert run.stated == {"successes": 3.0, "failures": 1.0, "errors": 0.0}
    assert run.contradictions == (Contradiction(what="successes", stated=3.0, counted=1.0),)


def test_counts_of_a_matrix_are_those_of_its_prompts() -> None:
    """Each column is held against its own metrics, not against those of the whole file."""
    prompts = [{"metrics": {"testPassCount": 1, "testFailCount": 0}}, {"metrics": {"testPassCount": 2}}]
    first, second = read_whole(READER, output(result(0), result(0, promptIdx=1), prompts=prompts)).runs
    assert (first.stated, first.contradictions) == ({"successes": 1.0, "failures": 0.0}, ())
    assert second.contradictions == (Contradiction(what="successes", stated=2.0, counted=1.0),)


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (result(1, cost="free"), '"free" where a finite number is due'),
        (result(1) | {"success": None}, "success is neither true nor false"),
        ("nothing", "success is neither true nor false"),
    ],
)
def test_a_result_that_cannot_be_read_is_told(item: object, why: str) -> None:
    """One bad result costs itself alone, and is counted."""
    whole = read_whole(READER, output(result(), item))
    assert whole.unread == (Unread(where="results[1]", why=why),)
    assert len(whole.runs[0].rows) == 1


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"version": 1, "results": [{}], "stats": {}}, "promptfoo output version 1 is not read yet"),
        ({"results": {"version": 2, "results": []}}, "promptfoo output version 2 is not read yet"),
        ({"evalId": None, "results": {"version": 4, "results": []}}, "promptfoo output version 4 is not read yet"),
        ({"_resultsLoaded": True, "results": []}, "this is a dump of promptfoo's own record, without rows"),
    ],
)
def test_other_versions_are_recognised_and_refused(document: object, message: str) -> None:
    """An older file is told what it is and how to get one that is read."""
    with pytest.raises(ReaderError, match="export it with promptfoo") as caught:
        read_whole(READER, as_json(document))
    assert (caught.value.message, caught.value.slug) == (message, "format-unknown")


@pytest.mark.parametrize(
    ("source", "slug"), [(output(), "result-empty"), (output(result() | {"success": 1}), "result-value")]
)
def test_a_file_without_a_row_is_refused(source: MemorySource, slug: str) -> None:
    """Nothing to decide on is an error, not an empty run."""
    with pytest.raises(ReaderError) as caught:
        READER.read(source, ReadOptions())
    assert caught.value.slug == slug


def test_a_table_with_results_is_not_claimed() -> None:
    """An object with a list of results is anybody's table."""
    assert not READER.sniff(as_json({"results": [{"id": "a", "score": 1}]}))
