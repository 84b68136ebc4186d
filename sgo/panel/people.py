"""Cards of people: staff, students, guardians, and whose guardian each is (clause 2.1.2)."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext
from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import contains_eager
from wtforms import StringField

from sgo import current
from sgo.access.permissions import Permission
from sgo.access.scopes import in_care, lasts, scope
from sgo.models import (
    Account,
    Group,
    Guardian,
    Guardianship,
    Membership,
    MovementRecord,
    Staff,
    Student,
)
from sgo.panel.base import PanelView
from sgo.panel.filters import RowFilter, WordFilter, YesNoFilter
from sgo.panel.forms import Fieldset, FormSet, PanelForm
from sgo.panel.lookups import LOOKUPS
from sgo.panel.values import Stated
from sgo.panel.words import PEOPLE
from sgo.rules import identity
from sgo.services.keeping import keep
from sgo.validators import BirthDate, DatesInOrder, Email, Phone, Snils
from sgo.vocabulary import N_
from sgo.wording import day, label

CONTACTS = {
    "phone": {"validators": (Phone(),)},
    "email": {"validators": (Email(),)},
}
NAMES = Fieldset(N_("Name"), {"surname": 2, "given_name": 2, "patronymic": 2})


class SnilsField(StringField):
    """Kept as eleven digits, shown as people write it."""

    def _value(self) -> str:
        text = str(super()._value())
        formed = identity.snils(text)
        return formed if isinstance(formed, str) else text


def snils_shown(row: Any) -> str | None:
    """A stored SNILS as people write it."""
    formed = identity.snils(row.snils) if row.snils else None
    return formed if isinstance(formed, str) else row.snils


SNILS = {"kind": SnilsField, "validators": (Snils(),)}
SNILS_HELP = N_("Eleven digits, such as 112-233-445 95; the last two are checked")


def account_states(rows: list[Any], key: Any) -> dict[int, Stated]:
    """Whether each person was issued an account, and has used it."""
    statement = scope(
        select(key, Account.last_signed_in_at, Account.closed_at), Account, current.viewer()
    ).where(key.in_([row.id for row in rows]))
    states: dict[int, Stated] = {}
    for person, signed_in_at, closed_at in current.session().execute(statement):
        if closed_at is not None:
            states[person] = Stated("locked", gettext("closed"))
        elif signed_in_at is not None:
            states[person] = Stated("done", gettext("in use"))
        else:
            states[person] = Stated("waiting", gettext("issued, not used"))
    return states


class StaffView(PanelView):
    model = Staff
    read_permission = Permission.PEOPLE_READ
    category_words = PEOPLE
    title = N_("Staff")
    summary = N_("Cards of teachers and administration")
    add_words = N_("Add a card of staff")
    empty_words = N_(
        "There are no cards of staff: without them nobody teaches and nobody signs in."
    )
    column_list = ("full_name", "position", "category", "phone", "access")
    detail_columns = (
        "full_name",
        "position",
        "education",
        "category",
        "birth_date",
        "snils",
        "phone",
        "email",
        "employed_on",
        "dismissed_on",
        "access",
    )
    labels = {"access": N_("Access")}
    show = {"snils": snils_shown}
    phone_columns = ("position",)
    search_keys = (Staff.search_key,)
    search_texts = (Staff.position, Staff.phone)
    sortable = {"full_name": (Staff.sort_key,), "position": (Staff.position, Staff.sort_key)}
    order = (Staff.sort_key,)
    column_filters = (
        YesNoFilter("working", N_("Works now"), lambda yes: Staff.dismissed_on.is_(None) == yes),
        YesNoFilter(
            "access",
            N_("Has an account"),
            lambda yes: exists().where(Account.staff_id == Staff.id) == yes,
        ),
    )
    presets = ((N_("All"), {}), (N_("Without access"), {"access": "no"}))
    form_arguments = {
        **CONTACTS,
        "snils": SNILS,
        "birth_date": {"validators": (BirthDate(identity.PersonKind.STAFF, current.today),)},
        "dismissed_on": {"validators": (DatesInOrder("employed_on"),)},
    }
    help_words = {"snils": SNILS_HELP}
    create_sets = edit_sets = (
        FormSet(
            Permission.STAFF_KEEP,
            (
                NAMES,
                Fieldset(
                    N_("Work"),
                    {
                        "position": 2,
                        "education": 2,
                        "category": 2,
                        "employed_on": 2,
                        "dismissed_on": 2,
                    },
                ),
                Fieldset(N_("Birth and documents"), {"birth_date": 2, "snils": 2}),
                Fieldset(N_("Contacts"), {"phone": 2, "email": 4}),
            ),
        ),
    )
    delete_permission = Permission.STAFF_KEEP

    def __init__(self) -> None:
        self.show = {**type(self).show, "access": self._access}
        super().__init__()

    def gather(self, rows: list[Any]) -> None:
        self.extras["access"].update(account_states(rows, Account.staff_id))

    def _access(self, row: Staff) -> Any:
        return self.extras["access"].get(row.id) or Stated("missing", gettext("not issued"))


class StudentsView(PanelView):
    model = Student
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
        "sex",
        "snils",
        "groups",
        "funding",
        "address",
        "phone",
        "email",
        "access",
    )
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

    def __init__(self) -> None:
        self.show = {
            "snils": snils_shown,
            "groups": lambda row: self.extras["groups"].get(row.id, []),
            "guardians": lambda row: (
                self.extras["guardians"].get(row.id) or Stated("missing", gettext("not given"))
            ),
            "access": lambda row: (
                self.extras["access"].get(row.id) or Stated("missing", gettext("not issued"))
            ),
        }
        super().__init__()

    def writable(self) -> ColumnElement[bool]:
        return in_care(current.viewer())

    def may_edit(self, row: Student) -> bool:
        """Decided for the whole page at once: a curator's students are few."""
        if self.may(Permission.STUDENTS_KEEP):
            return True
        return row.id in self.extras["in_care"]

    def gather(self, rows: list[Any]) -> None:
        session, viewer = current.session(), current.viewer()
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
        return [self._guardians(row), self._movement(row)]

    def _guardians(self, row: Student) -> dict[str, Any]:
        links = current.session().scalars(
            scope(select(Guardianship), Guardianship, current.viewer())
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
                    ", ".join(part for part in (label(link.relation), link.guardian.phone) if part),
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
            scope(select(Membership), Membership, current.viewer())
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
            add=gettext("Record in the movement book"),
            add_url=self.link(MovementRecord, "create_view", student_id=row.id),
        )


class GuardiansView(PanelView):
    model = Guardian
    read_permission = Permission.PEOPLE_READ
    category_words = PEOPLE
    title = N_("Guardians")
    summary = N_("Parents and other lawful guardians, and how to reach them")
    add_words = N_("Add a guardian")
    empty_words = N_("There are no guardians here yet. Add one with the student they answer for.")
    column_list = ("full_name", "students", "phone", "email", "access")
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
            scope(select(Guardianship.guardian_id, Student), Guardianship, current.viewer())
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
            current.viewer(),
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
            scope(select(Guardianship), Guardianship, current.viewer())
            .join(Guardianship.student)
            .options(contains_eager(Guardianship.student))
            .where(Guardianship.guardian_id == row.id)
            .order_by(Student.sort_key)
        )
        return [
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
            )
        ]


class GuardianshipsView(PanelView):
    model = Guardianship
    read_permission = Permission.PEOPLE_READ
    category_words = PEOPLE
    title = N_("Guardians of students")
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
