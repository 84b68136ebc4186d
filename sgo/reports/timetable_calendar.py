"""A child's timetable as iCalendar; the only room that knows the format.

An event is a lesson: its UID stays, its SEQUENCE grows with every change, a cancelled one says so.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import force_locale, gettext
from icalendar import Calendar, Event
from icalendar.prop import vDuration

from sgo.services.family.calendar_addresses import Feed
from sgo.services.family.lessons import FamilyLesson
from sgo.vocabulary import LessonState
from sgo.wording import moved_from

PRODUCT = "-//SGO//journal of a training centre//RU"
REFRESH = timedelta(hours=4)
"""How often a calendar is asked to look again."""


def timetable_calendar(feed: Feed, host: str, now: datetime) -> bytes:
    """The calendar, in the language in which its address was issued.

    `host` ends the UIDs, so that two centres in one phone do not meet; `now` carries the zone.
    """
    with force_locale(feed.language):
        calendar = Calendar()
        calendar.add("prodid", PRODUCT)
        calendar.add("version", "2.0")
        calendar.calendar_name = gettext("Timetable: %(name)s", name=feed.child.given_name)
        calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(REFRESH))
        for lesson in feed.lessons:
            calendar.add_component(_event(lesson, host, now))
        calendar.add_missing_timezones(
            first_date=feed.first - timedelta(days=366), last_date=feed.last + timedelta(days=366)
        )
        return bytes(calendar.to_ical())


def _event(lesson: FamilyLesson, host: str, now: datetime) -> Event:
    event = Event()
    # The day it was formed for never changes, and keeps a number used anew from meaning two lessons.
    event.uid = f"lesson-{lesson.lesson_id}-{lesson.formed_for:%Y%m%d}@{host}"
    event.DTSTAMP = now
    event.start = datetime.combine(lesson.held_on, lesson.starts_at, now.tzinfo)
    event.end = datetime.combine(lesson.held_on, lesson.ends_at, now.tzinfo)
    event.add("summary", _summary(lesson))
    event.description = "\n".join(_told(lesson))
    if lesson.room:
        event.add("location", lesson.room)
    event.add("sequence", lesson.change.count if lesson.change else 0)
    if lesson.change:
        event.LAST_MODIFIED = lesson.change.at
    cancelled = lesson.state is LessonState.CANCELLED
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if cancelled:
        event.add("transp", "TRANSPARENT")
    return event


def _summary(lesson: FamilyLesson) -> str:
    if lesson.state is LessonState.CANCELLED:
        return str(gettext("Cancelled: %(subject)s", subject=lesson.subject))
    if lesson.instead_of:
        return str(gettext("%(subject)s (substitute)", subject=lesson.subject))
    return lesson.subject


def _told(lesson: FamilyLesson) -> list[str]:
    """Who, which group, and what is other than by the timetable."""
    told = [lesson.group]
    if lesson.instead_of:
        told.append(
            gettext(
                "Substitute: %(name)s instead of %(regular)s",
                name=lesson.teacher,
                regular=lesson.instead_of,
            )
        )
    else:
        told.append(lesson.teacher)
    return [*told, *filter(None, [moved_from(lesson)])]
