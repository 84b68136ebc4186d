"""Journal pages and who teaches them: opened for a group, handed over by dates (decision 1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing, refuse, refuse_unless
from sgo.models import CurriculumItem, Group, JournalPage, Room, Staff, TeachingAssignment
from sgo.rules.calendar import check_dates
from sgo.services.guard import acting_as
from sgo.vocabulary import YearState

ROOMS_IN_ORDER = (func.length(Room.search_key), Room.search_key)
"""Room 9 before room 10: names of rooms differ by a number, and a shorter one is a smaller one."""


def open_pages(session: Session, viewer: Viewer, group_id: int, now: datetime) -> list[JournalPage]:
    """A page for every item of the group's curriculum that has none yet; the new pages."""
    with acting_as(session, viewer, Permission.SCHOOL_KEEP, now):
        group = session.scalars(
            scope(select(Group), Group, viewer)
            .where(Group.id == group_id)
            .options(joinedload(Group.academic_year))
        ).one_or_none()
        if group is None:
            raise Missing("group")
        if group.academic_year.state is YearState.CLOSED:
            raise refuse("year_closed", "3.2")
        opened = select(JournalPage.curriculum_item_id).where(JournalPage.group_id == group.id)
        items = session.scalars(
            select(CurriculumItem)
            .where(
                CurriculumItem.programme_id == group.programme_id,
                CurriculumItem.id.not_in(opened),
            )
            .order_by(CurriculumItem.position, CurriculumItem.id)
        ).all()
        pages = [
            JournalPage(
                group_id=group.id,
                curriculum_item_id=item.id,
                academic_year_id=group.academic_year_id,
            )
            for item in items
        ]
        session.add_all(pages)
    return pages


def assign_teacher(
    session: Session,
    viewer: Viewer,
    page_id: int,
    *,
    staff_id: int,
    starts_on: date,
    ends_on: date | None = None,
    now: datetime,
) -> TeachingAssignment:
    """Put a teacher on the page from a day on; several may overlap (decision 3)."""
    with acting_as(session, viewer, Permission.SCHOOL_KEEP, now):
        page = _page(session, viewer, page_id)
        if page.academic_year.state is YearState.CLOSED:
            raise refuse("year_closed", "3.2")
        staff = session.scalars(
            scope(select(Staff), Staff, viewer).where(Staff.id == staff_id)
        ).one_or_none()
        if staff is None:
            raise Missing("staff")
        dates = check_dates(starts_on, ends_on)
        refuse_unless(dates)
        if staff.dismissed_on is not None and staff.dismissed_on < starts_on:
            raise refuse("not_employed_then", field="staff", name=staff.short_name, day=starts_on)
        same = session.scalars(
            select(TeachingAssignment).where(
                TeachingAssignment.page_id == page_id,
                TeachingAssignment.staff_id == staff_id,
                or_(
                    TeachingAssignment.ends_on.is_(None),
                    TeachingAssignment.ends_on >= starts_on,
                ),
                *(() if ends_on is None else (TeachingAssignment.starts_on <= ends_on,)),
            )
        ).first()
        if same is not None:
            raise refuse(
                "already_teaches", field="staff", name=staff.short_name, starts_on=same.starts_on
            )
        assignment = TeachingAssignment(
            page_id=page_id, staff_id=staff_id, starts_on=starts_on, ends_on=ends_on
        )
        session.add(assignment)
    return assignment


def hand_over_page(
    session: Session,
    viewer: Viewer,
    page_id: int,
    *,
    staff_id: int,
    starts_on: date,
    now: datetime,
) -> TeachingAssignment:
    """Another teacher has the page from a day on: all the others' assignments end the day before.

    An assignment that would begin only later falls away.
    """
    with acting_as(session, viewer, Permission.SCHOOL_KEEP, now):
        _page(session, viewer, page_id)
        others = session.scalars(
            select(TeachingAssignment).where(
                TeachingAssignment.page_id == page_id,
                TeachingAssignment.staff_id != staff_id,
                or_(
                    TeachingAssignment.ends_on.is_(None),
                    TeachingAssignment.ends_on >= starts_on,
                ),
            )
        ).all()
        for other in others:
            if other.starts_on >= starts_on:
                session.delete(other)
            else:
                other.ends_on = starts_on - timedelta(days=1)
        return assign_teacher(
            session, viewer, page_id, staff_id=staff_id, starts_on=starts_on, now=now
        )


def _page(session: Session, viewer: Viewer, page_id: int) -> JournalPage:
    page = session.scalars(
        scope(select(JournalPage), JournalPage, viewer)
        .where(JournalPage.id == page_id)
        .options(joinedload(JournalPage.academic_year))
    ).one_or_none()
    if page is None:
        raise Missing("journal page")
    return page
