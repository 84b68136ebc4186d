"""Contacts of one's own cards: mended by the rules, traced, and nothing else of the card."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.errors import Conflict, Missing, Refused
from sgo.models import AuditEvent
from sgo.services.own_contacts import change_own_contacts, own_cards
from sgo.vocabulary import Role
from tests.centre import Centre

PHONE = "8 918 123-45-67"


@pytest.mark.parametrize(
    ("name", "kind", "fields"),
    [
        ("teacher", "staff", ("phone", "email")),
        ("guardian", "guardian", ("phone", "email")),
        ("student", "student", ("phone", "email", "address")),
    ],
)
def test_everybody_mends_their_own_card(
    session: Session, centre: Centre, name: str, kind: str, fields: tuple[str, ...]
) -> None:
    viewer = centre.viewer(centre.accounts[name])
    (card,) = own_cards(session, viewer)
    assert (card.kind, card.fields) == (kind, fields)
    surname = card.row.surname
    given = {"phone": PHONE, "email": " Some.One@Example.ru ", "address": "ст. Степная, 3"}
    values = {**given, "surname": "Чужой", "snils": "11223344595"}
    change_own_contacts(session, viewer, kind, values, seen=card.row.version, now=centre.now)
    session.commit()
    assert (card.row.phone, card.row.email) == ("+79181234567", "some.one@example.ru")
    assert getattr(card.row, "address", "ст. Степная, 3") == "ст. Степная, 3"
    assert card.row.surname == surname
    trace = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert trace is not None
    assert trace.account_id == viewer.account_id
    assert set(trace.changes) == set(fields)


def test_several_cards_are_several_forms(session: Session, centre: Centre) -> None:
    account = centre.make_account(
        "both",
        Role.TEACHER,
        Role.GUARDIAN,
        staff_id=centre.make_staff("Бережная", "Зоя").id,
        guardian_id=centre.make_guardian("Бережная", centre.student).id,
    )
    assert [card.kind for card in own_cards(session, centre.viewer(account))] == [
        "staff",
        "guardian",
    ]


@pytest.mark.parametrize(
    ("values", "code"),
    [({"phone": "12"}, "phone_not_understood"), ({"email": "не почта"}, "email_not_understood")],
)
def test_a_contact_that_is_none_is_refused(
    session: Session, centre: Centre, values: dict[str, str], code: str
) -> None:
    viewer = centre.viewer(centre.accounts["guardian"])
    with pytest.raises(Refused, match=code):
        change_own_contacts(
            session, viewer, "guardian", values, seen=centre.guardian.version, now=centre.now
        )


def test_a_second_save_of_the_same_version_is_told(session: Session, centre: Centre) -> None:
    viewer = centre.viewer(centre.accounts["guardian"])
    seen = centre.guardian.version
    change_own_contacts(session, viewer, "guardian", {"phone": PHONE}, seen=seen, now=centre.now)
    with pytest.raises(Conflict):
        change_own_contacts(session, viewer, "guardian", {"phone": None}, seen=seen, now=centre.now)


@pytest.mark.parametrize("kind", ["staff", "student", "no such kind"])
def test_a_card_that_is_not_theirs_is_missing(session: Session, centre: Centre, kind: str) -> None:
    viewer = centre.viewer(centre.accounts["guardian"])
    with pytest.raises(Missing):
        change_own_contacts(session, viewer, kind, {"phone": PHONE}, seen=1, now=centre.now)
