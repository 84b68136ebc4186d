"""Orders of whole groups, closing, and the two days: the way of a year to its end (3.2, 4.4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Refused
from sgo.models import AcademicYear, FinalMark, Membership, MovementOrder, TermMark
from sgo.services.academic_year.closing import close_year, findings
from sgo.services.academic_year.orders import (
    Outcome,
    OutcomesRefused,
    Paper,
    endings,
    prepare_outcomes,
)
from sgo.services.academic_year.proposal import propose
from sgo.services.academic_year.report import standing, year_act, year_acts
from sgo.services.calendar import open_year
from sgo.services.guard import Act, acting
from sgo.services.movement.decisions import Seen, confirm_orders
from sgo.vocabulary import (
    BulkAct,
    ClosingCheck,
    FinalKind,
    MovementKind,
    MovementState,
    SystemAct,
    TermResult,
    YearState,
)
from tests.centre import Centre
from tests.conftest import QueryCount
from tests.panel.growing import grow
from tests.services.next_year import end, opened


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


@pytest.mark.clause("4.4")
def test_the_wizard_says_that_a_course_which_goes_on_holds_the_year(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    done = opened(session, admin, centre.now)
    open_year(session, admin, done.year_id, centre.now)
    centre.make_group("РОБ-26-9", ends_on=date(2027, 12, 3))
    stands = standing(session, admin, date(2027, 9, 16))
    assert (stands.courses_until, stands.days[1].late) == (None, True)  # students wait for orders
    for one in session.scalars(select(Membership).where(Membership.ends_on.is_(None))).all():
        one.ends_on = date(2027, 5, 29)
        centre.add(one)
    stands = standing(session, admin, date(2027, 9, 16))
    assert stands.courses_until == date(2027, 12, 13)
    assert (stands.days[1].done, stands.days[1].due_on) == (True, date(2027, 12, 27))
    assert standing(session, admin, date(2027, 12, 28)).days[1].late


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
