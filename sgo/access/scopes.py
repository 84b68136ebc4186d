"""Which rows a viewer may see, one function for every channel.

List, count, one, lookup, export, report and JSON all narrow their select here. A model without
an entry gives no rows; so does a viewer whose roles no entry names.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar, cast

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    SelectBase,
    bindparam,
    false,
    or_,
    select,
    true,
)

from sgo.access.family import children_only, oneself_only
from sgo.access.own import OWN
from sgo.access.stretches import lasts as lasts
from sgo.access.viewer import Viewer
from sgo.models import (
    AcademicYear,
    Account,
    AccountIssue,
    AuditEvent,
    Base,
    BellTime,
    CalendarPeriod,
    Consent,
    ControlCheck,
    ControlRemark,
    Curatorship,
    CurriculumItem,
    CurriculumTermHours,
    DestructionAct,
    Exemption,
    FinalMark,
    Group,
    GroupListConfirmation,
    Guardian,
    Guardianship,
    ImportFile,
    ImportRun,
    JournalEntry,
    JournalPage,
    Lesson,
    Mark,
    Membership,
    MovementOrder,
    MovementRecord,
    MovementScan,
    Organisation,
    PersonFile,
    Programme,
    RoleGrant,
    Room,
    Settings,
    Staff,
    StaffCourse,
    Student,
    StudentDocument,
    StudentNeed,
    Subject,
    TeachingAssignment,
    Term,
    TermMark,
    TermScheme,
    TimetableDate,
    TimetableRow,
    Work,
    WorkType,
    YearArchive,
)
from sgo.vocabulary import Role

Rows = TypeVar("Rows", bound="Select[*tuple[Any, ...]]")
Condition = Callable[[Viewer], ColumnElement[bool]]


def scope(statement: Rows, model: type[Base], viewer: Viewer) -> Rows:
    """The statement narrowed to the rows of `model` that this viewer may see."""
    return statement.where(visible(model, viewer))


def visible(model: type[Base], viewer: Viewer) -> ColumnElement[bool]:
    """The condition itself, for a statement that joins several models."""
    conditions = [
        conditions_of_role[model](viewer)
        for role, conditions_of_role in _CONDITIONS.items()
        if role in viewer.roles and model in conditions_of_role
    ]
    return or_(*conditions) if conditions else false()


def stand_in(roles: frozenset[Role]) -> Viewer:
    """Anybody of these roles, with names in place of values: for a statement that is built once.

    `stand_in_values` gives the values. Not for a family, whose scope counts an age.
    """
    return Viewer(
        account_id=0,
        roles=roles - {Role.GUARDIAN, Role.STUDENT},
        today=cast(date, bindparam("viewer_today", type_=Date)),
        staff_id=cast(int, bindparam("viewer_staff_id", type_=Integer)),
    )


def stand_in_values(viewer: Viewer) -> dict[str, Any]:
    """What the names of `stand_in` stand for."""
    return {"viewer_today": viewer.today, "viewer_staff_id": viewer.staff_id}


# --- The office: reads everything that is kept (clauses 3.1, 3.2, 4.1). ---------------------


def _all(viewer: Viewer) -> ColumnElement[bool]:
    return true()


_REFERENCE: tuple[type[Base], ...] = (
    Organisation,
    Settings,
    AcademicYear,
    TermScheme,
    Term,
    CalendarPeriod,
    Room,
    BellTime,
    Programme,
    Subject,
    CurriculumItem,
    CurriculumTermHours,
    WorkType,
)
_KEPT: tuple[type[Base], ...] = (
    Account,
    AccountIssue,
    YearArchive,
    DestructionAct,
    RoleGrant,
    Staff,
    StaffCourse,
    Student,
    Guardian,
    Guardianship,
    Group,
    Curatorship,
    MovementOrder,
    MovementRecord,
    MovementScan,
    Membership,
    GroupListConfirmation,
    JournalPage,
    TeachingAssignment,
    TimetableRow,
    TimetableDate,
    Lesson,
    Work,
    JournalEntry,
    Mark,
    TermMark,
    FinalMark,
    Exemption,
    AuditEvent,
)
_OFFICE: dict[type[Base], Condition] = {
    **dict.fromkeys((*_REFERENCE, *_KEPT), _all),
}
# Checks and remarks concern whoever plans them and the director, not the technical admin (4.7).
_CONTROL: dict[type[Base], Condition] = dict.fromkeys((ControlCheck, ControlRemark), _all)
# Lists on their way in are seen by whoever loads them (clause 3.2), and by nobody else.
_LOADING: dict[type[Base], Condition] = dict.fromkeys((ImportRun, ImportFile), _all)
# Documents, consents, special needs and files: who keeps cards and who oversees them, no more.
_PAPERS: dict[type[Base], Condition] = dict.fromkeys(
    (StudentDocument, Consent, StudentNeed, PersonFile), _all
)


# --- The teacher: pages taught, groups curated, lessons held (4.5, decisions 12 and 28). -----


def _curated_groups(viewer: Viewer) -> Select[Any]:
    return select(Curatorship.group_id).where(
        Curatorship.staff_id == viewer.staff_id,
        lasts(Curatorship.starts_on, Curatorship.ends_on, viewer.today),
    )


def _taught_pages(viewer: Viewer) -> Select[Any]:
    return select(TeachingAssignment.page_id).where(
        TeachingAssignment.staff_id == viewer.staff_id,
        lasts(TeachingAssignment.starts_on, TeachingAssignment.ends_on, viewer.today),
    )


def _teacher_page(viewer: Viewer) -> ColumnElement[bool]:
    return or_(
        JournalPage.id.in_(_taught_pages(viewer)),
        JournalPage.group_id.in_(_curated_groups(viewer)),
    )


def _teacher_pages(viewer: Viewer) -> Select[Any]:
    return select(JournalPage.id).where(_teacher_page(viewer))


def _teacher_groups(viewer: Viewer) -> SelectBase:
    return select(JournalPage.group_id).where(_teacher_page(viewer)).union(_curated_groups(viewer))


def _teacher_lesson(viewer: Viewer) -> ColumnElement[bool]:
    """A page's lessons, those held as a substitute, and those of a page left since."""
    taught_then = (
        select(TeachingAssignment.id)
        .where(
            TeachingAssignment.page_id == Lesson.page_id,
            TeachingAssignment.staff_id == viewer.staff_id,
            lasts(TeachingAssignment.starts_on, TeachingAssignment.ends_on, Lesson.held_on),
        )
        .correlate(Lesson)
        .exists()
    )
    return or_(
        Lesson.page_id.in_(_teacher_pages(viewer)),
        Lesson.staff_id == viewer.staff_id,
        taught_then,
    )


def _lessons_of(viewer: Viewer) -> Select[Any]:
    return select(Lesson.id).where(_teacher_lesson(viewer))


def _members_of(groups: SelectBase) -> Select[Any]:
    return select(Membership.student_id).where(Membership.group_id.in_(groups))


_TEACHER: dict[type[Base], Condition] = {
    **dict.fromkeys(_REFERENCE, _all),
    Staff: lambda viewer: Staff.id == viewer.staff_id,
    StaffCourse: lambda viewer: StaffCourse.staff_id == viewer.staff_id,
    Group: lambda viewer: Group.id.in_(_teacher_groups(viewer)),
    Curatorship: lambda viewer: Curatorship.group_id.in_(_teacher_groups(viewer)),
    Membership: lambda viewer: Membership.group_id.in_(_teacher_groups(viewer)),
    GroupListConfirmation: lambda viewer: GroupListConfirmation.group_id.in_(
        _curated_groups(viewer)
    ),
    Student: lambda viewer: Student.id.in_(_members_of(_teacher_groups(viewer))),
    Guardianship: lambda viewer: Guardianship.student_id.in_(_members_of(_curated_groups(viewer))),
    Guardian: lambda viewer: Guardian.id.in_(
        select(Guardianship.guardian_id).where(
            Guardianship.student_id.in_(_members_of(_curated_groups(viewer)))
        )
    ),
    JournalPage: _teacher_page,
    TeachingAssignment: lambda viewer: TeachingAssignment.page_id.in_(_teacher_pages(viewer)),
    TimetableRow: lambda viewer: or_(
        TimetableRow.page_id.in_(_teacher_pages(viewer)), TimetableRow.staff_id == viewer.staff_id
    ),
    Lesson: _teacher_lesson,
    Work: lambda viewer: Work.lesson_id.in_(_lessons_of(viewer)),
    JournalEntry: lambda viewer: JournalEntry.lesson_id.in_(_lessons_of(viewer)),
    Mark: lambda viewer: Mark.lesson_id.in_(_lessons_of(viewer)),
    TermMark: lambda viewer: TermMark.page_id.in_(_teacher_pages(viewer)),
    FinalMark: lambda viewer: FinalMark.page_id.in_(_teacher_pages(viewer)),
    Exemption: lambda viewer: Exemption.student_id.in_(_members_of(_teacher_groups(viewer))),
    ControlRemark: lambda viewer: ControlRemark.staff_id == viewer.staff_id,
}


def in_care(viewer: Viewer) -> ColumnElement[bool]:
    """Students whose contacts and guardians the viewer keeps (decision 28): the technical admin
    everybody's, a curator those of own groups."""
    if viewer.has(Role.TECHNICAL_ADMIN):
        return true()
    if viewer.staff_id is None or not viewer.has(Role.TEACHER):
        return false()
    return Student.id.in_(_members_of(_curated_groups(viewer)))


_CONDITIONS: dict[Role, dict[type[Base], Condition]] = {
    Role.TECHNICAL_ADMIN: _OFFICE | _LOADING | _PAPERS | OWN,
    Role.COORDINATOR: _OFFICE | _PAPERS | _CONTROL | OWN,
    Role.DIRECTOR: _OFFICE | _CONTROL | OWN,
    Role.TEACHER: _TEACHER | OWN,
    Role.GUARDIAN: children_only() | OWN,
    Role.STUDENT: oneself_only() | OWN,
}
