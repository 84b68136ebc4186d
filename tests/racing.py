"""A database of its own for hands that write in the same instant, each by its own connection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

from sgo.db import Base, engine_options
from sgo.services import guard
from tests.conftest import fresh_postgresql


@contextmanager
def race_database(
    engine_name: str, folder: Path, name: str, writers: int
) -> Iterator[sessionmaker[Session]]:
    """Guarded sessions on an empty database with the schema in place."""
    if engine_name == "sqlite":
        url = f"sqlite:///{folder / f'{name}.sqlite3'}"
    else:
        url = fresh_postgresql(f"sgo_test_{name}")
    engine = create_engine(url, pool_size=writers, **engine_options(url))
    Base.metadata.create_all(engine)
    maker = sessionmaker(engine, expire_on_commit=False)
    guard.install(maker)
    yield maker
    engine.dispose()
