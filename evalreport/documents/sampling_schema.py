"""How the runs of a live window were drawn, as a manifest or the window's own header says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator, Field, model_validator

from evalreport.documents.fields import FreeText, Number, Text, fault
from evalreport.documents.livetypes import Rate, SamplingKind
from evalreport.documents.schema import Document
from evalreport.model.live import Sampling

if TYPE_CHECKING:
    from collections.abc import Iterator

# Shares are typed with few digits, so their sum is seldom 1 exactly.
TOLERANCE = 0.01

# What each kind of sampling needs said, and what it may say beside.
_NEEDED = {"stratified": ("stratum", "shares"), "weighted": ("probability",)}
_ALLOWED = {"random": ("rate",), "stratified": ("rate",), "weighted": ("rate",), "picked": ("rate",)}
_SPECIFIC = ("rate", "stratum", "shares", "probability")


def _short_form(value: object) -> object:
    return {"words": value} if isinstance(value, str) else value


class SamplingDoc(Document):
    """How runs were drawn; a text alone is only shown, and such runs speak for nothing but themselves."""

    kind: SamplingKind = Field("unknown", description="all, random, stratified, weighted, picked or unknown")
    rate: Rate | None = Field(None, description="The share of the traffic that was drawn")
    stratum: Text | None = Field(None, description="The metadata key that names a row's stratum")
    shares: dict[Text, Number] = Field({}, description="Each stratum's share of the traffic; together 1")
    probability: Text | None = Field(None, description="The metadata key that holds a row's chance of being drawn")
    words: FreeText = Field("", description="How the runs were drawn, in words")

    @model_validator(mode="after")
    def _fits(self) -> SamplingDoc:
        for slug_message, hint in self._faults():
            raise fault("sampling", slug_message, hint)
        return self

    def _faults(self) -> Iterator[tuple[str, str]]:
        """Yield message and hint of what does not fit the kind."""
        needed = _NEEDED.get(self.kind, ())
        said = [name for name in _SPECIFIC if getattr(self, name)]
        for name in needed:
            if name not in said:
                yield f"{self.kind} sampling needs {name}", f"add {name}:"
        for name in said:
            if name not in {*needed, *_ALLOWED.get(self.kind, ())}:
                yield f"{name} has no meaning beside kind {self.kind}", "remove it, or write the kind it belongs to"
        yield from self._share_faults()

    def _share_faults(self) -> Iterator[tuple[str, str]]:
        wrong = [name for name, share in self.shares.items() if not 0 < share <= 1]
        if wrong:
            yield f"the share of {wrong[0]!r} is {self.shares[wrong[0]]:g}", "write numbers above 0 and up to 1"
        total = sum(self.shares.values())
        # Unequal shares that leave some traffic out would weigh the rest too much.
        if self.shares and abs(total - 1) > TOLERANCE:
            yield f"the shares add up to {total:g}, not 1", "name every stratum of the traffic with its share"


SamplingRule = Annotated[SamplingDoc, BeforeValidator(_short_form, json_schema_input_type=Text | SamplingDoc)]


def build_sampling(doc: SamplingDoc) -> Sampling:
    """Make the sampling of windows."""
    return Sampling(
        kind=doc.kind,
        rate=doc.rate,
        stratum=doc.stratum,
        shares=dict(doc.shares),
        probability=doc.probability,
        words=doc.words,
    )
