"""One browser and one small site for all browser tests: starting them is what takes the time."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from evalreport.site.engine import build_pages
from tests.browser.served import chromium, served
from tests.house.measure import ROOT
from tests.unit.site.sites import small_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

EPOCH = 1_763_800_000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a small site of twenty releases with two hand-written pages, below a folder as a project's is."""
    root = tmp_path_factory.mktemp("site")
    docs = root / "docs"
    docs.mkdir()
    (docs / "index.md").write_text("# Guide\n\nHow we release. See [more](more.md).\n\n```sh\nls\n```\n")
    (docs / "more.md").write_text("# More\n\nFurther reading about turnips.\n")
    with served(root) as base:
        build_pages(small_site(url=f"{base}releases/", releases=20), docs, root / "releases", EPOCH)
        yield f"{base}releases/"


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address and the folder of the example that ships, built below a folder as its readers get it."""
    root = tmp_path_factory.mktemp("example")
    # The page for missing addresses links from the site's own path, which is that of the example's policy.
    site = root / "releases"
    built = subprocess.run(
        [sys.executable, "-m", "evalreport", "-C", str(ROOT), "build", "--site-dir", str(site)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    with served(root) as base:
        yield f"{base}releases/", site
