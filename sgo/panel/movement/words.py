"""What lists and cards say of an order of the movement book: whom, which groups, its state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, ngettext
from sqlalchemy import func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from sgo import current
from sgo.access.scopes import scope
from sgo.models import Account, Group, MovementOrder, MovementRecord, Student
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.values import Stated, said
from sgo.vocabulary import MovementState
from sgo.wording import day, label


def state_of_order(row: MovementOrder) -> Any:
    """The state; a confirmed order that a confirmed counter-order undid says so."""
    counter = row.cancelled_by
    if counter is not None and counter.state is MovementState.CONFIRMED:
        return Stated("locked", gettext("cancelled by %(what)s", what=str(counter)))
    return row.state


@dataclass(frozen=True, slots=True)
class Summary:
    """What the list says of an order's lines."""

    students: str
    group: str
    effective_on: Any


def summaries(order_ids: list[int]) -> dict[int, Summary]:
    """The lines of these orders in a few words, in one query."""
    to_group = aliased(Group)
    one, other = func.min(Group.name), func.min(to_group.name)
    rows = (
        current.session()
        .execute(
            select(
                MovementRecord.order_id,
                func.count(),
                func.min(MovementRecord.student_id),
                one,
                func.count(MovementRecord.group_id.distinct()),
                other,
                func.count(MovementRecord.to_group_id.distinct()),
                func.min(MovementRecord.effective_on),
                func.max(MovementRecord.effective_on),
            )
            .join(Group, Group.id == MovementRecord.group_id)
            .outerjoin(to_group, to_group.id == MovementRecord.to_group_id)
            .where(MovementRecord.order_id.in_(order_ids))
            .group_by(MovementRecord.order_id)
        )
        .all()
    )
    singles = [row[2] for row in rows if row[1] == 1]
    names = {
        student.id: student.full_name
        for student in current.session().scalars(select(Student).where(Student.id.in_(singles)))
    }
    found = {
        row[0]: Summary(
            names[row[2]]
            if row[1] == 1
            else ngettext("%(num)d student", "%(num)d students", row[1]),
            _groups(row[3], row[4]) + (f" → {_groups(row[5], row[6])}" if row[6] else ""),
            row[7] if row[7] == row[8] else f"{day(row[7])} – {day(row[8])}",
        )
        for row in rows
    }
    nobody = Summary(gettext("no students"), "", None)
    return {key: found.get(key, nobody) for key in order_ids}


def _groups(name: str, count: int) -> str:
    return name if count == 1 else str(ngettext("%(num)d group", "%(num)d groups", count))


def account_name(account: Account | None) -> str | None:
    """Whoever stands behind an account, by the staff card; else the login."""
    if account is None:
        return None
    return account.staff.short_name if account.staff is not None else account.login


def timeline(view: Any, student: Student) -> dict[str, Any]:
    """Every order that names the student, the newest first, as a part beside the card."""
    lines = current.session().scalars(
        scope(select(MovementRecord), MovementRecord, panel_viewer())
        .join(MovementRecord.order)
        .where(MovementRecord.student_id == student.id)
        .options(
            contains_eager(MovementRecord.order).joinedload(MovementOrder.cancelled_by),
            joinedload(MovementRecord.group),
            joinedload(MovementRecord.to_group),
        )
        .order_by(
            MovementRecord.effective_on.desc(),
            MovementOrder.book_number.desc(),
            MovementRecord.id.desc(),
        )
    )
    rows = [
        (
            f"{day(line.effective_on)}: {label(line.order.kind)}",
            ", ".join(
                part
                for part in (
                    groups_of_line(line),
                    line.destination,
                    str(line.order),
                    said(state_of_order(line.order)),
                )
                if part
            ),
            view.link(MovementOrder, "details_view", id=line.order_id),
        )
        for line in lines
    ]
    return dict(view.part(gettext("Movement"), rows, gettext("No order names the student yet.")))


def groups_of_line(line: MovementRecord) -> str:
    """The group, or the two of a move."""
    return f"{line.group} → {line.to_group}" if line.to_group else str(line.group)
