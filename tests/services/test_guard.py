"""The guard: no write outside an act, no guarded write without a permit, a trace of every one."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from sgo.errors import Unpermitted
from sgo.models import AuditEvent, JournalEntry, Lesson, Mark, Room
from sgo.services.guard import Act, acting, permit
from sgo.verdicts import ALLOWED, allowed, refused
from sgo.vocabulary import AuditAction, Role
from tests.centre import Centre


def teacher_act(centre: Centre) -> Act:
    return Act(centre.now, centre.accounts["teacher"].id, Role.TEACHER)


def entry(centre: Centre) -> JournalEntry:
    return JournalEntry(
        lesson_id=centre.lesson.id, student_id=centre.student.id, entered_at=centre.now
    )


def test_a_write_outside_any_act_is_refused(session: Session, centre: Centre) -> None:
    session.add(Room(name="каб. 8"))
    with pytest.raises(Unpermitted, match="outside any act"):
        session.flush()


@pytest.mark.clause("4.11")
def test_a_guarded_write_without_a_permit_is_refused(session: Session, centre: Centre) -> None:
    session.add(entry(centre))
    with pytest.raises(Unpermitted, match="without a permit"), acting(session, teacher_act(centre)):
        session.flush()


def test_a_refusal_is_no_permit(session: Session, centre: Centre) -> None:
    with pytest.raises(Unpermitted, match="no permit"):
        permit(session, entry(centre), refused("window_closed", "4.11"))


@pytest.mark.clause("4.11")
def test_a_permit_serves_one_flush_only(session: Session, centre: Centre) -> None:
    row = entry(centre)
    with acting(session, teacher_act(centre)):
        session.add(row)
        permit(session, row, ALLOWED)
    with pytest.raises(Unpermitted, match="without a permit"), acting(session, teacher_act(centre)):
        row.comment = "ещё раз"


@pytest.mark.parametrize(
    "statement",
    [
        insert(Mark).values(lesson_id=1, student_id=1, work_id=1, value=5),
        update(Mark).values(value=5),
        delete(JournalEntry),
        update(Lesson.__table__).values(topic="тема"),
        delete(AuditEvent),
    ],
)
@pytest.mark.clause("4.11")
def test_bulk_statements_on_guarded_tables_are_refused(
    session: Session, centre: Centre, statement: object
) -> None:
    with pytest.raises(Unpermitted, match="bulk"), acting(session, teacher_act(centre)):
        session.execute(statement)  # type: ignore[call-overload]


@pytest.mark.clause("1.4")
def test_a_change_leaves_who_when_and_from_what_to_what(session: Session, centre: Centre) -> None:
    row = centre.make_cell(centre.lesson, centre.student, 4)
    mark = session.scalars(select(Mark).where(Mark.lesson_id == row.lesson_id)).one()
    with acting(session, teacher_act(centre)):
        mark.value = 5
        permit(session, mark, allowed("open", "4.11"))
    trace = session.scalars(
        select(AuditEvent).where(AuditEvent.subject == "marks").order_by(AuditEvent.id.desc())
    ).first()
    assert trace is not None
    assert trace.changes == {"value": [4, 5]}
    assert (trace.action, trace.role, trace.clause) == (AuditAction.UPDATE, Role.TEACHER, "4.11")
    assert trace.account_id == centre.accounts["teacher"].id
    assert trace.cell_key == f"{centre.lesson.id}/{centre.student.id}"
    assert trace.at == centre.now


@pytest.mark.clause("1.4")
def test_a_rolled_back_change_leaves_no_trace(session: Session, centre: Centre) -> None:
    before = session.query(AuditEvent).count()
    with acting(session, teacher_act(centre)):
        session.add(Room(name="каб. 9"))
    session.rollback()
    assert session.query(AuditEvent).count() == before


def test_the_trail_itself_cannot_be_written_by_hand(session: Session, centre: Centre) -> None:
    trace = session.scalars(select(AuditEvent)).first()
    assert trace is not None
    trace.row_key = "другая"
    with pytest.raises(Unpermitted, match="guard alone"), acting(session, teacher_act(centre)):
        session.flush()
