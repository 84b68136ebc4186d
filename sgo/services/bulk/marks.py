"""Term and final marks of a whole page by calculation, in one act (clauses 4.9, 4.10).

Only what the average gives is set, and only where nothing stands yet; every mark goes through
the verdict and the permit of a single one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import Forbidden
from sgo.models import AuditEvent, FinalMark, TermMark
from sgo.rules.bulk import by_calculation, taken_back
from sgo.rules.grading import Average, average_of_results, mark_for
from sgo.services.bulk_acts import PastAct, name_act, new_act_id, send
from sgo.services.guard import acting_as
from sgo.services.journal.access import confirm_clock
from sgo.services.journal.cell_history import last_writes_of
from sgo.services.journal.final_marks import judge_final_mark, put_final_mark, sources_of
from sgo.services.journal.head import PageHead, page_head
from sgo.services.journal.members import course_members, members
from sgo.services.journal.period_context import PeriodFacts, course_facts_of, term_facts_of
from sgo.services.journal.term_marks import judge_term_mark, put_term_mark
from sgo.verdicts import Verdict, first_refusal
from sgo.vocabulary import Assessment, BulkAct, FinalKind, TermResult

SUBJECTS = (TermMark.__tablename__, FinalMark.__tablename__)


@dataclass(frozen=True, slots=True)
class Period:
    """Of which period the marks are: a term by its id, or the course's year or final mark."""

    page_id: int
    term_id: int | None = None
    kind: FinalKind | None = None


@dataclass(frozen=True, slots=True)
class MarkOutcome:
    """What becomes of one student's mark: `after` where the verdict allows it."""

    student_id: int
    name: str
    average_shown: str
    before: TermResult | None
    after: TermResult | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class MarksResult:
    """`act_id` takes the act back; None for a preview, and where nothing changed."""

    act_id: str | None
    period: Period
    head: PageHead
    marks: tuple[MarkOutcome, ...]

    @property
    def changing(self) -> list[MarkOutcome]:
        return [mark for mark in self.marks if mark.verdict.allowed]


@dataclass(frozen=True, slots=True)
class _Known:
    """The students of a period: their facts, what their marks are computed from, their names."""

    head: PageHead
    facts: Mapping[int, PeriodFacts]
    given: Mapping[int, list[TermResult | None]]
    names: Mapping[int, str]

    def average(self, student_id: int, period: Period) -> Average:
        facts = self.facts[student_id]
        if facts.assessment is Assessment.PASS_FAIL:
            return Average(0, 0)
        if period.term_id is not None:
            return facts.average
        return average_of_results(self.given[student_id])


def set_by_calculation(
    session: Session,
    viewer: Viewer,
    period: Period,
    *,
    shown: Mapping[int, int] | None = None,
    preview: bool = False,
    now: datetime,
) -> MarksResult:
    """Set the mark that the average gives for every student of the page who has none.

    `shown` are the marks by student that the writer agreed to: who is not among them is left, and
    an average that has moved since is told. Raises Missing, Forbidden, Refused by a false clock,
    and Conflict when somebody set one of the marks in the same instant.
    """
    act_id = new_act_id()
    with acting_as(session, viewer, Permission.JOURNAL_WRITE, now, bulk=act_id):
        known = _known(session, viewer, period, now)
        wanted: dict[int, TermResult | None] = {}
        asked: dict[int, Verdict] = {}
        for student_id, facts in known.facts.items():
            gives = mark_for(known.average(student_id, period), facts.settings)
            wanted[student_id] = None if gives is None else TermResult(str(gives))
            stands = facts.stands.result if facts.stands else None
            agreed = None if shown is None else shown.get(student_id, 0)
            asked[student_id] = by_calculation(stands, gives, agreed)
        return _write(session, known, period, wanted, asked, act_id, None, preview, now)


def take_back_marks(
    session: Session, viewer: Viewer, past: PastAct, act_id: str, now: datetime
) -> MarksResult | None:
    """Bring term or final marks of an act back, inside the act that surrounds it."""
    events = past.of(*SUBJECTS)
    if not events:
        return None
    period = _period_of(events[0])
    changes = {_student_of(event): event.changes["result"] for event in events}
    keys = {_student_of(event): event.row_key for event in events}
    known = _known(session, viewer, period, now, students=list(changes))
    last = last_writes_of(session, events[0].subject, list(keys.values()))
    wanted = {key: TermResult(word) if word else None for key, (word, _) in changes.items()}
    asked = {}
    for student_id, facts in known.facts.items():
        write, stands = last.get(keys[student_id]), facts.stands
        foreign = write is None or write.account_id != viewer.account_id
        since = foreign or (stands.result if stands else None) != changes[student_id][1]
        asked[student_id] = taken_back(touched_since=since)
    return _write(session, known, period, wanted, asked, act_id, past.act_id, False, now)


def _known(
    session: Session,
    viewer: Viewer,
    period: Period,
    now: datetime,
    students: Sequence[int] | None = None,
) -> _Known:
    head = page_head(session, viewer, period.page_id)
    if period.term_id is not None:
        people = members(session, head, head.term(period.term_id, now.date()))
    else:
        people = course_members(session, head)
    names = {member.student_id: member.name for member in people}
    wanted = list(names) if students is None else list(students)
    if not wanted:
        return _Known(head, {}, {}, names)
    given: dict[int, list[TermResult | None]] = {}
    if period.term_id is not None:
        found = term_facts_of(session, viewer, head.page_id, period.term_id, wanted, now)
    else:
        kind = period.kind or FinalKind.YEAR
        found = course_facts_of(session, viewer, head.page_id, kind, wanted, now)
        given = sources_of(session, list(found.values()), kind)
    facts = {key: found[key] for key in wanted}
    right = next(iter(facts.values())).right
    if not right.allowed:
        raise Forbidden(right.code)
    confirm_clock(now, next(iter(facts.values())).last_event_at)
    return _Known(head, facts, given, names)


def _write(
    session: Session,
    known: _Known,
    period: Period,
    wanted: Mapping[int, TermResult | None],
    asked: Mapping[int, Verdict],
    act_id: str,
    undoes: str | None,
    preview: bool,
    now: datetime,
) -> MarksResult:
    outcomes = []
    for student_id, facts in known.facts.items():
        stands = facts.stands.result if facts.stands else None
        verdict = first_refusal(asked[student_id], facts.standing())
        if verdict.allowed:
            verdict = _judge(known, period, student_id, wanted[student_id])
        if verdict.allowed and not preview:
            _put(session, facts, period, wanted[student_id], verdict, now)
        outcomes.append(
            MarkOutcome(
                student_id,
                known.names.get(student_id, ""),
                known.average(student_id, period).shown(),
                stands,
                wanted[student_id],
                verdict,
            )
        )
    writes = not preview and any(one.verdict.allowed for one in outcomes)
    if writes:
        send(session)
        name_act(session, act_id, BulkAct.UNDO if undoes else BulkAct.CALCULATE, undoes)
    return MarksResult(act_id if writes else None, period, known.head, tuple(outcomes))


def _judge(known: _Known, period: Period, student_id: int, result: TermResult | None) -> Verdict:
    facts = known.facts[student_id]
    if period.term_id is not None:
        return judge_term_mark(facts, result)
    return judge_final_mark(facts, period.kind or FinalKind.YEAR, result, known.given[student_id])


def _put(
    session: Session,
    facts: PeriodFacts,
    period: Period,
    result: TermResult | None,
    verdict: Verdict,
    now: datetime,
) -> None:
    if period.term_id is not None:
        put_term_mark(session, facts, period.term_id, result, verdict, now)
    else:
        put_final_mark(session, facts, period.kind or FinalKind.YEAR, result, verdict, now)


def _period_of(event: AuditEvent) -> Period:
    page, part, _ = event.row_key.split("/")
    if event.subject == TermMark.__tablename__:
        return Period(int(page), term_id=int(part))
    return Period(int(page), kind=FinalKind(part))


def _student_of(event: AuditEvent) -> int:
    return int(event.row_key.rsplit("/", 1)[1])
