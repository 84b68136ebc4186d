"""Whose pages a family reads: the child of the switch, and since when things are new.

Every page of a family begins here, with the viewer narrowed to the roles that read a diary, so
that what a teacher sees never mixes in (4.8, decisions 27 and 29).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from sgo.access.permissions import Permission
from sgo.access.scopes import lasts, scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing
from sgo.models import (
    CurriculumItem,
    DiaryVisit,
    Group,
    JournalPage,
    Lesson,
    Membership,
    Student,
    Subject,
)
from sgo.names import full_name
from sgo.rules.visits import Visit, visit_at


@dataclass(frozen=True, slots=True)
class Child:
    """A student of the switch, with the groups of today."""

    student_id: int
    given_name: str
    full_name: str
    groups: tuple[str, ...]
    visit: Visit | None = None
    """The one before this page; None when the account never looked."""


@dataclass(frozen=True, slots=True)
class Family:
    """Who reads and about whom; `child` is None when the viewer may see nobody."""

    viewer: Viewer
    """With only the roles that read a diary."""
    now: datetime
    children: tuple[Child, ...]
    child: Child | None

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def visit(self) -> Visit:
        """The visit to which this page belongs."""
        return visit_at(self.child.visit if self.child else None, self.now)

    @property
    def new_since(self) -> datetime:
        """What was entered later is marked as new."""
        return self.visit.new_since


def family(session: Session, viewer: Viewer, student_id: int | None, now: datetime) -> Family:
    """The child asked for, or the eldest one when none is named; one query.

    Raises Forbidden without the permission, Missing for anybody else's child.
    """
    viewer = viewer.through(Permission.DIARY_READ)
    children = _children(session, viewer)
    if student_id is None:
        child = children[0] if children else None
    else:
        child = next((one for one in children if one.student_id == student_id), None)
        if child is None:
            raise Missing("student")
    return Family(viewer, now, children, child)


def _children(session: Session, viewer: Viewer) -> tuple[Child, ...]:
    rows = session.execute(
        scope(
            select(
                Student.id,
                Student.surname,
                Student.given_name,
                Student.patronymic,
                Group.name,
                DiaryVisit.new_since,
                DiaryVisit.last_seen_at,
            )
            .outerjoin(
                Membership,
                and_(
                    Membership.student_id == Student.id,
                    lasts(Membership.starts_on, Membership.ends_on, viewer.today),
                ),
            )
            .outerjoin(Group, Group.id == Membership.group_id)
            .outerjoin(
                DiaryVisit,
                and_(
                    DiaryVisit.student_id == Student.id,
                    DiaryVisit.account_id == viewer.account_id,
                ),
            )
            .order_by(Student.birth_date, Student.id, Group.name),
            Student,
            viewer,
        )
    ).all()
    groups: dict[int, list[str]] = {}
    for row in rows:
        groups.setdefault(row.id, []).extend([row.name] if row.name else [])
    return tuple(
        Child(
            row.id,
            row.given_name,
            full_name(row.surname, row.given_name, row.patronymic),
            tuple(groups[row.id]),
            Visit(row.new_since, row.last_seen_at) if row.last_seen_at else None,
        )
        for row in {row.id: row for row in rows}.values()
    )


def member_at_lesson(student_id: int) -> ColumnElement[bool]:
    """For a join: the child's membership in the lesson's group on the day it is held."""
    return and_(
        Membership.group_id == Lesson.group_id,
        Membership.student_id == student_id,
        lasts(Membership.starts_on, Membership.ends_on, Lesson.held_on),
    )


def subject_of(page_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """For a join: the subject of a journal page."""
    return Subject.id == (
        select(CurriculumItem.subject_id)
        .join(JournalPage, JournalPage.curriculum_item_id == CurriculumItem.id)
        .where(JournalPage.id == page_id)
        .correlate_except(CurriculumItem, JournalPage)
        .scalar_subquery()
    )
