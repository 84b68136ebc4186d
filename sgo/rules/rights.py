"""Who stands near enough to a journal page, a lesson or a student: clauses 4.1, 4.5, 4.8.

What a role may do at all is the permission table's; here only the nearness is judged.
"""

from __future__ import annotations

from collections.abc import Collection

from sgo.verdicts import ALLOWED, Verdict, allowed, refused


def may_open_page(*, is_curator: bool, teaches: bool, oversees: bool = False) -> Verdict:
    """Clause 4.5: the curator's groups and the pages one teaches; 4.1: those who oversee, all."""
    if is_curator or teaches or oversees:
        return ALLOWED
    return refused("page_of_others", "4.5")


def may_read_lesson(
    *, is_curator: bool, teaches: bool, holds_lesson: bool, oversees: bool = False
) -> Verdict:
    """Decision 12: a substitute sees the lesson that they hold, and of the page nothing more."""
    if holds_lesson:
        return ALLOWED
    return may_open_page(is_curator=is_curator, teaches=teaches, oversees=oversees)


def may_write_lesson(
    *, teaches_on_that_day: bool, is_substitute: bool = False, has_substitute: bool = False
) -> Verdict:
    """Clauses 3.3, 4.5: who teaches the page on the lesson's day, or its substitute (12, 28).

    While a substitute holds the lesson, the regular teacher reads it; being the curator, or
    overseeing, gives no writing.
    """
    if is_substitute:
        return allowed("writes_as_substitute", "4.5")
    if has_substitute and teaches_on_that_day:
        return refused("substitute_writes", "4.5")
    if teaches_on_that_day:
        return ALLOWED
    return refused("lesson_of_others", "4.5")


def may_write_period_marks(*, teaches_now: bool) -> Verdict:
    """Clauses 3.3 and 4.9: term and final marks are set by who teaches the page on this day."""
    return ALLOWED if teaches_now else refused("page_is_read_only", "4.5")


def may_read_student(
    student_id: int, *, own_student_id: int | None = None, children: Collection[int] = ()
) -> Verdict:
    """Clause 4.8: a student themselves, a guardian their own children, and no other."""
    if student_id == own_student_id or student_id in children:
        return ALLOWED
    return refused("student_of_others", "4.8")
