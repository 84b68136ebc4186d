"""Serve with granian: the address and the port come from the configuration."""

from __future__ import annotations

from granian import Granian
from granian.constants import Interfaces

from sgo.config import Config


def serve(workers: int = 1) -> None:
    """Serve `app:app` until stopped. One blocking thread a worker suits SQLite best."""
    config = Config.from_environment()
    Granian(
        "app:app",
        address=config.host,
        port=config.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
    ).serve()
