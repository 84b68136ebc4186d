"""Which list a table is and what a column of it means, as a person says."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Missing, Refused
from sgo.models import Guardianship, Student
from sgo.services.imports.runs import choose, layouts, load, upload
from sgo.vocabulary import ListKind, Relation, RowState
from tests.importing import NOW, brought, told
from tests.services.import_lists import YEGOR, altered, book, list_of


def test_a_column_is_what_a_person_says(session: Session, loader: Viewer) -> None:
    rows = [["Кто", "Когда", "Где учится", "М/Ж"],
            ["Серов Юрий Львович", "01.02.2010", "ПОВ-26-1", "м"]]  # fmt: skip
    run = upload(session, loader, [book({"Дети": rows})], NOW)
    (table,) = layouts(session, loader, run.id)
    assert table.kind is None
    assert [(one.letter, one.heading, one.field) for one in table.shown_columns()] == [
        ("A", "Кто", ""), ("B", "Когда", ""), ("C", "Где учится", ""), ("D", "М/Ж", ""),
    ]  # fmt: skip
    fields = {0: "name", 1: "birth_date", 2: "group", 3: "sex"}
    choose(session, loader, run.id, table.key, ListKind.STUDENTS, fields, version=run.version)
    (table,) = layouts(session, loader, run.id)
    assert (table.kind, table.columns["group"]) == (ListKind.STUDENTS, 2)
    assert [row.state for row in load(session, loader, run.id, NOW).rows] == [RowState.NEW]


def test_an_upper_heading_says_who_a_guardian_is(session: Session, loader: Viewer) -> None:
    rows = [
        ["ФИО", "Дата рождения", "Пол", "Группа", "Мать", "Мать", "Отец", "Отец"],
        ["ФИО", "Дата рождения", "Пол", "Группа", "ФИО", "Телефон", "ФИО", "Телефон"],
        ["Серов Юрий Львович", "01.02.2010", "м", "ПОВ-26-1", "Серова Инна Олеговна",
         "8 918 000-00-01", "Серов Лев Ильич", "89180000002"],
    ]  # fmt: skip
    assert told(brought(session, loader, [book({"Дети": rows})])) == []
    ties = session.scalars(
        select(Guardianship).join(Student).where(Student.surname == "Серов")
    ).all()
    assert {(tie.guardian.full_name, tie.guardian.phone, tie.relation) for tie in ties} == {
        ("Серова Инна Олеговна", "+79180000001", Relation.MOTHER),
        ("Серов Лев Ильич", "+79180000002", Relation.FATHER),
    }


def test_a_table_may_be_none_of_the_lists(session: Session, loader: Viewer) -> None:
    run = upload(session, loader, list_of(altered(YEGOR, F="х. Новый")), NOW)
    (table,) = layouts(session, loader, run.id)
    choose(session, loader, run.id, table.key, None, {})
    outcome = load(session, loader, run.id, NOW)
    assert (outcome.rows, outcome.refusals) == ([], [])


def test_two_columns_are_not_one_thing(session: Session, loader: Viewer) -> None:
    run = upload(session, loader, list_of(YEGOR), NOW)
    (table,) = layouts(session, loader, run.id)
    with pytest.raises(Refused, match="column_twice"):
        choose(session, loader, run.id, table.key, ListKind.STUDENTS, {0: "name", 1: "name"})
    with pytest.raises(Missing):
        choose(session, loader, run.id, table.key, ListKind.STUDENTS, {0: "position"})
