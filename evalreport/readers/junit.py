"""JUnit XML, as pytest, jest, mocha, bazel and many others write it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, ClassVar
from xml.parsers import expat  # events only, and DTDs are refused: no entity is ever expanded

from evalreport.model.evaluation import Contradiction, EvalRun, ResultFile, Unread
from evalreport.readers.base import refuse
from evalreport.readers.columns import SUITE
from evalreport.readers.junit_case import TestCase, case_row

if TYPE_CHECKING:
    from evalreport.errors import ReaderError
    from evalreport.model.evaluation import CaseResult
    from evalreport.readers.base import ReadOptions, Source

MAX_COUNT = 10  # digits
# Some tools put the elements into a namespace.
_ROOT = re.compile(rb"<(?:\w+:)?testsuites?[\s/>]")
_OUTCOMES = {"failure": "failures", "error": "errors", "skipped": "skipped"}
_TEXTS = frozenset({"system-out", "property", *_OUTCOMES})


class JUnitReader:
    """JUnit XML: one row a `testcase`, read as a stream.

    The case is `classname::name` in the suite of the nearest `testsuite`; a name that comes again in its suite is the
    next epoch. A `failure` fails the case, its `type` becomes a label and its message the explanation; an `error` is
    a harness error, which leaves the case unscored; a `skipped` case counts in coverage only. Each case that ran has
    the score `passed`. `property` elements of a case give scores (`score`, `score.NAME`), `cost_usd`, `tokens_in`,
    `tokens_out`, `trace_id`, `label`, `labels`, `tags` and other columns of the normalised table; the rest is
    metadata. `system-out` inside a case is its output.

    Of several results in a case the worst counts. The counts that the root and each innermost suite state are compared
    with the cases found; a difference is a contradiction. A DTD is refused, and so is XML of another root. Suites
    without a name are called `default`.
    """

    name: ClassVar[str] = "junit"
    title: ClassVar[str] = "JUnit XML"
    version: ClassVar[int] = 1

    def sniff(self, source: Source) -> bool:
        """Claim a file whose head opens a `testsuite` or `testsuites` element."""
        return not source.members and _ROOT.search(source.head) is not None

    def read(self, source: Source, options: ReadOptions) -> ResultFile:
        """Read all cases into one run; raise ReaderError for XML that is cut short, or no JUnit."""
        document = _Document(source, options.suite)
        parser = expat.ParserCreate()
        document.attach(parser)
        try:
            with source.open() as stream:
                parser.ParseFile(stream)
        except expat.ExpatError as error:
            message = f"not well-formed XML: {expat.ErrorString(error.code)}"
            raise refuse(
                source, message, slug="xml-syntax", line=error.lineno, column=error.offset + 1, hint="write it again"
            ) from None
        return document.result()


@dataclass(slots=True)
class _Suite:
    """A testsuite being read; a suite with suites inside is not innermost."""

    name: str
    stated: dict[str, float]
    counts: Counter[str] = field(default_factory=Counter)
    innermost: bool = True


class _Document:
    """Takes the parser's events and builds rows from them."""

    def __init__(self, source: Source, suite: str | None) -> None:
        self._source = source
        self._suite = suite
        self._root: _Suite | None = None
        self._suites: list[_Suite] = []
        self._case: TestCase | None = None
        self._attributes: dict[str, str] = {}
        self._text: list[str] | None = None
        self._seen: Counter[tuple[str, str]] = Counter()
        self._rows: list[CaseResult] = []
        self._unread: list[Unread] = []
        self._contradictions: list[Contradiction] = []
        self._names: dict[str, None] = {}
        self._innermost = SUITE
        self._unnamed = 0
        self._several = 0
        self._started = False

    def attach(self, parser: expat.XMLParserType) -> None:
        """Take the events of a parser."""
        self._parser = parser
        # Without it a long text comes in pieces of a few bytes, one call each.
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype

    def result(self) -> ResultFile:
        """Make the run of what was read."""
        root = self._root or _Suite(SUITE, {})
        names = list(self._names) or [self._suite or self._innermost]
        warnings = {
            f"{self._unnamed} testcases have no name: they are told apart by their order alone": self._unnamed,
            f"{self._several} testcases hold several results: the worst counts": self._several,
        }
        run = EvalRun(
            run_id=PurePosixPath(self._source.name).stem,
            suite=names[0] if len(names) == 1 else root.name,
            rows=tuple(self._rows),
            stated=root.stated,
            contradictions=tuple(self._contradictions),
            warnings=tuple(text for text, count in warnings.items() if count),
        )
        return ResultFile(format=JUnitReader.name, runs=(run,), unread=tuple(self._unread))

    def _doctype(self, *_: object) -> None:
        raise self._error("the XML declares a document type, which is refused", "xml-entities")

    def _error(self, message: str, slug: str) -> ReaderError:
        parser = self._parser
        line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
        return refuse(self._source, message, slug=slug, line=line, column=column)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if not self._started and name not in {"testsuite", "testsuites"}:
            raise self._error(f"the root element is <{name[:60]}>, not <testsuites> or <testsuite>", "format-unknown")
        if name in {"testsuite", "testsuites"}:
            self._open_suite(attributes)
        elif name == "testcase":
            self._case = TestCase(attributes, self._parser.CurrentLineNumber)
        elif name in _TEXTS and self._case is not None:
            self._attributes, self._text = attributes, []
        self._started = True

    def _open_suite(self, attributes: dict[str, str]) -> None:
        """Enter a suite: the name of an unnamed one is that of the suite around it."""
        around = self._suites[-1].name if self._suites else SUITE
        suite = _Suite(self._suite or attributes.get("name") or around, _stated(attributes))
        for outer in self._suites:
            outer.innermost = False
        # A file has one root, and only its counts are compared besides those of innermost suites.
        self._root = self._root or suite
        self._innermost = suite.name
        self._suites.append(suite)

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in {"testsuite", "testsuites"}:
            self._close_suite(self._suites.pop())
        elif name == "testcase" and self._case is not None:
            self._close_case(self._case)
            self._case = None
        elif self._text is not None and self._case is not None and name in _TEXTS:
            self._close_text(self._case, name, "".join(self._text).strip())
            self._text = None

    def _close_suite(self, suite: _Suite) -> None:
        # Tools differ on whether a suite between root and leaf counts the cases of the suites inside it.
        if suite.innermost or suite is self._root:
            self._contradictions.extend(_contradictions(suite))

    def _close_text(self, case: TestCase, name: str, text: str) -> None:
        """Keep what an element inside a case said."""
        attributes = self._attributes
        if name == "system-out":
            case.output = text
        elif name == "property":
            case.properties.append((attributes.get("name", ""), attributes.get("value", text)))
        else:
            said = "\n".join(part for part in (attributes.get("message", "").strip(), text) if part)
            case.outcomes.append((name, attributes.get("type", ""), said))

    def _close_case(self, case: TestCase) -> None:
        """Count the case in every suite around it and make its row."""
        kinds = Counter(kind for kind, _, _ in case.outcomes)
        for suite in self._suites:
            suite.counts["tests"] += 1
            for kind, plural in _OUTCOMES.items():
                suite.counts[plural] += min(kinds[kind], 1)
                suite.counts[f"{plural} elements"] += kinds[kind]
        suite_name = self._suites[-1].name if self._suites else SUITE
        self._names[suite_name] = None
        # Reruns and teardown errors put several results into one case.
        self._several += len(case.outcomes) > 1
        case_id = case.case_id
        if not case_id:
            self._unnamed += 1
            # A case without a name still ran: dropping it would change the share that passed.
            case_id = f"unnamed {self._unnamed}"
        self._seen[suite_name, case_id] += 1
        row, problems = case_row(case, case_id, suite_name, self._seen[suite_name, case_id])
        self._unread.extend(Unread(where=f"line {case.line}", why=why) for why in problems)
        self._rows.append(row)


def _stated(attributes: dict[str, str]) -> dict[str, float]:
    """Return the counts a suite states about itself; what is no number states nothing."""
    counts = {name: attributes.get(name, "") for name in ("tests", *_OUTCOMES.values())}
    return {
        name: float(text)
        for name, text in counts.items()
        if text.isascii() and text.isdigit() and len(text) < MAX_COUNT
    }


def _contradictions(suite: _Suite) -> list[Contradiction]:
    """Compare stated counts with cases found; tools differ on whether two failures of a case count once."""
    return [
        Contradiction(what=f"{suite.name}: {name}", stated=stated, counted=float(suite.counts[name]))
        for name, stated in suite.stated.items()
        if stated not in {suite.counts[name], suite.counts[f"{name} elements"]}
    ]
