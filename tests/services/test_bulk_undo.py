"""An act over cells is taken back: only what still stands as it left it, inside the same windows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Missing
from sgo.services.bulk.cells import CellWish
from sgo.services.bulk.undo import undo_act
from sgo.services.bulk_acts import name_act
from sgo.services.guard import Act, acting, permit
from sgo.services.journal.works import remove_work
from sgo.verdicts import ALLOWED
from sgo.vocabulary import BulkAct, Role
from tests.centre import Centre
from tests.services.bulk import act, column, contents, marks_of, second_teacher, typed


@pytest.mark.clause("4.11")
def test_taking_back_leaves_what_was_written_since_and_what_has_closed(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    week_ago = centre.lessons[4]
    wishes = [*column(centre, ["5", "4"]), *column(centre, ["3"], week_ago)]
    done = act(session, centre, teacher, wishes)
    typed(centre, teacher, centre.students[1], "2", seen=1)
    assert done.act_id is not None
    back = undo_act(session, teacher, done.act_id, centre.now + timedelta(days=4))
    assert [(cell.lesson_id, cell.verdict.code) for cell in back.cells] == [
        (week_ago.id, "window_closed"),
        (centre.lesson.id, "allowed"),
        (centre.lesson.id, "changed_since_act"),
    ]
    assert marks_of(session) == {
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
    other = second_teacher(centre)
    for version, text in enumerate(("4", "5"), start=5):
        typed(centre, other, centre.student, text, seen=version)
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
