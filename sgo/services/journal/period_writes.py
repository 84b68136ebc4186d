"""How a term or a final mark is written: only over what its writer saw, and by its verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from sgo.models import FinalMark, TermMark
from sgo.services.guard import permit
from sgo.services.journal.period_context import PeriodFacts, conflict
from sgo.verdicts import Verdict

Row = TypeVar("Row", TermMark, FinalMark)


@contextmanager
def written_over(
    session: Session,
    facts: PeriodFacts,
    again: Callable[[], PeriodFacts],
    row_key: str,
    seen_version: int | None,
) -> Iterator[None]:
    """Around the write of one mark, which is then sent.

    `again` asks for the facts anew. Raises Conflict with what somebody saved first, before the
    write or in the same instant.
    """
    if (seen_version or 0) != facts.version:
        raise conflict(session, facts, row_key, seen_version)
    yield
    try:
        session.flush()
    except (StaleDataError, IntegrityError):
        session.rollback()
        raise conflict(session, again(), row_key, seen_version) from None


def put_row(
    session: Session, row: Row, values: Mapping[str, Any] | None, verdict: Verdict
) -> Row | None:
    """Bring a mark, new or stored, to the values (None takes it away) by what allowed it."""
    permit(session, row, verdict)
    if values is None:
        session.delete(row)
        return None
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)
    return row
