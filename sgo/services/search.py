"""Records found by their name, of every kind that the viewer may open; one statement for all.

The words are the person's own and may be anybody's name: they are neither kept nor logged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.models import (
    AcademicYear,
    Account,
    Base,
    CurriculumItem,
    Group,
    Guardian,
    JournalPage,
    MovementOrder,
    Programme,
    Room,
    Staff,
    Student,
    Subject,
)
from sgo.names import spellings

MOST_OF_A_KIND = 6
LONGEST_QUERY = 100
MOST_WORDS = 6


class Kind(StrEnum):
    """What can be found, in the order in which it is shown."""

    CHILD = "child"
    STUDENT = "student"
    STAFF = "staff"
    GUARDIAN = "guardian"
    PAGE = "page"
    GROUP = "group"
    SUBJECT = "subject"
    PROGRAMME = "programme"
    ROOM = "room"
    RECORD = "record"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Found:
    """A record by its name; `more` and `on` tell it from others of the same name."""

    kind: Kind
    id: int
    name: str
    more: str
    on: date | None


@dataclass(frozen=True, slots=True)
class _Source:
    """How rows of a kind are found: who may, through which roles, and what stands in the line."""

    kind: Kind
    model: type[Base]
    permission: Permission
    through: Permission
    keys: tuple[Any, ...]
    """Columns of folded text that are searched; the first decides the order."""
    name: tuple[Any, ...]
    """Parts of the name: up to three."""
    more: Any = None
    on: Any = None
    joins: tuple[Any, ...] = ()


def _person(kind: Kind, model: Any, more: Any = None, on: Any = None) -> _Source:
    name = (model.surname, model.given_name, model.patronymic)
    permission, through = Permission.PEOPLE_READ, Permission.PANEL
    return _Source(kind, model, permission, through, (model.search_key,), name, more, on)


def _listed(kind: Kind, model: Any, key: Any, name: Any, **more: Any) -> _Source:
    permission = more.pop("permission", Permission.SCHOOL_READ)
    return _Source(kind, model, permission, Permission.PANEL, (key,), (name,), **more)


_SOURCES: tuple[_Source, ...] = (
    _Source(
        Kind.CHILD,
        Student,
        Permission.DIARY_READ,
        Permission.DIARY_READ,
        (Student.search_key,),
        (Student.surname, Student.given_name, Student.patronymic),
    ),
    _person(Kind.STUDENT, Student, on=Student.birth_date),
    _person(Kind.STAFF, Staff, Staff.position),
    _person(Kind.GUARDIAN, Guardian),
    _Source(
        Kind.PAGE,
        JournalPage,
        Permission.JOURNAL_READ,
        Permission.JOURNAL_READ,
        (Group.search_key, Subject.search_key),
        (Group.name + literal(":"), Subject.name),
        AcademicYear.name,
        joins=(
            (Group, Group.id == JournalPage.group_id),
            (CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id),
            (Subject, Subject.id == CurriculumItem.subject_id),
            (AcademicYear, AcademicYear.id == JournalPage.academic_year_id),
        ),
    ),
    _listed(
        Kind.GROUP,
        Group,
        Group.search_key,
        Group.name,
        more=AcademicYear.name,
        joins=((AcademicYear, AcademicYear.id == Group.academic_year_id),),
    ),
    _listed(Kind.SUBJECT, Subject, Subject.search_key, Subject.name),
    _listed(Kind.PROGRAMME, Programme, Programme.search_key, Programme.name),
    _listed(Kind.ROOM, Room, Room.search_key, Room.name),
    _listed(
        Kind.RECORD,
        MovementOrder,
        MovementOrder.order_number,
        MovementOrder.order_number,
        permission=Permission.MOVEMENT_READ,
        on=MovementOrder.order_date,
    ),
    _listed(
        Kind.ACCOUNT,
        Account,
        Account.login,
        Account.login,
        permission=Permission.ACCOUNTS_READ,
    ),
)


def words_of(text: str) -> list[tuple[str, ...]]:
    """The typed words, each with what it may have been meant as."""
    return [spellings(word) for word in text[:LONGEST_QUERY].split()[:MOST_WORDS]]


def answers(words: Iterable[Sequence[str]], text: str) -> bool:
    """Whether a folded text holds every word in one of its spellings."""
    return all(any(one in text for one in word) for word in words)


def find_records(session: Session, viewer: Viewer, text: str) -> list[Found]:
    """The records that hold every word of the text, a few of each kind, best first.

    Each kind is narrowed by the scope of the roles that open it. One query whatever is found, and
    none for a viewer who may open no kind or for an empty text.
    """
    words = [word for word in words_of(text) if word]
    sources = [one for one in _SOURCES if viewer.may(one.permission) and viewer.may(one.through)]
    if not words or not sources:
        return []
    parts = [_part(source, viewer.through(source.through), words) for source in sources]
    found = [
        Found(
            Kind(row.kind),
            row.id,
            " ".join(part for part in (row.first, row.second, row.third) if part),
            row.more or "",
            row.on,
        )
        for row in session.execute(union_all(*parts))
    ]
    return sorted(found, key=lambda one: list(Kind).index(one.kind))


def _part(source: _Source, viewer: Viewer, words: Sequence[Sequence[str]]) -> Select[Any]:
    model: Any = source.model
    first, second, third = (*source.name, null(), null())[:3]
    statement: Select[Any] = select(
        literal(source.kind.value, String).label("kind"),
        cast(model.id, Integer).label("id"),
        cast(first, String).label("first"),
        cast(second, String).label("second"),
        cast(third, String).label("third"),
        cast(null() if source.more is None else source.more, String).label("more"),
        # A day is not cast: SQLite would make a number of it.
        (cast(null(), Date) if source.on is None else source.on).label("on"),
    ).select_from(model)
    for other, condition in source.joins:
        statement = statement.join(other, condition)
    narrowed: Any = (
        scope(statement, source.model, viewer)
        .where(and_(*(or_(*_held(source.keys, word)) for word in words)))
        .order_by(_rank(source.keys[0], words[0]), *source.keys, model.id)
        .limit(MOST_OF_A_KIND)
    )
    # A part with its own order and limit is wrapped: SQLite takes no other in a union.
    return select(*(inner := narrowed.subquery()).c).select_from(inner)


def _held(keys: Sequence[Any], word: Sequence[str]) -> list[ColumnElement[bool]]:
    return [key.contains(one, autoescape=True) for key in keys for one in word]


def _rank(key: Any, word: Sequence[str]) -> ColumnElement[int]:
    """What begins with the first word (a surname) before what holds it further on."""
    return case((or_(*(key.startswith(one, autoescape=True) for one in word)), 0), else_=1)
