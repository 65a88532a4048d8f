"""What the theme puts around a release's page, rendered once for all pages of one shape and then filled.

The theme is two thirds of a build's time, and around a thousand releases it differs by title, description and
address only. A page of the history or a hand-written one is its own shape and takes the usual way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import escape

from evalreport.model.page import Page
from evalreport.site.versions import LATEST

if TYPE_CHECKING:
    from evalreport.model.page import Heading

# Words that stand where a page's own will: nothing that people write, and nothing that escaping would change.
TITLE, DESCRIPTION, ADDRESS, BODY = (f"er7c1e90-{name}-ab44d2" for name in ("title", "description", "address", "body"))
# The theme looks for a heading in the body, and puts the title above where it finds none.
HEADED = f"<h1>{BODY}</h1>"
TOKEN = re.compile(f"({TITLE}|{DESCRIPTION}|{ADDRESS}|{HEADED}|{BODY})")


# The theme's templates indent and leave empty lines, which is a third of what it puts around a page.
SPACE = re.compile(r"\n\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """All that decides what the theme puts around a release's page, but for the words that are filled in."""

    depth: int
    hide: tuple[str, ...]
    contents: tuple[Heading, ...]
    described: bool
    headed: bool

    @property
    def sample(self) -> Page:
        """A page of this shape that says tokens; its address lies in no version's folder."""
        return Page(
            path="-/" * self.depth,
            title=TITLE,
            html=HEADED if self.headed else BODY,
            description=DESCRIPTION if self.described else "",
            contents=self.contents,
            hide=self.hide,
        )


def shape_of(page: Page) -> Shape | None:
    """Give the shape of a release's page; None for a page of the history."""
    if page.version == LATEST:
        return None
    return Shape(
        depth=page.path.count("/"),
        hide=page.hide,
        contents=page.contents,
        described=bool(page.description),
        headed="<h1" in page.html,
    )


def squeezed(output: str, content: str) -> str:
    """Drop indentation and empty lines from what the theme put around ``content``, which stays as it is."""
    before, found, after = output.partition(content) if content else (output, "", "")
    return SPACE.sub("\n", before).lstrip() + found + SPACE.sub("\n", after)


class Mould:
    """A sample page as the theme finished it, cut at its tokens."""

    def __init__(self, output: str) -> None:
        self._parts = TOKEN.split(output)

    @property
    def is_whole(self) -> bool:
        """Whether the theme printed the body once and the title somewhere."""
        return self._parts.count(BODY) + self._parts.count(HEADED) == 1 and TITLE in self._parts

    def fill(self, page: Page, site_url: str) -> str:
        """Give the finished page: the theme's parts with this page's words, escaped, and its body as it is."""
        words = {
            TITLE: str(escape(page.title)),
            DESCRIPTION: str(escape(page.description)),
            ADDRESS: str(escape(site_url + quote(page.path))),
            BODY: page.html,
            HEADED: page.html,
        }
        # A split by a group alternates: text, token, text, token, text.
        return "".join(words[part] if index % 2 else part for index, part in enumerate(self._parts))
