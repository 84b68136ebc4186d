"""What the rules say of a row as a whole, by its table; read by `keeping`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import get_history

from sgo.errors import Refused
from sgo.models import (
    AcademicYear,
    Base,
    BellTime,
    CalendarPeriod,
    Curatorship,
    CurriculumItem,
    Exemption,
    Group,
    Guardianship,
    JournalPage,
    Programme,
    Staff,
    Student,
    TeachingAssignment,
    Term,
    TermScheme,
)
from sgo.rules.calendar import check_academic_year, check_dates, check_term_scheme
from sgo.rules.identity import PersonKind, birth_date
from sgo.rules.school import check_bell, check_consent, check_page, check_scheme
from sgo.rules.terms import period_window
from sgo.services.people.papers_checks import PAPER_CHECKS
from sgo.services.settings import settings_on
from sgo.verdicts import ALLOWED, Verdict, first_refusal, refused
from sgo.vocabulary import YearState

Check = Callable[[Session, Any, datetime], Verdict]


def year_of(session: Session, row: Base) -> AcademicYear | None:
    """The academic year that the row belongs to, by its keys as they now stand."""
    match row:
        case TermScheme() | CalendarPeriod() | Group() | JournalPage():
            return session.get(AcademicYear, row.academic_year_id)
        case Term():
            return _through(session, TermScheme, row.scheme_id)
        case Curatorship():
            return _through(session, Group, row.group_id)
        case TeachingAssignment():
            return _through(session, JournalPage, row.page_id)
        case Exemption():
            return _closed_year_reached(session, row.starts_on)
    return None


def _closed_year_reached(session: Session, starts_on: date | None) -> AcademicYear | None:
    """An exemption says what was an absence: one that reaches into a closed year belongs to it."""
    if starts_on is None:
        return None
    return session.scalars(
        select(AcademicYear)
        .where(AcademicYear.state == YearState.CLOSED, AcademicYear.ends_on >= starts_on)
        .limit(1)
    ).first()


def _through(session: Session, model: type[Base], key: int | None) -> AcademicYear | None:
    parent = session.get(model, key) if key is not None else None
    return year_of(session, parent) if parent is not None else None


def refuse_closed_year(session: Session, row: Base) -> None:
    """Clause 3.2: a closed year is read and printed, and changed by nobody."""
    year = row if isinstance(row, AcademicYear) else year_of(session, row)
    if year is not None and year.state is YearState.CLOSED:
        raise Refused(refused("year_closed", "3.2"))


def _dates(session: Session, row: Any, now: datetime) -> Verdict:
    return check_dates(row.starts_on, row.ends_on)


def _year(session: Session, row: AcademicYear, now: datetime) -> Verdict:
    return check_academic_year(row.starts_on, row.ends_on)


def _end_may_move(session: Session, row: Term | Group, now: datetime) -> Verdict:
    """A period that is closed by clause 4.14 keeps its end, so that moving it reopens nothing."""
    history = get_history(row, "ends_on")
    before = history.deleted[0] if history.deleted else None
    if before is None:
        return ALLOWED
    window = period_window(before, now.date(), settings_on(session, before))
    return ALLOWED if window.allowed else window


def _term(session: Session, row: Term, now: datetime) -> Verdict:
    scheme = session.get_one(TermScheme, row.scheme_id)
    year = session.get_one(AcademicYear, scheme.academic_year_id)
    others = [
        (term.position, term.starts_on, term.ends_on)
        for term in session.scalars(select(Term).where(Term.scheme_id == row.scheme_id))
        if term.id != row.id
    ]
    ordered = sorted([*others, (row.position, row.starts_on, row.ends_on)])
    # A course's single term may go beyond the year that it begins in (decision 14).
    within = (year.starts_on, year.ends_on) if len(ordered) > 1 else None
    return check_term_scheme([(start, end) for _, start, end in ordered], within)


def _group(session: Session, row: Group, now: datetime) -> Verdict:
    scheme = session.get_one(TermScheme, row.term_scheme_id)
    return first_refusal(
        check_scheme(scheme.academic_year_id, row.academic_year_id), _dates(session, row, now)
    )


def _page(session: Session, row: JournalPage, now: datetime) -> Verdict:
    group = session.get_one(Group, row.group_id)
    item = session.get_one(CurriculumItem, row.curriculum_item_id)
    programme = session.get_one(Programme, group.programme_id)
    return check_page(group.programme_id, item.programme_id, programme.name)


def _bell(session: Session, row: BellTime, now: datetime) -> Verdict:
    others = session.scalars(select(BellTime)).all()
    return check_bell(
        row.starts_at,
        row.ends_at,
        [(bell.number, bell.starts_at, bell.ends_at) for bell in others if bell.id != row.id],
    )


def _born(kind: PersonKind) -> Check:
    def check(session: Session, row: Any, now: datetime) -> Verdict:
        born: date | None = row.birth_date
        return ALLOWED if born is None else birth_date(born, now.date(), kind)

    return check


def _employed(session: Session, row: Staff, now: datetime) -> Verdict:
    return first_refusal(
        *(
            check_dates(starts_on, ends_on)
            for starts_on, ends_on in (
                (row.contract_from, row.contract_to),
                (row.employed_on, row.dismissed_on),
            )
            if starts_on is not None
        )
    )


def _consent(session: Session, row: Guardianship, now: datetime) -> Verdict:
    return check_consent(row.adult_consent_on, now.date())


def _item(session: Session, row: CurriculumItem, now: datetime) -> Verdict:
    """An item that pages of a closed year stand on keeps what they print: subject and kind."""
    changed = any(
        get_history(row, name).deleted for name in ("programme_id", "subject_id", "assessment")
    )
    if not changed:
        return ALLOWED
    page = session.scalar(
        select(JournalPage.id)
        .join(JournalPage.academic_year)
        .where(JournalPage.curriculum_item_id == row.id, AcademicYear.state == YearState.CLOSED)
        .limit(1)
    )
    return ALLOWED if page is None else refused("item_in_closed_year", "3.2")


CHECKS: dict[type[Base], tuple[Check, ...]] = {
    AcademicYear: (_year,),
    Term: (_end_may_move, _term),
    CalendarPeriod: (_dates,),
    Group: (_end_may_move, _group),
    Curatorship: (_dates,),
    JournalPage: (_page,),
    TeachingAssignment: (_dates,),
    CurriculumItem: (_item,),
    Exemption: (_dates,),
    BellTime: (_bell,),
    Student: (_born(PersonKind.STUDENT),),
    Staff: (_born(PersonKind.STAFF), _employed),
    Guardianship: (_consent,),
    **PAPER_CHECKS,
}
