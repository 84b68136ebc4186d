"""Acts over many rows: tried, done and taken back, by the rules of a single row (clauses 1.4, 3.3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from sgo.access.permissions import Permission
from sgo.errors import Forbidden
from sgo.models import AuditEvent, Lesson
from sgo.services import list_acts, list_deeds
from sgo.services.accounts.keeping import close_account
from sgo.services.bulk_acts import new_act_id
from sgo.services.guard import acting_as
from sgo.services.list_acts import Row
from sgo.vocabulary import Assessment, Funding, LessonState, Weekday

NEXT_WEEK = date(2026, 11, 30)


def rows(*kept):
    return [Row(one.id, one.version) for one in kept]


def do(centre, viewer, deed, kept, values, name="act"):
    """Do the act and give its number with what was said of each row."""
    act_id = new_act_id()
    outcomes = list(
        list_acts.carry_out(centre.session, viewer, deed, kept, values, centre.now, act_id)
    )
    changed = sum(one.verdict.allowed for one in outcomes)
    list_acts.name_act(centre.session, viewer, deed, name, changed, centre.now, act_id)
    centre.session.commit()
    return act_id, {one.key: one.verdict.code for one in outcomes}


def undo(centre, viewer, deed, act_id):
    past = list_acts.past_rows(centre.session, viewer, deed, act_id)
    own = new_act_id()
    outcomes = list(list_acts.take_back(centre.session, viewer, deed, past, centre.now, own))
    centre.session.commit()
    return own, {one.key: one.verdict.code for one in outcomes}


def lines(centre, act_id):
    """The lines of the trail under an act: subject, row, and what the columns became."""
    found = centre.session.scalars(
        select(AuditEvent).where(AuditEvent.act_id == act_id).order_by(AuditEvent.id)
    )
    return [(one.subject, one.row_key, one.changes) for one in found]


def test_every_changed_row_carries_the_number_of_the_act(centre, admin):
    first, second, *_ = centre.students
    second.funding = Funding.CONTRACT
    centre.add(second)
    values = {"funding": Funding.CONTRACT}
    act_id, said = do(centre, admin, list_deeds.FUNDING, rows(first, second), values)
    assert said == {first.id: "allowed", second.id: "row_is_so_already"}
    assert lines(centre, act_id) == [
        ("students", str(first.id), {"funding": ["budget", "contract"]}),
        ("list_acts", act_id, {"list_act": [None, "students/act"], "rows": [None, 1]}),
    ]
    own, said = undo(centre, admin, list_deeds.FUNDING, act_id)
    assert said == {first.id: "allowed"}
    assert (first.funding, second.funding) == (Funding.BUDGET, Funding.CONTRACT)
    assert lines(centre, own) == [("students", str(first.id), {"funding": ["contract", "budget"]})]


def test_a_trial_leaves_neither_rows_nor_lines(centre, admin):
    count = select(func.count()).select_from(AuditEvent)
    before = centre.session.scalar(count)
    with list_acts.trial(centre.session):
        outcomes = list(
            list_acts.carry_out(
                centre.session,
                admin,
                list_deeds.FUNDING,
                rows(*centre.students),
                {"funding": Funding.CONTRACT},
                centre.now,
                new_act_id(),
            )
        )
        assert centre.session.scalar(count) == before + 5
    assert [one.changes for one in outcomes] == [{"funding": ["budget", "contract"]}] * 5
    assert centre.session.scalar(count) == before
    assert {one.funding for one in centre.students} == {Funding.BUDGET}


def test_a_row_changed_since_is_not_taken_back(centre, admin):
    kept = centre.students[:3]
    act_id, _ = do(centre, admin, list_deeds.FUNDING, rows(*kept), {"funding": Funding.CONTRACT})
    with acting_as(centre.session, admin, Permission.STUDENTS_KEEP, centre.now):
        kept[1].phone = "+79180000000"
    centre.session.commit()
    _, said = undo(centre, admin, list_deeds.FUNDING, act_id)
    assert said == {
        kept[0].id: "allowed",
        kept[1].id: "changed_since_act",
        kept[2].id: "allowed",
    }
    assert [one.funding for one in kept] == [Funding.BUDGET, Funding.CONTRACT, Funding.BUDGET]
    # A second taking back finds every row changed: by the first one.
    _, said = undo(centre, admin, list_deeds.FUNDING, act_id)
    assert set(said.values()) == {"changed_since_act"}


def test_a_version_seen_before_somebody_saved_is_left_alone(centre, admin):
    stale = Row(centre.students[0].id, centre.students[0].version - 1)
    gone = Row(10**6, 1)
    _, said = do(centre, admin, list_deeds.FUNDING, [stale, gone], {"funding": Funding.CONTRACT})
    assert said == {stale.key: "row_changed_meanwhile", gone.key: "row_is_gone"}


def test_who_may_not_change_one_row_changes_none(centre):
    for who in ("coordinator", "director", "teacher", "guardian"):
        viewer = centre.viewer(centre.accounts[who])
        with pytest.raises(Forbidden):
            do(centre, viewer, list_deeds.FUNDING, rows(centre.student), {"funding": "contract"})


def test_groups_and_curriculum_go_there_and_back(centre, admin):
    both = [centre.group, centre.other_group]
    act_id, said = do(centre, admin, list_deeds.ROOM, rows(*both), {"room_id": centre.room.id})
    assert set(said.values()) == {"allowed"}
    undo(centre, admin, list_deeds.ROOM, act_id)
    assert [one.room_id for one in both] == [None, None]
    act_id, _ = do(
        centre, admin, list_deeds.ASSESSMENT, rows(centre.law), {"assessment": Assessment.PASS_FAIL}
    )
    assert centre.law.assessment is Assessment.PASS_FAIL
    undo(centre, admin, list_deeds.ASSESSMENT, act_id)
    assert centre.law.assessment is Assessment.GRADED


def test_lessons_of_a_day_are_cancelled_where_the_rules_allow_and_come_back(centre, admin):
    ahead = [centre.make_lesson(centre.page, NEXT_WEEK, bell) for bell in (1, 2)]
    centre.make_cell(centre.lessons[4], centre.student, 5)
    kept = rows(*ahead, centre.lessons[0], centre.lessons[4])
    act_id, said = do(centre, admin, list_deeds.CANCEL, kept, {"reason": "карантин"})
    assert [said[one.id] for one in ahead] == ["allowed", "allowed"]
    assert said[centre.lessons[0].id] == "closed_lesson_stays"
    assert said[centre.lessons[4].id] not in ("allowed", "closed_lesson_stays")
    assert {one.state for one in ahead} == {LessonState.CANCELLED}
    # Its slot is taken meanwhile by another lesson of the group: that one stays cancelled.
    centre.make_lesson(centre.curator_page, NEXT_WEEK, 2)
    _, said = undo(centre, admin, list_deeds.CANCEL, act_id)
    assert said == {ahead[0].id: "allowed", ahead[1].id: "slot_taken"} or (
        said[ahead[0].id] == "allowed" and said[ahead[1].id] != "allowed"
    )
    first = centre.session.get_one(Lesson, ahead[0].id)
    assert (first.state, first.change_reason) == (LessonState.PLANNED, None)


def test_a_cancelled_lesson_whose_window_has_closed_does_not_come_back(centre, admin):
    lesson = centre.lessons[3]
    act_id, said = do(centre, admin, list_deeds.CANCEL, rows(lesson), {"reason": "карантин"})
    assert said == {lesson.id: "allowed"}
    centre.now += timedelta(days=1)
    _, said = undo(centre, admin, list_deeds.CANCEL, act_id)
    assert said == {lesson.id: "closed_lesson_stays"}


def test_rows_of_the_timetable_end_and_go_on_again(centre, admin):
    first = centre.make_row(centre.page, centre.teacher, Weekday.MONDAY, 1)
    early = centre.make_row(
        centre.page, centre.teacher, Weekday.FRIDAY, 1, valid_to=date(2026, 10, 1)
    )
    values = {"valid_to": date(2026, 12, 1)}
    act_id, said = do(centre, admin, list_deeds.END, rows(first, early), values)
    assert said == {first.id: "allowed", early.id: "row_ends_earlier"}
    assert first.valid_to == date(2026, 12, 1)
    _, said = undo(centre, admin, list_deeds.END, act_id)
    assert (said, first.valid_to) == ({first.id: "allowed"}, None)


def test_closed_accounts_open_with_their_own_password(centre, admin):
    teacher, closed = centre.accounts["teacher"], centre.accounts["curator"]
    close_account(centre.session, admin, closed.id, centre.now)
    own = centre.accounts["technical_admin"]
    password = teacher.password_hash
    act_id, said = do(centre, admin, list_deeds.CLOSE, rows(teacher, closed, own), {})
    assert said == {
        teacher.id: "allowed",
        closed.id: "row_is_so_already",
        own.id: "own_account_stays",
    }
    assert teacher.closed_at is not None
    undo(centre, admin, list_deeds.CLOSE, act_id)
    assert (teacher.closed_at, teacher.password_hash) == (None, password)
