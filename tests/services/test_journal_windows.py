"""The last second of day 10 is open, the first of day 11 is not, at every door of the services.

The organisation's time zone alone decides, whatever the server's own zone is (decision 31).
"""

from __future__ import annotations

import time as machine_time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Refused
from sgo.models import AuditEvent, Lesson
from sgo.services.journal.final_marks import set_final_mark
from sgo.services.journal.term_marks import set_term_mark
from sgo.services.journal.works import add_work, change_work_type, remove_work
from sgo.services.journal.writing import (
    mark_checked,
    save_cell,
    save_column,
    save_topic,
    set_attendance,
)
from sgo.vocabulary import AttendanceCode, FinalKind, LessonState, TermResult
from tests.centre import Centre
from tests.ready_centre import usual_settings

ZONES = [ZoneInfo("Europe/Moscow"), ZoneInfo("Asia/Kamchatka")]


@dataclass
class Door:
    """What the acts below need at hand."""

    session: Session
    centre: Centre
    lesson: Lesson
    viewer: Viewer
    now: datetime

    @property
    def student(self) -> int:
        return int(self.centre.student.id)


def cell(door: Door) -> Any:
    args = (door.session, door.viewer, door.lesson.id, door.student, "5")
    return save_cell(*args, seen_version=0, now=door.now)


def comment(door: Door) -> Any:
    args = (door.session, door.viewer, door.lesson.id, door.student, "")
    return save_cell(*args, comment="не было учебника", seen_version=0, now=door.now)


def column(door: Door) -> Any:
    cells = {student.id: "4" for student in door.centre.students}
    return save_column(door.session, door.viewer, door.lesson.id, cells, seen=None, now=door.now)


def attendance(door: Door) -> Any:
    args = (door.session, door.viewer, door.lesson.id, door.student, AttendanceCode.ABSENT)
    return set_attendance(*args, seen_version=0, now=door.now)


def checked(door: Door) -> Any:
    return mark_checked(door.session, door.viewer, door.lesson.id, now=door.now)


def topic(door: Door) -> Any:
    args = (door.session, door.viewer, door.lesson.id, "Дорожные знаки")
    return save_topic(*args, seen_version=door.lesson.version, now=door.now)


def new_work(door: Door) -> Any:
    return add_work(door.session, door.viewer, door.lesson.id, door.centre.answer.id, door.now)


def control_work(door: Door) -> Any:
    """The only change is the mark of the control work, which stands second."""
    args = (door.session, door.viewer, door.lesson.id, door.student, "-/5")
    return save_cell(*args, seen_version=0, now=door.now)


ACTS = [
    (cell, "4.11"),
    (comment, "4.11"),
    (column, "4.11"),
    (attendance, "4.11"),
    (checked, "4.11"),
    (topic, "4.6"),
    (new_work, "4.6"),
    (control_work, "4.12"),
]


@pytest.fixture(autouse=True)
def server_in_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    machine_time.tzset()
    yield
    monkeypatch.undo()
    machine_time.tzset()


@pytest.fixture(params=ZONES, ids=str)
def zone(request: pytest.FixtureRequest) -> ZoneInfo:
    return request.param


def last_second(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(23, 59, 59), zone)


def first_second(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(0), zone)


def door_of(session: Session, centre: Centre, now: datetime, **changed: Any) -> Door:
    viewer = replace(centre.viewer(centre.accounts["teacher"]), today=now.date())
    lesson = changed.pop("lesson", centre.lesson)
    if len(lesson.works) == 1:
        centre.make_work(lesson, centre.control)
    return Door(session, centre, lesson, viewer, now)


def refused(act: Callable[[Door], Any], door: Door) -> Any:
    with pytest.raises(Refused) as refusal:
        act(door)
    return refusal.value.verdict


@pytest.mark.clause("4.6", "4.11", "4.12")
@pytest.mark.parametrize(("act", "clause"), ACTS, ids=lambda value: getattr(value, "__name__", ""))
def test_day_ten_is_open_and_day_eleven_is_not(
    session: Session,
    centre: Centre,
    zone: ZoneInfo,
    act: Callable[[Door], Any],
    clause: str,
) -> None:
    tenth = centre.lesson.held_on + timedelta(days=10)
    verdict = refused(act, door_of(session, centre, first_second(tenth, zone)))
    assert (verdict.code, verdict.clause) == ("window_closed", clause)
    assert verdict.parameters["held_on"] == centre.lesson.held_on
    assert verdict.parameters["last_day"] == tenth
    assert verdict.parameters["closed_on"] == tenth + timedelta(days=1)
    act(door_of(session, centre, last_second(tenth, zone)))
    written = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert written is not None
    assert written.clause == clause


@pytest.mark.clause("4.11")
@pytest.mark.parametrize("act", [cell, column, attendance, checked, topic, control_work])
def test_before_its_day_a_lesson_takes_nothing(
    session: Session, centre: Centre, zone: ZoneInfo, act: Callable[[Door], Any]
) -> None:
    ahead = centre.make_lesson(centre.page, centre.now.date() + timedelta(days=1))
    eve = door_of(session, centre, last_second(centre.now.date(), zone), lesson=ahead)
    assert refused(act, eve).code == "lesson_ahead"
    act(door_of(session, centre, first_second(centre.now.date(), zone), lesson=ahead))


@pytest.mark.clause("4.11")
def test_a_moved_lesson_counts_from_the_day_it_is_held(
    session: Session, centre: Centre, zone: ZoneInfo
) -> None:
    lesson = centre.lesson
    lesson.held_on = lesson.formed_for + timedelta(days=7)
    lesson.state, lesson.change_reason = LessonState.MOVED, "болезнь педагога"
    centre.add(lesson)
    tenth = lesson.formed_for + timedelta(days=10)
    cell(door_of(session, centre, first_second(tenth, zone)))
    new_tenth = lesson.held_on + timedelta(days=10)
    verdict = refused(column, door_of(session, centre, first_second(new_tenth, zone)))
    assert verdict.parameters["held_on"] == lesson.held_on
    column(door_of(session, centre, last_second(new_tenth, zone)))


@pytest.mark.clause("4.12")
def test_a_control_work_has_its_own_number(
    session: Session, centre: Centre, zone: ZoneInfo
) -> None:
    centre.add(usual_settings(date(2026, 11, 1), control_days=12))
    twelfth = centre.lesson.held_on + timedelta(days=12)
    late = door_of(session, centre, last_second(twelfth, zone))
    assert refused(cell, late).clause == "4.11"
    assert refused(attendance, late).clause == "4.11"
    assert refused(topic, late).clause == "4.6"
    control_work(late)
    verdict = refused(
        lambda door: save_cell(
            session,
            door.viewer,
            door.lesson.id,
            door.student,
            "-/4",
            seen_version=1,
            now=door.now,
        ),
        door_of(session, centre, first_second(twelfth, zone)),
    )
    assert (verdict.clause, verdict.parameters["days"]) == ("4.12", 12)


@pytest.mark.clause("4.11")
def test_new_numbers_judge_only_lessons_of_their_own_days(
    session: Session, centre: Centre, zone: ZoneInfo
) -> None:
    centre.add(
        usual_settings(
            centre.lesson.held_on + timedelta(days=1),
            lesson_days=60,
            control_days=60,
            period_days=60,
        )
    )
    eleventh = first_second(centre.lesson.held_on + timedelta(days=10), zone)
    assert refused(cell, door_of(session, centre, eleventh)).parameters["days"] == 10


@pytest.mark.clause("4.12")
def test_a_change_of_kind_reopens_no_marks(
    session: Session, centre: Centre, zone: ZoneInfo
) -> None:
    centre.add(usual_settings(date(2026, 11, 1), control_days=5))
    fifth = centre.lesson.held_on + timedelta(days=5)
    door = door_of(session, centre, first_second(fifth, zone))
    control = centre.lesson.works[1]
    for act in (
        lambda d: change_work_type(
            session, d.viewer, d.lesson.id, control.id, centre.answer.id, d.now
        ),
        lambda d: remove_work(session, d.viewer, d.lesson.id, control.id, d.now),
        lambda d: add_work(session, d.viewer, d.lesson.id, centre.control.id, d.now),
    ):
        assert refused(act, door).clause == "4.12"


@pytest.mark.clause("4.13", "4.14")
def test_term_marks_close_ten_days_after_the_term(
    session: Session, centre: Centre, zone: ZoneInfo
) -> None:
    def give(door: Door) -> Any:
        return set_term_mark(
            session,
            door.viewer,
            centre.page.id,
            centre.term.id,
            door.student,
            TermResult.NOT_ASSESSED,
            seen_version=0,
            now=door.now,
        )

    tenth = centre.term.ends_on + timedelta(days=10)
    verdict = refused(give, door_of(session, centre, first_second(tenth, zone)))
    assert (verdict.code, verdict.clause) == ("period_closed", "4.14")
    assert verdict.parameters["closed_on"] == tenth + timedelta(days=1)
    in_time = give(
        door_of(session, centre, last_second(centre.term.ends_on - timedelta(days=2), zone))
    )
    assert in_time.verdict.code == "in_time"
    session.rollback()
    late = give(
        door_of(session, centre, first_second(centre.term.ends_on - timedelta(days=2), zone))
    )
    assert (late.verdict.code, late.verdict.clause) == ("late", "4.13")
    session.rollback()
    assert give(door_of(session, centre, last_second(tenth, zone))).verdict.code == "late"


@pytest.mark.clause("4.10", "4.14")
@pytest.mark.parametrize("kind", FinalKind)
def test_final_marks_close_ten_days_after_the_course(
    session: Session, centre: Centre, zone: ZoneInfo, kind: FinalKind
) -> None:
    def give(door: Door) -> Any:
        return set_final_mark(
            session,
            door.viewer,
            centre.page.id,
            kind,
            door.student,
            TermResult.NOT_ASSESSED,
            seen_version=0,
            now=door.now,
        )

    tenth = centre.group.ends_on + timedelta(days=10)
    verdict = refused(give, door_of(session, centre, first_second(tenth, zone)))
    assert (verdict.code, verdict.clause) == ("period_closed", "4.14")
    assert verdict.parameters["last_day"] == tenth
    assert give(door_of(session, centre, last_second(tenth, zone))).version == 1
