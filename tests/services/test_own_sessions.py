"""One's own sign-ins: written down with device and place, ended for good, purged in time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sgo.errors import Missing, Refused
from sgo.models import Account, AuditEvent, SignIn
from sgo.rules.accounts import SESSION_IDLE
from sgo.rules.sign_ins import HISTORY_KEPT, OWN_NETWORK, SEEN_EVERY
from sgo.services.accounts.passwords import in_use
from sgo.services.accounts.sessions import end_other_sessions, end_session, note_seen, own_sign_ins
from sgo.services.accounts.sign_in import Origin, sign_in
from sgo.services.accounts.viewers import SignedInAccount, signed_in_account
from sgo.services.guard import Act, acting, permit
from sgo.verdicts import ALLOWED
from sgo.vocabulary import SystemAct
from tests.centre import Centre

PASSWORD = "шесть жёлтых груш"
KEY = "a secret of the tests"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0"
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Mobile Safari/537.36"
)
DESK = Origin("192.168.1.20", KEY, FIREFOX)
STREET = Origin("203.0.113.77", KEY, PHONE)


@pytest.fixture
def account(session: Session, centre: Centre) -> Account:
    account: Account = centre.accounts["teacher"]
    with acting(session, Act(centre.now, system=SystemAct.DEMO_LOAD)):
        for each in (account, centre.accounts["guardian"]):
            each.password_hash = in_use().hash(PASSWORD)
            permit(session, each, ALLOWED)
    session.commit()
    return account


def begin(
    session: Session, centre: Centre, origin: Origin, login: str = "teacher"
) -> SignedInAccount:
    return sign_in(session, origin, login, PASSWORD, centre.now)


def opens(session: Session, centre: Centre, one: SignedInAccount | str) -> bool:
    token = one if isinstance(one, str) else one.token
    return signed_in_account(session, token, centre.now, centre.now.date()) is not None


@pytest.mark.clause("5.5")
def test_the_history_tells_device_and_place_and_failed_attempts(
    session: Session, centre: Centre, account: Account
) -> None:
    with pytest.raises(Refused, match="sign_in_refused"):
        sign_in(session, STREET, "teacher", "мимо", centre.now - timedelta(hours=1))
    here = begin(session, centre, DESK)
    begin(session, centre, STREET, "guardian")
    told = own_sign_ins(session, here.viewer, here.sign_in_id, centre.now)
    assert [
        (one.succeeded, one.browser, one.system, one.place, one.live, one.present)
        for one in told.history
    ] == [
        (True, "Firefox", "Windows", OWN_NETWORK, True, True),
        (False, "Chrome", "Android", "203.0.113.*", False, False),
    ]
    assert told.in_all == 2
    assert [one.id for one in told.sessions] == [here.sign_in_id]
    kept = str(session.execute(select(SignIn.__table__)).all())
    assert here.token not in kept
    assert "203.0.113.77" not in kept
    assert "Gecko" not in kept


@pytest.mark.clause("4.3", "5.5")
def test_ending_one_session_leaves_the_others(
    session: Session, centre: Centre, account: Account
) -> None:
    here, phone = begin(session, centre, DESK), begin(session, centre, STREET)
    end_session(session, here.viewer, phone.sign_in_id, centre.now)
    end_session(session, here.viewer, phone.sign_in_id, centre.now + timedelta(minutes=1))
    session.commit()
    assert session.get_one(SignIn, phone.sign_in_id).ended_at == centre.now
    assert opens(session, centre, here)
    assert not opens(session, centre, phone)
    told = own_sign_ins(session, here.viewer, here.sign_in_id, centre.now)
    assert (len(told.sessions), told.others, told.in_all) == (1, 0, 2)


@pytest.mark.clause("4.3", "5.5")
def test_signing_out_everywhere_else_keeps_this_session_alone(
    session: Session, centre: Centre, account: Account
) -> None:
    here, phone, third = (begin(session, centre, origin) for origin in (DESK, STREET, STREET))
    stranger = begin(session, centre, STREET, "guardian")
    token = end_other_sessions(session, here.viewer, here.sign_in_id, centre.now)
    session.commit()
    assert [opens(session, centre, one) for one in (token, here, phone, third, stranger)] == [
        True,
        False,
        False,
        False,
        True,
    ]
    trace = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert trace is not None
    assert (trace.account_id, trace.changes) == (account.id, {"session_stamp": ["•", "•"]})


@pytest.mark.clause("5.5")
def test_another_s_session_is_neither_seen_nor_ended(
    session: Session, centre: Centre, account: Account
) -> None:
    theirs = begin(session, centre, STREET, "guardian")
    for name in ("teacher", "technical_admin", "director"):
        viewer = centre.viewer(centre.accounts[name])
        with pytest.raises(Missing):
            end_session(session, viewer, theirs.sign_in_id, centre.now)
        assert own_sign_ins(session, viewer, 0, centre.now).in_all == 0
    assert opens(session, centre, theirs)


def test_a_session_left_alone_ends_and_its_last_moment_is_written_seldom(
    session: Session, centre: Centre, account: Account
) -> None:
    here = begin(session, centre, DESK)

    def seen() -> object:
        row = session.get_one(SignIn, here.sign_in_id, populate_existing=True)
        return row.last_seen_at

    note_seen(session, here.sign_in_id, centre.now + SEEN_EVERY - timedelta(seconds=1))
    assert seen() == centre.now
    later = centre.now + SEEN_EVERY
    note_seen(session, here.sign_in_id, later)
    assert seen() == later
    session.commit()
    last = later + SESSION_IDLE - timedelta(seconds=1)
    assert signed_in_account(session, here.token, last, last.date()) is not None
    gone = later + SESSION_IDLE
    assert signed_in_account(session, here.token, gone, gone.date()) is None


@pytest.mark.clause("5.5")
def test_the_history_is_purged_when_somebody_signs_in(
    session: Session, centre: Centre, account: Account
) -> None:
    begin(session, centre, STREET, "guardian")
    begin(session, centre, DESK)

    def count() -> int:
        return session.scalar(select(func.count(SignIn.id))) or 0

    centre.now = centre.now + HISTORY_KEPT - timedelta(seconds=1)
    begin(session, centre, DESK)
    assert count() == 3
    centre.now += timedelta(seconds=1)
    begin(session, centre, DESK)
    assert count() == 2
