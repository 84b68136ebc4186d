"""The summary sheet (сводная ведомость): computed when it is asked for, never stored.

Clause 4.15: the sheet forms itself from the day after the period's end; earlier it shows what
there is and says that the period goes on. Decision 22: it is headed preliminary until 4.14
closes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import Missing, Refused
from sgo.models import FinalMark, JournalPage, TermMark
from sgo.rules.grading import Average
from sgo.rules.settings import RegulationSettings
from sgo.rules.terms import last_day, sheet_is_preliminary, summary_ready
from sgo.services.settings import editions
from sgo.services.sheets.figures import (
    Absence,
    Member,
    Shares,
    absences,
    averages,
    members,
    members_during,
    printer,
    shares,
    shares_of_group,
)
from sgo.services.sheets.frame import (
    Column,
    Head,
    Part,
    PartKind,
    Period,
    group_columns,
    group_head,
    group_periods,
)
from sgo.verdicts import refused
from sgo.vocabulary import Assessment, TermResult


class SheetState(StrEnum):
    """How far the period of a sheet has come."""

    RUNNING = "running"
    PRELIMINARY = "preliminary"
    FINAL = "final"


Value = Average | TermResult | None


@dataclass(frozen=True, slots=True)
class Row:
    """A student of the sheet."""

    number: int
    member: Member
    values: Mapping[tuple[int, Part], Value]
    absence: Absence

    def value(self, column: Column, part: Part) -> Value:
        return self.values.get((column.item_id, part))


@dataclass(frozen=True, slots=True)
class SummaryView:
    """The whole sheet, as the screen and the paper show it."""

    head: Head
    period: Period
    periods: tuple[Period, ...]
    """Every sheet the group has: its terms in order, then the year."""
    state: SheetState
    open_until: date
    """Clause 4.14: the last day on which a mark of the period may change."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: Mapping[tuple[int, Part], Shares]
    group_totals: Shares
    today: date

    @property
    def is_year(self) -> bool:
        return self.period.term_id is None

    @property
    def cells(self) -> Iterator[tuple[Column, Part]]:
        return ((column, part) for column in self.columns for part in column.parts)


def group_summary(
    session: Session, viewer: Viewer, group_id: int, term_id: int | None, now: datetime
) -> SummaryView:
    """The sheet of a term, or of the year when `term_id` is None.

    For those who oversee and for the group's curator. Raises Missing for a group or term out of
    sight, Forbidden for a teacher who only teaches there, Refused before the period begins.
    """
    today = now.date()
    head, group = group_head(session, printer(viewer, Permission.SHEETS_PRINT), group_id)
    periods = group_periods(session, group)
    period = next((one for one in periods if one.term_id == term_id), None)
    if period is None:
        raise Missing("term")
    if today < period.starts_on:
        raise Refused(refused("period_not_begun", "4.15", starts_on=period.starts_on))
    settings = editions(session).on(period.ends_on)
    columns = group_columns(session, group_id, period, periods)
    on_list = members(session, group_id, period.starts_on, period.ends_on)
    values = _values(session, group_id, columns, period, on_list)
    missed = absences(session, group_id, period.starts_on, period.ends_on)
    rows = tuple(
        Row(number, one, values.get(one.student_id, {}), missed.get(one.student_id, Absence()))
        for number, one in enumerate(on_list, start=1)
    )
    stayed = [row for row in rows if row.member.left_on is None]
    totals = {
        (column.item_id, part): shares(_result(row.value(column, part)) for row in stayed)
        for column in columns
        for part in column.parts
    }
    deciding = Part(PartKind.RESULT) if term_id is not None else Part(PartKind.FINAL)
    return SummaryView(
        head=head,
        period=period,
        periods=periods,
        state=_state(period.ends_on, today, settings),
        open_until=last_day(period.ends_on, settings),
        columns=columns,
        rows=rows,
        totals=totals,
        group_totals=shares_of_group(
            [_result(row.value(column, deciding)) for column in columns] for row in stayed
        ),
        today=today,
    )


def _state(ends_on: date, today: date, settings: RegulationSettings) -> SheetState:
    if not summary_ready(ends_on, today):
        return SheetState.RUNNING
    if sheet_is_preliminary(ends_on, today, settings):
        return SheetState.PRELIMINARY
    return SheetState.FINAL


def _result(value: Value) -> TermResult | None:
    return value if isinstance(value, TermResult) else None


Values = defaultdict[int, dict[tuple[int, Part], Value]]


def _values(
    session: Session,
    group_id: int,
    columns: Sequence[Column],
    period: Period,
    on_list: Sequence[Member],
) -> Values:
    """By student: what stands in each narrow column."""
    values: Values = defaultdict(dict)
    students = members_during(group_id, period.starts_on, period.ends_on)
    items = [column.item_id for column in columns]
    parts = {part.term_id: part for column in columns for part in column.parts}
    if period.term_id is None:
        _add_finals(session, values, group_id, students)
    else:
        parts = {period.term_id: Part(PartKind.RESULT)}
        graded = [one.item_id for one in columns if one.assessment is Assessment.GRADED]
        means = averages(session, graded, students, period.starts_on, period.ends_on)
        for (student_id, item_id), mean in means.items():
            values[student_id][item_id, Part(PartKind.AVERAGE)] = mean
    left = {member.student_id for member in on_list if member.left_on is not None}
    rows = session.execute(
        select(
            TermMark.student_id,
            JournalPage.curriculum_item_id,
            TermMark.term_id,
            TermMark.result,
            JournalPage.group_id,
        )
        .join(JournalPage, JournalPage.id == TermMark.page_id)
        .where(
            TermMark.term_id.in_([term_id for term_id in parts if term_id is not None]),
            TermMark.student_id.in_(students),
            JournalPage.curriculum_item_id.in_(items),
        )
        # The group's own page comes last and so has the last word.
        .order_by(JournalPage.group_id == group_id)
    )
    for student_id, item_id, term_id, result, given_in in rows:
        # What a student was given elsewhere comes along on entering, not after leaving.
        if given_in == group_id or student_id not in left:
            values[student_id][item_id, parts[term_id]] = result
    return values


def _add_finals(session: Session, values: Values, group_id: int, students: Select[Any]) -> None:
    rows = session.execute(
        select(
            FinalMark.student_id, JournalPage.curriculum_item_id, FinalMark.kind, FinalMark.result
        )
        .join(JournalPage, JournalPage.id == FinalMark.page_id)
        .where(JournalPage.group_id == group_id, FinalMark.student_id.in_(students))
    )
    for student_id, item_id, kind, result in rows:
        values[student_id][item_id, Part(PartKind(kind.value))] = result
