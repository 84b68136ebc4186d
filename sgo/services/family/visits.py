"""Noting that a family has looked, so that the next visit knows what is new (1.3f).

Unlike other use cases this one commits by itself: it stands behind a page that only reads, and
must neither hold its reading open nor fail it.
"""

from __future__ import annotations

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from sgo.db import writing
from sgo.models import DiaryVisit
from sgo.services.family.children import Family


def keep_visit(session: Session, family: Family) -> None:
    """Write the visit of this page, if it differs from what is known."""
    child = family.child
    if child is None or family.visit == child.visit:
        return
    keys = {"account_id": family.viewer.account_id, "student_id": child.student_id}
    values = {"new_since": family.visit.new_since, "last_seen_at": family.visit.last_seen_at}
    session.commit()  # the reading ends, so that SQLite may begin with its write lock
    token = writing.set(True)
    try:
        if child.visit is None:
            session.execute(insert(DiaryVisit).values(**keys, **values))
        else:
            session.execute(update(DiaryVisit).filter_by(**keys).values(**values))
        session.commit()
    except (IntegrityError, OperationalError):
        # Two pages at once, or a busy database: what is new is told once more, no more than that.
        session.rollback()
    finally:
        writing.reset(token)
