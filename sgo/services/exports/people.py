"""Staff, and students with their guardians, in the shapes that the import takes."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, contains_eager

from sgo.access.scopes import scope, visible
from sgo.access.viewer import Viewer
from sgo.models import AcademicYear, Group, Guardian, Guardianship, Membership, Staff, Student
from sgo.services.exports import words
from sgo.services.exports.listing import Listing, Value

STAFF_HEADS = (
    "№",
    "ФИО",
    "Должность",
    "Дата рождения",
    "Принят",
    "Категория",
    "Образование",
    "Телефон",
    "e-mail",
    "СНИЛС",
)
STUDENT_HEADS = (
    "№",
    "ФИО обучающегося",
    "Дата рождения",
    "Пол",
    "СНИЛС",
    "Адрес",
    "Телефон",
    "e-mail",
    "Группа",
    "Основа",
)
GUARDIANS = (1, 2)
"""As many guardians as the list of students has columns for."""


def staff(session: Session, viewer: Viewer, year: AcademicYear) -> Listing:
    """Everybody who works at the centre on the viewer's day."""
    found = session.scalars(
        scope(select(Staff), Staff, viewer)
        .where(or_(Staff.dismissed_on.is_(None), Staff.dismissed_on >= viewer.today))
        .order_by(Staff.sort_key, Staff.id)
    )
    rows: list[list[Value]] = [
        [
            number,
            member.full_name,
            member.position,
            member.birth_date,
            member.employed_on,
            member.category,
            member.education,
            words.phone(member.phone),
            member.email,
            words.snils(member.snils),
        ]
        for number, member in enumerate(found, start=1)
    ]
    return Listing("Сотрудники", STAFF_HEADS, rows)


def students(session: Session, viewer: Viewer, year: AcademicYear) -> Listing:
    """The members of the year's groups with up to two guardians each, a row a membership."""
    members = session.execute(
        select(Student, Group.name)
        .join(Membership, Membership.student_id == Student.id)
        .join(Group, Group.id == Membership.group_id)
        .where(
            Group.academic_year_id == year.id,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= viewer.today),
            visible(Membership, viewer),
            visible(Student, viewer),
        )
        .order_by(Group.search_key, Student.sort_key, Student.id)
    ).all()
    of_student: dict[int, list[Guardianship]] = defaultdict(list)
    for tie in session.scalars(
        scope(select(Guardianship), Guardianship, viewer)
        .join(Guardianship.guardian)
        .where(visible(Guardian, viewer))
        .options(contains_eager(Guardianship.guardian))
        .order_by(Guardianship.id)
    ):
        of_student[tie.student_id].append(tie)
    rows = [
        [
            number,
            student.full_name,
            student.birth_date,
            words.SEXES[student.sex],
            words.snils(student.snils),
            student.address,
            words.phone(student.phone),
            student.email,
            group,
            words.FUNDING[student.funding],
            *_guardians(of_student[student.id]),
        ]
        for number, (student, group) in enumerate(members, start=1)
    ]
    heads = [*STUDENT_HEADS]
    for place in GUARDIANS:
        heads += [f"Родитель {place}", "Кем приходится", "Телефон", "e-mail"]
    return Listing("Обучающиеся", heads, rows, [f"Обучающиеся, учебный год {words.title_of(year)}"])


def _guardians(ties: list[Guardianship]) -> list[Value]:
    cells: list[Value] = []
    for place in range(len(GUARDIANS)):
        if place >= len(ties):
            cells += [None, None, None, None]
            continue
        tie = ties[place]
        card = tie.guardian
        cells += [
            card.full_name,
            words.RELATIONS[tie.relation],
            words.phone(card.phone),
            card.email,
        ]
    return cells
