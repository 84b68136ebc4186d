"""Carrying out what forming planned: lessons are taken away, placed anew and created."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.models import BellTime, Lesson, TimetableRow, Work, WorkType
from sgo.rules.lessons import ExistingLesson, FormingPlan, WantedLesson
from sgo.services.timetable.slots import Holder, Place, SlotBook, place_of
from sgo.verdicts import Verdict
from sgo.vocabulary import LessonState


@dataclass(frozen=True, slots=True)
class NotFormed:
    """A lesson of the timetable that was left out, with the reason."""

    day: date
    bell_number: int
    page: str
    """The group and the subject."""
    verdict: Verdict


@dataclass(slots=True)
class FormingReport:
    """What forming did: numbers of lessons, and every one left out by name."""

    created: int = 0
    moved: int = 0
    refreshed: int = 0
    """Stayed in place and took teacher, room, hours or bell times anew from the row."""
    cancelled: int = 0
    deleted: int = 0
    kept: int = 0
    left_out: list[NotFormed] = field(default_factory=list)

    @property
    def changed(self) -> int:
        return self.created + self.moved + self.refreshed + self.cancelled + self.deleted

    def leave_out(self, row: TimetableRow, day: date, verdict: Verdict) -> None:
        self.left_out.append(NotFormed(day, row.bell_number, str(row.page), verdict))


@dataclass(frozen=True, slots=True)
class _Wish:
    """A stored lesson that should stand elsewhere, or otherwise."""

    lesson: Lesson
    wanted: WantedLesson
    moves: bool


class Placing:
    """The writing half of forming; everything happens inside the caller's system act."""

    def __init__(
        self,
        session: Session,
        *,
        lessons: dict[int, Lesson],
        rows: dict[int, TimetableRow],
        span: tuple[date, date],
        report: FormingReport,
    ) -> None:
        self._session, self._lessons, self._rows = session, lessons, rows
        self._span, self._report = span, report
        self._bells = {bell.number: bell for bell in session.scalars(select(BellTime))}
        self._work_type_id = session.scalar(
            select(WorkType.id)
            .where(WorkType.retired.is_(False))
            .order_by(WorkType.position, WorkType.id)
            .limit(1)
        )

    def carry_out(self, plan: FormingPlan, reason: str) -> None:
        self._take_away(plan, reason)
        self._slots = SlotBook(self._session, *self._span)
        wishes = [*self._wishes(plan.move, moves=True), *self._wishes(plan.refresh, moves=False)]
        self._report.kept = len(plan.keep) - sum(not wish.moves for wish in wishes)
        anew = self._make_way(self._settle(wishes))
        self._session.add_all(
            [lesson for wanted in anew if (lesson := self._created(wanted)) is not None]
        )
        created = [lesson for wanted in plan.create if (lesson := self._created(wanted))]
        self._session.add_all(created)
        self._report.created = len(created)

    def _take_away(self, plan: FormingPlan, reason: str) -> None:
        for one in plan.cancel:
            lesson = self._lessons[one.id]
            lesson.state, lesson.change_reason = LessonState.CANCELLED, reason
        for one in plan.delete:
            self._session.delete(self._lessons[one.id])
        self._session.flush()
        self._report.cancelled, self._report.deleted = len(plan.cancel), len(plan.delete)

    def _wishes(
        self, pairs: list[tuple[ExistingLesson, WantedLesson]], *, moves: bool
    ) -> list[_Wish]:
        wishes = [_Wish(self._lessons[one.id], wanted, moves) for one, wanted in pairs]
        return [wish for wish in wishes if self._differs(wish)]

    def _settle(self, wishes: list[_Wish]) -> list[_Wish]:
        """Place wave by wave whatever finds its slots free; gives back what is stuck.

        Within a wave the database sees the changes in an order of its own, so a lesson may only
        take what was free before the wave began.
        """
        while wishes:
            free, stuck = [], []
            left: list[tuple[_Wish, Place]] = []
            for wish in wishes:
                place = self._place(wish.wanted)
                if self._slots.holders(place, wish.lesson.id):
                    stuck.append(wish)
                    continue
                free.append(wish)
                left.append((wish, place_of(wish.lesson)))
                self._slots.take(place, Holder(wish.wanted.page_id, wish.lesson.id))
            if not free:
                return stuck
            for wish, before in left:
                self._apply(wish)
                self._slots.vacate(before, place_of(wish.lesson))
            self._session.flush()
            wishes = stuck
        return []

    def _make_way(self, stuck: list[_Wish]) -> list[WantedLesson]:
        """Those that only wait for each other are made anew; the others stay and are reported."""
        while True:
            ids = {wish.lesson.id for wish in stuck}
            blocked = [
                wish
                for wish in stuck
                if any(
                    holder.lesson_id not in ids
                    for _, holder in self._slots.holders(self._place(wish.wanted), wish.lesson.id)
                )
            ]
            if not blocked:
                break
            for wish in blocked:
                self._refuse(wish.wanted, wish.lesson.id)
                self._report.kept += not wish.moves
                stuck.remove(wish)
        for wish in stuck:
            self._count(wish)
            self._slots.release(place_of(wish.lesson))
            self._session.delete(wish.lesson)
        self._session.flush()
        return [wish.wanted for wish in stuck]

    def _created(self, wanted: WantedLesson) -> Lesson | None:
        place = self._place(wanted)
        if self._slots.holders(place):
            self._refuse(wanted)
            return None
        self._slots.take(place, Holder(wanted.page_id))
        row = self._rows[wanted.row_id]
        lesson = Lesson(page_id=wanted.page_id, group_id=row.page.group_id, **self._columns(wanted))
        if self._work_type_id is not None:
            lesson.works.append(Work(work_type_id=self._work_type_id, position=1))
        return lesson

    def _refuse(self, wanted: WantedLesson, lesson_id: int | None = None) -> None:
        verdict = self._slots.clash(self._place(wanted), lesson_id)
        if verdict is not None:
            self._report.leave_out(self._rows[wanted.row_id], wanted.day, verdict)

    def _place(self, wanted: WantedLesson) -> Place:
        row = self._rows[wanted.row_id]
        return Place(wanted.day, wanted.bell_number, row.staff_id, row.room_id, row.page.group_id)

    def _columns(self, wanted: WantedLesson) -> dict[str, Any]:
        row, bell = self._rows[wanted.row_id], self._bells[wanted.bell_number]
        return {
            "timetable_row_id": row.id,
            "held_on": wanted.day,
            "formed_for": wanted.day,
            "bell_number": bell.number,
            "starts_at": bell.starts_at,
            "ends_at": bell.ends_at,
            "hours": row.hours,
            "staff_id": row.staff_id,
            "regular_staff_id": row.staff_id,
            "room_id": row.room_id,
        }

    def _differs(self, wish: _Wish, but: str = "") -> bool:
        return any(
            getattr(wish.lesson, name) != value
            for name, value in self._columns(wish.wanted).items()
            if name != but
        )

    def _apply(self, wish: _Wish) -> None:
        self._count(wish)
        for name, value in self._columns(wish.wanted).items():
            setattr(wish.lesson, name, value)

    def _count(self, wish: _Wish) -> None:
        """A lesson that only hangs on another row than before stays as it is to everybody."""
        if wish.moves:
            self._report.moved += 1
        elif self._differs(wish, but="timetable_row_id"):
            self._report.refreshed += 1
        else:
            self._report.kept += 1
