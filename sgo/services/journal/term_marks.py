"""Term marks: chosen from a menu that follows the exact average (4.9, 4.13, 4.14)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import refuse_unless
from sgo.models import TermMark
from sgo.rules.grading import Average, TermOption, check_term_mark, mark_for, stale, term_options
from sgo.rules.terms import period_window
from sgo.services.guard import acting_as
from sgo.services.journal.period_context import PeriodFacts, require_writer, term_facts
from sgo.services.journal.period_writes import put_row, written_over
from sgo.verdicts import Verdict, first_refusal
from sgo.vocabulary import TermResult


@dataclass(frozen=True, slots=True)
class SavedTermMark:
    """A term mark as it stands, with the average of now (decision 19)."""

    page_id: int
    term_id: int
    student_id: int
    result: TermResult | None
    version: int
    average: Average
    proposed: int | None
    stale: bool
    verdict: Verdict
    """How it was accepted: `in_time` or `late` (clause 4.13)."""


def set_term_mark(
    session: Session,
    viewer: Viewer,
    page_id: int,
    term_id: int,
    student_id: int,
    result: TermResult | None,
    *,
    seen_version: int | None,
    now: datetime,
) -> SavedTermMark:
    """Set, change or (None) take away a term mark, with the average it is set on.

    Raises Refused (with the clause), Forbidden, Missing, or Conflict when somebody was first.
    """
    with acting_as(session, viewer, Permission.JOURNAL_WRITE, now):
        facts = term_facts(session, viewer, page_id, term_id, student_id, now)
        require_writer(facts, now)
        verdict = judge_term_mark(facts, result)
        refuse_unless(verdict)
        row = facts.stands
        if result == (row.result if row else None):
            return _saved(facts, term_id, row, verdict)

        def again() -> PeriodFacts:
            return term_facts(session, viewer, page_id, term_id, student_id, now)

        key = f"{page_id}/{term_id}/{student_id}"
        with written_over(session, facts, again, key, seen_version):
            row = put_term_mark(session, facts, term_id, result, verdict, now)
        return _saved(facts, term_id, row, verdict)


def term_mark_options(
    session: Session, viewer: Viewer, page_id: int, term_id: int, student_id: int, now: datetime
) -> list[TermOption]:
    """The menu: the right mark first, the others with why they are closed."""
    facts = term_facts(session, viewer, page_id, term_id, student_id, now)
    closed = first_refusal(facts.right, facts.standing())
    options = term_options(
        facts.average,
        facts.settings,
        facts.assessment,
        facts.exempt,
        facts.today,
        facts.ends_on,
        facts.starts_on,
    )
    return options if closed.allowed else [replace(one, verdict=closed) for one in options]


def judge_term_mark(facts: PeriodFacts, result: TermResult | None) -> Verdict:
    """Whether this mark may be set (None: taken away) today: clauses 4.9, 4.13, 4.14."""
    if result is None:
        return period_window(facts.ends_on, facts.today, facts.settings, facts.starts_on)
    return check_term_mark(
        result,
        facts.average,
        facts.settings,
        facts.assessment,
        facts.exempt,
        facts.today,
        facts.ends_on,
        facts.starts_on,
    )


def put_term_mark(
    session: Session,
    facts: PeriodFacts,
    term_id: int,
    result: TermResult | None,
    verdict: Verdict,
    now: datetime,
) -> TermMark | None:
    """Bring the row to the result, by the verdict that allowed it."""
    if result is None:
        return put_row(session, _there(facts.stands), None, verdict)
    new = facts.stands is None
    key = {"page_id": facts.page_id, "term_id": term_id, "student_id": facts.student_id}
    mark = TermMark(**key) if new else _there(facts.stands)
    values = {
        "result": result,
        "entered_at": now,
        "marks_sum": facts.average.total,
        "marks_count": facts.average.count,
    }
    return put_row(session, mark, values, verdict)


def _there(row: object) -> TermMark:
    if not isinstance(row, TermMark):
        raise TypeError("a term's facts carry a term mark")
    return row


def _saved(facts: PeriodFacts, term_id: int, row: object, verdict: Verdict) -> SavedTermMark:
    mark = None if row is None else _there(row)
    return SavedTermMark(
        page_id=facts.page_id,
        term_id=term_id,
        student_id=facts.student_id,
        result=mark.result if mark else None,
        version=mark.version if mark else 0,
        average=facts.average,
        proposed=mark_for(facts.average, facts.settings),
        stale=mark is not None and stale(mark.result, facts.average, facts.settings),
        verdict=verdict,
    )
