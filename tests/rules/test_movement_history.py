"""The state machine of the movement book: what may follow what, and that nothing forbidden comes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from sgo.rules.movement import GroupDates, may_cancel
from sgo.rules.movement_history import Line, Stay, Stays, apply, judge, stays_of
from sgo.rules.spans import overlap
from sgo.vocabulary import MovementKind, MovementState

K = MovementKind
START, END = date(2026, 9, 1), date(2027, 5, 29)
NEXT_START, NEXT_END = date(2027, 9, 1), date(2028, 5, 28)
A = GroupDates(1, 100, START, END)
B = GroupDates(2, 100, START, END)
OTHER = GroupDates(3, 300, START, END)
NEXT = GroupDates(4, 100, NEXT_START, NEXT_END)
GROUPS = (A, B, OTHER, NEXT)
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def line(
    kind: MovementKind, on: date, group: GroupDates = A, to: GroupDates | None = None, key: int = 0
) -> Line:
    return Line(kind, on, group, to, key)


ENTERED = line(K.ENROLMENT, START)
ON_LEAVE = (ENTERED, line(K.LEAVE, OCTOBER))
WITHDRAWN = (ENTERED, line(K.WITHDRAWAL, OCTOBER))
GRADUATED = (ENTERED, line(K.GRADUATION, date(2027, 5, 30)))


@pytest.mark.clause("2.1.3")
@pytest.mark.parametrize(
    ("history", "next_line", "code"),
    [
        ((), line(K.ENROLMENT, START), "allowed"),
        ((ENTERED,), line(K.ENROLMENT, OCTOBER), "already_in_group"),
        ((ENTERED,), line(K.ENROLMENT, OCTOBER, B), "already_in_programme"),
        ((ENTERED,), line(K.ENROLMENT, OCTOBER, OTHER), "allowed"),
        ((ENTERED,), line(K.ENROLMENT, NEXT_START, NEXT), "allowed"),
        ((), line(K.WITHDRAWAL, OCTOBER), "not_a_member"),
        ((ENTERED,), line(K.WITHDRAWAL, START), "leaves_before_entering"),
        ((ENTERED,), line(K.WITHDRAWAL, START + timedelta(days=1)), "allowed"),
        ((ENTERED,), line(K.WITHDRAWAL, END + timedelta(days=2)), "effective_outside_group"),
        # A transfer closes one and opens the other.
        ((ENTERED,), line(K.TRANSFER, OCTOBER, A, B), "allowed"),
        ((ENTERED,), line(K.TRANSFER, OCTOBER, A, OTHER), "allowed"),
        ((ENTERED,), line(K.TRANSFER, OCTOBER, A, A), "moves_to_same_group"),
        ((ENTERED,), line(K.TRANSFER, OCTOBER, A), "group_to_enter_missing"),
        ((ENTERED,), line(K.TRANSFER, START, A, B), "leaves_before_entering"),
        ((ENTERED,), line(K.TRANSFER, OCTOBER, B, A), "not_a_member"),
        ((ENTERED,), line(K.WITHDRAWAL, OCTOBER, A, B), "no_second_group"),
        (
            (ENTERED, line(K.ENROLMENT, START, OTHER)),
            line(K.TRANSFER, OCTOBER, A, OTHER),
            "already_in_group",
        ),
        # The next year and one more year: the same programme, a later group.
        ((ENTERED,), line(K.PROMOTION, NEXT_START, A, NEXT), "allowed"),
        ((ENTERED,), line(K.REPEAT, NEXT_START, A, NEXT), "allowed"),
        ((ENTERED,), line(K.PROMOTION, OCTOBER, A, B), "next_year_not_later"),
        ((ENTERED,), line(K.PROMOTION, OCTOBER, A, OTHER), "next_year_of_other_programme"),
        ((), line(K.PROMOTION, NEXT_START, A, NEXT), "not_a_member"),
        # A leave, and what may follow it.
        ((ENTERED,), line(K.RETURN, OCTOBER), "not_on_leave"),
        (ON_LEAVE, line(K.RETURN, NOVEMBER), "allowed"),
        (ON_LEAVE, line(K.RETURN, NOVEMBER, B), "allowed"),
        (ON_LEAVE, line(K.RETURN, OCTOBER - timedelta(days=1)), "already_in_group"),
        (ON_LEAVE, line(K.RETURN, NOVEMBER, OTHER), "not_on_leave"),
        (ON_LEAVE, line(K.ENROLMENT, NOVEMBER), "on_leave"),
        (ON_LEAVE, line(K.LEAVE, NOVEMBER), "not_a_member"),
        (ON_LEAVE, line(K.GRADUATION, NOVEMBER), "not_a_member"),
        (ON_LEAVE, line(K.WITHDRAWAL, NOVEMBER), "allowed"),
        (ON_LEAVE, line(K.WITHDRAWAL, OCTOBER - timedelta(days=1)), "before_earlier_record"),
        ((*ON_LEAVE, line(K.WITHDRAWAL, NOVEMBER)), line(K.RETURN, NOVEMBER), "not_on_leave"),
        (
            (*ON_LEAVE, line(K.WITHDRAWAL, NOVEMBER)),
            line(K.REINSTATEMENT, NOVEMBER - timedelta(days=1)),
            "before_earlier_record",
        ),
        # A withdrawal, and the ways back.
        ((), line(K.REINSTATEMENT, OCTOBER), "never_withdrawn"),
        ((ENTERED,), line(K.REINSTATEMENT, OCTOBER), "never_withdrawn"),
        (WITHDRAWN, line(K.REINSTATEMENT, OCTOBER), "allowed"),
        (WITHDRAWN, line(K.REINSTATEMENT, OCTOBER, B), "allowed"),
        (WITHDRAWN, line(K.ENROLMENT, OCTOBER), "allowed"),
        (WITHDRAWN, line(K.WITHDRAWAL, NOVEMBER), "not_a_member"),
        # Graduation comes once.
        ((ENTERED,), line(K.GRADUATION, date(2027, 6, 20)), "allowed"),
        ((), line(K.GRADUATION, END), "not_a_member"),
        (GRADUATED, line(K.GRADUATION, date(2027, 6, 20)), "not_a_member"),
        (GRADUATED, line(K.ENROLMENT, NEXT_START, NEXT), "already_graduated"),
        (GRADUATED, line(K.ENROLMENT, OCTOBER, OTHER), "allowed"),
    ],
)
def test_what_may_follow_what(history: tuple[Line, ...], next_line: Line, code: str) -> None:
    stays: Stays = ()
    for one in history:
        assert judge(stays, one).allowed
        stays = apply(stays, one)
    verdict = judge(stays, next_line)
    assert verdict.code == code


def test_a_year_in_memberships() -> None:
    """A leave, a return into another group, the next year, graduation."""
    stays = stays_of(
        [
            line(K.ENROLMENT, START, A, key=1),
            line(K.LEAVE, OCTOBER, A, key=2),
            line(K.RETURN, NOVEMBER, B, key=3),
            line(K.PROMOTION, NEXT_START, B, NEXT, key=4),
            line(K.GRADUATION, date(2028, 6, 1), NEXT, key=5),
        ]
    )
    assert [(s.group, s.starts_on, s.ends_on, s.entered_by, s.left_by) for s in stays] == [
        (A, START, date(2026, 9, 30), 1, 2),
        (B, NOVEMBER, date(2027, 8, 31), 3, 4),
        (NEXT, NEXT_START, date(2028, 5, 31), 4, 5),
    ]
    assert [s.outcome for s in stays] == [K.LEAVE, K.PROMOTION, K.GRADUATION]


@pytest.mark.clause("3.2")
@pytest.mark.parametrize(
    ("kind", "state", "is_cancelled", "later", "code"),
    [
        (K.ENROLMENT, MovementState.CONFIRMED, False, (), "allowed"),
        (K.ENROLMENT, MovementState.PREPARED, False, (), "only_confirmed_is_cancelled"),
        (K.ENROLMENT, MovementState.RETURNED, False, (), "only_confirmed_is_cancelled"),
        (K.ENROLMENT, MovementState.CONFIRMED, True, (), "already_cancelled"),
        (K.ENROLMENT, MovementState.CONFIRMED, False, ("Ёлкин С.",), "later_record_first"),
        (K.CANCELLATION, MovementState.CONFIRMED, False, (), "counter_order_stays"),
    ],
)
def test_only_the_last_confirmed_order_is_cancelled(
    kind: MovementKind,
    state: MovementState,
    is_cancelled: bool,
    later: tuple[str, ...],
    code: str,
) -> None:
    verdict = may_cancel(kind, state, is_cancelled=is_cancelled, later=later)
    assert verdict.code == code
    if later:
        assert verdict.parameters["students"] == "Ёлкин С."


KINDS = [kind for kind in MovementKind if kind is not K.CANCELLATION]


class BookOfOneStudent(RuleBasedStateMachine):
    """Any sequence of orders, cancelled or not, keeps a student's memberships in order."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self.before: list[Stays] = []
        self.stays: Stays = ()

    @rule(
        kind=st.sampled_from(KINDS),
        group=st.sampled_from(GROUPS),
        to_group=st.none() | st.sampled_from(GROUPS),
        days=st.integers(-5, 640),
    )
    def order(
        self, kind: MovementKind, group: GroupDates, to_group: GroupDates | None, days: int
    ) -> None:
        """Whatever is asked for; the rule says what of it comes true."""
        to_group = to_group if kind.moves else None
        asked = Line(kind, START + timedelta(days=days), group, to_group, len(self.lines) + 1)
        self.offer(asked)

    @precondition(lambda self: any(stay.ends_on is None for stay in self.stays))
    @rule(
        kind=st.sampled_from([kind for kind in KINDS if kind.leaves]),
        to_group=st.sampled_from(GROUPS),
        days=st.integers(0, 400),
    )
    def leave(self, kind: MovementKind, to_group: GroupDates, days: int) -> None:
        """Out of where the student is, so that long histories come about."""
        stay = next(stay for stay in reversed(self.stays) if stay.ends_on is None)
        on = stay.starts_on + timedelta(days=days)
        self.offer(
            Line(kind, on, stay.group, to_group if kind.moves else None, len(self.lines) + 1)
        )

    @precondition(lambda self: bool(self.stays) and self.stays[-1].outcome_on is not None)
    @rule(kind=st.sampled_from([K.RETURN, K.REINSTATEMENT, K.ENROLMENT]), days=st.integers(-2, 60))
    def come_back(self, kind: MovementKind, days: int) -> None:
        """After whatever ended the last membership."""
        last = self.stays[-1]
        assert last.outcome_on is not None
        on = last.outcome_on + timedelta(days=days)
        self.offer(Line(kind, on, last.group, None, len(self.lines) + 1))

    def offer(self, asked: Line) -> None:
        if judge(self.stays, asked).allowed:
            self.lines.append(asked)
            self.before.append(self.stays)
            self.stays = apply(self.stays, asked)

    @precondition(lambda self: bool(self.lines))
    @rule()
    def cancel_the_last(self) -> None:
        """The state before the last order is what is left without it."""
        self.lines.pop()
        self.stays = stays_of(self.lines)
        assert self.stays == self.before.pop()

    @invariant()
    def memberships_are_a_function_of_the_book(self) -> None:
        assert stays_of(self.lines) == self.stays

    @invariant()
    def nobody_is_twice_in_a_programme(self) -> None:
        for place, one in enumerate(self.stays):
            for other in self.stays[:place]:
                if one.programme_id == other.programme_id:
                    assert not overlap(course(one), course(other))

    @invariant()
    def nobody_leaves_before_entering(self) -> None:
        for stay in self.stays:
            assert stay.group.starts_on <= stay.starts_on <= stay.group.ends_on
            assert stay.ends_on is None or stay.starts_on <= stay.ends_on
            assert (stay.ends_on is None) == (stay.left_by is None)

    @invariant()
    def nobody_graduates_twice(self) -> None:
        graduated = [s.programme_id for s in self.stays if s.outcome is K.GRADUATION]
        assert len(graduated) == len(set(graduated))
        for programme in graduated:
            of_programme = [s for s in self.stays if s.programme_id == programme]
            assert of_programme[-1].outcome is K.GRADUATION, "and does not come back"

    @invariant()
    def only_who_was_on_leave_returns(self) -> None:
        entered = {one.record_id: one.kind for one in self.lines if one.entered is not None}
        for place, stay in enumerate(self.stays):
            before = [s for s in self.stays[:place] if s.programme_id == stay.programme_id]
            if entered[stay.entered_by] is K.RETURN:
                assert before[-1].outcome is K.LEAVE
            elif before:
                assert before[-1].outcome is not K.LEAVE

    @invariant()
    def days_go_forward(self) -> None:
        for programme in {stay.programme_id for stay in self.stays}:
            starts = [s.starts_on for s in self.stays if s.programme_id == programme]
            assert starts == sorted(starts)


def course(stay: Stay) -> tuple[date, date]:
    span = stay.span_of_course()
    assert span.ends_on is not None
    return (span.starts_on, span.ends_on)


TestBookOfOneStudent = pytest.mark.clause("2.1.3")(BookOfOneStudent.TestCase)
