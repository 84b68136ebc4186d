"""What a line of the history says: records by their names, values by their words.

The names of everything that a page of lines mentions come from one statement, so that a list
costs the same at any length.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import (
    Column,
    union_all,
)
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.models import (
    AuditEvent,
    Base,
)
from sgo.panel.kit.row_names import STATEMENTS, named
from sgo.panel.kit.values import said
from sgo.panel.kit.words import LABELS, SUBJECTS
from sgo.services import bulk_acts, list_acts
from sgo.services.exports import listing
from sgo.services.people import destruction, extract
from sgo.services.trail import from_trail
from sgo.vocabulary import N_, BulkAct
from sgo.wording import NO_VALUE, day, label, moment

OTHER_SUBJECTS = {
    "clock": N_("Clock of the server"),
    listing.SUBJECT: N_("List saved as a file"),
    extract.SUBJECT: N_("Personal-data extract"),
    destruction.SUBJECT: N_("Values of the history blanked by an act of destruction"),
    bulk_acts.SUBJECT: N_("Act over many cells"),
    list_acts.SUBJECT: N_("Act over a list"),
}
"""What the history speaks of besides tables."""
OTHER_LABELS = {
    "now": N_("Clock of the server"),
    "list": N_("List"),
    "rows": N_("Rows"),
    "record": N_("Record"),
    "bulk_act": N_("Kind of the act"),
    "undoes": N_("Takes back the act"),
    "list_act": N_("List"),
    "left_out": N_("Rows left out"),
    "timetable_row_id": N_("Row of the timetable"),
    "regular_staff_id": N_("Teacher by the timetable"),
    "term_id": N_("Term"),
    "marks_sum": N_("Sum of marks"),
    "marks_count": N_("Number of marks"),
    "account_id": N_("Account"),
    "password_hash": N_("Password"),
    "session_stamp": N_("Open sessions"),
    "lesson_id": N_("Lesson"),
    "token_digest": N_("Secret of the address"),
    "language": N_("Language"),
    "work_type_id": N_("Kind of work"),
    "enrolled_by_id": N_("Enrolled by order"),
    "withdrawn_by_id": N_("Withdrawn by order"),
    "work_id": N_("Work"),
    "prepared_by_id": N_("Prepared by"),
    "issued_by_id": N_("Issued by"),
    "item_id": N_("Curriculum item"),
    "term_number": N_("Number of the term"),
    "decided_by_id": N_("Decided by"),
    "order_id": N_("Order"),
    "media_type": N_("Type of the file"),
    "content": N_("Content"),
    "attached_by_id": N_("Attached by"),
    "members": N_("Students"),
    "confirmed_by_id": N_("Confirmed by"),
    "confirmed_at": N_("Confirmed at"),
    "to_group_id": N_("Into the group"),
    "cancels_id": N_("Cancels the order"),
    "done_by_id": N_("Done by"),
    "card_kind": N_("List of the card"),
    "card_id": N_("Number of the card"),
    "destroyed": N_("What was destroyed"),
}
OF_ANY_STAFF = frozenset({"accounts", "consents", "person_files", "staff_courses"})
"""Tables whose `staff_id` may be anybody who works here, not a teacher alone."""
PARTS: dict[str, tuple[str | None, ...]] = {
    "journal_entries": ("lessons", "students"),
    "marks": ("lessons", "students", "works"),
    "term_marks": ("journal_pages", "terms", "students"),
    "final_marks": ("journal_pages", None, "students"),
}
"""Tables behind the parts of a composite key; None for a part that is no row."""

Name = tuple[str, int]


def column_label(name: str, subject: str = "") -> str:
    """The label of a column of that table, in the reader's language."""
    if name == "staff_id" and subject in OF_ANY_STAFF:
        return str(gettext(N_("Member of staff")))
    return str(gettext(LABELS.get(name) or OTHER_LABELS.get(name, name)))


def subject_label(subject: str) -> str:
    """What the changed table is called."""
    return str(gettext(SUBJECTS.get(subject) or OTHER_SUBJECTS.get(subject, subject)))


def kind_label(kind: str) -> str:
    """What an act of destruction counts: a table, or one of its columns."""
    table, _, column = kind.partition(".")
    return f"{subject_label(table)}: {column_label(column)}" if column else subject_label(table)


class Names:
    """Names of the rows that lines of the history mention; read for many lines at once."""

    def __init__(self) -> None:
        self._known: dict[Name, str] = {}

    def read(self, session: Session, viewer: Viewer, events: Iterable[AuditEvent]) -> None:
        """Learn the names of what these lines mention and is not known yet."""
        self._learn(session, viewer, (name for event in events for name in _mentioned(event)))

    def learn(
        self, session: Session, viewer: Viewer, values: Iterable[tuple[str, str, Any]]
    ) -> None:
        """Learn the names of what these values mention: table, column and value of each."""
        self._learn(
            session,
            viewer,
            (
                (target, value)
                for table, name, value in values
                if isinstance(value, int)
                and (column := _column(table, name)) is not None
                and (target := _target(column)) is not None
            ),
        )

    def _learn(self, session: Session, viewer: Viewer, mentioned: Iterable[Name]) -> None:
        wanted: dict[str, set[int]] = {}
        for table, key in mentioned:
            if (table, key) not in self._known and table in STATEMENTS:
                wanted.setdefault(table, set()).add(key)
        parts = [named(table, sorted(keys), viewer) for table, keys in sorted(wanted.items())]
        if not parts:
            return
        for table, key, name, on in session.execute(union_all(*parts)):
            words = ", ".join(part for part in (name, day(on) if on else "") if part)
            self._known[table, key] = words

    def record(self, event: AuditEvent) -> str:
        """The changed row by its name, or by its number when the row is gone."""
        tables = PARTS.get(event.subject, (event.subject,))
        keys = event.row_key.split("/")
        named = [
            self._known.get((table, int(key)))
            for table, key in zip(tables, keys, strict=False)
            if table is not None and key.isdigit()
        ]
        if event.subject == listing.SUBJECT:
            return f"{subject_label(event.subject)}: {subject_label(event.row_key)}"
        if event.subject in OTHER_SUBJECTS:
            return subject_label(event.subject)
        words = ", ".join(name for name in named if name) or f"№ {event.row_key}"
        return f"{subject_label(event.subject)}: {words}"

    def changes(
        self, event: AuditEvent, besides: Collection[str] = ()
    ) -> list[tuple[str, str, str]]:
        """Label, before and after of every changed column but these."""
        return [
            (
                column_label(name, event.subject),
                self.value(event.subject, name, before),
                self.value(event.subject, name, after),
            )
            for name, (before, after) in event.changes.items()
            if name not in besides
        ]

    def value(self, subject: str, name: str, kept: Any) -> str:
        """A value of the history as a screen says it."""
        if kept is None or kept == "":
            return NO_VALUE
        if isinstance(kept, dict):
            return "; ".join(f"{kind_label(kind)} – {count}" for kind, count in kept.items())
        column = _column(subject, name)
        if column is None:
            return _of_no_column(name, kept)
        target = _target(column)
        if target is not None and (target, kept) in self._known:
            return self._known[target, kept]
        return said(from_trail(column, kept))


def _mentioned(event: AuditEvent) -> Iterable[Name]:
    tables = PARTS.get(event.subject, (event.subject,))
    for table, key in zip(tables, event.row_key.split("/"), strict=False):
        if table is not None and key.isdigit():
            yield table, int(key)
    for name, values in event.changes.items():
        column = _column(event.subject, name)
        target = _target(column) if column is not None else None
        if target is not None:
            yield from ((target, value) for value in values if isinstance(value, int))


def _column(subject: str, name: str) -> Column[Any] | None:
    table = Base.metadata.tables.get(subject)
    return table.columns.get(name) if table is not None else None


def _target(column: Column[Any]) -> str | None:
    """The table behind a foreign key that points at a row's number, however many keys lie between:
    a mark points at its cell, whose parts are the lesson and the student."""
    for key in column.foreign_keys:
        further = _target(key.column)
        if further is not None:
            return further
        if key.column.primary_key:
            return str(key.column.table.name)
    return None


def _of_no_column(name: str, kept: Any) -> str:
    """A value of an event that changes no row."""
    if name == "now":
        return _moment(kept)
    if name == "bulk_act":
        return label(BulkAct(kept))
    if name in ("list", "list_act"):
        return subject_label(str(kept).partition("/")[0])
    return str(kept)


def _moment(kept: Any) -> str:
    try:
        return moment(datetime.fromisoformat(kept))
    except (TypeError, ValueError):
        return str(kept)
