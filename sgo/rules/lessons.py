"""Lessons that move, fall out or are formed again: decisions 10, 11, 13 and 14."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from sgo.rules.calendar import check_teaching_day
from sgo.rules.journal import lesson_window
from sgo.rules.settings import RegulationSettings
from sgo.rules.spans import covers
from sgo.verdicts import ALLOWED, Verdict, refused
from sgo.vocabulary import DayKind


def may_touch(
    held_on: date,
    today: date,
    settings: RegulationSettings,
    *,
    has_control: bool = False,
    year_closed: bool = False,
) -> Verdict:
    """Decision 10: a lesson's place may change while it lies ahead or all its windows are open."""
    if year_closed:
        return refused("year_closed", "3.2")
    window = lesson_window(held_on, today, settings, has_control)
    if window.allowed or window.code == "lesson_ahead":
        return ALLOWED
    return refused(
        "closed_lesson_stays",
        window.clause,
        held_on=held_on,
        closed_on=window.parameters["closed_on"],
    )


def may_move(
    held_on: date,
    to_on: date,
    today: date,
    settings: RegulationSettings,
    *,
    holds_entry: bool,
    has_control: bool = False,
    year_closed: bool = False,
    terms: Iterable[tuple[date, date]] = (),
    group_dates: tuple[date, date | None] | None = None,
    special: tuple[DayKind, str] | None = None,
    sundays_teach: bool = False,
) -> Verdict:
    """Whether the lesson of `held_on` may be moved to `to_on` today (a reason is asked apart).

    A closed lesson stays, even an empty one, so moving reopens nothing; the new day's own window
    must not be over; a lesson that holds an entry cannot go to a day that has not come (decision
    9). `terms` and `group_dates` bound the new day when they are given (decision 14);
    `special` is what the calendar makes of it (kind and name), `sundays_teach` whether the
    group's timetable stands on Sundays. A lesson that keeps its day is not asked about the day.
    """
    touch = may_touch(held_on, today, settings, has_control=has_control, year_closed=year_closed)
    if not touch.allowed:
        return touch
    known_terms = list(terms)
    if group_dates is not None and not covers(*group_dates, to_on):
        return refused("outside_group_dates", "4.4", "held_on", day=to_on)
    if known_terms and not any(covers(*term, to_on) for term in known_terms):
        return refused("outside_terms", "4.4", "held_on", day=to_on)
    kind, name = special or (None, "")
    teaching = check_teaching_day(to_on, kind, name, sundays_teach)
    if to_on != held_on and not teaching.allowed:
        return teaching
    if holds_entry and to_on > today:
        return refused("entries_cannot_go_ahead", field="held_on", to_on=to_on)
    target = lesson_window(to_on, today, settings, has_control)
    if not target.allowed and target.code == "window_closed":
        return refused(
            "target_already_closed",
            target.clause,
            "held_on",
            to_on=to_on,
            closed_on=target.parameters["closed_on"],
        )
    return ALLOWED


def may_cancel(
    held_on: date,
    today: date,
    settings: RegulationSettings,
    *,
    holds_entry: bool,
    has_control: bool = False,
    year_closed: bool = False,
) -> Verdict:
    """Decision 11: a cancelled lesson holds nothing, so its entries are taken away first."""
    touch = may_touch(held_on, today, settings, has_control=has_control, year_closed=year_closed)
    if touch.allowed and holds_entry:
        return refused("lesson_holds_entries", held_on=held_on)
    return touch


@dataclass(frozen=True, slots=True)
class WantedLesson:
    """A lesson that timetable, terms and calendar ask for."""

    page_id: int
    row_id: int
    day: date
    bell_number: int


@dataclass(frozen=True, slots=True)
class ExistingLesson:
    """A stored lesson; `formed_for` is the day the timetable gave it, `held_on` the real one."""

    id: int
    page_id: int
    row_id: int | None
    formed_for: date
    held_on: date
    bell_number: int
    holds_entry: bool = False
    """A mark, an attendance code, a comment, a topic, or "checked" pressed."""
    changed_by_hand: bool = False
    """Moved, cancelled or given to a substitute by the technical admin."""
    has_control: bool = False


@dataclass(slots=True)
class FormingPlan:
    """What forming again does; nothing in it touches a lesson with an entry or a closed one."""

    create: list[WantedLesson] = field(default_factory=list)
    move: list[tuple[ExistingLesson, WantedLesson]] = field(default_factory=list)
    cancel: list[ExistingLesson] = field(default_factory=list)
    """No longer in the timetable, though their day has come: they stay as cancelled."""
    delete: list[ExistingLesson] = field(default_factory=list)
    """No longer in the timetable and still ahead: nobody has met them."""
    keep: list[ExistingLesson] = field(default_factory=list)
    refresh: list[tuple[ExistingLesson, WantedLesson]] = field(default_factory=list)
    """The kept ones that may still take teacher, room and hours from their row."""
    left_out: list[WantedLesson] = field(default_factory=list)
    """Asked for on days whose window is over: nobody could write there."""


def plan_forming(
    existing: Iterable[ExistingLesson],
    wanted: Iterable[WantedLesson],
    today: date,
    settings: RegulationSettings,
    *,
    past_too: bool = False,
) -> FormingPlan:
    """Compare what stands with what the timetable now asks for, page by page.

    A lesson answers a wanted one when page, day it was formed for and bell agree (a row drawn
    anew keeps its lessons), or else row and day. Of the rest, a free lesson moves to a wanted
    slot of its page in the same week, or it is deleted (ahead) or cancelled (its day has come).
    `past_too` also creates lessons whose window is over: only for bringing a centre's past in.
    """
    plan = FormingPlan()
    slots = sorted(wanted, key=lambda slot: (slot.day, slot.bell_number, slot.page_id))
    by_place = {(slot.page_id, slot.day, slot.bell_number): slot for slot in slots}
    lessons = sorted(existing, key=lambda one: (one.formed_for, one.bell_number, one.id))
    fixed = {one.id for one in lessons if _is_fixed(one, today, settings)}
    unmet: list[ExistingLesson] = []
    for lesson in lessons:
        met = by_place.pop((lesson.page_id, lesson.formed_for, lesson.bell_number), None)
        if met is None:
            unmet.append(lesson)
            continue
        plan.keep.append(lesson)
        if lesson.id not in fixed:
            plan.refresh.append((lesson, met))
    by_row = {(slot.row_id, slot.day): slot for slot in by_place.values()}
    free: list[ExistingLesson] = []
    for lesson in unmet:
        met = by_row.pop((lesson.row_id, lesson.formed_for), None) if lesson.row_id else None
        if met is not None:
            del by_place[met.page_id, met.day, met.bell_number]
        if lesson.id in fixed:
            plan.keep.append(lesson)
        elif met is not None:
            plan.move.append((lesson, met))
        else:
            free.append(lesson)
    _place(plan, free, list(by_place.values()), today, settings, past_too)
    return plan


def _is_fixed(lesson: ExistingLesson, today: date, settings: RegulationSettings) -> bool:
    touch = may_touch(lesson.held_on, today, settings, has_control=lesson.has_control)
    return lesson.holds_entry or lesson.changed_by_hand or not touch.allowed


def _place(
    plan: FormingPlan,
    free: list[ExistingLesson],
    slots: list[WantedLesson],
    today: date,
    settings: RegulationSettings,
    past_too: bool,
) -> None:
    """Give the free lessons the slots that nobody answers, and create the rest of the slots."""
    by_week: dict[tuple[int, date], list[WantedLesson]] = {}
    for slot in slots:
        if lesson_window(slot.day, today, settings).code != "window_closed":
            by_week.setdefault((slot.page_id, _monday(slot.day)), []).append(slot)
        elif past_too:
            plan.create.append(slot)
        else:
            plan.left_out.append(slot)
    for lesson in free:
        near = by_week.get((lesson.page_id, _monday(lesson.formed_for)))
        if near:
            plan.move.append((lesson, near.pop(0)))
        elif lesson.held_on > today:
            plan.delete.append(lesson)
        else:
            plan.cancel.append(lesson)
    plan.create += [slot for near in by_week.values() for slot in near]
    plan.create.sort(key=lambda slot: (slot.day, slot.bell_number, slot.page_id))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
