"""The other tabs of a journal page: topics, term marks, final marks (4.6, 4.9, 4.10)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.rules.grading import Average, TermOption, mark_for, stale, term_options
from sgo.rules.settings import RegulationSettings
from sgo.rules.terms import due_on, last_day
from sgo.services.journal.columns import Column, columns
from sgo.services.journal.grid import short_of, term_mark_verdict
from sgo.services.journal.head import PageHead, TermLine, page_head
from sgo.services.journal.members import Member, members
from sgo.services.settings import editions
from sgo.verdicts import Verdict, first_refusal
from sgo.vocabulary import TermResult


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
        options=closed_by(own, options),
    )


def closed_by(own: Verdict, options: list[TermOption]) -> tuple[TermOption, ...]:
    """The menu as it is, or each line closed by what closes the whole cell."""
    if own.allowed:
        return tuple(options)
    return tuple(replace(option, verdict=own) for option in options)
