"""How a row of each table is named in the history: one part of a union a table."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Date, Integer, Select, String, cast, func, literal, null, select

from sgo.access.scopes import visible
from sgo.access.viewer import Viewer
from sgo.models import (
    AcademicYear,
    Account,
    CalendarPeriod,
    Curatorship,
    CurriculumItem,
    Exemption,
    Group,
    Guardian,
    Guardianship,
    JournalPage,
    Lesson,
    Membership,
    MovementOrder,
    MovementRecord,
    Organisation,
    Programme,
    RoleGrant,
    Room,
    Settings,
    Staff,
    Student,
    Subject,
    TeachingAssignment,
    Term,
    TermScheme,
    TimetableRow,
    Work,
    WorkType,
)


def _person(model: Any) -> Any:
    rest = func.coalesce(literal(" ") + model.patronymic, "")
    return model.surname + literal(" ") + model.given_name + rest


def _page_name() -> Any:
    return Group.name + literal(": ") + Subject.name


def _of_page(statement: Select[Any]) -> Select[Any]:
    return (
        statement.join(Group, Group.id == JournalPage.group_id)
        .join(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
        .join(Subject, Subject.id == CurriculumItem.subject_id)
    )


def _row(model: Any, name: Any, on: Any = None) -> Select[Any]:
    """Table, number, name and, where the name needs it, a day."""
    when = cast(null(), Date) if on is None else on
    return select(
        literal(model.__tablename__, String), cast(model.id, Integer), cast(name, String), when
    ).select_from(model)


_PLAIN: tuple[tuple[Any, Any], ...] = (
    *((model, _person(model)) for model in (Staff, Student, Guardian)),
    *(
        (model, model.name)
        for model in (
            *(AcademicYear, TermScheme, Term, CalendarPeriod),
            *(Room, Programme, Subject, Group, WorkType),
        )
    ),
    (Account, Account.login),
    (Organisation, Organisation.short_name),
)
STATEMENTS: dict[str, tuple[Any, Select[Any]]] = {
    model.__tablename__: (model, statement)
    for model, statement in (
        *((model, _row(model, name)) for model, name in _PLAIN),
        (Settings, _row(Settings, literal(""), Settings.valid_from)),
        (CurriculumItem, _row(CurriculumItem, Subject.name).join(CurriculumItem.subject)),
        (Curatorship, _row(Curatorship, Group.name).join(Curatorship.group)),
        (RoleGrant, _row(RoleGrant, Account.login).join(RoleGrant.account)),
        *(
            (model, _row(model, _person(Student)).join(Student, Student.id == model.student_id))
            for model in (Guardianship, Membership, MovementRecord, Exemption)
        ),
        (
            MovementOrder,
            _row(
                MovementOrder,
                literal("№ ") + MovementOrder.order_number,
                MovementOrder.order_date,
            ),
        ),
        (JournalPage, _of_page(_row(JournalPage, _page_name()))),
        *(
            (model, _of_page(_row(model, _page_name(), on).join(model.page)))
            for model, on in (
                (TeachingAssignment, None),
                (TimetableRow, None),
                (Lesson, Lesson.held_on),
            )
        ),
        (Work, _row(Work, WorkType.name).join(Work.work_type)),
    )
}


def named(table: str, keys: list[int], viewer: Viewer) -> Select[Any]:
    model, statement = STATEMENTS[table]
    return statement.where(model.id.in_(keys), visible(model, viewer))
