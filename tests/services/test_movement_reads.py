"""What is read of the movement book: the register, lessons that clash, names that were pasted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Forbidden, Refused
from sgo.models import Group, Student
from sgo.services.movement.clashes import clashes_of
from sgo.services.movement.decisions import confirm_order
from sgo.services.movement.register import movement_register
from sgo.services.movement.students import named_students
from sgo.vocabulary import MovementKind
from tests.centre import Centre
from tests.services.movement_orders import Prepare, facts


@pytest.mark.clause("2.1.3")
def test_the_register_counts_what_the_memberships_say(
    session: Session,
    centre: Centre,
    coordinator: Viewer,
    prepare: Prepare,
) -> None:
    newcomer = centre.make_student("Новиков", "Юрий")
    for order in (
        prepare(MovementKind.ENROLMENT, newcomer, on=date(2026, 11, 2)),
        prepare(
            MovementKind.TRANSFER,
            centre.students[1],
            to_group=centre.other_group,
            on=date(2026, 11, 9),
        ),
        prepare(
            MovementKind.WITHDRAWAL,
            centre.students[2],
            on=date(2026, 11, 16),
            destination="Лицей № 2",
        ),
    ):
        confirm_order(session, coordinator, order.id, centre.now)
    prepare(MovementKind.WITHDRAWAL, centre.students[3])  # waits, and stands in no register
    view = movement_register(session, coordinator, date(2026, 11, 1), date(2026, 11, 30))
    counts = dict(view.counts)
    mine, other = counts[centre.group.name], counts[centre.other_group.name]
    assert (mine.at_start, mine.came, mine.moved_out, mine.left, mine.at_end) == (5, 1, 1, 1, 4)
    assert (other.at_start, other.moved_in, other.at_end) == (1, 1, 2)
    assert (view.total.at_start, view.total.at_end) == (6, 6)
    assert [(one.student.split()[0], one.kind) for one in view.lines] == [
        ("Новиков", MovementKind.ENROLMENT),
        ("Дёмин", MovementKind.TRANSFER),
        ("Ёлкин", MovementKind.WITHDRAWAL),
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
    prepare: Prepare,
) -> None:
    """Decision 26."""
    page = centre.make_page(robots, centre.law, centre.other_teacher)
    for back in (0, 7):
        centre.make_lesson(page, centre.now.date() - timedelta(days=back))
    order = prepare(MovementKind.ENROLMENT, centre.student, group=robots, on=centre.now.date())
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
