"""The opening import as its tests run it: small lists, loaded on the first of September."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from sgo.services.imports.cells import Sheet
from sgo.services.imports.load import load_sheets
from tests import books
from tests.conftest import MOSCOW

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=MOSCOW)


def load(session: Session, sheets: Sequence[Sheet] | None = None):
    return load_sheets(session, books.sheets() if sheets is None else sheets, NOW)


def refusals(report: Any) -> list[tuple[str, int | None, str, str]]:
    return [(one.sheet, one.row, one.column, one.verdict.code) for one in report.refusals]
