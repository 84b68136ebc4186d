"""Eight writers of one slot in the same instant: one stands, the others are told by whom."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from sgo.db import writing
from sgo.errors import Refused
from sgo.models import Lesson, TimetableDate, TimetableRow
from sgo.services.timetable.lessons import move_lesson
from sgo.services.timetable.rows import RowValues, save_row
from sgo.vocabulary import Weekday
from tests.centre import Centre
from tests.conftest import MONDAY, engines
from tests.racing import race_database
from tests.ready_centre import build_centre

WRITERS = 8


@pytest.fixture(params=engines())
def sessions(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sessionmaker[Session]]:
    """Sessions of their own connections, on a database of this test alone."""
    with race_database(request.param, tmp_path, "timetable_race", WRITERS) as maker:
        yield maker


def at_once(sessions: sessionmaker[Session], acts: list[Callable[[Session], object]]) -> list[str]:
    """Each act in a thread and a transaction of its own, begun together: "saved", or the refusal."""
    together = threading.Barrier(len(acts))
    answers: list[str] = []

    def one(act: Callable[[Session], object]) -> None:
        token = writing.set(True)
        with sessions() as session:
            together.wait()
            try:
                act(session)
                session.commit()
                answers.append("saved")
            except Refused as refusal:
                session.rollback()
                answers.append(refusal.verdict.code)
        writing.reset(token)

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def eight_pages(centre: Centre) -> list[tuple[int, int]]:
    """Eight groups with a page and a teacher each."""
    found = []
    for number in range(WRITERS):
        teacher = centre.make_staff(f"Педагог{number}")
        group = centre.make_group(f"ГР-{number}")
        found.append((centre.make_page(group, centre.law, teacher).id, teacher.id))
    centre.session.commit()
    return found


@pytest.mark.clause("2.1.3")
@pytest.mark.parametrize("held", ["teacher_busy", "room_busy", "group_busy"])
def test_eight_writers_of_one_slot_of_the_week(sessions: sessionmaker[Session], held: str) -> None:
    with sessions() as session:
        centre = build_centre(session, MONDAY)
        viewer = centre.viewer(centre.accounts["technical_admin"])
        pages = eight_pages(centre)
        teacher_id, room_id = centre.teacher.id, centre.room.id
        one_group = [
            centre.make_page(centre.group, centre.make_item(f"Дисциплина {n}")).id
            for n in range(WRITERS)
        ]
        session.commit()

    def act(number: int) -> Callable[[Session], object]:
        page_id, own_teacher = pages[number]
        values = RowValues(
            page_id=one_group[number] if held == "group_busy" else page_id,
            staff_id=teacher_id if held == "teacher_busy" else own_teacher,
            room_id=room_id if held == "room_busy" else None,
            weekday=Weekday.TUESDAY,
            bell_number=3,
            valid_from=date(2026, 12, 1 + number),
        )
        return lambda session: save_row(session, viewer, values, now=MONDAY)

    answers = at_once(sessions, [act(number) for number in range(WRITERS)])
    assert sorted(answers) == sorted(["saved", *[held] * (WRITERS - 1)])
    with sessions() as session:
        (row,) = session.scalars(select(TimetableRow)).all()
        days = session.scalars(select(TimetableDate)).all()
        assert {one.row_id for one in days} == {row.id}
        assert all(one.day.isoweekday() == 2 for one in days)


@pytest.mark.clause("2.1.3")
def test_eight_lessons_for_one_slot_of_a_day(sessions: sessionmaker[Session]) -> None:
    day = date(2026, 12, 8)
    with sessions() as session:
        centre = build_centre(session, MONDAY)
        viewer = centre.viewer(centre.accounts["technical_admin"])
        lessons = [
            centre.make_lesson(centre.page, date(2026, 11, 24 + number // 4), number % 4 + 1).id
            for number in range(WRITERS)
        ]
        session.commit()

    def act(lesson_id: int) -> Callable[[Session], object]:
        return lambda session: move_lesson(
            session, viewer, lesson_id, held_on=day, bell_number=2, reason="замена", now=MONDAY
        )

    answers = at_once(sessions, [act(lesson_id) for lesson_id in lessons])
    assert sorted(answers) == sorted(["saved", *["teacher_busy"] * (WRITERS - 1)])
    with sessions() as session:
        assert len(session.scalars(select(Lesson).where(Lesson.held_on == day)).all()) == 1
