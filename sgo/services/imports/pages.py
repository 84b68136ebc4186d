"""The journal pages that groups and curriculum make, and who teaches them."""

from __future__ import annotations

from sqlalchemy import select

from sgo.models import JournalPage, TeachingAssignment
from sgo.services.imports.register import Register


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
                register.outcome.loaded["pages"] += 1
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
            register.outcome.loaded["assignments"] += 1
