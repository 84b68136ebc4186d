"""A list that goes out in the shape of the import comes in again and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.models import AcademicYear, CalendarPeriod, MovementOrder
from sgo.reports.lists import csv_lines
from sgo.reports.sheets import write_lists
from sgo.services.exports import words
from sgo.services.exports.listing import Listing
from sgo.services.exports.shapes import SHAPES, shape_listing
from sgo.services.imports.cells import Sheet
from sgo.services.imports.load import load_sheets
from sgo.services.imports.outcome import Outcome
from sgo.services.movement.decisions import Seen, confirm_orders
from sgo.vocabulary import DayKind, ListKind, MovementState, RowState
from sgo.workbooks import read_workbook
from tests import books
from tests.centre import Centre

SAMPLES = Path(__file__).parent.parent / "data" / "samples"


def as_book(listings: list[Listing]) -> list[Sheet]:
    """The lists through a workbook."""
    target = BytesIO()
    write_lists(target, listings)
    read = read_workbook("all.xlsx", target.getvalue())
    return [Sheet("all.xlsx", name, rows) for name, rows in read.items()]


def as_tables(listings: list[Listing]) -> list[Sheet]:
    """The lists through CSV files."""
    sheets = []
    for listing in listings:
        name = f"{listing.name}.csv"
        read = read_workbook(name, b"".join(csv_lines(listing)))
        sheets += [Sheet(name, title, rows) for title, rows in read.items()]
    return sheets


def come_again(
    session: Session, viewer: Viewer, how: Callable[[list[Listing]], list[Sheet]], now: Any
) -> Outcome:
    """Take every shape and load it."""
    year = session.scalars(select(AcademicYear).order_by(AcademicYear.starts_on.desc())).first()
    assert year is not None
    listings = [shape_listing(session, viewer, name, year) for name in SHAPES]
    return load_sheets(session, how(listings), now, viewer)


def differences(outcome: Outcome) -> list[tuple[Any, ...]]:
    return [
        (
            row.kind.value,
            row.label,
            row.state.value,
            row.changes,
            [r.verdict.code for r in row.refusals],
        )
        for row in outcome.rows
        if row.state is not RowState.UNCHANGED
    ]


def confirm_everything(session: Session, centre: Centre) -> None:
    session.flush()
    coordinator = centre.viewer(centre.accounts["coordinator"])
    waiting = select(MovementOrder.id).where(MovementOrder.state == MovementState.PREPARED)
    confirm_orders(session, coordinator, map(Seen, session.scalars(waiting)), centre.now)


@pytest.mark.clause("2.1.2")
@pytest.mark.parametrize("how", [as_book, as_tables], ids=["xlsx", "csv"])
def test_what_goes_out_comes_in_and_changes_nothing(
    session: Session, centre: Centre, how: Callable[[list[Listing]], list[Sheet]]
) -> None:
    admin = centre.viewer(centre.accounts["technical_admin"])
    load_sheets(session, books.sheets(), centre.now, admin)
    confirm_everything(session, centre)
    year = session.scalars(select(AcademicYear)).one()
    centre.add(
        CalendarPeriod(
            academic_year_id=year.id,
            kind=DayKind.HOLIDAY,
            name="День станицы",
            starts_on=date(2026, 9, 12),
            ends_on=date(2026, 9, 12),
        )
    )
    centre.student.address, centre.student.phone = "-1 этаж, +вход", "+375291234567"
    centre.add(centre.student)
    outcome = come_again(session, admin, how, centre.now)
    assert differences(outcome) == []
    assert [one.verdict.code for one in outcome.refusals] == []
    assert sum(outcome.loaded.values()) == 0
    assert {row.kind for row in outcome.rows} == set(ListKind) - {ListKind.LESSON_PLAN}


@pytest.mark.clause("2.1.2")
def test_a_whole_centre_goes_out_and_comes_in_unchanged(session: Session, centre: Centre) -> None:
    admin = centre.viewer(centre.accounts["technical_admin"])
    sheets = [
        Sheet(path.name, name, rows)
        for path in sorted(SAMPLES.glob("*.xlsx"))
        for name, rows in read_workbook(path.name, path.read_bytes()).items()
    ]
    load_sheets(session, sheets, centre.now, admin)
    confirm_everything(session, centre)
    outcome = come_again(session, admin, as_book, centre.now)
    assert differences(outcome) == []
    assert sum(outcome.loaded.values()) == 0
    assert outcome.known["students"] == 346
    assert outcome.known["rows"] == 58


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (None, None),
        ("+79181234567", "8 (918) 123-45-67"),
        ("+375291234567", "+375291234567"),
    ],
)
def test_a_phone_is_written_as_it_is_dialled_at_home(kept: str | None, said: str | None) -> None:
    assert words.phone(kept) == said
