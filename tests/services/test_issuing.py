"""Sign-in details in batches: new ones, unused ones anew, nobody's own password ended (4.2)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Forbidden, Missing, Refused
from sgo.models import Account, AccountIssue, AuditEvent, Guardianship
from sgo.rules.issuing import Standing
from sgo.services.accounts.issue_register import issue_register
from sgo.services.accounts.issuing import Batch, candidates, issue_batch
from sgo.services.accounts.keeping import issue_account, reissue_password
from sgo.services.accounts.sign_in import Origin, sign_in
from sgo.vocabulary import Audience, IssueKind, Role
from tests.centre import Centre
from tests.conftest import MOSCOW, QueryCount

HERE = Origin("192.0.2.7", "a secret of the tests")


def batch_of(
    session: Session, centre: Centre, admin: Viewer, audience: Audience, minutes: int = 0
) -> Batch:
    """A batch for everybody who waits, ordered `minutes` after the centre's moment."""
    now = centre.now + timedelta(minutes=minutes)
    group_id = None if audience is Audience.STAFF else centre.group.id
    people = candidates(session, admin, audience, group_id)
    ticked = [one.card_id for one in people if one.waits]
    return issue_batch(session, admin, audience, group_id, ticked, now, now)


@pytest.mark.clause("4.2")
def test_a_group_gets_slips_that_open_once(session: Session, centre: Centre, admin: Viewer) -> None:
    before = candidates(session, admin, Audience.STUDENTS, centre.group.id)
    waiting = [one for one in before if one.standing is Standing.NONE]
    assert len(waiting) > 1
    batch = batch_of(session, centre, admin, Audience.STUDENTS)
    assert [slip.full_name for slip in batch.slips] == [one.full_name for one in waiting]
    assert batch.left_out == ()
    assert len({slip.login for slip in batch.slips}) == len(batch.slips)
    slip = batch.slips[0]
    assert (slip.role, slip.note) == (Role.STUDENT, centre.group.name)
    signed_in = sign_in(session, HERE, slip.login, slip.password, centre.now)
    assert signed_in.must_change_password
    assert signed_in.viewer.student_id == waiting[0].card_id
    lines = session.scalars(
        select(AccountIssue).join(AccountIssue.account).where(Account.login == slip.login)
    ).all()
    assert [(line.kind, line.issued_by_id) for line in lines] == [
        (IssueKind.FIRST, admin.account_id)
    ]
    changes = session.scalars(select(AuditEvent.changes)).all()
    assert all(one.password not in str(changes) for one in batch.slips)


@pytest.mark.clause("4.2")
def test_an_unused_slip_is_renewed_and_an_own_password_is_left_alone(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    first = batch_of(session, centre, admin, Audience.STUDENTS)
    used = session.scalars(select(Account).where(Account.login == first.slips[0].login)).one()
    stamp_before = used.session_stamp
    centre_now = centre.now + timedelta(minutes=5)
    people = candidates(session, admin, Audience.STUDENTS, centre.group.id)
    assert {one.standing for one in people if one.login} >= {Standing.UNUSED}
    used.must_change_password = False
    centre.add(used)
    session.commit()
    ticked = [one.card_id for one in people if one.login in {s.login for s in first.slips}]
    second = issue_batch(
        session, admin, Audience.STUDENTS, centre.group.id, ticked, centre_now, centre_now
    )
    assert second.left_out == (first.slips[0].full_name,)
    assert used.session_stamp == stamp_before
    renewed, old = second.slips[0], first.slips[1]
    assert (renewed.login, renewed.full_name) == (old.login, old.full_name)
    assert renewed.password != old.password
    kinds = session.scalars(
        select(AccountIssue.kind)
        .join(AccountIssue.account)
        .where(Account.login == renewed.login)
        .order_by(AccountIssue.id)
    ).all()
    assert kinds == [IssueKind.FIRST, IssueKind.AGAIN]


@pytest.mark.clause("4.2")
def test_a_second_press_does_not_end_the_slips_of_the_first(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    seen_at = centre.now
    people = candidates(session, admin, Audience.STUDENTS, centre.group.id)
    ticked = [one.card_id for one in people if one.waits]
    arguments = (session, admin, Audience.STUDENTS, centre.group.id, ticked, seen_at)
    slips = issue_batch(*arguments, seen_at + timedelta(seconds=1)).slips
    with pytest.raises(Refused) as caught:
        issue_batch(*arguments, seen_at + timedelta(seconds=2))
    assert caught.value.verdict.code == "nobody_waits"
    session.rollback()
    later = seen_at + timedelta(seconds=3)
    assert sign_in(session, HERE, slips[0].login, slips[0].password, later).must_change_password


@pytest.mark.clause("4.2", "4.8")
def test_guardians_of_a_group_stand_once_and_only_while_they_may_read(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    child, other = centre.students[0], centre.students[1]
    mother = centre.make_guardian("Ясенева", child, other)
    grown = centre.make_student("Взрослов", birth_date=date(2000, 1, 1))
    centre.enrol(grown, centre.group)
    shut_out = centre.make_guardian("Взрослова", grown)
    names = {
        one.full_name: one
        for one in candidates(session, admin, Audience.GUARDIANS, centre.group.id)
    }
    assert names[mother.full_name].note == f"{child.short_name}, {other.short_name}"
    assert shut_out.full_name not in names
    tie = session.scalars(select(Guardianship).where(Guardianship.guardian_id == shut_out.id)).one()
    tie.adult_consent_on = centre.now.date()
    centre.add(tie)
    names_now = {
        one.full_name for one in candidates(session, admin, Audience.GUARDIANS, centre.group.id)
    }
    assert shut_out.full_name in names_now
    batch = batch_of(session, centre, admin, Audience.GUARDIANS)
    assert {slip.role for slip in batch.slips} == {Role.GUARDIAN}
    assert mother.full_name in {slip.full_name for slip in batch.slips}


@pytest.mark.clause("4.2")
def test_staff_who_left_get_nothing(session: Session, centre: Centre, admin: Viewer) -> None:
    left = centre.make_staff("Ушедшая", dismissed_on=centre.now.date() - timedelta(days=1))
    last_day = centre.make_staff("Сегодняшняя", dismissed_on=centre.now.date())
    batch = batch_of(session, centre, admin, Audience.STAFF)
    names = {slip.full_name for slip in batch.slips}
    assert last_day.full_name in names
    assert left.full_name not in names
    accounts = session.scalars(select(Account).where(Account.staff_id == last_day.id)).one()
    assert accounts.roles == {Role.TEACHER}


def test_a_batch_is_closed_to_everybody_but_the_technical_admin(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    now = centre.now
    for name in ("coordinator", "director", "teacher", "guardian"):
        viewer = centre.viewer(centre.accounts[name])
        with pytest.raises(Forbidden):
            issue_batch(session, viewer, Audience.STAFF, None, [1], now, now)
    with pytest.raises(Missing):
        issue_batch(session, admin, Audience.STAFF, None, [987654], now, now)
    with pytest.raises(Missing):
        candidates(session, admin, Audience.STUDENTS, 987654)
    for ticked, code in (([], "nobody_chosen"), (range(1, 122), "batch_too_large")):
        with pytest.raises(Refused) as caught:
            issue_batch(session, admin, Audience.STAFF, None, ticked, now, now)
        assert caught.value.verdict.code == code


@pytest.mark.clause("4.2")
def test_the_register_holds_every_issue_of_its_days(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    batch = batch_of(session, centre, admin, Audience.STUDENTS)
    card = centre.make_staff("Яшин", "Пётр")
    issued = issue_account(session, admin, roles=[Role.TEACHER], staff_id=card.id, now=centre.now)
    midnight = datetime(2026, 11, 24, 0, 0, tzinfo=MOSCOW)
    reissue_password(session, admin, issued.account.id, midnight)
    session.commit()
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    view = issue_register(session, admin, monday, monday, None, MOSCOW)
    assert len(view.lines) == len(batch.slips) + 1
    assert view.lines[-1].full_name == card.full_name
    assert view.lines[-1].issued_at == centre.now
    following = issue_register(session, admin, tuesday, tuesday, None, MOSCOW)
    assert [(line.kind, line.issued_at) for line in following.lines] == [
        (IssueKind.AGAIN, midnight)
    ]
    of_group = issue_register(session, admin, monday, tuesday, centre.group.id, MOSCOW)
    assert of_group.group == centre.group.name
    assert [line.login for line in of_group.lines] == [
        line.login for line in view.lines if line.login in {slip.login for slip in batch.slips}
    ]
    with pytest.raises(Refused):
        issue_register(session, admin, tuesday, monday, None, MOSCOW)


def test_a_batch_asks_the_same_at_any_size(
    session: Session, centre: Centre, admin: Viewer, count_queries: QueryCount
) -> None:
    costs = []
    for minutes, more in ((0, 0), (5, 20)):
        for number in range(more):
            centre.enrol(centre.make_student(f"Новый{number}"), centre.group)
        session.commit()
        count_queries.statements.clear()
        batch = batch_of(session, centre, admin, Audience.STUDENTS, minutes)
        costs.append(sum(one.startswith("SELECT") for one in count_queries.statements))
    assert len(batch.slips) > 20
    assert costs[0] == costs[1] <= 9
