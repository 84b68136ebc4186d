"""The move to the next year by its services: proposed, tried out, done whole, closed (3.2, 4.4)."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Forbidden, Refused
from sgo.models import (
    AcademicYear,
    AuditEvent,
    CalendarPeriod,
    Curatorship,
    FinalMark,
    Group,
    JournalPage,
    Membership,
    MovementOrder,
    TeachingAssignment,
    Term,
    TermMark,
    TermScheme,
)
from sgo.services.academic_year import propose
from sgo.services.academic_year_closing import close_year, findings
from sgo.services.academic_year_opening import Opened, PlanRefused, open_next_year
from sgo.services.academic_year_orders import (
    Outcome,
    OutcomesRefused,
    Paper,
    endings,
    prepare_outcomes,
)
from sgo.services.academic_year_report import standing, year_act, year_acts
from sgo.services.academic_year_undo import take_back_year
from sgo.services.calendar import open_year
from sgo.services.guard import Act, acting
from sgo.services.list_acts import trial
from sgo.services.movement_decisions import Seen, confirm_orders
from sgo.vocabulary import (
    BulkAct,
    Carry,
    ClosingCheck,
    DayKind,
    FinalKind,
    MovementKind,
    MovementState,
    SystemAct,
    TermResult,
    Weekday,
    YearState,
)
from tests.centre import Centre
from tests.conftest import QueryCount
from tests.panel.growing import grow

Answer = TypeVar("Answer")
MADE = (
    AcademicYear,
    TermScheme,
    Term,
    CalendarPeriod,
    Group,
    Curatorship,
    JournalPage,
    TeachingAssignment,
)


def end(work: Generator[int, None, Answer]) -> tuple[list[int], Answer]:
    """Run it to its end: how it told its steps, and its answer."""
    steps = []
    while True:
        try:
            steps.append(next(work))
        except StopIteration as done:
            return steps, done.value


def counts(session: Session) -> dict[str, int]:
    return {
        model.__tablename__: session.scalar(select(func.count()).select_from(model)) or 0
        for model in MADE
    }


def opened(session: Session, viewer: Viewer, now: datetime) -> Opened:
    return end(open_next_year(session, viewer, propose(session, viewer, now), now))[1]


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


@pytest.mark.clause("3.2")
def test_orders_of_whole_groups_wait_for_the_coordinator(
    session: Session, centre: Centre, admin: Viewer, coordinator: Viewer
) -> None:
    opened(session, admin, centre.now)
    first, second = endings(session, admin, centre.year)
    assert (first.name, len(first.students), first.proposed) == (
        "ВА-26-1",
        5,
        MovementKind.GRADUATION,
    )
    assert dict(first.targets)[first.proposed_target or 0].startswith("ВА-27-1")
    kept_back, *others = [one.student_id for one in first.students]
    outcomes = [
        Outcome(kept_back, first.group_id, MovementKind.REPEAT, first.proposed_target),
        *(Outcome(one, first.group_id, MovementKind.GRADUATION) for one in others),
        *(
            Outcome(one.student_id, second.group_id, MovementKind.PROMOTION, second.proposed_target)
            for one in second.students
        ),
    ]
    papers = {
        kind: Paper(f"{number}-к", centre.now.date())
        for number, kind in enumerate(MovementKind, start=1)
    }
    lasting = select(func.count()).where(Membership.ends_on.is_(None))
    before = session.scalar(lasting)
    steps, (act_id, orders) = end(prepare_outcomes(session, admin, outcomes, papers, centre.now))
    assert steps == [1, 2, 3]
    assert [(one.kind, len(one.lines), one.lines[0].effective_on) for one in orders] == [
        (MovementKind.REPEAT, 1, date(2027, 9, 1)),
        (MovementKind.GRADUATION, 4, date(2027, 5, 30)),
        (MovementKind.PROMOTION, 1, date(2027, 9, 1)),
    ]
    # Nothing has come true, and the same students are not asked about twice.
    assert session.scalar(lasting) == before
    assert {one.state for one in orders} == {MovementState.PREPARED}
    assert all(
        one.waits for group in endings(session, admin, centre.year) for one in group.students
    )
    assert year_act(session, admin, act_id).kind is BulkAct.YEAR_ORDERS
    confirm_orders(session, coordinator, [Seen(one.id) for one in orders], centre.now)
    assert endings(session, admin, centre.year) == []


@pytest.mark.clause("3.2")
def test_orders_that_cannot_be_leave_nothing(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    session.commit()
    papers = {MovementKind.GRADUATION: Paper("5", centre.now.date())}
    outcome = Outcome(centre.student.id, centre.group.id, MovementKind.GRADUATION)
    stranger = Outcome(centre.foreign_student.id, centre.group.id, MovementKind.GRADUATION)
    with pytest.raises(OutcomesRefused) as refusal:
        end(prepare_outcomes(session, admin, [outcome, stranger], papers, centre.now))
    assert (refusal.value.verdict.code, refusal.value.group) == ("not_a_member", "ВА-26-1")
    session.rollback()
    with pytest.raises(Refused, match="order_number_missing"):
        end(prepare_outcomes(session, admin, [outcome], {}, centre.now))
    session.rollback()
    with pytest.raises(Refused, match="order_without_students"):
        end(prepare_outcomes(session, admin, [], papers, centre.now))
    assert session.scalar(select(MovementOrder.id).where(MovementOrder.order_number == "5")) is None


@pytest.mark.clause("3.2")
def test_a_year_closes_when_nothing_in_it_can_be_written(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    def told(day: date) -> dict[ClosingCheck, int]:
        found = findings(session, admin, centre.year, day)
        return {one.check: one.count for one in found if one.count}

    last = date(2027, 6, 8)  # 29 May and ten days
    assert told(centre.now.date())[ClosingCheck.LESSONS] > 0
    assert told(last)[ClosingCheck.WINDOWS] == 4  # the second term and the course of two groups
    after = last + timedelta(days=1)
    assert ClosingCheck.WINDOWS not in told(after)
    assert told(after) == {
        ClosingCheck.MEMBERS: 6,
        ClosingCheck.TERM_MARKS: 22,  # two terms of two pages of five and of one page of one
        ClosingCheck.FINAL_MARKS: 11,
        ClosingCheck.TOPICS: 7,
    }
    zone = centre.now.tzinfo
    moment = datetime(after.year, after.month, after.day, 9, tzinfo=zone)
    with pytest.raises(Refused, match="year_not_ready"):
        close_year(session, admin, centre.year.id, moment - timedelta(days=1), gaps_seen=True)
    with pytest.raises(Refused, match="year_gaps_not_seen"):
        close_year(session, admin, centre.year.id, moment)
    act_id = close_year(session, admin, centre.year.id, moment, gaps_seen=True)
    assert centre.year.state is YearState.CLOSED
    assert year_act(session, admin, act_id).kind is BulkAct.YEAR_CLOSING
    with pytest.raises(Refused, match="year_closed"):
        close_year(session, admin, centre.year.id, moment, gaps_seen=True)


@pytest.mark.clause("4.4")
def test_the_two_days_are_watched_whichever_step_is_missing(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    late = date(2027, 9, 16)

    def told() -> list[tuple[date, bool, bool]]:
        days = standing(session, admin, late).days
        return [(one.due_on, one.done, one.late) for one in days]

    first, second = date(2027, 9, 1), date(2027, 9, 15)
    assert told() == [(first, False, True), (second, False, True)]
    done = opened(session, admin, centre.now)
    assert told() == [(first, False, True), (second, False, True)]
    with acting(session, Act(centre.now, system=SystemAct.DEMO_LOAD)):
        centre.year.state = YearState.CLOSED
    assert told() == [(first, False, True), (second, False, True)]
    open_year(session, admin, done.year_id, centre.now)
    assert told() == [(date(2028, 9, 1), False, False), (date(2028, 9, 15), False, False)]
    with acting(session, Act(centre.now, system=SystemAct.DEMO_LOAD)):
        centre.year.state = YearState.OPEN
    assert told() == [(first, True, False), (second, False, True)]


@pytest.mark.clause("3.2")
def test_an_order_that_waits_hinders_closing_and_given_marks_are_no_gap(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    end(
        prepare_outcomes(
            session,
            admin,
            [Outcome(centre.student.id, centre.group.id, MovementKind.GRADUATION)],
            {MovementKind.GRADUATION: Paper("5", centre.now.date())},
            centre.now,
        )
    )
    centre.add(
        TermMark(
            page_id=centre.page.id,
            term_id=centre.term.id,
            student_id=centre.student.id,
            result=TermResult("5"),
            marks_sum=5,
            marks_count=1,
            entered_at=centre.now,
        )
    )
    centre.add(
        FinalMark(
            page_id=centre.page.id,
            kind=FinalKind.FINAL,
            student_id=centre.student.id,
            result=TermResult("5"),
            entered_at=centre.now,
        )
    )
    found = {one.check: one for one in findings(session, admin, centre.year, date(2027, 6, 9))}
    assert (found[ClosingCheck.ORDERS].count, found[ClosingCheck.ORDERS].examples) == (1, ["№ 5"])
    assert found[ClosingCheck.ORDERS].hinders
    assert found[ClosingCheck.TERM_MARKS].count == 21
    assert found[ClosingCheck.FINAL_MARKS].count == 10
    assert "Абрамов" in found[ClosingCheck.MEMBERS].examples[0]


def test_the_queries_do_not_grow_with_the_centre(
    session: Session, centre: Centre, admin: Viewer, count_queries: QueryCount
) -> None:
    def asked() -> tuple[int, ...]:
        session.expire_all()
        year = session.get_one(AcademicYear, centre.year.id)
        told = []
        for act in (
            lambda: propose(session, admin, centre.now),
            lambda: endings(session, admin, year),
            lambda: findings(session, admin, year, centre.now.date()),
            lambda: standing(session, admin, centre.now.date()),
            lambda: year_acts(session, admin),
        ):
            count_queries.statements.clear()
            act()
            told.append(len(count_queries))
        return tuple(told)

    few = asked()
    grow(centre, 0, 12)
    assert asked() == few
    assert max(few) <= 14


def test_the_trail_names_who_did_it(session: Session, centre: Centre, admin: Viewer) -> None:
    done = opened(session, admin, centre.now)
    who = session.scalars(
        select(AuditEvent.account_id).where(AuditEvent.act_id == done.act_id).distinct()
    ).all()
    assert who == [admin.account_id]
