"""Whom an order may name: the members of a group, and students by their names as pasted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from sgo.access.scopes import lasts, scope
from sgo.access.viewer import Viewer
from sgo.models import Membership, Student
from sgo.names import search_key, tidy

_DATE = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b")
_NUMBERING = re.compile(r"^\s*\d+\s*[.)]?\s+")
NAMES_AT_A_TIME = 500


@dataclass(slots=True)
class NamedStudents:
    """What pasted lines meant: students, and the lines that name nobody or several."""

    ids: list[int] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)


def students_by_id(session: Session, viewer: Viewer, ids: Collection[int]) -> dict[int, Student]:
    """Those of them whom the viewer may see, by surname."""
    found = session.scalars(
        scope(select(Student), Student, viewer)
        .where(Student.id.in_(ids))
        .order_by(Student.sort_key, Student.id)
    )
    return {student.id: student for student in found}


def group_members(session: Session, viewer: Viewer, group_id: int, today: date) -> list[int]:
    """Students who are in the group today, by surname."""
    return list(
        session.scalars(
            scope(select(Student.id), Student, viewer)
            .join(Membership, Membership.student_id == Student.id)
            .where(
                Membership.group_id == group_id,
                lasts(Membership.starts_on, Membership.ends_on, today),
            )
            .order_by(Student.sort_key, Student.id)
        )
    )


def named_students(session: Session, viewer: Viewer, lines: Iterable[str]) -> NamedStudents:
    """Read a list as people paste it: a name a line, with or without number and birth date.

    A line names a student when it is the whole name, or the surname and the given name of one
    student alone. The queries do not grow with the lines below `NAMES_AT_A_TIME`.
    """
    wanted = [(tidy(line), *_name_and_birth(line)) for line in lines if tidy(line)]
    known = _students(session, viewer, {name for _, name, _ in wanted})
    result = NamedStudents()
    for text, name, born in wanted:
        found = [
            student
            for student in known[" ".join(name.split()[:2])]
            if (student.search_key + " ").startswith(name + " ")
            and (born is None or student.birth_date == born)
        ]
        if len(found) == 1:
            result.ids.append(found[0].id)
        else:
            (result.ambiguous if found else result.unknown).append(text)
    return result


def _students(session: Session, viewer: Viewer, names: set[str]) -> dict[str, list[Student]]:
    """Students by the first two words of their names, of which every line has at least two."""
    starts = sorted({" ".join(name.split()[:2]) for name in names if len(name.split()) > 1})
    known: dict[str, list[Student]] = defaultdict(list)
    for place in range(0, len(starts), NAMES_AT_A_TIME):
        part = starts[place : place + NAMES_AT_A_TIME]
        for student in session.scalars(
            scope(select(Student), Student, viewer)
            .where(or_(*(Student.search_key.startswith(start, autoescape=True) for start in part)))
            .order_by(Student.sort_key)
        ):
            known[" ".join(student.search_key.split()[:2])].append(student)
    return known


def _name_and_birth(line: str) -> tuple[str, date | None]:
    born = None
    if match := _DATE.search(line):
        try:
            born = date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            born = None
        line = line[: match.start()]
    return search_key(_NUMBERING.sub("", line).strip(" ,;\t")), born
