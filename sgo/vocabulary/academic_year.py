"""What the move from one academic year to the next speaks of."""

from __future__ import annotations

from sgo.vocabulary.word import N_, Word


class Carry(Word):
    """How a course of a year goes over to the next one (clause 3.2, decision 14)."""

    YEAR_LONG = "year_long", N_("for the year")
    SHORT = "short", N_("short course")
    SPANS = "spans", N_("lasts beyond the year")


class ClosingCheck(Word):
    """What is looked at before a year is closed for ever (clause 3.2)."""

    WINDOWS = "windows", N_("Periods whose marks can still be set")
    LESSONS = "lessons", N_("Lessons that can still be written or lie ahead")
    ORDERS = "orders", N_("Movement orders that are not confirmed")
    MEMBERS = "members", N_("Students without graduation or transfer")
    TERM_MARKS = "term_marks", N_("Period marks that are missing")
    FINAL_MARKS = "final_marks", N_("Final marks that are missing")
    TOPICS = "topics", N_("Lessons held without a topic")

    @property
    def hinders(self) -> bool:
        """Whether it can still be mended, so that closing waits for it."""
        return self in _STILL_OPEN


_STILL_OPEN = {ClosingCheck.WINDOWS, ClosingCheck.LESSONS, ClosingCheck.ORDERS}
