"""The timetable: a column for every group, a row for every lesson number of a day."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from sgo.models import (
    BellTime,
    CurriculumItem,
    Group,
    JournalPage,
    Room,
    Staff,
    TimetableRow,
)
from sgo.rules.spans import covers
from sgo.rules.timetable import Clash, ClashKind, Slot, check_row, clashes
from sgo.services.imports.cells import RefusedCell, Row
from sgo.services.imports.layout import Table
from sgo.services.imports.lesson_text import LessonText, lesson_of, times_of
from sgo.services.imports.register import Register
from sgo.services.imports.values import as_date, as_number, as_text, letter, match_key
from sgo.services.imports.year import WEEKDAY_WORDS
from sgo.services.timetable.rows import clash_of_rows, slot_of
from sgo.verdicts import Verdict, refused
from sgo.vocabulary import Weekday

_DATE = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}-\d\d-\d\d|\d{1,2} [а-я]{3,8} \d{4}")
_FROM = re.compile(rf"(?:^|\s)с\s+({_DATE.pattern})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _When:
    """The slot that a row of the sheet stands for."""

    weekday: Weekday
    bell_number: int
    begins: date | None
    """From when the whole timetable holds."""


class TimetableLoader:
    """Every timetable of one load; `by_page` says afterwards whom they name on each page."""

    def __init__(self, register: Register, pages: dict[tuple[int, int], JournalPage]) -> None:
        self._register, self._pages = register, pages
        self.by_page: dict[int, set[int]] = {}
        session = register.session
        self._bells = {bell.number: bell for bell in session.scalars(select(BellTime))}
        stored = session.scalars(
            select(TimetableRow)
            .join(TimetableRow.page)
            .options(
                joinedload(TimetableRow.staff),
                joinedload(TimetableRow.room),
                joinedload(TimetableRow.page).joinedload(JournalPage.group),
                joinedload(TimetableRow.page)
                .joinedload(JournalPage.curriculum_item)
                .joinedload(CurriculumItem.subject),
            )
        )
        # A row that is not stored yet has no id: here rows are known by their place in the list.
        self._rows: list[TimetableRow] = list(stored)
        self._slots: dict[tuple[Weekday, int], list[Slot]] = {}
        for place, row in enumerate(self._rows):
            self._keep(place, row)

    def load(self, table: Table) -> None:
        """A column for each group, or a line for each lesson."""
        begins = _begins(table)
        columns = {} if "group" in table.columns else self._group_columns(table)
        day: Weekday | None = None
        for row in table.rows():
            day = row.word("weekday", WEEKDAY_WORDS) or day
            number = row.read("bell", as_number, needed=True)
            if day is None:
                row.refuse("weekday", refused("cell_empty"))
            if day is None or number is None or not self._bell(row, number):
                row.label = as_text(row.raw("weekday"))
                self._register.take([row])
                continue
            when = _When(day, number, begins)
            if "group" in table.columns:
                self._line(row, when)
                self._register.take([row])
                continue
            for place, group in columns.items():
                cell = _cell(row, place, group, day)
                if cell.text("lesson", most=400):
                    self._cell(cell, group, when)
                    self._register.take([cell])
        self._register.session.flush()

    def _cell(self, cell: Row, group: Group, when: _When) -> None:
        lesson = lesson_of(cell.raw("lesson"))
        cell.label = f"{group}, {as_text(cell.raw('lesson'))}"
        if isinstance(lesson, Verdict):
            cell.refuse("lesson", lesson)
            return
        self._lesson(cell, "lesson", lesson, group, when)

    def _line(self, row: Row, when: _When) -> None:
        group = row.read("group", self._register.group, needed=True)
        subject, teacher = row.text("subject", needed=True), row.text("teacher", needed=True)
        room = row.text("room", most=60)
        row.label = f"{row.text('group') or ''}, {subject or ''}"
        if group is not None and subject is not None and teacher is not None and row.accepted:
            self._lesson(row, "subject", LessonText(subject, teacher, room), group, when)

    def _group_columns(self, table: Table) -> dict[int, Group]:
        """The group of each column; an unknown one is refused once, at its heading."""
        taken = set(table.columns.values()) | table.left_out
        columns: dict[int, Group] = {}
        for place, value in enumerate(table.heading_cells()):
            name = as_text(value)
            if not name or place in taken:
                continue
            group = self._register.group(name)
            if isinstance(group, Group):
                columns[place] = group
            else:
                sheet = table.sheet
                self._register.outcome.refusals.append(
                    RefusedCell(
                        sheet.file, sheet.name, table.heading_row, letter(place), name, group
                    )
                )
        return columns

    def _bell(self, row: Row, number: int) -> bool:
        """The bell time of the number, made when it is new; False with the refusal noted."""
        span = row.read("time", times_of, needed=number not in self._bells)
        known = self._bells.get(number)
        if known is None:
            if span is None:
                return False
            bell = BellTime(number=number, starts_at=span[0], ends_at=span[1])
            self._register.session.add(bell)
            self._register.session.flush()
            self._bells[number] = bell
            self._register.outcome.loaded["bells"] += 1
        elif span is not None and span != (known.starts_at, known.ends_at):
            row.refuse("time", refused("stored_otherwise", stored=str(known)))
            return False
        return True

    def _lesson(self, row: Row, key: str, lesson: LessonText, group: Group, when: _When) -> None:
        """Put the lesson into its slot, or refuse the cell `key`."""
        item = self._register.items.get((group.programme_id, match_key(lesson.subject)))
        teacher = self._teacher(lesson.teacher, item)
        if isinstance(teacher, Verdict):
            row.refuse(key, teacher)
            return
        valid_from = max(when.begins or group.starts_on, group.starts_on)
        page = self._pages.get((group.id, item.id)) if item is not None else None
        known = self._stored(page, teacher, when, valid_from) if page is not None else None
        if known is not None:
            self._register.outcome.known["rows"] += 1
            self._move(row, key, known, lesson.room, when)
            return
        room = self._register.known_room(lesson.room)[1] if lesson.room else None
        busy = self._busy(group, teacher, room, when, valid_from)
        if busy is not None:
            row.refuse(key, busy)
        elif page is None:
            row.refuse(key, refused("no_such_subject", name=lesson.subject))
        else:
            self._add(row, key, page, teacher, lesson.room, when, valid_from)

    def _teacher(self, text: str, item: CurriculumItem | None) -> Staff | Verdict:
        """By name; of several with these initials, the one whom the curriculum names."""
        found = self._register.members(text)
        planned = self._register.teacher_of_item.get(item.id) if item is not None else None
        if len(found) > 1 and planned in found:
            return planned
        return self._register.member(text)

    def _stored(
        self, page: JournalPage, teacher: Staff, when: _When, valid_from: date
    ) -> TimetableRow | None:
        standing = [
            self._rows[slot.id or 0]
            for slot in self._slots.get((when.weekday, when.bell_number), ())
        ]
        for row in standing:
            if (row.page_id, row.staff_id) == (page.id, teacher.id) and covers(
                row.valid_from, row.valid_to, valid_from
            ):
                return row
        return None

    def _move(self, row: Row, key: str, known: TimetableRow, text: str | None, when: _When) -> None:
        """The lesson stands already; another room is taken over where it is free."""
        if text is None:
            return
        name, room = self._register.known_room(text)
        if room is not None and room is known.room:
            return
        if room is not None:
            place = self._rows.index(known)
            slots = self._slots[when.weekday, when.bell_number]
            slot = next(one for one in slots if one.id == place)
            moved = replace(slot, id=None, room_id=room.id)
            others = [one for one in slots if one.id != place]
            found = clashes(moved, others)
            if found:
                other = self._rows[found[0].other.id or 0]
                row.refuse(key, clash_of_rows(found[0], other, {ClashKind.ROOM: room.name}))
                return
        row.change("room", known.room, name)
        known.room = self._register.room(text)
        self._register.session.flush()

    def _busy(
        self,
        group: Group,
        teacher: Staff,
        room: Room | None,
        when: _When,
        valid_from: date,
    ) -> Verdict | None:
        slot = Slot(
            None,
            when.weekday.number,
            when.bell_number,
            valid_from,
            max(group.ends_on, valid_from),
            teacher.id,
            room.id if room else None,
            group.id,
        )
        found: list[Clash] = clashes(slot, self._slots.get((when.weekday, when.bell_number), ()))
        if not found:
            return None
        other = self._rows[found[0].other.id or 0]
        names = {ClashKind.ROOM: room.name} if room else {}
        return clash_of_rows(found[0], other, names)

    def _add(
        self,
        cell: Row,
        key: str,
        page: JournalPage,
        teacher: Staff,
        text: str | None,
        when: _When,
        valid_from: date,
    ) -> None:
        room = self._register.room(text) if text else None
        self._register.session.flush()
        row = TimetableRow(
            page=page,
            page_id=page.id,
            staff=teacher,
            staff_id=teacher.id,
            room=room,
            room_id=room.id if room else None,
            weekday=when.weekday,
            bell_number=when.bell_number,
            hours=1,  # a cell of a file is one lesson; the rule asks before the row is written
            valid_from=valid_from,
        )
        fits = check_row(slot_of(row, page.group), (page.group.starts_on, page.group.ends_on))
        if not fits.allowed:
            cell.refuse(key, fits)
            self._register.session.expunge(row)
            return
        self._register.session.add(row)
        self._rows.append(row)
        self._keep(len(self._rows) - 1, row)
        self.by_page.setdefault(page.id, set()).add(teacher.id)
        self._register.outcome.loaded["rows"] += 1
        cell.made = True

    def _keep(self, place: int, row: TimetableRow) -> None:
        slot = slot_of(row, row.page.group)
        kept = Slot(
            place,
            slot.weekday,
            slot.bell_number,
            slot.valid_from,
            slot.valid_to,
            slot.teacher_id,
            slot.room_id,
            slot.group_id,
        )
        self._slots.setdefault((row.weekday, row.bell_number), []).append(kept)


def _begins(table: Table) -> date | None:
    """From when the timetable holds: the day after «с» in its title, else the first one there."""
    for pattern in (_FROM, _DATE):
        found = pattern.search(table.title)
        day = as_date(found[found.lastindex or 0], table.today) if found else None
        if isinstance(day, date):
            return day
    return None


def _cell(row: Row, place: int, group: Group, day: Weekday) -> Row:
    """The one cell of a row that stands for a lesson of a group."""
    said = next(word for word, weekday in WEEKDAY_WORDS.items() if weekday is day)
    beside = {
        at: said if key == "weekday" else as_text(row.raw(key)) for key, at in row.columns.items()
    }
    return Row(
        row.sheet,
        row.number,
        {"lesson": place},
        {"lesson": group.name},
        row.kind,
        row.today,
        row.table,
        place=place,
        beside=beside,
    )
