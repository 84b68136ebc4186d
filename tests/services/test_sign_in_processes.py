"""The throttle stands in the database: a restart forgets nothing, and processes count together."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from sgo import create_app
from sgo.clock import FixedClock
from sgo.db import Base, db
from sgo.rules.accounts import ACCOUNT_FAILURES, ADDRESS_FAILURES, THROTTLE_SPAN
from tests.conftest import MONDAY, MOSCOW, engines, fresh_postgresql, make_config
from tests.ready_centre import build_centre


@pytest.fixture(params=engines())
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of this test alone, with the ready centre in it."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'throttle.sqlite3'}"
    else:
        address = fresh_postgresql("sgo_test_throttle")
    with started(address).app_context():
        Base.metadata.create_all(db.engine)
        build_centre(db.session(), MONDAY)
        db.session.remove()
        db.engine.dispose()
    return address


@pytest.fixture
def processes(url: str) -> Iterator[list[Flask]]:
    """Two processes of one centre, each with connections of its own."""
    apps = [started(url) for _ in range(2)]
    yield apps
    for app in apps:
        stop(app)


def started(url: str, now: datetime = MONDAY) -> Flask:
    app = create_app(make_config(url), clock=FixedClock(now, MOSCOW))
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def stop(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


def guess(app: Flask, login: str = "teacher", address: str = "192.0.2.7") -> int:
    """The status of one wrong attempt."""
    response = app.test_client().post(
        "/sign-in",
        data={"login": login, "password": "мимо"},
        environ_base={"REMOTE_ADDR": address},
    )
    if response.status_code == 429:
        assert "Слишком много неудачных попыток" in response.text
        assert 0 < int(response.headers["Retry-After"]) <= THROTTLE_SPAN.total_seconds() + 1
    return response.status_code


@pytest.mark.clause("4.3")
def test_a_restart_forgets_no_failure(url: str) -> None:
    before = started(url)
    assert [guess(before, address=f"198.51.100.{n}") for n in range(ACCOUNT_FAILURES)] == [
        422
    ] * ACCOUNT_FAILURES
    stop(before)
    after = started(url, MONDAY + timedelta(minutes=1))
    assert guess(after) == 429
    stop(after)
    later = started(url, MONDAY + THROTTLE_SPAN)
    assert guess(later) == 422
    stop(later)


@pytest.mark.clause("4.3")
def test_an_address_is_counted_over_every_login_and_process(processes: list[Flask]) -> None:
    answers = [guess(processes[n % 2], f"guess-{n}") for n in range(ADDRESS_FAILURES)]
    assert set(answers) == {422}
    assert [guess(app, "another") for app in processes] == [429, 429]
    assert guess(processes[0], "another", "192.0.2.8") == 422


def test_guesses_side_by_side_in_several_processes_are_all_counted(
    processes: list[Flask],
) -> None:
    together = threading.Barrier(4)
    answers: list[int] = []

    def many(app: Flask) -> None:
        together.wait()
        answers.extend(guess(app) for _ in range(5))

    threads = [threading.Thread(target=many, args=(processes[n % 2],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(answers) == {422: ACCOUNT_FAILURES, 429: 20 - ACCOUNT_FAILURES}
