"""A real server on a database file, and a real browser that forgives nothing.

The server runs in a thread of the test run; it can be slowed down, stopped and started again on
the same port. A page fails its test on any violation of the content policy, any error in the
console and any exception of a script.
"""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from sgo import create_app
from sgo.clock import FixedClock
from sgo.current import session_id
from sgo.db import Base, db
from sgo.models import Account, Lesson, Mark, Work
from sgo.names import sort_key
from sgo.services import passwords
from sgo.services.guard import Act, acting
from sgo.vocabulary import AttendanceCode, SystemAct
from tests.centre import Centre, build_centre
from tests.conftest import MONDAY, MOSCOW, make_config

PASSWORD = "журнал ведётся ежедневно"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",
]
SURNAMES = (
    "Абрамов Алиева Бондаренко Власов Гончарова Данилюк Дёмина Евдокимова Ёлкин Жданов Зайченко "
    "Иваненко Кравцова-Лисицкая Кузьмин Лысенко Назаренко Остапенко Петренко Руденко "
    "Сидорчук Ткачёв Уварова Фоменко Хоменко Шевцов"
).split()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(str(item.fspath)).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


class QuietHandler(WSGIRequestHandler):
    """Says nothing: the run's output belongs to the tests."""

    def log(self, type: str, message: str, *args: Any) -> None:
        return


class Slow:
    """Holds every change back for a while, as a bad line does."""

    def __init__(self, wsgi_app: Any) -> None:
        self.wsgi_app = wsgi_app
        self.seconds = 0.0
        self.never = threading.Event()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        if self.seconds and environ["REQUEST_METHOD"] in ("PUT", "POST"):
            self.never.wait(self.seconds)
        return self.wsgi_app(environ, start_response)


@dataclass
class Site:
    """The running centre: its address, its application, and the handles of a test."""

    app: Flask
    slow: Slow
    port: int = 0
    server: BaseWSGIServer | None = None
    thread: threading.Thread | None = None
    ids: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def clock(self) -> FixedClock:
        clock: FixedClock = self.app.extensions["sgo.clock"]
        return clock

    def start(self) -> None:
        self.server = make_server(
            "127.0.0.1", self.port, self.app, threaded=True, request_handler=QuietHandler
        )
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Stop as a power cut does: the port answers nobody any more."""
        assert self.server is not None
        assert self.thread is not None
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def read(self, question: Callable[[Session], Any]) -> Any:
        """Ask the database something, past the web."""
        with self.app.app_context():
            try:
                return question(db.session())
            finally:
                db.session.remove()

    def cookie(self, name: str) -> dict[str, str]:
        """A session cookie of an account of the ready centre."""
        account_id, stamp = self.ids["accounts"][name]
        serializer = self.app.session_interface.get_signing_serializer(self.app)
        value = serializer.dumps({"_user_id": session_id(account_id, stamp), "_fresh": True})
        return {"name": self.app.config["SESSION_COOKIE_NAME"], "value": value, "url": self.url}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def fill_centre(centre: Centre, session: Session) -> dict[str, Any]:
    """Twenty-six students on the page of the teacher, its lessons since September, a password."""
    page, group = centre.page, centre.group
    here = {student.surname: student for student in centre.students}
    for place, surname in enumerate(SURNAMES):
        if surname not in here:
            here[surname] = centre.make_student(surname, "Никита" if place % 2 else "Полина")
            centre.enrol(here[surname], group)
    students = [here[surname] for surname in sorted(here, key=sort_key)]
    today = MONDAY.date()
    known = {lesson.held_on: lesson for lesson in centre.lessons}
    for back in range(80, 0, -1):
        day = today - timedelta(days=back)
        if day.isoweekday() in (1, 4) and day not in known:
            known[day] = centre.make_lesson(page, day, topic="Дорожные знаки")
    centre.make_lesson(page, today + timedelta(days=3))
    old = [known[day] for day in sorted(known) if day < today - timedelta(days=3)]
    for place, lesson in enumerate(old):
        centre.now = moment(lesson.held_on, 10)
        for row, student in enumerate(students):
            if (row * 7 + place * 3) % 5 == 0:
                centre.make_cell(lesson, student, 2 + (row * 3 + place * 5 + row // 4) % 4)
            elif (row * 5 + place) % 23 == 0:
                centre.make_cell(lesson, student, attendance=AttendanceCode.ABSENT)
    centre.now = MONDAY
    with acting(session, Act(MONDAY, system=SystemAct.SIGN_IN)):
        centre.accounts["teacher"].password_hash = passwords.CHEAP.hash(PASSWORD)
    session.commit()
    return {
        "page": page.id,
        "term": centre.term.id,
        "today": centre.lesson.id,
        "closed": old[0].id,
        "open": known[today - timedelta(days=4)].id,
        "foreign_lesson": centre.foreign_lesson.id,
        "students": [student.id for student in students],
        "accounts": {
            name: (account.id, account.session_stamp) for name, account in centre.accounts.items()
        },
    }


@pytest.fixture(scope="session")
def template_database(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A filled centre, made once; every test works on its own copy of the file."""
    path = tmp_path_factory.mktemp("browser") / "centre.sqlite3"
    app = create_app(make_config(f"sqlite:///{path}"), clock=FixedClock(MONDAY, MOSCOW))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        session = db.session()
        centre = build_centre(session, MONDAY)
        ids = fill_centre(centre, session)
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return path, ids


@pytest.fixture
def site(template_database: tuple[Path, dict[str, Any]], tmp_path: Path) -> Iterator[Site]:
    """A server of its own for each test."""
    source, ids = template_database
    path = tmp_path / "centre.sqlite3"
    shutil.copyfile(source, path)
    app = create_app(make_config(f"sqlite:///{path}"), clock=FixedClock(MONDAY, MOSCOW))
    slow = Slow(app.wsgi_app)
    app.wsgi_app = slow  # type: ignore[method-assign]
    site = Site(app, slow, free_port(), ids=ids)
    site.start()
    yield site
    slow.never.set()
    site.stop()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of the system."""
    path = os.environ.get("SGO_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


class Troubles(list[str]):
    """What went wrong in the browser without being asked for."""

    def watch(self, page: Page) -> None:
        page.add_init_script(
            "addEventListener('securitypolicyviolation', (event) => console.error("
            "`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"
        )
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.append(f"exception: {error}"))

    def _hear(self, message: Any) -> None:
        # A refused call is the subject of some tests; the page itself says what it means.
        expected = "Failed to load resource" in message.text and "/static/" not in message.text
        if message.type == "error" and not expected:
            self.append(message.text)


@pytest.fixture
def troubles() -> Iterator[Troubles]:
    found = Troubles()
    yield found
    assert not found, "\n".join(found)


@pytest.fixture
def open_browser(
    browser: Browser, site: Site, troubles: Troubles
) -> Iterator[Callable[..., BrowserContext]]:
    """`open_browser("teacher", width=390)` gives a fresh browser, signed in when a name is given."""
    contexts: list[BrowserContext] = []

    def open_one(
        account: str | None = None, *, width: int = 1366, height: int = 900, theme: str = "light"
    ) -> BrowserContext:
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": height},
            locale="ru-RU",
            reduced_motion="reduce",
            has_touch=width < 768,
        )
        context.set_default_timeout(10_000)
        context.on("page", troubles.watch)
        cookies = [{"name": "sgo_theme", "value": theme, "url": site.url}]
        if account:
            cookies.append(site.cookie(account))
        context.add_cookies(cookies)
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_browser: Callable[..., BrowserContext]) -> Page:
    """The browser of the teacher at a desk."""
    return open_browser("teacher").new_page()


def axe(page: Page) -> None:
    """No serious or critical finding of axe on the page as it stands."""
    found = Axe().run(page)
    bad = [
        f"{finding['id']} ({finding['impact']}): {[node['html'][:160] for node in finding['nodes'][:3]]}"
        for finding in found.response["violations"]
        if finding["impact"] in ("serious", "critical")
    ]
    assert not bad, f"{page.url}\n" + "\n".join(bad)


def saved_marks(site: Site, lesson_id: int) -> dict[int, int]:
    """What the database holds for a lesson: the first work's mark by student."""

    def ask(session: Session) -> dict[int, int]:
        rows = session.execute(
            select(Mark.student_id, Mark.value)
            .join(Work, Work.id == Mark.work_id)
            .where(Mark.lesson_id == lesson_id, Work.position == 1)
        )
        return {student: value for student, value in rows}

    answer: dict[int, int] = site.read(ask)
    return answer


def account_row(session: Session, login: str) -> Account:
    return session.scalars(select(Account).where(Account.login == login)).one()


def moment(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=MOSCOW)
