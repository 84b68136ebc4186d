"""A load is taken back unless something leans on it; what it left comes back to be mended."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Refused
from sgo.models import CurriculumItem, CurriculumTermHours, Student
from sgo.sentences import sentence
from sgo.services.guard import Act, acting
from sgo.services.imports.mending import mending_book
from sgo.services.imports.runs import load, upload
from sgo.services.imports.undo import can_undo, undo
from sgo.vocabulary import ImportFollower, RowState, SystemAct
from tests import books
from tests.importing import NOW, admin, brought, contents, told
from tests.services.import_lists import HEAD, MARYA, YEGOR, altered, book, list_of, whole


def test_what_was_left_comes_back_to_be_mended(session: Session, loader: Viewer) -> None:
    faulty = altered(YEGOR, B="Серов Юрий Львович", C="31.02.2011")
    outcome = brought(session, loader, list_of(MARYA, faulty))
    rows = mending_book(outcome, sentence)["Список"]
    assert rows[1][:3] == HEAD[:3]
    assert rows[1][-2:] == ["Решение", "Причина"]
    assert [row[1] for row in rows[2:]] == ["Белова Марья Ильинична", "Серов Юрий Львович"]
    assert "31.02.2011" in rows[3][-1]
    assert "Белова Мария Ильинична" in rows[2][-1]
    rows[2][-2], rows[3][2] = "Тот же человек", "28.02.2011"
    mended = brought(session, loader, [book({"Список": rows}, "исправлено.xlsx")])
    assert told(mended) == []
    assert [row.state for row in mended.rows] == [RowState.CHANGED, RowState.NEW]


def test_lessons_come_back_with_their_day(session: Session) -> None:
    loader = admin(session)
    rows = [list(row) for row in books.TIMETABLE]
    rows[4][4] = "Робототехника / Никто Н.Н. / 5"
    changed = {**books.BOOKS, "timetable.xlsx": {"Расписание": rows}}
    outcome = brought(session, loader, [book(one, name) for name, one in changed.items()])
    back = mending_book(outcome, sentence)["Расписание"]
    assert back[2][:3] == ["понедельник", "2", "9:20-10:00"]
    assert back[2][3] is None
    back[2][4] = "Робототехника / Громова А.Ю. / 5"
    mended = brought(session, loader, [book({"Расписание": back})])
    assert (told(mended), mended.loaded["rows"]) == ([], 1)


@pytest.mark.clause("2.1.2")
def test_a_change_is_undone_to_what_stood_before(session: Session, loader: Viewer) -> None:
    before = contents(session)
    rows = list_of(altered(YEGOR, F="х. Новый", O="9181112233"), altered(
        YEGOR, B="Серов Юрий Львович", I=None, M=None))  # fmt: skip
    run = upload(session, loader, rows, NOW)
    load(session, loader, run.id, NOW)
    assert contents(session) != before
    undo(session, loader, run.id, NOW)
    assert contents(session) == before
    with pytest.raises(Refused, match="import_not_loaded"):
        undo(session, loader, run.id, NOW)


def test_what_somebody_changed_since_is_not_undone(session: Session, loader: Viewer) -> None:
    run = upload(session, loader, list_of(altered(YEGOR, F="х. Новый")), NOW)
    load(session, loader, run.id, NOW)
    yegor = session.scalars(select(Student).where(Student.given_name == "Егор")).one()
    with acting(session, Act(NOW, system=SystemAct.COMMAND_LINE)):
        yegor.phone = "+79180000000"
    verdict = can_undo(session, loader, run.id)
    assert (verdict.code, verdict.parameters["what"]) == (
        "import_changed_since",
        "Белов Егор Ильич",
    )


def test_hours_divided_since_are_not_taken_away(session: Session) -> None:
    """What the database would delete along with a row counts as leaning on it too."""
    loader = admin(session)
    run = upload(session, loader, whole(), NOW)
    load(session, loader, run.id, NOW)
    item = session.scalars(select(CurriculumItem)).first()
    with acting(session, Act(NOW, system=SystemAct.COMMAND_LINE)):
        session.add(CurriculumTermHours(item=item, term_number=1, hours=20))
    verdict = can_undo(session, loader, run.id)
    assert verdict.code == "import_leaned_on"
    assert dict(verdict.parameters) == {"what": ImportFollower.OTHER, "count": 1}
