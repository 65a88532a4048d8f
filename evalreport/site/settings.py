"""The configuration handed to MkDocs, all of it ours: a repository's mkdocs.yml is never read, since that runs code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from evalreport.errors import SettingsError
from evalreport.site.handwritten import navigation
from evalreport.site.offline import SHIM
from evalreport.site.versions import LATEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalreport.model.page import RenderedSite

THEME = Path(__file__).parent / "theme"
MARK = "er/mark.svg"
DIRECT_ASSET = re.compile(r"er/[^/]+\.(css|js)")
WEB_SCHEMES = ("http", "https")

# Python-Markdown as Material's readers expect it, for docs/ only. Left out on purpose: snippets (they read any file
# into a page), emoji (images from another host), and diagrams (their script comes from another host).
EXTENSIONS = (
    "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables",
    "pymdownx.details", "pymdownx.highlight", "pymdownx.inlinehilite", "pymdownx.superfences",
)  # fmt: skip
# The colours themselves are the stylesheet's: a palette that the theme knows by name would win over it.
PALETTE = [
    {
        "media": f"(prefers-color-scheme: {colours})",
        "scheme": scheme,
        "primary": "custom",
        "accent": "custom",
        "toggle": {"icon": f"material/weather-{icon}", "name": name},
    }
    for colours, scheme, icon, name in (
        ("light", "default", "night", "Switch to dark"),
        ("dark", "slate", "sunny", "Switch to light"),
    )
]


def mkdocs_settings(
    rendered: RenderedSite, *, documents: Sequence[str], language: str, docs_dir: Path, site_dir: Path
) -> dict[str, Any]:
    """Give MkDocs' settings for this site; ``documents`` are the hand-written files' paths, ``docs_dir`` is empty.

    An address of the site that is no web address is an error [wrong-value].
    """
    nav: list[Any] = [f"{path}index.md" for _, path in rendered.navigation]
    written = navigation(documents, below=f"{LATEST}/docs")
    if written:
        nav.append({"Docs": written})
    linked = sorted(asset.path for asset in rendered.assets if DIRECT_ASSET.fullmatch(asset.path))
    styles = [path for path in linked if path.endswith(".css")]
    return {
        "site_name": rendered.name or "Releases",
        "site_url": web_address(rendered.url),
        "docs_dir": str(docs_dir),
        "site_dir": str(site_dir),
        "use_directory_urls": True,
        "nav": nav,
        "theme": _theme(rendered, language),
        "plugins": [],
        "extra_css": [*styles, *(path for path in rendered.extra_css if path not in styles)],
        "extra_javascript": [path for path in linked if path.endswith(".js")],
        "extra": _extra(rendered),
        "markdown_extensions": [
            *EXTENSIONS,
            {"toc": {"permalink": True}},
            {"pymdownx.tabbed": {"alternate_style": True}},
        ],
        # Each of these is heard by the engine and stops the build; what the navigation leaves out does not.
        "validation": {
            "omitted_files": "info",
            "absolute_links": "warn",
            "unrecognized_links": "warn",
            "anchors": "warn",
        },
    }


def text_of(value: str) -> Markup:
    """Escape text that the theme prints as it comes; marked, so that a place that escapes does not do it twice."""
    return Markup(escape(value))  # noqa: S704 - escaped in the same expression


def web_address(value: str) -> str:
    """Give an http(s) address with a slash at its end, "" for none; anything else is an error [wrong-value]."""
    if not value:
        return ""
    parts = urlsplit(value)
    if parts.scheme not in WEB_SCHEMES or not parts.netloc:
        raise SettingsError(
            f"{value!r} is no web address", slug="wrong-value", path="site.url", hint="write https://… or leave it out"
        )
    return value.rstrip("/") + "/"


def _theme(rendered: RenderedSite, language: str) -> dict[str, Any]:
    return {
        "name": "material",
        "custom_dir": str(THEME),
        "language": language,
        # A font that is named would be loaded from another host.
        "font": False,
        "logo": rendered.logo or MARK,
        "favicon": rendered.favicon or rendered.logo or MARK,
        # Left out on purpose: instant navigation, which runs scripts of a page again, and search suggestions.
        "features": ["navigation.tabs", "toc.follow", "content.code.copy"],
        "palette": PALETTE,
    }


def _extra(rendered: RenderedSite) -> dict[str, Any]:
    repo = urlsplit(rendered.repo)
    return {
        "homepage": f"{LATEST}/",
        # The reader's choice of colours is kept for the whole site, not for each release.
        "scope": urlsplit(rendered.url).path or "/",
        # From a disk the list of versions cannot be fetched, and the search needs help.
        "version": {} if rendered.offline else {"provider": "mike", "default": LATEST},
        "polyfills": [SHIM] if rendered.offline else [],
        "noindex": rendered.noindex,
        "footer": [text_of(line) for line in rendered.footer],
        # A plain link: with MkDocs' own setting the theme would ask the host for stars and forks.
        "source": text_of(rendered.repo) if repo.scheme in WEB_SCHEMES else "",
    }
