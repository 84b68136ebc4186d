"""The sheet of the academic year: its terms, vacations and other days."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import select

from sgo.models import AcademicYear, CalendarPeriod, Term, TermScheme
from sgo.rules.calendar import check_academic_year, check_dates, check_term_scheme
from sgo.services.opening.cells import Row
from sgo.services.opening.headings import Table
from sgo.services.opening.register import Register
from sgo.verdicts import first_refusal, refused
from sgo.vocabulary import DayKind, Weekday, YearState

_YEARS = re.compile(r"(20\d\d)\D{1,3}(20\d\d|\d\d)\b")
_TERM = re.compile(r"полугоди|четверт|триместр|семестр|модул|период|курс", re.IGNORECASE)
_KINDS = {
    "каникул": DayKind.VACATION,
    "праздн": DayKind.HOLIDAY,
    "рабоч": DayKind.WORKING_DAY,
    "учебный день": DayKind.WORKING_DAY,
    "перенос": DayKind.WORKING_DAY,
    "выходн": DayKind.DAY_OFF,
    "нерабоч": DayKind.DAY_OFF,
    "санитарн": DayKind.DAY_OFF,
    "карантин": DayKind.DAY_OFF,
}
_SCHEMES = {
    "полугоди": "Полугодия",
    "четверт": "Четверти",
    "триместр": "Триместры",
    "семестр": "Семестры",
    "модул": "Модули",
}
_WEEKDAYS = {
    "понедельник": Weekday.MONDAY,
    "вторник": Weekday.TUESDAY,
    "среда": Weekday.WEDNESDAY,
    "четверг": Weekday.THURSDAY,
    "пятница": Weekday.FRIDAY,
    "суббота": Weekday.SATURDAY,
    "воскресенье": Weekday.SUNDAY,
    "пн": Weekday.MONDAY,
    "вт": Weekday.TUESDAY,
    "ср": Weekday.WEDNESDAY,
    "чт": Weekday.THURSDAY,
    "пт": Weekday.FRIDAY,
    "сб": Weekday.SATURDAY,
    "вс": Weekday.SUNDAY,
}
WEEKDAY_WORDS = _WEEKDAYS

Span = tuple[date, date]


def load_year(table: Table, register: Register) -> None:
    """Open the year with its scheme of terms and its calendar; a known year is only completed."""
    rows = list(table.rows())
    terms: list[tuple[Row, str, Span]] = []
    periods: list[tuple[Row, str, Span]] = []
    for row in rows:
        name, starts_on = row.text("period", needed=True, most=120), row.day("starts_on")
        ends_on = row.day("ends_on") or starts_on
        if name is None or not row.accepted:
            continue
        if starts_on is None or ends_on is None:
            row.refuse("starts_on", refused("cell_empty"))
            continue
        in_order = check_dates(starts_on, ends_on)
        if not in_order.allowed:
            row.refuse("ends_on", in_order)
        elif _TERM.search(name):
            terms.append((row, name, (starts_on, ends_on)))
        else:
            periods.append((row, name, (starts_on, ends_on)))
    year = _year(table, register, [span for *_, span in terms])
    if year is not None:
        scheme = _terms(register, year, terms)
        _periods(register, year, periods)
        register.session.flush()
        register.use_year(year, scheme)
    register.take(rows)


def _year(table: Table, register: Register, terms: list[Span]) -> AcademicYear | None:
    """The year of the title, else of the first term: 1 September to 31 August."""
    heading = table.row(table.heading_row)
    named = _YEARS.search(table.title)
    begins = int(named[1]) if named else min((term[0].year for term in terms), default=None)
    if begins is None:
        heading.refuse("period", refused("no_terms"))
        register.take([heading])
        return None
    starts_on, ends_on = date(begins, 9, 1), date(begins + 1, 8, 31)
    year = register.session.scalars(
        select(AcademicYear).where(AcademicYear.starts_on == starts_on)
    ).one_or_none()
    verdict = first_refusal(
        check_academic_year(starts_on, ends_on),
        check_term_scheme(terms, (starts_on, ends_on)),
    )
    if year is not None and year.state is YearState.CLOSED:
        verdict = refused("year_closed", "3.2")
    if not verdict.allowed:
        heading.refuse("period", verdict)
        register.take([heading])
        return None
    if year is not None:
        register.report.known["years"] += 1
        return year
    year = AcademicYear(
        name=f"{begins}/{(begins + 1) % 100:02d}",
        starts_on=starts_on,
        ends_on=ends_on,
        state=YearState.OPEN,
    )
    register.session.add(year)
    register.report.loaded["years"] += 1
    return year


def _terms(
    register: Register, year: AcademicYear, terms: list[tuple[Row, str, Span]]
) -> TermScheme:
    known = (
        year.id
        and register.session.scalars(
            select(TermScheme).where(TermScheme.academic_year_id == year.id).order_by(TermScheme.id)
        ).first()
    )
    if known:
        register.report.known["terms"] += len(terms)
        return known
    first = terms[0][1].casefold()
    name = next((title for word, title in _SCHEMES.items() if word in first), "Учебные периоды")
    scheme = TermScheme(academic_year=year, name=name)
    register.session.add(scheme)
    for position, (_, title, (starts_on, ends_on)) in enumerate(terms, start=1):
        scheme.terms.append(
            Term(name=title, position=position, starts_on=starts_on, ends_on=ends_on)
        )
        register.report.loaded["terms"] += 1
    return scheme


def _periods(register: Register, year: AcademicYear, periods: list[tuple[Row, str, Span]]) -> None:
    known = set()
    if year.id:
        known = {
            (one.kind, one.starts_on)
            for one in register.session.scalars(
                select(CalendarPeriod).where(CalendarPeriod.academic_year_id == year.id)
            )
        }
    for row, name, (starts_on, ends_on) in periods:
        kind = next((kind for word, kind in _KINDS.items() if word in name.casefold()), None)
        if kind is None:
            row.refuse("period", refused("word_not_known", text=name, known=", ".join(_KINDS)))
            continue
        follows = row.word("follows", _WEEKDAYS)
        if not row.accepted:
            continue
        if (kind, starts_on) in known:
            register.report.known["periods"] += 1
            continue
        known.add((kind, starts_on))
        register.session.add(
            CalendarPeriod(
                academic_year=year,
                kind=kind,
                name=name,
                starts_on=starts_on,
                ends_on=ends_on,
                follows_weekday=follows if kind is DayKind.WORKING_DAY else None,
            )
        )
        register.report.loaded["periods"] += 1
