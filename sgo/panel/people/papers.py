"""What is kept with the cards of people: courses, documents, consents and special needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request
from sqlalchemy import ColumnElement, exists

from sgo import current
from sgo.access.permissions import Permission
from sgo.models import (
    Consent,
    Guardian,
    Staff,
    StaffCourse,
    Student,
    StudentDocument,
    StudentNeed,
)
from sgo.panel.kit.base import PanelView
from sgo.panel.kit.filters import WordFilter, YesNoFilter
from sgo.panel.kit.forms import Fieldset, FormSet
from sgo.panel.kit.words import PAPERS
from sgo.panel.people.papers_parts import consent_state
from sgo.rules.papers import course_counts_from
from sgo.services.people.papers_checks import counts_on
from sgo.validators import DatesInOrder
from sgo.vocabulary import N_, ConsentKind

WHOSE = Fieldset(N_("Whose: one of the three"), {"student_id": 2, "guardian_id": 2, "staff_id": 2})
CARDS = {"student_id": Student, "guardian_id": Guardian, "staff_id": Staff}
WHOSE_LABELS = {
    "student_id": N_("Student"),
    "guardian_id": N_("Guardian"),
    "staff_id": N_("Member of staff"),
}


def whose_asked() -> dict[str, Any]:
    """The card from which the form was opened."""
    asked = {name: request.args.get(name, "") for name in WHOSE_LABELS}
    return {
        name: int(key)
        for name, key in asked.items()
        if key.isascii() and key.isdigit() and len(key) < 10
    }


class FromACard:
    """Mixed into a view whose form is opened from the card of a person, and leads back to it."""

    link: Callable[..., str | None]

    def after_saving(self, done: Any) -> str:
        """The card, which shows what was added."""
        for name, model in CARDS.items():
            key = getattr(done, name, None)
            if key is not None and (card := self.link(model, "details_view", id=key)):
                return card
        return str(super().after_saving(done))  # type: ignore[misc]

    def start_values(self) -> dict[str, Any]:
        return whose_asked()


class CoursesView(FromACard, PanelView):
    model = StaffCourse
    read_permission = Permission.PEOPLE_READ
    category_words = PAPERS
    title = N_("Courses of staff")
    summary = N_("Which courses the staff finished, how long ago, and who is due")
    add_words = N_("Add a course")
    empty_words = N_("No course is noted yet: add one from the card of a member of staff.")
    joined = ((StaffCourse.staff,),)
    column_list = ("staff.full_name", "name", "hours", "finished_on", "document")
    labels = {"staff.full_name": N_("Member of staff"), "staff_id": N_("Member of staff")}
    phone_columns = ("name",)
    search_keys = (Staff.search_key,)
    search_texts = (StaffCourse.name,)
    sortable = {
        "staff.full_name": (Staff.sort_key,),
        "finished_on": (StaffCourse.finished_on,),
        "hours": (StaffCourse.hours,),
    }
    order = (StaffCourse.finished_on.desc(), Staff.sort_key)
    column_filters = (
        YesNoFilter(
            "counts",
            N_("Counts still"),
            lambda yes: (StaffCourse.finished_on >= course_counts_from(current.today())) == yes,
        ),
    )
    create_sets = edit_sets = (
        FormSet(
            Permission.STAFF_KEEP,
            (
                Fieldset(
                    N_("Course"),
                    {"staff_id": 3, "name": 3, "hours": 2, "finished_on": 2, "document": 2},
                ),
            ),
        ),
    )
    delete_permission = Permission.STAFF_KEEP


class DocumentsView(FromACard, PanelView):
    model = StudentDocument
    read_permission = Permission.PAPERS_READ
    category_words = PAPERS
    title = N_("Documents of students")
    summary = N_("Passports and birth certificates; the history of changes tells no number")
    add_words = N_("Add a document")
    empty_words = N_("No document is noted yet: add one from the card of a student.")
    joined = ((StudentDocument.student,),)
    column_list = ("student.full_name", "kind", "series", "number", "issued_by", "issued_on")
    labels = {"student.full_name": N_("Student")}
    phone_columns = ("kind",)
    search_keys = (Student.search_key,)
    search_texts = (StudentDocument.number,)
    sortable = {
        "student.full_name": (Student.sort_key,),
        "issued_on": (StudentDocument.issued_on,),
    }
    order = (Student.sort_key,)
    column_filters = (WordFilter("kind", N_("Kind"), StudentDocument.__table__.c.kind),)
    create_sets = edit_sets = (
        FormSet(
            Permission.PAPERS_KEEP,
            (
                Fieldset(
                    N_("Document"),
                    {
                        "student_id": 3,
                        "kind": 3,
                        "series": 2,
                        "number": 2,
                        "issued_on": 2,
                        "issued_by": 6,
                    },
                ),
            ),
        ),
    )
    delete_permission = Permission.PAPERS_KEEP


class ConsentsView(FromACard, PanelView):
    model = Consent
    read_permission = Permission.PAPERS_READ
    category_words = PAPERS
    title = N_("Consents")
    summary = N_("Who agreed to what, from when to when; the access of guardians after 18 is apart")
    add_words = N_("Record a consent")
    empty_words = N_("No consent is recorded yet: record one from the card of a person.")
    joined = ((Consent.student,), (Consent.guardian,), (Consent.staff,))
    column_list = ("person", "kind", "given_on", "valid_to", "withdrawn_on", "state")
    detail_columns = (*column_list, "document")
    labels = WHOSE_LABELS
    phone_columns = ("kind", "state")
    search_keys = (Student.search_key, Guardian.search_key, Staff.search_key)
    sortable = {"given_on": (Consent.given_on,), "withdrawn_on": (Consent.withdrawn_on,)}
    order = (Consent.given_on.desc(),)
    column_filters = (
        WordFilter("kind", N_("Kind"), Consent.__table__.c.kind),
        YesNoFilter("counts", N_("Counts now"), lambda yes: counts_on(current.today()) == yes),
    )
    presets = (
        (N_("All"), {}),
        (N_("Count now"), {"counts": "yes"}),
        (N_("Ended"), {"counts": "no"}),
    )
    form_arguments = {
        "valid_to": {"validators": (DatesInOrder("given_on"),)},
        "withdrawn_on": {"validators": (DatesInOrder("given_on"),)},
    }
    create_sets = (
        FormSet(
            Permission.PAPERS_KEEP,
            (
                WHOSE,
                Fieldset(
                    N_("Consent"),
                    {"kind": 3, "document": 3, "given_on": 2, "valid_to": 2, "withdrawn_on": 2},
                ),
            ),
        ),
    )
    edit_sets = (
        FormSet(
            Permission.PAPERS_KEEP,
            (
                Fieldset(
                    N_("Consent"), {"document": 6, "given_on": 2, "valid_to": 2, "withdrawn_on": 2}
                ),
            ),
        ),
    )
    delete_permission = Permission.PAPERS_KEEP

    def __init__(self) -> None:
        self.show = {"person": lambda row: str(row.person), "state": consent_state}
        super().__init__()


def _with_consent(yes: bool) -> ColumnElement[bool]:
    holds = exists().where(
        Consent.student_id == StudentNeed.student_id,
        Consent.kind == ConsentKind.SPECIAL_NEEDS,
        counts_on(current.today()),
    )
    return holds == yes


class NeedsView(FromACard, PanelView):
    model = StudentNeed
    read_permission = Permission.NEEDS_KEEP
    category_words = PAPERS
    title = N_("Special needs of students")
    summary = N_("Kept by consent alone, and seen by nobody else; the history tells neither")
    add_words = N_("Add a special need")
    empty_words = N_("No special need is kept. It takes a consent that is recorded before.")
    joined = ((StudentNeed.student,),)
    column_list = ("student.full_name", "kind", "basis", "valid_to")
    labels = {"student.full_name": N_("Student")}
    phone_columns = ("kind",)
    search_keys = (Student.search_key,)
    sortable = {"student.full_name": (Student.sort_key,), "valid_to": (StudentNeed.valid_to,)}
    order = (Student.sort_key,)
    column_filters = (
        WordFilter("kind", N_("Kind"), StudentNeed.__table__.c.kind),
        YesNoFilter("consent", N_("Consent counts now"), _with_consent),
    )
    presets = ((N_("All"), {}), (N_("Consent ended: to be deleted"), {"consent": "no"}))
    create_sets = (
        FormSet(
            Permission.NEEDS_KEEP,
            (
                Fieldset(
                    N_("Special need"), {"student_id": 3, "kind": 3, "basis": 4, "valid_to": 2}
                ),
            ),
        ),
    )
    edit_sets = (
        FormSet(
            Permission.NEEDS_KEEP,
            (Fieldset(N_("Special need"), {"kind": 3, "basis": 3, "valid_to": 2}),),
        ),
    )
    delete_permission = Permission.NEEDS_KEEP
