"""Remarks of a check: made, answered by the teacher, looked at a second time (clause 4.7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Missing, refuse_unless
from sgo.models import (
    ControlCheck,
    ControlRemark,
    CurriculumItem,
    Group,
    JournalPage,
    Staff,
    Subject,
)
from sgo.rules import control as rules
from sgo.rules.control import check_state
from sgo.services.clockwatch import require_steady_clock
from sgo.services.control.checks import own_check, tidy_lines, write
from sgo.vocabulary import Fault, RemarkState


@dataclass(frozen=True, slots=True)
class OwnRemark:
    """A remark as its teacher reads it; `page_id` leads to the page that was checked."""

    remark_id: int
    version: int
    text: str
    made_on: date
    mend_by: date
    state: RemarkState
    overdue: bool
    answer: str
    second_look: str
    rounds: int
    page_id: int | None
    about: str


def own_remarks(session: Session, viewer: Viewer, today: date) -> tuple[OwnRemark, ...]:
    """What a teacher is to mend, and what waits for the second look; one query.

    Empty for those to whom no remarks are made.
    """
    if viewer.staff_id is None or not viewer.may(Permission.CONTROL_ANSWER):
        return ()
    return _own(session, viewer, today, ControlRemark.state != RemarkState.ACCEPTED)


def own_remark(session: Session, viewer: Viewer, remark_id: int, today: date) -> OwnRemark:
    """One remark of the viewer's own, closed ones too. Raises Forbidden, Missing."""
    viewer.role_for(Permission.CONTROL_ANSWER)
    found = _own(session, viewer, today, ControlRemark.id == remark_id)
    if not found:
        raise Missing(f"remark {remark_id}")
    return found[0]


def _own(
    session: Session, viewer: Viewer, today: date, chosen: ColumnElement[bool]
) -> tuple[OwnRemark, ...]:
    rows: Any = session.execute(
        scope(
            select(ControlRemark, JournalPage.id, Group.name, Subject.name)
            .join(ControlCheck, ControlCheck.id == ControlRemark.check_id)
            .outerjoin(JournalPage, JournalPage.id == ControlCheck.page_id)
            .outerjoin(Group, Group.id == JournalPage.group_id)
            .outerjoin(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
            .outerjoin(Subject, Subject.id == CurriculumItem.subject_id)
            .where(ControlRemark.staff_id == viewer.staff_id, chosen)
            .order_by(ControlRemark.mend_by, ControlRemark.id),
            ControlRemark,
            viewer.through(Permission.CONTROL_ANSWER),
        )
    )
    return tuple(
        OwnRemark(
            remark_id=one.id,
            version=one.version,
            text=one.text,
            made_on=one.made_on,
            mend_by=one.mend_by,
            state=one.state,
            overdue=is_overdue(one, today),
            answer=one.answer or "",
            second_look=one.second_look or "",
            rounds=one.rounds,
            page_id=page_id,
            about=f"{group}, {subject}" if page_id is not None else "",
        )
        for one, page_id, group, subject in rows
    )


def is_overdue(remark: ControlRemark, today: date) -> bool:
    """Whether its day has passed and nobody said that it is mended."""
    fault = rules.remark_fault(remark.state, remark.mend_by, today)
    return fault is not None and fault[0] is Fault.REMARK_OVERDUE


def make_remark(
    session: Session,
    viewer: Viewer,
    check_id: int,
    staff_id: int,
    text: str,
    mend_by: date,
    *,
    seen: int,
    now: datetime,
) -> ControlRemark:
    """A remark of a held check to a teacher. Raises Forbidden, Missing, Conflict, Refused."""
    check = own_check(session, viewer, check_id, seen, now)
    text = tidy_lines(text)
    state = check_state(check.held_on, check.called_off)
    verdict = refuse_unless(rules.may_remark(state, text, mend_by, now.date()))
    known = scope(select(Staff.id).where(Staff.id == staff_id), Staff, viewer)
    if session.scalar(known) is None:
        raise Missing(f"staff {staff_id}")
    remark = ControlRemark(
        check_id=check.id, staff_id=staff_id, text=text, made_on=now.date(), mend_by=mend_by
    )
    return write(session, viewer, remark, verdict, now)


def answer_remark(
    session: Session, viewer: Viewer, remark_id: int, words: str, *, seen: int, now: datetime
) -> ControlRemark:
    """The teacher's own word that the remark is mended."""
    viewer.role_for(Permission.CONTROL_ANSWER)
    narrowed = viewer.through(Permission.CONTROL_ANSWER)
    remark = _remark(session, narrowed, remark_id, seen, now)
    words = tidy_lines(words)
    verdict = refuse_unless(rules.may_answer(remark.state, words))
    remark.state, remark.answer = RemarkState.MENDED, words or None
    remark.answered_on = now.date()
    return write(session, viewer, remark, verdict, now, Permission.CONTROL_ANSWER)


def accept_remark(
    session: Session, viewer: Viewer, remark_id: int, words: str, *, seen: int, now: datetime
) -> ControlRemark:
    """The second look found it mended: the remark is closed."""
    viewer.role_for(Permission.CONTROL_KEEP)
    remark = _remark(session, viewer.through(Permission.CONTROL_KEEP), remark_id, seen, now)
    words = tidy_lines(words)
    verdict = refuse_unless(rules.may_accept(remark.state, words))
    remark.state, remark.second_look = RemarkState.ACCEPTED, words or None
    remark.looked_again_on = now.date()
    return write(session, viewer, remark, verdict, now)


def send_again(
    session: Session,
    viewer: Viewer,
    remark_id: int,
    words: str,
    mend_by: date,
    *,
    seen: int,
    now: datetime,
) -> ControlRemark:
    """The second look found it not mended: the teacher has it again, with a new day."""
    viewer.role_for(Permission.CONTROL_KEEP)
    remark = _remark(session, viewer.through(Permission.CONTROL_KEEP), remark_id, seen, now)
    words = tidy_lines(words)
    verdict = refuse_unless(rules.may_send_again(remark.state, words, mend_by, now.date()))
    remark.state, remark.second_look, remark.mend_by = RemarkState.OPEN, words, mend_by
    remark.looked_again_on, remark.rounds = now.date(), remark.rounds + 1
    return write(session, viewer, remark, verdict, now)


def _remark(
    session: Session, viewer: Viewer, remark_id: int, seen: int, now: datetime
) -> ControlRemark:
    require_steady_clock(session, now)
    remark = session.scalar(
        scope(select(ControlRemark).where(ControlRemark.id == remark_id), ControlRemark, viewer)
    )
    if remark is None:
        raise Missing(f"remark {remark_id}")
    if remark.version != seen:
        raise Conflict({"version": remark.version}, seen)
    return remark
