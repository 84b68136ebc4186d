"""Many cells in one act: the rules of a single save, one transaction, nothing written in silence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Forbidden, Missing, Refused
from sgo.rules.bulk import MOST_CELLS
from sgo.services.bulk.cells import CellWish
from sgo.services.bulk.undo import undo_act
from sgo.services.bulk_acts import SUBJECT
from sgo.services.journal.cell_history import cell_history
from sgo.vocabulary import AttendanceCode
from tests.centre import Centre
from tests.services.bulk import (
    act,
    codes,
    column,
    contents,
    events_of,
    marks_of,
    second_teacher,
    typed,
)


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
    centre.exempt(centre.students[1], centre.law, today, today)
    centre.make_cell(centre.lesson, centre.students[2], 4)
    centre.make_cell(centre.lesson, centre.students[3], 2)
    typed(centre, teacher, centre.students[3], "3", seen=1)
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
    assert marks_of(session) == {
        (centre.lesson.id, centre.students[2].id): 4,
        (centre.lesson.id, centre.students[3].id): 3,
        (centre.lessons[4].id, centre.students[0].id): 5,
    }
    over = act(session, centre, teacher, wishes, over_filled=True)
    assert codes(over)[3:5] == ["allowed", "changed_meanwhile"]


def test_the_value_of_another_teacher_is_named(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    other = second_teacher(centre)
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
