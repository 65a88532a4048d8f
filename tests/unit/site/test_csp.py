"""The content security policy allows what the theme wrote and nothing that came with the page."""

from __future__ import annotations

import base64
import hashlib

import pytest

from evalreport.site.csp import with_policy

HEAD = '<head>\n<meta charset="utf-8">\n<script>theme()</script>'


def _digest(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


def _policy(page: str) -> str:
    return page.partition('Content-Security-Policy" content="')[2].partition('"')[0]


def test_theme_scripts_are_allowed_by_their_digest() -> None:
    """Each inline script of the theme, before and after the content, is named by its digest, once."""
    output = f"{HEAD}</head><body><p>x</p><script>more()</script><script>theme()</script></body>"
    policy = _policy(with_policy(output, "<p>x</p>"))
    assert policy.count("sha256-") == 2
    assert _digest("theme()") in policy
    assert _digest("more()") in policy


@pytest.mark.parametrize("content", ["<p>x</p><script>evil()</script>", "<SCRIPT>evil()</SCRIPT>"])
def test_script_in_the_content_is_not_allowed(content: str) -> None:
    """A script that reached the page's content would not run."""
    policy = _policy(with_policy(f"{HEAD}</head><body>{content}</body>", content))
    assert policy.count("sha256-") == 1
    assert _digest("evil()") not in policy


@pytest.mark.parametrize(
    "script", ['<script src="er/x.js"></script>', '<script id="__config" type="application/json">{}</script>']
)
def test_files_and_data_need_no_digest(script: str) -> None:
    """Scripts from files are allowed by their place, and JSON is no script."""
    assert _policy(with_policy(f"{HEAD}</head><body>{script}</body>", "")).count("sha256-") == 1


@pytest.mark.parametrize("rule", ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "connect-src 'self'"])
def test_policy_closes_everything_else(rule: str) -> None:
    """The policy begins from nothing and allows the site's own host only."""
    policy = _policy(with_policy(f"{HEAD}</head>", ""))
    assert rule in policy
    assert "http" not in policy
    assert "unsafe-eval" not in policy


def test_policy_stands_before_the_first_script() -> None:
    """The policy comes right behind the declaration of the character set, so that it holds for all scripts."""
    page = with_policy(f"{HEAD}</head>", "")
    assert page.index('charset="utf-8"') < page.index("Content-Security-Policy") < page.index("<script>")
