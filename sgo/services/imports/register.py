"""What an import knows: the stored rows it may meet, found by name, and the count of its doing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from sgo.models import (
    AcademicYear,
    CurriculumItem,
    Group,
    Programme,
    Room,
    Staff,
    Subject,
    TermScheme,
)
from sgo.names import search_key, tidy
from sgo.services.imports.cells import Row
from sgo.services.imports.outcome import Outcome
from sgo.services.imports.values import match_key, straight
from sgo.verdicts import Verdict, refused
from sgo.vocabulary import YearState

_ROOM = re.compile(
    r"(?:каб(?:инет|\.)?|ауд(?:итория|\.)?|комн(?:ата|\.)?|к\.|№|n)*[\s.№]*"
    r"(\d+(?:[\s-]?[а-яa-z])?|\d+[/-]\d+)(?:\.0)?\s*(?:каб(?:инет|\.)?|ауд\.?)?",
    re.IGNORECASE,
)
_WORD = r"[^\W\d_]+(?:-[^\W\d_]+)*"
_INITIALS = (
    re.compile(
        rf"(?P<surname>{_WORD})\s+(?P<first>[^\W\d_])\s*\.?\s*(?:(?P<second>[^\W\d_])\s*\.?)?"
    ),
    re.compile(rf"(?P<first>[^\W\d_])\.\s*(?:(?P<second>[^\W\d_])\.)?\s*(?P<surname>{_WORD})"),
)
# «ИвановаИ.И.»: the first initial begins where a capital follows a small letter.
_GLUED = re.compile(r"(?<=[а-яё])(?=[А-ЯЁ]\.)")


@dataclass
class Register:
    """The stored rows by their names; what the import adds is put in as it comes."""

    session: Session
    now: datetime
    account_id: int | None = None
    outcome: Outcome = field(default_factory=Outcome)
    year: AcademicYear | None = None
    scheme: TermScheme | None = None
    staff: dict[str, list[Staff]] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    programmes: dict[str, Programme] = field(default_factory=dict)
    subjects: dict[str, Subject] = field(default_factory=dict)
    items: dict[tuple[int, str], CurriculumItem] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    teacher_of_item: dict[int, Staff] = field(default_factory=dict)
    """The curriculum's teacher by item, where it names one."""

    @property
    def today(self) -> date:
        return self.now.date()

    def read(self) -> None:
        """Everything that names are looked up in, in a fixed number of queries."""
        for member in self.session.scalars(
            select(Staff).where(or_(Staff.dismissed_on.is_(None), Staff.dismissed_on >= self.today))
        ):
            self.staff.setdefault(member.search_key, []).append(member)
        for room in self.session.scalars(select(Room)):
            self.rooms[match_key(room.name)] = room
        for programme in self.session.scalars(select(Programme)):
            self.programmes[match_key(programme.name)] = programme
        for subject in self.session.scalars(select(Subject)):
            self.subjects[match_key(subject.name)] = subject
        for item in self.session.scalars(
            select(CurriculumItem).options(selectinload(CurriculumItem.subject))
        ):
            self.items[item.programme_id, match_key(item.subject.name)] = item
        self.use_year(
            self.session.scalars(
                select(AcademicYear)
                .where(AcademicYear.state != YearState.CLOSED)
                .order_by(AcademicYear.starts_on.desc())
                .limit(1)
            ).first()
        )

    def use_year(self, year: AcademicYear | None, scheme: TermScheme | None = None) -> None:
        """The year to which groups, students and the timetable of this import belong."""
        self.year, self.scheme = year, scheme
        self.groups = {}
        if year is None:
            return
        self.scheme = (
            scheme
            or self.session.scalars(
                select(TermScheme)
                .where(TermScheme.academic_year_id == year.id)
                .order_by(TermScheme.id)
                .limit(1)
            ).first()
        )
        for group in self.session.scalars(
            select(Group).where(Group.academic_year_id == year.id).order_by(Group.id)
        ):
            self.groups[match_key(group.name)] = group

    # --- looking up -------------------------------------------------------------------------

    def group(self, name: str) -> Group | Verdict:
        return self.groups.get(match_key(name)) or refused("no_such_group", name=name)

    def member(self, text: str) -> Staff | Verdict:
        """A member of staff by full name, or by surname and initials."""
        found = self.members(text)
        if not found:
            return refused("no_such_teacher", name=text)
        if len(found) > 1:
            return refused("teacher_ambiguous", name=text)
        return found[0]

    def members(self, text: str) -> list[Staff]:
        """Everybody who may be meant."""
        name = straight(_GLUED.sub(" ", text))
        return self.staff.get(search_key(name)) or self._by_initials(name)

    def _by_initials(self, name: str) -> list[Staff]:
        key = search_key(name)
        written = next((found for form in _INITIALS if (found := form.fullmatch(key))), None)
        if written is None:
            return []
        return [
            member
            for members in self.staff.values()
            for member in members
            if search_key(member.surname) == written["surname"]
            and search_key(member.given_name)[:1] == written["first"]
            and (
                written["second"] is None
                or search_key(member.patronymic or "")[:1] == written["second"]
            )
        ]

    def known_room(self, text: str) -> tuple[str, Room | None]:
        """How the room is called here, and the room if it is there: «23», «каб.23» and
        «Кабинет 23» are one."""
        number = _ROOM.fullmatch(tidy(text))
        name = f"каб. {number[1].replace(' ', '').lower()}" if number else tidy(text)[:60]
        return name, self.rooms.get(match_key(name))

    def room(self, text: str) -> Room:
        """The room, made when it is new."""
        name, known = self.known_room(text)
        if known is None:
            known = self.rooms[match_key(name)] = Room(name=name)
            self.session.add(known)
            self.outcome.loaded["rooms"] += 1
        return known

    def take(self, rows: Iterable[Row]) -> None:
        """Keep what became of rows that were read."""
        self.outcome.take(rows)
