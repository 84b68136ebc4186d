"""Writing into the journal: cells, columns, topics, "checked" (clauses 4.6, 4.11, 4.12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, auto

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Refused
from sgo.models import JournalEntry, Lesson, Mark
from sgo.names import tidy
from sgo.rules.cells import CellText, format_cell, parse_cell
from sgo.rules.grading import Average, mark_for
from sgo.rules.journal import mark_beside
from sgo.rules.texts import LONGEST_COMMENT, LONGEST_TOPIC, text_fits
from sgo.services.cell_history import cell_key, last_writer, last_writer_of
from sgo.services.guard import acting_as, permit
from sgo.services.lesson_context import CellFacts, LessonFacts, lesson_facts, writable_lesson
from sgo.verdicts import Verdict, first_refusal
from sgo.vocabulary import AttendanceCode


class Unset(Enum):
    """Said instead of a value: leave what stands there."""

    UNSET = auto()


UNSET = Unset.UNSET


@dataclass(frozen=True, slots=True)
class SavedCell:
    """A cell as it stands after the save, with what follows from it."""

    lesson_id: int
    student_id: int
    text: str
    attendance: AttendanceCode | None
    marks: tuple[int | None, ...]
    comment: str | None
    version: int
    average: Average
    """Of the student's marks of this curriculum item in the lesson's term (decision 16)."""
    proposed: int | None
    entered_late: bool


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a cell shall hold."""

    attendance: AttendanceCode | None
    marks: tuple[int | None, ...]
    comment: str | None


def save_cell(
    session: Session,
    viewer: Viewer,
    lesson_id: int,
    student_id: int,
    text: str,
    *,
    comment: str | Unset | None = UNSET,
    seen_version: int | None,
    now: datetime,
) -> SavedCell:
    """Write what was typed into a cell; the same text again changes nothing.

    `seen_version` is the version the writer saw, 0 or None for a cell that did not exist. Raises
    Refused, Forbidden, Missing, or Conflict when somebody saved first.
    """
    with acting_as(session, viewer, Permission.JOURNAL_WRITE, now):
        facts = writable_lesson(session, viewer, lesson_id, [student_id], now)
        cell = facts.cell(student_id)
        wanted = _typed(facts, cell, text, comment)
        return _save_one(session, viewer, facts, cell, wanted, seen_version, now)


def set_attendance(
    session: Session,
    viewer: Viewer,
    lesson_id: int,
    student_id: int,
    code: AttendanceCode | None,
    *,
    seen_version: int | None,
    now: datetime,
) -> SavedCell:
    """Set or clear the code of a cell and keep its marks (the lesson view of a phone)."""
    with acting_as(session, viewer, Permission.JOURNAL_WRITE, now):
        facts = writable_lesson(session, viewer, lesson_id, [student_id], now)
        cell = facts.cell(student_id)
        _judge_open(facts, cell)
        marks = facts.marks_of(cell)
        _raise(mark_beside(code, any(mark is not None for mark in marks)))
        sign = code.sign if code else ""
        parsed = parse_cell(sign, len(facts.works), facts.codes)
        if isinstance(parsed, Verdict):
            raise Refused(parsed)
        wanted = _Wanted(code, marks, cell.comment)
        return _save_one(session, viewer, facts, cell, wanted, seen_version, now)


def save_column(
    session: Session,
    viewer: Viewer,
    lesson_id: int,
    cells: Mapping[int, str],
    *,
    seen: Mapping[int, int] | None,
    now: datetime,
) -> list[SavedCell]:
    """Write many students of one lesson, all or none, in a constant number of statements.

    `seen` maps students to the versions the writer saw; None asks about no version.
    """
    with acting_as(session, viewer, Permission.JOURNAL_WRITE, now):
        facts = writable_lesson(session, viewer, lesson_id, list(cells), now)
        plan = [
            (cell := facts.cell(student_id), _typed(facts, cell, text, UNSET))
            for student_id, text in cells.items()
        ]
        for cell, wanted in plan:
            if seen is not None and _differs(facts, cell, wanted):
                _check_seen(session, facts, cell, seen.get(cell.student_id))
        # One flush for each set of changed columns: a statement then serves all its rows.
        for changes_code in (False, True):
            for cell, wanted in plan:
                if (cell.attendance is not wanted.attendance) is changes_code:
                    _put(session, facts, cell, wanted, now)
            _flush(session, viewer, facts, [cell for cell, _ in plan], now)
        return [_saved(facts, cell, wanted, now) for cell, wanted in plan]


def save_topic(
    session: Session,
    viewer: Viewer,
    lesson_id: int,
    topic: str,
    *,
    seen_version: int,
    now: datetime,
) -> Lesson:
    """Write or clear the topic (clause 4.6): due on the lesson's day, later shown as late.

    `topic_entered_at` is when the blank was filled; mending the words keeps it.
    """
    with acting_as(session, viewer, Permission.JOURNAL_WRITE, now):
        facts = writable_lesson(session, viewer, lesson_id, (), now)
        lesson, verdict = facts.lesson, facts.topic_verdict()
        _raise(verdict)
        words = tidy(topic) or None
        _raise(text_fits(words, LONGEST_TOPIC, "topic"))
        if words == lesson.topic:
            return lesson
        if seen_version != lesson.version:
            raise _topic_conflict(session, lesson, seen_version)
        if words is None or lesson.topic is None:
            lesson.topic_entered_at = None if words is None else now
        lesson.topic = words
        permit(session, lesson, verdict)
        try:
            session.flush()
        except StaleDataError:
            session.rollback()
            stands = lesson_facts(session, viewer, lesson_id, (), now).lesson
            raise _topic_conflict(session, stands, seen_version) from None
        return lesson


def mark_checked(
    session: Session, viewer: Viewer, lesson_id: int, *, checked: bool = True, now: datetime
) -> Lesson:
    """Decision 8: say that presence was looked at (or take it back), under the 4.11 window."""
    with acting_as(session, viewer, Permission.JOURNAL_WRITE, now):
        facts = writable_lesson(session, viewer, lesson_id, (), now)
        lesson = facts.lesson
        if (lesson.checked_at is not None) is checked:
            return lesson
        verdict = facts.column_verdict()
        _raise(verdict)
        lesson.checked_at = now if checked else None
        permit(session, lesson, verdict)
        return lesson


def entered_late(entered_at: datetime, held_on: date, now: datetime) -> bool:
    """Whether an entry was made on a later day than the lesson's, by the organisation's days."""
    return entered_at.astimezone(now.tzinfo).date() > held_on


def _save_one(
    session: Session,
    viewer: Viewer,
    facts: LessonFacts,
    cell: CellFacts,
    wanted: _Wanted,
    seen_version: int | None,
    now: datetime,
) -> SavedCell:
    if _differs(facts, cell, wanted):
        _check_seen(session, facts, cell, seen_version)
        _put(session, facts, cell, wanted, now)
        _flush(session, viewer, facts, [cell], now)
    return _saved(facts, cell, wanted, now)


def _typed(facts: LessonFacts, cell: CellFacts, text: str, comment: str | Unset | None) -> _Wanted:
    """What the writer means; raises Refused when the cell is closed or the text unreadable."""
    _judge_open(facts, cell)
    parsed = parse_cell(text, len(facts.works), facts.codes)
    if not isinstance(parsed, CellText):
        raise Refused(parsed)
    marks = parsed.marks + (None,) * (len(facts.works) - len(parsed.marks))
    if isinstance(comment, Unset):
        return _Wanted(parsed.attendance, marks, cell.comment)
    words = tidy(comment or "") or None
    _raise(text_fits(words, LONGEST_COMMENT, "comment"))
    return _Wanted(parsed.attendance, marks, words)


def _judge_open(facts: LessonFacts, cell: CellFacts) -> None:
    """Raises Refused when no part of the cell is open, before anything typed is judged."""
    kinds = {work.control for work in facts.works}
    verdicts = [facts.cell_verdict(cell), *(facts.cell_verdict(cell, control=k) for k in kinds)]
    if not any(verdict.allowed for verdict in verdicts):
        # Of a lesson with control works alone the answer is their clause (4.12).
        only_control = kinds == {True}
        raise Refused(facts.cell_verdict(cell, control=only_control))


def _differs(facts: LessonFacts, cell: CellFacts, wanted: _Wanted) -> bool:
    stands = _Wanted(cell.attendance, facts.marks_of(cell), cell.comment)
    return stands != wanted


def _check_seen(session: Session, facts: LessonFacts, cell: CellFacts, seen: int | None) -> None:
    if (seen or 0) != cell.version:
        raise _conflict(session, facts, cell, seen)


def _conflict(session: Session, facts: LessonFacts, cell: CellFacts, seen: int | None) -> Conflict:
    by, at = last_writer(session, cell_key(facts.lesson.id, cell.student_id))
    theirs = {
        "student_id": cell.student_id,
        "text": format_cell(cell.attendance, facts.marks_of(cell)),
        "version": cell.version,
        "comment": cell.comment,
        "by": by,
        "at": at,
    }
    return Conflict(theirs, seen)


def _topic_conflict(session: Session, lesson: Lesson, seen: int) -> Conflict:
    by, at = last_writer_of(session, Lesson.__tablename__, str(lesson.id))
    theirs = {"text": lesson.topic or "", "version": lesson.version, "by": by, "at": at}
    return Conflict(theirs, seen)


def _put(
    session: Session, facts: LessonFacts, cell: CellFacts, wanted: _Wanted, now: datetime
) -> None:
    """Bring the rows of one cell to what is wanted, each with the verdict of its own window."""
    if not _differs(facts, cell, wanted):
        return
    verdicts: list[Verdict] = []
    if (cell.attendance, cell.comment) != (wanted.attendance, wanted.comment):
        verdicts.append(facts.cell_verdict(cell))
    changed = [
        (work, cell.marks.get(work.id), value)
        for work, value in zip(facts.works, wanted.marks, strict=True)
        if value != (mark.value if (mark := cell.marks.get(work.id)) else None)
    ]
    verdicts += [facts.cell_verdict(cell, control=work.control) for work, _, _ in changed]
    _raise(first_refusal(*verdicts))
    entry = cell.entry
    if entry is None:
        entry = cell.entry = JournalEntry(
            lesson_id=facts.lesson.id, student_id=cell.student_id, entered_at=now
        )
        session.add(entry)
    else:
        # Always later than before: the version of the cell moves with every change of a mark.
        entry.entered_at = max(now, entry.entered_at + timedelta(microseconds=1))
    entry.attendance, entry.comment = wanted.attendance, wanted.comment
    permit(session, entry, verdicts[0])
    _count(facts, cell, [(mark.value if mark else None, value) for _, mark, value in changed])
    for work, mark, value in changed:
        verdict = facts.cell_verdict(cell, control=work.control)
        if mark is None:
            mark = Mark(lesson_id=facts.lesson.id, student_id=cell.student_id, work_id=work.id)
            session.add(mark)
            cell.marks[work.id] = mark
        if value is None:
            session.delete(cell.marks.pop(work.id))
        else:
            mark.value, mark.entered_at = value, now
        permit(session, mark, verdict)


def _count(
    facts: LessonFacts, cell: CellFacts, changes: Sequence[tuple[int | None, int | None]]
) -> None:
    """Keep the average in step without asking the database again."""
    if not facts.counts:
        return
    total, count = cell.average.total, cell.average.count
    for before, after in changes:
        total += (after or 0) - (before or 0)
        count += (after is not None) - (before is not None)
    cell.average = Average(total, count)


def _flush(
    session: Session, viewer: Viewer, facts: LessonFacts, cells: Sequence[CellFacts], now: datetime
) -> None:
    """Send the changes; who saved in the same instant is told as a conflict."""
    seen = {cell.student_id: cell.version for cell in cells}
    lesson_id = facts.lesson.id
    try:
        session.flush()
    except (StaleDataError, IntegrityError):
        session.rollback()
        stands = lesson_facts(session, viewer, lesson_id, list(seen), now)
        for student_id, version in seen.items():
            cell = stands.cell(student_id)
            if cell.version != version:
                raise _conflict(session, stands, cell, version) from None
        raise


def _saved(facts: LessonFacts, cell: CellFacts, wanted: _Wanted, now: datetime) -> SavedCell:
    entry = cell.entry
    return SavedCell(
        lesson_id=facts.lesson.id,
        student_id=cell.student_id,
        text=format_cell(wanted.attendance, wanted.marks),
        attendance=wanted.attendance,
        marks=wanted.marks,
        comment=wanted.comment,
        version=cell.version,
        average=cell.average,
        proposed=mark_for(cell.average, facts.settings),
        entered_late=entry is not None
        and entered_late(entry.entered_at, facts.lesson.held_on, now),
    )


def _raise(verdict: Verdict) -> None:
    if not verdict.allowed:
        raise Refused(verdict)
