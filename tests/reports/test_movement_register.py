"""The printed register of the movement book (2.1.3, 1.3b)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from sgo.models import MovementRecord
from sgo.reports.movement_register import (
    KINDS,
    movement_register_name,
    movement_register_pdf,
)
from sgo.services.movement.decisions import confirm_order
from sgo.services.movement.orders import prepare_counter_order
from sgo.services.movement.register import RegisterView, movement_register
from sgo.vocabulary import MovementKind
from tests.centre import Centre
from tests.reports.paper import pages_of, words_of
from tests.reports.test_forms import is_whole


@pytest.fixture
def view(session: Session, centre: Centre) -> RegisterView:
    """A full group came, one moved, one left, and a withdrawal was cancelled."""
    coordinator = centre.viewer(centre.accounts["coordinator"])
    admin = centre.viewer(centre.accounts["technical_admin"])
    for number in range(40):
        centre.enrol(
            centre.make_student(f"Длиннофамильный-Перезагрузкин{number}", "Константин"),
            centre.group,
        )

    def done(kind: MovementKind, number: str, **line: object) -> int:
        order = centre.make_order(
            kind,
            number,
            MovementRecord(group_id=centre.group.id, effective_on=date(2026, 11, 24), **line),
            basis="Заявление родителей (законных представителей)",
        )
        confirm_order(session, coordinator, order.id, centre.now)
        return order.id

    done(
        MovementKind.TRANSFER,
        "31-о",
        student_id=centre.student.id,
        to_group_id=centre.other_group.id,
    )
    done(
        MovementKind.WITHDRAWAL,
        "32-о",
        student_id=centre.students[1].id,
        destination="МБОУ «Лицей № 2», г. Степной",
    )
    mistaken = done(MovementKind.LEAVE, "33-о", student_id=centre.students[2].id)
    undo = prepare_counter_order(
        session,
        admin,
        mistaken,
        order_number="34-о",
        order_date=date(2026, 11, 23),
        now=centre.now,
    )
    confirm_order(session, coordinator, undo.id, centre.now)
    return movement_register(session, coordinator, date(2026, 9, 1), date(2026, 11, 30))


@pytest.mark.clause("1.3b", "2.1.3")
def test_the_register_holds_every_line_and_the_counts(centre: Centre, view: RegisterView) -> None:
    made = movement_register_pdf(view, centre.now)
    pages, words = pages_of(made), words_of(made)
    is_whole(made, pages)
    assert len(pages) > 1
    assert "Книга движения обучающихся" in pages[0]
    assert "01.09.2026 – 30.11.2026" in words
    for line in view.lines:
        assert line.student.split()[0] in words
    for text in (
        "№ 31-о от 20.11.2026",
        "из ВА-26-1 в ВА-26-2",
        "МБОУ «Лицей № 2», г. Степной",
        "отменено приказом № 34-о, 23.11.2026",
        "отменён приказ № 33-о, 20.11.2026",
        "Состояло на начало",
        "Обучающихся (каждый считается один раз): на начало 0, на конец 45.",
    ):
        assert text in words
    total = next(line for line in pages[0].splitlines() if line.strip().startswith("Всего"))
    assert total.split() == ["Всего", "0", "46", "1", "1", "1", "0", "45"]
    assert "Координатор" in pages[-1]
    assert "М. П." in pages[-1]
    assert centre.accounts["director"].staff.short_name[:7] in words or "Директор" in words
    assert movement_register_name(view) == "Книга движения 01.09.2026 – 30.11.2026"


def test_every_kind_has_its_word_on_paper() -> None:
    assert set(KINDS) == set(MovementKind)


def test_an_empty_period_is_printed_too(session: Session, centre: Centre) -> None:
    coordinator = centre.viewer(centre.accounts["coordinator"])
    view = movement_register(
        session, coordinator, date(2020, 9, 1), date(2020, 9, 2), centre.group.id
    )
    words = words_of(movement_register_pdf(view, centre.now))
    assert "За период движения не было" in words
    assert f"группа {centre.group.name}" in words
