"""Topics, "checked" and the works of a lesson (4.6, decisions 7, 8 and 13)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Missing, Refused
from sgo.models import Work
from sgo.services.journal.pages import topics_view
from sgo.services.journal.works import add_work, change_work_type, remove_work, work_types
from sgo.services.journal.writing import mark_checked, save_cell, save_topic
from sgo.vocabulary import LessonState
from tests.centre import Centre


def write(session: Session, centre: Centre, viewer: Viewer, words: str, **more):
    lesson = more.pop("lesson", centre.lesson)
    more = {"seen_version": lesson.version, "now": centre.now, **more}
    return save_topic(session, viewer, lesson.id, words, **more)


@pytest.mark.clause("4.6", "3.3")
def test_a_topic_is_in_time_on_its_day_and_late_after(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    assert write(session, centre, teacher, "  Знаки   сервиса ").topic == "Знаки сервиса"
    late = write(session, centre, teacher, "Разметка", lesson=centre.lessons[4])
    assert late.topic_entered_at == centre.now
    states = [
        line.topic_state
        for line in topics_view(session, teacher, centre.page.id, None, centre.now).lessons
    ]
    assert states == ["none", "none", "none", "none", "late", "ok"]


def test_mending_the_words_keeps_the_day_of_entry(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    write(session, centre, teacher, "Знаки")
    later = centre.now + timedelta(days=2)
    lesson = write(session, centre, teacher, "Знаки сервиса", now=later)
    assert lesson.topic_entered_at == centre.now
    assert write(session, centre, teacher, "", now=later).topic_entered_at is None
    assert write(session, centre, teacher, "Знаки", now=later).topic_entered_at == later


def test_a_topic_of_another_hand_is_a_conflict_and_the_same_words_are_none(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    seen = centre.lesson.version
    write(session, centre, teacher, "Знаки")
    assert write(session, centre, teacher, "Знаки", seen_version=seen).topic == "Знаки"
    with pytest.raises(Conflict) as conflict:
        write(session, centre, teacher, "Разметка", seen_version=seen)
    assert conflict.value.theirs["text"] == "Знаки"
    assert conflict.value.theirs["by"] == centre.teacher.short_name
    assert conflict.value.theirs["version"] == centre.lesson.version


def test_a_topic_has_its_measure(session: Session, centre: Centre, teacher: Viewer) -> None:
    with pytest.raises(Refused, match="text_too_long"):
        write(session, centre, teacher, "т" * 501)
    assert len(write(session, centre, teacher, "т" * 500).topic or "") == 500


@pytest.mark.clause("4.6")
def test_a_cancelled_lesson_has_no_topic(session: Session, centre: Centre, teacher: Viewer) -> None:
    centre.lesson.state, centre.lesson.change_reason = LessonState.CANCELLED, "карантин"
    centre.add(centre.lesson)
    with pytest.raises(Refused, match="lesson_cancelled"):
        write(session, centre, teacher, "Знаки")
    with pytest.raises(Refused, match="lesson_cancelled"):
        mark_checked(session, teacher, centre.lesson.id, now=centre.now)


@pytest.mark.clause("4.11", "3.3")
def test_checked_is_pressed_once_and_may_be_taken_back(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    lesson = mark_checked(session, teacher, centre.lesson.id, now=centre.now)
    version = lesson.version
    later = centre.now + timedelta(hours=1)
    again = mark_checked(session, teacher, centre.lesson.id, now=later)
    assert (again.checked_at, again.version) == (centre.now, version)
    back = mark_checked(session, teacher, centre.lesson.id, checked=False, now=later)
    assert back.checked_at is None


@pytest.mark.clause("4.6")
def test_works_are_chosen_from_the_kinds_in_use(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    assert [kind.short_name for kind in work_types(session)] == ["УО", "КР"]
    work = add_work(session, teacher, centre.lesson.id, centre.control.id, centre.now)
    assert [one.id for one in centre.lesson.works] == [centre.lesson.works[0].id, work.id]
    first = centre.lesson.works[0].id
    changed = change_work_type(
        session, teacher, centre.lesson.id, first, centre.control.id, centre.now
    )
    assert changed.work_type.control
    remove_work(session, teacher, centre.lesson.id, work.id, centre.now)
    assert [one.id for one in centre.lesson.works] == [first]
    centre.control.retired = True
    centre.add(centre.control)
    with pytest.raises(Refused, match="work_type_retired"):
        add_work(session, teacher, centre.lesson.id, centre.control.id, centre.now)
    assert [kind.short_name for kind in work_types(session)] == ["УО"]


@pytest.mark.clause("4.6")
def test_a_work_with_marks_stays_and_so_does_the_last_one(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    (only,) = centre.lesson.works
    with pytest.raises(Refused, match="last_work_stays"):
        remove_work(session, teacher, centre.lesson.id, only.id, centre.now)
    second = add_work(session, teacher, centre.lesson.id, centre.control.id, centre.now)
    save_cell(
        session,
        teacher,
        centre.lesson.id,
        centre.student.id,
        "-/5",
        seen_version=0,
        now=centre.now,
    )
    with pytest.raises(Refused, match="work_holds_marks"):
        remove_work(session, teacher, centre.lesson.id, second.id, centre.now)
    for _ in range(4):
        add_work(session, teacher, centre.lesson.id, centre.answer.id, centre.now)
    with pytest.raises(Refused, match="works_enough"):
        add_work(session, teacher, centre.lesson.id, centre.answer.id, centre.now)


def test_a_work_of_another_lesson_is_missing(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    foreign = centre.foreign_lesson.works[0]
    for act in (
        lambda: remove_work(session, teacher, centre.lesson.id, foreign.id, centre.now),
        lambda: change_work_type(
            session, teacher, centre.lesson.id, foreign.id, centre.control.id, centre.now
        ),
        lambda: add_work(session, teacher, centre.lesson.id, 10**6, centre.now),
    ):
        with pytest.raises(Missing):
            act()
    assert session.get(Work, foreign.id) is not None
