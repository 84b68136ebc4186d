"""Load the demo centre: last year played and closed, this year played up to today."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.demo.accounts import SignIn, issue_demo_accounts, open_staff_accounts
from sgo.demo.days import School
from sgo.demo.movement import AUTUMN, Office, confirm_waiting, graduate
from sgo.demo.people import Registry
from sgo.demo.plan import LAST_YEAR_CODES, PROGRAMMES
from sgo.demo.results import give_final_marks, give_term_marks
from sgo.demo.workbooks import DemoYear, academic_year_of, build_year
from sgo.models import AcademicYear, Organisation, Term, TermScheme, YearArchive
from sgo.reports.sheets import write_workbook
from sgo.services.founding import found_centre
from sgo.services.guard import acting_system
from sgo.services.imports.cells import Sheet
from sgo.services.imports.load import load_sheets
from sgo.services.timetable.forming import form_lessons
from sgo.vocabulary import Role, SystemAct, YearState
from sgo.workbooks import read_workbook

SEED = 20260901
LAST_YEAR_SIZE = 14
MORNING = time(8, 0)

Tell = Callable[[str], None]


def load_demo(session: Session, now: datetime, tell: Tell, *, times: int = 1) -> list[SignIn]:
    """Fill an empty database; gives a sign-in for each role. Tells what it is doing.

    `times` as many groups as the demo shows: a centre to measure on.
    """
    registry, random = Registry(SEED), Random(SEED)  # noqa: S311 - an invented centre
    today = now.date()
    this_first = academic_year_of(today)
    last_first = date(this_first.year - 1, 9, 1)

    tell("Учебный центр «Степной»: карточка, настройки, виды работ")
    opening = datetime.combine(last_first - timedelta(days=5), MORNING, now.tzinfo)
    _found(session, opening)

    past = DemoYear(
        first_day=last_first,
        programmes=tuple(one for one in PROGRAMMES if one.code in LAST_YEAR_CODES),
        groups_of=dict.fromkeys(LAST_YEAR_CODES, 1),
        registry=registry,
        today=last_first,
    )
    build_year(past, dict.fromkeys(LAST_YEAR_CODES, LAST_YEAR_SIZE))
    tell(f"{past.title}: книги Excel через загрузку, расписание, уроки")
    year = _bring_in(session, past, opening)
    viewers = open_staff_accounts(session, opening)
    confirm_waiting(session, _with_role(viewers, Role.COORDINATOR), opening)
    _play_last_year(session, year, viewers, random, now, tell)

    present = DemoYear(
        first_day=this_first,
        programmes=PROGRAMMES,
        groups_of={one.code: one.groups * times for one in PROGRAMMES},
        registry=registry,
        today=this_first,
        office=past.office,
        teachers=past.teachers,
    )
    build_year(present, {one.code: one.size for one in PROGRAMMES})
    tell(f"{present.title}: книги Excel через загрузку, расписание, уроки")
    start = datetime.combine(this_first - timedelta(days=3), MORNING, now.tzinfo)
    _bring_in(session, present, start)
    viewers = open_staff_accounts(session, start)
    confirm_waiting(session, _with_role(viewers, Role.COORDINATOR), start)
    _play_this_year(session, registry, viewers, random, this_first, now, tell)
    return issue_demo_accounts(session, now)


def _found(session: Session, now: datetime) -> None:
    found_centre(session, now, name="Учебный центр «Степной»", director="")
    with acting_system(session, SystemAct.DEMO_LOAD, now):
        card = session.get_one(Organisation, 1)
        card.full_name = "Муниципальная организация «Учебный центр «Степной»"
        card.short_name = "УЦ «Степной»"
        card.address = "ст. Степная, ул. Заречная, 18"
        card.phone = "+79000000000"
        card.email = "office@example.ru"
    session.commit()


def _bring_in(session: Session, plan: DemoYear, now: datetime) -> AcademicYear:
    """The year's workbooks through the same door as a real centre's."""
    with tempfile.TemporaryDirectory() as folder:
        sheets: list[Sheet] = []
        for name, rows_of in plan.books.items():
            file = Path(folder) / f"{name}.xlsx"
            write_workbook(file, rows_of)
            book = read_workbook(file.name, file.read_bytes())
            sheets += [Sheet(file.name, title, rows) for title, rows in book.items()]
        report = load_sheets(session, sheets, now)
    if report.refusals:
        raise ValueError(f"the demo centre's own workbook was refused: {report.refusals[0]}")
    session.commit()
    year = session.scalars(
        select(AcademicYear).where(AcademicYear.starts_on == plan.first_day)
    ).one()
    director = plan.office[0]
    with acting_system(session, SystemAct.DEMO_LOAD, now):
        session.get_one(
            Organisation, 1
        ).director_name = f"{director.surname} {director.given_name[0]}. {director.patronymic[0]}."
    form_lessons(session, from_on=plan.first_day, to_on=plan.last_day, now=now)
    session.commit()
    return year


def _play_last_year(
    session: Session,
    year: AcademicYear,
    viewers: dict[int, Viewer],
    random: Random,
    now: datetime,
    tell: Tell,
) -> None:
    school = School(session, viewers, random)
    long_ago = now.date()
    terms = session.scalars(
        select(Term)
        .join(TermScheme)
        .where(TermScheme.academic_year_id == year.id)
        .order_by(Term.position)
    ).all()
    for term in terms:
        due = term.ends_on - timedelta(days=2)
        tell_term = _counted(tell, f"{year.name}: {term.name}")
        school.keep(term.starts_on, due - timedelta(days=1), long_ago, now, tell_term)
        give_term_marks(session, viewers, year, term, datetime.combine(due, MORNING, now.tzinfo))
        school.keep(due, term.ends_on, long_ago, now, tell_term)
    exam_day = datetime.combine(terms[-1].ends_on, time(20, 0), now.tzinfo)
    give_final_marks(session, viewers, year, LAST_YEAR_CODES[0], exam_day)
    close_at = datetime.combine(terms[-1].ends_on + timedelta(days=30), MORNING, now.tzinfo)
    graduate(
        session,
        _with_role(viewers, Role.TECHNICAL_ADMIN),
        _with_role(viewers, Role.COORDINATOR),
        year,
        close_at,
    )
    with acting_system(session, SystemAct.DEMO_LOAD, close_at):
        year.state = YearState.CLOSED
        session.add(
            YearArchive(academic_year=year, filed_on=close_at.date(), place="архив, шкаф 2")
        )
    session.commit()


def _play_this_year(
    session: Session,
    registry: Registry,
    viewers: dict[int, Viewer],
    random: Random,
    first: date,
    now: datetime,
    tell: Tell,
) -> None:
    """Lessons up to today, with what the movement book says between them."""
    school = School(session, viewers, random)
    office = Office(
        session,
        registry,
        admin=_with_role(viewers, Role.TECHNICAL_ADMIN),
        coordinator=_with_role(viewers, Role.COORDINATOR),
    )
    begin, today = first, now.date()
    for days, kind in AUTUMN:
        day = first + timedelta(days=days)
        if day < today:
            what = f"Уроки с {begin:%d.%m.%Y}"
            school.keep(begin, day - timedelta(days=1), today, now, _counted(tell, what))
            office.move(kind, datetime.combine(day, MORNING, now.tzinfo))
            begin = day
    what = f"Уроки с {begin:%d.%m.%Y} до сегодня"
    school.keep(begin, today, today, now, _counted(tell, what))
    office.leave_waiting(now)


def _with_role(viewers: dict[int, Viewer], role: Role) -> Viewer:
    return next(viewer for viewer in viewers.values() if role in viewer.roles)


def _counted(tell: Tell, what: str) -> Callable[[int, int], None]:
    """Tell every third of the way."""
    told = 0

    def progress(done: int, of: int) -> None:
        nonlocal told
        if done * 3 // of > told or done == of:
            told = done * 3 // of
            tell(f"{what}: {done} из {of}")

    return progress
