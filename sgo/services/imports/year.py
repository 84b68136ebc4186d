"""The sheet of the academic year: its terms, vacations and other days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from sgo.models import AcademicYear, CalendarPeriod, Term, TermScheme
from sgo.names import search_key
from sgo.rules.calendar import check_academic_year, check_dates, check_term_scheme
from sgo.services.imports.cells import Row
from sgo.services.imports.layout import Table
from sgo.services.imports.people import change_card
from sgo.services.imports.register import Register
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


@dataclass(frozen=True, slots=True)
class _Line:
    """A row that names a stretch of the year."""

    row: Row
    name: str
    span: Span
    told: str
    """What stretch it is: the column of kinds says so, else the name does."""

    @property
    def is_term(self) -> bool:
        return bool(_TERM.search(self.told))


def load_year(table: Table, register: Register) -> None:
    """Open the year with its scheme of terms and its calendar; a known year is only completed."""
    rows = list(table.rows())
    lines = [line for row in rows if (line := _line(row)) is not None]
    terms = [line for line in lines if line.is_term]
    year = _year(table, register, [line.span for line in terms])
    if year is None:
        return
    scheme = _terms(register, year, terms)
    _periods(register, year, [line for line in lines if not line.is_term])
    register.session.flush()
    register.use_year(year, scheme)
    register.take(rows)


def _line(row: Row) -> _Line | None:
    name, starts_on = row.text("period", needed=True, most=120), row.day("starts_on")
    ends_on = row.day("ends_on") or starts_on
    row.label = name or ""
    if name is None or not row.accepted:
        return None
    if starts_on is None or ends_on is None:
        row.refuse("starts_on", refused("cell_empty"))
        return None
    in_order = check_dates(starts_on, ends_on)
    if not in_order.allowed:
        row.refuse("ends_on", in_order)
        return None
    return _Line(row, name, (starts_on, ends_on), (row.text("kind") or name).casefold())


def _year(table: Table, register: Register, terms: list[Span]) -> AcademicYear | None:
    """The year of the title, else of the first term: 1 September to 31 August."""
    heading = table.row(table.heading_row)
    named = _YEARS.search(table.title)
    begins = int(named[1]) if named else min((term[0].year for term in terms), default=None)
    if begins is None:
        heading.refuse("period", refused("no_terms"))
        register.take([heading])
        return None
    name = f"{begins}/{(begins + 1) % 100:02d}"
    starts_on, ends_on = date(begins, 9, 1), date(begins + 1, 8, 31)
    year = register.session.scalars(
        select(AcademicYear).where(
            or_(AcademicYear.starts_on == starts_on, AcademicYear.name == name)
        )
    ).first()
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
        register.outcome.known["years"] += 1
        return year
    year = AcademicYear(
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        state=YearState.OPEN,
    )
    register.session.add(year)
    register.outcome.loaded["years"] += 1
    return year


def _terms(register: Register, year: AcademicYear, terms: list[_Line]) -> TermScheme:
    known = (
        year.id
        and register.session.scalars(
            select(TermScheme).where(TermScheme.academic_year_id == year.id).order_by(TermScheme.id)
        ).first()
    )
    if known:
        _compare(register, known, terms)
        return known
    first = terms[0].name.casefold()
    name = next((title for word, title in _SCHEMES.items() if word in first), "Учебные периоды")
    scheme = TermScheme(academic_year=year, name=name)
    register.session.add(scheme)
    for position, line in enumerate(terms, start=1):
        starts_on, ends_on = line.span
        scheme.terms.append(
            Term(name=line.name, position=position, starts_on=starts_on, ends_on=ends_on)
        )
        register.outcome.loaded["terms"] += 1
        line.row.made = True
    return scheme


def _compare(register: Register, scheme: TermScheme, terms: list[_Line]) -> None:
    """Terms that stand already keep their dates: marks may hang on them (clause 4.14)."""
    stored = {search_key(term.name): term for term in scheme.terms}
    for line in terms:
        term = stored.get(search_key(line.name))
        if term is not None and (term.starts_on, term.ends_on) == line.span:
            register.outcome.known["terms"] += 1
            continue
        said = f"{term.starts_on:%d.%m.%Y} – {term.ends_on:%d.%m.%Y}" if term else str(scheme)
        line.row.refuse("starts_on", refused("stored_otherwise", stored=said))


def _periods(register: Register, year: AcademicYear, lines: list[_Line]) -> None:
    known: dict[tuple[DayKind, date], CalendarPeriod] = {}
    if year.id:
        for one in register.session.scalars(
            select(CalendarPeriod).where(CalendarPeriod.academic_year_id == year.id)
        ):
            known[one.kind, one.starts_on] = one
    for line in lines:
        row, name, (starts_on, ends_on) = line.row, line.name, line.span
        kind = next((kind for word, kind in _KINDS.items() if word in line.told), None)
        if kind is None:
            where = "kind" if row.text("kind") else "period"
            row.refuse(where, refused("word_not_known", text=line.told, known=", ".join(_KINDS)))
            continue
        follows = row.word("follows", _WEEKDAYS)
        if not row.accepted:
            continue
        period = known.get((kind, starts_on))
        if period is not None:
            change_card(row, period, {"ends_on": ends_on})
            register.outcome.known["periods"] += 1
            continue
        period = known[kind, starts_on] = CalendarPeriod(
            academic_year=year,
            kind=kind,
            name=name,
            starts_on=starts_on,
            ends_on=ends_on,
            follows_weekday=follows if kind is DayKind.WORKING_DAY else None,
        )
        register.session.add(period)
        register.outcome.loaded["periods"] += 1
        row.made = True
