"""Signing in and changing one's own password: one answer to every wrong pair, and the throttle."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from sgo.errors import Refused
from sgo.models import Account, AuditEvent, SignInFailure
from sgo.rules.accounts import ACCOUNT_FAILURES, ADDRESS_FAILURES, THROTTLE_SPAN
from sgo.services.accounts import passwords
from sgo.services.accounts.passwords import (
    CHEAP,
    READABLE,
    STRONG,
    Passwords,
    generate_password,
    in_use,
)
from sgo.services.accounts.sign_in import Origin, change_own_password, login_key, network, sign_in
from sgo.services.accounts.viewers import signed_in_account
from sgo.services.guard import Act, acting, permit
from sgo.verdicts import ALLOWED
from sgo.vocabulary import SystemAct
from tests.centre import Centre

KEY = "a secret of the tests"
HERE = Origin("192.0.2.7", KEY)
PASSWORD = "шесть жёлтых груш"


@pytest.fixture
def account(session: Session, centre: Centre) -> Account:
    """The teacher's account with a real password."""
    account: Account = centre.accounts["teacher"]
    give_password(session, centre, account, in_use().hash(PASSWORD))
    return account


def give_password(session: Session, centre: Centre, account: Account, password_hash: str) -> None:
    with acting(session, Act(centre.now, system=SystemAct.DEMO_LOAD)):
        account.password_hash = password_hash
        permit(session, account, ALLOWED)
    session.commit()


def refusal(session: Session, centre: Centre, login: str, password: str, **when: object) -> str:
    with pytest.raises(Refused) as caught:
        sign_in(session, when.get("origin", HERE), login, password, when.get("now", centre.now))
    return caught.value.verdict.code


def failures(session: Session) -> int:
    return len(session.scalars(select(SignInFailure.id)).all())


@pytest.mark.parametrize("typed", ["teacher", "  Teacher ", "TEACHER"])
def test_the_right_pair_opens_the_account(
    session: Session, centre: Centre, account: Account, typed: str
) -> None:
    signed_in = sign_in(session, HERE, typed, PASSWORD, centre.now)
    assert signed_in.viewer.account_id == account.id
    assert signed_in_account(session, signed_in.token, centre.now, centre.now.date()) == signed_in
    assert account.last_signed_in_at == centre.now
    assert failures(session) == 0
    trace = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert trace is not None
    assert (trace.system_act, trace.account_id) == (SystemAct.SIGN_IN, account.id)


@pytest.mark.parametrize(
    "wrong", [PASSWORD + " ", PASSWORD.upper(), PASSWORD[:-1], "", PASSWORD + "\0"]
)
def test_a_password_is_compared_exactly(
    session: Session, centre: Centre, account: Account, wrong: str
) -> None:
    assert refusal(session, centre, "teacher", wrong) == "sign_in_refused"


def test_unknown_wrong_and_closed_get_one_answer_after_the_same_work(
    session: Session, centre: Centre, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []

    class Counting(Passwords):
        def __init__(self) -> None:
            super().__init__(time_cost=1, memory_kib=8)
            plain = self._hasher.verify

            class Hasher:
                def verify(self, password_hash: str, password: str) -> bool:
                    verified.append(password_hash.rsplit("$", 2)[0])
                    return plain(password_hash, password)

                def check_needs_rehash(self, password_hash: str) -> bool:
                    return False

            self._hasher = Hasher()  # type: ignore[assignment]

    monkeypatch.setattr(passwords, "_in_use", Counting())
    with acting(session, Act(centre.now, system=SystemAct.DEMO_LOAD)):
        centre.accounts["curator"].closed_at = centre.now
        centre.accounts["curator"].password_hash = account.password_hash
    session.commit()
    codes = {
        refusal(session, centre, "teacher", "не тот пароль"),
        refusal(session, centre, "curator", PASSWORD),
        refusal(session, centre, "nobody-of-this-name", PASSWORD),
    }
    assert codes == {"sign_in_refused"}
    assert verified == ["$argon2id$v=19$m=8,t=1,p=1"] * 3


def test_an_account_without_a_hash_is_opened_by_nothing(session: Session, centre: Centre) -> None:
    assert refusal(session, centre, "admin", "") == "sign_in_refused"
    assert refusal(session, centre, "admin", "not a hash") == "sign_in_refused"


def test_the_throttle_of_an_account_counts_every_way_of_typing_it(
    session: Session, centre: Centre, account: Account
) -> None:
    for number in range(ACCOUNT_FAILURES):
        typed = ("teacher", " Teacher", "TEACHER  ")[number % 3]
        elsewhere = Origin(f"198.51.100.{number}", KEY)
        assert refusal(session, centre, typed, "мимо", origin=elsewhere) == "sign_in_refused"
    assert refusal(session, centre, "teacher", PASSWORD) == "too_many_failures"
    later = centre.now + THROTTLE_SPAN - timedelta(microseconds=1)
    assert refusal(session, centre, "teacher", PASSWORD, now=later) == "too_many_failures"
    assert sign_in(session, HERE, "teacher", PASSWORD, centre.now + THROTTLE_SPAN)
    assert failures(session) == 0


def test_an_unknown_login_is_throttled_like_a_known_one(session: Session, centre: Centre) -> None:
    codes = [refusal(session, centre, "nobody", "мимо") for _ in range(ACCOUNT_FAILURES + 1)]
    assert codes == ["sign_in_refused"] * ACCOUNT_FAILURES + ["too_many_failures"]


def test_success_clears_the_account_but_not_the_address(
    session: Session, centre: Centre, account: Account
) -> None:
    for number in range(ADDRESS_FAILURES):
        if number % 10 == 5:
            sign_in(session, HERE, "teacher", PASSWORD, centre.now)
        assert refusal(session, centre, f"guess-{number}", "мимо") == "sign_in_refused"
    assert refusal(session, centre, "teacher", PASSWORD) == "too_many_failures"
    assert sign_in(session, Origin("192.0.2.8", KEY), "teacher", PASSWORD, centre.now)


def test_an_attempt_counts_before_its_password_is_looked_at(
    session: Session, centre: Centre, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So eleven guesses sent at the same moment are eleven, not one."""
    seen: list[tuple[int, bool]] = []

    class Watching(Passwords):
        def verify(self, password_hash: str | None, password: str) -> bool:
            seen.append((len(pending), session.in_transaction()))
            return super().verify(password_hash, password)

    pending: list[SignInFailure] = []
    event.listen(
        session,
        "after_flush",
        lambda s, _: pending.extend(row for row in s.new if isinstance(row, SignInFailure)),
    )
    monkeypatch.setattr(passwords, "_in_use", Watching(1, 8))
    sign_in(session, HERE, "teacher", PASSWORD, centre.now)
    assert seen == [(1, False)]  # counted, and no transaction is open while the hash is made


def test_neither_login_nor_address_is_kept_and_old_failures_go(
    session: Session, centre: Centre
) -> None:
    refusal(session, centre, "teacher", "мимо")
    row = session.scalars(select(SignInFailure)).one()
    for text in (row.login_digest, row.address_digest):
        assert len(text) == 64
        assert "teacher" not in text
        assert "192.0.2" not in text
    assert row.login_digest != Origin(HERE.address, "another key").digests("teacher")[0]
    refusal(session, centre, "other", "мимо", now=centre.now + THROTTLE_SPAN)
    assert failures(session) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:0:7::1", "2001:db8:0:7:ffff::9", True),
        ("2001:db8:0:7::1", "2001:db8:0:8::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("unix", "unix", True),
    ],
)
def test_addresses_of_one_household_count_as_one(one: str, other: str, same: bool) -> None:
    assert (network(one) == network(other)) is same


def test_a_hash_of_another_cost_is_made_anew_at_sign_in(
    session: Session, centre: Centre, account: Account
) -> None:
    old = Passwords(time_cost=2, memory_kib=16).hash(PASSWORD)
    give_password(session, centre, account, old)
    sign_in(session, HERE, "teacher", PASSWORD, centre.now)
    assert account.password_hash != old
    assert not CHEAP.outdated(account.password_hash)
    assert sign_in(session, HERE, "teacher", PASSWORD, centre.now)


def test_the_cost_is_the_one_that_was_promised() -> None:
    hashed = STRONG.hash(PASSWORD)
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert STRONG.verify(hashed, PASSWORD)
    assert not STRONG.verify(None, PASSWORD)
    assert not STRONG.verify("not a hash", "not a hash")
    assert STRONG.outdated(CHEAP.hash(PASSWORD))
    assert len(hashed) <= 200


def test_an_issued_password_can_be_read_from_paper() -> None:
    made = {generate_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        assert set(password) <= set(READABLE) | {"-"}
        assert not set(password) & set("0o1li")
        assert len(password) >= 10


def test_a_login_is_kept_in_small_letters() -> None:
    assert login_key("  Ivanov.I ") == "ivanov.i"


NEW = "семь зелёных слив"


@pytest.mark.clause("4.3")
def test_a_new_password_ends_the_other_sessions(
    session: Session, centre: Centre, account: Account
) -> None:
    def opens(token: str) -> bool:
        return signed_in_account(session, token, centre.now, centre.now.date()) is not None

    here, other = (sign_in(session, HERE, "teacher", PASSWORD, centre.now) for _ in range(2))
    after = change_own_password(
        session, centre.viewer(account), here.sign_in_id, HERE, PASSWORD, NEW, centre.now
    )
    assert after.sign_in_id == here.sign_in_id
    assert [opens(token) for token in (here.token, other.token, after.token)] == [
        False,
        False,
        True,
    ]
    assert not after.must_change_password
    assert refusal(session, centre, "teacher", PASSWORD) == "sign_in_refused"
    assert sign_in(session, HERE, "teacher", NEW, centre.now)
    trace = session.scalars(
        select(AuditEvent).where(AuditEvent.subject == "accounts").order_by(AuditEvent.id.desc())
    ).first()
    assert trace is not None
    assert trace.changes["password_hash"] == ["•", "•"]
    assert NEW not in str(trace.changes)


@pytest.mark.clause("4.3")
@pytest.mark.parametrize(
    ("current", "new", "code"),
    [
        ("не тот пароль", NEW, "password_wrong"),
        (PASSWORD, PASSWORD, "password_unchanged"),
        (PASSWORD, "короткий", "password_too_short"),
        (PASSWORD, "а" * 201, "password_too_long"),
        (PASSWORD, "яяяяяяяяяя", "password_is_one_character"),
    ],
)
def test_a_password_that_is_refused_changes_nothing(
    session: Session, centre: Centre, account: Account, current: str, new: str, code: str
) -> None:
    before = (account.password_hash, account.session_stamp)
    with pytest.raises(Refused) as caught:
        change_own_password(session, centre.viewer(account), 0, HERE, current, new, centre.now)
    assert caught.value.verdict.code == code
    session.rollback()
    session.refresh(account)
    assert (account.password_hash, account.session_stamp) == before


@pytest.mark.clause("4.3")
def test_guessing_the_present_password_is_throttled_together_with_signing_in(
    session: Session, centre: Centre, account: Account
) -> None:
    viewer = centre.viewer(account)
    for number in range(ACCOUNT_FAILURES):
        if number % 2:
            refusal(session, centre, "teacher", "мимо")
        else:
            with pytest.raises(Refused, match="password_wrong"):
                change_own_password(session, viewer, 0, HERE, "мимо", NEW, centre.now)
    with pytest.raises(Refused, match="too_many_failures"):
        change_own_password(session, viewer, 0, HERE, PASSWORD, NEW, centre.now)
    assert refusal(session, centre, "teacher", PASSWORD) == "too_many_failures"
