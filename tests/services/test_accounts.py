"""Accounts: issued, closed, given roles; and the command that confirms the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Forbidden, Missing, Refused
from sgo.models import Account, AuditEvent, RoleGrant
from sgo.services.accounts import keeping as service
from sgo.services.accounts import roles as roles_service
from sgo.services.accounts.sign_in import Origin, change_own_password, sign_in
from sgo.services.accounts.viewers import signed_in_account
from sgo.services.clockwatch import confirm_clock, last_event_at, require_steady_clock
from sgo.vocabulary import AuditAction, Role, SystemAct
from tests.centre import Centre
from tests.signing import open_session

HERE = Origin("192.0.2.7", "a secret of the tests")


def refused(act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.verdict.code


@pytest.mark.clause("4.2")
def test_an_issued_account_opens_once_shown_and_must_change_its_password(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    card = centre.make_staff("Щёголев", "Юрий")
    issued = service.issue_account(
        session, admin, roles=[Role.TEACHER], staff_id=card.id, now=centre.now
    )
    session.commit()
    assert issued.login == "shchegolev.i"
    assert issued.password not in issued.account.password_hash
    assert issued.account.roles == {Role.TEACHER}
    signed_in = sign_in(session, HERE, issued.login, issued.password, centre.now)
    assert signed_in.must_change_password
    assert signed_in.viewer.staff_id == card.id
    events = session.scalars(
        select(AuditEvent).where(AuditEvent.action == AuditAction.CREATE).order_by(AuditEvent.id)
    ).all()[-3:]
    assert [event.subject for event in events] == ["accounts", "account_issues", "role_grants"]
    assert {(event.account_id, event.role) for event in events} == {
        (admin.account_id, Role.TECHNICAL_ADMIN)
    }
    assert issued.password not in str([event.changes for event in events])


@pytest.mark.clause("4.2")
def test_namesakes_get_numbers(session: Session, centre: Centre, admin: Viewer) -> None:
    logins = [
        service.issue_account(
            session,
            admin,
            roles=[Role.TEACHER],
            staff_id=centre.make_staff("Зюзин", "Илья").id,
            now=centre.now,
        ).login
        for _ in range(3)
    ]
    assert logins == ["ziuzin.i", "ziuzin.i2", "ziuzin.i3"]


@pytest.mark.clause("1.7")
def test_one_account_holds_the_cards_of_one_person(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    guardian = centre.make_guardian("Левченко", centre.foreign_student)
    teacher = centre.accounts["teacher"]
    code = refused(
        lambda: roles_service.grant_role(session, admin, teacher.id, Role.GUARDIAN, centre.now)
    )
    assert code == "role_needs_guardian_card"
    service.add_card(session, admin, teacher.id, guardian_id=guardian.id, now=centre.now)
    roles_service.grant_role(session, admin, teacher.id, Role.GUARDIAN, centre.now)
    session.commit()
    viewer = centre.viewer(teacher)
    assert viewer.roles == {Role.TEACHER, Role.GUARDIAN}
    assert viewer.guardian_id == guardian.id


@pytest.mark.parametrize(
    ("roles", "card", "login", "code"),
    [
        ([Role.TEACHER], "guardian", None, "role_needs_staff_card"),
        ([Role.STUDENT], "new_staff", None, "role_needs_student_card"),
        ([Role.GUARDIAN], "new_staff", None, "role_needs_guardian_card"),
        ([Role.TEACHER], "teacher", None, "account_exists"),
        ([Role.TEACHER], "new_staff", " Teacher ", "login_taken"),
        ([Role.TEACHER], "new_staff", "два слова", "login_not_understood"),
        ([Role.TEACHER], "new_staff", "ab", "login_not_understood"),
        ([Role.TEACHER], "new_staff", "<script>", "login_not_understood"),
        ([Role.TEACHER], "new_staff", "x" * 61, "login_not_understood"),
    ],
)
def test_an_account_that_makes_no_sense_is_not_issued(
    session: Session,
    centre: Centre,
    admin: Viewer,
    roles: list[Role],
    card: str,
    login: str | None,
    code: str,
) -> None:
    cards = {
        "guardian": {"guardian_id": centre.make_guardian("Новикова").id},
        "new_staff": {"staff_id": centre.make_staff("Новиков").id},
        "teacher": {"staff_id": centre.teacher.id},
    }
    count = len(session.scalars(select(Account.id)).all())
    assert code == refused(
        lambda: service.issue_account(
            session, admin, roles=roles, login=login, now=centre.now, **cards[card]
        )
    )
    assert len(session.scalars(select(Account.id)).all()) == count


def test_a_card_that_is_not_there_is_missing(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    for keys in ({"staff_id": 999_999}, {}):
        with pytest.raises(Missing):
            service.issue_account(session, admin, roles=[], now=centre.now, **keys)
    for act in (service.reissue_password, service.close_account, service.reopen_account):
        with pytest.raises(Missing):
            act(session, admin, 999_999, centre.now)


@pytest.mark.clause("4.3")
def test_a_new_password_and_a_closing_end_every_session(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    account, today = centre.accounts["teacher"], centre.now.date()
    first = service.reissue_password(session, admin, account.id, centre.now)
    token = open_session(session, account, centre.now)
    second = service.reissue_password(session, admin, account.id, centre.now)
    session.commit()
    assert signed_in_account(session, token, centre.now, today) is None
    with pytest.raises(Refused, match="sign_in_refused"):
        sign_in(session, HERE, "teacher", first.password, centre.now)
    assert sign_in(session, HERE, "teacher", second.password, centre.now).must_change_password
    token = open_session(session, account, centre.now)
    service.close_account(session, admin, account.id, centre.now)
    session.commit()
    assert account.closed_at == centre.now
    assert signed_in_account(session, token, centre.now, today) is None
    with pytest.raises(Refused, match="sign_in_refused"):
        sign_in(session, HERE, "teacher", second.password, centre.now)
    assert (
        refused(lambda: service.reissue_password(session, admin, account.id, centre.now))
        == "account_closed"
    )
    again = service.reopen_account(session, admin, account.id, centre.now)
    session.commit()
    assert signed_in_account(session, token, centre.now, today) is None
    assert sign_in(session, HERE, "teacher", again.password, centre.now)


@pytest.mark.clause("3.2")
def test_nobody_raises_their_own_rights(session: Session, centre: Centre, admin: Viewer) -> None:
    own = admin.account_id
    assert (
        refused(lambda: roles_service.grant_role(session, admin, own, Role.COORDINATOR, centre.now))
        == "own_rights_not_raised"
    )
    assert (
        refused(lambda: roles_service.set_roles(session, admin, own, list(Role)[:4], centre.now))
        == "own_rights_not_raised"
    )
    assert centre.accounts["technical_admin"].roles == {Role.TECHNICAL_ADMIN}


@pytest.mark.clause("3.2")
def test_the_last_technical_admin_stays(session: Session, centre: Centre, admin: Viewer) -> None:
    own, teacher = admin.account_id, centre.accounts["teacher"].id

    def leave() -> Account:
        return roles_service.revoke_role(session, admin, own, Role.TECHNICAL_ADMIN, centre.now)

    def close() -> Account:
        return service.close_account(session, admin, own, centre.now)

    assert refused(leave) == refused(close) == "last_technical_admin"
    roles_service.grant_role(session, admin, teacher, Role.TECHNICAL_ADMIN, centre.now)
    service.close_account(session, admin, teacher, centre.now)
    assert refused(leave) == refused(close) == "last_technical_admin"
    service.reopen_account(session, admin, teacher, centre.now)
    assert Role.TECHNICAL_ADMIN not in leave().roles
    session.commit()
    trace = session.scalars(
        select(AuditEvent).where(AuditEvent.subject == "role_grants").order_by(AuditEvent.id.desc())
    ).first()
    assert trace is not None
    assert trace.action is AuditAction.DELETE
    assert trace.changes["role"] == ["technical_admin", None]


@pytest.mark.clause("3.2")
@pytest.mark.parametrize(
    "who", ["coordinator", "director", "teacher", "guardian", "student", "curator"]
)
def test_only_the_technical_admin_keeps_accounts(
    session: Session, centre: Centre, who: str
) -> None:
    viewer = centre.viewer(centre.accounts[who])
    other = centre.accounts["other_teacher"].id
    grants = len(session.scalars(select(RoleGrant.id)).all())
    acts: list[Callable[[], Any]] = [
        lambda: service.issue_account(
            session, viewer, roles=[Role.TEACHER], staff_id=centre.teacher.id, now=centre.now
        ),
        lambda: service.add_card(session, viewer, other, guardian_id=1, now=centre.now),
        lambda: service.reissue_password(session, viewer, other, centre.now),
        lambda: service.close_account(session, viewer, other, centre.now),
        lambda: service.reopen_account(session, viewer, other, centre.now),
    ]
    if (
        who != "coordinator"
    ):  # 3.1: who gives roles too, but makes no admin and raises no own rights
        acts.append(
            lambda: roles_service.set_roles(session, viewer, other, [Role.DIRECTOR], centre.now)
        )
        for change in (roles_service.grant_role, roles_service.revoke_role):
            with pytest.raises((Forbidden, Missing)):
                change(session, viewer, other, Role.TEACHER, centre.now)
    for act in acts:
        with pytest.raises(Forbidden):
            act()
    for key in (other, viewer.account_id):
        with pytest.raises((Forbidden, Missing, Refused)):
            roles_service.set_roles(session, viewer, key, [Role.TECHNICAL_ADMIN], centre.now)
    assert len(session.scalars(select(RoleGrant.id)).all()) == grants


@pytest.mark.clause("4.2")
def test_the_command_line_starts_a_centre_and_lets_a_locked_out_admin_in(
    session: Session, centre: Centre
) -> None:
    issued = service.issue_first_account(
        session,
        surname=" Мороз ",
        given_name="Нина",
        position="информатик",
        login="Root.1",
        now=centre.now,
    )
    session.commit()
    assert issued.login == "root.1"
    assert issued.account.roles == {Role.TECHNICAL_ADMIN}
    assert issued.account.staff is not None
    assert issued.account.staff.surname == "Мороз"
    again = service.reset_password(session, " ROOT.1", centre.now)
    session.commit()
    token = sign_in(session, HERE, "root.1", again.password, centre.now).token
    service.close_sessions(session, "root.1", centre.now)
    session.commit()
    assert signed_in_account(session, token, centre.now, centre.now.date()) is None
    with pytest.raises(Missing):
        service.reset_password(session, "nobody", centre.now)
    acts = set(
        session.scalars(select(AuditEvent.system_act).order_by(AuditEvent.id.desc()).limit(3))
    )
    assert acts == {SystemAct.COMMAND_LINE, SystemAct.SIGN_IN}


@pytest.mark.clause("4.11")
def test_guarded_writes_stop_while_the_clock_stands_before_the_trail(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    account = centre.accounts["teacher"]
    assert last_event_at(session) == centre.now
    back = centre.now - timedelta(days=3)
    with pytest.raises(Refused, match="clock_went_back"):
        require_steady_clock(session, back)
    with pytest.raises(Refused, match="clock_went_back"):
        service.reissue_password(session, admin, account.id, back)
    session.rollback()
    # Signing in goes on, and does not put the clock right by itself.
    hidden = service.reset_password(session, "teacher", back)
    session.commit()
    here = sign_in(session, HERE, "teacher", hidden.password, back).sign_in_id
    viewer, new = centre.viewer(account), "девять синих слив"
    with pytest.raises(Refused, match="clock_went_back"):
        change_own_password(session, viewer, here, HERE, hidden.password, new, back)
    session.rollback()
    assert confirm_clock(session, back) == centre.now
    session.commit()
    assert last_event_at(session) == back
    require_steady_clock(session, back)
    change_own_password(session, viewer, here, HERE, hidden.password, new, back)
    with pytest.raises(Refused, match="clock_went_back"):
        require_steady_clock(session, back - timedelta(days=1))
