"""The daily letter is claimed before it is sent: of any number that try at once, one sends it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from sgo.access.viewer import Viewer
from sgo.db import writing
from sgo.errors import Forbidden, Refused
from sgo.models import DigestSending, DigestWish
from sgo.services.digests import (
    KEPT,
    claim,
    digest,
    forget_old,
    note,
    own_digest,
    readers,
    wish_digest,
)
from sgo.vocabulary import SendingState
from tests.centre import Centre
from tests.conftest import MONDAY, QueryCount, engines
from tests.racing import race_database
from tests.ready_centre import build_centre

TODAY = MONDAY.date()
HANDS = 4


@pytest.fixture(params=engines())
def sessions(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sessionmaker[Session]]:
    """Sessions of their own connections, on a database of this test alone."""
    with race_database(request.param, tmp_path, "letters", HANDS) as maker:
        yield maker


def claims_at_once(sessions: sessionmaker[Session], account_id: int) -> list[bool]:
    """What came of several that claim the same letter in the same instant."""
    together = threading.Barrier(HANDS)
    answers: list[bool] = []

    def one() -> None:
        token = writing.set(True)
        with sessions() as session:
            together.wait()
            answers.append(claim(session, account_id, TODAY, MONDAY))
        writing.reset(token)

    threads = [threading.Thread(target=one) for _ in range(HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_several_at_once_one_sends(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        account_id = build_centre(session, MONDAY).accounts["coordinator"].id
    assert sorted(claims_at_once(sessions, account_id)) == [False] * (HANDS - 1) + [True]
    assert claims_at_once(sessions, account_id) == [False] * HANDS, "it may be on its way"
    with sessions() as session:
        note(session, account_id, TODAY, SendingState.FAILED)
    assert sorted(claims_at_once(sessions, account_id)) == [False] * (HANDS - 1) + [True]
    with sessions() as session:
        note(session, account_id, TODAY, SendingState.SENT)
        assert session.scalar(select(DigestSending.attempts)) == 2
    assert claims_at_once(sessions, account_id) == [False] * HANDS


def viewer_of(centre: Centre, name: str) -> Viewer:
    return centre.viewer(centre.accounts[name])


def test_a_wish_is_an_accounts_own_and_needs_an_address(session: Session, centre: Centre) -> None:
    teacher = viewer_of(centre, "teacher")
    with pytest.raises(Refused) as refusal:
        wish_digest(session, teacher, True, MONDAY)
    assert refusal.value.verdict.code == "digest_needs_address"
    centre.teacher.email = "teacher@example.ru"
    centre.add(centre.teacher)
    wish_digest(session, teacher, True, MONDAY)
    wish_digest(session, teacher, True, MONDAY)
    session.commit()
    own = own_digest(session, teacher)
    assert own is not None
    assert (own.wanted, own.address, own.last_on) == (True, "teacher@example.ru", None)
    other = own_digest(session, viewer_of(centre, "coordinator"))
    assert other is not None
    assert not other.wanted
    assert [one.address for one in readers(session, TODAY)] == ["teacher@example.ru"]
    wish_digest(session, teacher, False, MONDAY)
    session.commit()
    assert readers(session, TODAY) == []


@pytest.mark.parametrize("name", ["guardian", "student"])
def test_families_have_no_such_letter(session: Session, centre: Centre, name: str) -> None:
    viewer = viewer_of(centre, name)
    assert own_digest(session, viewer) is None
    with pytest.raises(Forbidden):
        wish_digest(session, viewer, True, MONDAY)


def test_each_is_told_by_what_their_roles_open(session: Session, centre: Centre) -> None:
    office, teacher = (
        digest(session, viewer_of(centre, name), MONDAY) for name in ("director", "teacher")
    )
    assert office.board is not None
    assert (office.lessons, office.deadlines, office.remarks) == ((), (), ())
    assert teacher.board is None
    assert [one.lesson_id for one in teacher.lessons] == [
        centre.lessons[3].id,
        centre.lessons[4].id,
    ]
    assert not digest(session, viewer_of(centre, "curator"), MONDAY).has_something


def test_what_was_sent_long_ago_is_forgotten(session: Session, centre: Centre) -> None:
    account_id = centre.accounts["teacher"].id
    for day in (TODAY - KEPT, TODAY - KEPT - timedelta(days=1)):
        assert claim(session, account_id, day, MONDAY)
    forget_old(session, TODAY)
    assert session.scalars(select(DigestSending.day)).all() == [TODAY - KEPT]


def test_readers_are_asked_for_at_once(
    session: Session, centre: Centre, count_queries: QueryCount
) -> None:
    for name in ("teacher", "curator", "coordinator", "director"):
        account = centre.accounts[name]
        account.staff.email = f"{name}@example.ru"
        centre.add(account.staff)
        centre.add(DigestWish(account_id=account.id, since=MONDAY))
    session.commit()
    session.expunge_all()
    count_queries.statements.clear()
    assert len(readers(session, TODAY)) == 4
    assert len(count_queries) == 1
