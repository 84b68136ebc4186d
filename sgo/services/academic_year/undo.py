"""Taking a prepared year back whole, while it is not open and nothing leans on it (clause 3.2)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import refuse, refuse_unless
from sgo.models import (
    AcademicYear,
    Base,
    CalendarPeriod,
    Curatorship,
    Group,
    JournalPage,
    TeachingAssignment,
    Term,
    TermScheme,
)
from sgo.rules.academic_year import may_take_back
from sgo.services.academic_year.report import YearAct, year_act
from sgo.services.bulk_acts import name_act, new_act_id
from sgo.services.guard import acting_as
from sgo.services.trail import made_by
from sgo.vocabulary import BulkAct

LAST_FIRST: tuple[type[Base], ...] = (
    TeachingAssignment,
    JournalPage,
    Curatorship,
    Group,
    CalendarPeriod,
    Term,
    TermScheme,
    AcademicYear,
)
"""What preparing a year makes, whatever leans on another row before it."""


def prepared_year(session: Session, act: YearAct) -> AcademicYear | None:
    """The year that the act prepared; None when it is gone, or the act prepared none."""
    if act.kind is not BulkAct.YEAR_OPENING:
        return None
    made = made_by(session, act.act_id).get(AcademicYear.__tablename__, [])
    return session.get(AcademicYear, made[0]) if made else None


def take_back_year(session: Session, viewer: Viewer, act_id: str, now: datetime) -> str:
    """Delete every row that the act made and give the name of the year.

    Raises Refused when the year is open or gone, or when timetable, orders or rows made by hand
    lean on it; then nothing is deleted.
    """
    act = year_act(session, viewer, act_id)
    own_id = new_act_id()
    with acting_as(session, viewer, Permission.CALENDAR_KEEP, now, bulk=own_id):
        year = prepared_year(session, act)
        if year is None:
            raise refuse("act_overtaken")
        verdict = may_take_back(year.state)
        refuse_unless(verdict)
        name, made = year.name, made_by(session, act_id)
        try:
            with session.begin_nested():
                for model in LAST_FIRST:
                    for key in made.get(model.__tablename__, []):
                        row = session.get(model, key)
                        if row is not None:
                            session.delete(row)
                    session.flush()
        except IntegrityError as error:
            raise refuse("year_is_leaned_on", "3.2", year=name) from error
        name_act(session, own_id, BulkAct.UNDO, act_id)
    return name
