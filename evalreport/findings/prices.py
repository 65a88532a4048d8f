"""Findings about costs that stay unknown."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, ClassVar

from evalreport.analysis.pricing import missing_prices
from evalreport.findings.base import finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from evalreport.findings.base import ReleaseRule
    from evalreport.model.assessment import Assessment, Finding, FindingSeverity
    from evalreport.model.bundle import ReleaseBundle
    from evalreport.model.evaluation import CaseResult
    from evalreport.model.policy import Price


class PriceMissing:
    """A model was used on days for which `prices:` names no price, or its tokens are not known.

    The cost of these runs stays unknown: it is counted nowhere as 0.
    """

    id: ClassVar[str] = "price-missing"
    severity: ClassVar[FindingSeverity] = "warning"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding a model and reason, naming the days, where the policy names prices at all."""
        rows = (row for result in bundle.results for run in result.runs for row in run.rows)
        for message in _messages(rows, bundle.policy.prices):
            location = bundle.policy.prices[0].location
            yield finding(self, message, location=location, release=bundle.release.id)


class LivePriceMissing:
    """A model was used in live runs on days for which `prices:` names no price, or its tokens are not known.

    The cost of these runs stays unknown: it is counted nowhere as 0.
    """

    id: ClassVar[str] = "live-price-missing"
    severity: ClassVar[FindingSeverity] = "warning"

    def check(self, bundle: ReleaseBundle, assessment: Assessment) -> Iterator[Finding]:
        """Yield one finding a window, model and reason, where the policy names prices at all."""
        for window in bundle.windows:
            for message in _messages(window.rows, bundle.policy.prices):
                yield finding(self, f"{window.id}: {message}", location=window.location, release=window.release)


def _messages(rows: Iterable[CaseResult], prices: Sequence[Price]) -> Iterator[str]:
    """Yield what keeps costs unknown, by model and reason; nothing where no price is named at all."""
    days: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    runs: Counter[tuple[str, str]] = Counter()
    # Who names no price asks for no cost.
    for row in rows if prices else ():
        missing = missing_prices(row, prices)
        runs.update({(one.model, one.why) for one in missing})
        for one in missing:
            days[one.model, one.why].add(one.day)
    for model, why in sorted(runs):
        count = "1 run" if runs[model, why] == 1 else f"{runs[model, why]} runs"
        yield f"the cost of {count} with {model}{_span(days[model, why])} is not known: {why}"


def _span(days: set[str]) -> str:
    known = sorted(filter(None, days))
    if not known:
        return ""
    return f" on {known[0]}" if len(known) == 1 else f" from {known[0]} to {known[-1]}"


PRICE_RULES: tuple[ReleaseRule, ...] = (PriceMissing(),)
