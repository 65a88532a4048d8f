"""What releases/<id>/release.yml may say; the descriptions are the reference of the manifest."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from evalreport.documents.fields import (
    Day,
    FreeText,
    Identifier,
    PathText,
    ReleaseId,
    Sha256,
    Text,
    as_text,
    fault,
)
from evalreport.documents.sampling_schema import SamplingDoc, SamplingRule
from evalreport.documents.schema import Document
from evalreport.documents.settingtypes import Paths, Texts

Kind = Annotated[Literal["offline", "live"], BeforeValidator(as_text)]
Columns = dict[Text, Text]
Where = dict[Text, FreeText]


def _short_form(value: object) -> object:
    return {"files": value} if isinstance(value, str | list) else value


class ResultsDoc(Document):
    """Result files of one side; a path or a list of paths alone is its short form."""

    files: Paths | None = Field(None, description="Paths, folders or globs, relative to the release's folder")
    file: PathText | None = Field(None, description="One path; the same as files with one entry")
    format: Text | None = Field(None, description="The reader to use; default found by looking")
    columns: Columns = Field({}, description="For tables: which column of the file holds which of our fields")
    variant: Text | None = Field(None, description="Which run of a file that holds several, such as a provider")
    provider: Text | None = Field(None, description="The same as variant, in promptfoo's word")
    suite: Text | None = Field(None, description="The suite, where the file does not say or says another")
    sha256: Sha256 | None = Field(None, description="The digest the file must have; for a single file")
    where: Where = Field({}, description="Only rows whose metadata has exactly these texts")
    tags: Texts = Field([], description="Only rows with all of these tags")

    @model_validator(mode="after")
    def _one_of_two(self) -> ResultsDoc:
        if (self.files is None) == (self.file is None):
            raise fault("required", "results need files", "write files: or file:, one of the two")
        if self.variant is not None and self.provider is not None:
            raise fault("wrong-value", "variant and provider say the same thing twice", "keep variant")
        if self.files == []:
            raise fault("required", "files names nothing", "name at least one path")
        return self

    @model_validator(mode="after")
    def _digest_of_one(self) -> ResultsDoc:
        # Which of several files one digest is of nobody could say.
        if self.sha256 is not None and len(self.files or [self.file]) != 1:
            raise fault("wrong-value", "one sha256 for several files", "give each file an entry of its own under evals")
        return self


Results = Annotated[
    ResultsDoc, BeforeValidator(_short_form, json_schema_input_type=PathText | list[PathText] | ResultsDoc)
]


class EvalDoc(ResultsDoc):
    """One entry of evals: more results of the candidate, and of the baseline where it is no release."""

    kind: Kind = Field("offline", description="offline for suites run before the release, live for production runs")
    baseline: Results | None = Field(None, description="The baseline's files for this entry")
    filters: Where = Field({}, description="The same as where")

    @model_validator(mode="after")
    def _one_filter(self) -> EvalDoc:
        if self.filters and self.where:
            raise fault("wrong-value", "where and filters say the same thing twice", "keep where")
        return self


class ChangeDoc(Document):
    """What changed between baseline and candidate, in words of the team."""

    kind: FreeText = Field("", description="What was changed, such as prompt, model, tools")
    from_: FreeText = Field("", alias="from", description="What it was before")
    to: FreeText = Field("", description="What it is now")
    commit: FreeText = Field("", description="The commit that holds the change")
    pull_request: FreeText = Field("", description="The pull request that brings it")


class LiveDoc(Document):
    """Where live windows lie, and how they are sampled."""

    windows: PathText = Field("live/*", description="A glob, relative to the release's folder; one file a window")
    sampling: SamplingRule = Field(
        default_factory=lambda: SamplingDoc.model_validate({}),
        description="How the runs are drawn of windows that do not say it themselves: words, or a mapping",
    )
    format: Text | None = Field(None, description="The reader to use; default found by looking, file by file")
    columns: Columns = Field({}, description="For tables: which column of the file holds which of our fields")
    suite: Text | None = Field(None, description="The suite of the runs, where the file does not say or says another")


class ManifestDoc(Document):
    """releases/<id>/release.yml: one proposed change, and the evidence for its decision."""

    release: ReleaseId = Field(description="Write the release's id; it must be the folder's name")
    workflow: Identifier = Field(description="Name the system that is released")
    decision: Identifier = Field(description="Name a decision from site_config.yml")
    summary: Text = Field(description="Say in a sentence what changes")
    date: Day = Field(description="Write the day of the proposal as YYYY-MM-DD")
    candidate: Results = Field(description="Name the result files of the version that is to ship")
    baseline: Results | None = Field(None, description="A release's id, or the result files to compare with")
    change: ChangeDoc | None = Field(None, description="What changed, in words of the team")
    evals: list[EvalDoc] = Field([], description="More results: other suites, live runs")
    live: LiveDoc | None = Field(None, description="Where live windows lie, and how they are sampled")
    rollback: FreeText = Field("", description="How customers are moved back if it goes wrong")
    notes: FreeText = Field("", description="What readers should know besides")
    attachments: Paths = Field([], description="Further files of evidence, relative to the release's folder")
