"""The journal beside its cells: kinds of work, term and final marks, exemptions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import select

from sgo import current
from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.models import (
    CurriculumItem,
    Exemption,
    FinalMark,
    Group,
    JournalPage,
    Student,
    Subject,
    Term,
    TermMark,
    WorkType,
)
from sgo.panel.kit.base import PanelView
from sgo.panel.kit.filters import PanelFilter, RowFilter, WordFilter
from sgo.panel.kit.forms import Fieldset, FormSet
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.lookups import LOOKUPS
from sgo.panel.kit.words import JOURNAL
from sgo.panel.school import DATES
from sgo.vocabulary import N_

READ = Permission.JOURNAL_READ


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


def _of_page(model: Any) -> tuple[Any, ...]:
    return (
        (model.student,),
        (model.page, JournalPage.group),
        (model.page, JournalPage.curriculum_item, CurriculumItem.subject),
    )


class OfPeriods:
    """Mixed into the lists of term and final marks: read here, set on the page of the journal."""

    category_words = JOURNAL
    labels: ClassVar[Mapping[str, str]] = {"student.full_name": N_("Student")}
    search_keys = (Student.search_key, Group.search_key, Subject.search_key)
    order = (Group.search_key, Subject.search_key, Student.sort_key)

    def name_of(self, row: TermMark | FinalMark) -> str:
        return f"{row.student.full_name}, {row.page}"


def _sortable(model: Any) -> dict[str, tuple[Any, ...]]:
    return {"student.full_name": (Student.sort_key,), "entered_at": (model.entered_at,)}


def _filters(model: Any, *more: PanelFilter) -> tuple[PanelFilter, ...]:
    return (
        RowFilter("group", N_("Group"), LOOKUPS[Group], lambda key: JournalPage.group_id == key),
        *more,
        WordFilter("result", N_("Result"), model.__table__.c.result),
    )


class TermMarksView(OfPeriods, PanelView):
    model = TermMark
    read_permission = READ
    title = N_("Term marks")
    summary = N_("Marks of terms; set on the page of the journal")
    empty_words = N_(
        "There are no term marks yet: teachers set them on the tab of the journal page."
    )
    empty_door = ("panel_journal_pages.index_view", N_("Journal pages"))
    joined = _of_page(TermMark)
    column_list = ("student.full_name", "result", "term", "page", "entered_at")
    phone_columns = ("result", "page")
    sortable = _sortable(TermMark)
    column_filters = _filters(TermMark)

    def __init__(self) -> None:
        self.show = {"term": lambda row: self.extras["terms"].get(row.term_id)}
        super().__init__()

    def gather(self, rows: list[Any]) -> None:
        found = current.session().scalars(
            scope(select(Term), Term, panel_viewer()).where(Term.id.in_({r.term_id for r in rows}))
        )
        self.extras["terms"].update({term.id: term.name for term in found})


class FinalMarksView(OfPeriods, PanelView):
    model = FinalMark
    read_permission = READ
    title = N_("Final marks")
    summary = N_("Year, exam and final marks; set on the page of the journal")
    empty_words = N_(
        "There are no final marks yet: teachers set them on the tab of the journal page."
    )
    empty_door = ("panel_journal_pages.index_view", N_("Journal pages"))
    joined = _of_page(FinalMark)
    column_list = ("student.full_name", "kind", "result", "page", "entered_at")
    phone_columns = ("kind", "result")
    sortable = _sortable(FinalMark)
    column_filters = _filters(FinalMark, WordFilter("kind", N_("Kind"), FinalMark.__table__.c.kind))


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
