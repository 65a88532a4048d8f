"""The header of a live window's file: its first line says the period, the sampling and where the rows came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import Field, model_validator

from evalreport.analysis.instants import as_utc
from evalreport.documents.fields import FreeText, Integer, Moment, Sha256, Text, fault, parse_moment
from evalreport.documents.sampling_schema import SamplingRule, build_sampling
from evalreport.documents.schema import Document, decode_value
from evalreport.documents.settingtypes import Count
from evalreport.errors import ReaderError
from evalreport.model.live import Sampling, WindowSource
from evalreport.model.location import Location
from evalreport.readers.window import header_of

if TYPE_CHECKING:
    from evalreport.errors import ErrorCollector
    from evalreport.readers.base import Source

WINDOW_VERSION = 1


class WindowSourceDoc(Document):
    """Where the rows were pulled from."""

    query: Text = Field(description="The query in full")
    query_sha256: Sha256 = Field(description="The SHA-256 of the query's text in UTF-8")
    connection: Text = Field(description="The name of the connection, without secrets")
    rows: Count = Field(description="How many rows the query gave")
    pulled_at: Moment = Field(description="When it was asked, such as 2026-11-24T00:05:00Z")


class WindowDoc(Document):
    """What the first line says under ``window``."""

    version: Integer = Field(description="The version of this form: 1")
    from_: Moment | None = Field(None, alias="from", description="The period's begin, such as 2026-11-23T00:00:00Z")
    to: Moment | None = Field(None, description="The period's end, itself excluded")
    suite: FreeText = Field("", description="The suite of rows that name none")
    sampling: SamplingRule | None = Field(None, description="How the runs were drawn; default as in the manifest")
    source: WindowSourceDoc | None = Field(None, description="Where the rows were pulled from")

    @model_validator(mode="after")
    def _whole(self) -> WindowDoc:
        if self.version != WINDOW_VERSION:
            raise fault("window-header", f"version {self.version} is not known", f"write version: {WINDOW_VERSION}")
        if (self.from_ is None) != (self.to is None):
            raise fault("window-header", "a period has two ends", "write from and to, or neither")
        if self.from_ and self.to and parse_moment(self.from_) >= parse_moment(self.to):
            raise fault("window-header", "the period ends before it begins", "write a later to")
        return self


class HeaderDoc(Document):
    """The first line of a live window's file."""

    window: WindowDoc = Field(description="What the window is: version, from, to, suite, sampling, source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a window says of itself; None where it does not. Times of the period are RFC 3339 in UTC."""

    period: tuple[str, str] | None = None
    sampling: Sampling | None = None
    source: WindowSource | None = None


UNTOLD = Header()


def read_header(source: Source, errors: ErrorCollector) -> Header:
    """Read the header of a window's file; what is wrong in it is added to ``errors``, placed at its line.

    Raises ReaderError where the line is no JSON.
    """
    place = Location(file=source.name, line=1)
    doc = decode_value(HeaderDoc, header_of(source), place=place, error=ReaderError, errors=errors)
    return UNTOLD if doc is None else _header(doc.window)


def _header(doc: WindowDoc) -> Header:
    source = doc.source
    return Header(
        period=(_utc(doc.from_), _utc(doc.to)) if doc.from_ and doc.to else None,
        sampling=build_sampling(doc.sampling) if doc.sampling else None,
        source=WindowSource(
            query=source.query,
            query_sha256=source.query_sha256,
            connection=source.connection,
            rows=source.rows,
            pulled_at=source.pulled_at,
        )
        if source
        else None,
    )


def _utc(text: str) -> str:
    return as_utc(parse_moment(text))
