"""Rows without a permit are still kept by somebody, at a moment, and only when they are theirs."""

from __future__ import annotations

import pytest
from sqlalchemy import select, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import in_care, visible
from sgo.errors import Conflict, Forbidden, Missing, Refused
from sgo.models import AcademicYear, AuditEvent, Guardianship, Room, Student, Term
from sgo.services.keeping import drop, keep
from sgo.services.settings_keeping import keep_settings
from sgo.vocabulary import Relation, Role, YearState
from tests.centre import Centre

KEEP = Permission.SCHOOL_KEEP


def test_a_row_is_made_and_traced(session: Session, centre: Centre) -> None:
    viewer = centre.viewer(centre.accounts["technical_admin"])
    room = keep(session, viewer, KEEP, Room(), {"name": " каб.  12 "}, centre.now, theirs=true())
    assert str(room) == "каб. 12"
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.subject, event.role) == ("rooms", Role.TECHNICAL_ADMIN)


@pytest.mark.parametrize("who", ["coordinator", "director", "teacher", "guardian"])
def test_without_the_permission_nothing_is_kept(session: Session, centre: Centre, who: str) -> None:
    viewer = centre.viewer(centre.accounts[who])
    with pytest.raises(Forbidden):
        keep(session, viewer, KEEP, Room(), {"name": "x"}, centre.now, theirs=true())


def test_a_row_becomes_nobody_elses(session: Session, centre: Centre) -> None:
    """A curator cannot link a guardian to a student whom they do not see."""
    viewer = centre.viewer(centre.accounts["curator"])
    values = {
        "guardian_id": centre.guardian.id,
        "student_id": centre.foreign_student.id,
        "relation": Relation.OTHER,
    }
    with pytest.raises(Refused) as refusal:
        keep(session, viewer, Permission.CONTACTS_KEEP, Guardianship(), values, centre.now,
             theirs=visible(Guardianship, viewer))  # fmt: skip
    assert refusal.value.verdict.code == "row_of_others"
    session.rollback()


def test_students_in_care(session: Session, centre: Centre) -> None:
    """Decision 28: all for the technical admin, own groups for a curator, none for others."""

    def of(who: str) -> int:
        viewer = centre.viewer(centre.accounts[who])
        return len(session.scalars(select(Student).where(in_care(viewer))).all())

    assert [of(who) for who in ("technical_admin", "curator", "teacher", "director")] == [
        6, 5, 0, 0
    ]  # fmt: skip


def test_who_saw_an_older_version_changes_nothing(session: Session, centre: Centre) -> None:
    viewer = centre.viewer(centre.accounts["technical_admin"])
    keep(session, viewer, KEEP, centre.room, {"seats": 29}, centre.now, theirs=true(), seen=1)
    with pytest.raises(Conflict):
        keep(session, viewer, KEEP, centre.room, {"seats": 28}, centre.now, theirs=true(), seen=1)
    assert centre.room.seats == 29


def test_a_deletion_needs_the_row_to_be_theirs_and_free(session: Session, centre: Centre) -> None:
    viewer = centre.viewer(centre.accounts["technical_admin"])
    curator = centre.viewer(centre.accounts["curator"])
    tie = session.scalars(
        select(Guardianship).where(Guardianship.student_id == centre.foreign_student.id)
    ).one()
    with pytest.raises(Missing):
        drop(session, curator, Permission.CONTACTS_KEEP, tie, centre.now,
             theirs=visible(Guardianship, curator))  # fmt: skip
    with pytest.raises(IntegrityError), session.begin_nested():
        drop(session, viewer, KEEP, centre.year, centre.now, theirs=true())


def test_a_closed_year_is_changed_by_nobody(session: Session, centre: Centre) -> None:
    viewer = centre.viewer(centre.accounts["technical_admin"])
    calendar = Permission.CALENDAR_KEEP
    centre.year.state = YearState.CLOSED
    centre.add(centre.year)
    for row, values in (
        (session.get_one(Term, centre.term.id), {"name": "x"}),
        (session.get_one(AcademicYear, centre.year.id), {"name": "x"}),
        (Term(), {"scheme_id": centre.scheme.id, "name": "x", "position": 3}),
    ):
        with pytest.raises(Refused) as refusal:
            keep(session, viewer, calendar, row, values, centre.now, theirs=true())
        assert refusal.value.verdict.code == "year_closed"


def test_settings_need_sense_and_a_day_that_has_not_passed(
    session: Session, centre: Centre
) -> None:
    viewer = centre.viewer(centre.accounts["technical_admin"])
    today = centre.now.date()
    values = {"lesson_days": 7, "control_days": 10, "period_days": 10, "lead_days": 2,
              "least_marks": 1, "five_from": 450, "four_from": 350, "three_from": 250}  # fmt: skip
    row = keep_settings(session, viewer, values | {"valid_from": today}, centre.now)
    assert row.lesson_days == 7
    for wrong in ({"five_from": 340}, {"valid_from": today.replace(day=22)}):
        with pytest.raises(Refused):
            keep_settings(session, viewer, values | {"valid_from": today} | wrong, centre.now)
    with pytest.raises(Forbidden):
        keep_settings(session, centre.viewer(centre.accounts["director"]), values, centre.now)
