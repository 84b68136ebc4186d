"""The estimate of a password: Russian words, one's own, either layout of the keyboard, long ones."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from sgo.errors import Refused
from sgo.models import Account
from sgo.rules.accounts import LONGEST_PASSWORD
from sgo.rules.passwords import LEAST_SCORE, Weakness
from sgo.services.accounts.password_strength import own_words_of, strength_of
from sgo.services.accounts.passwords import generate_password, in_use
from sgo.services.accounts.sign_in import Origin, change_own_password, sign_in
from sgo.services.guard import Act, acting, permit
from sgo.verdicts import ALLOWED
from sgo.vocabulary import SystemAct
from tests.centre import Centre

HERE = Origin("192.0.2.7", "a secret of the tests")
PASSWORD = "шесть жёлтых груш"


@pytest.mark.clause("4.3")
@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("пароль2026", Weakness.COMMON),
        ("Gfhjkm2026", Weakness.COMMON),
        ("йцукенгшщз", Weakness.COMMON),
        ("зфыыцщкв123", Weakness.COMMON),
        ("Наташа1985!", Weakness.COMMON),
        ("natasha1985", Weakness.COMMON),
        ("учитель2026", Weakness.COMMON),
        ("ghbdtnghbdtn", Weakness.REPEAT),
        ("121212121212", Weakness.REPEAT),
        ("абвгдежзикл", Weakness.SEQUENCE),
        ("14.05.1985", Weakness.DATE),
        ("a" * LONGEST_PASSWORD, Weakness.REPEAT),
    ],
)
def test_what_others_choose_too_is_weak(password: str, weakness: Weakness) -> None:
    strength = strength_of(password)
    assert strength.score < LEAST_SCORE
    assert strength.weakness is weakness


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "itcnm ;tknsz uheif",
        "корова фонарь треугольник",
        "correct horse battery staple",
        "журнал ведётся ежедневно",
        "a" * 80 + "корова фонарь треугольник",
        "корова фонарь треугольник" * 8,
        *(pytest.param(generate_password(), id=f"issued {number}") for number in range(5)),
    ],
)
def test_words_put_together_are_strong_enough(password: str) -> None:
    assert strength_of(password).score >= LEAST_SCORE


@pytest.mark.clause("4.3")
@pytest.mark.parametrize(
    "password", ["Левченко2026", "ktdxtyrj2026", "teacher12345", "levchenko1985", "Степной2026!"]
)
def test_one_s_own_words_are_weak(session: Session, centre: Centre, password: str) -> None:
    account: Account = centre.accounts["teacher"]
    words = own_words_of(session, account.id)
    strength = strength_of(password, words)
    assert strength.score < LEAST_SCORE
    assert strength.weakness is Weakness.OWN


def test_the_birth_date_is_among_one_s_own_words(session: Session, centre: Centre) -> None:
    words = own_words_of(session, centre.accounts["student"].id)
    born = centre.student.birth_date
    assert {"абрамов", "abramov", f"{born:%Y}", f"{born:%d%m%Y}", "степной"} <= set(words)


@pytest.mark.clause("4.3")
def test_a_weak_password_is_refused_before_anything_is_counted(
    session: Session, centre: Centre
) -> None:
    account: Account = centre.accounts["teacher"]
    with acting(session, Act(centre.now, system=SystemAct.DEMO_LOAD)):
        account.password_hash = in_use().hash(PASSWORD)
        permit(session, account, ALLOWED)
    session.commit()
    here = sign_in(session, HERE, "teacher", PASSWORD, centre.now)
    for password, code in (
        ("gfhjkm2026", "password_common"),
        ("Левченко2026", "password_of_own_words"),
    ):
        with pytest.raises(Refused, match=code):
            change_own_password(
                session, here.viewer, here.sign_in_id, HERE, PASSWORD, password, centre.now
            )
    assert in_use().verify(account.password_hash, PASSWORD)
