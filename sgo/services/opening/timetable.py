"""The timetable: a column for every group, a row for every lesson number of a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

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
from sgo.names import search_key
from sgo.rules.spans import covers
from sgo.rules.timetable import Clash, ClashKind, Slot, check_row, clashes
from sgo.services.opening.cells import RefusedCell, Row, as_date, as_number, as_text, letter
from sgo.services.opening.headings import Table
from sgo.services.opening.register import Register
from sgo.services.opening.year import WEEKDAY_WORDS
from sgo.services.timetable import clash_of_rows, slot_of
from sgo.verdicts import Verdict, refused
from sgo.vocabulary import Weekday

_TIMES = re.compile(r"(\d{1,2})[:.](\d\d)\s*[-–—]\s*(\d{1,2})[:.](\d\d)")
_DATE = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}-\d\d-\d\d")
_SPLIT = re.compile(r"\s*[/\n|]\s*")


@dataclass(frozen=True, slots=True)
class _When:
    """The slot that a row of the sheet stands for."""

    weekday: Weekday
    bell_number: int


class TimetableLoader:
    """One sheet of the timetable; `by_page` says afterwards whom it names on each page."""

    def __init__(
        self,
        table: Table,
        register: Register,
        pages: dict[tuple[int, int], JournalPage],
    ) -> None:
        self._table, self._register, self._pages = table, register, pages
        self.by_page: dict[int, set[int]] = {}
        title = _DATE.search(table.title)
        begins = as_date(title[0]) if title else None
        self._valid_from = begins if isinstance(begins, date) else None
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

    def load(self) -> None:
        columns = self._group_columns()
        day: Weekday | None = None
        rows = list(self._table.rows())
        for row in rows:
            day = row.word("weekday", WEEKDAY_WORDS) or day
            number = row.read("bell", as_number, needed=True)
            if day is None:
                row.refuse("weekday", refused("cell_empty"))
            if day is None or number is None or not self._bell(row, number):
                continue
            for place, group in columns.items():
                cell = Row(
                    row.sheet, row.number, {"lesson": place}, {"lesson": group.name}, row.refusals
                )
                text = cell.text("lesson", most=400)
                if text:
                    self._lesson(cell, text, group, _When(day, number))
        self._register.take(rows)
        self._register.session.flush()

    def _group_columns(self) -> dict[int, Group]:
        """The group of each column; an unknown one is refused once, at its heading."""
        taken = set(self._table.columns.values())
        columns: dict[int, Group] = {}
        for place, value in enumerate(self._table.heading_cells()):
            name = as_text(value)
            if not name or place in taken:
                continue
            group = self._register.group(name)
            if isinstance(group, Group):
                columns[place] = group
            else:
                sheet = self._table.sheet
                self._register.report.refusals.append(
                    RefusedCell(
                        sheet.file, sheet.name, self._table.heading_row, letter(place), name, group
                    )
                )
        return columns

    def _bell(self, row: Row, number: int) -> bool:
        """The bell time of the number, made when it is new; False with the refusal noted."""
        span = row.read("time", _times, needed=number not in self._bells)
        known = self._bells.get(number)
        if known is None:
            if span is None:
                return False
            bell = BellTime(number=number, starts_at=span[0], ends_at=span[1])
            self._register.session.add(bell)
            self._register.session.flush()
            self._bells[number] = bell
            self._register.report.loaded["bells"] += 1
        elif span is not None and span != (known.starts_at, known.ends_at):
            row.refuse("time", refused("stored_otherwise", stored=str(known)))
            return False
        return True

    def _lesson(self, cell: Row, text: str, group: Group, when: _When) -> None:
        parts = [part for part in _SPLIT.split(text) if part]
        if not 2 <= len(parts) <= 3:
            cell.refuse("lesson", refused("lesson_not_understood", text=text))
            return
        item = self._register.items.get((group.programme_id, search_key(parts[0])))
        teacher = self._teacher(parts[1], item)
        if isinstance(teacher, Verdict):
            cell.refuse("lesson", teacher)
            return
        room = self._register.room(parts[2]) if len(parts) == 3 else None
        self._register.session.flush()
        valid_from = max(self._valid_from or group.starts_on, group.starts_on)
        page = self._pages.get((group.id, item.id)) if item is not None else None
        if page is not None and self._stored(page, teacher, when, valid_from):
            self._register.report.known["rows"] += 1
            return
        busy = self._busy(group, teacher, room, when, valid_from)
        if busy is not None:
            cell.refuse("lesson", busy)
        elif page is None:
            cell.refuse("lesson", refused("no_such_subject", name=parts[0]))
        else:
            self._add(cell, page, teacher, room, when, valid_from)

    def _teacher(self, text: str, item: CurriculumItem | None) -> Staff | Verdict:
        """By name; of several with these initials, the one whom the curriculum names."""
        found = self._register.members(text)
        planned = self._register.teacher_of_item.get(item.id) if item is not None else None
        if len(found) > 1 and planned in found:
            return planned
        return self._register.member(text)

    def _stored(self, page: JournalPage, teacher: Staff, when: _When, valid_from: date) -> bool:
        standing = [
            self._rows[slot.id or 0]
            for slot in self._slots.get((when.weekday, when.bell_number), ())
        ]
        return any(
            (row.page_id, row.staff_id) == (page.id, teacher.id)
            and covers(row.valid_from, row.valid_to, valid_from)
            for row in standing
        )

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
        page: JournalPage,
        teacher: Staff,
        room: Room | None,
        when: _When,
        valid_from: date,
    ) -> None:
        row = TimetableRow(
            page=page,
            page_id=page.id,
            staff=teacher,
            staff_id=teacher.id,
            room=room,
            room_id=room.id if room else None,
            weekday=when.weekday,
            bell_number=when.bell_number,
            valid_from=valid_from,
        )
        fits = check_row(slot_of(row, page.group), (page.group.starts_on, page.group.ends_on))
        if not fits.allowed:
            cell.refuse("lesson", fits)
            self._register.session.expunge(row)
            return
        self._register.session.add(row)
        self._rows.append(row)
        self._keep(len(self._rows) - 1, row)
        self.by_page.setdefault(page.id, set()).add(teacher.id)
        self._register.report.loaded["rows"] += 1

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


def _times(text: str) -> tuple[time, time] | Verdict:
    found = _TIMES.fullmatch(text)
    if found:
        try:
            starts, ends = (
                time(int(found[1]), int(found[2])),
                time(int(found[3]), int(found[4])),
            )
        except ValueError:
            return refused("bell_not_understood", text=text)
        if starts < ends:
            return starts, ends
    return refused("bell_not_understood", text=text)
