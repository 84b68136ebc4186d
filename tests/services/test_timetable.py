"""Rows of the timetable: a clash is refused in a sentence that names the other entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sgo.errors import Conflict, Forbidden, Missing, Refused
from sgo.models import Lesson, Room, TimetableDate, TimetableRow
from sgo.sentences import sentence
from sgo.services.timetable.lessons import form_lessons
from sgo.services.timetable.rows import RowValues, delete_row, row_clashes, save_row
from sgo.vocabulary import Weekday
from tests.centre import Centre


def values(centre: Centre, **columns: Any) -> RowValues:
    columns = {
        "page_id": centre.foreign_page.id,
        "staff_id": centre.other_teacher.id,
        "weekday": Weekday.MONDAY,
        "bell_number": 1,
        "valid_from": date(2026, 9, 1),
        **columns,
    }
    return RowValues(**columns)


def save(session: Session, centre: Centre, row: RowValues, **more: Any) -> TimetableRow:
    viewer = centre.viewer(centre.accounts["technical_admin"])
    return save_row(session, viewer, row, now=centre.now, **more)


def test_a_free_row_is_saved(session: Session, centre: Centre) -> None:
    row = save(session, centre, values(centre, room_id=centre.room.id, hours=2))
    assert (row.weekday, row.hours, row.room_id) == (Weekday.MONDAY, 2, centre.room.id)
    changed = save(session, centre, replace(values(centre), id=row.id), version=row.version)
    assert (changed.id, changed.room_id) == (row.id, None)
    with pytest.raises(Conflict):
        save(session, centre, replace(values(centre), id=row.id), version=1)
    delete_row(session, centre.viewer(centre.accounts["technical_admin"]), row.id, centre.now)
    assert session.get(TimetableRow, row.id) is None


@pytest.mark.parametrize(
    ("kind", "name"),
    [("teacher_busy", "Левченко"), ("room_busy", "каб. 7"), ("group_busy", "ВА-26-1")],
)
def test_a_clash_names_the_other_entry(
    session: Session, centre: Centre, kind: str, name: str
) -> None:
    centre.make_row(centre.page, centre.teacher, Weekday.MONDAY, 1)
    row = {
        "teacher_busy": values(centre, staff_id=centre.teacher.id),
        "room_busy": values(centre, room_id=centre.room.id),
        "group_busy": values(centre, page_id=centre.curator_page.id, staff_id=centre.curator.id),
    }[kind]
    (clash,) = row_clashes(session, None, row)
    assert clash.code == kind
    assert clash.parameters["weekday"] is Weekday.MONDAY
    told = sentence(clash)
    for word in (name, "lesson 1", "ВА-26-1", "Основы законодательства"):
        assert word in told
    with pytest.raises(Refused, match=kind):
        save(session, centre, row)


def test_all_clashes_are_listed(session: Session, centre: Centre) -> None:
    centre.make_row(centre.page, centre.teacher, Weekday.MONDAY, 1)
    row = values(centre, staff_id=centre.teacher.id, room_id=centre.room.id)
    assert [one.code for one in row_clashes(session, None, row)] == ["teacher_busy", "room_busy"]


def test_rows_apart_do_not_clash(session: Session, centre: Centre) -> None:
    first = centre.make_row(
        centre.page, centre.teacher, Weekday.MONDAY, 1, valid_to=date(2026, 10, 31)
    )
    busy = values(centre, staff_id=centre.teacher.id)
    assert row_clashes(session, None, replace(busy, valid_from=date(2026, 11, 1))) == []
    assert row_clashes(session, None, replace(busy, valid_from=date(2026, 10, 31))) != []
    assert row_clashes(session, None, replace(busy, bell_number=2)) == []
    assert row_clashes(session, None, replace(busy, weekday=Weekday.TUESDAY)) == []
    assert row_clashes(session, None, replace(busy, page_id=centre.page.id, id=first.id)) == []


def test_a_course_that_is_over_holds_no_slot(session: Session, centre: Centre) -> None:
    """Rows are left open at the end: the end of the course ends them."""
    past = centre.make_group("ВА-25-1", starts_on=date(2025, 9, 1), ends_on=date(2026, 5, 29))
    page = centre.make_page(past, centre.law, centre.teacher)
    centre.make_row(page, centre.teacher, Weekday.MONDAY, 1, valid_from=date(2025, 9, 1))
    assert row_clashes(session, None, values(centre, staff_id=centre.teacher.id)) == []


def test_rows_are_kept_by_who_may(session: Session, centre: Centre) -> None:
    for name in ("teacher", "coordinator", "director", "guardian"):
        with pytest.raises(Forbidden):
            save_row(
                session,
                centre.viewer(centre.accounts[name]),
                values(centre),
                now=centre.now,
            )
    with pytest.raises(Missing):
        save(session, centre, values(centre, bell_number=9))
    with pytest.raises(Refused, match="row_outside_group"):
        save(session, centre, values(centre, valid_from=date(2027, 6, 1)))
    with pytest.raises(Refused, match="ends_before_begin"):
        save(session, centre, values(centre, valid_to=date(2026, 8, 31)))


def test_deleting_a_row_leaves_its_lessons_to_the_next_forming(
    session: Session, centre: Centre
) -> None:
    room = centre.add(Room(name="каб. 9"))
    row = save(session, centre, values(centre, bell_number=3, room_id=room.id))
    span = {"from_on": date(2026, 11, 24), "to_on": date(2026, 12, 20), "now": centre.now}
    assert form_lessons(session, group_id=centre.other_group.id, **span).created == 3
    delete_row(session, centre.viewer(centre.accounts["technical_admin"]), row.id, centre.now)
    session.expire_all()
    left = select(Lesson).where(Lesson.room_id == room.id)
    assert len(session.scalars(left).all()) == 3
    assert form_lessons(session, group_id=centre.other_group.id, **span).deleted == 3
    assert session.scalars(left).all() == []


@pytest.mark.clause("2.1.3")
def test_the_days_of_a_row_follow_it_and_the_dates_of_its_group(
    session: Session, centre: Centre
) -> None:
    """A course that grows longer meets whoever has the room by then, in the database itself."""

    def days(row: TimetableRow) -> tuple[date, date, int]:
        found = session.scalars(
            select(TimetableDate.day).where(TimetableDate.row_id == row.id)
        ).all()
        return min(found), max(found), len(found)

    short = centre.make_group("КР-1", ends_on=date(2026, 12, 18))
    page = centre.make_page(short, centre.law, centre.teacher)
    row = centre.make_row(page, centre.teacher, Weekday.MONDAY, 1)
    assert days(row) == (date(2026, 9, 7), date(2026, 12, 14), 15)
    short.ends_on = date(2026, 12, 27)
    centre.add(short)
    assert days(row)[1] == date(2026, 12, 21)
    later = centre.make_row(
        centre.foreign_page, centre.teacher, Weekday.MONDAY, 1, valid_from=date(2026, 12, 28)
    )
    assert days(later)[0] == date(2026, 12, 28)
    short.ends_on = date(2027, 1, 29)
    with pytest.raises(IntegrityError):
        centre.add(short)
