"""A page as a value: what the renderer makes and the engine delivers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """One entry of a page's contents list; ``level`` is 2 or 3."""

    level: int
    anchor: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchEntry:
    """What search finds: ``anchor`` is "" for the page itself; plain text, no markup."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the site.

    ``path`` is the address below the site's root with a slash at its end ("support-agent-2.4.0/cases/"); its first
    part is the version ("latest" or a release id). ``html`` is the body, safe to print. ``title`` and ``description``
    are plain text that the engine escapes. ``hide`` names parts of the theme to leave out ("navigation", "toc").
    """

    path: str
    title: str
    html: str
    description: str = ""
    contents: tuple[Heading, ...] = ()
    search: tuple[SearchEntry, ...] = ()
    hide: tuple[str, ...] = ("navigation",)

    @property
    def version(self) -> str:
        """The version folder the page lives in."""
        # Themes and the version switch work with whole folders.
        return self.path.partition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file of the site that is no page: its address below the root and its bytes."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedSite:
    """Everything the renderer hands to an engine.

    ``versions`` are (id, title, hidden), newest first, without "latest". ``expected`` lists texts that must be found
    in the page at that address after the build (release ids, gates, overrides), to count what was delivered.
    ``offline`` asks for a site that is read from a disk.
    """

    name: str
    url: str
    language: str
    pages: tuple[Page, ...]
    assets: tuple[Asset, ...]
    versions: tuple[tuple[str, str, bool], ...]
    navigation: tuple[tuple[str, str], ...]
    expected: tuple[tuple[str, tuple[str, ...]], ...]
    repo: str = ""
    accent: str | None = None
    logo: str | None = None
    favicon: str | None = None
    extra_css: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    noindex: bool = False
    offline: bool = False
