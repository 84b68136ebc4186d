"""«All present» checks the lesson, leaves whoever is marked, and is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.models import Lesson
from sgo.services.bulk.checked import all_present
from sgo.services.bulk.undo import undo_act
from sgo.services.journal.writing import mark_checked, save_topic
from sgo.vocabulary import AttendanceCode, AuditAction
from tests.centre import Centre
from tests.services.bulk import contents, events_of


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
