"""What lists and cards say of an order of the movement book: whom, which groups, its state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, ngettext
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from sgo import current
from sgo.models import Account, Group, MovementOrder, MovementRecord, Student
from sgo.panel.values import Stated
from sgo.vocabulary import MovementState
from sgo.wording import day


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
