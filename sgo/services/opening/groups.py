"""Groups with their programmes and curators, the curriculum, and the journal pages they make."""

from __future__ import annotations

from sqlalchemy import select

from sgo.models import (
    Curatorship,
    CurriculumItem,
    Group,
    JournalPage,
    Programme,
    Subject,
    TeachingAssignment,
)
from sgo.names import search_key
from sgo.rules.calendar import check_dates
from sgo.services.opening.cells import Row
from sgo.services.opening.headings import Table
from sgo.services.opening.register import Register
from sgo.verdicts import refused
from sgo.vocabulary import Assessment, Direction

_DIRECTIONS = {
    "профессиональн": Direction.VOCATIONAL,
    "техническ": Direction.TECHNICAL,
    "естественно": Direction.NATURAL_SCIENCE,
    "социальн": Direction.SOCIAL,
    "гуманитарн": Direction.SOCIAL,
    "художественн": Direction.ART,
    "физкультурн": Direction.SPORT,
    "спортивн": Direction.SPORT,
    "турист": Direction.TOURISM,
}
_ASSESSMENTS = {
    "отмет": Assessment.GRADED,
    "оцен": Assessment.GRADED,
    "балл": Assessment.GRADED,
    "зач": Assessment.PASS_FAIL,
}


def load_groups(table: Table, register: Register) -> None:
    """Every new group of the year; a known one stays as stored."""
    rows = list(table.rows())
    first_row: dict[str, int] = {}
    for row in rows:
        name = row.text("group", needed=True, most=60)
        key = search_key(name or "")
        if name is not None and key in first_row:
            row.refuse("group", refused("repeats_row", row=first_row[key]))
        elif name is not None:
            first_row[key] = row.number
            _load_group(row, register, name)
    register.take(rows)
    register.session.flush()


def _load_group(row: Row, register: Register, name: str) -> None:
    if register.year is None or register.scheme is None:
        row.refuse("group", refused("no_academic_year"))
        return
    if search_key(name) in register.groups:
        register.report.known["groups"] += 1
        return
    starts_on, ends_on = row.day("starts_on", needed=True), row.day("ends_on", needed=True)
    curator = row.read("curator", register.member)
    room = row.text("room", most=60)
    programme_name = row.text("programme", needed=True)
    known = register.programmes.get(search_key(programme_name or ""))
    direction = row.word("direction", _DIRECTIONS, needed=known is None)
    if starts_on and ends_on:
        in_order = check_dates(starts_on, ends_on)
        if not in_order.allowed:
            row.refuse("ends_on", in_order)
    if not row.accepted or starts_on is None or ends_on is None or programme_name is None:
        return
    group = Group(
        name=name,
        programme=known or _programme(register, programme_name, direction),
        academic_year=register.year,
        term_scheme=register.scheme,
        room=register.room(room) if room else None,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    register.session.add(group)
    if curator is not None:
        register.session.add(Curatorship(group=group, staff=curator, starts_on=starts_on))
    register.groups[search_key(name)] = group
    register.report.loaded["groups"] += 1


def _programme(register: Register, name: str, direction: Direction | None) -> Programme:
    programme = Programme(name=name, direction=direction or Direction.VOCATIONAL)
    register.session.add(programme)
    register.programmes[search_key(name)] = programme
    register.report.loaded["programmes"] += 1
    return programme


def load_curriculum(table: Table, register: Register) -> None:
    """Every new line of a programme's curriculum; hours that differ from the stored are told."""
    rows = list(table.rows())
    first_row: dict[tuple[int, str], int] = {}
    for row in rows:
        programme_name = row.text("programme", needed=True)
        subject_name = row.text("subject", needed=True)
        hours = row.number_of("hours")
        assessment = row.word("assessment", _ASSESSMENTS) or Assessment.GRADED
        teacher = row.read("teacher", register.member)
        programme = register.programmes.get(search_key(programme_name or ""))
        if programme_name and programme is None:
            row.refuse("programme", refused("no_such_programme", name=programme_name))
        if not row.accepted or programme is None or subject_name is None or hours is None:
            continue
        key = (programme.id, search_key(subject_name))
        if key in first_row:
            row.refuse("subject", refused("repeats_row", row=first_row[key]))
            continue
        first_row[key] = row.number
        item = register.items.get(key)
        if item is None:
            item = _item(register, programme, subject_name, hours, assessment)
        elif item.hours != hours:
            row.refuse("hours", refused("stored_otherwise", stored=item.hours))
        else:
            register.report.known["items"] += 1
        register.session.flush()
        if teacher is not None:
            register.teacher_of_item[item.id] = teacher
    register.take(rows)


def _item(
    register: Register, programme: Programme, name: str, hours: int, assessment: Assessment
) -> CurriculumItem:
    subject = register.subjects.get(search_key(name))
    if subject is None:
        subject = register.subjects[search_key(name)] = Subject(name=name)
        register.report.loaded["subjects"] += 1
    before = [item for (owner, _), item in register.items.items() if owner == programme.id]
    item = CurriculumItem(
        programme=programme,
        subject=subject,
        hours=hours,
        assessment=assessment,
        position=1 + max((one.position for one in before), default=0),
    )
    register.session.add(item)
    register.items[programme.id, search_key(name)] = item
    register.report.loaded["items"] += 1
    return item


def open_pages(register: Register) -> dict[tuple[int, int], JournalPage]:
    """A journal page for every group of the year and every item of its curriculum.

    Gives the pages by group and item.
    """
    if register.year is None:
        return {}
    pages = {
        (page.group_id, page.curriculum_item_id): page
        for page in register.session.scalars(
            select(JournalPage).where(JournalPage.academic_year_id == register.year.id)
        )
    }
    for group in register.groups.values():
        for (programme_id, _), item in register.items.items():
            if programme_id == group.programme_id and (group.id, item.id) not in pages:
                page = JournalPage(group=group, curriculum_item=item, academic_year=register.year)
                register.session.add(page)
                pages[group.id, item.id] = page
                register.report.loaded["pages"] += 1
    register.session.flush()
    return pages


def assign_teachers(
    register: Register,
    pages: dict[tuple[int, int], JournalPage],
    by_timetable: dict[int, set[int]],
) -> None:
    """Who teaches each page: whom the timetable names, else whom the curriculum names.

    `by_timetable` gives staff by page. Assignments that are stored already stay.
    """
    starts = {group.id: group.starts_on for group in register.groups.values()}
    known: dict[int, set[int]] = {}
    for page_id, staff_id in register.session.execute(
        select(TeachingAssignment.page_id, TeachingAssignment.staff_id)
    ):
        known.setdefault(page_id, set()).add(staff_id)
    for (group_id, item_id), page in pages.items():
        teacher = register.teacher_of_item.get(item_id)
        wanted = set(by_timetable.get(page.id, ()))
        if not wanted and page.id not in known and teacher is not None:
            wanted = {teacher.id}
        for staff_id in sorted(wanted - known.get(page.id, set())):
            register.session.add(
                TeachingAssignment(page_id=page.id, staff_id=staff_id, starts_on=starts[group_id])
            )
            register.report.loaded["assignments"] += 1
