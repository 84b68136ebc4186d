"""The timetable in the shape that the import takes: a column a group, a row a lesson number."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.models import (
    AcademicYear,
    BellTime,
    CurriculumItem,
    Group,
    JournalPage,
    Staff,
    TimetableRow,
)
from sgo.rules.spans import covers
from sgo.services.exports import words
from sgo.services.exports.listing import Listing, Value

HEADS = ("День", "№", "Время")


def timetable(session: Session, viewer: Viewer, year: AcademicYear) -> Listing:
    """The rows in force on the viewer's day, or on the year's nearest one.

    A group that begins later is shown as it begins.
    """
    day = min(max(viewer.today, year.starts_on), year.ends_on)
    groups = list(
        session.scalars(
            scope(select(Group), Group, viewer)
            .where(Group.academic_year_id == year.id)
            .order_by(Group.search_key, Group.id)
        )
    )
    names = words.TeacherNames(list(session.scalars(scope(select(Staff), Staff, viewer))))
    bells = {
        bell.number: f"{bell.starts_at:%H:%M}-{bell.ends_at:%H:%M}"
        for bell in session.scalars(scope(select(BellTime), BellTime, viewer))
    }
    # Two lessons of a group in one slot take two rows of the sheet.
    slots: dict[tuple[int, int], dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in session.scalars(
        scope(select(TimetableRow), TimetableRow, viewer)
        .join(TimetableRow.page)
        .where(JournalPage.academic_year_id == year.id)
        .options(
            joinedload(TimetableRow.staff),
            joinedload(TimetableRow.room),
            joinedload(TimetableRow.page).joinedload(JournalPage.group),
            joinedload(TimetableRow.page)
            .joinedload(JournalPage.curriculum_item)
            .joinedload(CurriculumItem.subject),
        )
        .order_by(TimetableRow.id)
    ):
        group = row.page.group
        if covers(row.valid_from, row.valid_to, max(day, group.starts_on)):
            cell = [row.page.curriculum_item.subject.name, names.of(row.staff)]
            cell += [row.room.name] if row.room else []
            slots[row.weekday.number, row.bell_number][group.id].append(" / ".join(cell))
    weekdays = {weekday.number: text for weekday, text in words.WEEKDAYS.items()}
    rows: list[list[Value]] = []
    for (number, bell), cells in sorted(slots.items()):
        for place in range(max(len(of_group) for of_group in cells.values())):
            lessons: list[Value] = [
                cells[group.id][place] if place < len(cells[group.id]) else None for group in groups
            ]
            rows.append([weekdays[number], bell, bells.get(bell), *lessons])
    return Listing(
        "Расписание",
        [*HEADS, *(group.name for group in groups)],
        rows,
        [f"Расписание занятий с {day:%d.%m.%Y}"],
    )
