"""Every permission there is, and the one table of which role holds it.

What a permission reaches is narrowed again by `sgo.access.scopes` (which rows) and by the rules
(when). A permission that no row of the table names is held by nobody.
"""

from __future__ import annotations

from enum import StrEnum

from sgo.vocabulary import Role


class Permission(StrEnum):
    """`subject:act`, in the order of the floors' subjects."""

    OWN_ACCOUNT = "accounts:own"
    ACCOUNTS_READ = "accounts:read"
    ACCOUNTS_KEEP = "accounts:keep"
    PEOPLE_READ = "people:read"
    PERSONAL_LISTS = "people:list_personal"
    """SNILS and addresses of many people at once; on a card `PEOPLE_READ` shows them one by one."""
    STAFF_KEEP = "people:keep_staff"
    STUDENTS_KEEP = "people:keep_students"
    CONTACTS_KEEP = "people:keep_contacts"
    SCHOOL_READ = "school:read"
    SCHOOL_KEEP = "school:keep"
    CALENDAR_READ = "calendar:read"
    CALENDAR_KEEP = "calendar:keep"
    TIMETABLE_READ = "timetable:read"
    TIMETABLE_KEEP = "timetable:keep"
    LESSONS_MOVE = "timetable:move_lessons"
    MOVEMENT_READ = "movement:read"
    MOVEMENT_PREPARE = "movement:prepare"
    MOVEMENT_CONFIRM = "movement:confirm"
    JOURNAL_READ = "journal:read"
    JOURNAL_WRITE = "journal:write"
    JOURNAL_PRINT = "journal:print"
    SHEETS_PRINT = "journal:print_sheets"
    DIARY_READ = "journal:read_diary"
    AUDIT_READ = "audit:read"
    LISTS_IMPORT = "imports:load"
    PANEL = "panel:open"


P = Permission

_EVERYBODY = frozenset({P.OWN_ACCOUNT})
_OFFICE_READING = frozenset(
    {
        P.PANEL,
        P.ACCOUNTS_READ,
        P.PEOPLE_READ,
        P.PERSONAL_LISTS,
        P.SCHOOL_READ,
        P.CALENDAR_READ,
        P.TIMETABLE_READ,
        P.MOVEMENT_READ,
        P.JOURNAL_READ,
        P.AUDIT_READ,
    }
)
_PRINTING = frozenset({P.JOURNAL_PRINT, P.SHEETS_PRINT})

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    # Clause 3.2: keeps everything the journal stands on; writes no mark (decision 30).
    Role.TECHNICAL_ADMIN: _EVERYBODY
    | _OFFICE_READING
    | {
        P.ACCOUNTS_KEEP,
        P.STAFF_KEEP,
        P.STUDENTS_KEEP,
        P.CONTACTS_KEEP,
        P.SCHOOL_KEEP,
        P.CALENDAR_KEEP,
        P.TIMETABLE_KEEP,
        P.LESSONS_MOVE,
        P.MOVEMENT_PREPARE,
        P.LISTS_IMPORT,
    },
    # Clauses 3.1 and 4.1: confirms the movement book, reads and prints, changes no page.
    Role.COORDINATOR: _EVERYBODY | _OFFICE_READING | _PRINTING | {P.MOVEMENT_CONFIRM},
    # Clause 4.1: reads and prints everything, changes nothing.
    Role.DIRECTOR: _EVERYBODY | _OFFICE_READING | _PRINTING,
    # Clauses 3.3 and 4.5: own pages and own groups; contacts of own groups (decision 28).
    Role.TEACHER: _EVERYBODY
    | _PRINTING
    | {
        P.PANEL,
        P.PEOPLE_READ,
        P.CONTACTS_KEEP,
        P.TIMETABLE_READ,
        P.JOURNAL_READ,
        P.JOURNAL_WRITE,
    },
    # Clause 4.8: the own child only.
    Role.GUARDIAN: _EVERYBODY | {P.DIARY_READ},
    # Clause 4.8: oneself only.
    Role.STUDENT: _EVERYBODY | {P.DIARY_READ},
}
