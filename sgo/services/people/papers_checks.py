"""What the rules say of documents, courses, consents and special needs as a whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from sgo.models import Base, Consent, StaffCourse, StudentDocument, StudentNeed
from sgo.rules.papers import (
    ConsentDates,
    check_consent_dates,
    check_one_person,
    may_keep_needs,
    not_ahead,
)
from sgo.verdicts import Verdict, first_refusal
from sgo.vocabulary import ConsentKind

Check = Callable[[Session, Any, datetime], Verdict]


def dates_of(row: Consent) -> ConsentDates:
    """A consent as the rules read it."""
    return ConsentDates(row.given_on, row.valid_to, row.withdrawn_on)


def counts_on(day: date) -> ColumnElement[bool]:
    """Consents that hold on that day, for a list of many: what `consent_counts` says of one."""
    return and_(
        Consent.given_on <= day,
        or_(Consent.valid_to.is_(None), Consent.valid_to >= day),
        or_(Consent.withdrawn_on.is_(None), Consent.withdrawn_on > day),
    )


def _course(session: Session, row: StaffCourse, now: datetime) -> Verdict:
    return not_ahead(row.finished_on, now.date(), "finished_on")


def _document(session: Session, row: StudentDocument, now: datetime) -> Verdict:
    return not_ahead(row.issued_on, now.date(), "issued_on")


def _consent(session: Session, row: Consent, now: datetime) -> Verdict:
    return first_refusal(
        check_one_person(row.student_id, row.guardian_id, row.staff_id),
        check_consent_dates(dates_of(row), now.date()),
    )


def _need(session: Session, row: StudentNeed, now: datetime) -> Verdict:
    consents = session.scalars(
        select(Consent).where(
            Consent.student_id == row.student_id, Consent.kind == ConsentKind.SPECIAL_NEEDS
        )
    )
    return may_keep_needs([dates_of(one) for one in consents], now.date())


PAPER_CHECKS: dict[type[Base], tuple[Check, ...]] = {
    StaffCourse: (_course,),
    StudentDocument: (_document,),
    Consent: (_consent,),
    StudentNeed: (_need,),
}
