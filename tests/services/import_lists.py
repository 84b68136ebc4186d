"""Small lists for a centre that has loaded its own: a row changed, a row doubted, a row decided."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.reports.sheets import write_workbook
from sgo.services.imports.outcome import Outcome
from sgo.services.imports.runs import Upload, decide, load, preview, upload
from sgo.vocabulary import Decision
from tests import books
from tests.importing import NOW, admin, brought, told

HEAD = books.STUDENTS[1]
YEGOR = books.STUDENTS[2]
MARIA = books.STUDENTS[3]


def book(sheets: dict[str, books.Rows], name: str = "книга.xlsx") -> Upload:
    target = BytesIO()
    write_workbook(target, sheets)
    return Upload(name, target.getvalue())


def whole() -> list[Upload]:
    return [book(sheets, name) for name, sheets in books.BOOKS.items()]


def list_of(*rows: Any) -> list[Upload]:
    """A list of students alone."""
    return [book({"Список": [HEAD, *(list(row) for row in rows)]})]


def altered(row: list[Any], **cells: Any) -> list[Any]:
    """The row with other cells, named by their letters."""
    new = list(row)
    for letter, value in cells.items():
        new[ord(letter) - ord("A")] = value
    return new


MARYA = altered(MARIA, B="Белова Марья Ильинична", E=None)
"""Somebody of nearly the same name."""


@pytest.fixture
def loader(session: Session) -> Viewer:
    """The technical admin of a centre that has loaded its lists."""
    somebody = admin(session)
    assert told(brought(session, somebody, whole())) == []
    return somebody


def decided(session: Session, loader: Viewer, row: list[Any], decision: Decision) -> Outcome:
    run = upload(session, loader, list_of(row), NOW)
    (found,) = preview(session, loader, run.id, NOW).rows
    decide(session, loader, run.id, {found.key: decision}, version=run.version)
    seen = preview(session, loader, run.id, NOW)
    done = load(session, loader, run.id, NOW)
    assert done == seen
    return done
