"""The end of a year for its students: orders for whole groups, prepared for the coordinator.

Nothing is decided here: an order of the next year, of one more year or of graduation is prepared
in the movement book and comes true when the coordinator confirms it there (decision 25).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Refused, refuse
from sgo.models import AcademicYear, Group, Membership, MovementOrder, MovementRecord, Student
from sgo.rules import academic_year as rules
from sgo.services.bulk_acts import name_act, new_act_id
from sgo.services.guard import acting_as
from sgo.services.movement.orders import OrderLine, prepare_order
from sgo.services.movement.sense import LinesRefused
from sgo.verdicts import Verdict
from sgo.vocabulary import BulkAct, MovementKind, MovementState


@dataclass(frozen=True, slots=True)
class Ending:
    """A student at the end of a group, with what is proposed."""

    student_id: int
    name: str
    waits: bool
    """An order already waits for the coordinator."""


@dataclass(frozen=True, slots=True)
class GroupEnding:
    """A group whose students have no outcome yet, and where they could go on."""

    group_id: int
    name: str
    ends_on: date
    students: tuple[Ending, ...]
    targets: tuple[tuple[int, str], ...]
    """Groups of later years of the same programme, by id and name."""
    proposed: MovementKind
    proposed_target: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is asked for a student: the kind of the order and the group that is entered."""

    student_id: int
    group_id: int
    kind: MovementKind
    to_group_id: int | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """Number and date of the orders of a kind; every group has its own part under it."""

    number: str
    day: date


class OutcomesRefused(Refused):
    """The order of a group and kind cannot be; `group` is its name, `student` whom it is about."""

    def __init__(self, verdict: Verdict, group: str, student: str) -> None:
        super().__init__(verdict)
        self.group, self.student = group, student


def endings(session: Session, viewer: Viewer, year: AcademicYear) -> list[GroupEnding]:
    """The groups of the year with students who have not left; four queries."""
    viewer.role_for(Permission.MOVEMENT_PREPARE)
    groups = session.scalars(
        scope(select(Group), Group, viewer)
        .where(Group.academic_year_id == year.id)
        .options(joinedload(Group.programme))
        .order_by(Group.search_key)
    ).all()
    members = _members(session, viewer, year.id)
    targets = _targets(session, viewer, year)
    found = []
    for group in groups:
        students = members.get(group.id, [])
        if not students:
            continue
        open_ones = targets.get(group.programme_id, [])
        wanted = rules.next_name(group.name, year.starts_on)
        same = [key for key, name, _ in open_ones if name == wanted]
        found.append(
            GroupEnding(
                group_id=group.id,
                name=group.name,
                ends_on=group.ends_on,
                students=tuple(students),
                targets=tuple((key, f"{name}, {of_year}") for key, name, of_year in open_ones),
                proposed=rules.proposed_outcome(group.programme.direction, bool(open_ones)),
                proposed_target=next(iter([*same, *(key for key, _, _ in open_ones)]), None),
            )
        )
    return found


def prepare_outcomes(
    session: Session,
    viewer: Viewer,
    outcomes: Sequence[Outcome],
    papers: dict[MovementKind, Paper],
    now: datetime,
) -> Generator[int, None, tuple[str, list[MovementOrder]]]:
    """Prepare an order for each group and kind; yields how many are done.

    Gives the act's number and the orders. Raises OutcomesRefused, Refused when a number is
    missing or nobody is named. The caller commits, or throws it all away.
    """
    if not outcomes:
        raise refuse("order_without_students", "2.1.3", "lines")
    act_id, made = new_act_id(), []
    with acting_as(session, viewer, Permission.MOVEMENT_PREPARE, now, bulk=act_id):
        names = _group_names(session, outcomes)
        parts: defaultdict[tuple[MovementKind, int], list[Outcome]] = defaultdict(list)
        for one in outcomes:
            parts[one.kind, one.group_id].append(one)
        for done, ((kind, group_id), of_part) in enumerate(parts.items(), start=1):
            paper = papers.get(kind)
            if paper is None or not paper.number.strip():
                raise refuse("order_number_missing", "2.1.3", f"number-{kind.value}")
            made.append(_prepare(session, viewer, kind, paper, of_part, names, group_id, now))
            yield done
        name_act(session, act_id, BulkAct.YEAR_ORDERS)
    return act_id, made


def parts_of(outcomes: Iterable[Outcome]) -> int:
    """How many orders these are."""
    return len({(one.kind, one.group_id) for one in outcomes})


def _prepare(
    session: Session,
    viewer: Viewer,
    kind: MovementKind,
    paper: Paper,
    outcomes: list[Outcome],
    groups: dict[int, Group],
    group_id: int,
    now: datetime,
) -> MovementOrder:
    group = groups[group_id]
    lines = []
    for one in outcomes:
        target = groups[one.to_group_id] if one.to_group_id is not None else None
        day = rules.outcome_counts_from(kind, group.ends_on, target.starts_on if target else None)
        lines.append(OrderLine(one.student_id, group_id, day, one.to_group_id))
    try:
        return prepare_order(
            session,
            viewer,
            kind=kind,
            order_number=paper.number,
            order_date=paper.day,
            lines=lines,
            now=now,
        )
    except LinesRefused as refusal:
        first = refusal.lines[0]
        raise OutcomesRefused(first.verdict, group.name, first.student) from refusal
    except Refused as refusal:
        raise OutcomesRefused(refusal.verdict, group.name, "") from refusal


def _group_names(session: Session, outcomes: Sequence[Outcome]) -> dict[int, Group]:
    ids = {one.group_id for one in outcomes} | {
        one.to_group_id for one in outcomes if one.to_group_id is not None
    }
    return {one.id: one for one in session.scalars(select(Group).where(Group.id.in_(ids)))}


def _members(session: Session, viewer: Viewer, year_id: int) -> dict[int, list[Ending]]:
    """By group: students whose membership nothing has ended."""
    waits = (
        select(MovementRecord.id)
        .join(MovementRecord.order)
        .where(
            MovementRecord.student_id == Membership.student_id,
            MovementRecord.group_id == Membership.group_id,
            MovementOrder.state != MovementState.CONFIRMED,
        )
        .exists()
    )
    rows = session.execute(
        scope(select(Student, Membership.group_id, waits), Student, viewer)
        .join(Membership, Membership.student_id == Student.id)
        .join(Group, Group.id == Membership.group_id)
        .where(Group.academic_year_id == year_id, Membership.ends_on.is_(None))
        .order_by(Student.sort_key, Student.id)
    )
    found: defaultdict[int, list[Ending]] = defaultdict(list)
    for student, group_id, waiting in rows:
        found[group_id].append(Ending(student.id, student.full_name, bool(waiting)))
    return found


def _targets(
    session: Session, viewer: Viewer, year: AcademicYear
) -> dict[int, list[tuple[int, str, str]]]:
    """By programme: groups of later years, the nearest year first."""
    rows = session.execute(
        scope(select(Group.id, Group.name, Group.programme_id, AcademicYear.name), Group, viewer)
        .join(AcademicYear, AcademicYear.id == Group.academic_year_id)
        .where(AcademicYear.starts_on > year.starts_on)
        .order_by(AcademicYear.starts_on, Group.search_key)
    )
    found: defaultdict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for key, name, programme_id, of_year in rows:
        found[programme_id].append((key, name, of_year))
    return found
