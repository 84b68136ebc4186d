"""The movement book on the database: whole orders, counter-orders, and what always holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Forbidden, Missing, Refused
from sgo.models import Group, Membership, MovementOrder, Programme, Student
from sgo.services.movement import (
    OrderLine,
    delete_order,
    edit_order,
    prepare_counter_order,
    prepare_order,
)
from sgo.services.movement_clashes import clashes_of
from sgo.services.movement_decisions import Seen, confirm_order, confirm_orders, return_order
from sgo.services.movement_history import read_book
from sgo.services.movement_register import movement_register
from sgo.services.movement_scan import attach_scan, scan_of
from sgo.services.movement_sense import LinesRefused
from sgo.services.movement_students import named_students
from sgo.vocabulary import Direction, MovementKind, MovementState
from tests.centre import Centre
from tests.rules.test_stored_files import PDF, PNG

K = MovementKind
DAY = date(2026, 11, 24)
ORDER_DATE = date(2026, 11, 20)

Facts = list[tuple[int, int, date, date | None]]


@pytest.fixture
def robots(centre: Centre) -> Group:
    """A group of another programme."""
    programme = centre.add(Programme(name="Робототехника", direction=Direction.TECHNICAL))
    group: Group = centre.make_group("РБ-26-1", programme_id=programme.id)
    return group


@pytest.fixture
def prepare(centre: Centre, session: Session, admin: Viewer) -> Callable[..., MovementOrder]:
    """An order of one kind for some students; the day, the groups and the number as given."""
    count = iter(range(100, 1000))

    def make(kind: MovementKind, *students: Student, **given: Any) -> MovementOrder:
        group, to_group = given.get("group", centre.group), given.get("to_group")
        lines = [
            OrderLine(
                one.id,
                group.id,
                given.get("on", DAY),
                to_group.id if to_group else None,
                given.get("destination"),
            )
            for one in students
        ]
        return prepare_order(
            session,
            admin,
            kind=kind,
            order_number=given.get("number", f"{next(count)}-у"),
            order_date=ORDER_DATE,
            lines=lines,
            now=centre.now,
        )

    return make


def facts(session: Session) -> Facts:
    """The stored memberships."""
    session.flush()
    session.expire_all()
    rows = session.execute(
        select(
            Membership.student_id, Membership.group_id, Membership.starts_on, Membership.ends_on
        ).order_by(Membership.student_id, Membership.starts_on, Membership.group_id)
    )
    return [tuple(row) for row in rows]  # type: ignore[misc]


def of_book(session: Session) -> Facts:
    """The memberships that the confirmed orders make."""
    students = list(session.scalars(select(Student.id)))
    book = read_book(session, students)
    return sorted(
        (
            (key, stay.group.id, stay.starts_on, stay.ends_on)
            for key in students
            for stay in book.stays(key)
        ),
        key=lambda fact: (fact[0], fact[2], fact[1]),
    )


@pytest.mark.clause("2.1.3", "3.2")
def test_one_order_moves_many_students_and_is_confirmed_whole(
    session: Session, centre: Centre, coordinator: Viewer, prepare: Callable[..., MovementOrder]
) -> None:
    order = prepare(K.TRANSFER, *centre.students[:3], to_group=centre.other_group)
    before = facts(session)
    confirm_order(session, coordinator, order.id, centre.now)
    after = facts(session)
    moved = {one.id for one in centre.students[:3]}
    assert [fact for fact in after if fact[0] not in moved] == [
        fact for fact in before if fact[0] not in moved
    ]
    for key in moved:
        assert [fact[1:] for fact in after if fact[0] == key] == [
            (centre.group.id, date(2026, 9, 1), DAY - timedelta(days=1)),
            (centre.other_group.id, DAY, None),
        ]
    assert after == of_book(session)


def test_a_line_that_makes_no_sense_keeps_the_whole_order_out(
    session: Session, centre: Centre, prepare: Callable[..., MovementOrder]
) -> None:
    stranger = centre.make_student("Новиков", "Юрий")
    with pytest.raises(LinesRefused) as refusal:
        prepare(K.WITHDRAWAL, centre.student, stranger, centre.foreign_student)
    assert [(one.student, one.verdict.code) for one in refusal.value.lines] == [
        (stranger.short_name, "not_a_member"),
        (centre.foreign_student.short_name, "not_a_member"),
    ]
    assert not session.scalars(
        select(MovementOrder).where(MovementOrder.state == MovementState.PREPARED)
    ).all()


def test_an_order_names_somebody(prepare: Callable[..., MovementOrder]) -> None:
    with pytest.raises(Refused, match="order_without_students"):
        prepare(K.ENROLMENT)


@pytest.mark.clause("3.2")
def test_several_orders_are_confirmed_together_or_not_at_all(
    session: Session, centre: Centre, coordinator: Viewer, prepare: Callable[..., MovementOrder]
) -> None:
    newcomers = [centre.make_student("Новиков", name) for name in ("Юрий", "Глеб")]
    orders = [prepare(K.ENROLMENT, one) for one in newcomers]
    clashing = prepare(K.ENROLMENT, newcomers[0], group=centre.other_group)
    before = facts(session)
    with pytest.raises(Refused, match="already_in_programme"):
        confirm_orders(
            session, coordinator, [Seen(one.id) for one in (*orders, clashing)], centre.now
        )
    assert facts(session) == before
    assert {one.state for one in orders} == {MovementState.PREPARED}
    done = confirm_orders(session, coordinator, [Seen(one.id) for one in orders], centre.now)
    assert [one.book_number for one in done] == sorted(one.book_number for one in done)
    assert len(facts(session)) == len(before) + 2


@pytest.mark.clause("2.1.3", "3.2")
def test_a_counter_order_restores_the_state_before(
    session: Session,
    centre: Centre,
    admin: Viewer,
    coordinator: Viewer,
    prepare: Callable[..., MovementOrder],
) -> None:
    before = facts(session)
    order = prepare(K.TRANSFER, *centre.students[:2], to_group=centre.other_group)
    paper = {"order_number": "120-о", "order_date": ORDER_DATE, "now": centre.now}
    with pytest.raises(Refused, match="only_confirmed_is_cancelled"):
        prepare_counter_order(session, admin, order.id, **paper)
    confirm_order(session, coordinator, order.id, centre.now)
    changed = facts(session)
    counter = prepare_counter_order(session, admin, order.id, **paper)
    assert facts(session) == changed, "nothing changes until the coordinator confirms"
    with pytest.raises(Refused, match="counter_order_waits"):
        prepare_counter_order(session, admin, order.id, **paper)
    confirm_order(session, coordinator, counter.id, centre.now)
    assert facts(session) == before == of_book(session)
    assert order.state is MovementState.CONFIRMED, "it stays in the book"
    for target, code in ((order, "already_cancelled"), (counter, "counter_order_stays")):
        with pytest.raises(Refused, match=code):
            prepare_counter_order(session, admin, target.id, **paper)


def test_only_the_last_order_of_every_student_is_cancelled(
    session: Session,
    centre: Centre,
    admin: Viewer,
    coordinator: Viewer,
    prepare: Callable[..., MovementOrder],
) -> None:
    first = prepare(K.TRANSFER, *centre.students[:2], to_group=centre.other_group)
    confirm_order(session, coordinator, first.id, centre.now)
    later = prepare(
        K.WITHDRAWAL, centre.student, group=centre.other_group, on=DAY + timedelta(days=5)
    )
    confirm_order(session, coordinator, later.id, centre.now)
    paper = {"order_number": "121-о", "order_date": ORDER_DATE, "now": centre.now}
    with pytest.raises(Refused, match="later_record_first") as refusal:
        prepare_counter_order(session, admin, first.id, **paper)
    assert refusal.value.verdict.parameters["students"] == centre.student.short_name
    undo = prepare_counter_order(session, admin, later.id, **paper)
    confirm_order(session, coordinator, undo.id, centre.now)
    undo = prepare_counter_order(session, admin, first.id, **{**paper, "order_number": "122-о"})
    later = prepare(
        K.WITHDRAWAL, centre.student, group=centre.other_group, on=DAY + timedelta(days=6)
    )
    confirm_order(session, coordinator, later.id, centre.now)
    with pytest.raises(Refused, match="later_record_first"):
        confirm_order(session, coordinator, undo.id, centre.now)


@pytest.mark.clause("2.1.3")
def test_marks_stay_where_they_were_given(
    session: Session,
    centre: Centre,
    admin: Viewer,
    coordinator: Viewer,
    prepare: Callable[..., MovementOrder],
) -> None:
    """Nothing written of a student is left outside every membership."""
    newcomer = centre.make_student("Новиков", "Юрий")
    order = prepare(K.ENROLMENT, newcomer, on=date(2026, 11, 2))
    confirm_order(session, coordinator, order.id, centre.now)
    centre.make_cell(centre.lesson, newcomer, 4)
    with pytest.raises(Refused, match="marks_given_inside") as refusal:
        prepare_counter_order(
            session,
            admin,
            order.id,
            order_number="123-о",
            order_date=ORDER_DATE,
            now=centre.now,
        )
    assert refusal.value.verdict.parameters["last_on"] == centre.lesson.held_on
    move = prepare(K.TRANSFER, newcomer, to_group=centre.other_group)
    confirm_order(session, coordinator, move.id, centre.now)
    undo = prepare_counter_order(
        session, admin, move.id, order_number="124-о", order_date=ORDER_DATE, now=centre.now
    )
    confirm_order(session, coordinator, undo.id, centre.now)
    assert [fact[1:] for fact in facts(session) if fact[0] == newcomer.id] == [
        (centre.group.id, date(2026, 11, 2), None)
    ]


@pytest.mark.clause("3.2")
def test_350_lines_are_confirmed_as_cheaply_as_10(
    session: Session, centre: Centre, admin: Viewer, coordinator: Viewer, count_queries: Any
) -> None:
    """Entering, moving and undoing the move: rows are read and written many at a time."""
    costs = []
    for size in (10, 350):
        students = [centre.make_student(f"Новиков{size}", f"Юрий{n}").id for n in range(size)]
        mine, other = centre.group.id, centre.other_group.id
        lines = [OrderLine(one, mine, DAY) for one in students]
        moves = [OrderLine(one, mine, DAY + timedelta(days=7), other) for one in students]
        paper = {"order_date": ORDER_DATE, "now": centre.now}
        steps = []

        def confirmed(order: MovementOrder, steps: list[int] = steps) -> int:
            key = order.id
            session.commit()
            session.expunge_all()
            count_queries.statements.clear()
            confirm_order(session, coordinator, key, centre.now)
            session.commit()
            steps.append(len(count_queries))
            session.expunge_all()
            return key

        confirmed(
            prepare_order(
                session, admin, kind=K.ENROLMENT, order_number=f"{size}-у", lines=lines, **paper
            )
        )
        count_queries.statements.clear()
        move = prepare_order(
            session, admin, kind=K.TRANSFER, order_number=f"{size}-п", lines=moves, **paper
        )
        steps.append(len([one for one in count_queries.statements if "INSERT" not in one]))
        key = confirmed(move)
        confirmed(prepare_counter_order(session, admin, key, order_number=f"{size}-о", **paper))
        costs.append(steps)
    small, large = costs
    assert large == small
    assert max(large) <= 20


def test_a_prepared_order_is_mended_and_keeps_what_stays(
    session: Session, centre: Centre, admin: Viewer, prepare: Callable[..., MovementOrder]
) -> None:
    order = prepare(K.WITHDRAWAL, *centre.students[:2], destination="Переезд")
    kept = order.lines[0].id
    lines = [
        OrderLine(one.id, centre.group.id, DAY) for one in (centre.students[0], centre.students[3])
    ]
    edit_order(session, admin, order.id, lines=lines, basis="Заявление", now=centre.now)
    session.expire_all()
    assert {line.student_id for line in order.lines} == {line.student_id for line in lines}
    assert kept in {line.id for line in order.lines}
    with pytest.raises(Refused, match="counter_order_has_its_own_way"):
        prepare(K.CANCELLATION, centre.student)
    delete_order(session, admin, order.id, centre.now)
    assert session.get(MovementOrder, order.id) is None


def test_a_returned_counter_order_is_mended_by_its_paper_alone(
    session: Session,
    centre: Centre,
    admin: Viewer,
    coordinator: Viewer,
    prepare: Callable[..., MovementOrder],
) -> None:
    order = prepare(K.WITHDRAWAL, centre.student)
    confirm_order(session, coordinator, order.id, centre.now)
    undo = prepare_counter_order(
        session, admin, order.id, order_number="1-о", order_date=ORDER_DATE, now=centre.now
    )
    return_order(session, coordinator, undo.id, "не та дата", centre.now)
    edit_order(
        session, admin, undo.id, kind=K.ENROLMENT, lines=[], order_number="2-о", now=centre.now
    )
    assert (undo.kind, undo.order_number, len(undo.lines)) == (K.CANCELLATION, "2-о", 1)
    confirm_order(session, coordinator, undo.id, centre.now)
    assert facts(session) == of_book(session)


# --- what is read of it --------------------------------------------------------------------------


@pytest.mark.clause("2.1.3")
def test_the_register_counts_what_the_memberships_say(
    session: Session,
    centre: Centre,
    coordinator: Viewer,
    prepare: Callable[..., MovementOrder],
) -> None:
    newcomer = centre.make_student("Новиков", "Юрий")
    for order in (
        prepare(K.ENROLMENT, newcomer, on=date(2026, 11, 2)),
        prepare(K.TRANSFER, centre.students[1], to_group=centre.other_group, on=date(2026, 11, 9)),
        prepare(K.WITHDRAWAL, centre.students[2], on=date(2026, 11, 16), destination="Лицей № 2"),
    ):
        confirm_order(session, coordinator, order.id, centre.now)
    prepare(K.WITHDRAWAL, centre.students[3])  # waits, and stands in no register
    view = movement_register(session, coordinator, date(2026, 11, 1), date(2026, 11, 30))
    counts = dict(view.counts)
    mine, other = counts[centre.group.name], counts[centre.other_group.name]
    assert (mine.at_start, mine.came, mine.moved_out, mine.left, mine.at_end) == (5, 1, 1, 1, 4)
    assert (other.at_start, other.moved_in, other.at_end) == (1, 1, 2)
    assert (view.total.at_start, view.total.at_end) == (6, 6)
    assert [(one.student.split()[0], one.kind) for one in view.lines] == [
        ("Новиков", K.ENROLMENT),
        ("Дёмин", K.TRANSFER),
        ("Ёлкин", K.WITHDRAWAL),
    ]
    assert view.lines[2].destination == "Лицей № 2"
    one = movement_register(
        session, coordinator, date(2026, 11, 1), date(2026, 11, 30), centre.other_group.id
    )
    assert [name for name, _ in one.counts] == [centre.other_group.name]
    assert len(one.lines) == 1
    with pytest.raises(Refused, match="ends_before_begin"):
        movement_register(session, coordinator, date(2026, 11, 2), date(2026, 11, 1))
    teacher = centre.viewer(centre.accounts["teacher"])
    with pytest.raises(Forbidden):
        movement_register(session, teacher, date(2026, 11, 1), date(2026, 11, 2))


def test_lessons_at_one_time_are_told_and_hinder_nothing(
    session: Session,
    centre: Centre,
    coordinator: Viewer,
    robots: Group,
    prepare: Callable[..., MovementOrder],
) -> None:
    """Decision 26."""
    page = centre.make_page(robots, centre.law, centre.other_teacher)
    for back in (0, 7):
        centre.make_lesson(page, centre.now.date() - timedelta(days=back))
    order = prepare(K.ENROLMENT, centre.student, group=robots, on=centre.now.date())
    (clash,) = clashes_of(session, coordinator, order.id)
    assert (clash.student, clash.group) == (centre.student.full_name, centre.group.name)
    assert (clash.lessons, clash.first_on) == (1, centre.now.date())
    confirm_order(session, coordinator, order.id, centre.now)
    assert (centre.student.id, robots.id, centre.now.date(), None) in facts(session)


def test_pasted_names_are_read_as_people_write_them(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    centre.make_student("Абрамов", "Кирилл", patronymic="Олегович", birth_date=date(2011, 1, 2))
    found = named_students(
        session,
        admin,
        [
            "1. ДЕМИН Артём Ильич",
            "2) елкин степан",
            "",
            "Абрамов Кирилл",
            "Абрамов Кирилл, 02.01.2011",
            "Жданов",
            "Никто Такой",
        ],
    )
    names = [session.get_one(Student, key).full_name for key in found.ids]
    assert names == ["Дёмин Артём Ильич", "Ёлкин Степан Ильич", "Абрамов Кирилл Олегович"]
    assert found.ambiguous == ["Абрамов Кирилл"]
    assert found.unknown == ["Жданов", "Никто Такой"]


def test_a_scan_is_kept_with_its_order_and_read_by_the_office_alone(
    session: Session,
    centre: Centre,
    admin: Viewer,
    coordinator: Viewer,
    prepare: Callable[..., MovementOrder],
) -> None:
    order = prepare(K.WITHDRAWAL, centre.student)
    with pytest.raises(Missing):
        scan_of(session, admin, order.id)
    with pytest.raises(Refused, match="file_of_other_type"):
        attach_scan(session, admin, order.id, file_name="a.pdf", content=b"<svg/>", now=centre.now)
    attach_scan(
        session,
        admin,
        order.id,
        file_name="C:\\scans\\..\\приказ 17.html",
        content=PDF,
        now=centre.now,
    )
    session.commit()
    session.expire_all()
    scan = scan_of(session, coordinator, order.id)
    assert (scan.name, scan.media_type, scan.content) == (
        "приказ 17.pdf",
        "application/pdf",
        PDF,
    )
    attach_scan(session, admin, order.id, file_name="", content=PNG, now=centre.now)
    assert scan_of(session, coordinator, order.id).name == "order.png"
    confirm_order(session, coordinator, order.id, centre.now)
    with pytest.raises(Refused, match="scan_stays"):
        attach_scan(session, admin, order.id, file_name="b.pdf", content=PDF, now=centre.now)
    for name in ("teacher", "curator", "guardian", "student"):
        with pytest.raises(Forbidden):
            scan_of(session, centre.viewer(centre.accounts[name]), order.id)
    with pytest.raises(Forbidden):
        attach_scan(session, coordinator, order.id, file_name="b.pdf", content=PDF, now=centre.now)


# --- whatever happens ----------------------------------------------------------------------------


@pytest.mark.clause("2.1.3")
def test_no_sequence_of_orders_reaches_a_forbidden_state(
    session: Session, centre: Centre, admin: Viewer, coordinator: Viewer, robots: Group
) -> None:
    """Stored memberships always equal the book; cancelling restores the state before."""
    later = centre.make_group("ВА-27-1", starts_on=date(2027, 9, 1), ends_on=date(2028, 5, 29))
    students = [*centre.students[:2], centre.make_student("Новиков", "Юрий")]
    groups = [centre.group, centre.other_group, robots, later]
    session.commit()

    class Office(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.savepoint = session.begin_nested()
            self.confirmed: list[tuple[int, Facts]] = []
            self.number = 0

        def teardown(self) -> None:
            self.savepoint.rollback()
            session.expire_all()

        @rule(
            kind=st.sampled_from([kind for kind in MovementKind if kind is not K.CANCELLATION]),
            who=st.sets(st.sampled_from(range(3)), min_size=1),
            group=st.sampled_from(range(4)),
            to_group=st.sampled_from(range(4)),
            days=st.sampled_from([0, 1, 30, 31, 60, 90, 271, 272, 365, 400]),
        )
        def order(
            self, kind: MovementKind, who: set[int], group: int, to_group: int, days: int
        ) -> None:
            self.number += 1
            on = date(2026, 9, 1) + timedelta(days=days)
            to_id = groups[to_group].id if kind.moves else None
            lines = [OrderLine(students[n].id, groups[group].id, on, to_id) for n in sorted(who)]
            before = facts(session)
            try:
                made = prepare_order(
                    session,
                    admin,
                    kind=kind,
                    order_number=f"{self.number}-м",
                    order_date=ORDER_DATE,
                    lines=lines,
                    now=centre.now,
                )
            except Refused:
                assert facts(session) == before
                return
            assert facts(session) == before, "a prepared order changes nothing"
            confirm_order(session, coordinator, made.id, centre.now)
            self.confirmed.append((made.id, before))

        @precondition(lambda self: bool(self.confirmed))
        @rule()
        def cancel_the_last(self) -> None:
            self.number += 1
            order_id, before = self.confirmed.pop()
            undo = prepare_counter_order(
                session,
                admin,
                order_id,
                order_number=f"{self.number}-о",
                order_date=ORDER_DATE,
                now=centre.now,
            )
            confirm_order(session, coordinator, undo.id, centre.now)
            assert facts(session) == before

        @invariant()
        def memberships_equal_the_book(self) -> None:
            assert facts(session) == of_book(session)

    run_state_machine_as_test(
        Office,
        settings=settings(
            max_examples=12,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
