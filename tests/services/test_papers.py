"""Files of cards, consents and special needs: who keeps them, and what no history tells."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select, true
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Forbidden, Missing, Refused, Unpermitted
from sgo.models import AuditEvent, Consent, PersonFile, StaffCourse, StudentDocument, StudentNeed
from sgo.rules.papers import consent_counts
from sgo.rules.stored_files import LARGEST_FILE
from sgo.services.guard import acting_as
from sgo.services.keeping import keep
from sgo.services.people.papers import Whose, attach_file, drop_file, file_of
from sgo.services.people.papers_checks import counts_on, dates_of
from sgo.vocabulary import ConsentKind, DocumentKind, PaperKind, SpecialNeed
from tests.attachments import JPEG, PDF, PNG
from tests.centre import Centre

pytestmark = pytest.mark.clause("2.1.2")

OTHERS = ("director", "teacher", "curator", "guardian", "student")


def attach(
    centre: Centre, viewer: Viewer, whose: Whose, content: bytes = PDF, name: str = "a.pdf"
) -> PersonFile:
    return attach_file(
        centre.session,
        viewer,
        whose,
        title="Паспорт, первая страница",
        kind=PaperKind.IDENTITY,
        file_name=name,
        content=content,
        now=centre.now,
    )


def told(session: Session, subject: str) -> list[AuditEvent]:
    return list(
        session.scalars(
            select(AuditEvent).where(AuditEvent.subject == subject).order_by(AuditEvent.id)
        )
    )


def test_a_file_is_kept_with_a_card_of_each_kind(
    centre: Centre, session: Session, admin: Viewer, coordinator: Viewer
) -> None:
    for whose in (
        Whose(student_id=centre.student.id),
        Whose(guardian_id=centre.guardian.id),
        Whose(staff_id=centre.teacher.id),
    ):
        row = attach(centre, admin, whose)
        session.commit()
        assert file_of(session, coordinator, row.id).content == PDF
        assert row.attached_by_id == admin.account_id
    assert row.person is centre.teacher


@pytest.mark.parametrize(
    ("content", "given", "name"),
    [
        (PDF, "../../etc/passwd", "passwd.pdf"),
        (PDF, "C:\\docs\\..\\паспорт.pdf", "паспорт.pdf"),
        (PNG, "скан.php.png.exe", "скан.php.png.png"),
        (JPEG, "a\r\nSet-Cookie: b.html", "aSet-Cookie b.jpg"),
        (JPEG, "<script>.svg", "script.jpg"),
        (PDF, "", "file.pdf"),
        (PDF, "." * 40, "file.pdf"),
        (PDF, "ф" * 400 + ".pdf", "ф" * 180 + ".pdf"),
    ],
)
def test_the_name_of_a_file_leads_nowhere(
    centre: Centre, admin: Viewer, content: bytes, given: str, name: str
) -> None:
    row = attach(centre, admin, Whose(student_id=centre.student.id), content, given)
    assert row.file_name == name


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file_of_other_type"),
        (b"<!doctype html><script>alert(1)</script>", "file_of_other_type"),
        (b"MZ\x90\x00", "file_of_other_type"),
        (b"PK\x03\x04", "file_of_other_type"),
        (b"%PDF-1.7 without an end", "file_of_other_type"),
        (b"%PDF-" + b" " * LARGEST_FILE + b"%%EOF", "file_too_large"),
    ],
)
def test_a_file_is_judged_by_its_content(
    centre: Centre, session: Session, admin: Viewer, content: bytes, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        attach(centre, admin, Whose(student_id=centre.student.id), content, "паспорт.pdf")
    session.rollback()
    assert session.scalars(select(PersonFile)).all() == []


def test_a_file_of_nobody_or_of_two_is_refused(centre: Centre, admin: Viewer) -> None:
    for whose in (Whose(), Whose(centre.student.id, centre.guardian.id)):
        with pytest.raises(Refused, match="paper_of_one_person"):
            attach(centre, admin, whose)
    with pytest.raises(Missing):
        attach(centre, admin, Whose(student_id=999_999))


def test_files_are_of_who_keeps_and_who_oversees_the_cards(
    centre: Centre, session: Session, admin: Viewer, coordinator: Viewer
) -> None:
    row = attach(centre, admin, Whose(student_id=centre.student.id))
    session.commit()
    for name in OTHERS:
        viewer = centre.viewer(centre.accounts[name])
        for act in (
            lambda viewer=viewer: file_of(session, viewer, row.id),
            lambda viewer=viewer: attach(centre, viewer, Whose(student_id=centre.student.id)),
            lambda viewer=viewer: drop_file(session, viewer, row.id, centre.now),
        ):
            with pytest.raises(Forbidden):
                act()
        assert session.scalars(scope(select(PersonFile), PersonFile, viewer)).all() == []
    with pytest.raises(Forbidden):
        drop_file(session, coordinator, row.id, centre.now)
    with pytest.raises(Missing):
        file_of(session, admin, 999_999)
    drop_file(session, admin, row.id, centre.now)
    session.commit()
    with pytest.raises(Missing):
        drop_file(session, admin, row.id, centre.now)


def test_no_file_comes_round_the_service(centre: Centre, session: Session, admin: Viewer) -> None:
    row = PersonFile(
        student_id=centre.student.id,
        title="x",
        kind=PaperKind.OTHER,
        file_name="x.html",
        media_type="text/html",
        size=1,
        content=b"x",
        attached_by_id=admin.account_id,
        attached_at=centre.now,
    )
    with acting_as(session, admin, Permission.PAPERS_KEEP, centre.now):
        session.add(row)
        with pytest.raises(Unpermitted):
            session.flush()
        session.expunge(row)


def kept(centre: Centre, viewer: Viewer, permission: Permission, row: Any, **values: Any) -> Any:
    return keep(centre.session, viewer, permission, row, values, centre.now, theirs=true())


def test_special_needs_wait_for_a_consent_that_holds(
    centre: Centre, session: Session, admin: Viewer, coordinator: Viewer
) -> None:
    today = centre.now.date()
    need = {"student_id": centre.student.id, "kind": SpecialNeed.DISABILITY, "basis": "МСЭ № 7"}
    with pytest.raises(Refused, match="needs_without_consent"):
        kept(centre, coordinator, Permission.NEEDS_KEEP, StudentNeed(), **need)
    session.rollback()
    for kind, student in (
        (ConsentKind.PHOTO, centre.student),
        (ConsentKind.SPECIAL_NEEDS, centre.students[1]),
    ):
        kept(
            centre,
            admin,
            Permission.PAPERS_KEEP,
            Consent(),
            student_id=student.id,
            kind=kind,
            given_on=today,
        )
        with pytest.raises(Refused, match="needs_without_consent"):
            kept(centre, coordinator, Permission.NEEDS_KEEP, StudentNeed(), **need)
        session.rollback()
    consent = kept(
        centre,
        admin,
        Permission.PAPERS_KEEP,
        Consent(),
        student_id=centre.student.id,
        kind=ConsentKind.SPECIAL_NEEDS,
        given_on=today - timedelta(days=5),
    )
    row = kept(centre, coordinator, Permission.NEEDS_KEEP, StudentNeed(), **need)
    session.commit()
    for name in OTHERS:
        viewer = centre.viewer(centre.accounts[name])
        assert session.scalars(scope(select(StudentNeed), StudentNeed, viewer)).all() == []
        with pytest.raises(Forbidden):
            kept(centre, viewer, Permission.NEEDS_KEEP, StudentNeed(), **need)
    kept(centre, admin, Permission.PAPERS_KEEP, consent, withdrawn_on=today)
    with pytest.raises(Refused, match="needs_without_consent"):
        kept(centre, coordinator, Permission.NEEDS_KEEP, row, basis="МСЭ № 8")


def test_a_list_finds_the_consents_that_the_rule_lets_count(
    centre: Centre, session: Session
) -> None:
    today = centre.now.date()
    near = [today + timedelta(days=step) for step in (-1, 0, 1)]
    rows = [
        centre.add(
            Consent(
                student_id=centre.student.id,
                kind=ConsentKind.PHOTO,
                given_on=given_on,
                valid_to=valid_to,
                withdrawn_on=withdrawn_on,
            )
        )
        for given_on, valid_to, withdrawn_on in product(near, [None, *near], [None, *near])
    ]
    found = set(session.scalars(select(Consent.id).where(counts_on(today))))
    assert found == {row.id for row in rows if consent_counts(dates_of(row), today).allowed}
    assert 0 < len(found) < len(rows)


def test_the_trail_tells_nothing_of_what_is_restricted(
    centre: Centre, session: Session, admin: Viewer
) -> None:
    kept(
        centre,
        admin,
        Permission.PAPERS_KEEP,
        Consent(),
        student_id=centre.student.id,
        kind=ConsentKind.SPECIAL_NEEDS,
        given_on=centre.now.date(),
        document="Заявление № 3",
    )
    kept(
        centre,
        admin,
        Permission.NEEDS_KEEP,
        StudentNeed(),
        student_id=centre.student.id,
        kind=SpecialNeed.DISABILITY,
        basis="МСЭ № 7",
    )
    kept(
        centre,
        admin,
        Permission.PAPERS_KEEP,
        StudentDocument(),
        student_id=centre.student.id,
        kind=DocumentKind.PASSPORT,
        series="4509",
        number="123456",
    )
    attach(centre, admin, Whose(student_id=centre.student.id), name="особый.pdf")
    session.commit()
    hidden = {
        "consents": {"kind", "document"},
        "student_needs": {"student_id", "kind", "basis"},
        "student_documents": {"series", "number"},
        "person_files": {"title", "file_name"},
    }
    for subject, names in hidden.items():
        (event,) = told(session, subject)
        assert event.account_id == admin.account_id
        assert {name for name, values in event.changes.items() if values == ["•", "•"]} >= names
        text = str(event.changes)
        for word in ("special_needs", "disability", "МСЭ", "4509", "123456", "особый", "№ 3"):
            assert word not in text


def test_a_course_is_noted_when_it_is_finished_and_read_by_its_own_teacher(
    centre: Centre, session: Session, admin: Viewer
) -> None:
    today = centre.now.date()
    course = {"staff_id": centre.teacher.id, "name": "Первая помощь", "hours": 72}
    with pytest.raises(Refused, match="paper_ahead"):
        kept(
            centre,
            admin,
            Permission.STAFF_KEEP,
            StaffCourse(),
            **course,
            finished_on=today + timedelta(days=1),
        )
    session.rollback()
    row = kept(centre, admin, Permission.STAFF_KEEP, StaffCourse(), **course, finished_on=today)
    for name, seen in (("teacher", [row]), ("other_teacher", []), ("director", [row])):
        viewer = centre.viewer(centre.accounts[name])
        assert session.scalars(scope(select(StaffCourse), StaffCourse, viewer)).all() == seen
