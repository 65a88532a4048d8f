"""Text from data never becomes markup, code or an address, wherever it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalreport.model.policy import Publish
from evalreport.render.environment import make_environment
from evalreport.render.release_pages import render_release
from evalreport.render.site import render_site
from evalreport.render.text import HIDDEN
from tests import fakes
from tests.fake_policy import policy
from tests.hostile_text import STRINGS, Page, poisoned

if TYPE_CHECKING:
    from evalreport.model.report import ReleaseReport

ENVIRONMENT = make_environment()


def _small(report: ReleaseReport, text: str) -> ReleaseReport:
    """Keep a few cases, publish their texts, and put the text everywhere."""
    pairs = (*report.assessment.pairs[:2], *report.assessment.pairs[8:10], *report.assessment.pairs[30:32])
    small = replace(
        report,
        policy=policy(publish=Publish(outputs="all", max_kb=10_000)),
        assessment=replace(report.assessment, pairs=pairs),
    )
    return poisoned(small, text)


@pytest.mark.parametrize("name", STRINGS)
def test_no_text_acts_on_the_pages_of_a_release(name: str) -> None:
    """Put into every text field of an overridden release, no string becomes a tag, a handler or an address."""
    report = _small(fakes.overridden(), STRINGS[name])
    pages, _ = render_release(report, tool_version="1", environment=ENVIRONMENT)
    for page in pages:
        assert Page(page.html).dangers() == []
        assert not HIDDEN.search(page.html)


@pytest.mark.parametrize("name", STRINGS)
def test_no_text_acts_on_the_living_pages(name: str) -> None:
    """Put into every text field of two releases and the policy, no string acts on history or registers."""
    reports = [_small(report, STRINGS[name]) for report in (fakes.undecided(), fakes.rolled_back())]
    site = render_site(replace(fakes.site(*reports), policy=poisoned(policy(), STRINGS[name])))
    for page in site.pages:
        assert Page(page.html).dangers() == []
        assert not HIDDEN.search(page.html)


@pytest.mark.parametrize("report", [fakes.rolled_back, fakes.first, fakes.preview, fakes.withdrawn, fakes.awaiting])
@pytest.mark.parametrize("name", ["script", "handler after a quote", "script address", "end of a text"])
def test_every_kind_of_release_page_holds(report: object, name: str) -> None:
    """Sections that only some releases have are as safe as the others."""
    assert callable(report)
    pages, _ = render_release(_small(report(), STRINGS[name]), tool_version="1", environment=ENVIRONMENT)
    assert [danger for page in pages for danger in Page(page.html).dangers()] == []


def test_the_check_itself_finds_what_it_looks_for() -> None:
    """A page that does hold a script, a handler and a foreign image is reported."""
    assert Page("<p onclick=x><script>1</script><img src=//e>").dangers() == ["script", "img", "p onclick", "img src"]
    assert Page('<a href="javascript:1">x</a>').dangers() == ["a href=javascript:1"]


def test_a_hostile_text_is_still_read() -> None:
    """What was taken for markup by its writer is shown as the text it is."""
    pages, _ = render_release(_small(fakes.overridden(), STRINGS["script"]), tool_version="1")
    assert STRINGS["script"] in "".join(Page(pages[0].html).text)


@pytest.mark.parametrize("name", ["bidi", "null and escape", "zero width", "line separators", "lone surrogate"])
def test_hidden_characters_are_shown(name: str) -> None:
    """Control and bidi characters stand on the page as escapes that a reader sees."""
    pages, _ = render_release(_small(fakes.cleared(), STRINGS[name]), tool_version="1")
    assert "\\u" in pages[0].html or "\\x" in pages[0].html


@pytest.mark.parametrize("name", STRINGS)
def test_record_json_is_plain_ascii(name: str) -> None:
    """The machine twin holds no character that a terminal or an editor would obey."""
    _, assets = render_release(_small(fakes.overridden(), STRINGS[name]), tool_version="1", environment=ENVIRONMENT)
    assert assets[0].content.isascii()
    assert b"\x1b" not in assets[0].content
