"""The tab of final marks: year, exam, final (clauses 4.10, 4.14; decisions 20 and 21)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import refuse_unless
from sgo.models import FinalMark, JournalPage, TermMark
from sgo.rules.finals import check_final_mark, final_options
from sgo.rules.grading import TermOption
from sgo.rules.terms import period_window
from sgo.services.guard import acting_as
from sgo.services.journal.period_context import PeriodFacts, course_facts, require_writer
from sgo.services.journal.period_writes import put_row, written_over
from sgo.verdicts import Verdict, first_refusal
from sgo.vocabulary import FinalKind, TermResult

Sources = list[TermResult | None]


@dataclass(frozen=True, slots=True)
class SavedFinalMark:
    """A year, exam or final mark as it stands; `verdict` says `in_time` or `late`."""

    page_id: int
    kind: FinalKind
    student_id: int
    result: TermResult | None
    version: int
    verdict: Verdict


def set_final_mark(
    session: Session,
    viewer: Viewer,
    page_id: int,
    kind: FinalKind,
    student_id: int,
    result: TermResult | None,
    *,
    seen_version: int | None,
    now: datetime,
) -> SavedFinalMark:
    """Set, change or (None) take away one mark of the tab.

    Raises Refused (with the clause), Forbidden, Missing, or Conflict when somebody was first.
    """
    with acting_as(session, viewer, Permission.JOURNAL_WRITE, now):
        facts = course_facts(session, viewer, page_id, kind, student_id, now)
        require_writer(facts, now)
        given = sources(session, facts, kind) if result is not None else []
        verdict = judge_final_mark(facts, kind, result, given)
        refuse_unless(verdict)
        row = facts.stands
        if result == (row.result if row else None):
            return _saved(facts, kind, row, verdict)

        def again() -> PeriodFacts:
            return course_facts(session, viewer, page_id, kind, student_id, now)

        key = f"{page_id}/{kind.value}/{student_id}"
        with written_over(session, facts, again, key, seen_version):
            row = put_final_mark(session, facts, kind, result, verdict, now)
        return _saved(facts, kind, row, verdict)


def final_mark_options(
    session: Session,
    viewer: Viewer,
    page_id: int,
    kind: FinalKind,
    student_id: int,
    now: datetime,
) -> list[TermOption]:
    """The menu of one cell of the tab: the right mark first, the others with their reasons."""
    facts = course_facts(session, viewer, page_id, kind, student_id, now)
    closed = first_refusal(facts.right, facts.standing())
    options = final_options(
        kind,
        sources(session, facts, kind),
        facts.settings,
        facts.assessment,
        facts.exempt,
        facts.today,
        facts.ends_on,
    )
    return options if closed.allowed else [replace(one, verdict=closed) for one in options]


def term_results(marks: Iterable[tuple[int, int, TermResult]], page_id: int) -> Sources:
    """One result a term from (page, term, result): after a transfer this page's own precedes."""
    known: dict[int, TermResult] = {}
    for mark_page, term_id, result in marks:
        if mark_page == page_id or term_id not in known:
            known[term_id] = result
    return list(known.values())


def sources(session: Session, facts: PeriodFacts, kind: FinalKind) -> Sources:
    """From what the mark is computed (decision 20): terms for the year, year and exam for the final.

    After a transfer the term marks of the other group's page count too (decision 16).
    """
    return sources_of(session, [facts], kind)[facts.student_id]


def sources_of(
    session: Session, many: Sequence[PeriodFacts], kind: FinalKind
) -> dict[int, Sources]:
    """The same for many students of one page, in one query."""
    if kind is FinalKind.EXAM or not many:
        return {facts.student_id: [] for facts in many}
    page, students = many[0], [facts.student_id for facts in many]
    if kind is FinalKind.YEAR:
        terms: dict[int, list[tuple[int, int, TermResult]]] = {key: [] for key in students}
        rows = session.execute(
            select(TermMark.student_id, TermMark.page_id, TermMark.term_id, TermMark.result)
            .join(JournalPage, JournalPage.id == TermMark.page_id)
            .where(
                TermMark.student_id.in_(students),
                JournalPage.curriculum_item_id == page.item_id,
                JournalPage.academic_year_id == page.year_id,
            )
        )
        for row in rows:
            terms[row.student_id].append((row.page_id, row.term_id, row.result))
        return {key: term_results(marks, page.page_id) for key, marks in terms.items()}
    found: dict[int, Sources] = {key: [] for key in students}
    finals = session.execute(
        select(FinalMark.student_id, FinalMark.result).where(
            FinalMark.page_id == page.page_id,
            FinalMark.student_id.in_(students),
            FinalMark.kind.in_((FinalKind.YEAR, FinalKind.EXAM)),
        )
    )
    for student_id, result in finals:
        found[student_id].append(result)
    return found


def judge_final_mark(
    facts: PeriodFacts, kind: FinalKind, result: TermResult | None, given: Sources
) -> Verdict:
    """Whether this mark may be set (None: taken away) today, computed from what is given."""
    if result is None:
        return period_window(facts.ends_on, facts.today, facts.settings)
    return check_final_mark(
        kind,
        result,
        given,
        facts.settings,
        facts.assessment,
        facts.exempt,
        facts.today,
        facts.ends_on,
    )


def put_final_mark(
    session: Session,
    facts: PeriodFacts,
    kind: FinalKind,
    result: TermResult | None,
    verdict: Verdict,
    now: datetime,
) -> FinalMark | None:
    """Bring the row to the result, by the verdict that allowed it."""
    if result is None:
        return put_row(session, _there(facts.stands), None, verdict)
    new = facts.stands is None
    key = {"page_id": facts.page_id, "kind": kind, "student_id": facts.student_id}
    mark = FinalMark(**key) if new else _there(facts.stands)
    return put_row(session, mark, {"result": result, "entered_at": now}, verdict)


def _there(row: object) -> FinalMark:
    if not isinstance(row, FinalMark):
        raise TypeError("a course's facts carry a final mark")
    return row


def _saved(facts: PeriodFacts, kind: FinalKind, row: object, verdict: Verdict) -> SavedFinalMark:
    mark = None if row is None else _there(row)
    return SavedFinalMark(
        page_id=facts.page_id,
        kind=kind,
        student_id=facts.student_id,
        result=mark.result if mark else None,
        version=mark.version if mark else 0,
        verdict=verdict,
    )
