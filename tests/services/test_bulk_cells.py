"""Many cells in one act: the rules of a single save, one transaction, one way back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Forbidden, Missing, Refused
from sgo.models import AuditEvent, Exemption, JournalEntry, Lesson, Mark, TeachingAssignment
from sgo.rules.bulk import MOST_CELLS
from sgo.services.bulk_acts import SUBJECT, name_act
from sgo.services.bulk_cells import CellsResult, CellWish, write_cells
from sgo.services.bulk_checked import all_present
from sgo.services.bulk_undo import undo_act
from sgo.services.cell_history import cell_history
from sgo.services.guard import Act, acting, permit
from sgo.services.journal import mark_checked, save_cell, save_topic
from sgo.services.works import remove_work
from sgo.verdicts import ALLOWED
from sgo.vocabulary import AttendanceCode, AuditAction, BulkAct, Role
from tests.centre import Centre


def act(
    session: Session,
    centre: Centre,
    viewer: Viewer,
    wishes: Sequence[CellWish],
    kind: BulkAct = BulkAct.PASTE,
    **more: Any,
) -> CellsResult:
    more = {"now": centre.now, **more}
    return write_cells(session, viewer, centre.page.id, kind, wishes, **more)


def column(centre: Centre, texts: Sequence[str], lesson: Lesson | None = None) -> list[CellWish]:
    """One text for each student in the order of the list, into cells that were empty."""
    lesson = lesson or centre.lesson
    return [
        CellWish(lesson.id, student.id, text, 0)
        for student, text in zip(centre.students, texts, strict=False)
    ]


def contents(session: Session) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """What every cell of the journal says: code and comment, and marks by work; blanks left out."""
    session.expire_all()
    entries = {
        (entry.lesson_id, entry.student_id): (entry.attendance, entry.comment)
        for entry in session.scalars(select(JournalEntry))
        if (entry.attendance, entry.comment) != (None, None)
    }
    marks = {
        (mark.lesson_id, mark.student_id, mark.work_id): mark.value
        for mark in session.scalars(select(Mark))
    }
    return entries, marks


def events_of(session: Session, act_id: str) -> list[AuditEvent]:
    return list(session.scalars(select(AuditEvent).where(AuditEvent.act_id == act_id)))


def codes(result: CellsResult) -> list[str]:
    return [cell.verdict.code for cell in result.cells]


@pytest.mark.clause("4.11", "1.4")
def test_a_paste_is_one_act_and_taking_it_back_another(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    centre.make_work(centre.lesson, centre.control)
    centre.make_cell(centre.lesson, centre.students[0], 3, 3, comment="устно")
    centre.make_cell(
        centre.lesson, centre.students[1], 2, attendance=AttendanceCode.LATE, comment="спешил"
    )
    before = contents(session)
    wishes = [
        CellWish(centre.lesson.id, centre.students[0].id, "5", 1),
        CellWish(centre.lesson.id, centre.students[1].id, "", 1),
        CellWish(centre.lesson.id, centre.students[2].id, "5/4", 0),
        CellWish(centre.lesson.id, centre.students[3].id, "Н/4", 0),
        CellWish(centre.lesson.id, centre.students[4].id, "", 0),
        CellWish(centre.lessons[4].id, centre.students[0].id, "4", 0),
    ]
    seen = act(session, centre, teacher, wishes, over_filled=True, preview=True)
    assert seen.act_id is None
    assert contents(session) == before
    done = act(session, centre, teacher, wishes, over_filled=True)
    assert [(cell.before, cell.after, cell.changes) for cell in done.cells] == [
        ("3/3", "5", True),
        ("оп/2", "", True),
        ("", "5/4", True),
        ("", "н/4", True),
        ("", "", False),
        ("", "4", True),
    ]
    assert [(one.before, one.after) for one in seen.cells] == [
        (one.before, one.after) for one in done.cells
    ]
    assert [cell.version for cell in done.cells] == [2, 2, 1, 1, 0, 1]
    assert contents(session)[0][centre.lesson.id, centre.students[1].id] == (None, "спешил")
    assert done.act_id is not None
    events = events_of(session, done.act_id)
    assert {event.account_id for event in events} == {teacher.account_id}
    assert {event.clause for event in events if event.subject != SUBJECT} == {"4.11", "4.12"}
    named = [event for event in events if event.subject == SUBJECT]
    assert [event.changes for event in named] == [{"bulk_act": [None, "paste"]}]
    after = contents(session)

    back = undo_act(session, teacher, done.act_id, centre.now + timedelta(minutes=5))
    assert [cell.changes for cell in back.cells] == [True] * 5
    assert contents(session) == before
    assert back.act_id is not None
    assert len(events_of(session, done.act_id)) == len(events)
    undone = events_of(session, back.act_id)
    assert undone[-1].changes == {"bulk_act": [None, "undo"], "undoes": [None, done.act_id]}
    cells = {event.cell_key for event in events if event.cell_key}
    assert {event.cell_key for event in undone if event.cell_key} == cells
    history = cell_history(session, teacher, centre.lesson.id, centre.students[0].id, centre.now)
    assert [(line.before, line.after) for line in history][:2] == [("5", "3/3"), ("3/3", "5")]

    again = undo_act(session, teacher, back.act_id, centre.now + timedelta(minutes=6))
    assert again.act_id is not None
    assert contents(session) == after


@pytest.mark.clause("4.11", "4.12")
def test_what_cannot_be_written_stays_and_says_why(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    today = centre.now.date()
    left = centre.make_student("Ушедший")
    centre.enrol(left, centre.group, ends_on=today - timedelta(days=1))
    centre.add(
        Exemption(
            student_id=centre.students[1].id,
            curriculum_item_id=centre.law.id,
            starts_on=today,
            ends_on=today,
            basis="справка № 4",
        )
    )
    centre.make_cell(centre.lesson, centre.students[2], 4)
    centre.make_cell(centre.lesson, centre.students[3], 2)
    save_cell(
        session,
        teacher,
        centre.lesson.id,
        centre.students[3].id,
        "3",
        seen_version=1,
        now=centre.now,
    )
    wishes = [
        CellWish(centre.lessons[0].id, centre.students[0].id, "5", 0),
        CellWish(centre.lesson.id, left.id, "5", 0),
        CellWish(centre.lesson.id, centre.students[1].id, "5", 0),
        CellWish(centre.lesson.id, centre.students[2].id, "5", 1),
        CellWish(centre.lesson.id, centre.students[3].id, "5", 1),
        CellWish(centre.lesson.id, centre.students[4].id, "7", 0),
        CellWish(centre.lesson.id, centre.students[0].id, "четыре", 0),
        CellWish(centre.lessons[4].id, centre.students[0].id, "5", 0),
    ]
    result = act(session, centre, teacher, wishes)
    assert codes(result) == [
        "window_closed",
        "left_the_group",
        "exempt_on_day",
        "cell_is_filled",
        "changed_meanwhile",
        "mark_off_scale",
        "cell_not_understood",
        "allowed",
    ]
    assert [cell.after for cell in result.cells][5:7] == ["7", "четыре"]
    stored = {(m.lesson_id, m.student_id): m.value for m in session.scalars(select(Mark))}
    assert stored == {
        (centre.lesson.id, centre.students[2].id): 4,
        (centre.lesson.id, centre.students[3].id): 3,
        (centre.lessons[4].id, centre.students[0].id): 5,
    }
    over = act(session, centre, teacher, wishes, over_filled=True)
    assert codes(over)[3:5] == ["allowed", "changed_meanwhile"]


def test_the_value_of_another_teacher_is_named(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    centre.add(
        TeachingAssignment(
            page_id=centre.page.id,
            staff_id=centre.other_teacher.id,
            starts_on=date(2026, 9, 1),
        )
    )
    other = centre.viewer(centre.accounts["other_teacher"])
    done = act(session, centre, other, column(centre, ["3", "4"]))
    mine = [
        CellWish(centre.lesson.id, cell.student_id, "5", version)
        for cell, version in zip(done.cells, (0, 1), strict=True)
    ]
    seen = act(session, centre, teacher, mine, over_filled=True, preview=True)
    assert codes(seen) == ["changed_meanwhile", "allowed"]
    assert {cell.by for cell in seen.cells} == {centre.other_teacher.short_name}
    assert done.act_id is not None
    with pytest.raises(Missing):
        undo_act(session, teacher, done.act_id, centre.now)


@pytest.mark.clause("4.11")
def test_taking_back_leaves_what_was_written_since_and_what_has_closed(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    week_ago = centre.lessons[4]
    wishes = [*column(centre, ["5", "4"]), *column(centre, ["3"], week_ago)]
    done = act(session, centre, teacher, wishes)
    save_cell(
        session,
        teacher,
        centre.lesson.id,
        centre.students[1].id,
        "2",
        seen_version=1,
        now=centre.now,
    )
    assert done.act_id is not None
    back = undo_act(session, teacher, done.act_id, centre.now + timedelta(days=4))
    assert [(cell.lesson_id, cell.verdict.code) for cell in back.cells] == [
        (week_ago.id, "window_closed"),
        (centre.lesson.id, "allowed"),
        (centre.lesson.id, "changed_since_act"),
    ]
    stored = {(m.lesson_id, m.student_id): m.value for m in session.scalars(select(Mark))}
    assert stored == {
        (centre.lesson.id, centre.students[1].id): 2,
        (week_ago.id, centre.students[0].id): 3,
    }
    again = undo_act(session, teacher, done.act_id, centre.now + timedelta(days=4))
    assert again.act_id is None
    assert {cell.verdict.code for cell in again.cells} == {"changed_since_act", "window_closed"}


def test_acts_are_taken_back_one_after_the_other_to_the_very_beginning(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    """What was done and undone meanwhile is no change; another hand is, even with the same text."""
    first = act(session, centre, teacher, column(centre, ["5", "4"]))
    over = [
        CellWish(cell.lesson_id, cell.student_id, text, cell.version)
        for cell, text in zip(first.cells, ("", "н/2"), strict=True)
    ]
    second = act(session, centre, teacher, over, over_filled=True)
    for done in (second, first):
        back = undo_act(session, teacher, str(done.act_id), centre.now)
        assert [cell.verdict.code for cell in back.cells] == ["allowed", "allowed"]
    assert contents(session) == ({}, {})

    third = act(
        session, centre, teacher, [CellWish(one.lesson_id, one.student_id, "5", 4) for one in over]
    )
    centre.add(
        TeachingAssignment(
            page_id=centre.page.id, staff_id=centre.other_teacher.id, starts_on=date(2026, 9, 1)
        )
    )
    other = centre.viewer(centre.accounts["other_teacher"])
    for version, text in enumerate(("4", "5"), start=5):
        save_cell(
            session,
            other,
            centre.lesson.id,
            centre.student.id,
            text,
            seen_version=version,
            now=centre.now,
        )
    back = undo_act(session, teacher, str(third.act_id), centre.now)
    assert [cell.verdict.code for cell in back.cells] == ["changed_since_act", "allowed"]


def test_a_work_taken_away_since_keeps_its_mark_away(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    work = centre.make_work(centre.lesson, centre.control)
    centre.make_cell(centre.lesson, centre.student, 5, 4)
    wish = CellWish(centre.lesson.id, centre.student.id, "", 1)
    done = act(session, centre, teacher, [wish], BulkAct.CLEAR, over_filled=True)
    remove_work(session, teacher, centre.lesson.id, work.id, centre.now)
    assert done.act_id is not None
    back = undo_act(session, teacher, done.act_id, centre.now)
    assert [cell.verdict.code for cell in back.cells] == ["work_is_gone"]
    assert back.act_id is None


def test_an_act_of_another_part_of_the_house_has_its_own_way_back(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    with acting(session, Act(centre.now, teacher.account_id, Role.TEACHER, bulk="a" * 32)):
        name_act(session, "a" * 32, BulkAct.FILL)
        centre.lesson.room_id = centre.room.id
        permit(session, centre.lesson, ALLOWED)
    with pytest.raises(Missing):
        undo_act(session, teacher, "a" * 32, centre.now)


def test_nobody_but_the_teacher_of_the_page_acts_on_it(session: Session, centre: Centre) -> None:
    wishes = column(centre, ["5"])
    with pytest.raises(Forbidden):
        act(session, centre, centre.viewer(centre.accounts["coordinator"]), wishes)
    with pytest.raises(Forbidden):
        act(session, centre, centre.viewer(centre.accounts["curator"]), wishes)
    with pytest.raises(Missing):
        act(session, centre, centre.viewer(centre.accounts["other_teacher"]), wishes)
    teacher = centre.viewer(centre.accounts["teacher"])
    foreign = CellWish(centre.lesson.id, 10**6, "5", 0)
    with pytest.raises(Missing):
        act(session, centre, teacher, [foreign])
    with pytest.raises(Refused):
        act(session, centre, teacher, [foreign] * (MOST_CELLS + 1))
    with pytest.raises(Missing):
        undo_act(session, teacher, "0" * 32, centre.now)
    assert contents(session) == ({}, {})


def test_reading_for_an_act_costs_the_same_at_any_size(
    session: Session, centre: Centre, teacher: Viewer, count_queries: Any
) -> None:
    def statements(wishes: Sequence[CellWish], back: bool) -> list[str]:
        session.expunge_all()
        count_queries.statements.clear()
        done = act(session, centre, teacher, wishes)
        if back:
            session.expunge_all()
            count_queries.statements.clear()
            undo_act(session, teacher, str(done.act_id), centre.now)
        return [one for one in count_queries.statements if "SAVEPOINT" not in one]

    open_lessons = centre.lessons[3:]
    few = column(centre, ["5"])
    many = [wish for lesson in open_lessons for wish in column(centre, ["4"] * 5, lesson)]
    assert len(statements(few, back=False)) == 5
    session.rollback()
    first = statements(many, back=False)
    assert len(first) == 5, first
    session.rollback()
    back = statements(many, back=True)
    asked = [one for one in back if one.startswith(("SELECT", "INSERT", "DELETE"))]
    assert len(asked) == 6, asked


@pytest.mark.clause("1.3a")
def test_all_present_leaves_the_marked_and_is_taken_back(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    lesson = centre.lesson
    centre.make_cell(lesson, centre.students[1], attendance=AttendanceCode.EXCUSED)
    centre.make_cell(lesson, centre.students[2], 4, attendance=AttendanceCode.LATE)
    before = contents(session)
    seen = all_present(session, teacher, lesson.id, preview=True, now=centre.now)
    assert (seen.present, seen.checked, seen.changes) == (3, False, True)
    assert [(one.name, one.code) for one in seen.marked] == [
        ("Дёмин Артём", AttendanceCode.EXCUSED),
        ("Ёлкин Степан", AttendanceCode.LATE),
    ]
    done = all_present(session, teacher, lesson.id, now=centre.now)
    assert done.checked
    assert contents(session) == before
    again = all_present(session, teacher, lesson.id, now=centre.now)
    assert (again.act_id, again.changes) == (None, False)
    save_topic(session, teacher, lesson.id, "Знаки", seen_version=done.version, now=centre.now)
    assert done.act_id is not None
    back = undo_act(session, teacher, done.act_id, centre.now)
    assert [(one.verdict.allowed, one.checked) for one in back.lessons] == [(True, False)]
    assert session.get(Lesson, lesson.id).checked_at is None
    assert session.get(Lesson, lesson.id).topic == "Знаки"
    assert back.act_id is not None
    assert [event.action for event in events_of(session, back.act_id)] == [
        AuditAction.UPDATE,
        AuditAction.EVENT,
    ]


@pytest.mark.clause("4.11")
def test_all_present_and_its_taking_back_keep_the_window(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    closed = all_present(session, teacher, centre.lessons[0].id, now=centre.now)
    assert (closed.verdict.code, closed.act_id) == ("window_closed", None)
    done = all_present(session, teacher, centre.lesson.id, now=centre.now)
    assert done.act_id is not None
    late = undo_act(session, teacher, done.act_id, centre.now + timedelta(days=11))
    assert [one.verdict.code for one in late.lessons] == ["window_closed"]
    assert session.get(Lesson, centre.lesson.id).checked_at is not None
    mark_checked(session, teacher, centre.lesson.id, checked=False, now=centre.now)
    since = undo_act(session, teacher, done.act_id, centre.now)
    assert [one.verdict.code for one in since.lessons] == ["changed_since_act"]
