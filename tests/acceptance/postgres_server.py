"""A PostgreSQL server of a test's own: Debian's programs, a folder that goes away, nothing shared with the machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

USER = "evalreport"
# Made up here and used by this server alone; it has characters that an address must encode.
PASSWORD = "p@ss/w:rd %41"  # noqa: S105  # of no server but the one started here


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers on this machine only."""

    port: int
    password: str = PASSWORD

    @property
    def url(self) -> str:
        """The address of its database, without the password."""
        return f"postgres://{USER}@127.0.0.1:{self.port}/postgres"


def programs() -> Path:
    """Return the folder of the newest server's programs; skip where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        pytest.skip("no PostgreSQL server here: install Debian's package postgresql")
    return found[-1].parent


@contextmanager
def serving() -> Iterator[Server]:
    """Start a server in a folder of its own, and stop it."""
    tools, folder = programs(), Path(tempfile.mkdtemp(prefix="evalreport-postgres-"))
    as_other = _as_other()
    if as_other:
        shutil.chown(folder, "postgres", "postgres")
    data, secret, port = folder / "data", folder / "password", _free_port()
    secret.write_text(PASSWORD, encoding="utf-8")
    secret.chmod(0o644)
    control = [*as_other, str(tools / "pg_ctl"), "-D", str(data), "-s"]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    try:
        _run(
            *as_other, str(tools / "initdb"), "-D", str(data), "-U", USER, "--pwfile", str(secret),
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--no-locale", "--no-sync",
        )  # fmt: skip
        _run(*control, "-w", "-o", options, "-l", str(folder / "log"), "start")
        yield Server(port)
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True, cwd="/")
        shutil.rmtree(folder, ignore_errors=True)


def _as_other() -> list[str]:
    """Return what runs a program as the package's own user: the server refuses to be root."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _run(*command: str) -> None:
    # A server started with pipes would hold them open for as long as it runs.
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd="/")
