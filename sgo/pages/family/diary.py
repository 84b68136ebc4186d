"""The pages of a family, on a phone first: the diary's week, timetable, marks, results,
attendance, programme (clauses 1.3c, 1.3f, 4.8). They read, and change nothing.

Every page knows `?student=ID` (the first child without it), and `?year=ID` where years differ.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext

from sgo import current
from sgo.access.permissions import Permission
from sgo.asked import as_day, as_key
from sgo.pages.presentation import FAMILY_PAGES
from sgo.services.family.attendance import attendance_view
from sgo.services.family.children import Family
from sgo.services.family.finals import finals_view
from sgo.services.family.marks import marks_view
from sgo.services.family.programme import programme_view
from sgo.services.family.visits import keep_visit
from sgo.services.family.week import diary_week, timetable_week

pages = Blueprint("diary", __name__, url_prefix="/diary")


@pages.get("/")
def week() -> str:
    """This week, or the week of `?day=2026-11-23`."""
    week = diary_week(*_reader(), _day(), current.now())
    return family_page("week", week.family, week=week)


@pages.get("/timetable")
def timetable() -> str:
    """The same week as a timetable: when, where, with whom."""
    week = timetable_week(*_reader(), _day(), current.now())
    return family_page("timetable", week.family, week=week)


@pages.get("/marks")
def marks() -> str:
    """Marks by subject of the current term, or of `?term=ID`."""
    view = marks_view(*_reader(), _number("year"), _number("term"), current.now())
    return family_page("marks", view.family, view=view)


@pages.get("/finals")
def finals() -> str:
    """Term, year, exam and final marks of a year."""
    view = finals_view(*_reader(), _number("year"), current.now())
    return family_page("finals", view.family, view=view)


@pages.get("/attendance")
def attendance() -> str:
    """A month as a calendar: the latest, or the one of `?month=2026-11-01`."""
    month = request.args.get("month", type=as_day)
    view = attendance_view(*_reader(), _number("year"), month, current.now())
    return family_page("attendance", view.family, view=view)


@pages.get("/programme")
def programme() -> str:
    """How much of each subject is done; the topics of `?item=ID`."""
    view = programme_view(*_reader(), _number("year"), _number("item"), current.now())
    return family_page("programme", view.family, view=view)


def family_page(template: str, family: Family, **view: Any) -> str:
    """A page of the section; that the family has looked is noted for the next visit."""
    if request.method == "GET" and not current.sees_as_another():
        keep_visit(current.session(), family)
    return render_template(f"diary/{template}.html", tabs=_tabs(), **view)


def _tabs() -> list[tuple[str, str, bool]]:
    """For those whose main menu has no room for the pages of the family."""
    if not current.viewer().may(Permission.JOURNAL_READ):
        return []
    student = request.args.get("student")
    names = [(gettext("Diary"), "week"), *((gettext(one[0]), one[-1]) for one in FAMILY_PAGES)]
    return [
        (name, url_for(f"diary.{page}", student=student), request.endpoint == f"diary.{page}")
        for name, page in names
    ]


def _reader() -> tuple[Any, Any, int | None]:
    return current.session(), current.viewer(), _number("student")


def _number(name: str) -> int | None:
    return request.args.get(name, type=as_key)


def _day() -> date:
    """The day of the address, or today."""
    return request.args.get("day", current.today(), type=as_day)
