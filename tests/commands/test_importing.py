"""`flask sgo import`: a whole centre by its files, and every refusal told by its place."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sgo.clock import FixedClock
from sgo.models import (
    ImportFile,
    Membership,
    MovementRecord,
    Organisation,
    Student,
    TimetableRow,
    WorkType,
)
from sgo.reports.sheets import write_workbook
from sgo.services.imports.runs import Upload, upload
from sgo.workbooks import read_workbook
from tests import books
from tests.importing import admin


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    for name, book in books.BOOKS.items():
        write_workbook(tmp_path / name, book)
    return [str(tmp_path / name) for name in reversed(books.BOOKS)]


def test_a_centre_comes_in_by_its_files(app: Flask, session: Session, files: list[str]) -> None:
    result = app.test_cli_runner().invoke(args=["sgo", "import", *files])
    assert result.exit_code == 0, result.output
    assert "Обучающиеся: 3" in result.output
    assert "Не загружено" not in result.output
    assert session.scalar(select(func.count()).select_from(MovementRecord)) == 3
    assert session.scalar(select(func.count()).select_from(Membership)) == 0
    assert "подтвердит их приказ" in result.output
    assert session.scalar(select(func.count()).select_from(TimetableRow)) == 4
    assert session.get(Organisation, 1) is not None
    assert session.scalar(select(func.count()).select_from(WorkType)) > 3


def test_a_refusal_names_file_sheet_row_column_and_reason(
    app: Flask, session: Session, files: list[str], tmp_path: Path
) -> None:
    faulty = books.with_row(
        books.STUDENTS, 4, "Серов Юрий Львович", "31.02.2011", "м", None, None, "ПОВ-26-1"
    )
    write_workbook(tmp_path / "students.xlsx", {"Контингент": faulty})
    result = app.test_cli_runner().invoke(args=["sgo", "import", *files])
    assert result.exit_code == 0
    assert (
        "students.xlsx, лист «Контингент», строка 6, столбец C (Дата рождения): "
        "«31.02.2011» – не дата" in result.output
    )


def test_nothing_loaded_ends_with_an_error(app: Flask, session: Session, tmp_path: Path) -> None:
    (tmp_path / "menu.xlsx").write_bytes(b"not a workbook")
    result = app.test_cli_runner().invoke(args=["sgo", "import", str(tmp_path / "menu.xlsx")])
    assert result.exit_code == 1
    assert "menu.xlsx" in result.output
    assert session.get(Organisation, 1) is None


def test_rows_that_were_left_out_come_back_as_a_workbook(
    app: Flask, session: Session, files: list[str], tmp_path: Path
) -> None:
    app.test_cli_runner().invoke(args=["sgo", "import", *files])
    near = books.with_row(
        books.STUDENTS[:2], 2, "Белова Марья Ильинична", "03.01.2012", "ж", None, None, "РОБ-26-1"
    )
    near = books.with_row(near, 3, "Серов Юрий Львович", "31.02.2011", "м", None, None, "ПОВ-26-1")
    write_workbook(tmp_path / "again.xlsx", {"Контингент": near})
    mend = tmp_path / "mend.xlsx"
    result = app.test_cli_runner().invoke(
        args=["sgo", "import", str(tmp_path / "again.xlsx"), "--refused", str(mend)]
    )
    assert "again.xlsx, лист «Контингент», строка 3 (Белова Марья Ильинична)" in result.output
    assert "Белова Мария Ильинична, 03.01.2012" in result.output
    assert "mend.xlsx" in result.output
    (rows,) = read_workbook(mend.name, mend.read_bytes()).values()
    assert [row[1] for row in rows[2:]] == ["Белова Марья Ильинична", "Серов Юрий Львович"]
    assert session.scalar(select(func.count()).select_from(Student)) == 3


def test_uploads_that_nobody_loaded_are_wiped(
    app: Flask, session: Session, clock: FixedClock
) -> None:
    now = clock.now()
    who = admin(session)
    upload(session, who, [Upload("a.csv", "ФИО;Дата рождения\n".encode())], now)
    session.commit()
    clock.set(now + timedelta(days=2))
    result = app.test_cli_runner().invoke(args=["sgo", "forget-uploads"])
    assert "Стёрто загрузок: 1" in result.output
    assert session.scalar(select(func.count()).select_from(ImportFile)) == 0
