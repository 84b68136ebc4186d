"""What the timetable's pages ask, on both databases: weeks, slots, changes, hours, gaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Forbidden, Missing, Refused
from sgo.models import Lesson, TimetableRow
from sgo.rules.curriculum import HoursState
from sgo.rules.timetable import ClashKind
from sgo.services.curriculum import curriculum_view, save_term_hours
from sgo.services.timetable.day_changes import changes_view
from sgo.services.timetable.gaps import timetable_gaps
from sgo.services.timetable.slot import busy_slots, slot_view
from sgo.services.timetable.substitutions import (
    ChangeKind,
    LessonChange,
    change_lessons,
    try_lessons,
)
from sgo.services.timetable.undo import undo
from sgo.services.timetable.week import week_view
from sgo.vocabulary import LessonState, Weekday
from tests.centre import Centre

DAY = date(2026, 12, 1)


@pytest.fixture
def office(centre: Centre) -> Viewer:
    return centre.viewer(centre.accounts["technical_admin"])


@pytest.fixture
def rows(centre: Centre) -> dict[str, TimetableRow]:
    """The teacher on Mondays; the other one in the same room on Wednesdays, from January."""
    return {
        "monday": centre.make_row(centre.page, centre.teacher, Weekday.MONDAY, 1),
        "ended": centre.make_row(
            centre.page, centre.teacher, Weekday.TUESDAY, 1, valid_to=date(2026, 11, 30)
        ),
        "foreign": centre.make_row(centre.foreign_page, centre.other_teacher, Weekday.WEDNESDAY, 2),
        "later": centre.make_row(
            centre.page, centre.teacher, Weekday.FRIDAY, 3, valid_from=date(2027, 1, 11)
        ),
    }


@pytest.mark.clause("2.1.3")
@pytest.mark.parametrize("by", ClashKind)
def test_a_week_shows_what_stands_from_the_day_on(
    session: Session, centre: Centre, office: Viewer, rows: dict[str, TimetableRow], by: ClashKind
) -> None:
    holder = {
        ClashKind.GROUP: centre.group.id,
        ClashKind.TEACHER: centre.teacher.id,
        ClashKind.ROOM: centre.room.id,
    }[by]
    view = week_view(session, office, by, holder, DAY)
    expected = {(Weekday.MONDAY, 1)} | ({(Weekday.WEDNESDAY, 2)} if by is ClashKind.ROOM else set())
    assert set(view.entries) == expected
    assert [entry.row_id for entry in view.later] == [rows["later"].id]
    assert view.may_keep
    assert (holder, view.name) in view.holders
    before = week_view(session, office, by, holder, date(2026, 11, 23))
    assert (Weekday.TUESDAY, 1) in before.entries
    with pytest.raises(Missing):
        week_view(session, office, by, 999_999, DAY)


@pytest.mark.clause("2.1.3", "4.5")
def test_a_teacher_sees_the_own_week_only(
    session: Session, centre: Centre, rows: dict[str, TimetableRow]
) -> None:
    teacher = centre.viewer(centre.accounts["teacher"])
    view = week_view(session, teacher, None, None, DAY)
    assert (view.by, view.holder_id, view.may_keep) == (
        ClashKind.TEACHER,
        centre.teacher.id,
        False,
    )
    assert view.holders == ((centre.teacher.id, centre.teacher.short_name),)
    for name in ("guardian", "student"):
        with pytest.raises(Forbidden):
            week_view(session, centre.viewer(centre.accounts[name]), None, None, DAY)


@pytest.mark.clause("2.1.3")
def test_a_slot_tells_hours_left_and_who_is_free(
    session: Session, centre: Centre, office: Viewer, rows: dict[str, TimetableRow]
) -> None:
    view = slot_view(
        session,
        office,
        by=ClashKind.GROUP,
        holder_id=centre.group.id,
        weekday=Weekday.WEDNESDAY,
        bell_number=2,
        from_on=DAY,
        page_id=centre.page.id,
    )
    assert view.page is not None
    assert (view.page.planned, view.page.left) == (42, 42 - view.page.formed)
    assert view.page.formed == len(centre.lessons)
    busy = {one.id: one.busy for one in view.teachers}
    assert busy[centre.other_teacher.id] == "ВА-26-2, Основы законодательства"
    assert busy[centre.teacher.id] == ""
    assert [one.id for one in view.teachers if one.near] == [centre.teacher.id]
    assert [one.busy for one in view.rooms] == ["ВА-26-2, Основы законодательства"]
    marked = busy_slots(session, office, rows["monday"].id, DAY)
    assert [(weekday, bell, verdict.code) for weekday, bell, verdict in marked] == [
        (Weekday.WEDNESDAY, 2, "room_busy"),
        (Weekday.FRIDAY, 3, "teacher_busy"),
    ]
    by_teacher = slot_view(
        session,
        office,
        by=ClashKind.TEACHER,
        holder_id=centre.curator.id,
        weekday=Weekday.MONDAY,
        bell_number=1,
        from_on=DAY,
    )
    assert [one.page_id for one in by_teacher.pages] == [centre.curator_page.id]


@pytest.mark.clause("2.1.3")
def test_several_lessons_change_as_one_act_or_not_at_all(
    session: Session, centre: Centre, office: Viewer
) -> None:
    days = [date(2026, 11, 24) + timedelta(days=n) for n in range(3)]
    lessons = [centre.make_lesson(centre.page, day, 2) for day in days]
    centre.make_lesson(centre.foreign_page, days[0], 2)
    view = changes_view(session, office, centre.teacher.id, days[0], days[2], centre.now)
    assert [one.lesson_id for one in view.lessons] == [one.id for one in lessons]
    assert [[who.name for who in one.substitutes if who.same_subject] for one in view.lessons] == [
        [],
        *[[centre.other_teacher.short_name]] * 2,
    ]
    assert all(one.place is not None and one.place.allowed for one in view.lessons)
    kinds = (ChangeKind.SUBSTITUTE, ChangeKind.CANCEL, ChangeKind.MOVE)
    changes = [
        LessonChange(
            lesson_id=lesson.id,
            kind=kind,
            staff_id=centre.other_teacher.id,
            held_on=date(2026, 11, 27),
            bell_number=1,
        )
        for lesson, kind in zip(lessons, kinds, strict=True)
    ]
    tried = try_lessons(session, office, changes, "отсутствие", now=centre.now)
    assert {key: verdict.code for key, verdict in tried.refusals.items()} == {
        lessons[0].id: "teacher_busy"
    }
    assert lessons[1].state is LessonState.PLANNED
    changes[0] = replace(changes[0], staff_id=centre.curator.id)
    done = change_lessons(session, office, changes, "отсутствие", now=centre.now)
    assert done.refusals == {}
    assert lessons[0].staff_id == centre.curator.id
    assert lessons[1].state is LessonState.CANCELLED
    assert lessons[2].held_on == date(2026, 11, 27)
    changed = changes_view(session, office, None, days[0], date(2026, 11, 27), centre.now).changed
    assert {one.lesson_id for one in changed} == {one.id for one in lessons}
    # Somebody takes the cancelled lesson's slot meanwhile: nothing of the act is taken back.
    centre.make_lesson(centre.page, days[1], 2)
    with pytest.raises(Refused, match="teacher_busy"):
        undo(session, office, done.act_id, now=centre.now)


def test_an_act_on_lessons_is_taken_back(session: Session, centre: Centre, office: Viewer) -> None:
    lesson = centre.make_lesson(centre.page, date(2026, 11, 24), 2)
    change = LessonChange(lesson.id, ChangeKind.CANCEL, version=lesson.version)
    done = change_lessons(session, office, [change], "отсутствие", now=centre.now)
    undo(session, office, done.act_id, now=centre.now)
    session.refresh(lesson)
    assert (lesson.state, lesson.change_reason) == (LessonState.PLANNED, None)
    with pytest.raises(Refused, match="act_overtaken"):
        undo(session, office, done.act_id, now=centre.now)
    with pytest.raises(Conflict):
        change_lessons(session, office, [change], "отсутствие", now=centre.now)
    for name in ("coordinator", "teacher"):
        with pytest.raises(Forbidden):
            change_lessons(
                session,
                centre.viewer(centre.accounts[name]),
                [change],
                "отсутствие",
                now=centre.now,
            )


@pytest.mark.clause("2.1.3")
def test_hours_of_a_group_by_term(session: Session, centre: Centre, office: Viewer) -> None:
    save_term_hours(session, office, centre.law.id, {1: 20, 2: 22}, now=centre.now)
    centre.make_lesson(centre.page, date(2027, 1, 18), hours=2)
    view = curriculum_view(session, office, None, centre.group.id, centre.now)
    (group,) = view.shown
    law = next(line for line in group.lines if line.item_id == centre.law.id)
    first, second = law.by_term[1], law.by_term[2]
    assert (first.planned, first.timetabled, first.held) == (20, 6, 6)
    assert (second.planned, second.timetabled, second.held) == (22, 2, 0)
    assert (law.total.planned, law.total.timetabled, law.total.held) == (42, 8, 6)
    assert law.total.state is HoursState.TOO_FEW
    save_term_hours(session, office, centre.law.id, {2: 42}, now=centre.now)
    plan = curriculum_view(session, office, centre.programme.id, None, centre.now).plan
    assert plan[0].by_term.keys() == {2}
    with pytest.raises(Refused, match="term_hours_differ"):
        save_term_hours(session, office, centre.law.id, {1: 1}, now=centre.now)
    with pytest.raises(Conflict):
        save_term_hours(session, office, centre.law.id, {}, version=99, now=centre.now)
    with pytest.raises(Missing):
        save_term_hours(session, office, 999_999, {}, now=centre.now)
    with pytest.raises(Missing):
        curriculum_view(session, office, None, 999_999, centre.now)


@pytest.mark.clause("2.1.3")
def test_gaps_close_when_they_are_mended(
    session: Session, centre: Centre, office: Viewer, rows: dict[str, TimetableRow]
) -> None:
    gone = centre.make_staff("Уволенная", dismissed_on=date(2026, 12, 1))
    left = centre.make_lesson(centre.page, date(2026, 12, 8), staff=gone, regular_staff_id=gone.id)
    bare = centre.make_group("БЕЗ-1")
    page = centre.make_page(bare, centre.law)
    gaps = timetable_gaps(session, office, centre.now)
    assert [(one.teacher, one.lessons, one.first) for one in gaps.orphaned] == [
        (gone.short_name, 1, left.held_on)
    ]
    assert [one.group_id for one in gaps.bare] == [bare.id]
    assert [one.page_id for one in gaps.untaught] == [page.id]
    done = change_lessons(
        session,
        office,
        [LessonChange(left.id, ChangeKind.SUBSTITUTE, staff_id=centre.teacher.id)],
        "замена",
        now=centre.now,
    )
    assert done.refusals == {}
    assert timetable_gaps(session, office, centre.now).orphaned == ()
    assert session.get_one(Lesson, left.id).staff_id == centre.teacher.id
