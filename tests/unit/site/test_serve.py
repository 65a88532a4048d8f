"""The live preview: it builds again, says what failed, keeps the last good site, and talks to this machine only."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from evalreport.errors import EvalReportError, WorldError
from evalreport.site.serve import PREFIX, fingerprint, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Workshop:
    """A source of one file and a build that copies it into a page; the word "bad" makes the build fail."""

    def __init__(self, folder: Path) -> None:
        self.source = folder / "source.txt"
        self.site = folder / "site"
        self.site.mkdir()
        self.said: list[str] = []
        self.builds = 0

    def write(self, text: str) -> None:
        """Change the source, whole in one step: a build that runs meanwhile must not read half of it."""
        new = self.source.with_suffix(".new")
        new.write_text(text)
        new.replace(self.source)

    def build(self) -> None:
        """Write the page anew."""
        self.builds += 1
        text = self.source.read_text()
        if text == "bad":
            raise EvalReportError("bad <word>", slug="usage")
        (self.site / "index.html").write_text(f"<html><body>{text}</body></html>")

    def until(self, done: str) -> None:
        """Wait until the preview has said this."""
        end = time.monotonic() + 10
        while not any(done in line for line in self.said):
            assert time.monotonic() < end, self.said
            time.sleep(0.02)

    @property
    def base(self) -> str:
        """The address the preview gave."""
        self.until("http://")
        return next(line for line in self.said if "http://" in line).partition("latest/")[0]


@contextmanager
def _serving(shop: Workshop) -> Iterator[None]:
    over = threading.Event()
    thread = threading.Thread(
        target=serve,
        args=(shop.build, lambda: [shop.source], shop.site),
        kwargs={"port": 0, "say": shop.said.append, "stop": over, "poll": 0.02},
    )
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=10)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workshop]:
    """A workshop whose preview runs and has built once."""
    shop = Workshop(tmp_path)
    shop.write("first")
    with _serving(shop):
        shop.until("built in")
        yield shop


def _get(shop: Workshop, path: str = "", host: str | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urlsplit(shop.base).netloc, timeout=10)
    with closing(connection):
        connection.request("GET", f"/{path}", headers={"Host": host} if host else {})
        answer = connection.getresponse()
        return answer.status, answer.read()


def _state(shop: Workshop, seen: str = "null") -> dict[str, object]:
    found: dict[str, object] = json.loads(_get(shop, f"{PREFIX[1:]}state?seen={seen}")[1])
    return found


def test_page_is_served_with_the_reloading_script(shop: Workshop) -> None:
    """A page carries the script that reloads it, and the built file does not."""
    assert b"first" in _get(shop)[1]
    assert PREFIX.encode() + b"reload.js" in _get(shop)[1]
    assert PREFIX not in (shop.site / "index.html").read_text()
    assert b"location.reload" in _get(shop, f"{PREFIX[1:]}reload.js")[1]


def test_change_builds_again_and_wakes_the_page(shop: Workshop) -> None:
    """A changed source is built, and a page that waits hears of it."""
    before = _state(shop)
    assert before == {"number": 1, "error": ""}
    shop.write("second text")
    after = _state(shop, seen="1")
    assert after["number"] == 2
    assert b"second text" in _get(shop)[1]


def test_failed_build_keeps_the_last_good_site(shop: Workshop) -> None:
    """An error is said on the terminal and given to the page, and the last good page is still served."""
    shop.write("bad")
    shop.until("bad <word>")
    assert "bad <word>" in str(_state(shop)["error"])
    assert b"first" in _get(shop)[1]
    shop.write("third text")
    assert _state(shop, seen="2")["error"] == ""
    assert b"third text" in _get(shop)[1]


def test_first_build_may_fail(tmp_path: Path) -> None:
    """Where nothing was built yet the page shows the error as text."""
    shop = Workshop(tmp_path)
    shop.write("bad")
    with _serving(shop):
        shop.until("bad <word>")
        status, body = _get(shop)
        assert status == 404
        assert b"bad &lt;word&gt;" in body


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", "localhost.evil.example"])
def test_other_hosts_are_refused(shop: Workshop, host: str) -> None:
    """A request under another host's name is refused, so that no foreign page reads the preview."""
    assert _get(shop, host=host)[0] == 403


@pytest.mark.parametrize("path", ["../source.txt", "%2e%2e/source.txt", "..%2fsource.txt"])
def test_nothing_outside_the_site_is_served(shop: Workshop, path: str) -> None:
    """An address that climbs out of the site finds nothing."""
    assert _get(shop, path)[0] == 404


def test_taken_port_is_an_error_of_the_world(tmp_path: Path) -> None:
    """A port in use is told in one line."""
    shop = Workshop(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(WorldError, match=f"port {port}"):
            serve(shop.build, list, shop.site, port=port)


@pytest.mark.parametrize("change", ["write", "add", "remove"])
def test_fingerprint_tells_changes(tmp_path: Path, change: str) -> None:
    """Writing, adding and removing a file each change the fingerprint of its folder; a missing file is no error."""
    (tmp_path / "a.txt").write_text("one")
    before = fingerprint([tmp_path, tmp_path / "absent"])
    assert before == fingerprint([tmp_path, tmp_path / "absent"])
    if change == "write":
        (tmp_path / "a.txt").write_text("one and two")
    elif change == "add":
        (tmp_path / "b.txt").write_text("")
    else:
        (tmp_path / "a.txt").unlink()
    assert fingerprint([tmp_path]) != before
