"""The journal in the panel: entries and marks are read here, and written only by who may (dec. 30)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from sgo import current
from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.models import (
    CurriculumItem,
    Exemption,
    FinalMark,
    Group,
    JournalEntry,
    JournalPage,
    Lesson,
    Mark,
    Student,
    Subject,
    Term,
    TermMark,
    Work,
    WorkType,
)
from sgo.panel.base import PanelView
from sgo.panel.filters import DayFilter, RowFilter, WordFilter, YesNoFilter
from sgo.panel.forms import Fieldset, FormSet, PanelForm, text_field
from sgo.panel.lookups import LOOKUPS
from sgo.panel.school import DATES
from sgo.panel.words import JOURNAL
from sgo.rules.cells import format_cell
from sgo.services.journal import save_cell
from sgo.vocabulary import N_

READ, WRITE = Permission.JOURNAL_READ, Permission.JOURNAL_WRITE
CELL = {
    "text": text_field(
        N_("Marks and attendance"),
        longest=40,
        must=False,
        help_msgid=N_("As in the journal: 5, 5/4, н, н/4; empty takes the entry away"),
    ),
    "remark_for_family": text_field(
        N_("Comment"), longest=500, must=False, help_msgid=N_("The family reads every comment")
    ),
}
CELL_SETS = (
    FormSet(
        WRITE,
        (Fieldset(N_("Cell of the journal"), {"text": 2, "remark_for_family": 4}),),
        extra=CELL,
    ),
)


def stored_entry(row: JournalEntry | Mark) -> JournalEntry:
    """The cell that the row is, or belongs to."""
    return row if isinstance(row, JournalEntry) else row.entry


def cell_text(entry: JournalEntry) -> str:
    """The cell as it is typed in the journal."""
    works = current.session().scalars(
        select(Work.id).where(Work.lesson_id == entry.lesson_id).order_by(Work.position)
    )
    values = {mark.work_id: mark.value for mark in entry.marks}
    return format_cell(entry.attendance, [values.get(work) for work in works])


class CellWriting:
    """Both views write a cell, through the journal's own service and by its rules."""

    def may_edit(self, row: Any) -> bool:
        return bool(stored_entry(row).lesson.staff_id == current.viewer().staff_id)

    def form_values(self, row: Any) -> Mapping[str, Any]:
        entry = stored_entry(row)
        return {
            "text": cell_text(entry),
            "remark_for_family": entry.comment,
            "seen_version": entry.version,
        }

    def update_row(self, form: PanelForm, row: Any, permission: Permission) -> Any:
        entry = stored_entry(row)
        save_cell(
            current.session(),
            current.viewer(),
            entry.lesson_id,
            entry.student_id,
            form.values["text"] or "",
            comment=form.values["remark_for_family"],
            seen_version=entry.version if form.seen is None else form.seen,
            now=current.now(),
        )
        return entry

    def after_saving(self, row: Any) -> str:
        view: Any = self
        return str(view.get_url(".index_view"))


class WorkTypesView(PanelView):
    model = WorkType
    read_permission = READ
    category_words = JOURNAL
    title = N_("Kinds of work")
    summary = N_("The menu of works of a lesson; a control work has its own days of writing")
    add_words = N_("Add a kind of work")
    empty_words = N_("There are no kinds of work: a lesson's marks stand on them.")
    column_list = ("name", "short_name", "control", "position", "retired")
    labels = {"position": N_("Place in the list")}
    phone_columns = ("short_name",)
    search_texts = (WorkType.name, WorkType.short_name)
    sortable = {"name": (WorkType.name,), "position": (WorkType.position,)}
    order = (WorkType.position,)
    create_sets = (
        FormSet(
            Permission.SCHOOL_KEEP,
            (
                Fieldset(
                    N_("Kind of work"), {"name": 4, "short_name": 2, "position": 2, "control": 2}
                ),
            ),
        ),
    )
    # Whether it is a control work decides its days of writing: that is not turned afterwards.
    edit_sets = (
        FormSet(
            Permission.SCHOOL_KEEP,
            (
                Fieldset(
                    N_("Kind of work"), {"name": 4, "short_name": 2, "position": 2, "retired": 2}
                ),
            ),
        ),
    )
    delete_permission = Permission.SCHOOL_KEEP


class EntriesView(CellWriting, PanelView):
    model = JournalEntry
    read_permission = READ
    category_words = JOURNAL
    title = N_("Journal entries")
    summary = N_("Attendance, marks and comments cell by cell; written in the journal itself")
    empty_words = N_("Nothing is entered yet: teachers write on the pages of the journal.")
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
    phone_columns = ("lesson.held_on", "marks")
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
    edit_sets = CELL_SETS

    def name_of(self, row: JournalEntry) -> str:
        return f"{row.student.full_name}, {row.lesson}"


class MarksView(CellWriting, PanelView):
    model = Mark
    read_permission = READ
    category_words = JOURNAL
    title = N_("Marks")
    summary = N_("Every mark of every lesson; written in the journal itself")
    empty_words = N_("There are no marks yet: teachers set them on the pages of the journal.")
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
    phone_columns = ("value", "entry.lesson.held_on")
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
    edit_sets = CELL_SETS

    def name_of(self, row: Mark) -> str:
        return f"{row.entry.student.full_name}, {row.entry.lesson}"


def _of_page(model: Any) -> tuple[Any, ...]:
    return (
        (model.student,),
        (model.page, JournalPage.group),
        (model.page, JournalPage.curriculum_item, CurriculumItem.subject),
    )


class TermMarksView(PanelView):
    model = TermMark
    read_permission = READ
    category_words = JOURNAL
    title = N_("Term marks")
    summary = N_("Marks of terms; set on the page of the journal")
    empty_words = N_(
        "There are no term marks yet: teachers set them on the tab of the journal page."
    )
    joined = _of_page(TermMark)
    column_list = ("student.full_name", "result", "term", "page", "entered_at")
    labels = {"student.full_name": N_("Student")}
    phone_columns = ("result", "page")
    search_keys = (Student.search_key, Group.search_key, Subject.search_key)
    sortable = {
        "student.full_name": (Student.sort_key,),
        "entered_at": (TermMark.entered_at,),
    }
    order = (Group.search_key, Subject.search_key, Student.sort_key)
    column_filters = (
        RowFilter("group", N_("Group"), LOOKUPS[Group], lambda key: JournalPage.group_id == key),
        WordFilter("result", N_("Result"), TermMark.__table__.c.result),
    )

    def __init__(self) -> None:
        self.show = {"term": lambda row: self.extras["terms"].get(row.term_id)}
        super().__init__()

    def gather(self, rows: list[Any]) -> None:
        found = current.session().scalars(
            scope(select(Term), Term, current.viewer()).where(
                Term.id.in_({r.term_id for r in rows})
            )
        )
        self.extras["terms"].update({term.id: term.name for term in found})

    def name_of(self, row: TermMark) -> str:
        return f"{row.student.full_name}, {row.page}"


class FinalMarksView(PanelView):
    model = FinalMark
    read_permission = READ
    category_words = JOURNAL
    title = N_("Final marks")
    summary = N_("Year, exam and final marks; set on the page of the journal")
    empty_words = N_(
        "There are no final marks yet: teachers set them on the tab of the journal page."
    )
    joined = _of_page(FinalMark)
    column_list = ("student.full_name", "kind", "result", "page", "entered_at")
    labels = {"student.full_name": N_("Student")}
    phone_columns = ("kind", "result")
    search_keys = (Student.search_key, Group.search_key, Subject.search_key)
    sortable = {
        "student.full_name": (Student.sort_key,),
        "entered_at": (FinalMark.entered_at,),
    }
    order = (Group.search_key, Subject.search_key, Student.sort_key)
    column_filters = (
        RowFilter("group", N_("Group"), LOOKUPS[Group], lambda key: JournalPage.group_id == key),
        WordFilter("kind", N_("Kind"), FinalMark.__table__.c.kind),
        WordFilter("result", N_("Result"), FinalMark.__table__.c.result),
    )

    def name_of(self, row: FinalMark) -> str:
        return f"{row.student.full_name}, {row.page}"


class ExemptionsView(PanelView):
    model = Exemption
    read_permission = READ
    category_words = JOURNAL
    title = N_("Exemptions")
    summary = N_("Who is exempt from a curriculum item, from when to when, on which basis")
    add_words = N_("Add an exemption")
    empty_words = N_("Nobody is exempt. An exemption is entered by its document, with dates.")
    joined = ((Exemption.student,), (Exemption.curriculum_item, CurriculumItem.subject))
    column_list = ("student.full_name", "curriculum_item", "starts_on", "ends_on", "basis")
    labels = {"student.full_name": N_("Student")}
    phone_columns = ("curriculum_item",)
    search_keys = (Student.search_key, Subject.search_key)
    sortable = {
        "student.full_name": (Student.sort_key,),
        "starts_on": (Exemption.starts_on,),
    }
    order = (Student.sort_key, Exemption.starts_on.desc())
    form_arguments = DATES
    create_sets = (
        FormSet(
            Permission.STUDENTS_KEEP,
            (
                Fieldset(N_("Who and from what"), {"student_id": 3, "curriculum_item_id": 3}),
                Fieldset(N_("Dates and basis"), {"starts_on": 2, "ends_on": 2, "basis": 6}),
            ),
        ),
    )
    edit_sets = (
        FormSet(
            Permission.STUDENTS_KEEP,
            (Fieldset(N_("Dates and basis"), {"starts_on": 2, "ends_on": 2, "basis": 6}),),
        ),
    )
    delete_permission = Permission.STUDENTS_KEEP

    def name_of(self, row: Exemption) -> str:
        return f"{row.student.full_name}, {row.curriculum_item}"
