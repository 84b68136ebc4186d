"""Secret addresses of the timetable: made, kept as a digest, ended by whatever ends the right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.errors import Forbidden, Missing, Refused
from sgo.models import Account, AuditEvent, Guardianship, Membership, TimetableAddress
from sgo.services.family.calendar_addresses import (
    Feed,
    digest_of,
    issue_address,
    revoke_address,
    timetable_feed,
)
from sgo.services.family.calendar_askers import MOST_KEYS, FeedAskers
from sgo.services.guard import Act, acting
from sgo.vocabulary import AuditAction, Role, SystemAct
from tests.centre import Centre
from tests.families import teacher_and_guardian

pytestmark = pytest.mark.clause("1.3f", "4.8")


def issue(centre: Centre, account: str = "guardian", student_id: int | None = None) -> str:
    viewer = centre.viewer(centre.accounts[account])
    token = issue_address(centre.session, viewer, student_id or centre.student.id, "ru", centre.now)
    centre.session.commit()
    return token


def asked(centre: Centre, token: str, days: int = 0) -> Feed:
    return timetable_feed(centre.session, token, centre.now + timedelta(days=days))


def test_an_address_gives_the_lessons_of_its_child(centre: Centre) -> None:
    feed = asked(centre, issue(centre))
    assert feed.child.student_id == centre.student.id
    assert [lesson.lesson_id for lesson in feed.lessons] == [one.id for one in centre.lessons]
    assert all(lesson.marks == () and lesson.comment is None for lesson in feed.lessons)


def test_only_a_digest_of_the_secret_is_kept(centre: Centre, session: Session) -> None:
    token = issue(centre)
    row = session.scalars(select(TimetableAddress)).one()
    assert row.token_digest == digest_of(token)
    assert len(token) >= 43  # 256 bits
    told = session.scalars(
        select(AuditEvent).where(AuditEvent.subject == TimetableAddress.__tablename__)
    ).one()
    assert told.action is AuditAction.CREATE
    assert told.role is Role.GUARDIAN
    assert row.token_digest not in str(told.changes)
    assert token not in str(told.changes)


def test_a_new_address_ends_the_one_before_it(centre: Centre, session: Session) -> None:
    old, new = issue(centre), issue(centre)
    assert old != new
    assert session.scalars(select(TimetableAddress)).one()
    with pytest.raises(Missing):
        asked(centre, old)
    assert asked(centre, new).lessons


def test_an_ended_address_is_gone(centre: Centre) -> None:
    token, viewer = issue(centre), centre.viewer(centre.accounts["guardian"])
    revoke_address(centre.session, viewer, centre.student.id, centre.now)
    with pytest.raises(Missing):
        asked(centre, token)
    with pytest.raises(Missing):
        revoke_address(centre.session, viewer, centre.student.id, centre.now)


def test_each_account_has_its_own(centre: Centre) -> None:
    parents, own = issue(centre), issue(centre, "student")
    viewer = centre.viewer(centre.accounts["student"])
    revoke_address(centre.session, viewer, centre.student.id, centre.now)
    assert asked(centre, parents).lessons
    with pytest.raises(Missing):
        asked(centre, own)


@pytest.mark.parametrize("account", ["guardian", "student", "foreign_guardian"])
def test_nobody_has_an_address_of_a_stranger(centre: Centre, account: str) -> None:
    with pytest.raises(Missing):
        issue(centre, account, centre.students[2].id)


@pytest.mark.parametrize("account", ["teacher", "technical_admin", "director"])
def test_the_office_has_none(centre: Centre, account: str) -> None:
    with pytest.raises(Forbidden):
        issue(centre, account)


def close(centre: Centre, account: Account) -> None:
    account.closed_at = centre.now


def reissue(centre: Centre, account: Account) -> None:
    account.must_change_password = True


def take_the_role(centre: Centre, account: Account) -> None:
    for grant in list(account.grants):
        centre.session.delete(grant)


def end_the_guardianship(centre: Centre, account: Account) -> None:
    link = centre.session.scalars(
        select(Guardianship).filter_by(student_id=centre.student.id)
    ).one()
    centre.session.delete(link)


def leave(centre: Centre, last_day: date) -> None:
    member = centre.session.scalars(
        select(Membership).filter_by(student_id=centre.student.id)
    ).one()
    member.ends_on = last_day
    centre.add(member)


def withdraw(centre: Centre, account: Account) -> None:
    leave(centre, centre.now.date() - timedelta(days=1))


@pytest.mark.parametrize(
    "end", [close, reissue, take_the_role, end_the_guardianship, withdraw], ids=lambda f: f.__name__
)
def test_what_ends_the_right_ends_the_address(
    centre: Centre, end: Callable[[Centre, Account], None]
) -> None:
    token = issue(centre)
    assert asked(centre, token).lessons
    session = centre.session
    with acting(session, Act(centre.now, system=SystemAct.DEMO_LOAD)):
        end(centre, centre.accounts["guardian"])
    session.commit()
    session.expire_all()
    with pytest.raises(Missing):
        asked(centre, token)


def test_the_last_day_in_the_group_still_gives(centre: Centre) -> None:
    token = issue(centre)
    leave(centre, centre.now.date())
    assert asked(centre, token).lessons
    with pytest.raises(Missing):
        asked(centre, token, days=1)


def test_of_a_child_who_studies_nowhere_none_is_made(centre: Centre) -> None:
    new = centre.make_student("Новиков")
    centre.accounts["new"] = centre.make_account("new", Role.STUDENT, student_id=new.id)
    with pytest.raises(Refused) as refusal:
        issue(centre, "new", new.id)
    assert refusal.value.verdict.code == "studies_nowhere"


def test_it_ends_on_the_eighteenth_birthday_and_lives_by_consent(
    centre: Centre, session: Session
) -> None:
    """Decision 27, at the boundary day."""
    with acting(session, Act(centre.now, role=Role.TECHNICAL_ADMIN)):
        centre.student.birth_date = date(2008, 11, 24)  # eighteen tomorrow
    token = issue(centre)
    assert asked(centre, token).lessons
    with pytest.raises(Missing):
        asked(centre, token, days=1)
    with acting(session, Act(centre.now, role=Role.TECHNICAL_ADMIN)):
        link = session.scalars(select(Guardianship).filter_by(student_id=centre.student.id)).one()
        link.adult_consent_on = date(2026, 11, 25)
    with pytest.raises(Missing):
        asked(centre, token, days=1)
    assert asked(centre, token, days=2).lessons


def test_lessons_of_others_and_of_other_times_are_not_given(centre: Centre) -> None:
    today = centre.now.date()
    for day in (today - timedelta(days=31), today + timedelta(days=181)):
        centre.make_lesson(centre.page, day)
    given = {lesson.lesson_id for lesson in asked(centre, issue(centre)).lessons}
    assert given == {lesson.id for lesson in centre.lessons}
    assert centre.foreign_lesson.id not in given


def test_the_memory_of_askers_has_an_end(centre: Centre) -> None:
    askers = FeedAskers()
    assert askers.note("first", 1, centre.now).allowed
    assert not askers.note("first", 1, centre.now).allowed
    for number in range(MOST_KEYS):
        askers.note(f"other {number}", 1, centre.now)
    assert askers.look("first", 1, centre.now).allowed


def test_the_viewer_of_an_address_has_no_other_right(centre: Centre) -> None:
    """A teacher who is a guardian too gives the child's lessons, not those they teach."""
    both = teacher_and_guardian(centre)
    page = centre.make_page(centre.make_group("ВА-26-3"), centre.driving, both.staff)
    centre.make_lesson(page, centre.now.date(), 3)
    feed = asked(centre, issue(centre, "both", centre.foreign_student.id))
    assert [lesson.lesson_id for lesson in feed.lessons] == [centre.foreign_lesson.id]
