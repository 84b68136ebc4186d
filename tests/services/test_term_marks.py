"""Term marks follow the exact average and close in time (4.9, 4.13, 4.14; decisions 15 to 19)."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Forbidden, Missing, Refused
from sgo.models import TermMark
from sgo.services.term_marks import set_term_mark, term_mark_options
from sgo.vocabulary import Assessment, TermResult, YearState
from tests.centre import Centre
from tests.conftest import MOSCOW


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=MOSCOW)


LAST_IN_TIME = at(date(2026, 12, 28))


@pytest.fixture
def teacher(centre: Centre) -> Viewer:
    return centre.viewer(centre.accounts["teacher"])


def put(session: Session, centre: Centre, viewer: Viewer, result: TermResult | None, **more):
    more = {"seen_version": 0, "now": LAST_IN_TIME, "student": centre.student, **more}
    student = more.pop("student")
    return set_term_mark(
        session, viewer, centre.page.id, centre.term.id, student.id, result, **more
    )


@pytest.mark.clause("4.9", "3.3")
def test_the_mark_follows_the_average_and_keeps_it(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    for lesson, mark in zip(centre.lessons, (5, 4, 5, 4), strict=False):
        centre.make_cell(lesson, centre.student, mark)
    saved = put(session, centre, teacher, TermResult.FIVE)
    assert (saved.result, saved.version, saved.average.shown()) == (TermResult.FIVE, 1, "4,50")
    row = session.get(TermMark, (centre.page.id, centre.term.id, centre.student.id))
    assert row is not None
    assert (row.marks_sum, row.marks_count) == (18, 4)
    with pytest.raises(Refused) as refusal:
        put(session, centre, teacher, TermResult.FOUR, seen_version=1)
    assert refusal.value.verdict.code == "average_gives_higher"
    assert refusal.value.verdict.clause == "4.9"


def test_a_term_mark_takes_three_statements(
    session: Session, centre: Centre, teacher: Viewer, count_queries
) -> None:
    centre.make_cell(centre.lessons[0], centre.student, 4)
    session.expunge_all()
    count_queries.statements.clear()
    put(session, centre, teacher, TermResult.FOUR)
    assert len(count_queries) <= 3, count_queries.statements
