"""Cards of students; groups come from the movement book alone (clause 2.1.2, decision 28)."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import contains_eager

from sgo import current
from sgo.access.permissions import Permission
from sgo.access.scopes import in_care, lasts, scope
from sgo.models import (
    Account,
    Group,
    Guardian,
    Guardianship,
    Membership,
    MovementOrder,
    Student,
)
from sgo.panel.kit.base import PanelView
from sgo.panel.kit.bulk import BulkAct, columns_form
from sgo.panel.kit.filters import NumberFilter, RowFilter, WordFilter, YesNoFilter
from sgo.panel.kit.forms import Fieldset, FormSet
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.lookups import LOOKUPS
from sgo.panel.kit.values import Stated
from sgo.panel.kit.words import PEOPLE
from sgo.panel.movement.words import timeline
from sgo.panel.people.cards import (
    ACCESS_COLUMN,
    CONTACTS,
    NAMES,
    SNILS,
    SNILS_HELP,
    access_part,
    account_states,
    snils_shown,
)
from sgo.panel.people.destruction import DESTROY
from sgo.panel.people.extract import EXTRACT, GivesExtract
from sgo.panel.people.papers_parts import documents_part, needs_part, papers_parts
from sgo.panel.people.results_part import results_part
from sgo.rules import identity
from sgo.rules.age import ADULT_AGE, born_by, is_adult, years_old
from sgo.services import list_deeds
from sgo.validators import BirthDate
from sgo.vocabulary import N_
from sgo.wording import day, label, phone


def _no_guardian(row: Student) -> Stated | str:
    """Decision 27: an adult has none, and nothing is missing."""
    if is_adult(row.birth_date, current.today()):
        return str(gettext("of age"))
    return Stated("missing", gettext("not given"))


class StudentsView(GivesExtract, PanelView):
    model = Student
    acts = (EXTRACT, DESTROY)
    read_permission = Permission.PEOPLE_READ
    category_words = PEOPLE
    title = N_("Students")
    summary = N_("Cards of students; groups change by the movement book")
    add_words = N_("Add a student")
    empty_words = N_(
        "There are no students yet. Add a card, then enrol the student by the movement book."
    )
    column_list = ("full_name", "birth_date", "groups", "funding", "guardians", "access")
    detail_columns = (
        "full_name",
        "birth_date",
        "age",
        "sex",
        "snils",
        "groups",
        "funding",
        "address",
        "phone",
        "email",
        "access",
    )
    column_permissions = ACCESS_COLUMN
    labels = {"access": N_("Access"), "groups": N_("Group")}
    phone_columns = ("groups",)
    search_keys = (Student.search_key,)
    search_texts = (Student.phone,)
    sortable = {"full_name": (Student.sort_key,), "birth_date": (Student.birth_date,)}
    order = (Student.sort_key,)
    column_filters = (
        RowFilter(
            "group",
            N_("Group"),
            LOOKUPS[Group],
            lambda key: Student.id.in_(
                select(Membership.student_id).where(
                    Membership.group_id == key,
                    lasts(Membership.starts_on, Membership.ends_on, current.today()),
                )
            ),
        ),
        YesNoFilter(
            "adult",
            N_("Of age"),
            lambda yes: (Student.birth_date <= born_by(ADULT_AGE, current.today())) == yes,
        ),
        NumberFilter(
            "age_from",
            N_("Age from, full years"),
            lambda age: Student.birth_date <= born_by(age, current.today()),
        ),
        NumberFilter(
            "age_to",
            N_("Age to, full years"),
            lambda age: Student.birth_date > born_by(age + 1, current.today()),
        ),
        WordFilter("funding", N_("Basis of study"), Student.__table__.c.funding),
        YesNoFilter(
            "studies",
            N_("Studies now"),
            lambda yes: (
                exists().where(
                    Membership.student_id == Student.id,
                    lasts(Membership.starts_on, Membership.ends_on, current.today()),
                )
                == yes
            ),
        ),
        YesNoFilter(
            "access",
            N_("Has an account"),
            lambda yes: exists().where(Account.student_id == Student.id) == yes,
        ),
        YesNoFilter(
            "guardians",
            N_("Has a guardian"),
            lambda yes: exists().where(Guardianship.student_id == Student.id) == yes,
        ),
    )
    presets = (
        (N_("All"), {}),
        (N_("Study now"), {"studies": "yes"}),
        (N_("Without access"), {"access": "no"}),
        (N_("Without guardians"), {"guardians": "no"}),
    )
    form_arguments = {
        **CONTACTS,
        "snils": SNILS,
        "birth_date": {"validators": (BirthDate(identity.PersonKind.STUDENT, current.today),)},
    }
    help_words = {"snils": SNILS_HELP}
    create_sets = (
        FormSet(
            Permission.STUDENTS_KEEP,
            (
                NAMES,
                Fieldset(N_("Birth and documents"), {"birth_date": 2, "sex": 2, "snils": 2}),
                Fieldset(N_("Contacts"), {"phone": 2, "email": 4, "address": 6}),
                Fieldset(N_("Study"), {"funding": 2}),
            ),
        ),
    )
    edit_sets = (
        *create_sets,
        # Decision 28: a curator keeps contacts; name, birth date and SNILS are not theirs.
        FormSet(
            Permission.CONTACTS_KEEP,
            (Fieldset(N_("Contacts"), {"phone": 2, "email": 4, "address": 6}),),
        ),
    )
    delete_permission = Permission.STUDENTS_KEEP
    bulk_acts = (
        BulkAct(
            "funding",
            N_("Change the basis of study"),
            list_deeds.FUNDING,
            columns_form(list_deeds.FUNDING, N_("Study"), "funding"),
            picture="edit",
        ),
    )

    def __init__(self) -> None:
        self.show = {
            "snils": snils_shown,
            "age": lambda row: years_old(row.birth_date, current.today()),
            "groups": lambda row: self.extras["groups"].get(row.id, []),
            "guardians": lambda row: self.extras["guardians"].get(row.id) or _no_guardian(row),
            "access": lambda row: (
                self.extras["access"].get(row.id) or Stated("missing", gettext("not issued"))
            ),
        }
        super().__init__()

    def writable(self) -> ColumnElement[bool]:
        return in_care(panel_viewer())

    def may_edit(self, row: Student) -> bool:
        """Decided for the whole page at once: a curator's students are few."""
        if self.may(Permission.STUDENTS_KEEP):
            return True
        return row.id in self.extras["in_care"]

    def gather(self, rows: list[Any]) -> None:
        session, viewer = current.session(), panel_viewer()
        keys = [row.id for row in rows]
        self.extras["access"].update(account_states(rows, Account.student_id))
        groups = session.execute(
            scope(select(Membership.student_id, Group.name), Membership, viewer)
            .join(Group, Group.id == Membership.group_id)
            .where(
                Membership.student_id.in_(keys),
                lasts(Membership.starts_on, Membership.ends_on, current.today()),
            )
            .order_by(Group.search_key)
        )
        for key, name in groups:
            self.extras["groups"].setdefault(key, []).append(name)
        guardians = session.execute(
            scope(select(Guardianship.student_id, Guardian), Guardianship, viewer)
            .join(Guardian, Guardian.id == Guardianship.guardian_id)
            .where(Guardianship.student_id.in_(keys))
            .order_by(Guardian.sort_key)
        )
        for key, guardian in guardians:
            self.extras["guardians"].setdefault(key, []).append(guardian.short_name)
        if not self.may(Permission.STUDENTS_KEEP) and self.may(Permission.CONTACTS_KEEP):
            cared = session.scalars(select(Student.id).where(Student.id.in_(keys), self.writable()))
            self.extras["in_care"].update(dict.fromkeys(cared, True))

    def lead(self, row: Student) -> str:
        names = self.extras["groups"].get(row.id, [])
        return ", ".join([*names, day(row.birth_date)])

    def asides(self, row: Student) -> list[dict[str, Any]]:
        parts = [self._guardians(row), self._movement(row)]
        if self.may(Permission.MOVEMENT_READ):
            parts.append(timeline(self, row))
        return [
            *parts,
            *results_part(self, row),
            *documents_part(self, row.id),
            *needs_part(self, row.id),
            *papers_parts(self, "student_id", row.id, Guardianship.student_id == row.id),
            *access_part(self, row, "student_id"),
        ]

    def _guardians(self, row: Student) -> dict[str, Any]:
        links = current.session().scalars(
            scope(select(Guardianship), Guardianship, panel_viewer())
            .join(Guardianship.guardian)
            .options(contains_eager(Guardianship.guardian))
            .where(Guardianship.student_id == row.id)
            .order_by(Guardian.sort_key)
        )
        return self.part(
            gettext("Guardians"),
            [
                (
                    link.guardian.full_name,
                    ", ".join(
                        part
                        for part in (
                            label(link.relation),
                            link.guardian.phone and phone(link.guardian.phone),
                        )
                        if part
                    ),
                    self.link(Guardian, "details_view", id=link.guardian_id),
                )
                for link in links
            ],
            gettext("No guardians are given: nobody but the student reads the diary."),
            add=gettext("Add a guardian"),
            add_url=self.link(Guardian, "create_view", student_id=row.id)
            if self.may_edit(row)
            else None,
        )

    def _movement(self, row: Student) -> dict[str, Any]:
        rows = current.session().scalars(
            scope(select(Membership), Membership, panel_viewer())
            .join(Membership.group)
            .options(contains_eager(Membership.group))
            .where(Membership.student_id == row.id)
            .order_by(Membership.starts_on.desc())
        )
        return self.part(
            gettext("Groups"),
            [
                (
                    one.group.name,
                    gettext("from %(start)s", start=day(one.starts_on))
                    if one.ends_on is None
                    else gettext(
                        "from %(start)s to %(end)s", start=day(one.starts_on), end=day(one.ends_on)
                    ),
                    None,
                )
                for one in rows
            ],
            gettext("The student is in no group: an enrolment goes through the movement book."),
            add=gettext("Order of the movement book"),
            add_url=self.link(MovementOrder, "create_view", student_id=row.id),
        )
