"""Everything that is kept of a person, and nothing of another's."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.errors import Forbidden, Missing
from sgo.models import (
    AuditEvent,
    Base,
    Consent,
    Guardian,
    Staff,
    StaffCourse,
    Student,
    StudentDocument,
    StudentNeed,
)
from sgo.services.people.extract import PersonalExtract, extract_of
from sgo.vocabulary import ConsentKind, DocumentKind, SpecialNeed
from tests.centre import Centre

pytestmark = pytest.mark.clause("2.1.2")


def extract(centre: Centre, name: str, model: type, key: int) -> PersonalExtract:
    return extract_of(centre.session, centre.viewer(centre.accounts[name]), model, key, centre.now)


def test_the_extract_of_a_student_is_whole_and_of_nobody_else(
    centre: Centre, session: Session
) -> None:
    for student, number in ((centre.student, "123456"), (centre.foreign_student, "654321")):
        centre.add(
            StudentDocument(student_id=student.id, kind=DocumentKind.PASSPORT, number=number)
        )
        centre.add(
            Consent(student_id=student.id, kind=ConsentKind.PHOTO, given_on=date(2026, 9, 1))
        )
        centre.add(StudentNeed(student_id=student.id, kind=SpecialNeed.CONDITIONS, basis=number))
    centre.make_cell(centre.lesson, centre.student, 4, comment="Молодец")
    centre.make_cell(centre.foreign_lesson, centre.foreign_student, 2, comment="Не готов")
    found = extract(centre, "technical_admin", Student, centre.student.id)
    assert found.name == centre.student.full_name
    assert found.head.organisation == "Учебный центр «Степной»"
    tables = {part.table: part for part in found.parts}
    assert {
        "students",
        "guardianships",
        "memberships",
        "movement_records",
        "journal_entries",
        "marks",
        "student_documents",
        "consents",
        "student_needs",
        "accounts",
        "role_grants",
    } <= set(tables)
    assert found.parts[0].table == "students"
    text = str(found.parts)
    for word in (centre.student.surname, "123456", "Молодец"):
        assert word in text
    for word in (centre.foreign_student.surname, "654321", "Не готов"):
        assert word not in text
    assert len(tables["marks"].rows) == 1


def test_no_secret_and_no_key_of_a_copy_leaves(centre: Centre) -> None:
    centre.add(
        StaffCourse(staff_id=centre.teacher.id, name="Курс", hours=72, finished_on=date(2026, 1, 9))
    )
    found = extract(centre, "coordinator", Staff, centre.teacher.id)
    assert "Курс" in str(found.parts)
    for part in found.parts:
        columns = Base.metadata.tables[part.table].c
        assert not [name for name in part.columns if columns[name].info.get("secret")]
        assert not {"sort_key", "search_key", "version"} & set(part.columns)
    assert "not a hash" not in str(found.parts)


def test_the_trail_says_who_took_it_and_repeats_nothing(centre: Centre, session: Session) -> None:
    found = extract(centre, "coordinator", Guardian, centre.guardian.id)
    event = session.scalars(
        select(AuditEvent).where(AuditEvent.subject == "personal_extracts")
    ).one()
    assert event.account_id == centre.accounts["coordinator"].id
    assert event.row_key == f"guardians/{centre.guardian.id}"
    assert event.changes["rows"] == [None, sum(len(part.rows) for part in found.parts)]
    assert centre.guardian.surname not in str(event.changes)


@pytest.mark.parametrize("name", ["director", "teacher", "curator", "guardian", "student"])
def test_others_take_no_extract(centre: Centre, session: Session, name: str) -> None:
    with pytest.raises(Forbidden):
        extract(centre, name, Student, centre.student.id)
    assert not session.scalars(
        select(AuditEvent).where(AuditEvent.subject == "personal_extracts")
    ).all()


def test_nobody_has_no_extract(centre: Centre) -> None:
    with pytest.raises(Missing):
        extract(centre, "technical_admin", Student, 999_999)


def test_it_costs_the_same_with_many_rows(centre: Centre, count_queries: object) -> None:
    def cost() -> int:
        count_queries.statements.clear()  # type: ignore[attr-defined]
        extract(centre, "technical_admin", Student, centre.student.id)
        return len(count_queries)  # type: ignore[arg-type]

    cost()
    few = cost()
    for lesson in centre.lessons:
        centre.make_cell(lesson, centre.student, 5)
    assert cost() == few
