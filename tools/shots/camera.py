"""A Chromium that takes pictures: whole pages in both colour schemes and two widths, and the printed brief."""

from __future__ import annotations

import shutil
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Literal

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

WIDTHS = (1400, 390)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")


class _Quiet(SimpleHTTPRequestHandler):
    """A file server that prints nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's own name
        """Stay silent."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of this machine; gives the address, with a slash at its end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the machine's own Chromium."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def photograph(browser: Browser, address: str, stem: Path) -> Iterator[Path]:
    """Take a page in both schemes and widths; yields the files, ``<stem>-<scheme>-<width>.png``."""
    for scheme in SCHEMES:
        for width in WIDTHS:
            # A fresh profile each time: the theme remembers the scheme that a reader chose.
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
            page = context.new_page()
            page.goto(address, wait_until="networkidle")
            picture = stem.with_name(f"{stem.name}-{scheme}-{width}.png")
            page.screenshot(path=picture, full_page=True)
            context.close()
            yield picture


def brief(browser: Browser, address: str, target: Path) -> Path:
    """Print a page as a reader would, on A4; gives the file."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    page.pdf(path=target, prefer_css_page_size=True)
    context.close()
    return target
