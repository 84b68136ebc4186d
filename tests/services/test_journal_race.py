"""Two hands on one cell in the same instant: one is kept, the other is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from sgo.access.viewer import Viewer
from sgo.db import writing
from sgo.errors import Conflict
from sgo.models import JournalEntry, Mark
from sgo.services.journal import save_cell, save_topic
from tests.centre import build_centre
from tests.conftest import MONDAY, engines
from tests.racing import race_database


@pytest.fixture(params=engines())
def sessions(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sessionmaker[Session]]:
    """Sessions of their own connections, on a database of this test alone."""
    with race_database(request.param, tmp_path, "race", 2) as maker:
        yield maker


def at_once(sessions: sessionmaker[Session], viewer: Viewer, act, values) -> list[object]:
    """The acts of two threads, begun together, each committed; what came of each."""
    together = threading.Barrier(2)
    answers: list[object] = []

    def one(value: object) -> None:
        token = writing.set(True)
        with sessions() as session:
            together.wait()
            try:
                act(session, viewer, value)
                session.commit()
                answers.append("saved")
            except Conflict as conflict:
                session.rollback()
                answers.append(conflict.theirs)
        writing.reset(token)

    threads = [threading.Thread(target=one, args=(value,)) for value in values]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.parametrize("round_number", range(2))
def test_one_of_two_is_told(sessions: sessionmaker[Session], round_number: int) -> None:
    with sessions() as session:
        centre = build_centre(session, MONDAY)
        lesson, student = centre.lesson, centre.student
        version, name = centre.lesson.version, centre.teacher.short_name
        viewer = centre.viewer(centre.accounts["teacher"])

    def cell(seen: int):
        def act(session: Session, viewer: Viewer, text: str) -> None:
            save_cell(session, viewer, lesson.id, student.id, text, seen_version=seen, now=MONDAY)

        return act

    def topic(session: Session, viewer: Viewer, words: str) -> None:
        save_topic(session, viewer, lesson.id, words, seen_version=version, now=MONDAY)

    for seen, texts in ((0, "54"), (1, "32")):
        answers = at_once(sessions, viewer, cell(seen), texts)
        told = [answer for answer in answers if answer != "saved"]
        assert len(told) == 1, answers
        with sessions() as session:
            kept = session.scalars(select(Mark.value)).all()
            entry = session.scalars(select(JournalEntry)).one()
        assert told[0]["text"] == str(kept[0])
        assert (told[0]["version"], entry.version) == (seen + 1, seen + 1)
        assert told[0]["by"] == name
    answers = at_once(sessions, viewer, topic, ("Знаки", "Разметка"))
    assert answers.count("saved") == 1
