"""Charts to explore: Plotly's basic bundle, carried by this package and loaded only when somebody asks for it."""

from __future__ import annotations

from functools import lru_cache

from evalreport.model.page import Asset
from evalreport.render.dress import named_by_content
from evalreport.render.environment import packaged_templates

# plotly.js-basic-dist-min 4.1.1 as published (scatter, bar, pie): a third of the full bundle.
BUNDLE = "plotly-basic.min.js"
SHA256 = "99784e3abfb07b142a15e521a439e6d9addceadb3f79553fd24c72774f0649ba"
LICENSE = "plotly-LICENSE.txt"


@lru_cache(maxsize=1)
def plotly() -> tuple[Asset, Asset]:
    """Return the bundle under a name with its digest, and its licence."""
    folder = packaged_templates() / "assets" / "vendor"
    # Not beside the shared files: those stand on every page.
    return (
        named_by_content("er/plotly", BUNDLE, (folder / BUNDLE).read_bytes()),
        Asset(path=f"er/plotly/{LICENSE}", content=(folder / LICENSE).read_bytes()),
    )


def plotly_address() -> str:
    """Return where on the site the bundle lies, below its root."""
    return plotly()[0].path
