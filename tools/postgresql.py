"""A private PostgreSQL server that lives as long as a `with` block."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.machine import find_postgresql

# Nothing of this server outlives the run, so nothing needs to reach the disk.
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=64MB",
    "max_connections=60",
)
USER = "sgo"
SERVER_ACCOUNT = "postgres"


class NoServer(RuntimeError):
    """PostgreSQL is missing or did not start; the text carries its log."""


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _run(line: list[str | Path], folder: Path, account: str | None) -> None:
    # Output goes to a file: a pipe would be held open by the server that outlives pg_ctl.
    log = folder / "commands.log"
    with log.open("ab") as output:
        done = subprocess.run(
            line,
            cwd=folder,
            user=account,
            group=account,
            extra_groups=[] if account else None,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        logs = [
            path.read_text(errors="replace")
            for path in (log, folder / "server.log")
            if path.exists()
        ]
        raise NoServer("\n".join(logs))


@contextmanager
def server() -> Iterator[str]:
    """Start a cluster on a loopback port with a password of its own, yield its SQLAlchemy address.

    As root it runs under the account `postgres`, because PostgreSQL refuses to run as root.
    """
    programs = find_postgresql()
    if programs is None:
        raise NoServer("initdb was not found")
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    account = SERVER_ACCOUNT if root else None
    folder = Path(tempfile.mkdtemp(prefix="sgo-postgresql-"))
    try:
        data, log = folder / "data", folder / "server.log"
        password = secrets.token_hex(16)
        password_file = folder / "password"
        password_file.write_text(password, encoding="ascii")
        if account:
            for path in (folder, password_file):
                shutil.chown(path, account, account)
        _run(
            [
                *(programs / "initdb", "--pgdata", data, "--username", USER),
                *("--auth", "scram-sha-256", "--pwfile", password_file),
                *("--encoding", "UTF8", "--no-locale", "--no-sync"),
            ],
            folder,
            account,
        )
        port = _free_port()
        settings = [f"port={port}", "listen_addresses=127.0.0.1", *FAST]
        if sys.platform != "win32":
            settings.append(f"unix_socket_directories={folder}")
        options = " ".join(f"-c {setting}" for setting in settings)
        control = programs / "pg_ctl"
        _run(
            [control, "start", "--wait", "--pgdata", data, "--log", log, "--options", options],
            folder,
            account,
        )
        try:
            yield f"postgresql+psycopg://{USER}:{password}@127.0.0.1:{port}/postgres"
        finally:
            _run(
                [control, "stop", "--wait", "--mode", "immediate", "--pgdata", data],
                folder,
                account,
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
