"""The next year is proposed, tried out, made whole and taken back, by the technical admin alone (3.2, 4.4)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Forbidden, Refused
from sgo.models import (
    AcademicYear,
    AuditEvent,
    CalendarPeriod,
    Group,
    JournalPage,
    TeachingAssignment,
)
from sgo.services.academic_year.closing import close_year
from sgo.services.academic_year.opening import PlanRefused, open_next_year
from sgo.services.academic_year.orders import endings
from sgo.services.academic_year.proposal import propose
from sgo.services.academic_year.report import standing, year_act, year_acts
from sgo.services.academic_year.undo import take_back_year
from sgo.services.calendar import open_year
from sgo.services.guard import Act, acting
from sgo.services.list_acts import trial
from sgo.vocabulary import BulkAct, Carry, DayKind, SystemAct, Weekday, YearState
from tests.centre import Centre
from tests.services.next_year import counts, end, opened


@pytest.mark.clause("4.4")
def test_the_next_year_is_proposed_from_the_present(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    centre.make_group("КР-26-9", starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 20))
    centre.make_group("ДЛ-26-1", starts_on=date(2026, 9, 1), ends_on=date(2028, 5, 30))
    for kind, day in ((DayKind.VACATION, date(2026, 11, 1)), (DayKind.DAY_OFF, date(2026, 11, 2))):
        centre.add(
            CalendarPeriod(
                academic_year_id=centre.year.id, kind=kind, name=kind, starts_on=day, ends_on=day
            )
        )
    leaver = centre.make_staff("Уволенный", dismissed_on=date(2027, 6, 30))
    centre.add(
        TeachingAssignment(
            page_id=centre.page.id, staff_id=leaver.id, starts_on=centre.year.starts_on
        )
    )
    plan = propose(session, admin, centre.now)
    assert (plan.name, plan.starts_on, plan.ends_on) == (
        "2027/28",
        date(2027, 9, 1),
        date(2028, 8, 31),
    )
    (scheme,) = plan.schemes
    assert [(one.name, one.starts_on, one.ends_on) for one in scheme.terms] == [
        ("I полугодие", date(2027, 9, 1), date(2027, 12, 30)),
        ("II полугодие", date(2028, 1, 11), date(2028, 5, 29)),
    ]
    assert [(one.kind, one.on) for one in plan.periods] == [
        (DayKind.VACATION, True),
        (DayKind.DAY_OFF, False),
    ]
    assert [(one.name, one.carry, one.on) for one in plan.groups] == [
        ("ВА-27-1", Carry.YEAR_LONG, True),
        ("ВА-27-2", Carry.YEAR_LONG, True),
        ("КР-27-9", Carry.SHORT, False),
    ]
    assert plan.staying == ["ДЛ-26-1"]
    first = plan.groups[0]
    assert first.curator_id == centre.curator.id
    assert [(one.subject, one.teachers) for one in first.pages] == [
        ("Основы законодательства", [centre.teacher.id]),
        ("Основы управления", [centre.curator.id]),
    ]


@pytest.mark.clause("3.2")
def test_the_next_year_is_tried_out_and_then_made_whole(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    before = counts(session)
    with trial(session):
        opened(session, admin, centre.now)
    assert counts(session) == before
    plan = propose(session, admin, centre.now)
    plan.groups[1].on = False
    plan.groups[0].name = "ВА-27-А"
    plan.groups[0].pages[1].on = False
    plan.groups[0].pages[0].teachers = [centre.other_teacher.id]
    steps, done = end(open_next_year(session, admin, plan, centre.now))
    assert steps == [1]
    made = {name: number - before[name] for name, number in counts(session).items()}
    assert made == {
        "academic_years": 1,
        "term_schemes": 1,
        "terms": 2,
        "calendar_periods": 0,
        "groups": 1,
        "curatorships": 1,
        "journal_pages": 1,
        "teaching_assignments": 1,
    }
    year = session.get_one(AcademicYear, done.year_id)
    assert year.state is YearState.PREPARING
    group = session.scalars(select(Group).where(Group.academic_year_id == year.id)).one()
    assert (group.name, group.term_scheme.academic_year_id) == ("ВА-27-А", year.id)
    page = session.scalars(select(JournalPage).where(JournalPage.group_id == group.id)).one()
    assert [one.staff_id for one in page.assignments] == [centre.other_teacher.id]
    # Every row of it stands in the trail under the one number of the act.
    act = year_act(session, admin, done.act_id)
    assert act.kind is BulkAct.YEAR_OPENING
    assert sum(count for _, _, count in act.rows) == sum(made.values())
    assert [one.act_id for one in year_acts(session, admin)] == [done.act_id]


@pytest.mark.clause("3.2")
def test_a_prepared_year_is_taken_back_whole_unless_something_leans_on_it(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    session.commit()
    before = counts(session)
    done = opened(session, admin, centre.now)
    page = session.scalars(
        select(JournalPage).where(JournalPage.academic_year_id == done.year_id)
    ).first()
    row = centre.make_row(page, centre.teacher, Weekday.MONDAY, 1, valid_from=date(2027, 9, 1))
    session.commit()
    prepared = counts(session)
    with pytest.raises(Refused, match="year_is_leaned_on"):
        take_back_year(session, admin, done.act_id, centre.now)
    session.rollback()
    assert counts(session) == prepared
    with acting(session, Act(centre.now, system=SystemAct.DEMO_LOAD)):
        session.delete(row)
    assert take_back_year(session, admin, done.act_id, centre.now) == "2027/28"
    assert counts(session) == before
    with pytest.raises(Refused, match="act_overtaken"):
        take_back_year(session, admin, done.act_id, centre.now)


@pytest.mark.clause("3.2")
def test_a_plan_that_a_rule_refuses_leaves_nothing(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    session.commit()
    before = counts(session)

    def refusal(change: Any) -> PlanRefused:
        plan = propose(session, admin, centre.now)
        change(plan)
        with pytest.raises(PlanRefused) as refused:
            end(open_next_year(session, admin, plan, centre.now))
        session.rollback()
        assert counts(session) == before
        return refused.value

    def late(plan: Any) -> None:
        plan.groups[1].starts_on = plan.ends_on + timedelta(days=1)

    def twice(plan: Any) -> None:
        plan.groups[1].name = plan.groups[0].name

    def overlapping(plan: Any) -> None:
        plan.schemes[0].terms[1].starts_on = plan.schemes[0].terms[0].ends_on

    def early(plan: Any) -> None:
        plan.starts_on = centre.year.ends_on

    def nameless(plan: Any) -> None:
        plan.groups[0].name = " "

    for change, code, place in (
        (late, "group_begins_outside_year", "group-"),
        (twice, "name_taken", "group-"),
        (overlapping, "terms_overlap", "term-"),
        (early, "years_overlap", "year"),
        (nameless, "name_missing", "group-"),
        (lambda plan: setattr(plan, "name", centre.year.name), "name_taken", "year"),
    ):
        told = refusal(change)
        assert told.verdict.code == code
        assert told.place.startswith(place)


def test_an_open_year_is_not_taken_back(session: Session, centre: Centre, admin: Viewer) -> None:
    done = opened(session, admin, centre.now)
    open_year(session, admin, done.year_id, centre.now)
    with pytest.raises(Refused, match="only_prepared_is_taken_back"):
        take_back_year(session, admin, done.act_id, centre.now)


def test_the_next_year_is_prepared_once(session: Session, centre: Centre, admin: Viewer) -> None:
    opened(session, admin, centre.now)
    with pytest.raises(Refused, match="next_year_is_prepared"):
        propose(session, admin, centre.now)
    stands = standing(session, admin, centre.now.date())
    assert stands.prepared is not None
    assert not stands.can_prepare
    assert [one.due_on for one in stands.days] == [date(2027, 9, 1), date(2027, 9, 15)]


@pytest.mark.clause("3.2")
def test_the_technical_admin_alone_moves_the_year(
    session: Session, centre: Centre, admin: Viewer, coordinator: Viewer
) -> None:
    plan = propose(session, admin, centre.now)
    for act in (
        lambda: propose(session, coordinator, centre.now),
        lambda: end(open_next_year(session, coordinator, plan, centre.now)),
        lambda: endings(session, coordinator, centre.year),
        lambda: close_year(session, coordinator, centre.year.id, centre.now),
        lambda: year_acts(session, coordinator),
    ):
        with pytest.raises(Forbidden):
            act()


def test_the_trail_names_who_did_it(session: Session, centre: Centre, admin: Viewer) -> None:
    done = opened(session, admin, centre.now)
    who = session.scalars(
        select(AuditEvent.account_id).where(AuditEvent.act_id == done.act_id).distinct()
    ).all()
    assert who == [admin.account_id]
