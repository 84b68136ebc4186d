"""Cells and marks of the journal: read here, and written only by who may write the lesson (dec. 30)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from sgo import current
from sgo.access.permissions import Permission
from sgo.models import (
    AuditEvent,
    CurriculumItem,
    Group,
    JournalEntry,
    JournalPage,
    Lesson,
    Mark,
    Student,
    Subject,
    Work,
    WorkType,
)
from sgo.panel.kit.base import PanelView
from sgo.panel.kit.filters import DayFilter, RowFilter, WordFilter, YesNoFilter
from sgo.panel.kit.forms import Fieldset, FormSet, PanelForm, stale_words, text_field
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.lookups import LOOKUPS
from sgo.panel.kit.values import said
from sgo.panel.kit.words import JOURNAL
from sgo.panel.lessons import said_at
from sgo.rules.cells import LONGEST_TEXT, format_cell
from sgo.rules.texts import LONGEST_COMMENT
from sgo.services.journal.writing import save_cell
from sgo.services.timetable.lesson_rights import lesson_rights
from sgo.vocabulary import N_
from sgo.wording import day

READ, WRITE = Permission.JOURNAL_READ, Permission.JOURNAL_WRITE
CELL = {
    "text": text_field(
        N_("Marks and attendance"),
        longest=LONGEST_TEXT,
        must=False,
        help_msgid=N_("As in the journal: 5, 5/4, н, н/4; empty takes the entry away"),
    ),
    "comment": text_field(
        N_("Comment"),
        longest=LONGEST_COMMENT,
        must=False,
        help_msgid=N_("The family reads every comment"),
    ),
}


def cell_text(entry: JournalEntry) -> str:
    """The cell as it is typed in the journal."""
    works = current.session().scalars(
        select(Work.id).where(Work.lesson_id == entry.lesson_id).order_by(Work.position)
    )
    values = {mark.work_id: mark.value for mark in entry.marks}
    return format_cell(entry.attendance, [values.get(work) for work in works])


def rights_in(lesson_ids: set[int]) -> dict[int, bool]:
    """The lessons whose cells the viewer may write today."""
    found = lesson_rights(current.session(), panel_viewer(), lesson_ids, current.now())
    return {key: True for key, rights in found.items() if rights.cells.allowed}


class EntriesView(PanelView):
    model = JournalEntry
    read_permission = READ
    category_words = JOURNAL
    title = N_("Journal entries")
    summary = N_("Attendance, marks and comments cell by cell; written in the journal itself")
    empty_words = N_("Nothing is entered yet: teachers write on the pages of the journal.")
    empty_door = ("panel_journal_pages.index_view", N_("Journal pages"))
    joined = (
        (JournalEntry.student,),
        (JournalEntry.lesson, Lesson.page, JournalPage.group),
        (JournalEntry.lesson, Lesson.page, JournalPage.curriculum_item, CurriculumItem.subject),
    )
    also_load = (selectinload(JournalEntry.marks),)
    column_list = (
        "student.full_name",
        "lesson.held_on",
        "lesson.page",
        "attendance",
        "marks",
        "comment",
        "entered_at",
    )
    labels = {
        "student.full_name": N_("Student"),
        "lesson.held_on": N_("Day"),
        "lesson.page": N_("Journal page"),
    }
    phone_columns = ("lesson.held_on", "lesson.page", "attendance", "marks")
    search_keys = (Student.search_key, Group.search_key, Subject.search_key)
    sortable = {
        "student.full_name": (Student.sort_key,),
        "lesson.held_on": (Lesson.held_on,),
        "entered_at": (JournalEntry.entered_at,),
    }
    order = (Lesson.held_on.desc(), Lesson.id, Student.sort_key)
    column_filters = (
        RowFilter("group", N_("Group"), LOOKUPS[Group], lambda key: Lesson.group_id == key),
        WordFilter("attendance", N_("Attendance"), JournalEntry.__table__.c.attendance),
        DayFilter("from", N_("Not before"), lambda day: Lesson.held_on >= day),
        DayFilter("to", N_("Not after"), lambda day: Lesson.held_on <= day),
    )
    edit_sets = (
        FormSet(
            WRITE, (Fieldset(N_("Cell of the journal"), {"text": 2, "comment": 4}),), extra=CELL
        ),
    )

    def name_of(self, row: JournalEntry) -> str:
        return f"{row.student.full_name}, {row.lesson.page}, {day(row.lesson.held_on)}"

    def gather(self, rows: list[Any]) -> None:
        self.extras["cells"].update(rights_in({row.lesson_id for row in rows}))

    def may_edit(self, row: JournalEntry) -> bool:
        return row.lesson_id in self.extras["cells"]

    def history_of(self, row: JournalEntry) -> ColumnElement[bool]:
        """The cell with its marks."""
        return AuditEvent.cell_key == f"{row.lesson_id}/{row.student_id}"

    def history_url(self, row: JournalEntry) -> str | None:
        """The cell with its marks: they change together."""
        return self.link(AuditEvent, "index_view", flt_cell=f"{row.lesson_id}/{row.student_id}")

    def form_values(self, row: Any) -> Mapping[str, Any]:
        return {"text": cell_text(row)}

    def update_row(self, form: PanelForm, row: Any, permission: Permission) -> Any:
        with said_at("text"):
            save_cell(
                current.session(),
                panel_viewer(),
                row.lesson_id,
                row.student_id,
                form.values["text"] or "",
                comment=form.values["comment"],
                seen_version=form.seen or 0,
                now=current.now(),
            )
        return row

    def _put_theirs(self, form: PanelForm, row: Any) -> None:
        """A cell is shown as it is typed; its marks are rows of their own."""
        now = self.get_one(self.get_pk_value(row))
        form.blame(None, stale_words())
        form.theirs = [
            (form["text"].label.text, said(cell_text(now))),
            (form["comment"].label.text, said(now.comment)),
        ]
        form.seen_version.data = now.version


class MarksView(PanelView):
    model = Mark
    read_permission = READ
    category_words = JOURNAL
    title = N_("Marks")
    summary = N_("Every mark of every lesson; written in the journal itself")
    empty_words = N_("There are no marks yet: teachers set them on the pages of the journal.")
    empty_door = ("panel_journal_pages.index_view", N_("Journal pages"))
    joined = (
        (Mark.entry, JournalEntry.student),
        (Mark.entry, JournalEntry.lesson, Lesson.page, JournalPage.group),
        (
            Mark.entry,
            JournalEntry.lesson,
            Lesson.page,
            JournalPage.curriculum_item,
            CurriculumItem.subject,
        ),
        (Mark.work, Work.work_type),
    )
    column_list = (
        "entry.student.full_name",
        "value",
        "work.work_type",
        "entry.lesson.held_on",
        "entry.lesson.page",
        "entered_at",
    )
    labels = {
        "entry.student.full_name": N_("Student"),
        "work.work_type": N_("Kind of work"),
        "entry.lesson.held_on": N_("Day"),
        "entry.lesson.page": N_("Journal page"),
    }
    phone_columns = ("value", "entry.lesson.held_on", "entry.lesson.page")
    search_keys = (Student.search_key, Group.search_key, Subject.search_key)
    sortable = {
        "entry.student.full_name": (Student.sort_key,),
        "value": (Mark.value,),
        "entry.lesson.held_on": (Lesson.held_on,),
        "entered_at": (Mark.entered_at,),
    }
    order = (Lesson.held_on.desc(), Lesson.id, Student.sort_key)
    column_filters = (
        RowFilter("group", N_("Group"), LOOKUPS[Group], lambda key: Lesson.group_id == key),
        RowFilter(
            "kind", N_("Kind of work"), LOOKUPS[WorkType], lambda key: Work.work_type_id == key
        ),
        YesNoFilter("two", N_("Only marks 2"), lambda yes: (Mark.value == 2) == yes),
        DayFilter("from", N_("Not before"), lambda day: Lesson.held_on >= day),
        DayFilter("to", N_("Not after"), lambda day: Lesson.held_on <= day),
    )

    def name_of(self, row: Mark) -> str:
        lesson = row.entry.lesson
        return f"{row.entry.student.full_name}, {lesson.page}, {day(lesson.held_on)}"

    def gather(self, rows: list[Any]) -> None:
        self.extras["cells"].update(rights_in({row.lesson_id for row in rows}))

    def open_url(self, row: Mark) -> str:
        """A mark is changed in its cell, by who may."""
        return self._cell_url(row) or super().open_url(row)

    def asides(self, row: Mark) -> list[dict[str, Any]]:
        return [
            self.part(
                gettext("Cell of the journal"),
                [(cell_text(row.entry), row.entry.comment or "", None)],
                "",
                add=gettext("Change"),
                add_url=self._cell_url(row),
            )
        ]

    def _cell_url(self, row: Mark) -> str | None:
        if row.lesson_id not in self.extras["cells"]:
            return None
        return self.link(JournalEntry, "edit_view", id=f"{row.lesson_id},{row.student_id}")
