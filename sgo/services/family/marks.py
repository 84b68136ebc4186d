"""Marks by subject of a term, for the family: what each was for, and the exact average.

Clauses 1.3c, 1.3f and 4.8; the average and the mark it would give today come from the same rule
as the teacher's (4.9, decisions 15 and 16). Nothing here is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.scopes import visible
from sgo.access.viewer import Viewer
from sgo.errors import Missing
from sgo.models import JournalEntry, JournalPage, Lesson, Mark, TermMark, Work, WorkType
from sgo.rules.grading import NO_MARKS, Average, average_of, mark_for
from sgo.rules.settings import MARKS, RegulationSettings
from sgo.rules.spans import covers
from sgo.rules.terms import due_on, period_window
from sgo.services.family.children import Child, Family, family
from sgo.services.family.news import fresh_cells
from sgo.services.family.studies import FamilyTerm, Studies, Study, studies, terms_of
from sgo.services.settings import Editions, editions
from sgo.vocabulary import Assessment, LessonState, TermResult


@dataclass(frozen=True, slots=True)
class GivenMark:
    """A mark with all that a family asks about it."""

    value: int
    held_on: date
    work_name: str
    is_control: bool
    topic: str | None
    comment: str | None
    is_new: bool
    has_new_comment: bool


@dataclass(frozen=True, slots=True)
class SubjectMarks:
    """A subject of a term; `would_be` is what the average gives today, while no mark stands."""

    item_id: int
    subject: str
    group: str
    assessment: Assessment
    marks: tuple[GivenMark, ...]
    """The latest first."""
    average: Average
    """No marks for a pass/fail item (decision 17)."""
    result: TermResult | None
    would_be: int | None

    @property
    def counts(self) -> tuple[tuple[int, int], ...]:
        """How many of each mark, the highest first, without those that were not given."""
        values = [mark.value for mark in self.marks]
        return tuple((mark, values.count(mark)) for mark in MARKS if mark in values)

    @property
    def new_count(self) -> int:
        """Marks that are new, or whose comment is."""
        return sum(mark.is_new or mark.has_new_comment for mark in self.marks)


@dataclass(frozen=True, slots=True)
class MarksOfTerm:
    term: FamilyTerm
    due_on: date
    """Clause 4.13: by this day the teacher sets the mark of the term."""
    is_open: bool
    """Whether a term mark may still be set."""
    subjects: tuple[SubjectMarks, ...]

    @property
    def guesses(self) -> bool:
        """Whether a mark in pencil is shown, so that the pencil wants explaining."""
        return any(subject.would_be is not None for subject in self.subjects)


@dataclass(frozen=True, slots=True)
class MarksView:
    """Usually one term; a child of groups with terms of their own sees one of each."""

    family: Family
    studies: Studies
    terms: tuple[FamilyTerm, ...]
    """The switch: every term of the year."""
    sections: tuple[MarksOfTerm, ...]

    def shows(self, term: FamilyTerm) -> bool:
        return any(section.term == term for section in self.sections)


def marks_view(
    session: Session,
    viewer: Viewer,
    student_id: int | None,
    year_id: int | None,
    term_id: int | None,
    now: datetime,
) -> MarksView:
    """The term asked for, or the current one of each scheme; seven queries.

    Raises Forbidden, or Missing for anybody else's child and for a year or term not the child's.
    """
    found = family(session, viewer, student_id, now)
    learnt = studies(session, found, year_id)
    if found.child is None or learnt.year is None:
        return MarksView(found, learnt, (), ())
    terms = terms_of(session, {line.scheme_id for line in learnt.lines})
    shown = _shown(terms, term_id, now.date())
    results = _results(session, found, found.child, shown)
    marks = _marks(session, found, found.child, learnt.lines, shown)
    by_day = editions(session)
    return MarksView(
        found,
        learnt,
        terms,
        tuple(_section(term, learnt, marks, results, by_day, now.date()) for term in shown),
    )


def _shown(terms: Sequence[FamilyTerm], term_id: int | None, today: date) -> tuple[FamilyTerm, ...]:
    if term_id is not None:
        chosen = tuple(term for term in terms if term.term_id == term_id)
        if not chosen:
            raise Missing("term")
        return chosen
    current: dict[int, FamilyTerm] = {}
    for term in terms:  # the last one begun, or the first while none has
        if term.starts_on <= today or term.scheme_id not in current:
            current[term.scheme_id] = term
    return tuple(current.values())


Marks = dict[int, list[GivenMark]]
Results = dict[tuple[int, int], dict[int, TermResult]]


def _marks(
    session: Session,
    found: Family,
    child: Child,
    lines: Collection[Study],
    terms: Collection[FamilyTerm],
) -> Marks:
    """The child's marks by curriculum item, in whatever group they were given (decision 16)."""
    fresh = fresh_cells(session, found, child)
    rows = session.execute(
        select(
            JournalPage.curriculum_item_id,
            Lesson.id,
            Mark.entered_at,
            Mark.value,
            Lesson.held_on,
            WorkType.name,
            WorkType.control,
            Lesson.topic,
            JournalEntry.comment,
        )
        .select_from(Mark)
        .join(Lesson, Lesson.id == Mark.lesson_id)
        .join(JournalPage, JournalPage.id == Lesson.page_id)
        .join(Work, Work.id == Mark.work_id)
        .join(WorkType, WorkType.id == Work.work_type_id)
        .join(Mark.entry)
        .where(
            Mark.student_id == child.student_id,
            JournalPage.curriculum_item_id.in_({line.item_id for line in lines}),
            Lesson.held_on >= min(term.starts_on for term in terms),
            Lesson.held_on <= max(term.ends_on for term in terms),
            Lesson.state != LessonState.CANCELLED,
            visible(Mark, found.viewer),
        )
        .order_by(Lesson.held_on.desc(), Lesson.starts_at.desc(), Lesson.id, Work.position)
    )
    marks: Marks = defaultdict(list)
    for item_id, lesson_id, entered_at, value, held_on, work, is_control, topic, comment in rows:
        marks[item_id].append(
            GivenMark(
                value,
                held_on,
                work,
                is_control,
                topic,
                comment,
                is_new=entered_at > found.new_since,
                has_new_comment=lesson_id in fresh.comments,
            )
        )
    return marks


def _results(
    session: Session, found: Family, child: Child, terms: Collection[FamilyTerm]
) -> Results:
    """Term marks by (term, item) and page."""
    rows = session.execute(
        select(TermMark.term_id, JournalPage.curriculum_item_id, TermMark.page_id, TermMark.result)
        .join(JournalPage, JournalPage.id == TermMark.page_id)
        .where(
            TermMark.student_id == child.student_id,
            TermMark.term_id.in_([term.term_id for term in terms]),
            visible(TermMark, found.viewer),
        )
        .order_by(TermMark.page_id)
    )
    results: Results = defaultdict(dict)
    for term_id, item_id, page_id, result in rows:
        results[term_id, item_id][page_id] = result
    return results


def _section(
    term: FamilyTerm,
    learnt: Studies,
    marks: Marks,
    results: Results,
    by_day: Editions,
    today: date,
) -> MarksOfTerm:
    settings = by_day.on(term.ends_on)
    is_open = period_window(term.ends_on, today, settings, term.starts_on).allowed
    of_scheme = Studies((), None, tuple(x for x in learnt.lines if x.scheme_id == term.scheme_id))
    return MarksOfTerm(
        term,
        due_on(term.ends_on, settings),
        is_open,
        tuple(
            _subject(
                line,
                [
                    mark
                    for mark in marks.get(line.item_id, ())
                    if term.starts_on <= mark.held_on <= term.ends_on
                ],
                line.standing(results.get((term.term_id, line.item_id), {})),
                settings,
                is_open and covers(line.member_from, line.member_to, min(today, term.ends_on)),
            )
            for line in of_scheme.latest
        ),
    )


def _subject(
    line: Study,
    marks: Sequence[GivenMark],
    result: TermResult | None,
    settings: RegulationSettings,
    may_come: bool,
) -> SubjectMarks:
    graded = line.assessment is Assessment.GRADED
    average = average_of(mark.value for mark in marks) if graded else NO_MARKS
    return SubjectMarks(
        item_id=line.item_id,
        subject=line.subject,
        group=line.group,
        assessment=line.assessment,
        marks=tuple(marks),
        average=average,
        result=result,
        would_be=mark_for(average, settings) if may_come and result is None else None,
    )
