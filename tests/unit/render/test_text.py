"""Text on its way into a page: what hides is shown, what leads elsewhere is checked."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalreport.render.text import HIDDEN, anchor, commit_address, excerpt, safe_address, slug, visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("a\r\nb", "a\nb"),
        ("a\rb", "a\\x0db"),
        ("\x00", "\\x00"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\x7f\x9b", "\\x7f\\x9b"),
        ("\u202e", "\\u202e"),
        ("\u2066a\u2069", "\\u2066a\\u2069"),
        ("\u200b\ufeff", "\\u200b\\ufeff"),
        ("\u2028", "\\u2028"),
        ("\ud83d", "\\ud83d"),
        ("\U000e0041", "\\ue0041"),
        ("\u00e9\u4e2d\U0001f600", "\u00e9\u4e2d\U0001f600"),
    ],
)
def test_hidden_characters_become_escapes(text: str, expected: str) -> None:
    """Control, bidi and invisible characters are written out; letters of any script stay."""
    assert visible(text) == expected


@given(st.text())
def test_nothing_hidden_is_left(text: str) -> None:
    """Whatever comes in, nothing hidden comes out, and shown text is shown the same again."""
    shown = visible(text)
    assert not HIDDEN.search(shown)
    assert visible(shown) == shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("HTTP://EXAMPLE.ORG", "HTTP://EXAMPLE.ORG"),
        ("mailto:dana@example.org", "mailto:dana@example.org"),
        (" https://example.org ", "https://example.org"),
        ("https:", None),
        ("https:///path", None),
        ("mailto:", None),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("\x01javascript:alert(1)", None),
        ("&#106;avascript:alert(1)", None),
        ("javascript&colon;alert(1)", None),
        ("data:text/html,x", None),
        ("vbscript:x", None),
        ("file:///etc/passwd", None),
        ("//example.org/x", None),
        ("/path", None),
        ("path", None),
        ("", None),
        ("http://[bad", None),
    ],
)
def test_addresses(text: str, expected: str | None) -> None:
    """Only web and mail addresses may stand in a link, however the others are disguised."""
    assert safe_address(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Refund 117", "refund-117"), ("  A -- B  ", "a-b"), ("\u4e2d\u6587", "x"), ("", "x"), ("a" * 100, "a" * 40)],
)
def test_slugs(text: str, expected: str) -> None:
    """A slug is short, lower case and never empty."""
    assert slug(text) == expected


@given(st.text(), st.text())
def test_anchors_can_stand_in_an_address(one: str, other: str) -> None:
    """An anchor is plain ASCII, the same every time, and tells names apart that look alike."""
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*-[0-9a-f]{8}", anchor(one, other))
    assert anchor(one, other) == anchor(one, other)
    assert (anchor(one) == anchor(other)) == (one == other)


@pytest.mark.parametrize(
    ("repo", "commit", "path", "expected"),
    [
        ("https://example.org/r", "abc1", "a/b.yml", "https://example.org/r/blob/abc1/a/b.yml"),
        ("https://example.org/r/", "abc1", "a b#c.yml", "https://example.org/r/blob/abc1/a%20b%23c.yml"),
        ("https://example.org/r", None, "a", None),
        ("", "abc1", "a", None),
        ("javascript:alert(1)", "abc1", "a", None),
    ],
)
def test_files_at_a_commit(repo: str, commit: str | None, path: str, expected: str | None) -> None:
    """A file leads to its own commit, and nowhere when there is no repository on the web or no commit."""
    assert commit_address(repo, commit, path) == expected


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [(None, 5, ""), ("", 5, ""), ("12345", 5, "12345"), ("123456", 5, "12345 \u2026 (1 more characters)")],
)
def test_excerpts_say_what_they_leave_out(text: str | None, limit: int, expected: str) -> None:
    """A text that is too long is cut, and the cut is counted."""
    assert excerpt(text, limit) == expected
