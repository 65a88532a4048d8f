"""One sample of an Inspect log: where each field of the row comes from, and what happens where it is missing."""

from __future__ import annotations

import pytest

from evalreport.readers.inspect_sample import SampleContext, sample_row
from evalreport.readers.inspect_schema import Sample
from evalreport.readers.typedjson import decode_part

CONTEXT = SampleContext(suite="refunds", model="acme/one", tags=("nightly",))
HASH = "0123456789abcdef0123456789abcdef"


def sample(**fields: object) -> Sample:
    """Decode a sample with these fields."""
    return decode_part({"id": "a", "epoch": 1, "input": "May I?"} | fields, Sample, "samples[0]")


def message(content: object, role: str = "assistant") -> dict[str, object]:
    """Make a message."""
    return {"role": role, "content": content}


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("", None),
        ([], None),
        ([message("Only me", "user")], "Only me"),
        ([message("", "system"), message("Only me", "user")], "Only me"),
        ([message("Hi"), message("Refund!", "user")], "assistant: Hi\n\nuser: Refund!"),
        (f"See attachment://{HASH}", "See the receipt"),
        (f"See attachment://{'f' * 32}", f"See attachment://{'f' * 32}"),
    ],
    ids=["empty", "no messages", "one", "one with text", "two", "attached", "missing"],
)
def test_the_input_is_what_was_asked(given: object, text: str | None) -> None:
    """One text stands alone, several after their roles, attachments where the text points to them."""
    row = sample_row(sample(input=given, attachments={HASH: "the receipt"}), CONTEXT)
    assert row.input == text


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"output": {"completion": "Yes"}, "messages": [message("No")]}, "Yes"),
        ({"output": {"completion": "", "choices": [{"message": message("Yes")}]}}, "Yes"),
        ({"output": {"choices": []}, "messages": [message("Yes"), message("", "assistant")]}, "Yes"),
        ({"messages": [message("Yes"), message("tool says no", "tool")]}, "Yes"),
        ({"output": {"choices": [{}]}}, None),
        ({}, None),
    ],
    ids=["completion", "choice", "earlier message", "not the tool's", "empty choice", "nothing"],
)
def test_the_output_is_the_last_answer(fields: dict[str, object], text: str | None) -> None:
    """The completion counts first, then the first choice, then the last message with a text."""
    assert sample_row(sample(**fields), CONTEXT).output == text


@pytest.mark.parametrize(
    ("usage", "tokens"),
    [
        ({"acme/one": {"input_tokens": 5, "output_tokens": 1}, "acme/judge": {"input_tokens": 90}}, (5, 1)),
        ({"one": {"input_tokens": 5, "output_tokens": 1}, "two": {"input_tokens": 2}}, (7, 1)),
        ({"acme/one": {}}, (None, None)),
        ({"acme/one": {"input_tokens": 0, "output_tokens": 0}}, (0, 0)),
        ({}, (None, None)),
        (None, (None, None)),
    ],
    ids=["own", "other names", "uncounted", "zero", "empty", "null"],
)
def test_tokens_are_known_or_unknown(usage: object, tokens: tuple[int | None, int | None]) -> None:
    """The candidate's own usage counts; where the log names it otherwise all is added; nothing counted is unknown."""
    row = sample_row(sample(model_usage=usage), CONTEXT)
    assert (row.tokens_in, row.tokens_out) == tokens


@pytest.mark.parametrize(
    ("metadata", "total_cost", "cost"),
    [({"cost_usd": 0.5}, 0.75, 0.5), ({}, 0.75, 0.75), ({"cost_usd": None}, None, None), ({"cost_usd": 0}, None, 0.0)],
    ids=["stated", "priced", "unknown", "free"],
)
def test_a_cost_is_stated_or_priced(metadata: dict[str, object], total_cost: float | None, cost: float | None) -> None:
    """The sample's metadata comes before the price that Inspect computed; without both there is none."""
    row = sample_row(sample(metadata=metadata, model_usage={"acme/one": {"total_cost": total_cost}}), CONTEXT)
    assert row.cost_usd == cost


@pytest.mark.parametrize("bad", ["0.5", True, float("nan"), [1]], ids=str)
def test_a_cost_that_is_no_number_fails_the_sample(bad: object) -> None:
    """A text or truth value is no price, and reading it as unknown would hide it."""
    with pytest.raises(ValueError, match="number is due"):
        sample_row(sample(metadata={"cost_usd": bad}), CONTEXT)


@pytest.mark.parametrize(
    ("name", "metadata", "grader"),
    [
        ("match", None, None),
        ("model_graded_qa", None, "model_graded_qa"),
        ("manners", {"grading": [{"role": "user"}]}, "manners"),
        ("manners", {"grader": "acme/judge v2"}, "acme/judge v2"),
    ],
)
def test_the_grader_is_named_where_one_judged(name: str, metadata: object, grader: str | None) -> None:
    """Scorers that ask a model are graders; a score may name its own."""
    row = sample_row(sample(scores={name: {"value": "C", "metadata": metadata}}), CONTEXT)
    assert row.scores[0].grader == grader


@pytest.mark.parametrize(
    ("row_labels", "score_labels", "labels"),
    [
        ({"labels": ["a", "b"]}, {"label": "c"}, ("a", "b", "c")),
        ({"label": "a"}, {"labels": ["a", "b"]}, ("a", "b")),
        ({"labels": [1, "", None, "a"]}, None, ("a",)),
        ({"labels": {"a": 1}}, {"label": 5}, ()),
        (None, None, ()),
    ],
    ids=["both", "twice", "mixed", "no texts", "none"],
)
def test_labels_are_gathered_once_each(row_labels: object, score_labels: object, labels: tuple[str, ...]) -> None:
    """Labels of the sample come before those of its scores; only texts are labels."""
    scores = {"match": {"value": "I", "metadata": score_labels}}
    assert sample_row(sample(metadata=row_labels, scores=scores), CONTEXT).labels == labels


def test_metadata_is_plain_and_short() -> None:
    """Scalars and short lists are kept as text; documents, mappings and what has a field of its own are not."""
    metadata = {
        "tier": "gold",
        "count": 3,
        "open": True,
        "parts": [1, 2],
        "nested": {"no": 1},
        "document": "x" * 2_000,
        "moved": f"attachment://{HASH}",
        "tags": ["small", "nightly"],
        "label": "late",
    }
    row = sample_row(sample(metadata=metadata), CONTEXT)
    assert {name: text for name, text in row.metadata.items() if name != "document"} == {
        "count": "3",
        "open": "true",
        "parts": "[1, 2]",
        "tier": "gold",
    }
    assert len(row.metadata["document"]) == 500
    assert row.tags == ("nightly", "small")


@pytest.mark.parametrize(("case", "case_id"), [(7, "7"), ("007", "007"), ("a/b|[c]", "a/b|[c]")])
def test_ids_are_text_as_written(case: int | str, case_id: str) -> None:
    """Numbers become text, and text with signs of its own is kept as it is."""
    assert sample_row(sample(id=case), CONTEXT).case_id == case_id
