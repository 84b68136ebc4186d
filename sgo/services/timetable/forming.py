"""Forming lessons from timetable, terms, calendar and group dates (clause 4.4, decision 14).

Forming again never touches a lesson that holds an entry or whose window is closed; what has none
is moved, refreshed, cancelled or taken away, and the report says what was done.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import Missing, refuse
from sgo.models import (
    AcademicYear,
    CurriculumItem,
    Group,
    JournalEntry,
    JournalPage,
    Lesson,
    TermScheme,
    TimetableRow,
    Work,
    WorkType,
)
from sgo.rules.journal import lesson_window
from sgo.rules.lessons import ExistingLesson, WantedLesson, may_touch, plan_forming
from sgo.rules.timetable import Slot, lesson_dates
from sgo.services.calendar import teaching_days
from sgo.services.clockwatch import require_steady_clock
from sgo.services.guard import acting_system
from sgo.services.settings import Editions, editions
from sgo.services.timetable.placing import FormingReport, Placing
from sgo.vocabulary import N_, LessonState, SystemAct, YearState

FORMED_ANEW = N_("no longer in the timetable")
"""Why forming cancels a lesson; a screen passes it translated as `reason`."""


def form_lessons(
    session: Session,
    *,
    viewer: Viewer | None = None,
    group_id: int | None = None,
    from_on: date,
    to_on: date | None = None,
    now: datetime,
    reason: str = FORMED_ANEW,
    past_too: bool = False,
) -> FormingReport:
    """Form the lessons of one group, or of every group of a year that is not closed.

    `to_on` None means through the end of the courses. `past_too` creates also lessons whose
    window is over, for bringing a centre's past in. Run twice, the second run changes nothing.
    Raises Forbidden, Missing, or Refused for a group of a closed year.
    """
    if viewer is not None:
        viewer.role_for(Permission.TIMETABLE_KEEP)
        require_steady_clock(session, now)
    groups = _groups(session, group_id, from_on, to_on)
    if not groups:
        return FormingReport()
    to_on = to_on or max(group.ends_on for group in groups)
    with acting_system(session, SystemAct.LESSON_FORMING, now, viewer), session.no_autoflush:
        forming = _Forming(session, groups, (from_on, to_on), now.date())
        forming.run(past_too, reason)
    return forming.report


def _groups(
    session: Session, group_id: int | None, from_on: date, to_on: date | None
) -> list[Group]:
    statement = (
        select(Group)
        .join(Group.academic_year)
        .options(
            contains_eager(Group.academic_year),
            joinedload(Group.term_scheme).selectinload(TermScheme.terms),
        )
    )
    if group_id is not None:
        group = session.scalars(statement.where(Group.id == group_id)).one_or_none()
        if group is None:
            raise Missing("group")
        if group.academic_year.state is YearState.CLOSED:
            raise refuse("year_closed", "3.2")
        return [group]
    statement = statement.where(
        AcademicYear.state != YearState.CLOSED,
        Group.ends_on >= from_on,
        *(() if to_on is None else (Group.starts_on <= to_on,)),
    )
    return list(session.scalars(statement.order_by(Group.id)).all())


class _Forming:
    """One run: what is read, what the rule plans, what is written."""

    def __init__(
        self,
        session: Session,
        groups: list[Group],
        span: tuple[date, date],
        today: date,
    ) -> None:
        self.session, self.span, self.today = session, span, today
        self.groups = {group.id: group for group in groups}
        self.report = FormingReport()
        self.editions: Editions = editions(session)
        self.rows = {row.id: row for row in session.scalars(self._rows_statement())}
        self.lessons = {
            lesson.id: lesson
            for lesson in session.scalars(select(Lesson).where(self._ours()).order_by(Lesson.id))
        }

    def run(self, past_too: bool, reason: str) -> None:
        numbers = self.editions.on(self.today)
        plan = plan_forming(
            self._existing(), list(self._wanted()), self.today, numbers, past_too=past_too
        )
        for wanted in plan.left_out:
            closed = lesson_window(wanted.day, self.today, numbers)
            self.report.leave_out(self.rows[wanted.row_id], wanted.day, closed)
        placing = Placing(
            self.session,
            lessons=self.lessons,
            rows=self.rows,
            span=self.span,
            report=self.report,
        )
        placing.carry_out(plan, reason)
        self.report.left_out.sort(key=lambda one: (one.day, one.bell_number, one.page))

    # --- reading ----------------------------------------------------------------------------

    def _rows_statement(self) -> Select[TimetableRow]:
        return (
            select(TimetableRow)
            .join(TimetableRow.page)
            .where(JournalPage.group_id.in_(self.groups))
            .order_by(TimetableRow.id)
            .options(
                contains_eager(TimetableRow.page).options(
                    joinedload(JournalPage.curriculum_item).joinedload(CurriculumItem.subject)
                ),
            )
        )

    def _ours(self) -> ColumnElement[bool]:
        return and_(Lesson.group_id.in_(self.groups), Lesson.formed_for.between(*self.span))

    def _existing(self) -> Iterable[ExistingLesson]:
        entered = set(
            self.session.scalars(
                select(JournalEntry.lesson_id).join(JournalEntry.lesson).where(self._ours())
            )
        )
        control = set(
            self.session.scalars(
                select(Work.lesson_id)
                .join(Work.lesson)
                .join(Work.work_type)
                .where(self._ours(), WorkType.control.is_(True))
            )
        )
        for lesson in self.lessons.values():
            # The rule judges by today's edition; a lesson is also closed by its own day's.
            own = may_touch(
                lesson.held_on,
                self.today,
                self.editions.on(lesson.held_on),
                has_control=lesson.id in control,
            )
            yield ExistingLesson(
                id=lesson.id,
                page_id=lesson.page_id,
                row_id=lesson.timetable_row_id,
                formed_for=lesson.formed_for,
                held_on=lesson.held_on,
                bell_number=lesson.bell_number,
                holds_entry=lesson.id in entered or bool(lesson.topic) or bool(lesson.checked_at),
                changed_by_hand=not own.allowed
                or lesson.state is not LessonState.PLANNED
                or lesson.staff_id != lesson.regular_staff_id,
                has_control=lesson.id in control,
            )

    def _wanted(self) -> Iterable[WantedLesson]:
        teaching = teaching_days(self.session, *self.span)
        for row in self.rows.values():
            group = self.groups[row.page.group_id]
            slot = Slot(
                row.id,
                row.weekday.number,
                row.bell_number,
                row.valid_from,
                row.valid_to,
                row.staff_id,
                row.room_id,
                group.id,
            )
            terms = [(term.starts_on, term.ends_on) for term in group.term_scheme.terms]
            days, left_out = lesson_dates(slot, teaching, terms, (group.starts_on, group.ends_on))
            for one in left_out:
                self.report.leave_out(row, one.day, one.reason)
            for day in days:
                yield WantedLesson(row.page_id, row.id, day, row.bell_number)
