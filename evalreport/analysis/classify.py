"""Put rows into failure classes by the mapping rules of the policy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from evalreport.model.evaluation import CaseResult
    from evalreport.model.failure import FailureClass, MatchRule


_FIELDS: dict[str, Callable[[CaseResult], Iterable[str]]] = {
    "label": lambda row: row.labels,
    "tag": lambda row: row.tags,
    "suite": lambda row: (row.suite,),
    "case": lambda row: (row.case_id,),
    "error": lambda row: (row.error,) if row.error else (),
    "failure_class": lambda row: (row.failure_class,) if row.failure_class else (),
    "tool_error": lambda row: tuple(call.name for call in row.tools or () if call.error),
    "tool": lambda row: tuple(call.name for call in row.tools or ()),
    "review": lambda row: tuple(review.kind for review in row.trace.reviews) if row.trace else (),
}

FIELDS = (*_FIELDS, "score", "metadata.<key>")


class Matcher:
    """Compiled rules; ``score_passed`` answers whether a row passed the score of that name."""

    def __init__(self, rules: Iterable[MatchRule], score_passed: Callable[[CaseResult, str], bool | None]) -> None:
        self._score_passed = score_passed
        self._rules = [_compile(rule) for rule in rules]

    def claims(self, row: CaseResult) -> bool:
        """Say whether any of the rules claims the row; no rules claim nothing."""
        return any(all(self._holds(field, pattern, row) for field, pattern in rule) for rule in self._rules)

    def _holds(self, field: str, pattern: re.Pattern[str], row: CaseResult) -> bool:
        if field == "score":
            # A rule names one score outright; a pattern over score names would hide which one decided.
            return self._score_passed(row, pattern.pattern) is False
        if field.startswith("metadata."):
            value = row.metadata.get(field.removeprefix("metadata."))
            return value is not None and pattern.fullmatch(value) is not None
        return any(pattern.fullmatch(value) for value in _FIELDS[field](row))


class Classifier:
    """Compiled rules of all classes; one instance serves all rows of a release.

    ``score_passed`` answers whether a row passed the score of that name (by scorecard id or the file's own name).
    """

    def __init__(
        self,
        classes: Mapping[str, FailureClass],
        score_passed: Callable[[CaseResult, str], bool | None],
    ) -> None:
        self._matchers = [(name, Matcher(entry.match, score_passed)) for name, entry in classes.items()]

    def classes_of(self, row: CaseResult) -> tuple[str, ...]:
        """Return every class that claims the row, in the order of the policy; a row may be in several.

        A row whose file names one of the classes outright is in that class without a rule.
        """
        return tuple(name for name, rules in self._matchers if row.failure_class == name or rules.claims(row))


def _compile(rule: MatchRule) -> list[tuple[str, re.Pattern[str]]]:
    return [(field, re.compile(pattern, re.DOTALL)) for field, pattern in rule.conditions]
