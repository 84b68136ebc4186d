"""Documents, courses and consents of people: what may be kept, and until when it counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sgo.verdicts import ALLOWED, Verdict, first_refusal, refused

CLAUSE = "2.1.2"
COURSE_YEARS = 3
"""A teacher finishes a course at least once in so many years (273-FZ, article 47)."""


@dataclass(frozen=True, slots=True)
class ConsentDates:
    """When a consent was given, until when it was given for, and when it was taken back."""

    given_on: date
    valid_to: date | None = None
    withdrawn_on: date | None = None


def check_one_person(*people: int | None) -> Verdict:
    """A consent or a file belongs to one card, of a student, a guardian or a member of staff."""
    if sum(person is not None for person in people) != 1:
        return refused("paper_of_one_person", CLAUSE, "student_id")
    return ALLOWED


def not_ahead(day: date | None, today: date, field: str) -> Verdict:
    """What is recorded has happened."""
    if day is not None and day > today:
        return refused("paper_ahead", CLAUSE, field, day=day)
    return ALLOWED


def check_consent_dates(dates: ConsentDates, today: date) -> Verdict:
    """Given first, then ended or withdrawn; nothing of it ahead but the end."""
    verdict = first_refusal(
        not_ahead(dates.given_on, today, "given_on"),
        not_ahead(dates.withdrawn_on, today, "withdrawn_on"),
    )
    for field, day in (("valid_to", dates.valid_to), ("withdrawn_on", dates.withdrawn_on)):
        if verdict.allowed and day is not None and day < dates.given_on:
            verdict = refused("consent_ends_early", CLAUSE, field, given_on=dates.given_on)
    return verdict


def consent_counts(dates: ConsentDates, on: date) -> Verdict:
    """Whether the consent holds on that day: its last day still, the day of withdrawal no more."""
    if dates.given_on > on:
        return refused("consent_not_yet", CLAUSE, given_on=dates.given_on)
    if dates.withdrawn_on is not None and dates.withdrawn_on <= on:
        return refused("consent_withdrawn", CLAUSE, withdrawn_on=dates.withdrawn_on)
    if dates.valid_to is not None and dates.valid_to < on:
        return refused("consent_over", CLAUSE, valid_to=dates.valid_to)
    return ALLOWED


def may_keep_needs(consents: Iterable[ConsentDates], on: date) -> Verdict:
    """Data on special needs is kept only while a consent of the student to it holds."""
    if any(consent_counts(one, on).allowed for one in consents):
        return ALLOWED
    return refused("needs_without_consent", CLAUSE, "student_id")


def course_counts_from(today: date) -> date:
    """A course that was finished on that day or later still counts."""
    try:
        return today.replace(year=today.year - COURSE_YEARS)
    except ValueError:  # 29 February against a common year
        return date(today.year - COURSE_YEARS, 3, 1)
