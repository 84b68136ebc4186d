"""The plan of control on the screen: a check's whole way, its reader, what is late, what it costs (4.7)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.clock import FixedClock
from sgo.models import AuditEvent, ControlCheck, ControlRemark, JournalEntry, Lesson, Mark
from sgo.vocabulary import RemarkState
from tests.centre import Centre
from tests.conftest import MONDAY, QueryCount
from tests.pages.control import LATER, TODAY, hidden, made_check, made_remark, send
from tests.signing import sign_in


@pytest.mark.clause("2.2.2", "4.7")
def test_a_check_goes_its_whole_way(
    coordinator: FlaskClient, centre: Centre, session: Session, clock: FixedClock
) -> None:
    answer = send(
        coordinator,
        "/control/plan/new",
        {
            "planned_on": TODAY.isoformat(),
            "checker_id": centre.accounts["coordinator"].staff_id,
            "target": f"page:{centre.page.id}",
            "aim": "Темы и отметки",
        },
    )
    assert answer.status_code == 302
    check = session.scalars(select(ControlCheck)).one()
    path = f"/control/plan/{check.id}"
    page = coordinator.get(path).text
    assert "ВА-26-1, Основы законодательства" in page
    assert f"/journal/pages/{centre.page.id}" in page
    held = {
        "hold-held_on": TODAY.isoformat(),
        "hold-looked_at": "Уроки ноября",
        "hold-findings": "Нет тем двух уроков",
        "hold-version": hidden(page, "hold-"),
    }
    assert send(coordinator, f"{path}/hold", held).status_code == 302
    page = coordinator.get(path).text
    assert "Нет тем двух уроков" in page
    # Who teaches the page is offered first.
    assert re.search(rf'<option selected value="{centre.teacher.id}">', page)
    remark = {
        "remark-staff_id": centre.teacher.id,
        "remark-text": "Записать темы",
        "remark-mend_by": LATER.isoformat(),
        "remark-version": hidden(page, "remark-"),
    }
    assert send(coordinator, f"{path}/remarks", remark).status_code == 302
    made = session.scalars(select(ControlRemark)).one()

    teacher = sign_in(coordinator.application.test_client(), centre.accounts["teacher"])
    home = teacher.get("/journal/today").text
    assert "Записать темы" in home
    own = f"/control/plan/remarks/{made.id}"
    answered = send(
        teacher,
        own,
        {
            f"answer{made.id}-words": "Темы записаны",
            f"answer{made.id}-version": hidden(home, f"answer{made.id}-"),
        },
    )
    assert answered.status_code == 302
    assert "ждёт повторной проверки" in teacher.get(own).text

    page = coordinator.get(path).text
    assert "Темы записаны" in page
    prefix = f"look{made.id}-"
    look = f"{path}/remarks/{made.id}/look"
    again = {
        "act": "again",
        f"{prefix}words": "Одной темы нет",
        f"{prefix}mend_by": (LATER + timedelta(days=3)).isoformat(),
        f"{prefix}version": hidden(page, prefix),
    }
    assert send(coordinator, look, again).status_code == 302
    assert "Одной темы нет" in teacher.get("/journal/today").text
    page = coordinator.get(path).text
    accepted = {
        "act": "accept",
        f"{prefix}mend_by": LATER.isoformat(),
        f"{prefix}version": hidden(page, prefix),
    }
    assert send(coordinator, look, accepted).status_code == 302
    session.expire_all()
    assert (made.state, made.rounds) == (RemarkState.ACCEPTED, 1)
    assert "Одной темы нет" not in teacher.get("/journal/today").text
    assert "закрыты все: 1" in coordinator.get("/control/plan/").text
    subjects = set(session.scalars(select(AuditEvent.subject)))
    assert {"control_checks", "control_remarks"} <= subjects


@pytest.mark.clause("4.1", "4.7")
def test_nothing_of_the_journal_changes(
    coordinator: FlaskClient, centre: Centre, session: Session
) -> None:
    def journal() -> list[Any]:
        return [
            [(row.version, row.topic) for row in session.scalars(select(Lesson))],
            session.scalars(select(JournalEntry.lesson_id)).all(),
            session.scalars(select(Mark.value)).all(),
        ]

    before = journal()
    made_remark(session, centre)
    session.expire_all()
    assert journal() == before


def test_the_director_reads_and_has_nothing_to_press(
    client: FlaskClient, centre: Centre, session: Session
) -> None:
    remark = made_remark(session, centre)
    director = sign_in(client, centre.accounts["director"])
    page = director.get(f"/control/plan/{remark.check_id}").text
    assert "Записать темы двух уроков" in page
    assert "hold-version" not in page
    assert f"look{remark.id}-version" not in page
    assert director.get("/control/plan/").status_code == 200
    assert director.get("/control/plan/journal.pdf").mimetype == "application/pdf"


@pytest.mark.clause("4.7")
def test_a_check_begins_from_a_line_and_from_a_teacher_of_the_board(
    coordinator: FlaskClient, centre: Centre
) -> None:
    lines = coordinator.get("/control/lines").text
    found = re.search(r'href="(/control/plan/new\?[^"]*page=\d+[^"]*)"', lines)
    assert found is not None
    form = coordinator.get(found[1].replace("&amp;", "&")).text
    assert f'<option selected value="page:{centre.page.id}">' in form
    assert "Тема не записана" in form
    board = coordinator.get("/control/").text
    found = re.search(r'href="(/control/plan/new\?staff=\d+)"', board)
    assert found is not None
    assert f'<option selected value="staff:{centre.teacher.id}">' in coordinator.get(found[1]).text


@pytest.mark.clause("4.7")
def test_what_is_late_stands_on_the_board_till_it_is_done(
    coordinator: FlaskClient, centre: Centre, session: Session, clock: FixedClock
) -> None:
    remark = made_remark(session, centre)
    planned = made_check(session, centre)

    def told() -> str:
        return coordinator.get("/control/lines?fault=check_overdue").text + (
            coordinator.get("/control/lines?fault=remark_overdue").text
        )

    remark_path, check_path = f"/control/plan/{remark.check_id}", f"/control/plan/{planned.id}"
    assert f'href="{remark_path}"' not in told()
    clock.set(MONDAY + timedelta(days=6))
    late = told()
    assert f'href="{remark_path}"' in late
    assert f'href="{check_path}"' in late


@pytest.mark.parametrize("path", ["", "{check}", "{check}/change", "new", "journal.pdf"])
def test_queries_do_not_grow(
    coordinator: FlaskClient,
    centre: Centre,
    session: Session,
    count_queries: QueryCount,
    path: str,
) -> None:
    check = made_remark(session, centre).check_id
    address = "/control/plan/" + path.format(check=check)

    def count() -> int:
        session.expire_all()
        count_queries.statements.clear()
        assert coordinator.get(address).status_code == 200
        return len(count_queries)

    few = count()
    for _ in range(5):
        remark = made_remark(session, centre)
        remark.check_id = check
        centre.add(remark)
    session.commit()
    assert count() == few <= 8


def test_the_home_of_a_teacher_asks_once_for_remarks(
    client: FlaskClient, centre: Centre, session: Session, count_queries: QueryCount
) -> None:
    teacher = sign_in(client, centre.accounts["teacher"])

    def count() -> int:
        session.expire_all()
        count_queries.statements.clear()
        assert teacher.get("/journal/today").status_code == 200
        return len(count_queries)

    none = count()
    for _ in range(4):
        made_remark(session, centre)
    assert count() == none
    assert date(2026, 11, 28) == LATER
