"""The tab of final marks: year, exam and final of every student of a page (clause 4.10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.models import FinalMark, JournalPage, TermMark
from sgo.rules.finals import final_options, final_stale
from sgo.rules.grading import TermOption
from sgo.rules.settings import RegulationSettings
from sgo.rules.terms import due_on, last_day, period_window
from sgo.services.journal.final_marks import Sources, term_results
from sgo.services.journal.head import PageHead, page_head, period_right
from sgo.services.journal.members import Member, course_members
from sgo.services.journal.tabs import closed_by
from sgo.services.settings import editions
from sgo.verdicts import Verdict, first_refusal, refused
from sgo.vocabulary import FinalKind, TermResult


@dataclass(frozen=True, slots=True)
class FinalCell:
    """Year, exam or final of one student, with its menu."""

    kind: FinalKind
    result: TermResult | None
    version: int
    stale: bool
    verdict: Verdict
    options: tuple[TermOption, ...]


@dataclass(frozen=True, slots=True)
class FinalLine:
    """A student in the tab of final marks; `terms` in the order of the head's terms."""

    number: int
    student_id: int
    name: str
    left_on: date | None
    terms: tuple[TermResult | None, ...]
    year: FinalCell
    exam: FinalCell
    final: FinalCell

    @property
    def cells(self) -> tuple[FinalCell, FinalCell, FinalCell]:
        return self.year, self.exam, self.final


@dataclass(frozen=True, slots=True)
class FinalMarksView:
    """The tab of final marks (clause 4.10): it closes with the group's course (decision 21)."""

    head: PageHead
    lines: tuple[FinalLine, ...]
    verdict: Verdict
    due_on: date
    last_day: date
    today: date


def final_marks_view(
    session: Session, viewer: Viewer, page_id: int, now: datetime
) -> FinalMarksView:
    """All terms, year, exam and final of every student of the course; five queries."""
    today = now.date()
    head = page_head(session, viewer, page_id)
    settings = editions(session).on(head.ends_on)
    window = period_window(head.ends_on, today, settings)
    right = period_right(head, viewer, head.ends_on, today)
    verdict = refused("year_closed", "3.2") if head.year_closed else first_refusal(right, window)
    terms = _term_marks(session, head)
    finals = _final_marks(session, head)
    lines = tuple(
        _final_line(
            number,
            member,
            head,
            settings,
            verdict,
            terms.get(member.student_id, []),
            finals.get(member.student_id, {}),
            today,
        )
        for number, member in enumerate(course_members(session, head), start=1)
    )
    return FinalMarksView(
        head,
        lines,
        verdict,
        due_on(head.ends_on, settings),
        last_day(head.ends_on, settings),
        today,
    )


TermRow = tuple[int, int, TermResult]
FinalRow = tuple[TermResult, int]


def _term_marks(session: Session, head: PageHead) -> dict[int, list[TermRow]]:
    """Term marks of the item in this year on any page, by student (decision 16)."""
    rows = session.execute(
        select(TermMark.student_id, TermMark.page_id, TermMark.term_id, TermMark.result)
        .join(JournalPage, JournalPage.id == TermMark.page_id)
        .where(
            JournalPage.curriculum_item_id == head.item_id,
            JournalPage.academic_year_id == head.year_id,
        )
    )
    found: dict[int, list[TermRow]] = {}
    for row in rows:
        found.setdefault(row.student_id, []).append((row.page_id, row.term_id, row.result))
    return found


def _final_marks(session: Session, head: PageHead) -> dict[int, dict[FinalKind, FinalRow]]:
    rows = session.execute(
        select(FinalMark.student_id, FinalMark.kind, FinalMark.result, FinalMark.version).where(
            FinalMark.page_id == head.page_id
        )
    )
    found: dict[int, dict[FinalKind, FinalRow]] = {}
    for row in rows:
        found.setdefault(row.student_id, {})[row.kind] = (row.result, row.version)
    return found


def _final_line(
    number: int,
    member: Member,
    head: PageHead,
    settings: RegulationSettings,
    verdict: Verdict,
    terms: list[TermRow],
    finals: Mapping[FinalKind, FinalRow],
    today: date,
) -> FinalLine:
    judged = min(today, head.ends_on)
    own = first_refusal(member.on(judged), verdict)
    by_term = {term: result for page, term, result in terms if page != head.page_id}
    by_term |= {term: result for page, term, result in terms if page == head.page_id}
    year, exam = (finals.get(kind, (None, 0))[0] for kind in (FinalKind.YEAR, FinalKind.EXAM))
    sources: dict[FinalKind, Sources] = {
        FinalKind.YEAR: term_results(terms, head.page_id),
        FinalKind.EXAM: [],
        FinalKind.FINAL: [year, exam],
    }

    def cell(kind: FinalKind) -> FinalCell:
        result, version = finals.get(kind, (None, 0))
        options = final_options(
            kind,
            sources[kind],
            settings,
            head.assessment,
            bool(member.exemptions),
            today,
            head.ends_on,
        )
        moved = result is not None and final_stale(kind, result, sources[kind], settings)
        return FinalCell(kind, result, version, moved, own, closed_by(own, options))

    return FinalLine(
        number=number,
        student_id=member.student_id,
        name=member.name,
        left_on=member.left_on(judged),
        terms=tuple(by_term.get(term.id) for term in head.terms),
        year=cell(FinalKind.YEAR),
        exam=cell(FinalKind.EXAM),
        final=cell(FinalKind.FINAL),
    )
