"""The curriculum: the subjects of each programme with their hours."""

from __future__ import annotations

from sgo.models import CurriculumItem, Programme, Subject
from sgo.services.imports.layout import Table
from sgo.services.imports.register import Register
from sgo.services.imports.values import match_key
from sgo.verdicts import refused
from sgo.vocabulary import Assessment

_ASSESSMENTS = {
    "отмет": Assessment.GRADED,
    "оцен": Assessment.GRADED,
    "балл": Assessment.GRADED,
    "зач": Assessment.PASS_FAIL,
}


def load_curriculum(table: Table, register: Register) -> None:
    """Every new line of a programme's curriculum; hours that differ from the stored are told."""
    rows = list(table.rows())
    first_row: dict[tuple[int, str], int] = {}
    for row in rows:
        programme_name = row.text("programme", needed=True)
        subject_name = row.text("subject", needed=True)
        row.label = f"{programme_name or ''}: {subject_name or ''}"
        hours = row.number_of("hours")
        assessment = row.word("assessment", _ASSESSMENTS) or Assessment.GRADED
        teacher = row.read("teacher", register.member)
        programme = register.programmes.get(match_key(programme_name or ""))
        if programme_name and programme is None:
            row.refuse("programme", refused("no_such_programme", name=programme_name))
        if not row.accepted or programme is None or subject_name is None or hours is None:
            continue
        key = (programme.id, match_key(subject_name))
        if key in first_row:
            row.refuse("subject", refused("repeats_row", row=first_row[key]))
            continue
        first_row[key] = row.number
        item = register.items.get(key)
        if item is None:
            item = _item(register, programme, subject_name, hours, assessment)
            row.made = True
        elif item.hours != hours:
            row.refuse("hours", refused("stored_otherwise", stored=item.hours))
        else:
            register.outcome.known["items"] += 1
        register.session.flush()
        if teacher is not None:
            register.teacher_of_item[item.id] = teacher
    register.take(rows)


def _item(
    register: Register, programme: Programme, name: str, hours: int, assessment: Assessment
) -> CurriculumItem:
    subject = register.subjects.get(match_key(name))
    if subject is None:
        subject = register.subjects[match_key(name)] = Subject(name=name)
        register.outcome.loaded["subjects"] += 1
    before = [item for (owner, _), item in register.items.items() if owner == programme.id]
    item = CurriculumItem(
        programme=programme,
        subject=subject,
        hours=hours,
        assessment=assessment,
        position=1 + max((one.position for one in before), default=0),
    )
    register.session.add(item)
    register.items[programme.id, match_key(name)] = item
    register.outcome.loaded["items"] += 1
    return item
