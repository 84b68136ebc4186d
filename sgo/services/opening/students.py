"""The list of students with up to two guardians; their enrolments wait in one order of the movement
book until the coordinator confirms it (decision 25)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from sgo.models import (
    Group,
    Guardian,
    Guardianship,
    Membership,
    MovementOrder,
    MovementRecord,
    Student,
)
from sgo.names import search_key
from sgo.rules import identity
from sgo.rules.identity import PersonKind
from sgo.rules.movement import GroupDates, MembershipSpan, check_enrolment
from sgo.services.opening.cells import FullName, Row
from sgo.services.opening.headings import GUARDIANS, Table
from sgo.services.opening.register import Register
from sgo.services.opening.staff import snils_digits
from sgo.verdicts import refused
from sgo.vocabulary import Funding, MovementKind, MovementState, Relation, Sex

ORDER_NUMBER = "импорт"
"""The order of an enrolment that came in with the opening import."""

_SEXES = {"муж": Sex.MALE, "жен": Sex.FEMALE, "м": Sex.MALE, "ж": Sex.FEMALE, "дев": Sex.FEMALE}
_FUNDING = {
    "бюджет": Funding.BUDGET,
    "муниципальн": Funding.BUDGET,
    "договор": Funding.CONTRACT,
    "внебюджет": Funding.CONTRACT,
    "платн": Funding.CONTRACT,
}
_RELATIONS = {
    "мать": Relation.MOTHER,
    "мама": Relation.MOTHER,
    "отец": Relation.FATHER,
    "папа": Relation.FATHER,
    "бабушк": Relation.GRANDMOTHER,
    "дедушк": Relation.GRANDFATHER,
    "опекун": Relation.LEGAL_GUARDIAN,
    "попечител": Relation.LEGAL_GUARDIAN,
    "законн": Relation.LEGAL_GUARDIAN,
    "друг": Relation.OTHER,
    "ин": Relation.OTHER,
}

Person = tuple[str, date]


@dataclass(frozen=True, slots=True)
class _Guardian:
    """A guardian as the row has them."""

    name: FullName
    relation: Relation
    phone: str | None
    email: str | None

    @property
    def key(self) -> tuple[str, str] | None:
        """By what the same guardian of another child is known: the name with phone or e-mail."""
        contact = self.phone or self.email
        return (self.name.key, contact) if contact else None


@dataclass
class _Known:
    """Whom the list may meet again."""

    students: dict[Person, Student] = field(default_factory=dict)
    by_snils: dict[str, Student] = field(default_factory=dict)
    guardians: dict[tuple[str, str], Guardian] = field(default_factory=dict)
    kin: set[tuple[Guardian, Student]] = field(default_factory=set)
    """Guardians and children that belong together already."""
    history: dict[Person, list[MembershipSpan]] = field(default_factory=dict)


def load_students(table: Table, register: Register) -> None:
    """Cards, guardians, and an enrolment for every row; a repeated row is refused by name."""
    rows = list(table.rows())
    known = _known(register)
    first_row: dict[tuple[Person, int], int] = {}
    for row in rows:
        read = _student(row, register, known)
        if read is None:
            continue
        student, group = read
        person = (search_key(student.full_name), student.birth_date)
        if (person, group.id) in first_row:
            row.refuse("name", refused("repeats_row", row=first_row[person, group.id]))
            continue
        first_row[person, group.id] = row.number
        guardians = [_guardian(row, number) for number in GUARDIANS]
        spans = known.history.setdefault(person, [])
        is_member = any(span.group_id == group.id and span.ends_on is None for span in spans)
        if row.accepted and not is_member:
            _check(row, group, spans)
        if not row.accepted:
            continue
        student = _stored(register, known, person, student)
        for guardian in guardians:
            if guardian is not None:
                _tie(register, known, student, guardian)
        if is_member:
            register.report.known["memberships"] += 1
            continue
        _enrol(register, student, group)
        spans.append(MembershipSpan(group.id, group.programme_id, group.starts_on))
    register.take(rows)
    register.session.flush()


def _known(register: Register) -> _Known:
    known = _Known()
    session = register.session
    by_id: dict[int, Person] = {}
    for student in session.scalars(select(Student)):
        person = by_id[student.id] = (student.search_key, student.birth_date)
        known.students[person] = student
        if student.snils:
            known.by_snils[student.snils] = student
    for tie in session.scalars(
        select(Guardianship).options(
            joinedload(Guardianship.guardian), joinedload(Guardianship.student)
        )
    ):
        known.kin.add((tie.guardian, tie.student))
    for guardian in session.scalars(select(Guardian)):
        for contact in (guardian.phone, guardian.email):
            if contact:
                known.guardians.setdefault((guardian.search_key, contact), guardian)
    of_year = {group.id for group in register.groups.values()}
    for member, programme_id, ends_on in session.execute(
        select(Membership, Group.programme_id, Group.ends_on).join(
            Group, Group.id == Membership.group_id
        )
    ):
        # Who was never withdrawn left with the end of the course, unless it is this year's group.
        is_of_year = member.group_id in of_year
        known.history.setdefault(by_id[member.student_id], []).append(
            MembershipSpan(
                member.group_id,
                programme_id,
                member.starts_on,
                member.ends_on or (None if is_of_year else ends_on),
            )
        )
    waiting = (
        select(MovementRecord, Group.programme_id, Group.ends_on)
        .join(MovementRecord.order)
        .join(Group, Group.id == MovementRecord.group_id)
        .where(
            MovementOrder.kind == MovementKind.ENROLMENT,
            MovementOrder.state != MovementState.CONFIRMED,
        )
    )
    for line, programme_id, ends_on in session.execute(waiting):
        last_day = None if line.group_id in of_year else ends_on
        known.history.setdefault(by_id[line.student_id], []).append(
            MembershipSpan(line.group_id, programme_id, line.effective_on, last_day)
        )
    return known


def _student(row: Row, register: Register, known: _Known) -> tuple[Student, Group] | None:
    name = row.name("name", needed=True)
    birth_date = row.day("birth_date", needed=True)
    sex = row.word("sex", _SEXES, needed=True)
    snils = row.read("snils", snils_digits)
    address = row.text("address", most=250)
    phone, email = row.read("phone", identity.phone), row.read("email", identity.email)
    funding = row.word("funding", _FUNDING) or Funding.BUDGET
    group = row.read("group", register.group, needed=True)
    if birth_date is not None:
        born = identity.birth_date(birth_date, register.today, PersonKind.STUDENT)
        if not born.allowed:
            row.refuse("birth_date", born)
    if name is None or birth_date is None or sex is None or group is None or not row.accepted:
        return None
    owner = known.by_snils.get(snils or "")
    same = owner is not None and known.students.get((name.key, birth_date)) is owner
    if owner is not None and not same:
        row.refuse("snils", refused("snils_of_other", name=owner.full_name))
        return None
    student = Student(
        **name.columns(),
        birth_date=birth_date,
        sex=sex,
        snils=snils,
        address=address,
        phone=phone,
        email=email,
        funding=funding,
    )
    return student, group


def _guardian(row: Row, number: int) -> _Guardian | None:
    prefix = f"guardian{number}"
    if row.text(prefix) is None:
        return None
    name = row.name(prefix)
    relation = row.word(f"{prefix}_relation", _RELATIONS) or Relation.OTHER
    phone = row.read(f"{prefix}_phone", identity.phone)
    email = row.read(f"{prefix}_email", identity.email)
    return None if name is None else _Guardian(name, relation, phone, email)


def _check(row: Row, group: Group, spans: list[MembershipSpan]) -> None:
    dates = GroupDates(group.id, group.programme_id, group.starts_on, group.ends_on)
    verdict = check_enrolment(spans, dates, group.starts_on)
    if not verdict.allowed:
        row.refuse("group", verdict)


def _stored(register: Register, known: _Known, person: Person, student: Student) -> Student:
    """The card that is there already, or this one."""
    stored = known.students.get(person)
    if stored is not None:
        register.report.known["students"] += 1
        return stored
    register.session.add(student)
    known.students[person] = student
    if student.snils:
        known.by_snils[student.snils] = student
    register.report.loaded["students"] += 1
    return student


def _tie(register: Register, known: _Known, student: Student, guardian: _Guardian) -> None:
    card = known.guardians.get(guardian.key) if guardian.key else None
    if card is None:
        card = Guardian(**guardian.name.columns(), phone=guardian.phone, email=guardian.email)
        register.session.add(card)
        if guardian.key:
            known.guardians[guardian.key] = card
        register.report.loaded["guardians"] += 1
    if (card, student) in known.kin:
        return
    known.kin.add((card, student))
    register.session.add(Guardianship(guardian=card, student=student, relation=guardian.relation))


def _enrol(register: Register, student: Student, group: Group) -> None:
    """A line of the order that waits for the coordinator: all enrolments of a load are one order."""
    if register.enrolment is None:
        register.enrolment = MovementOrder(
            kind=MovementKind.ENROLMENT,
            order_number=ORDER_NUMBER,
            order_date=register.today,
            prepared_at=register.now,
        )
        register.session.add(register.enrolment)
    register.enrolment.lines.append(
        MovementRecord(student=student, group=group, effective_on=group.starts_on)
    )
    register.report.loaded["memberships"] += 1
