"""A site's own dress: logo, favicon, stylesheets and accent, as its policy names them."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from evalreport.errors import SettingsError
from evalreport.model.location import Location
from evalreport.model.page import Asset

if TYPE_CHECKING:
    from evalreport.model.policy import Site

# Only a plain colour may reach the stylesheet: its value is written into it.
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]+")


def named_by_content(folder: str, name: str, content: bytes) -> Asset:
    """Return an asset whose name carries a digest of its content, so that it may be cached for ever."""
    path = PurePosixPath(name)
    return Asset(
        path=f"{folder}/{path.stem}.{hashlib.sha256(content).hexdigest()[:8]}{path.suffix}",
        content=content,
    )


class Dress:
    """Reads what the policy names, relative to the project, and gives its addresses on the site.

    Raise SettingsError where a file is not there or a colour is none.
    """

    def __init__(self, site: Site, project: Path | None) -> None:
        self._project = project or Path()
        self._assets: dict[str, Asset] = {}
        self.logo = self._address(site.logo, "site.logo")
        self.favicon = self._address(site.favicon, "site.favicon")
        own = [self._address(path, f"site.extra_css[{at}]") for at, path in enumerate(site.extra_css)]
        accent = self._accent(site.accent)
        self.extra_css = tuple(path for path in (accent, *own) if path)

    @property
    def assets(self) -> tuple[Asset, ...]:
        """The files to publish."""
        return tuple(self._assets.values())

    def _address(self, path: str | None, field: str) -> str | None:
        if path is None:
            return None
        try:
            content = (self._project / path).read_bytes()
        # The paths were checked with the policy; the file may have gone since, or be unreadable.
        except OSError as error:
            place = Location(file="site_config.yml")
            raise SettingsError(f"cannot read {path}", slug="path-missing", location=place, path=field) from error
        return self._keep(named_by_content("er/own", PurePosixPath(path).name, content))

    def _accent(self, colour: str | None) -> str | None:
        if not colour:
            return None
        if not COLOUR.fullmatch(colour):
            place, hint = Location(file="site_config.yml"), "write #rrggbb or a colour's English name"
            raise SettingsError(
                f"{colour!r} is no colour", slug="wrong-value", location=place, path="site.accent", hint=hint
            )
        return self._keep(named_by_content("er/own", "accent.css", f":root {{ --er-accent: {colour}; }}\n".encode()))

    def _keep(self, asset: Asset) -> str:
        self._assets[asset.path] = asset
        return asset.path
