"""The running centre of a browser test: a real server in a thread, on a database file."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from sgo.clock import FixedClock
from sgo.db import db
from sgo.models import Account, Mark, Work
from sgo.names import sort_key
from sgo.services.accounts import passwords
from sgo.services.guard import Act, acting
from sgo.vocabulary import AttendanceCode, SystemAct
from tests.centre import Centre
from tests.conftest import MONDAY, MOSCOW
from tests.signing import NEVER_IDLE, open_session

PASSWORD = "журнал ведётся ежедневно"
SURNAMES = (  # in the order of the list
    "Абрамов",
    "Алиева",
    "Бондаренко",
    "Власов",
    "Гончарова",
    "Данилюк",
    "Дёмина",
    "Евдокимова",
    "Ёлкин",
    "Жданов",
    "Зайченко",
    "Иваненко",
    "Кравцова-Лисицкая",
    "Кузьмин",
    "Лысенко",
    "Назаренко",
    "Остапенко",
    "Петренко",
    "Руденко",
    "Сидорчук",
    "Ткачёв",
    "Уварова",
    "Фоменко",
    "Хоменко",
    "Шевцов",
)


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
        token = self.read(
            lambda session: open_session(
                session,
                session.get_one(Account, self.ids["accounts"][name]),
                self.clock.now(),
                NEVER_IDLE,
            )
        )
        serializer = self.app.session_interface.get_signing_serializer(self.app)
        value = serializer.dumps({"_user_id": token, "_fresh": True})
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
        for name in ("teacher", "guardian"):
            centre.accounts[name].password_hash = passwords.CHEAP.hash(PASSWORD)
    session.commit()
    return {
        "page": page.id,
        "group": group.id,
        "teacher": centre.teacher.id,
        "curator": centre.curator.id,
        "foreign_page": centre.foreign_page.id,
        "other_group": centre.other_group.id,
        "term": centre.term.id,
        "today": centre.lesson.id,
        "closed": old[0].id,
        "open": known[today - timedelta(days=4)].id,
        "foreign_lesson": centre.foreign_lesson.id,
        "students": [student.id for student in students],
        "accounts": {name: account.id for name, account in centre.accounts.items()},
    }


def saved_marks(site: Site, lesson_id: int) -> dict[int, int]:
    """What the database holds for a lesson: the first work's mark by student."""

    def ask(session: Session) -> dict[int, int]:
        rows = session.execute(
            select(Mark.student_id, Mark.value)
            .join(Work, Work.id == Mark.work_id)
            .where(Mark.lesson_id == lesson_id, Work.position == 1)
        )
        return {row.student_id: row.value for row in rows}

    answer: dict[int, int] = site.read(ask)
    return answer


def moment(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=MOSCOW)
