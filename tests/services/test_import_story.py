"""From files to the first mark, by roles: the admin loads, the coordinator confirms, a teacher of the
file keeps a lesson and a guardian of the file reads it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.errors import Refused
from sgo.models import (
    Guardianship,
    Lesson,
    Membership,
    MovementOrder,
    MovementRecord,
    Student,
)
from sgo.rules.age import ADULT_AGE, born_by
from sgo.services.family.week import diary_week
from sgo.services.imports.runs import Upload, runs
from sgo.services.imports.undo import can_undo, undo
from sgo.services.journal import writing
from sgo.services.movement.decisions import confirm_order
from sgo.services.timetable.forming import form_lessons
from sgo.vocabulary import ImportFollower, Role
from tests.conftest import MOSCOW
from tests.importing import NOW, SAMPLES, admin, brought, uploads, viewer
from tests.untidy import SETS

FIRST = date(2026, 9, 1)
LAST = FIRST + timedelta(days=13)


def files_of(name: str) -> list[Upload]:
    return uploads(SAMPLES) if name == "samples" else SETS[name]().files


@pytest.mark.clause("2.1.2", "2.1.3")
@pytest.mark.parametrize("name", ["samples", *SETS])
def test_a_year_begins_from_files(session: Session, name: str) -> None:
    who = admin(session)
    outcome = brought(session, who, files_of(name))

    coordinator = viewer(session, Role.COORDINATOR, login="coordinator")
    order = session.scalars(select(MovementOrder)).one()
    assert len(order.lines) == outcome.loaded["enrolments"]
    confirm_order(session, coordinator, order.id, NOW)
    members = session.scalars(select(Membership)).all()
    assert len(members) == outcome.loaded["students"]

    report = form_lessons(session, viewer=who, from_on=FIRST, to_on=LAST, now=NOW)
    assert report.created > 0

    lesson, student = lesson_of_a_child(session)
    at = datetime.combine(lesson.held_on, datetime.max.time(), MOSCOW).replace(microsecond=0)
    teacher = viewer(session, Role.TEACHER, login="teacher", staff_id=lesson.staff_id)
    writing.save_topic(session, teacher, lesson.id, "Вводный урок", seen_version=1, now=at)
    writing.save_cell(session, teacher, lesson.id, student.id, "5", seen_version=0, now=at)

    tie = student.guardianships[0]
    guardian = viewer(session, Role.GUARDIAN, login="guardian", guardian_id=tie.guardian_id)
    week = diary_week(session, guardian, student.id, lesson.held_on, at)
    shown = [
        (one.topic, [mark.value for mark in one.marks])
        for day in week.days
        for one in day.lessons
        if one.lesson_id == lesson.id
    ]
    assert shown == [("Вводный урок", [5])]

    run = runs(session, who)[0]
    verdict = can_undo(session, who, run.id)
    assert verdict.code == "import_leaned_on"
    assert isinstance(verdict.parameters["what"], ImportFollower)
    with pytest.raises(Refused, match="import_leaned_on"):
        undo(session, who, run.id, NOW)


def lesson_of_a_child(session: Session) -> tuple[Lesson, Student]:
    """The first lesson with a member who has a guardian in the files."""
    row = session.execute(
        select(Lesson, Student)
        .join(Membership, Membership.group_id == Lesson.group_id)
        .join(Student, Student.id == Membership.student_id)
        .join(Guardianship, Guardianship.student_id == Student.id)
        .where(Student.birth_date > born_by(ADULT_AGE, LAST))
        .order_by(Lesson.held_on, Lesson.id, Student.id)
        .limit(1)
    ).one()
    return row[0], row[1]


def test_who_waits_already_waits_no_second_time(session: Session) -> None:
    who = admin(session)
    files = SETS["by_separators"]().files
    brought(session, who, files)
    brought(session, who, files)
    lines = session.scalars(select(MovementRecord)).all()
    assert len(lines) == len({line.student_id for line in lines})
