"""The week changes from a day on: the past stays, the lessons ahead follow, one act takes it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.errors import Conflict, Forbidden, Missing, Refused
from sgo.models import AuditEvent, Lesson, RoleGrant, TimetableRow
from sgo.services.bulk.checked import all_present
from sgo.services.timetable.edits import Placement, Removal, change_week, try_week
from sgo.services.timetable.lessons import form_lessons
from sgo.services.timetable.undo import undo
from sgo.vocabulary import LessonState, Role, Weekday
from tests.centre import Centre

WEDNESDAY = date(2026, 11, 25)


@pytest.fixture
def row(session: Session, centre: Centre) -> TimetableRow:
    """Wednesdays, second lesson, since September; its lessons are formed to the end of the year."""
    row = centre.make_row(centre.page, centre.teacher, Weekday.WEDNESDAY, 2)
    form_lessons(
        session,
        group_id=centre.group.id,
        from_on=date(2026, 11, 24),
        to_on=date(2026, 12, 31),
        now=centre.now,
    )
    return row


def placed(centre: Centre, row: TimetableRow | None = None, **other: Any) -> Placement:
    values = {
        "page_id": centre.page.id,
        "staff_id": centre.teacher.id,
        "weekday": Weekday.THURSDAY,
        "bell_number": 3,
        "from_on": date(2026, 12, 1),
        "room_id": centre.room.id,
        "row_id": row.id if row else None,
        "version": row.version if row else None,
        **other,
    }
    return Placement(**values)


def change(session: Session, centre: Centre, what: Placement | Removal, now: Any = None) -> Any:
    viewer = centre.viewer(centre.accounts["technical_admin"])
    return change_week(session, viewer, what, now=now or centre.now)


def rows(session: Session) -> list[tuple[Any, ...]]:
    session.expire_all()
    return [
        (row.weekday, row.bell_number, row.valid_from, row.valid_to)
        for row in session.scalars(select(TimetableRow).order_by(TimetableRow.valid_from))
    ]


def ahead(session: Session, centre: Centre) -> list[tuple[date, int, LessonState]]:
    session.expire_all()
    found = session.scalars(
        select(Lesson)
        .where(Lesson.group_id == centre.group.id, Lesson.held_on > centre.now.date())
        .order_by(Lesson.held_on)
    )
    return [(one.held_on, one.bell_number, one.state) for one in found]


@pytest.mark.clause("2.1.3")
def test_a_row_changed_from_a_day_leaves_the_days_before_it_alone(
    session: Session, centre: Centre, row: TimetableRow
) -> None:
    before = ahead(session, centre)
    tried = try_week(
        session,
        centre.viewer(centre.accounts["technical_admin"]),
        placed(centre, row),
        now=centre.now,
    )
    assert rows(session) == [(Weekday.WEDNESDAY, 2, date(2026, 9, 1), None)], "nothing is written"
    assert ahead(session, centre) == before
    outcome = change(session, centre, placed(centre, row))
    assert {name: outcome.total(name) for name in ("created", "moved", "deleted")} == {
        name: tried.total(name) for name in ("created", "moved", "deleted")
    }
    # 31 December lies outside the term: the lesson of that week is taken away.
    assert (outcome.total("moved"), outcome.total("deleted")) == (4, 1)
    assert rows(session) == [
        (Weekday.WEDNESDAY, 2, date(2026, 9, 1), date(2026, 11, 30)),
        (Weekday.THURSDAY, 3, date(2026, 12, 1), None),
    ]
    days = ahead(session, centre)
    assert days[0][:2] == (WEDNESDAY, 2)
    assert all(day.isoweekday() == 4 and bell == 3 for day, bell, _ in days[1:])


@pytest.mark.clause("2.1.3", "4.4")
def test_a_lesson_with_an_entry_stays_where_it_was_held(
    session: Session, centre: Centre, row: TimetableRow, clock: Any
) -> None:
    lesson = session.scalars(select(Lesson).where(Lesson.held_on == WEDNESDAY)).one()
    later = centre.now + timedelta(days=2)
    centre.make_cell(lesson, centre.student, 5)
    change(session, centre, placed(centre, row, from_on=WEDNESDAY, bell_number=4), now=later)
    session.refresh(lesson)
    assert (lesson.held_on, lesson.bell_number, lesson.state) == (
        WEDNESDAY,
        2,
        LessonState.PLANNED,
    )


@pytest.mark.clause("2.1.3")
def test_one_act_is_taken_back_as_one_and_once(
    session: Session, centre: Centre, row: TimetableRow
) -> None:
    viewer = centre.viewer(centre.accounts["technical_admin"])
    whole = form_lessons(
        session, group_id=centre.group.id, from_on=date(2027, 1, 1), now=centre.now
    )
    assert whole.created > 0
    stood, lessons = rows(session), ahead(session, centre)
    outcome = change(session, centre, placed(centre, row))
    assert len(rows(session)) == 2
    with pytest.raises(Missing):
        undo(session, replace(viewer, account_id=999), outcome.act_id, now=centre.now)
    undone = undo(session, viewer, outcome.act_id, now=centre.now)
    assert rows(session) == stood
    assert ahead(session, centre) == lessons
    with pytest.raises(Refused, match="act_overtaken"):
        undo(session, viewer, outcome.act_id, now=centre.now)
    undo(session, viewer, undone.act_id, now=centre.now)
    assert len(rows(session)) == 2, "taking back is an act too"
    events = session.scalars(select(AuditEvent).where(AuditEvent.act_id == outcome.act_id)).all()
    assert {event.subject for event in events if event.system_act is None} == {
        "timetable_rows",
        "bulk_act",
    }


def test_a_row_is_taken_away_from_a_day_and_comes_back(
    session: Session, centre: Centre, row: TimetableRow
) -> None:
    viewer = centre.viewer(centre.accounts["technical_admin"])
    outcome = change(session, centre, Removal(row.id, date(2026, 12, 7), row.version))
    assert rows(session) == [(Weekday.WEDNESDAY, 2, date(2026, 9, 1), date(2026, 12, 6))]
    assert [day for day, _, _ in ahead(session, centre)] == [WEDNESDAY, date(2026, 12, 2)]
    assert outcome.total("deleted") == 4
    undo(session, viewer, outcome.act_id, now=centre.now)
    assert rows(session) == [(Weekday.WEDNESDAY, 2, date(2026, 9, 1), None)]
    new = change(session, centre, placed(centre, weekday=Weekday.FRIDAY))
    session.expire_all()
    made = session.scalars(select(TimetableRow).order_by(TimetableRow.id.desc())).first()
    assert made is not None
    gone = change(session, centre, Removal(made.id, date(2026, 12, 1), made.version))
    assert len(rows(session)) == 1, "a row that was never valid leaves nothing behind"
    undo(session, viewer, gone.act_id, now=centre.now)
    assert rows(session)[1] == (Weekday.FRIDAY, 3, date(2026, 12, 1), None)
    assert new.act_id != gone.act_id


@pytest.mark.clause("2.1.3")
def test_every_clash_is_told_before_anything_is_saved(
    session: Session, centre: Centre, row: TimetableRow
) -> None:
    viewer = centre.viewer(centre.accounts["technical_admin"])
    meeting = placed(
        centre,
        page_id=centre.foreign_page.id,
        weekday=Weekday.WEDNESDAY,
        bell_number=2,
    )
    tried = try_week(session, viewer, meeting, now=centre.now)
    assert [one.code for one in tried.refusals] == ["teacher_busy", "room_busy"]
    assert "Основы законодательства" in tried.refusals[0].parameters["other"]
    with pytest.raises(Refused, match="teacher_busy"):
        change(session, centre, meeting)
    assert len(rows(session)) == 1


def test_what_may_not_be(session: Session, centre: Centre, row: TimetableRow) -> None:
    for wrong, code in (
        (placed(centre, from_on=date(2026, 11, 22)), "timetable_past"),
        (placed(centre, row, from_on=date(2026, 11, 22)), "timetable_past"),
        (Removal(row.id, date(2026, 11, 1)), "timetable_past"),
        (placed(centre, from_on=date(2027, 6, 1)), "row_outside_group"),
        (placed(centre, row, to_on=date(2026, 11, 30)), "ends_before_begin"),
    ):
        with pytest.raises(Refused, match=code):
            change(session, centre, wrong)
    change(session, centre, Removal(row.id, date(2026, 12, 7)))
    session.expire_all()
    with pytest.raises(Refused, match="row_over"):
        change(session, centre, placed(centre, row, from_on=date(2026, 12, 8)))
    with pytest.raises(Conflict):
        change(session, centre, placed(centre, row, version=row.version - 1))
    with pytest.raises(Missing):
        change(session, centre, placed(centre, page_id=0))
    for name in ("teacher", "coordinator", "director", "guardian"):
        with pytest.raises(Forbidden):
            change_week(
                session, centre.viewer(centre.accounts[name]), placed(centre), now=centre.now
            )


def test_what_a_teacher_wrote_is_not_taken_back_here(session: Session, centre: Centre) -> None:
    """Whoever teaches and keeps the timetable too goes by the journal's own way, under 4.11."""
    both = centre.accounts["teacher"]
    centre.add(RoleGrant(account_id=both.id, role=Role.TECHNICAL_ADMIN))
    session.commit()
    session.refresh(both)
    viewer = centre.viewer(both)
    done = all_present(session, viewer, centre.lesson.id, now=centre.now)
    session.commit()
    assert done.act_id is not None
    with pytest.raises(Missing):
        undo(session, viewer, done.act_id, now=centre.now)
    session.rollback()
    assert session.get(Lesson, centre.lesson.id).checked_at is not None
