"""From validated sections about live runs to the values the rest of the program knows, and back into a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalreport.documents.livetypes import hours_text
from evalreport.model.failure import MatchRule
from evalreport.model.policy import Connection, Outcomes, Price, RollbackRule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from evalreport.documents.live_schema import ConnectionDoc, OutcomesDoc, PriceDoc, RollbackDoc
    from evalreport.model.location import Location

    Locate = Callable[[str, str | int], Location | None]

ALPHA = 0.05
RESTART_HOURS = 6.0
STALE_HOURS = 48.0


def build_rollback(name: str, doc: RollbackDoc, locate: Locate) -> RollbackRule:
    """Make one rollback rule."""
    return RollbackRule(
        id=name,
        score=doc.score,
        failures=doc.failures,
        owner=doc.owner,
        action=doc.action,
        below=doc.below,
        above=doc.above,
        at_most=doc.at_most,
        max_rate=doc.max_rate,
        alpha=ALPHA if doc.alpha is None else doc.alpha,
        windows=doc.for_ or 1,
        restart_hours=doc.restart or RESTART_HOURS,
        stale_hours=doc.stale or STALE_HOURS,
        dry_run=doc.dry_run,
        location=locate("rollback", name),
    )


def build_prices(docs: Iterable[PriceDoc], locate: Locate) -> tuple[Price, ...]:
    """Make the table of prices, in the order written."""
    return tuple(
        Price(
            model=doc.model,
            since=doc.since,
            until=doc.until,
            tokens_in=doc.input,
            tokens_out=doc.output,
            tokens_cached=doc.cached_input,
            location=locate("prices", index),
        )
        for index, doc in enumerate(docs)
    )


def build_outcomes(doc: OutcomesDoc | None) -> Outcomes:
    """Make the mapping of outcomes; what was not said stays empty."""
    if doc is None:
        return Outcomes()
    review, approval, escalation, risk = doc.review, doc.approval, doc.escalation, doc.high_risk
    return Outcomes(
        success=doc.success,
        reviewed=_rules(review.when) if review else (),
        review_minutes=review.minutes if review else None,
        review_rate=review.usd_per_hour if review else None,
        approval_tools=tuple(approval.tools) if approval else (),
        approved=_rules(approval.when) if approval else (),
        escalatable=_rules(escalation.possible) if escalation else (),
        escalated=_rules(escalation.happened) if escalation else (),
        critical=tuple(risk.classes) if risk else (),
        judge_cost=risk.judge_cost if risk else None,
    )


def build_connections(docs: Mapping[str, ConnectionDoc], locate: Locate) -> dict[str, Connection]:
    """Make the connections, by id."""
    return {
        name: Connection(id=name, kind=doc.kind, url=doc.url, secret=doc.secret, location=locate("connections", name))
        for name, doc in docs.items()
    }


def rollback_fields(rule: RollbackRule) -> dict[str, object]:
    """Write a rollback rule as site_config.yml says it, every field filled in that its form has."""
    monitor = rule.form == "monitor"
    return {
        "score": rule.score,
        "failures": rule.failures,
        "owner": rule.owner,
        "action": rule.action,
        "below": rule.below,
        "above": rule.above,
        "at_most": rule.at_most,
        "max_rate": rule.max_rate,
        "alpha": rule.alpha if monitor else None,
        "restart": hours_text(rule.restart_hours) if monitor else None,
        "for": None if monitor else rule.windows,
        "stale": hours_text(rule.stale_hours),
        "dry_run": rule.dry_run,
    }


def price_fields(price: Price) -> dict[str, object]:
    """Write a price as site_config.yml says it."""
    return {
        "model": price.model,
        "since": price.since,
        "until": price.until,
        "input": price.tokens_in,
        "output": price.tokens_out,
        "cached_input": price.tokens_cached,
    }


def outcome_fields(outcomes: Outcomes) -> dict[str, object]:
    """Write the outcomes as site_config.yml says them; parts that nothing was said of are empty."""
    review = {
        "when": _written(outcomes.reviewed), "minutes": outcomes.review_minutes, "usd_per_hour": outcomes.review_rate,
    }  # fmt: skip
    approval = {"tools": list(outcomes.approval_tools), "when": _written(outcomes.approved)}
    escalation = {"possible": _written(outcomes.escalatable), "happened": _written(outcomes.escalated)}
    risk = {"classes": list(outcomes.critical), "judge_cost": outcomes.judge_cost}
    return {
        "success": outcomes.success,
        "review": _said(review),
        "approval": _said(approval),
        "escalation": _said(escalation),
        "high_risk": _said(risk),
    }


def _said(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value not in (None, [])}


def _rules(docs: Iterable[Mapping[str, str]]) -> tuple[MatchRule, ...]:
    return tuple(MatchRule(conditions=tuple(rule.items())) for rule in docs)


def _written(rules: Iterable[MatchRule]) -> list[dict[str, str]]:
    return [dict(rule.conditions) for rule in rules]
