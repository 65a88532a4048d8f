"""A live preview: builds again when something watched changes, and tells open pages to load anew.

What is added to a page is added on its way out; the built bytes stay those that `build` makes.
"""

from __future__ import annotations

import html
import json
import threading
import time
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from evalreport.errors import EvalReportError, WorldError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

LOCAL = "127.0.0.1"
POLL_SECONDS = 0.5
# A page asks again after this long, so that a closed page frees its thread.
WAIT_SECONDS = 20.0
PREFIX = "/-/evalreport/"
SNIPPET = f'<script src="{PREFIX}reload.js"></script>'.encode()
# Errors are shown as text over the page; a script of its own file, since the pages' policy allows no other.
SCRIPT = """(async () => {
  let seen = null
  for (;;) {
    try {
      const answer = await fetch(`%(prefix)sstate?seen=${seen}`, { cache: "no-store" })
      const state = await answer.json()
      if (seen !== null && state.number !== seen && !state.error) return location.reload()
      seen = state.number
      let box = document.getElementById("er-serve-error")
      if (box) box.remove()
      if (state.error) {
        box = document.createElement("pre")
        box.id = "er-serve-error"
        box.textContent = `Not built again; this is the last good page.\\n\\n${state.error}`
        box.style.cssText = "position:fixed;inset:auto 0 0 0;max-height:50vh;overflow:auto;margin:0;padding:1em;" +
          "background:#fff;color:#a11;border-top:3px solid;z-index:99;white-space:pre-wrap;font:13px/1.5 monospace"
        document.body.append(box)
      }
    } catch { await new Promise((done) => setTimeout(done, 1000)) }
  }
})()
""".replace("%(prefix)s", PREFIX)


class Preview:
    """What the last build came to; a number that grows with each, so that pages know when to load again."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.number = 0
        self.error = ""

    def note(self, error: str) -> None:
        """Keep the outcome of a build ("" is good) and wake the pages that wait."""
        with self._changed:
            self.number += 1
            self.error = error
            self._changed.notify_all()

    def wait(self, seen: int, seconds: float) -> None:
        """Wait until another build than the one seen is done, or the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: self.number != seen, seconds)


class Handler(SimpleHTTPRequestHandler):
    """Serves the built site to this machine only, with the reloading script put into each page."""

    def __init__(self, *arguments: object, preview: Preview, directory: str, wait: float = WAIT_SECONDS) -> None:
        self._preview = preview
        self._wait = wait
        super().__init__(*arguments, directory=directory)  # type: ignore[arg-type] # the server's own three arguments

    def do_GET(self) -> None:
        """Answer a page, a file, or one of the two addresses of the preview itself."""
        path, _, query = self.path.partition("?")
        # A page of another site that resolves its name to this machine must not read the preview.
        if not self._is_local(self.headers.get("Host", "")):
            self.send_error(HTTPStatus.FORBIDDEN)
        elif path == f"{PREFIX}reload.js":
            self._send(SCRIPT.encode(), "text/javascript")
        elif path == f"{PREFIX}state":
            self._send(self._state(query).encode(), "application/json")
        else:
            self._send_file(path)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 # the standard library's own name
        """Say nothing: what matters on the terminal are builds."""

    def _state(self, query: str) -> str:
        seen = query.removeprefix("seen=")
        if seen.isdecimal():
            self._preview.wait(int(seen), self._wait)
        return json.dumps({"number": self._preview.number, "error": self._preview.error})

    def _send_file(self, path: str) -> None:
        place = self.translate_path(path)
        if path.endswith("/"):
            place = place.rstrip("/") + "/index.html"
        try:
            with open(place, "rb") as file:  # noqa: PTH123 # translate_path gives text
                content = file.read()
        except IsADirectoryError:
            super().do_GET()
            return
        except OSError:
            self._send(self._missing(path), "text/html; charset=utf-8", HTTPStatus.NOT_FOUND)
            return
        if place.endswith(".html"):
            content = content.replace(b"</body>", SNIPPET + b"</body>", 1)
        self._send(content, self.guess_type(place))

    def _missing(self, path: str) -> bytes:
        why = self._preview.error or f"There is no page {path}"
        body = f"<pre>{html.escape(why)}</pre>{SNIPPET.decode()}"
        return f"<!doctype html><title>Not here</title><body>{body}</body>".encode()

    def _send(self, content: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        # A browser that keeps a page would show what stood there before the change.
        self.send_header("Cache-Control", "no-store")
        # A page that was left while it waited hears nothing; that is no fault to tell.
        with suppress(BrokenPipeError, ConnectionResetError):
            self.end_headers()
            self.wfile.write(content)

    def _is_local(self, host: str) -> bool:
        return host.rpartition(":")[0] in {LOCAL, "localhost"} or host in {LOCAL, "localhost"}


def fingerprint(paths: Iterable[Path]) -> tuple[tuple[str, int, int], ...]:
    """Give what tells a change of these files, or of the files below these folders: time of change and size."""
    found = []
    for path in paths:
        for file in path.rglob("*") if path.is_dir() else [path]:
            try:
                status = file.stat()
            except OSError:
                # An editor may be exchanging the file at this moment; the next look sees it.
                continue
            found.append((str(file), status.st_mtime_ns, status.st_size))
    return tuple(sorted(found))


def serve(
    build: Callable[[], None],
    watch: Callable[[], Iterable[Path]],
    site_dir: Path,
    *,
    port: int = 8000,
    say: Callable[[str], None] = print,
    stop: threading.Event | None = None,
    poll: float = POLL_SECONDS,
) -> None:
    """Serve the site on this machine until stopped (or interrupted), and build again whenever something changes.

    ``watch`` names files and folders, asked anew before each look. A failing build is told by ``say`` and shown over
    the page, and the last good site stays. A port that is taken is an error [port].
    """
    preview, over = Preview(), stop or threading.Event()
    handler = partial(Handler, preview=preview, directory=str(site_dir))
    server = _listen(port, handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    say(f"http://{LOCAL}:{server.server_address[1]}/latest/  (stop with Ctrl+C)")
    seen: object = None
    try:
        while not over.is_set():
            now = fingerprint(watch())
            # The first look differs from nothing, so it is what builds at the start.
            if now != seen:
                seen = now
                _build(build, preview, say)
            over.wait(poll)
    except KeyboardInterrupt:
        say("stopped")
    finally:
        server.shutdown()
        server.server_close()


def _listen(port: int, handler: Callable[..., SimpleHTTPRequestHandler]) -> ThreadingHTTPServer:
    try:
        # This machine alone: what is shown here is not published yet.
        server = ThreadingHTTPServer((LOCAL, port), handler)
    except OSError as error:
        raise WorldError(
            f"port {port}: {error.strerror}", slug="port", hint="choose another with --port, or 0 for any"
        ) from error
    # A page that waits for news must not keep the program from ending.
    server.daemon_threads = True
    return server


def _build(build: Callable[[], None], preview: Preview, say: Callable[[str], None]) -> None:
    begin = time.monotonic()
    try:
        build()
    except EvalReportError as error:
        preview.note(str(error))
        say(str(error))
    else:
        preview.note("")
        say(f"built in {time.monotonic() - begin:.1f} s")
