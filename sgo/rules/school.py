"""Rows of the school that must fit each other: groups, pages, bells, consents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

from sgo.verdicts import ALLOWED, Verdict, refused


def check_scheme(scheme_year_id: int, group_year_id: int) -> Verdict:
    """A group studies by a term scheme of its own academic year (decision 14)."""
    if scheme_year_id != group_year_id:
        return refused("scheme_of_other_year", field="term_scheme_id")
    return ALLOWED


def check_page(group_programme_id: int, item_programme_id: int, programme: str) -> Verdict:
    """A page of the journal holds a curriculum item of its group's programme (decision 1)."""
    if group_programme_id != item_programme_id:
        return refused("item_of_other_programme", field="curriculum_item_id", programme=programme)
    return ALLOWED


def check_bell(starts_at: time, ends_at: time, others: Iterable[tuple[int, time, time]]) -> Verdict:
    """A lesson's time begins before it ends and shares no minute with another number's."""
    if ends_at <= starts_at:
        return refused("bell_ends_before_begin", field="ends_at")
    for number, other_starts, other_ends in others:
        if other_starts < ends_at and starts_at < other_ends:
            return refused("bells_overlap", field="starts_at", number=number)
    return ALLOWED


def check_consent(given_on: date | None, today: date) -> Verdict:
    """Decision 27: a consent that is recorded has been given."""
    if given_on is not None and given_on > today:
        return refused("consent_ahead", "4.8", "adult_consent_on", day=given_on)
    return ALLOWED
