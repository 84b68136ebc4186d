"""Fixtures of the whole suite: databases, the application, a fixed clock, the ready centre.

Tests of tables, services, access and migrations run on every engine; the rest on SQLite. Each
test works inside an outer transaction that is rolled back, so nothing it does is left behind.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, g, request_started
from flask.testing import FlaskClient
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from sgo import create_app
from sgo.clock import FixedClock
from sgo.config import Config
from sgo.db import Base, db, writing
from sgo.services.family.calendar_askers import FeedAskers
from tests.centre import Centre
from tests.ready_centre import build_centre

MOSCOW = ZoneInfo("Europe/Moscow")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=MOSCOW)
"""The day on which every test begins: Monday, 23 November 2026."""

ON_EVERY_ENGINE = {"tables", "services", "access", "migrations"}


def engines() -> list[str]:
    """The engines of this run; CI must have both."""
    if os.environ.get("SGO_TEST_POSTGRESQL"):
        return ["sqlite", "postgresql"]
    if os.environ.get("CI"):
        raise pytest.UsageError("CI runs on PostgreSQL too: SGO_TEST_POSTGRESQL is not set")
    return ["sqlite"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        folder = Path(str(metafunc.definition.path)).parent.name
        names = engines() if folder in ON_EVERY_ENGINE else ["sqlite"]
        metafunc.parametrize("engine", names, scope="session", indirect=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what a test has counted (`record_property("summary", ...)`), from any process."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "call":
                for name, words in report.user_properties:
                    if name == "summary":
                        terminalreporter.write_line(words)


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a fresh, empty database on the engine asked for."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('database') / 'sgo.sqlite3'}"
    return fresh_postgresql(f"sgo_test_{worker}")


def fresh_postgresql(name: str) -> str:
    """Make an empty PostgreSQL database and give its address."""
    server = make_url(os.environ["SGO_TEST_POSTGRESQL"])
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'"))
    admin.dispose()
    return server.set(database=name).render_as_string(hide_password=False)


def make_config(database_url: str, zone: ZoneInfo = MOSCOW) -> Config:
    return Config(
        database_url=database_url,
        secret_key="tests only, long enough to be taken for a real one",
        time_zone=zone,
        testing=True,
    )


@pytest.fixture(scope="session")
def application(engine: str) -> Iterator[Flask]:
    """The application of a session of tests, with its schema in place."""
    app = create_app(make_config(engine), clock=FixedClock(MONDAY, MOSCOW))
    app.config["WTF_CSRF_ENABLED"] = False  # on again in tests/pages/test_csrf.py
    with app.app_context():
        Base.metadata.create_all(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(application: Flask) -> Iterator[Flask]:
    """The application inside an outer transaction; the clock stands on MONDAY."""
    application.extensions["sgo.clock"] = FixedClock(MONDAY, MOSCOW)
    application.extensions["sgo.feed_askers"] = FeedAskers()
    with application.app_context():
        real = db.engine
        connection = real.connect()
        outer = connection.begin()
        connection.begin_nested()
        db.engines[None] = connection
        token = writing.set(False)
        try:
            # The requests of a test share its application context: nobody may stay signed in by it.
            with request_started.connected_to(_forget_request, application):
                yield application
        finally:
            db.session.remove()
            writing.reset(token)
            db.engines[None] = real
            outer.rollback()
            connection.close()


def _forget_request(sender: Flask, **_: object) -> None:
    for name in list(g):
        g.pop(name)


@pytest.fixture
def clock(app: Flask) -> FixedClock:
    """The clock of the application; `clock.set(moment)` moves it."""
    clock: FixedClock = app.extensions["sgo.clock"]
    return clock


@pytest.fixture
def session(app: Flask) -> Session:
    """The session the application itself uses."""
    return db.session()


@pytest.fixture
def centre(session: Session) -> Centre:
    """A small ready centre: see tests/ready_centre.py."""
    return build_centre(session, MONDAY)


@pytest.fixture
def client(app: Flask, centre: Centre) -> FlaskClient:
    """A browser of nobody; `tests.signing.sign_in(client, account)` makes it somebody's."""
    return app.test_client()


class QueryCount:
    """Statements sent to the database, without BEGIN, COMMIT, SAVEPOINT and PRAGMA."""

    NOISE = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(self, connection, cursor, statement, parameters, context, many) -> None:
        if not statement.lstrip().upper().startswith(self.NOISE):
            self.statements.append(statement)

    def __len__(self) -> int:
        return len(self.statements)


@pytest.fixture
def count_queries(app: Flask) -> Iterator[QueryCount]:
    """`count_queries.statements.clear()`, then act, then `len(count_queries)`."""
    counter = QueryCount()
    connection = db.engines[None]
    event.listen(connection, "before_cursor_execute", counter)
    yield counter
    event.remove(connection, "before_cursor_execute", counter)
