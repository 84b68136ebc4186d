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
from sgo.models import AuditEvent, JournalEntry, Mark
from sgo.services.bulk.cells import CellWish, write_cells
from sgo.services.bulk_acts import SUBJECT
from sgo.services.journal.writing import save_cell, save_topic
from sgo.vocabulary import BulkAct
from tests.conftest import MONDAY, engines
from tests.racing import race_database
from tests.ready_centre import build_centre


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


def test_two_acts_on_the_same_cells_never_mix(sessions: sessionmaker[Session]) -> None:
    """One is written whole; the other is told, or finds every cell written meanwhile."""
    with sessions() as session:
        centre = build_centre(session, MONDAY)
        page_id, lesson_id = centre.page.id, centre.lesson.id
        students = [student.id for student in centre.students]
        viewer = centre.viewer(centre.accounts["teacher"])
    left: list[str] = []

    def paste(session: Session, viewer: Viewer, text: str) -> None:
        order = students if text == "5" else students[::-1]
        wishes = [CellWish(lesson_id, student, text, 0) for student in order]
        done = write_cells(session, viewer, page_id, BulkAct.PASTE, wishes, now=MONDAY)
        left.extend(cell.verdict.code for cell in done.cells if not cell.changes)

    answers = at_once(sessions, viewer, paste, "54")
    with sessions() as session:
        kept = session.scalars(select(Mark.value)).all()
        acts = session.scalars(select(AuditEvent).where(AuditEvent.subject == SUBJECT)).all()
    assert len(kept) == len(students)
    assert len(set(kept)) == 1
    assert len(acts) == 1
    told = len(answers) - answers.count("saved")
    assert (told, len(left)) in {(1, 0), (0, len(students))}
    assert set(left) <= {"changed_meanwhile"}
