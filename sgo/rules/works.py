"""The works of a lesson: how many, of which kind, and when one may go (4.6, decision 7)."""

from __future__ import annotations

from datetime import date

from sgo.rules.journal import mark_window
from sgo.rules.settings import RegulationSettings
from sgo.verdicts import ALLOWED, Verdict, first_refusal, refused

MOST_WORKS = 6


def may_add_work(works: int, *, retired: bool) -> Verdict:
    """A lesson takes a few works, of the kinds that are still in use."""
    if works >= MOST_WORKS:
        return refused("works_enough", "4.6", "work_type_id", most=MOST_WORKS)
    if retired:
        return refused("work_type_retired", "4.6", "work_type_id")
    return ALLOWED


def may_remove_work(works: int, *, holds_marks: bool) -> Verdict:
    """Only a work without marks goes, and the last one stays: typed marks need one."""
    if holds_marks:
        return refused("work_holds_marks", "4.6")
    if works <= 1:
        return refused("last_work_stays", "4.6")
    return ALLOWED


def work_window(held_on: date, today: date, settings: RegulationSettings, *kinds: bool) -> Verdict:
    """Open while the windows of all the kinds concerned are (each: is it a control work).

    A change of kind is judged by both, so that it never reopens marks that have closed.
    """
    windows = (mark_window(held_on, today, settings, is_control=kind) for kind in kinds)
    return first_refusal(*windows)
