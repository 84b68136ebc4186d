"""The plan of control as the coordinator's board sees it: what of it is late or waits (4.7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.models import ControlCheck, ControlRemark, JournalPage
from sgo.rules.control import check_fault, check_state, remark_fault
from sgo.vocabulary import Fault, RemarkState, Urgency


@dataclass(frozen=True, slots=True)
class ControlFaultLine:
    """A check or a remark that needs somebody: `staff_id` is who checks, or whose the remark is."""

    fault: Fault
    urgency: Urgency
    check_id: int
    aim: str
    day: date
    due_on: date
    staff_id: int
    group_id: int | None


def control_faults(session: Session, viewer: Viewer, today: date) -> list[ControlFaultLine]:
    """One query; none for who may not read the plan."""
    if not viewer.may(Permission.CONTROL_READ):
        return []
    waits = ControlRemark.state != RemarkState.ACCEPTED
    rows = session.execute(
        scope(
            select(
                ControlCheck.id,
                ControlCheck.aim,
                ControlCheck.planned_on,
                ControlCheck.held_on,
                ControlCheck.called_off,
                ControlCheck.checker_id,
                func.coalesce(ControlCheck.group_id, JournalPage.group_id).label("group_id"),
                ControlRemark.state,
                ControlRemark.made_on,
                ControlRemark.mend_by,
                ControlRemark.staff_id,
            )
            .outerjoin(ControlRemark, and_(ControlRemark.check_id == ControlCheck.id, waits))
            .outerjoin(JournalPage, JournalPage.id == ControlCheck.page_id)
            .where(
                or_(
                    ControlRemark.id.is_not(None),
                    and_(
                        ControlCheck.planned_on < today,
                        ControlCheck.held_on.is_(None),
                        ControlCheck.called_off.is_(None),
                    ),
                )
            ),
            ControlCheck,
            viewer.through(Permission.CONTROL_READ),
        )
    )
    found = []
    for row in rows:
        if row.state is None:
            state = check_state(row.held_on, row.called_off)
            fault = check_fault(state, row.planned_on, today)
            day, due_on, staff_id = row.planned_on, row.planned_on, row.checker_id
        else:
            fault = remark_fault(row.state, row.mend_by, today)
            day, due_on, staff_id = row.made_on, row.mend_by, row.staff_id
        if fault is not None:
            found.append(
                ControlFaultLine(*fault, row.id, row.aim, day, due_on, staff_id, row.group_id)
            )
    return found
