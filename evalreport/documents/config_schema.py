"""What site_config.yml may say, section by section; the descriptions are the settings reference."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from evalreport.documents.fields import (
    Flag,
    FreeText,
    Identifier,
    Integer,
    Number,
    PathText,
    Pattern,
    ReleaseId,
    Text,
    WebAddress,
    clip,
    fault,
)
from evalreport.documents.live_schema import ConnectionDoc, OutcomesDoc, PriceDoc, RollbackDoc
from evalreport.documents.schema import Document
from evalreport.documents.settingtypes import (
    ALL_REDACTIONS,
    Accent,
    Attribution,
    CalibrationField,
    Confidence,
    Count,
    CountFromOne,
    DecideOn,
    Direction,
    Emails,
    GraderKind,
    GraderLevel,
    Identifiers,
    Language,
    Level,
    MatchField,
    MeasureName,
    Outputs,
    Paths,
    Positive,
    Redactions,
    Severity,
    Share,
    Signatures,
    Texts,
)


class CaseNounDoc(Document):
    """What one case is called on the site."""

    one: Text = Field(description="The word for one case, such as ticket")
    many: Text = Field(description="The word for several, such as tickets")


class SiteDoc(Document):
    """How the site is called and dressed."""

    name: Text = Field(description="The name of the site, shown in its header")
    url: WebAddress | None = Field(None, description="The address at which the site will stand")
    repo: WebAddress | None = Field(None, description="The address of the repository, for links to the evidence")
    logo: PathText | None = Field(None, description="An image for the header, relative to this file")
    favicon: PathText | None = Field(None, description="An image for the browser's tab, relative to this file")
    accent: Accent | None = Field(None, description="The colour of links and buttons")
    extra_css: Paths = Field([], description="Stylesheets loaded after ours")
    language: Language = Field("en", description="The language code of the theme")
    case_noun: CaseNounDoc | None = Field(None, description="What one case and several are called; default case, cases")
    noindex: Flag = Field(default=False, description="Whether search engines are asked to stay away")


class PersonDoc(Document):
    """Somebody who may own, sign or override."""

    name: Text = Field(description="The person's name as readers should see it")
    roles: Texts = Field([], description="The roles the person may act in")
    emails: Emails = Field([], description="The e-mails as they stand in git")


class DecisionDoc(Document):
    """A question a release answers."""

    question: Text = Field(description="The question in words, such as Can this prompt change ship?")
    owner: Identifier = Field(description="Name a person from people")
    gates: Identifiers = Field([], description="The gates that serve it, in order")
    signoff: Texts = Field([], description="The roles that must approve before it ships")


class FailureClassDoc(Document):
    """One kind of failure."""

    title: Text | None = Field(None, description="What readers see; default the words of the id")
    why: FreeText = Field("", description="Why this kind of failure matters")
    severity: Severity = Field("major", description="How bad it is: minor, major or critical")
    match: list[dict[MatchField, Pattern]] = Field(
        [], description="Rules in order; all patterns of a rule must match a row for it to belong here"
    )
    example: FreeText = Field("", description="An example in words")


class ScoreDoc(Document):
    """A score with an owner and a use."""

    title: Text | None = Field(None, description="What readers see; default the words of the id")
    owner: Identifier = Field(description="Name a person from people")
    use: Text = Field(description="Say what the score decides in a release, such as blocks release if it degrades")
    measure: MeasureName = Field("pass_rate", description="What is computed over the rows")
    of: Text | None = Field(None, description="The score's name in the file; default its only one")
    pass_at: Number | None = Field(None, description="The number at or beyond which a row passes")
    pass_when: Flag | None = Field(None, description="Which of true and false is the pass")
    better: Direction | None = Field(None, description="Which way is better, higher or lower; a mean needs it")
    failure_class: Identifier | None = Field(None, description="The class that failure_rate counts")
    suites: Texts = Field([], description="The suites it looks at; default all offline ones")
    tags: Texts = Field([], description="Only rows with all of these tags")
    where: dict[Text, FreeText] = Field({}, description="Only rows whose metadata has exactly these texts")
    grader: Identifier | None = Field(None, description="The grader whose calibration this score needs")
    cluster: Text | None = Field(
        None,
        description="The metadata key that names what cases share, such as a scenario; they are no more than one then",
    )
    k: CountFromOne | None = Field(None, description="How many tries in a row pass_hat_k asks to succeed; default 4")


class OverrideDoc(Document):
    """Who may lift a gate; the word never means nobody."""

    allowed: Flag = Field(default=True, description="False means the same as override: never")
    roles: Texts = Field([], description="The roles that may approve an override; without one nobody may")
    evidence: Count = Field(1, description="How many evidence files an override must name")
    max_days: CountFromOne | None = Field(None, description="The longest time an override may last, in days")
    second_person: Flag = Field(default=True, description="Whether somebody else must approve what one requests")


def _never(value: object) -> object:
    if isinstance(value, str):
        if value != "never":
            raise fault("wrong-value", f"{clip(value)} is no rule for overrides", "write never or {roles: [...]}")
        return {"allowed": False}
    return value


OverrideRule = Annotated[OverrideDoc, BeforeValidator(_never, json_schema_input_type=Literal["never"] | OverrideDoc)]


class GateDoc(Document):
    """One rule; exactly one form: at_least, at_most, not_worse_than, failures, *_at_most or signoff."""

    title: Text | None = Field(None, description="What readers see; default the words of the id")
    level: Level | None = Field(None, description="block, advise or manual; default block, of a signoff manual")
    owner: Identifier | None = Field(None, description="Name a person from people; default the score's owner")
    score: Identifier | None = Field(None, description="The score of the scorecard the rule is about")
    at_least: Number | None = Field(None, description="The score must surely be at or above this")
    at_most: Number | None = Field(None, description="The score must surely be at or below this; of failures: how many")
    not_worse_than: ReleaseId | None = Field(None, description="The word baseline, or the id of a release")
    margin: Positive | None = Field(None, description="The loss that is still accepted, in the score's unit, above 0")
    failures: Identifier | None = Field(None, description="The failure class whose cases are counted, or unclassified")
    max_rate: Share | None = Field(None, description="The rate of failures that must surely not be exceeded")
    min_cases: Count | None = Field(None, description="With fewer cases there is no verdict; default 30")
    unpaired_share: Share | None = Field(None, description="With more unpaired cases there is no verdict; default 0.05")
    unpaired_at_most: Share | None = Field(None, description="The share of cases that may lack their pair")
    unreadable_at_most: Share | None = Field(None, description="The share of rows that may be unreadable")
    signoff: Texts | None = Field(None, description="The roles that must approve")
    suites: Texts = Field([], description="The suites it looks at; default those of the score")
    confidence: Confidence | None = Field(
        None, description="One-sided confidence of the bound that decides; default 0.95"
    )
    decide_on: DecideOn | None = Field(
        None,
        description="What is held against the line: bound (default), or point, the bare number, and then it is said",
    )
    override: OverrideRule | None = Field(None, description="The word never, or who may lift the gate and on what")
    control: Text | None = Field(None, description="The control of a framework that this gate answers")


class GraderDoc(Document):
    """Something that scores."""

    kind: GraderKind = Field(description="llm, code or human")
    calibration: PathText | None = Field(None, description="A table of its labels beside people's")
    min_kappa: Number = Field(0.6, description="The agreement with people it must reach (Cohen's kappa)")
    max_age_days: CountFromOne = Field(90, description="How old a label of the calibration may be, in days")
    min_labels: CountFromOne = Field(50, description="How many cases people must have labelled")
    min_failing: Count = Field(15, description="How many of them people must have found failing")
    versions: Texts = Field([], description="The model and prompt digest in force; default whatever is labelled")
    columns: dict[CalibrationField, Text] = Field({}, description="Which column of the table holds what")
    level: GraderLevel = Field(
        "block", description="Whether gates resting on it are held while it is unfit, or only say so"
    )
    wording: FreeText = Field("", description="What gates resting on it say beside the reason while it is unfit")


class AllowanceDoc(Document):
    """A finding of the secret scan that somebody has looked at and calls harmless."""

    fingerprint: Text = Field(description="The fingerprint that the scan prints beside the finding")
    reason: Text = Field(description="Say why it is harmless")


class PublishDoc(Document):
    """What of the evidence reaches the site."""

    outputs: Outputs = Field("none", description="How many inputs and outputs are shown: none, sampled or all")
    redact: Redactions = Field(
        ALL_REDACTIONS, description="What is blacked out in them: all kinds, unless some are named"
    )
    max_kb: CountFromOne = Field(300, description="The most that the excerpts of one release may weigh, in KB")
    show_emails: Flag = Field(default=False, description="Whether people's e-mails are shown")
    length: CountFromOne = Field(2000, description="The most characters that are shown of one text")
    allow: list[AllowanceDoc] = Field([], description="Findings of the secret scan that do not block")


class RecordRulesDoc(Document):
    """How strictly sign-offs, overrides and other records are re-checked against git."""

    signatures: Signatures | None = Field(None, description="Whether signed commits are shown or required")
    attribution: Attribution | None = Field(
        None, description="shown: a record whose commit a forge rewrote counts when its person is author or co-author"
    )
    allowed_signers: PathText | None = Field(
        None, description="The allowed signers of SSH (ssh-keygen), read as of before each record's commit"
    )


class PolicySections(Document):
    """The sections a release is judged by; a closing record keeps them as they are here."""

    decisions: dict[Identifier, DecisionDoc] = Field({}, description="The questions releases answer")
    failure_classes: dict[Identifier, FailureClassDoc] = Field(
        {}, description="The kinds of failure, in order of claim"
    )
    scorecard: dict[Identifier, ScoreDoc] = Field({}, description="The scores, each with owner and use")
    gates: dict[Identifier, GateDoc] = Field({}, description="The rules a release must hold")
    rollback: dict[Identifier, RollbackDoc] = Field({}, description="What live degradation triggers, and who acts")
    graders: dict[Identifier, GraderDoc] = Field({}, description="What scores, and how far it is trusted")
    prices: list[PriceDoc] = Field([], description="What models cost, for runs that tell tokens and no cost")
    outcomes: OutcomesDoc | None = Field(None, description="What turns runs into outcomes that cost is divided by")


class ConfigDoc(PolicySections):
    """site_config.yml: the policy of the repository, and how its site looks."""

    version: Integer = Field(1, description="The version of this file's form: 1")
    requires: Text | None = Field(None, description='The versions of evalreport that may read it, such as ">=1,<2"')
    include: dict[Identifier, PathText] = Field({}, description="Sections that stand in files of their own, by name")
    site: SiteDoc = Field(description="Name the site: {name: ...}")
    people: dict[Identifier, PersonDoc] = Field({}, description="Who may own, sign and override")
    policy: RecordRulesDoc = Field(
        default_factory=lambda: RecordRulesDoc.model_validate({}), description="How strictly records are re-checked"
    )
    connections: dict[Identifier, ConnectionDoc] = Field({}, description="Where live pull asks")
    publish: PublishDoc = Field(
        default_factory=lambda: PublishDoc.model_validate({}), description="What of the evidence reaches the site"
    )
