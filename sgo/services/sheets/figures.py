"""What sheets and printed pages count: who is on the list, exact averages, shares, absences.

Read models: a few columns of many rows, each loader one query. Whoever asks has already been let
in by `sgo.services.sheets.summary`; the loaders take ids that passed a scope.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from sgo.access.permissions import ROLE_PERMISSIONS, Permission
from sgo.access.viewer import Viewer
from sgo.errors import Forbidden
from sgo.models import JournalEntry, JournalPage, Lesson, Mark, Membership, Student
from sgo.names import full_name, initials
from sgo.rules.grading import NO_MARKS, Average, average_of_results
from sgo.vocabulary import AttendanceCode, LessonState, TermResult

ABSENCES = tuple(code for code in AttendanceCode if code.is_absence)
EXCUSED = frozenset({AttendanceCode.EXCUSED, AttendanceCode.ILL})
GOOD_FROM, ENOUGH_FROM = 4, 3
"""Marks that count as quality, and as success, in every sheet of the country."""


def printer(viewer: Viewer, permission: Permission) -> Viewer:
    """The viewer with only the roles that hold the permission; raises Forbidden without any.

    What another role shows (a guardian's own child) opens no document of the whole group.
    """
    roles = frozenset(role for role in viewer.roles if permission in ROLE_PERMISSIONS[role])
    if not roles:
        raise Forbidden(permission.value)
    return replace(viewer, roles=roles)


@dataclass(frozen=True, slots=True)
class Member:
    """A student on a list of a period; those who left keep their place (decision 5)."""

    student_id: int
    name: str
    short_name: str
    stretches: tuple[tuple[date, date | None], ...]
    """Memberships in the group, in order; both days of each belong to it."""
    entered_on: date | None
    """Set when the student came after the period had begun."""
    left_on: date | None
    """The last day in the group, set when the period went on without the student."""

    def was_there(self, day: date) -> bool:
        return any(start <= day and (end is None or day <= end) for start, end in self.stretches)


def members_during(group_id: int, starts_on: date, ends_on: date) -> Select[Any]:
    """The ids of all who were in the group on some day of the period."""
    return select(Membership.student_id).where(
        Membership.group_id == group_id,
        Membership.starts_on <= ends_on,
        or_(Membership.ends_on.is_(None), Membership.ends_on >= starts_on),
    )


def members(session: Session, group_id: int, starts_on: date, ends_on: date) -> list[Member]:
    """The list of a period, by surname."""
    rows = session.execute(
        select(
            Student.id,
            Student.surname,
            Student.given_name,
            Student.patronymic,
            Membership.starts_on,
            Membership.ends_on,
        )
        .join(Membership, Membership.student_id == Student.id)
        .where(
            Membership.group_id == group_id,
            Student.id.in_(members_during(group_id, starts_on, ends_on)),
        )
        .order_by(Student.sort_key, Student.id, Membership.starts_on)
    )
    found: dict[int, Member] = {}
    for row in rows:
        stretch = (row.starts_on, row.ends_on)
        known = found.get(row.id)
        if known is not None:
            found[row.id] = replace(known, stretches=(*known.stretches, stretch))
            continue
        name = (row.surname, row.given_name, row.patronymic)
        found[row.id] = Member(row.id, full_name(*name), initials(*name), (stretch,), None, None)
    return [_dated(member, starts_on, ends_on) for member in found.values()]


def _dated(member: Member, starts_on: date, ends_on: date) -> Member:
    entered_on = member.stretches[0][0]
    left_on = member.stretches[-1][1]
    return replace(
        member,
        entered_on=entered_on if entered_on > starts_on else None,
        left_on=left_on if left_on is not None and left_on < ends_on else None,
    )


def averages(
    session: Session,
    item_ids: Collection[int],
    student_ids: Select[Any],
    starts_on: date,
    ends_on: date,
) -> dict[tuple[int, int], Average]:
    """The exact mean of each (student, curriculum item) over lessons held inside the period.

    A student's marks of the item count wherever they were given (decisions 15 and 16).
    """
    rows = session.execute(
        select(
            Mark.student_id,
            JournalPage.curriculum_item_id,
            func.sum(Mark.value),
            func.count(),
        )
        .join(Lesson, Lesson.id == Mark.lesson_id)
        .join(JournalPage, JournalPage.id == Lesson.page_id)
        .where(
            JournalPage.curriculum_item_id.in_(item_ids),
            Mark.student_id.in_(student_ids),
            Lesson.held_on.between(starts_on, ends_on),
            Lesson.state != LessonState.CANCELLED,
        )
        .group_by(Mark.student_id, JournalPage.curriculum_item_id)
    )
    return {(student, item): Average(int(total), count) for student, item, total, count in rows}


@dataclass(frozen=True, slots=True)
class Absence:
    """Academic hours missed in a period; `excused` and `unexcused` are parts of `total`."""

    total: int = 0
    excused: int = 0
    unexcused: int = 0


def absences(
    session: Session, group_id: int, starts_on: date, ends_on: date
) -> Mapping[int, Absence]:
    """Hours of the group's lessons that each student missed, of lessons that took place."""
    rows = session.execute(
        select(JournalEntry.student_id, JournalEntry.attendance, func.sum(Lesson.hours))
        .join(Lesson, Lesson.id == JournalEntry.lesson_id)
        .where(
            Lesson.group_id == group_id,
            Lesson.held_on.between(starts_on, ends_on),
            Lesson.state != LessonState.CANCELLED,
            JournalEntry.attendance.in_(ABSENCES),
        )
        .group_by(JournalEntry.student_id, JournalEntry.attendance)
    )
    hours: defaultdict[int, Counter[AttendanceCode]] = defaultdict(Counter)
    for student_id, code, missed in rows:
        if code is not None:
            hours[student_id][code] += int(missed)
    return {
        student_id: Absence(
            total=by_code.total(),
            excused=sum(by_code[code] for code in EXCUSED),
            unexcused=by_code[AttendanceCode.UNEXCUSED],
        )
        for student_id, by_code in hours.items()
    }


@dataclass(frozen=True, slots=True)
class Shares:
    """How a column of results did: the share that succeeded, and the share of 5 and 4."""

    assessed: int = 0
    succeeded: int = 0
    good: int = 0
    numeric: bool = False
    mean: Average = NO_MARKS

    @property
    def success(self) -> Fraction | None:
        """Percent, exact; None while nobody was assessed."""
        return Fraction(self.succeeded * 100, self.assessed) if self.assessed else None

    @property
    def quality(self) -> Fraction | None:
        """Percent, exact; None for pass or fail, which knows no quality."""
        if not self.assessed or not self.numeric:
            return None
        return Fraction(self.good * 100, self.assessed)


def shares(results: Iterable[TermResult | None]) -> Shares:
    """Success and quality of one column.

    The exempt and those without a result do not count; "not assessed" counts and is no success.
    """
    counted = [r for r in results if r is not None and r is not TermResult.EXEMPT]
    return Shares(
        assessed=len(counted),
        succeeded=sum(_succeeded(result) for result in counted),
        good=sum(_is_good(result) for result in counted),
        numeric=any(result.number is not None for result in counted),
        mean=average_of_results(counted),
    )


def shares_of_group(rows: Iterable[Collection[TermResult | None]]) -> Shares:
    """The same for whole students: who succeeded in everything, who has nothing below 4."""
    assessed = succeeded = good = 0
    for results in rows:
        counted = [r for r in results if r is not None and r is not TermResult.EXEMPT]
        if not counted:
            continue
        assessed += 1
        succeeded += all(_succeeded(result) for result in counted)
        good += all(_is_good(result) or result is TermResult.PASSED for result in counted)
    return Shares(assessed, succeeded, good, numeric=True)


def _succeeded(result: TermResult) -> bool:
    if result.number is None:
        return result is TermResult.PASSED
    return result.number >= ENOUGH_FROM


def _is_good(result: TermResult) -> bool:
    return result.number is not None and result.number >= GOOD_FROM


def percent(value: Fraction | None) -> str:
    """Whole percent, cut and never rounded up; empty for none."""
    return "" if value is None else str(int(value))
