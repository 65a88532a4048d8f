"""Costs by the table of prices: all of a run's uses are priced, or its cost stays unknown."""

from __future__ import annotations

import pytest

from evalreport.analysis.pricing import missing_prices, price_of, priced, priced_results
from evalreport.model.bundle import ReadResults
from evalreport.model.evaluation import CaseResult, EvalRun, ResultFile
from evalreport.model.policy import Price
from evalreport.model.trace import ModelUse, Trace

OLD = Price(model="m-large", since="2026-01-01", until="2026-06-30", tokens_in=4, tokens_out=20)
NEW = Price(model="m-large", since="2026-07-01", tokens_in=2, tokens_out=10, tokens_cached=0.5)
FAMILY = Price(model="m-*", since="2026-01-01", tokens_in=1, tokens_out=1)
SMALLS = Price(model="m-small*", since="2026-01-01", tokens_in=0, tokens_out=0)
PRICES = (OLD, NEW, FAMILY, SMALLS)
DAY = "2026-07-01T12:00:00Z"


def use(**changed: object) -> ModelUse:
    """One use of the large model: a million tokens read, a hundred thousand written."""
    fields = {"model": "m-large", "tokens_in": 1_000_000, "tokens_out": 100_000, "at": DAY, **changed}
    return ModelUse(**fields)  # type: ignore[arg-type]  # fields of many types


def row(*uses: ModelUse, cost: float | None = None, started: str | None = None) -> CaseResult:
    """A run that used models so."""
    return CaseResult(suite="s", case_id="c", cost_usd=cost, started_at=started, trace=Trace(spans=3, uses=uses))


@pytest.mark.parametrize(
    ("model", "day", "price"),
    [
        ("m-large", "2026-06-30", OLD),
        ("m-large", "2026-07-01", NEW),
        ("m-large", "2030-01-01", NEW),
        ("m-large", "2025-12-31", None),
        ("m-medium", "2026-07-01", FAMILY),
        ("m-small-2", "2026-07-01", SMALLS),
        ("n-large", "2026-07-01", None),
        ("m", "2026-07-01", None),
    ],
)
def test_the_price_of_a_day_is_the_one_that_says_most(model: str, day: str, price: Price | None) -> None:
    """Days are included at both ends; a name written out goes before a pattern, a longer pattern before a shorter."""
    assert price_of(model, day, PRICES) == price


@pytest.mark.parametrize(
    ("given", "cost"),
    [
        (row(use()), 3.0),
        (row(use(tokens_cached=400_000)), 0.6 * 2 + 0.4 * 0.5 + 1),
        (row(use(at="2026-06-30T23:59:59Z", tokens_cached=400_000)), 6.0),
        (row(use(at="2026-07-01T01:00:00+02:00")), 6.0),
        (row(use(at=None), started=DAY), 3.0),
        (row(use(), use(model="m-small-2")), 3.0),
        (row(use(tokens_in=0, tokens_out=0)), 0.0),
        (row(use(), cost=0.7), 0.7),
        (row(use(), cost=0.0), 0.0),
        (row(), None),
        (row(use(tokens_in=None)), None),
        (row(use(tokens_out=None)), None),
        (row(use(at=None)), None),
        (row(use(at="yesterday")), None),
        (row(use(tokens_cached=1_000_001)), None),
        (row(use(), use(model="other")), None),
    ],
)
def test_a_cost_is_filled_in_only_where_all_of_it_is_known(given: CaseResult, cost: float | None) -> None:
    """A stated cost stands; a use without tokens, day or price leaves the whole cost unknown, never smaller."""
    found = priced(given, PRICES).cost_usd
    assert found == cost if cost is None else found == pytest.approx(cost)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (row(use()), []),
        (row(use(model="other"), cost=1.0), []),
        (row(use(model="other")), [("other", "2026-07-01", "no price holds on that day")]),
        (row(use(tokens_in=None)), [("m-large", "2026-07-01", "its tokens are not known")]),
        (row(use(at=None)), [("m-large", "", "the day of its use is not known")]),
        (row(use(tokens_cached=2_000_000)), [("m-large", "2026-07-01", "more tokens are cached than were read")]),
    ],
)
def test_what_is_missing_is_named(given: CaseResult, said: list[tuple[str, str, str]]) -> None:
    """Model, day and reason of every use that keeps a cost unknown."""
    assert [(one.model, one.day, one.why) for one in missing_prices(given, PRICES)] == said


@pytest.mark.parametrize(("prices", "cost"), [(PRICES, 3.0), ((), None)])
def test_the_rows_of_suites_are_priced_too(prices: tuple[Price, ...], cost: float | None) -> None:
    """Offline rows with uses of models get their cost; without any price all is left as it was."""
    suite = EvalRun(run_id="r", suite="s", rows=(row(use()),))
    result = ReadResults(side="candidate", kind="offline", files=(ResultFile(format="f", runs=(suite,)),), inputs=())
    (found,) = priced_results([result], prices)
    assert found.runs[0].rows[0].cost_usd == cost
