"""What the database refused, in a sentence: by the name of the constraint, never by its SQL."""

from __future__ import annotations

import re

from flask_babel import gettext
from sqlalchemy import Index, Table, UniqueConstraint, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sgo.models import Base
from sgo.panel.kit.words import SUBJECTS
from sgo.vocabulary import N_

_DATES = N_("The end lies before the beginning: put the dates in order.")
_SAME_NAME = N_("There is one with this name already: open it, or choose another name.")

SENTENCES: dict[str, tuple[str, str | None]] = {
    # people
    "uq_staff_snils": (N_("Another member of staff has this SNILS."), "snils"),
    "uq_students_snils": (N_("Another student has this SNILS."), "snils"),
    "uq_students_surname_given_name_patronymic_birth_date": (
        N_("A student with this name and birth date is there already: open that card."),
        "surname",
    ),
    "ck_staff_dismissed_after_employed": (_DATES, "dismissed_on"),
    "ck_staff_courses_some_hours": (N_("Give at least one academic hour."), "hours"),
    "ck_consents_one_person": (N_("Choose one person."), "student_id"),
    "uq_guardianships_guardian_id_student_id": (
        N_("This guardian is linked to this student already."),
        "guardian_id",
    ),
    # calendar
    "uq_academic_years_name": (_SAME_NAME, "name"),
    "uq_academic_years_starts_on": (N_("Another year begins on this day."), "starts_on"),
    "ck_academic_years_ends_after_start": (_DATES, "ends_on"),
    "uq_term_schemes_academic_year_id_name": (_SAME_NAME, "name"),
    "uq_terms_scheme_id_position": (
        N_("The scheme has a term with this number already."),
        "position",
    ),
    "ck_terms_ends_after_start": (_DATES, "ends_on"),
    "ck_calendar_periods_ends_after_start": (_DATES, "ends_on"),
    "uq_calendar_periods_academic_year_id_kind_starts_on": (
        N_("The calendar holds one of this kind from this day already."),
        "starts_on",
    ),
    "uq_year_archives_academic_year_id": (
        N_("The archive of this year is noted already: change that note."),
        "academic_year_id",
    ),
    "ck_year_archives_some_sheets": (
        N_("Give at least one sheet, or leave the field empty."),
        "sheets",
    ),
    # school
    "ck_organisation_one_row": (
        N_("There is one card of the organisation: change that one."),
        None,
    ),
    "uq_rooms_name": (_SAME_NAME, "name"),
    "ck_rooms_some_seats": (N_("Give at least one seat, or leave the field empty."), "seats"),
    "uq_bell_times_number": (N_("There is a bell with this number already."), "number"),
    "ck_bell_times_ends_after_start": (N_("The lesson ends before it begins."), "ends_at"),
    "ck_bell_times_number_from_one": (N_("Bells are numbered from 1."), "number"),
    "uq_programmes_name": (_SAME_NAME, "name"),
    "uq_subjects_name": (_SAME_NAME, "name"),
    "uq_curriculum_items_programme_id_subject_id": (
        N_("The curriculum of this programme holds this subject already."),
        "subject_id",
    ),
    "ck_curriculum_items_some_hours": (N_("Give at least one academic hour."), "hours"),
    "uq_groups_academic_year_id_name": (
        N_("This year has a group with this name already."),
        "name",
    ),
    "ck_groups_ends_after_start": (_DATES, "ends_on"),
    "uq_curatorships_group_id_starts_on": (
        N_("The group has a curator from this day already."),
        "starts_on",
    ),
    "ck_curatorships_ends_after_start": (_DATES, "ends_on"),
    # timetable
    "uq_journal_pages_group_id_curriculum_item_id_academic_year_id": (
        N_("This page of the journal is there already."),
        "curriculum_item_id",
    ),
    "uq_teaching_assignments_page_id_staff_id_starts_on": (
        N_("This teacher is on this page from this day already."),
        "starts_on",
    ),
    "ck_teaching_assignments_ends_after_start": (_DATES, "ends_on"),
    "uq_timetable_rows_page_id_weekday_bell_number_valid_from": (
        N_("This page has this lesson from this day already."),
        "bell_number",
    ),
    "ck_timetable_rows_ends_after_start": (_DATES, "valid_to"),
    **{
        f"uq_timetable_dates_{what}_slot": (
            N_("The timetable would then hold two lessons in one slot: change the rows first."),
            "ends_on" if what == "group" else None,
        )
        for what in ("staff", "room", "group")
    },
    "ck_timetable_rows_some_hours": (N_("Give at least one academic hour."), "hours"),
    # journal
    "uq_work_types_name": (_SAME_NAME, "name"),
    "uq_work_types_short_name": (N_("Another kind of work has this short name."), "short_name"),
    "ck_exemptions_ends_after_start": (_DATES, "ends_on"),
    # settings
    "uq_settings_valid_from": (
        N_("There are settings from this day already: change those."),
        "valid_from",
    ),
}
UNKNOWN = N_("The record contradicts what is already kept, so it was not saved.")


def told(error: IntegrityError) -> tuple[str, str | None]:
    """The sentence, in the reader's language, and the column to mark."""
    msgid, field = SENTENCES.get(constraint_name(error), (UNKNOWN, None))
    return gettext(msgid), field


def constraint_name(error: IntegrityError) -> str:
    """The name of the constraint that refused, or an empty string when none can be told."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return str(diagnosis.constraint_name or "")
    message = str(error.orig)
    if check := re.search(r"CHECK constraint failed: (\w+)", message):
        return check[1]
    if unique := re.search(r"UNIQUE constraint failed: ([\w., ]+)", message):
        return _unique_of(unique[1].split(", "))
    return ""


def _unique_of(columns: list[str]) -> str:
    """SQLite tells the columns of a broken uniqueness: the schema knows its name."""
    table = Base.metadata.tables.get(columns[0].partition(".")[0])
    names = {column.partition(".")[2] for column in columns}
    if table is None:
        return ""
    uniques: list[UniqueConstraint | Index] = [
        *(one for one in table.constraints if isinstance(one, UniqueConstraint)),
        *(one for one in table.indexes if one.unique),
    ]
    return next((str(one.name) for one in uniques if {c.name for c in one.columns} == names), "")


def what_leans_on(session: Session, row: Base) -> list[str]:
    """In words, the tables whose rows point at this one and keep it from being deleted."""
    table = row.__table__
    found: list[str] = []
    for other in Base.metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table is not table or key.ondelete != "RESTRICT":
                continue
            asked = select(exists().where(key.parent == getattr(row, key.column.key)))
            if other.name not in found and session.scalar(asked):
                found.append(_name_of(other))
    return list(dict.fromkeys(found))


def _name_of(table: Table) -> str:
    return str(gettext(SUBJECTS.get(table.name, UNKNOWN)))
