"""Guardians, and whose guardian each is (clause 2.1.2, decisions 27 and 28)."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext
from sqlalchemy import exists, select
from sqlalchemy.orm import contains_eager

from sgo import current
from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.models import (
    Account,
    Guardian,
    Guardianship,
    Student,
)
from sgo.panel.kit.base import PanelView
from sgo.panel.kit.filters import WordFilter, YesNoFilter
from sgo.panel.kit.forms import Fieldset, FormSet, PanelForm
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.values import Stated
from sgo.panel.kit.words import PEOPLE
from sgo.panel.people.cards import (
    ACCESS_COLUMN,
    CONTACTS,
    NAMES,
    access_part,
    account_states,
)
from sgo.panel.people.destruction import DESTROY
from sgo.panel.people.extract import EXTRACT, GivesExtract
from sgo.panel.people.papers_parts import papers_parts
from sgo.services.keeping import keep
from sgo.vocabulary import N_
from sgo.wording import label


class GuardiansView(GivesExtract, PanelView):
    model = Guardian
    acts = (EXTRACT, DESTROY)
    read_permission = Permission.PEOPLE_READ
    category_words = PEOPLE
    title = N_("Guardians")
    summary = N_("Parents and other lawful guardians, and how to reach them")
    add_words = N_("Add a guardian")
    empty_words = N_("There are no guardians here yet. Add one with the student they answer for.")
    column_list = ("full_name", "students", "phone", "email", "access")
    column_permissions = ACCESS_COLUMN
    labels = {"access": N_("Access")}
    phone_columns = ("students",)
    search_keys = (Guardian.search_key,)
    search_texts = (Guardian.phone, Guardian.email)
    sortable = {"full_name": (Guardian.sort_key,)}
    order = (Guardian.sort_key,)
    column_filters = (
        YesNoFilter(
            "access",
            N_("Has an account"),
            lambda yes: exists().where(Account.guardian_id == Guardian.id) == yes,
        ),
    )
    presets = ((N_("All"), {}), (N_("Without access"), {"access": "no"}))
    form_arguments = CONTACTS
    create_sets = (
        FormSet(
            Permission.CONTACTS_KEEP,
            (
                NAMES,
                Fieldset(N_("Contacts"), {"phone": 2, "email": 4}),
                Fieldset(N_("Whose guardian"), {"student_id": 4, "relation": 2}),
            ),
            of={"student_id": Guardianship, "relation": Guardianship},
        ),
    )
    edit_sets = (
        FormSet(
            Permission.CONTACTS_KEEP,
            (NAMES, Fieldset(N_("Contacts"), {"phone": 2, "email": 4})),
        ),
    )
    delete_permission = Permission.STUDENTS_KEEP

    def __init__(self) -> None:
        self.show = {
            "students": lambda row: self.extras["students"].get(row.id, []),
            "access": lambda row: (
                self.extras["access"].get(row.id) or Stated("missing", gettext("not issued"))
            ),
        }
        super().__init__()

    def gather(self, rows: list[Any]) -> None:
        self.extras["access"].update(account_states(rows, Account.guardian_id))
        students = current.session().execute(
            scope(select(Guardianship.guardian_id, Student), Guardianship, panel_viewer())
            .join(Student, Student.id == Guardianship.student_id)
            .where(Guardianship.guardian_id.in_([row.id for row in rows]))
            .order_by(Student.sort_key)
        )
        for key, student in students:
            self.extras["students"].setdefault(key, []).append(student.short_name)

    def start_values(self) -> dict[str, Any]:
        key = request.args.get("student_id", "")
        return {"student_id": int(key)} if key.isascii() and key.isdigit() else {}

    def create_row(self, form: PanelForm, permission: Permission) -> Guardian:
        """The card and the link stand together: a guardian of nobody is nobody's to see."""
        values = form.values
        guardian = Guardian()
        tie = Guardianship(
            guardian=guardian,
            student_id=values.pop("student_id"),
            relation=values.pop("relation"),
        )
        keep(
            current.session(),
            panel_viewer(),
            permission,
            guardian,
            values,
            current.now(),
            theirs=self.writable(),
            together=(tie,),
        )
        return guardian

    def asides(self, row: Guardian) -> list[dict[str, Any]]:
        ties = current.session().scalars(
            scope(select(Guardianship), Guardianship, panel_viewer())
            .join(Guardianship.student)
            .options(contains_eager(Guardianship.student))
            .where(Guardianship.guardian_id == row.id)
            .order_by(Student.sort_key)
        )
        return [
            *papers_parts(self, "guardian_id", row.id, Guardianship.guardian_id == row.id),
            *access_part(self, row, "guardian_id"),
            self.part(
                gettext("Students"),
                [
                    (
                        tie.student.full_name,
                        label(tie.relation),
                        self.link(Guardianship, "details_view", id=tie.id),
                    )
                    for tie in ties
                ],
                gettext("Linked to no student."),
                add=gettext("Link to a student"),
                add_url=self.link(Guardianship, "create_view", guardian_id=row.id),
            ),
        ]


class GuardianshipsView(PanelView):
    model = Guardianship
    read_permission = Permission.PEOPLE_READ
    category_words = PEOPLE
    title = N_("Students and guardians")
    summary = N_("Who answers for whom, and the consent of students of age")
    add_words = N_("Link a guardian to a student")
    empty_words = N_("No guardian is linked to a student yet.")
    joined = ((Guardianship.student,), (Guardianship.guardian,))
    column_list = ("student.full_name", "guardian.full_name", "relation", "adult_consent_on")
    labels = {"student.full_name": N_("Student"), "guardian.full_name": N_("Guardian")}
    phone_columns = ("guardian.full_name",)
    search_keys = (Student.search_key, Guardian.search_key)
    sortable = {
        "student.full_name": (Student.sort_key,),
        "guardian.full_name": (Guardian.sort_key,),
        "adult_consent_on": (Guardianship.adult_consent_on,),
    }
    order = (Student.sort_key, Guardian.sort_key)
    column_filters = (WordFilter("relation", N_("Relation"), Guardianship.__table__.c.relation),)
    help_words = {
        "adult_consent_on": N_(
            "From 18 years on a guardian reads only from the day of this consent"
        )
    }
    create_sets = (
        FormSet(
            Permission.CONTACTS_KEEP,
            (
                Fieldset(N_("Who answers for whom"), {"guardian_id": 3, "student_id": 3}),
                Fieldset(N_("Relation"), {"relation": 3, "adult_consent_on": 3}),
            ),
        ),
    )
    edit_sets = (
        FormSet(
            Permission.CONTACTS_KEEP,
            (Fieldset(N_("Relation"), {"relation": 3, "adult_consent_on": 3}),),
        ),
    )
    delete_permission = Permission.CONTACTS_KEEP

    def start_values(self) -> dict[str, Any]:
        key = request.args.get("guardian_id", "")
        return {"guardian_id": int(key)} if key.isascii() and key.isdigit() else {}
