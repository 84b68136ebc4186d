"""When the cells of a journal page are open: clauses 4.6, 4.11, 4.12, decisions 5, 9, 11, 13, 18.

Days are the organisation's calendar days; `today` is given by the caller.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sgo.rules.settings import RegulationSettings
from sgo.rules.spans import covers
from sgo.verdicts import ALLOWED, Verdict, allowed, first_refusal, refused
from sgo.vocabulary import AttendanceCode

Stretch = tuple[date, date | None]


def edit_window(held_on: date, today: date, days: int, clause: str = "4.11") -> Verdict:
    """Open on the lesson's day and `days` days after it, the last one included.

    Allowed: `last_day` and `days_left` (0 on the last day). Refused: `lesson_ahead` before the
    day (decision 9), `window_closed` after it, for everybody and for ever (decision 13).
    """
    if today < held_on:
        return refused("lesson_ahead", clause, held_on=held_on)
    last_day = held_on + timedelta(days=days)
    if today > last_day:
        return refused(
            "window_closed",
            clause,
            held_on=held_on,
            last_day=last_day,
            closed_on=last_day + timedelta(days=1),
            days=days,
        )
    return allowed("window_open", clause, last_day=last_day, days_left=(last_day - today).days)


def attendance_window(held_on: date, today: date, settings: RegulationSettings) -> Verdict:
    """Clause 4.11 for who was present."""
    return edit_window(held_on, today, settings.lesson_days, "4.11")


def checked_window(held_on: date, today: date, settings: RegulationSettings) -> Verdict:
    """Decision 8: "checked" is pressed, or taken back, under the window of attendance."""
    return attendance_window(held_on, today, settings)


def mark_window(
    held_on: date, today: date, settings: RegulationSettings, is_control: bool = False
) -> Verdict:
    """Clause 4.11 for a mark; clause 4.12 with its own number for a control work."""
    if is_control:
        return edit_window(held_on, today, settings.control_days, "4.12")
    return edit_window(held_on, today, settings.lesson_days, "4.11")


def topic_window(held_on: date, today: date, settings: RegulationSettings) -> Verdict:
    """Clause 4.6: due on the lesson's day; `late` inside the window, then closed (decision 13)."""
    window = edit_window(held_on, today, settings.lesson_days, "4.6")
    if not window.allowed:
        return window
    last_day = window.parameters["last_day"]
    if today > held_on:
        return allowed("late", "4.6", due_on=held_on, last_day=last_day)
    return allowed("in_time", "4.6", due_on=held_on, last_day=last_day)


def lesson_window(
    held_on: date, today: date, settings: RegulationSettings, has_control: bool = False
) -> Verdict:
    """The narrowest window that stands on the lesson: closed as soon as one of its marks is."""
    windows = [mark_window(held_on, today, settings)]
    if has_control:
        windows.append(mark_window(held_on, today, settings, is_control=True))
    verdict = first_refusal(*windows)
    if not verdict.allowed:
        return verdict
    return min(windows, key=lambda window: int(window.parameters["days_left"]))


def membership_covers(from_on: date, to_on: date | None, day: date) -> bool:
    """Decision 5: a member from the day of entering through the day of leaving, both included."""
    return covers(from_on, to_on, day)


def member_on(memberships: Iterable[Stretch], day: date) -> Verdict:
    """Decision 5: cells outside membership are closed; the sentence tells the nearest date."""
    known = sorted(memberships, key=lambda stretch: stretch[0])
    if any(covers(from_on, to_on, day) for from_on, to_on in known):
        return ALLOWED
    left = [to_on for _, to_on in known if to_on is not None and to_on < day]
    if left:
        return refused("left_the_group", day=day, left_on=max(left))
    entered = [from_on for from_on, _ in known if from_on > day]
    if entered:
        return refused("not_yet_in_group", day=day, entered_on=min(entered))
    return refused("never_in_group", day=day)


def exempt_on(exemptions: Iterable[Stretch], day: date) -> bool:
    """Decision 18: whether a dated exemption of the student from this item covers the day."""
    return any(covers(from_on, to_on, day) for from_on, to_on in exemptions)


def cell_verdict(
    *,
    held_on: date,
    today: date,
    settings: RegulationSettings,
    memberships: Iterable[Stretch],
    exemptions: Iterable[Stretch] = (),
    cancelled: bool = False,
    year_closed: bool = False,
    is_control: bool = False,
) -> Verdict:
    """Whether one student's entry in one lesson may be written, changed or taken away today."""
    if year_closed:
        return refused("year_closed", "3.2")
    if cancelled:
        return refused("lesson_cancelled", held_on=held_on)
    member = member_on(memberships, held_on)
    if not member.allowed:
        return member
    if exempt_on(exemptions, held_on):
        return refused("exempt_on_day", held_on=held_on)
    return mark_window(held_on, today, settings, is_control)


def lesson_verdict(
    *,
    held_on: date,
    today: date,
    settings: RegulationSettings,
    cancelled: bool = False,
    year_closed: bool = False,
) -> Verdict:
    """The same for what belongs to the whole lesson: its topic and the list of its works."""
    if year_closed:
        return refused("year_closed", "3.2")
    if cancelled:
        return refused("lesson_cancelled", held_on=held_on)
    return topic_window(held_on, today, settings)


def mark_beside(attendance: AttendanceCode | None, has_marks: bool) -> Verdict:
    """Decision 6: a mark may stand beside any code but exempt."""
    if has_marks and attendance is AttendanceCode.EXEMPT:
        return refused("mark_beside_exempt", field="text", sign=attendance.sign)
    return ALLOWED
