"""Free text by people: a little Markdown, and nothing else of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalreport.render.prose import inline, link, paragraphs
from tests.hostile_text import STRINGS, Page


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("a `code` b", "a <code>code</code> b"),
        ("a **bold** b", "a <strong>bold</strong> b"),
        ("`**not bold**`", "<code>**not bold**</code>"),
        ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("**open", "**open"),
        ("`open", "`open"),
        ("[words](nothing", "[words](nothing"),
        ("# no heading", "# no heading"),
        ("", ""),
    ],
)
def test_inline(text: str, expected: str) -> None:
    """Code and bold are rendered, everything else stays as written."""
    assert inline(text) == expected


@pytest.mark.parametrize("target", ["https://example.org/a", "http://example.org", "mailto:dana@example.org"])
def test_safe_links_are_links(target: str) -> None:
    """Web and mail addresses become links that tell the other side nothing."""
    expected = f'<a href="{target}" rel="noopener noreferrer nofollow">here</a>'
    assert inline(f"see [here]({target})") == f"see {expected}"


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "data:text/html,x", "/absolute", "relative", "file:///etc", "//host/x"]
)
def test_other_links_stay_text(target: str) -> None:
    """Any other address stays the text it was, so that a reader sees it."""
    assert inline(f"[here]({target})") == f"[here]({target})"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("one", 1),
        ("one\n\ntwo", 2),
        ("one\ntwo", 1),
        ("one\n \n\n two\n\n", 2),
        ("", 0),
        ("\n\n", 0),
        ("a\r\n\r\nb", 2),
    ],
)
def test_paragraphs(text: str, count: int) -> None:
    """An empty line parts paragraphs; empty text gives none."""
    assert paragraphs(text).count("<p>") == count


@pytest.mark.parametrize("name", STRINGS)
def test_hostile_prose_is_text(name: str) -> None:
    """No hostile string becomes a tag of its own."""
    for body in (inline(STRINGS[name]), paragraphs(STRINGS[name]), link(STRINGS[name], STRINGS[name])):
        assert Page(body).dangers() == []


@given(st.text())
def test_any_text_is_harmless(text: str) -> None:
    """Whatever is written, only the few tags of the small Markdown come out."""
    assert {tag for tag, _ in Page(paragraphs(text)).tags} <= {"p", "code", "strong", "a"}


@given(st.text(alphabet="[]()`*<>\"'&: abjvscript/htps.\n\t\\"))
def test_any_markup_is_harmless(text: str) -> None:
    """Whatever is written in the characters of markup, nothing on the page can act."""
    assert Page(inline(text)).dangers() == []


@pytest.mark.parametrize(
    ("address", "words", "expected"),
    [
        ("https://example.org/7", "7", '<a href="https://example.org/7" rel="noopener noreferrer nofollow">7</a>'),
        ("412", "412", "412"),
        ("javascript:x", "7", "7 (javascript:x)"),
    ],
)
def test_link_or_words(address: str, words: str, expected: str) -> None:
    """What is no address is shown as it was written."""
    assert link(address, words) == expected
