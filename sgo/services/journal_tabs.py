"""The other tabs of a journal page: topics, term marks, final marks (4.6, 4.9, 4.10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.models import FinalMark, JournalPage, TermMark
from sgo.rules.finals import final_options, final_stale
from sgo.rules.grading import Average, TermOption, mark_for, stale, term_options
from sgo.rules.settings import RegulationSettings
from sgo.rules.terms import due_on, last_day, period_window
from sgo.services.final_marks import Sources, term_results
from sgo.services.journal_columns import Column, columns
from sgo.services.journal_grid import short_of, term_mark_verdict
from sgo.services.journal_head import PageHead, TermLine, page_head, period_right
from sgo.services.journal_members import Member, course_members, members
from sgo.services.settings import editions
from sgo.verdicts import Verdict, first_refusal, refused
from sgo.vocabulary import FinalKind, TermResult


@dataclass(frozen=True, slots=True)
class ProgrammeDone:
    """Decision 24: how much of the programme is done, in academic hours and topics."""

    plan_hours: int
    scheduled_hours: int
    """Of all the lessons that are not cancelled, held and ahead."""
    held_hours: int
    done_hours: int
    """Of the lessons held that have a topic."""
    topics: int
    missing_topics: int
    late_topics: int


@dataclass(frozen=True, slots=True)
class TopicsView:
    """The list of lessons with their topics; `lessons` are columns without their cells."""

    head: PageHead
    term: TermLine | None
    lessons: tuple[Column, ...]
    done: ProgrammeDone
    """Of the whole page, whatever term is shown."""
    today: date


def topics_view(
    session: Session, viewer: Viewer, page_id: int, term_id: int | None, now: datetime
) -> TopicsView:
    """The topics of a term, or of the whole page for None; three queries."""
    head = page_head(session, viewer, page_id)
    lessons = columns(session, viewer, head, editions(session), None, now)
    term = None if term_id is None else head.term(term_id, now.date())
    done = _done(head, lessons, now.date())
    if term is not None:
        head = head.with_chosen(term)
        lessons = [lesson for lesson in lessons if term.covers(lesson.held_on)]
    return TopicsView(head, term, tuple(lessons), done, now.date())


def _done(head: PageHead, lessons: list[Column], today: date) -> ProgrammeDone:
    counted = [lesson for lesson in lessons if not lesson.cancelled]
    held = [lesson for lesson in counted if lesson.held_on <= today]
    with_topic = [lesson for lesson in held if lesson.topic]
    return ProgrammeDone(
        plan_hours=head.plan_hours,
        scheduled_hours=sum(lesson.hours for lesson in counted),
        held_hours=sum(lesson.hours for lesson in held),
        done_hours=sum(lesson.hours for lesson in with_topic),
        topics=len(with_topic),
        missing_topics=len(held) - len(with_topic),
        late_topics=sum(lesson.topic_state == "late" for lesson in with_topic),
    )


@dataclass(frozen=True, slots=True)
class TermMarkLine:
    """A student in the tab of term marks, with the menu of the cell."""

    number: int
    student_id: int
    name: str
    left_on: date | None
    average: Average
    average_shown: str
    marks_count: int
    proposed: int | None
    short_of: str
    result: TermResult | None
    version: int
    stale: bool
    late: bool
    exempt: bool
    verdict: Verdict
    """Whether the cell may be written by this viewer now."""
    options: tuple[TermOption, ...]


@dataclass(frozen=True, slots=True)
class TermMarksView:
    """The marks of one term."""

    head: PageHead
    term: TermLine
    lines: tuple[TermMarkLine, ...]
    verdict: Verdict
    due_on: date
    last_day: date
    given: int
    missing: int
    """Members still in the group who have no term mark yet."""
    today: date


def term_marks_view(
    session: Session, viewer: Viewer, page_id: int, term_id: int | None, now: datetime
) -> TermMarksView:
    """Every student of the term with average, mark and menu; three queries."""
    today = now.date()
    head = page_head(session, viewer, page_id)
    term = head.term(term_id, today)
    settings = editions(session).on(term.ends_on)
    verdict = term_mark_verdict(head, viewer, term, settings, today)
    due, last = due_on(term.ends_on, settings), last_day(term.ends_on, settings)
    lines = tuple(
        _term_line(number, member, head, term, settings, verdict, now)
        for number, member in enumerate(members(session, head, term), start=1)
    )
    return TermMarksView(
        head=head.with_chosen(term),
        term=term,
        lines=lines,
        verdict=verdict,
        due_on=due,
        last_day=last,
        given=sum(line.result is not None for line in lines),
        missing=sum(line.result is None and line.left_on is None for line in lines),
        today=today,
    )


def _term_line(
    number: int,
    member: Member,
    head: PageHead,
    term: TermLine,
    settings: RegulationSettings,
    verdict: Verdict,
    now: datetime,
) -> TermMarkLine:
    today = now.date()
    judged = min(today, term.ends_on)
    own = first_refusal(member.on(judged), verdict)
    options = term_options(
        member.average,
        settings,
        head.assessment,
        bool(member.exemptions),
        today,
        term.ends_on,
        term.starts_on,
    )
    entered = member.entered_at
    return TermMarkLine(
        number=number,
        student_id=member.student_id,
        name=member.name,
        left_on=member.left_on(judged),
        average=member.average,
        average_shown=member.average.shown(),
        marks_count=member.average.count,
        proposed=mark_for(member.average, settings),
        short_of=short_of(member.average, settings),
        result=member.result,
        version=member.version,
        stale=member.result is not None and stale(member.result, member.average, settings),
        late=entered is not None
        and entered.astimezone(now.tzinfo).date() > due_on(term.ends_on, settings),
        exempt=bool(member.exemptions),
        verdict=own,
        options=_closed_by(own, options),
    )


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
        return FinalCell(kind, result, version, moved, own, _closed_by(own, options))

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


def _closed_by(own: Verdict, options: list[TermOption]) -> tuple[TermOption, ...]:
    """The menu as it is, or each line closed by what closes the whole cell."""
    if own.allowed:
        return tuple(options)
    return tuple(replace(option, verdict=own) for option in options)
