"""What the card of a person shows of documents, consents, courses and files."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from sgo import current
from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.models import (
    Base,
    Consent,
    Guardianship,
    PersonFile,
    StaffCourse,
    StudentDocument,
    StudentNeed,
)
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.stored_files import kilobytes
from sgo.panel.kit.values import Stated
from sgo.rules.papers import consent_counts, course_counts_from
from sgo.services.people.papers_checks import dates_of
from sgo.wording import day, label, sentence

Part = dict[str, Any]


def consent_state(row: Consent) -> Stated:
    """Whether the consent counts today, and why not."""
    verdict = consent_counts(dates_of(row), current.today())
    return (
        Stated("done", gettext("counts"))
        if verdict.allowed
        else Stated("missing", sentence(verdict))
    )


def _rows(model: Any, condition: Any, *order: Any) -> list[Any]:
    statement = scope(select(model), model, panel_viewer()).where(condition)
    return list(current.session().scalars(statement.order_by(*order)))


def _part(
    view: Any, model: type[Base], title: str, lines: list[Any], empty: str, add: str, **whose: int
) -> Part:
    part: Part = view.part(
        title,
        [(text, soft, view.link(model, "details_view", id=row.id)) for row, text, soft in lines],
        empty,
        add=add,
        add_url=view.link(model, "create_view", **whose),
    )
    return part


def courses_part(view: Any, staff_id: int) -> Part:
    """Courses of a member of staff; those that count no more say so."""
    since = course_counts_from(current.today())
    lines = [
        (
            row,
            row.name,
            ", ".join(
                part
                for part in (
                    gettext("%(hours)s h", hours=row.hours),
                    day(row.finished_on),
                    row.document,
                    None if row.finished_on >= since else gettext("longer ago than counts"),
                )
                if part
            ),
        )
        for row in _rows(
            StaffCourse, StaffCourse.staff_id == staff_id, StaffCourse.finished_on.desc()
        )
    ]
    empty = gettext("No course is noted.")
    return _part(
        view, StaffCourse, gettext("Courses"), lines, empty, gettext("Add"), staff_id=staff_id
    )


def documents_part(view: Any, student_id: int) -> list[Part]:
    """Documents of a student, for who may read them; nothing for others."""
    if not view.may(Permission.PAPERS_READ):
        return []
    lines = [
        (row, label(row.kind), str(row))
        for row in _rows(
            StudentDocument, StudentDocument.student_id == student_id, StudentDocument.id
        )
    ]
    empty = gettext("No document is noted.")
    title, add = gettext("Documents"), gettext("Add")
    return [_part(view, StudentDocument, title, lines, empty, add, student_id=student_id)]


def needs_part(view: Any, student_id: int) -> list[Part]:
    """Special needs of a student; that there is such a list is told to nobody else."""
    if not view.may(Permission.NEEDS_KEEP):
        return []
    lines = [
        (row, label(row.kind), row.basis or "")
        for row in _rows(StudentNeed, StudentNeed.student_id == student_id, StudentNeed.id)
    ]
    empty = gettext("Nothing is kept; it takes a consent.")
    title, add = gettext("Special needs"), gettext("Add")
    return [_part(view, StudentNeed, title, lines, empty, add, student_id=student_id)]


def papers_parts(view: Any, name: str, key: int, ties: Any = None) -> list[Part]:
    """Consents and files of a card, for who may read them.

    `ties` is the condition of the guardianships whose consent at 18 is shown with the others.
    """
    if not view.may(Permission.PAPERS_READ):
        return []
    consents = [
        (row, label(row.kind), f"{day(row.given_on)}, {consent_state(row).text}")
        for row in _rows(Consent, getattr(Consent, name) == key, Consent.given_on.desc())
    ]
    part = _part(
        view,
        Consent,
        gettext("Consents"),
        consents,
        gettext("No consent is recorded."),
        gettext("Record a consent"),
        **{name: key},
    )
    if ties is not None:
        part["rows"] += [
            (
                gettext("access of the guardian after 18"),
                f"{day(tie.adult_consent_on)}, {tie}",
                view.link(Guardianship, "details_view", id=tie.id),
            )
            for tie in _rows(Guardianship, ties, Guardianship.id)
            if tie.adult_consent_on is not None
        ]
    files = [
        (row, row.title, f"{label(row.kind)}, {kilobytes(row.size)}, {day(row.attached_at)}")
        for row in _rows(PersonFile, getattr(PersonFile, name) == key, PersonFile.id)
    ]
    empty = gettext("No file is attached: a PDF, a PNG or a JPEG file can be.")
    title, add = gettext("Files"), gettext("Attach")
    return [part, _part(view, PersonFile, title, files, empty, add, **{name: key})]
