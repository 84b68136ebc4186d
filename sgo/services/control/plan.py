"""The plan of control as it is read: by period, one check with its remarks, what a form offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from sgo.access.permissions import Permission
from sgo.access.scopes import lasts, scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing, refuse, refuse_unless
from sgo.models import (
    AcademicYear,
    ControlCheck,
    ControlRemark,
    CurriculumItem,
    Group,
    JournalPage,
    Staff,
    Subject,
    TeachingAssignment,
)
from sgo.names import initials
from sgo.rules.calendar import check_dates
from sgo.rules.control import check_fault, check_state
from sgo.services.control.remarks import is_overdue
from sgo.services.letterhead import Letterhead, letterhead
from sgo.vocabulary import CheckState, RemarkState, YearState

LONGEST_PERIOD = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """A remark of a check."""

    remark_id: int
    version: int
    teacher: str
    text: str
    made_on: date
    mend_by: date
    state: RemarkState
    overdue: bool
    answer: str
    answered_on: date | None
    second_look: str
    looked_again_on: date | None
    rounds: int


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check of the plan with its remarks; `what` names the page, group or teacher looked at."""

    check_id: int
    version: int
    planned_on: date
    aim: str
    what: str
    page_id: int | None
    group_id: int | None
    staff_id: int | None
    checker_id: int
    checker: str
    state: CheckState
    overdue: bool
    held_on: date | None
    looked_at: str
    findings: str
    called_off: str
    remarks: tuple[RemarkLine, ...]

    @property
    def waiting(self) -> int:
        """Remarks that are not closed."""
        return sum(one.state is not RemarkState.ACCEPTED for one in self.remarks)


@dataclass(frozen=True, slots=True)
class PlanView:
    """The plan of a period, both days included."""

    head: Letterhead
    from_on: date
    to_on: date
    checks: tuple[CheckLine, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be checked, and by whom: (key, name) by the name."""

    pages: tuple[tuple[int, str], ...]
    groups: tuple[tuple[int, str], ...]
    staff: tuple[tuple[int, str], ...]


def control_plan(
    session: Session, viewer: Viewer, from_on: date, to_on: date, today: date
) -> PlanView:
    """The checks planned for these days; three queries. Raises Forbidden, Refused."""
    viewer.role_for(Permission.CONTROL_READ)
    verdict = check_dates(from_on, to_on)
    refuse_unless(verdict)
    if to_on - from_on > LONGEST_PERIOD:
        raise refuse("plan_too_long", field="to", most=LONGEST_PERIOD.days)
    chosen = ControlCheck.planned_on.between(from_on, to_on)
    checks = _checks(session, viewer, today, chosen)
    return PlanView(letterhead(session), from_on, to_on, checks)


def check_view(session: Session, viewer: Viewer, check_id: int, today: date) -> CheckLine:
    """One check; two queries. Raises Forbidden, Missing."""
    viewer.role_for(Permission.CONTROL_READ)
    found = _checks(session, viewer, today, ControlCheck.id == check_id)
    if not found:
        raise Missing(f"check {check_id}")
    return found[0]


def choices(session: Session, viewer: Viewer, today: date) -> Choices:
    """Pages of open years, groups that run, staff at work; three queries."""
    viewer.role_for(Permission.CONTROL_KEEP)
    pages = session.execute(
        scope(
            select(JournalPage.id, Group.name, Subject.name)
            .join(Group, Group.id == JournalPage.group_id)
            .join(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
            .join(Subject, Subject.id == CurriculumItem.subject_id)
            .join(AcademicYear, AcademicYear.id == JournalPage.academic_year_id)
            .where(AcademicYear.state == YearState.OPEN)
            .order_by(Group.search_key, Subject.name, JournalPage.id),
            JournalPage,
            viewer,
        )
    )
    groups = session.execute(
        scope(
            select(Group.id, Group.name)
            .where(Group.ends_on >= today)
            .order_by(Group.search_key, Group.id),
            Group,
            viewer,
        )
    )
    staff: Any = session.execute(
        scope(
            select(Staff.id, Staff.surname, Staff.given_name, Staff.patronymic)
            .where(or_(Staff.dismissed_on.is_(None), Staff.dismissed_on >= today))
            .order_by(Staff.sort_key, Staff.id),
            Staff,
            viewer,
        )
    )
    return Choices(
        tuple((key, f"{group}, {subject}") for key, group, subject in pages),
        tuple((key, name) for key, name in groups),
        tuple((key, initials(*names)) for key, *names in staff),
    )


def teachers_of(session: Session, viewer: Viewer, check: CheckLine, today: date) -> list[int]:
    """To whom a remark of this check is most likely made: who teaches there now, first of all."""
    if check.staff_id is not None:
        return [check.staff_id]
    if check.page_id is None and check.group_id is None:
        return []
    where: Any = (
        TeachingAssignment.page_id == check.page_id
        if check.page_id is not None
        else JournalPage.group_id == check.group_id
    )
    statement = (
        select(TeachingAssignment.staff_id)
        .join(JournalPage, JournalPage.id == TeachingAssignment.page_id)
        .where(where, lasts(TeachingAssignment.starts_on, TeachingAssignment.ends_on, today))
        .order_by(TeachingAssignment.id)
    )
    return list(dict.fromkeys(session.scalars(scope(statement, TeachingAssignment, viewer))))


def _checks(session: Session, viewer: Viewer, today: date, chosen: Any) -> tuple[CheckLine, ...]:
    statement = (
        select(ControlCheck)
        .where(chosen)
        .options(
            joinedload(ControlCheck.page).options(
                joinedload(JournalPage.group),
                joinedload(JournalPage.curriculum_item).joinedload(CurriculumItem.subject),
            ),
            joinedload(ControlCheck.group),
            joinedload(ControlCheck.staff),
            joinedload(ControlCheck.checker),
            selectinload(ControlCheck.remarks).joinedload(ControlRemark.staff),
        )
        .order_by(ControlCheck.planned_on, ControlCheck.id)
        .execution_options(populate_existing=True)
    )
    rows: Sequence[ControlCheck] = session.scalars(scope(statement, ControlCheck, viewer)).all()
    return tuple(_line(row, today) for row in rows)


def _line(row: ControlCheck, today: date) -> CheckLine:
    state = check_state(row.held_on, row.called_off)
    return CheckLine(
        check_id=row.id,
        version=row.version,
        planned_on=row.planned_on,
        aim=row.aim,
        what=_what(row),
        page_id=row.page_id,
        group_id=row.group_id,
        staff_id=row.staff_id,
        checker_id=row.checker_id,
        checker=row.checker.short_name,
        state=state,
        overdue=check_fault(state, row.planned_on, today) is not None,
        held_on=row.held_on,
        looked_at=row.looked_at or "",
        findings=row.findings or "",
        called_off=row.called_off or "",
        remarks=tuple(_remark(one, today) for one in row.remarks),
    )


def _what(row: ControlCheck) -> str:
    if row.page is not None:
        return f"{row.page.group.name}, {row.page.curriculum_item.subject.name}"
    if row.group is not None:
        return row.group.name
    return row.staff.short_name if row.staff is not None else ""


def _remark(row: ControlRemark, today: date) -> RemarkLine:
    return RemarkLine(
        remark_id=row.id,
        version=row.version,
        teacher=row.staff.short_name,
        text=row.text,
        made_on=row.made_on,
        mend_by=row.mend_by,
        state=row.state,
        overdue=is_overdue(row, today),
        answer=row.answer or "",
        answered_on=row.answered_on,
        second_look=row.second_look or "",
        looked_again_on=row.looked_again_on,
        rounds=row.rounds,
    )
