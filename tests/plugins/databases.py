"""Which databases the run has, and a fresh one for each test that asks.

`SGO_TEST_POSTGRESQL` is the address of a server whose role may create databases; `make test`
starts such a server and sets it. Without it only SQLite is tested, except under CI, where its
absence is a failure and never a skip.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, make_url, text

VARIABLE = "SGO_TEST_POSTGRESQL"


def engines() -> list[str]:
    """Names for `pytest.mark.parametrize`: sqlite, and postgresql where it is there or due."""
    if os.environ.get(VARIABLE) or os.environ.get("CI") == "true":
        return ["sqlite", "postgresql"]
    return ["sqlite"]


def engine_parameters() -> list[object]:
    """The same as parameters that carry the marker of their database."""
    return [
        pytest.param(name, marks=[pytest.mark.postgresql] if name == "postgresql" else [])
        for name in engines()
    ]


def _server() -> URL:
    address = os.environ.get(VARIABLE)
    if not address:
        pytest.fail(f"{VARIABLE} is not set: run `make test`, which starts PostgreSQL", False)
    return make_url(address)


@contextmanager
def postgresql_database() -> Iterator[str]:
    """A new empty database on the run's server, dropped afterwards whatever happens in it."""
    server = _server()
    name = f"sgo_test_{uuid.uuid4().hex[:16]}"
    root = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with root.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        try:
            yield server.set(database=name).render_as_string(hide_password=False)
        finally:
            with root.connect() as connection:
                connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    finally:
        root.dispose()


@contextmanager
def fresh_database(engine: str, folder: Path) -> Iterator[str]:
    """The address of a new empty database of the named engine; SQLite's file lies in `folder`."""
    if engine == "postgresql":
        with postgresql_database() as address:
            yield address
    else:
        yield f"sqlite:///{folder / f'{uuid.uuid4().hex}.sqlite3'}"


@pytest.fixture(params=engine_parameters())
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each engine in turn, for one test."""
    with fresh_database(request.param, tmp_path) as address:
        yield address


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """One empty PostgreSQL database for a whole test process."""
    with postgresql_database() as address:
        yield address
