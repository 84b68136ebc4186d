"""`flask sgo import`: a whole centre by its files, and every refusal told by its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sgo.models import Membership, MovementRecord, Organisation, TimetableRow, WorkType
from sgo.reports.sheets import write_workbook
from tests import books


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
