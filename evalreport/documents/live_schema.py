"""What site_config.yml may say of live runs: rollback rules, prices, outcomes, connections."""

from __future__ import annotations

from pydantic import Field

from evalreport.documents.fields import Day, Flag, Identifier, Number, Pattern, Text
from evalreport.documents.livetypes import Address, Alpha, Amount, ConnectionKind, Hours, InnerShare, VariableName
from evalreport.documents.schema import Document
from evalreport.documents.settingtypes import Count, Identifiers, MatchField, Texts, Windows

Rules = list[dict[MatchField, Pattern]]


class RollbackDoc(Document):
    """What live degradation triggers; exactly one form: below or above, at_most, or max_rate."""

    score: Identifier | None = Field(None, description="The score of the scorecard the rule is about")
    failures: Identifier | None = Field(None, description="The failure class whose runs are counted, or unclassified")
    owner: Identifier = Field(description="Name a person from people: who acts when the rule fires")
    action: Text = Field(description="Say what is done when the rule fires")
    below: Number | None = Field(None, description="Fires when the live score is below this")
    above: Number | None = Field(None, description="Fires when the live score is above this")
    at_most: Count | None = Field(None, description="Fires when more runs than this failed in a window")
    for_: Windows | None = Field(
        None, alias="for", description="For how many windows in a row, such as 2 windows; default 1"
    )
    max_rate: InnerShare | None = Field(
        None, description="Fires on evidence, at any number of looks, that more than this share of runs fails"
    )
    alpha: Alpha | None = Field(
        None, description="With max_rate: the chance of ever firing while all is well; default 0.05"
    )
    restart: Hours | None = Field(
        None, description="With max_rate: how often the evidence is gathered anew, such as 6h (default)"
    )
    stale: Hours | None = Field(None, description="After how long without data the rule says nothing; default 48h")
    dry_run: Flag = Field(default=False, description="Whether the rule only reports, and asks nobody to act")


class PriceDoc(Document):
    """What a model costs from a day on, in USD for a million tokens."""

    model: Text = Field(description="The model's name as runs state it; a * at its end stands for any ending")
    since: Day = Field(description="The first day of the price, YYYY-MM-DD")
    until: Day | None = Field(None, description="The last day of the price; default it still holds")
    input: Amount = Field(description="USD for a million tokens read")
    output: Amount = Field(description="USD for a million tokens written")
    cached_input: Amount | None = Field(
        None, description="USD for a million tokens read from a cache; default as input"
    )


class ReviewOutcomeDoc(Document):
    """Which runs a person reviewed, and what that takes."""

    when: Rules = Field(description="Rules that say which runs were reviewed, such as [{label: reviewed}]")
    minutes: Text | None = Field(None, description="The metadata key or score that holds the minutes of a review")
    usd_per_hour: Amount | None = Field(None, description="What an hour of review costs, in USD")


class ApprovalOutcomeDoc(Document):
    """Which tools may be called with an approval only."""

    tools: Texts = Field(description="The tools whose calls need an approval")
    when: Rules = Field([], description="Rules that say which runs carry an approval, where a call does not say it")


class EscalationOutcomeDoc(Document):
    """Which runs could have gone to a person, and which did."""

    possible: Rules = Field(description="Rules that say which runs could have gone to a person")
    happened: Rules = Field(description="Rules that say which runs did")


class HighRiskOutcomeDoc(Document):
    """Which failures count as high risk, and what finding them costs."""

    classes: Identifiers = Field(description="The failure classes whose cases count as high risk")
    judge_cost: Text | None = Field(None, description="The metadata key with what a case's graders cost, in USD")


class OutcomesDoc(Document):
    """What turns runs into outcomes that cost is divided by; what is left out leaves its figure undefined."""

    success: Identifier | None = Field(None, description="The score whose passes are successful runs")
    review: ReviewOutcomeDoc | None = Field(None, description="Which runs a person reviewed, and what that takes")
    approval: ApprovalOutcomeDoc | None = Field(None, description="Which tools may be called with an approval only")
    escalation: EscalationOutcomeDoc | None = Field(
        None, description="Which runs could have gone, and went, to a person"
    )
    high_risk: HighRiskOutcomeDoc | None = Field(None, description="Which failures count as high risk")


class ConnectionDoc(Document):
    """Where `evalreport live pull` asks."""

    kind: ConnectionKind = Field(description="duckdb (files, and DuckDB databases) or ibis (PostgreSQL and others)")
    url: Address = Field("", description="The address, without a password")
    secret: VariableName | None = Field(None, description="The environment variable that holds the password")
