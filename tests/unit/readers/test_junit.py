"""JUnit XML: what becomes of failures, errors, skips, properties, and of XML that is none."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from evalreport.errors import ReaderError
from evalreport.model.evaluation import CaseResult, Contradiction, Score, Unread
from evalreport.readers.base import ReadOptions
from evalreport.readers.junit import JUnitReader
from evalreport.readers.loading import open_source
from tests.unit.readers.memory import MemorySource, read_rows, read_run, read_whole

if TYPE_CHECKING:
    from pathlib import Path

READER = JUnitReader()


def as_xml(text: str, encoding: str = "utf-8") -> MemorySource:
    """Write text as an XML file."""
    return MemorySource(text.encode(encoding), "results/run.xml")


def suite(*cases: str, attributes: str = 'name="refunds"') -> MemorySource:
    """Put testcases into one suite under the usual root."""
    return as_xml(f"<testsuites><testsuite {attributes}>{''.join(cases)}</testsuite></testsuites>")


def test_a_passed_case_is_a_row() -> None:
    """The id joins class and name, the suite is the nearest, the time is the latency, the verdict a score."""
    (row,) = read_rows(READER, suite('<testcase classname="t.Refund" name="asks_first" time="1,234.5"/>'))
    assert row == CaseResult(
        suite="refunds",
        case_id="t.Refund::asks_first",
        scores=(Score(name="passed", value=1.0, passed=True),),
        passed=True,
        latency_s=1234.5,
    )


@pytest.mark.parametrize(
    ("children", "passed", "error", "skipped", "labels"),
    [
        ("", True, None, False, ()),
        (
            '<failure type="PolicyBreach" message="refunded unasked">trace</failure>',
            False,
            None,
            False,
            ("PolicyBreach",),
        ),
        ("<failure/>", False, None, False, ()),
        ('<error message="no answer">timeout</error>', None, "no answer\ntimeout", False, ()),
        ("<error/>", None, "an error without a message", False, ()),
        ('<skipped message="later"/>', None, None, True, ()),
        ('<skipped/><error/><failure type="A"/><failure type="B"/>', False, None, False, ("A", "B")),
        ("<skipped/><error>late</error>", None, "late", False, ()),
    ],
)
def test_the_worst_result_counts(
    children: str, passed: bool | None, error: str | None, skipped: bool, labels: tuple[str, ...]
) -> None:
    """A failure decides, then an error, which leaves the case unscored, then a skip, which counts in coverage only."""
    (row,) = read_rows(READER, suite(f'<testcase name="a">{children}</testcase>'))
    assert (row.passed, row.error, row.skipped, row.labels) == (passed, error, skipped, labels)
    assert [score.passed for score in row.scores] == ([] if passed is None else [passed])


def test_the_text_of_a_failure_explains_the_score() -> None:
    """Message and body of a failure are the score's explanation."""
    (row,) = read_rows(READER, suite('<testcase name="a"><failure message="short">long</failure></testcase>'))
    assert row.scores[0].explanation == "short\nlong"


def test_properties_fill_the_columns_of_their_names() -> None:
    """Scores, cost, tokens, trace, labels and tags are read from properties; others are metadata."""
    written = {
        "score": "0.75",
        "score.style": "1",
        "cost_usd": "0.25",
        "tokens_in": "7",
        "trace_id": "t1",
        "label": "slow",
        "labels": "wrong_tool",
        "tags": "smoke",
        "passed": "false",
        "owner": "dana",
    }
    properties = "".join(f'<property name="{name}" value="{value}"/>' for name, value in written.items())
    (row,) = read_rows(READER, suite(f'<testcase name="a"><properties>{properties}</properties></testcase>'))
    assert [(score.name, score.value) for score in row.scores] == [("passed", 1.0), ("score", 0.75), ("style", 1.0)]
    assert (row.cost_usd, row.tokens_in, row.trace_id) == (0.25, 7, "t1")
    assert (row.labels, row.tags) == (("slow", "wrong_tool"), ("smoke",))
    assert row.passed is True
    assert row.metadata == {"owner": "dana", "passed": "false"}


@pytest.mark.parametrize(
    ("case", "why"),
    [
        (
            '<testcase name="a"><property name="score" value="high"/></testcase>',
            "property score: 'high' where a number is due",
        ),
        (
            '<testcase name="a"><property name="tokens_in">1.5</property></testcase>',
            "property tokens_in: 1.5 where a whole number is due",
        ),
        ('<testcase name="a" time="soon"/>', "time: 'soon' where a number is due"),
        ('<testcase name="a" time="-1"/>', "time: -1 is less than nothing"),
    ],
)
def test_what_cannot_be_read_of_a_case_is_told(case: str, why: str) -> None:
    """The case stays, without what was wrong, and the file says where that was."""
    whole = read_whole(READER, suite(case))
    assert whole.unread == (Unread(where="line 1", why=why),)
    assert whole.runs[0].rows[0].passed is True


def test_a_name_that_comes_again_is_the_next_epoch() -> None:
    """Reruns and parametrised tests that share a name are epochs of one case, in each suite apart."""
    xml = """<testsuites><testsuite name="one"><testcase name="a"/><testcase name="a"/></testsuite>
    <testsuite name="two"><testcase name="a"/></testsuite></testsuites>"""
    assert [row.key for row in read_rows(READER, as_xml(xml))] == [("one", "a", 1), ("one", "a", 2), ("two", "a", 1)]


def test_cases_without_a_name_are_told_apart() -> None:
    """Nameless cases are counted, by their order, and a warning says that this is all there is."""
    run = read_run(READER, suite("<testcase/>", "<testcase><failure/></testcase>"))
    assert [row.case_id for row in run.rows] == ["unnamed 1", "unnamed 2"]
    assert run.warnings == ("2 testcases have no name: they are told apart by their order alone",)


@pytest.mark.parametrize(
    ("xml", "suites"),
    [
        (
            '<testsuite name="out"><testsuite name="in"><testcase name="a"/></testsuite><testcase/></testsuite>',
            ["in", "out"],
        ),
        ('<testsuite name="out"><testsuite><testcase name="a"/></testsuite></testsuite>', ["out"]),
        ('<testsuites><testsuite><testcase name="a"/></testsuite></testsuites>', ["default"]),
        ('<j:testsuite xmlns:j="urn:x" name="n"><j:testcase name="a"/></j:testsuite>', ["n"]),
    ],
)
def test_the_suite_is_the_nearest_that_has_a_name(xml: str, suites: list[str]) -> None:
    """Suites nest, may lack a name and may stand in a namespace."""
    assert [row.suite for row in read_rows(READER, as_xml(xml))] == suites


def test_a_suite_without_cases_is_a_run_without_rows() -> None:
    """An empty suite can be looked at: 0 cases pass nothing, which the gates say."""
    run = read_run(READER, suite(attributes='name="refunds" tests="0"'))
    assert (run.suite, run.rows, run.contradictions) == ("refunds", (), ())


@pytest.mark.parametrize(
    ("attributes", "contradictions"),
    [
        ('name="s" tests="2" failures="1" errors="0" skipped="0"', ()),
        ('name="s" tests="2" failures="2"', ()),
        ('name="s" tests="173" failures="0"', (("s: tests", 173.0, 2.0), ("s: failures", 0.0, 1.0))),
        ('name="s" tests="many"', ()),
    ],
)
def test_stated_counts_are_held_against_the_cases(
    attributes: str, contradictions: tuple[tuple[str, float, float], ...]
) -> None:
    """A count that neither the cases nor the elements bear out is a contradiction; tools count either."""
    source = suite('<testcase name="a"><failure/><failure/></testcase>', '<testcase name="b"/>', attributes=attributes)
    found = read_run(READER, source).contradictions
    assert found == tuple(
        Contradiction(what=what, stated=stated, counted=counted) for what, stated, counted in contradictions
    )


@pytest.mark.parametrize(
    ("xml", "slug", "place"),
    [
        (
            "<testsuites>\n<testsuite name='a'>",
            "xml-syntax",
            "results/run.xml:2:21: not well-formed XML: no element found",
        ),
        (
            "<testsuite><testcase></testsuite>",
            "xml-syntax",
            "results/run.xml:1:24: not well-formed XML: mismatched tag",
        ),
        ('<!DOCTYPE x [<!ENTITY e "boo">]><testsuite/>', "xml-entities", "results/run.xml:1:"),
        ("<report>\n<testsuite/></report>", "format-unknown", "the root element is <report>"),
    ],
)
def test_what_is_no_junit_is_refused(xml: str, slug: str, place: str) -> None:
    """XML that is cut short, of another root, or with entities to blow up, is an error at its line."""
    with pytest.raises(ReaderError) as caught:
        READER.read(as_xml(xml), ReadOptions())
    assert caught.value.slug == slug
    assert place in str(caught.value)


def test_another_encoding_is_read_as_declared() -> None:
    """XML says itself how it is encoded."""
    xml = '<?xml version="1.0" encoding="iso-8859-1"?><testsuite><testcase name="café"/></testsuite>'
    assert read_rows(READER, as_xml(xml, "latin-1"))[0].case_id == "café"


@pytest.mark.parametrize(
    ("head", "claimed"),
    [
        ("<testsuite>", True),
        ('<?xml version="1.0"?>\n<testsuites name="x">', True),
        ("<testsuitesX/>", False),
        ("{}", False),
    ],
)
def test_only_the_elements_of_junit_are_claimed(head: str, claimed: bool) -> None:
    """The name of the file does not matter."""
    assert READER.sniff(as_xml(head)) is claimed


def test_a_suite_named_by_the_manifest_replaces_the_file_s() -> None:
    """A manifest may put all cases into one suite."""
    (row,) = read_rows(READER, suite('<testcase name="a"/>'), ReadOptions(suite="offline"))
    assert row.suite == "offline"


def test_what_pytest_writes_is_read(tmp_path: Path) -> None:
    """A real run of pytest: verdicts, parametrised names, recorded properties and skips."""
    (tmp_path / "test_agent.py").write_text(
        "import pytest\n"
        "@pytest.mark.parametrize('n', [1, 2])\n"
        "def test_refund(n, record_property):\n"
        "    record_property('score', n / 2)\n"
        "    assert n == 1\n"
        "@pytest.mark.skip(reason='later')\n"
        "def test_later(): pass\n"
        "@pytest.fixture\n"
        "def broken(): raise OSError('no network')\n"
        "def test_error(broken): pass\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--junitxml=run.xml", "test_agent.py"]
    subprocess.run(command, cwd=tmp_path, check=False, capture_output=True)
    result = READER.read(open_source(tmp_path / "run.xml"), ReadOptions())
    rows = {row.case_id: row for row in result.runs[0].rows}
    assert result.unread == ()
    assert result.runs[0].contradictions == ()
    assert [score.value for score in rows["test_agent::test_refund[1]"].scores] == [1.0, 0.5]
    assert rows["test_agent::test_refund[2]"].passed is False
    assert rows["test_agent::test_later"].skipped
    assert "no network" in (rows["test_agent::test_error"].error or "")


@pytest.mark.parametrize(
    ("message", "labels"),
    [
        ("AssertionError: assert 3 == 4", ("AssertionError",)),
        ("openai.APITimeoutError: no answer", ("APITimeoutError",)),
        ("Note: this is a sentence", ()),
        ("assert 3 == 4", ()),
    ],
)
def test_a_failure_without_a_type_has_the_name_its_message_begins_with(message: str, labels: tuple[str, ...]) -> None:
    """Where no type is written the exception's name is the label, and the message stays the explanation."""
    (row,) = read_rows(READER, suite(f'<testcase name="a"><failure message="{message}"/></testcase>'))
    assert row.labels == labels
    assert row.scores[0].explanation == message
