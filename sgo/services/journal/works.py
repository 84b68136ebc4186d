"""The works of a lesson, chosen from the menu of work types (clause 4.6, decision 7)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import Missing, refuse_unless
from sgo.models import Lesson, Work, WorkType
from sgo.rules.works import may_add_work, may_remove_work, work_window
from sgo.services.guard import acting_as, permit
from sgo.services.journal.lesson_context import LessonFacts, WorkFacts, writable_lesson
from sgo.verdicts import Verdict, first_refusal


def work_types(session: Session) -> list[WorkType]:
    """The kinds still in use, in the order of the menu."""
    return list(
        session.scalars(
            select(WorkType).where(WorkType.retired.is_(False)).order_by(WorkType.position)
        )
    )


def add_work(
    session: Session, viewer: Viewer, lesson_id: int, work_type_id: int, now: datetime
) -> Work:
    """One more work at the end of the lesson's list."""
    with acting_as(session, viewer, Permission.JOURNAL_WRITE, now):
        facts = writable_lesson(session, viewer, lesson_id, (), now)
        kind = _type(session, work_type_id)
        verdict = _judge(
            facts,
            _window(facts, kind.control),
            may_add_work(len(facts.works), retired=kind.retired),
        )
        position = max((work.position for work in facts.works), default=0) + 1
        work = Work(lesson_id=lesson_id, work_type_id=kind.id, position=position)
        session.add(work)
        permit(session, work, verdict)
    _forget_list(session, facts.lesson)
    return work


def change_work_type(
    session: Session,
    viewer: Viewer,
    lesson_id: int,
    work_id: int,
    work_type_id: int,
    now: datetime,
) -> Work:
    """Another kind for a work; marks stay, under the windows of both kinds."""
    with acting_as(session, viewer, Permission.JOURNAL_WRITE, now):
        facts = writable_lesson(session, viewer, lesson_id, (), now)
        stands = _stands(facts, work_id)
        kind = _type(session, work_type_id)
        window = _window(facts, stands.control, kind.control)
        verdict = _judge(facts, window, may_add_work(0, retired=kind.retired))
        work = _row(session, work_id)
        work.work_type_id = kind.id
        permit(session, work, verdict)
    session.expire(work, ["work_type"])
    return work


def remove_work(
    session: Session, viewer: Viewer, lesson_id: int, work_id: int, now: datetime
) -> None:
    """Take away a work that holds no marks; the last one stays."""
    with acting_as(session, viewer, Permission.JOURNAL_WRITE, now):
        facts = writable_lesson(session, viewer, lesson_id, (), now)
        stands = _stands(facts, work_id)
        verdict = _judge(
            facts,
            _window(facts, stands.control),
            may_remove_work(len(facts.works), holds_marks=stands.holds_marks),
        )
        work = _row(session, work_id)
        session.delete(work)
        permit(session, work, verdict)
    _forget_list(session, facts.lesson)


def _window(facts: LessonFacts, *kinds: bool) -> Verdict:
    return work_window(facts.lesson.held_on, facts.today, facts.settings, *kinds)


def _judge(facts: LessonFacts, window: Verdict, sense: Verdict) -> Verdict:
    """Clause 4.6 when all agree; raises Refused with the first that does not."""
    list_open = facts.topic_verdict()
    answer = first_refusal(list_open, window, sense)
    refuse_unless(answer)
    return list_open


def _stands(facts: LessonFacts, work_id: int) -> WorkFacts:
    for work in facts.works:
        if work.id == work_id:
            return work
    raise Missing("work")


def _row(session: Session, work_id: int) -> Work:
    work = session.get(Work, work_id)
    if work is None:
        raise Missing("work")
    return work


def _type(session: Session, work_type_id: int) -> WorkType:
    kind = session.get(WorkType, work_type_id)
    if kind is None:
        raise Missing("work type")
    return kind


def _forget_list(session: Session, lesson: Lesson) -> None:
    session.expire(lesson, ["works"])
