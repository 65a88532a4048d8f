"""OpenTelemetry traces in the JSON form of OTLP: one document, or JSON Lines of export batches."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, ClassVar

from evalreport.readers.jsontext import head_warnings
from evalreport.readers.otlp_read import OtlpInput
from evalreport.readers.spanfile import result_of

if TYPE_CHECKING:
    from evalreport.model.evaluation import ResultFile
    from evalreport.readers.base import ReadOptions, Source

_KINDS = frozenset({".json", ".jsonl", ".ndjson"})
# Named, so that a file of metrics is refused as one and not as an unknown format.
_BEGINS = re.compile(rb'"(resourceSpans|scopeSpans|instrumentationLibrarySpans|resourceLogs|resourceMetrics)"\s*:')


class OtlpReader:
    """Traces in OTLP/JSON: one document, or JSON Lines with an export batch (or one entry of its list) a line.

    A trace is a row; its spans may stand on any lines, in any order, and in any file of a folder. Agents, models and
    tools are told by the GenAI conventions (`gen_ai.*`), OpenInference (`openinference.span.kind`, `llm.*`, `tool.*`)
    or OpenLLMetry. Tokens and costs are summed over the innermost spans that state them, so that totals repeated by
    agents do not count twice; spans under an `EVALUATOR` are the price of judging and not the run's. A cost is read
    only where the trace states one (`llm.cost.total`, `gen_ai.usage.cost`). The run's latency is the outermost span's,
    its error that span's; calls of tools have arguments, result, error, and `evalreport.tool.approved`.

    Evaluations are events `gen_ai.evaluation.result`, of spans or as log records; one whose name holds `feedback` is
    also feedback. People's actions are attributes of a span or event: `evalreport.review.kind` (review, approval,
    refusal, override, escalation), `.by`, `.minutes`, `.note`, `.tool`; `evalreport.feedback.source` (user, operator),
    `.good`, `.label`, `.comment`; `evalreport.label`. Short attributes of the outermost span are metadata, with
    `session`, `user`, `service`, `release`, `environment`. Rows belong to the suite `traces`.

    A step is a stall where it never ended, failed, or took more than 30 seconds and half of its run. Not read: links,
    metrics, log records that are no evaluations.
    """

    name: ClassVar[str] = "otlp"
    title: ClassVar[str] = "OpenTelemetry traces (OTLP/JSON)"
    version: ClassVar[int] = 1

    def sniff(self, source: Source) -> bool:
        """Claim files that begin as a batch, and folders of such files."""
        if source.members:
            kept = [member for member in source.members if PurePosixPath(member.name).suffix in _KINDS]
            return bool(kept) and all(self.sniff(member) for member in kept)
        head = source.head.removeprefix(b"\xef\xbb\xbf").lstrip()
        return head.startswith(b"{") and _BEGINS.search(head) is not None

    def read(self, source: Source, options: ReadOptions) -> ResultFile:
        """Read all batches into one run; raise ReaderError where there is no span at all."""
        files = [member for member in source.members if PurePosixPath(member.name).suffix in _KINDS] or [source]
        given = OtlpInput(files)
        given.read()
        return result_of(self.name, source, options, given.gatherer, given.empty(), head_warnings(files[0].head))
