"""The read models of the journal: what they say, to whom, and in how many queries."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.services import journal_pages as views
from sgo.services.teacher_day import teacher_day
from tests.centre import Centre


@pytest.fixture
def teacher(centre: Centre) -> Viewer:
    return centre.viewer(centre.accounts["teacher"])


def test_the_views_answer(session: Session, centre: Centre, teacher: Viewer) -> None:
    now = centre.now
    centre.make_cell(centre.lesson, centre.student, 5)
    page = views.journal_page(session, teacher, centre.page.id, None, now)
    assert page.rows[0].average_shown == "5,00"
    views.topics_view(session, teacher, centre.page.id, None, now)
    views.term_marks_view(session, teacher, centre.page.id, None, now)
    views.final_marks_view(session, teacher, centre.page.id, now)
    view = views.lesson_view(session, teacher, centre.lesson.id, now)
    assert view.number == 6
    assert view.previous_id == centre.lessons[4].id
    views.pages_of(session, teacher)


def test_home(session: Session, centre: Centre, teacher: Viewer) -> None:
    day = teacher_day(session, teacher, centre.now.date(), centre.now)
    assert [lesson.lesson_id for lesson in day.lessons] == [centre.lesson.id]
    assert [lesson.days_left for lesson in day.open_lessons] == [0, 3]
