"""The name of a broken constraint, on either database, and nothing else of what it said."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from sgo.panel.kit.constraints import constraint_name, told


def refusal(orig: object) -> IntegrityError:
    return IntegrityError("INSERT INTO rooms VALUES (?)", ("secret",), orig)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("UNIQUE constraint failed: rooms.name", "uq_rooms_name"),
        (
            "UNIQUE constraint failed: students.surname, students.given_name,"
            " students.patronymic, students.birth_date",
            "uq_students_surname_given_name_patronymic_birth_date",
        ),
        ("CHECK constraint failed: ck_rooms_some_seats", "ck_rooms_some_seats"),
        ("FOREIGN KEY constraint failed", ""),
        ("NOT NULL constraint failed: rooms.name", ""),
        ("UNIQUE constraint failed: nowhere.name", ""),
    ],
)
def test_sqlite_tells_it_in_its_message(message: str, name: str) -> None:
    assert constraint_name(refusal(Exception(message))) == name


def test_postgresql_tells_it_by_name() -> None:
    orig = SimpleNamespace(diag=SimpleNamespace(constraint_name="uq_rooms_name"))
    assert constraint_name(refusal(orig)) == "uq_rooms_name"
    orig.diag.constraint_name = None
    assert constraint_name(refusal(orig)) == ""


def test_what_is_told_is_a_sentence(app: Flask) -> None:
    with app.test_request_context():
        words, field = told(refusal(Exception("UNIQUE constraint failed: rooms.name")))
        assert field == "name"
        assert "уже есть" in words
        words, field = told(refusal(Exception("FOREIGN KEY constraint failed")))
        assert field is None
        for trace in ("FOREIGN", "INSERT", "secret"):
            assert trace not in words
