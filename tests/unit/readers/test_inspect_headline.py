"""Headlines of Inspect logs: read in every shape, and counted again where the rows can tell."""

from __future__ import annotations

import pytest

from evalreport.model.evaluation import CaseResult, Contradiction, Score
from evalreport.readers.inspect_headline import contradictions, headlines, scorer_name, stated_values, total_samples


def block(name: str = "match", value: object = 1.0, metric: str = "mean", **fields: object) -> dict[str, object]:
    """Make what the log states of one scorer."""
    return {"name": name, "scorer": name, "metrics": {metric: {"name": metric, "value": value}}} | fields


def row(case: str, *values: float | str | None, name: str = "match") -> list[CaseResult]:
    """Make the epochs of one case."""
    scores = [
        Score(name=name, text=value) if isinstance(value, str) else Score(name=name, value=value) for value in values
    ]
    return [
        CaseResult(suite="refunds", case_id=case, epoch=epoch, scores=(score,)) for epoch, score in enumerate(scores, 1)
    ]


@pytest.mark.parametrize(
    ("results", "stated"),
    [
        ({"scores": [block()]}, {"match/mean": 1.0}),
        ({"scores": block()}, {"match/mean": 1.0}),
        ({"scores": [block(metrics={"mean": 0.5})]}, {"match/mean": 0.5}),
        ({"scorer": {"name": "includes"}, "metrics": {"accuracy": {"value": 0.5}}}, {"includes/accuracy": 0.5}),
        (
            {"scores": [block(reducer="mean"), block(value=0.0, reducer="max")]},
            {"match/mean": 1.0, "match/mean (max)": 0.0},
        ),
        ({"scores": [block(value=float("nan"))]}, {}),
        ({"scores": [block(value=True)]}, {}),
        ({"scores": [{"name": None, "metrics": {"mean": 1.0}}]}, {}),
        ({"scores": [5, {"name": "match", "metrics": []}]}, {}),
        (None, {}),
        ("results", {}),
    ],
)
def test_headlines_are_read_in_every_shape(results: object, stated: dict[str, float]) -> None:
    """Blocks of any log version give named numbers; what is no finite number is left out."""
    assert stated_values(headlines(results)) == stated


@pytest.mark.parametrize(
    ("reducer", "epochs", "counted"),
    [
        (None, (1.0, 0.0), 0.5),
        ("mean", (1.0, 0.0), 0.5),
        ("median", (1.0, 0.0, 0.0), 0.0),
        ("max", (1.0, 0.0), 1.0),
        ("pass_at_1", (1.0, 0.5), 0.5),
        ("mode", (1.0, 0.0), None),
        ("at_least_2", (1.0, 0.0), None),
    ],
)
def test_epochs_are_reduced_as_the_log_says(
    reducer: str | None, epochs: tuple[float, ...], counted: float | None
) -> None:
    """Each reducer that is known gives its own value; a log that uses another is not contradicted."""
    found = contradictions(headlines({"scores": [block(value=0.3, reducer=reducer)]}), row("a", *epochs))
    assert [item.counted for item in found] == ([] if counted is None else [counted])


@pytest.mark.parametrize(
    ("rows", "counted"),
    [
        (row("a", 1.0) + row("b", 0.0), 0.5),
        (row("a", 1.0) + row("b", "NaN"), 1.0),
        (row("a", 1.0) + row("b", None), 1.0),
        (row("a", 1.0) + row("b", "maybe"), None),
        (row("a", 1.0, name="other"), None),
        ([], None),
    ],
    ids=["values", "nan", "null", "text", "other score", "no rows"],
)
def test_only_rows_that_can_tell_contradict(rows: list[CaseResult], counted: float | None) -> None:
    """Unscored samples are left out as Inspect does; texts and missing scores leave the headline alone."""
    expected = () if counted is None else (Contradiction(what="match/mean", stated=0.3, counted=counted),)
    assert contradictions(headlines({"scores": [block(value=0.3)]}), rows) == expected


def test_entries_of_a_mapping_are_found_under_their_scorer() -> None:
    """The log names the entry and its scorer apart, the rows as one."""
    found = headlines({"scores": [block("polite", 0.3, scorer="manners")]})
    assert contradictions(found, row("a", 1.0, name="manners.polite"))[0].counted == 1.0


@pytest.mark.parametrize("difference", [0.0, 1e-9, -1e-9])
def test_rounding_is_no_contradiction(difference: float) -> None:
    """A difference as adding in another order makes it is none."""
    found = headlines({"scores": [block(value=1 / 3 + difference)]})
    assert contradictions(found, row("a", 1.0) + row("b", 0.0) + row("c", 0.0)) == ()


@pytest.mark.parametrize(
    ("results", "counts"),
    [
        ({"total_samples": 5, "completed_samples": 4}, (5, 4)),
        ({"total_samples": True, "completed_samples": "4"}, (None, None)),
        (None, (None, None)),
    ],
)
def test_the_number_of_samples_is_read(results: object, counts: tuple[int | None, int | None]) -> None:
    """What is no whole number is not known."""
    assert total_samples(results) == counts


@pytest.mark.parametrize(
    ("results", "name"),
    [
        ({"scorer": {"name": "includes"}}, "includes"),
        ({"scorer": {"name": 5}}, "score"),
        ({}, "score"),
        (None, "score"),
    ],
)
def test_the_only_scorer_of_an_old_log_is_named(results: object, name: str) -> None:
    """Without a name the score is called `score`."""
    assert scorer_name(results) == name
