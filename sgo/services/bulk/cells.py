"""Many cells of a journal page in one act: paste, fill, clear, and taking them back.

Every cell goes the way of a single save (`cell_writes`): the same reading of the text, the same
windows, the same permit. What cannot be written stays and says why; the rest is one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import Missing, Refused, refuse_unless
from sgo.models import AuditEvent, JournalEntry, Mark
from sgo.rules.bulk import bulk_size, over_what_stands, taken_back
from sgo.rules.cells import format_cell
from sgo.services.bulk_acts import PastAct, name_act, new_act_id, send
from sgo.services.guard import acting_as, plain
from sgo.services.journal.cell_history import LastWrite, cell_key, last_writes
from sgo.services.journal.cell_writes import UNSET, Wanted, differs, put, require_open, typed
from sgo.services.journal.lesson_context import CellFacts, LessonFacts, writable_lessons
from sgo.services.journal.writing import entered_late
from sgo.verdicts import Verdict
from sgo.vocabulary import AttendanceCode, AuditAction, BulkAct

SUBJECTS = (JournalEntry.__tablename__, Mark.__tablename__)


@dataclass(frozen=True, slots=True)
class CellWish:
    """What shall stand in a cell, and the version of it that the writer saw (0: no row)."""

    lesson_id: int
    student_id: int
    text: str
    seen: int


@dataclass(frozen=True, slots=True)
class CellOutcome:
    """What becomes of one cell: `after` where the verdict allows it, else `before` stays."""

    lesson_id: int
    student_id: int
    before: str
    after: str
    verdict: Verdict
    by: str
    """Who wrote what stands there, when it was somebody else."""
    version: int
    comment: str
    entered_late: bool

    @property
    def changes(self) -> bool:
        return self.verdict.allowed and self.verdict.code != "unchanged"


@dataclass(frozen=True, slots=True)
class CellsResult:
    """`act_id` takes the act back; None for a preview, and where nothing changed."""

    act_id: str | None
    cells: tuple[CellOutcome, ...]


@dataclass(slots=True)
class _Plan:
    """One cell on its way through an act."""

    facts: LessonFacts
    cell: CellFacts
    before: str
    after: str
    wanted: Wanted | None
    verdict: Verdict

    @property
    def changes(self) -> bool:
        return self.verdict.allowed and self.verdict.code != "unchanged"

    @property
    def place(self) -> tuple[int, int]:
        return self.facts.lesson.id, self.cell.student_id

    @property
    def key(self) -> str:
        return cell_key(*self.place)


def write_cells(
    session: Session,
    viewer: Viewer,
    page_id: int,
    kind: BulkAct,
    wishes: Sequence[CellWish],
    *,
    over_filled: bool = False,
    preview: bool = False,
    now: datetime,
) -> CellsResult:
    """Write many cells of a page; a preview says what would become of each and writes nothing.

    `over_filled`: write over cells that hold something. Raises Missing for a lesson or student
    outside the page, Forbidden when no lesson is the writer's, Refused for too many cells, and
    Conflict when somebody saved one of them in the same instant; then nothing is written.
    """
    refuse_unless(bulk_size(len(wishes)))
    act_id = new_act_id()
    with acting_as(session, viewer, Permission.JOURNAL_WRITE, now, bulk=act_id):
        known = _lessons(session, viewer, ((one.lesson_id, one.student_id) for one in wishes), now)
        if any(facts.lesson.page_id != page_id for facts in known.values()):
            raise Missing("lesson")
        plans = [_judge(known[wish.lesson_id], wish, over_filled) for wish in wishes]
        writers = last_writes(session, [plan.key for plan in plans if _names_writer(plan)])
        if preview:
            return _result(None, plans, writers, viewer, now)
        return _write(session, plans, writers, viewer, act_id, kind, None, now)


def take_back_cells(
    session: Session, viewer: Viewer, past: PastAct, act_id: str, now: datetime
) -> CellsResult:
    """Bring the cells of an act back to what stood before, inside the act that surrounds it.

    A cell that somebody changed since, or whose time is over, stays and says so.
    """
    events = _by_cell(past.of(*SUBJECTS))
    if not events:
        return CellsResult(None, ())
    known = _lessons(session, viewer, events, now)
    keys = [cell_key(*place) for place in events]
    writers = last_writes(session, keys)
    plans = []
    for (lesson_id, student_id), changes in events.items():
        facts = known[lesson_id]
        cell = facts.cell(student_id)
        last = writers.get(cell_key(lesson_id, student_id))
        foreign = last is None or last.account_id != viewer.account_id
        since = foreign or not _stands(cell, changes)
        plans.append(_judge_back(facts, cell, changes, since))
    return _write(session, plans, writers, viewer, act_id, BulkAct.UNDO, past.act_id, now)


def _lessons(
    session: Session, viewer: Viewer, places: Iterable[tuple[int, int]], now: datetime
) -> dict[int, LessonFacts]:
    pairs = list(places)
    lessons = sorted({lesson for lesson, _ in pairs})
    students = sorted({student for _, student in pairs})
    return writable_lessons(session, viewer, lessons, students, now)


def _judge(facts: LessonFacts, wish: CellWish, over_filled: bool) -> _Plan:
    cell = facts.cell(wish.student_id)
    before = format_cell(cell.attendance, facts.marks_of(cell))
    plan = _Plan(facts, cell, before, wish.text.strip(), None, facts.right)
    if not facts.right.allowed:
        return plan
    try:
        plan.wanted = typed(facts, cell, wish.text, UNSET)
    except Refused as refusal:
        plan.verdict = refusal.verdict
        return plan
    plan.after = format_cell(plan.wanted.attendance, plan.wanted.marks)
    plan.verdict = over_what_stands(
        before, plan.after, seen=wish.seen, version=cell.version, replace=over_filled
    )
    return plan


def _judge_back(
    facts: LessonFacts, cell: CellFacts, changes: Sequence[AuditEvent], since: bool
) -> _Plan:
    before = format_cell(cell.attendance, facts.marks_of(cell))
    plan = _Plan(facts, cell, before, before, None, facts.right)
    if not facts.right.allowed:
        return plan
    wanted = _before_act(facts, cell, changes)
    plan.verdict = taken_back(touched_since=since, works_stand=wanted is not None)
    if wanted is None or not plan.verdict.allowed:
        return plan
    plan.wanted, plan.after = wanted, format_cell(wanted.attendance, wanted.marks)
    try:
        require_open(facts, cell, wanted)
    except Refused as refusal:
        plan.verdict = refusal.verdict
    return plan


def _stands(cell: CellFacts, changes: Sequence[AuditEvent]) -> bool:
    """Whether the cell still says what the act made it say, whatever was done and undone since."""
    entry = {"attendance": plain(cell.attendance), "comment": cell.comment}
    for event in changes:
        if event.subject == Mark.__tablename__:
            mark = cell.marks.get(_work_of(event))
            stands = {"value": mark.value if mark else None}
        else:
            stands = entry
        if any(
            stands[name] != after for name, (_, after) in event.changes.items() if name in stands
        ):
            return False
    return True


def _work_of(event: AuditEvent) -> int:
    return int(event.row_key.rsplit("/", 1)[1])


def _before_act(
    facts: LessonFacts, cell: CellFacts, changes: Sequence[AuditEvent]
) -> Wanted | None:
    """The cell without what the act did; None when a work that held a mark is no more."""
    wanted = Wanted(cell.attendance, facts.marks_of(cell), cell.comment)
    places = {work.id: place for place, work in enumerate(facts.works)}
    marks = list(wanted.marks)
    for event in changes:
        if event.subject == Mark.__tablename__:
            place = places.get(_work_of(event))
            if place is None:
                return None
            marks[place] = event.changes["value"][0] if "value" in event.changes else marks[place]
        elif event.action is not AuditAction.DELETE:
            code = event.changes.get("attendance", [wanted.attendance])[0]
            comment = event.changes.get("comment", [wanted.comment])[0]
            wanted = replace(
                wanted, attendance=AttendanceCode(code) if code else None, comment=comment
            )
    return replace(wanted, marks=tuple(marks))


def _by_cell(events: Iterable[AuditEvent]) -> dict[tuple[int, int], list[AuditEvent]]:
    found: dict[tuple[int, int], list[AuditEvent]] = {}
    for event in events:
        lesson, student = (int(part) for part in str(event.cell_key).split("/"))
        found.setdefault((lesson, student), []).append(event)
    return found


def _names_writer(plan: _Plan) -> bool:
    return bool(plan.before) and plan.verdict.code != "unchanged"


def _write(
    session: Session,
    plans: Sequence[_Plan],
    writers: dict[str, LastWrite],
    viewer: Viewer,
    act_id: str,
    kind: BulkAct,
    undoes: str | None,
    now: datetime,
) -> CellsResult:
    # Always in one order, so that two acts on the same cells never wait for each other.
    changing = sorted((plan for plan in plans if plan.changes), key=lambda plan: plan.place)
    for plan in changing:
        if plan.wanted is not None and differs(plan.facts, plan.cell, plan.wanted):
            put(session, plan.facts, plan.cell, plan.wanted, now)
    send(session)
    if changing:
        name_act(session, act_id, kind, undoes)
    return _result(act_id if changing else None, plans, writers, viewer, now)


def _result(
    act_id: str | None,
    plans: Sequence[_Plan],
    writers: dict[str, LastWrite],
    viewer: Viewer,
    now: datetime,
) -> CellsResult:
    return CellsResult(act_id, tuple(_outcome(plan, writers, viewer, now) for plan in plans))


def _outcome(
    plan: _Plan, writers: dict[str, LastWrite], viewer: Viewer, now: datetime
) -> CellOutcome:
    entry, lesson = plan.cell.entry, plan.facts.lesson
    last = writers.get(plan.key)
    foreign = last is not None and last.account_id != viewer.account_id
    return CellOutcome(
        lesson_id=lesson.id,
        student_id=plan.cell.student_id,
        before=plan.before,
        after=plan.after,
        verdict=plan.verdict,
        by=last.by if last is not None and foreign else "",
        version=plan.cell.version,
        comment=plan.cell.comment or "",
        entered_late=entry is not None and entered_late(entry.entered_at, lesson.held_on, now),
    )
