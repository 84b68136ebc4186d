"""The extract of a person as a workbook: every column in words, every row by name."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.models import Account, Guardian, ImportRun, Staff, Student
from sgo.panel.people.extract_words import EXTRACT_LABELS, extract_label
from sgo.services.people.extract import Card, accounts_of, belongings, extract_of, told_columns
from tests.centre import Centre
from tests.destroying import SECRETS, leave_staff, leave_student
from tests.signing import sign_in

pytestmark = pytest.mark.clause("2.1.2")


@pytest.mark.parametrize("model", [Student, Guardian, Staff])
def test_every_column_of_every_table_has_words(app: Flask, model: Card) -> None:
    tables = [model.__table__, *(table for table, _ in belongings(model, 1, accounts_of(model, 1)))]
    with app.test_request_context():
        bare = [
            f"{table.name}.{column.name}"
            for table in tables
            for column in told_columns(table)
            if extract_label(table.name, column.name) == column.name
        ]
    assert bare == []


def sheets(client: FlaskClient, kind: str, key: int) -> dict[str, list[dict[str, Any]]]:
    """Sheets of the saved workbook, each row by the words above its columns."""
    answer = client.post(f"/panel/{kind}/extract/?id={key}")
    assert answer.status_code == 200
    book = openpyxl.load_workbook(BytesIO(answer.data))
    found = {}
    for sheet in book:
        rows = [row for row in sheet.iter_rows(values_only=True) if row[1] is not None]
        found[sheet.title] = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    return found


def test_a_student_reads_words_and_names(
    client: FlaskClient, centre: Centre, session: Session
) -> None:
    admin = centre.accounts["technical_admin"]
    student = leave_student(centre, centre.viewer(admin))
    sign_in(client, admin)
    book = sheets(client, "students", student.id)
    (entered,) = book["Входы"]
    assert entered["Откуда"] == SECRETS[12]
    assert entered["Браузер"] == SECRETS[13]
    assert "Где хранится" not in entered
    (mark,) = book["Отметки"]
    assert mark["Обучающийся"] == student.full_name
    assert "Основы законодательства" in mark["Урок"]
    assert book["Вид экрана"][0]["Цвета"] == "чёрным по белому"


def test_staff_and_guardian_read_words_and_names(
    client: FlaskClient, centre: Centre, session: Session
) -> None:
    admin = centre.accounts["technical_admin"]
    staff = leave_staff(centre, centre.viewer(admin))
    sign_in(client, admin)
    book = sheets(client, "staff", staff.id)
    assert book["Уроки"][0]["Педагог"] == staff.full_name
    assert book["Входы"][0]["Откуда"] == SECRETS[12]
    (child, *_) = sheets(client, "guardians", centre.guardian.id)["Обучающиеся и представители"]
    assert child["Законный представитель"] == centre.guardian.full_name


def test_lists_that_an_admin_loads_are_not_told_as_his_own(
    centre: Centre, session: Session
) -> None:
    """Rows on their way in speak of other people."""
    admin = session.scalars(select(Account).where(Account.login == "admin")).one()
    centre.add(
        ImportRun(
            account_id=admin.id,
            started_at=centre.now,
            file_names=["список.xlsx"],
            choices={"кто": "Посторонний"},
            outcome={"кто": "Посторонний"},
        )
    )
    found = extract_of(session, centre.viewer(admin), Staff, admin.staff_id, centre.now)
    (run,) = [part for part in found.parts if part.table == "import_runs"]
    assert "file_names" in run.columns
    assert "Посторонний" not in str(found.parts)


def test_no_label_is_of_a_column_that_is_not_told() -> None:
    told = {
        f"{table.name}.{column.name}"
        for model in (Student, Guardian, Staff)
        for table, _ in belongings(model, 1, accounts_of(model, 1))
        for column in told_columns(table)
    }
    assert EXTRACT_LABELS.keys() <= told
