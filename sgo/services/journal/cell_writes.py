"""How a cell is brought to what was typed: judged, compared, written, and told as a conflict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Refused, refuse_unless
from sgo.models import JournalEntry, Mark
from sgo.names import tidy
from sgo.rules.cells import CellText, format_cell, parse_cell
from sgo.rules.grading import Average
from sgo.rules.texts import LONGEST_COMMENT, text_fits
from sgo.services.guard import permit
from sgo.services.journal.cell_history import cell_key, last_writer
from sgo.services.journal.lesson_context import CellFacts, LessonFacts, WorkFacts, lesson_facts
from sgo.verdicts import Verdict, first_refusal
from sgo.vocabulary import AttendanceCode


class Unset(Enum):
    """Said instead of a value: leave what stands there."""

    UNSET = auto()


UNSET = Unset.UNSET


Change = tuple[WorkFacts, Mark | None, int | None]
"""A work, the mark that stands for it, and the value that shall stand."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a cell shall hold."""

    attendance: AttendanceCode | None
    marks: tuple[int | None, ...]
    comment: str | None


def typed(facts: LessonFacts, cell: CellFacts, text: str, comment: str | Unset | None) -> Wanted:
    """What the writer means; raises Refused when the cell is closed or the text unreadable."""
    parsed = parse_cell(text, len(facts.works), facts.codes)
    if not isinstance(parsed, CellText):
        require_open(facts, cell, None)
        raise Refused(parsed)
    marks = parsed.marks + (None,) * (len(facts.works) - len(parsed.marks))
    words = cell.comment if isinstance(comment, Unset) else tidy(comment or "") or None
    wanted = Wanted(parsed.attendance, marks, words)
    require_open(facts, cell, wanted)
    refuse_unless(text_fits(words, LONGEST_COMMENT, "comment"))
    return wanted


def require_open(facts: LessonFacts, cell: CellFacts, wanted: Wanted | None) -> None:
    """Raises Refused for the first part of the cell that would change and is closed.

    Where nothing would change, or nothing was understood, some part must be open at all.
    """
    touched = [] if wanted is None else _touched(facts, cell, wanted)
    if touched:
        refuse_unless(first_refusal(*touched))
        return
    kinds = sorted({False, *(work.control for work in facts.works)})
    verdicts = [facts.cell_verdict(cell, control=control) for control in kinds]
    if not any(verdict.allowed for verdict in verdicts):
        refuse_unless(verdicts[0])


def _changed(facts: LessonFacts, cell: CellFacts, wanted: Wanted) -> list[Change]:
    stands = facts.marks_of(cell)
    return [
        (work, cell.marks.get(work.id), after)
        for work, before, after in zip(facts.works, stands, wanted.marks, strict=True)
        if before != after
    ]


def _touched(facts: LessonFacts, cell: CellFacts, wanted: Wanted) -> list[Verdict]:
    """A verdict for each part that would change: 4.11 for the code, 4.11 or 4.12 for a mark."""
    verdicts: list[Verdict] = []
    if (cell.attendance, cell.comment) != (wanted.attendance, wanted.comment):
        verdicts.append(facts.cell_verdict(cell))
    for work, _, _ in _changed(facts, cell, wanted):
        verdicts.append(facts.cell_verdict(cell, control=work.control))
    return verdicts


def differs(facts: LessonFacts, cell: CellFacts, wanted: Wanted) -> bool:
    """Whether the cell holds anything else than what is wanted."""
    stands = Wanted(cell.attendance, facts.marks_of(cell), cell.comment)
    return stands != wanted


def check_seen(session: Session, facts: LessonFacts, cell: CellFacts, seen: int | None) -> None:
    """Raises Conflict unless the writer saw what stands."""
    if (seen or 0) != cell.version:
        raise cell_conflict(session, facts, cell, seen)


def cell_conflict(
    session: Session, facts: LessonFacts, cell: CellFacts, seen: int | None
) -> Conflict:
    """What stands in the cell now, by whom and since when."""
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


def put(
    session: Session, facts: LessonFacts, cell: CellFacts, wanted: Wanted, now: datetime
) -> None:
    """Bring the rows of one cell to what is wanted, each with the verdict of its own window."""
    verdicts = _touched(facts, cell, wanted)
    if not verdicts:
        return
    refuse_unless(first_refusal(*verdicts))
    changed = _changed(facts, cell, wanted)
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


def flush(
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
                raise cell_conflict(session, stands, cell, version) from None
        raise
