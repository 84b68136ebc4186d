"""Who is where in a slot of a day: the look before the write, and the sentence of a clash.

The database itself refuses a teacher, room or group twice in a slot; this book lets the refusal
name the other lesson.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from sgo.models import CurriculumItem, Group, JournalPage, Lesson, Room, Staff
from sgo.rules.timetable import ClashKind, clash_verdict
from sgo.verdicts import Verdict
from sgo.vocabulary import LessonState

Key = tuple[ClashKind, int, date, int]


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when a lesson stands."""

    held_on: date
    bell_number: int
    staff_id: int
    room_id: int | None
    group_id: int

    def claims(self) -> Iterator[Key]:
        """What the lesson holds alone; a lesson without a room holds none."""
        yield ClashKind.TEACHER, self.staff_id, self.held_on, self.bell_number
        yield ClashKind.GROUP, self.group_id, self.held_on, self.bell_number
        if self.room_id is not None:
            yield ClashKind.ROOM, self.room_id, self.held_on, self.bell_number


@dataclass(frozen=True, slots=True)
class Holder:
    """The lesson that holds a slot; `lesson_id` is None while it is not stored."""

    page_id: int
    lesson_id: int | None = None


def place_of(lesson: Lesson) -> Place:
    """Where a stored lesson stands now."""
    return Place(
        lesson.held_on, lesson.bell_number, lesson.staff_id, lesson.room_id, lesson.group_id
    )


class SlotBook:
    """Every slot that is taken between two days, both included."""

    def __init__(self, session: Session, from_on: date, to_on: date) -> None:
        self._session = session
        self._taken: dict[Key, Holder] = {}
        lessons = session.execute(
            select(
                Lesson.id,
                Lesson.page_id,
                Lesson.held_on,
                Lesson.bell_number,
                Lesson.staff_id,
                Lesson.room_id,
                Lesson.group_id,
            ).where(Lesson.held_on.between(from_on, to_on), Lesson.state != LessonState.CANCELLED)
        )
        for one in lessons:
            place = Place(one.held_on, one.bell_number, one.staff_id, one.room_id, one.group_id)
            self.take(place, Holder(one.page_id, one.id))

    def take(self, place: Place, holder: Holder) -> None:
        self._taken.update(dict.fromkeys(place.claims(), holder))

    def release(self, place: Place) -> None:
        for key in place.claims():
            self._taken.pop(key, None)

    def vacate(self, before: Place, after: Place) -> None:
        """Give back what the lesson held before and does not hold after."""
        kept = set(after.claims())
        for key in before.claims():
            if key not in kept:
                self._taken.pop(key, None)

    def holders(self, place: Place, lesson_id: int | None = None) -> list[tuple[Key, Holder]]:
        """Every other lesson that holds something of the place."""
        return [
            (key, holder)
            for key in place.claims()
            if (holder := self._taken.get(key)) is not None
            and (lesson_id is None or holder.lesson_id != lesson_id)
        ]

    def clash(self, place: Place, lesson_id: int | None = None) -> Verdict | None:
        """The refusal that names the other lesson, or None when the place is free."""
        found = self.holders(place, lesson_id)
        if not found:
            return None
        (kind, busy_id, day, bell_number), holder = found[0]
        return clash_verdict(
            kind, self._name(kind, busy_id), f"{day:%d.%m.%Y}, {self._told(holder)}", bell_number
        )

    def _name(self, kind: ClashKind, key: int) -> str:
        model = {ClashKind.TEACHER: Staff, ClashKind.ROOM: Room, ClashKind.GROUP: Group}[kind]
        row = self._session.get_one(model, key)
        return row.short_name if isinstance(row, Staff) else str(row)

    def _told(self, holder: Holder) -> str:
        page = self._session.get_one(JournalPage, holder.page_id, options=_NAMED)
        return f"{page.group}, {page.curriculum_item}"


_NAMED = (
    joinedload(JournalPage.group),
    joinedload(JournalPage.curriculum_item).joinedload(CurriculumItem.subject),
)
