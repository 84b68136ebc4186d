"""Every permission there is, and the one table of which role holds it.

What a permission reaches is narrowed again by `sgo.access.scopes` (which rows) and by the rules
(when). A permission that no row of the table names is held by nobody.
"""

from __future__ import annotations

from sgo.vocabulary import N_, Role, Word


class Permission(Word):
    """`subject:act` with what it opens, in the order of the floors' subjects."""

    OWN_ACCOUNT = "accounts:own", N_("own account: password, sign-ins, contacts")
    ACCOUNTS_READ = "accounts:read", N_("see accounts and who holds which role")
    ACCOUNTS_KEEP = "accounts:keep", N_("issue and close accounts")
    ROLES_KEEP = "accounts:keep_roles", N_("give roles and take them")
    ACCOUNTS_SEE_AS = "accounts:see_as", N_("look at the screens of another account")
    PEOPLE_READ = "people:read", N_("see cards of staff, students and guardians")
    PERSONAL_LISTS = "people:list_personal", N_("see SNILS and addresses in lists and files")
    """Of many people at once; on a card `PEOPLE_READ` shows them one by one."""
    STAFF_KEEP = "people:keep_staff", N_("keep cards of staff")
    STUDENTS_KEEP = "people:keep_students", N_("keep cards of students: name, birth date, SNILS")
    PAPERS_READ = "people:read_papers", N_("see documents, consents and files of cards")
    PAPERS_KEEP = "people:keep_papers", N_("keep documents, consents and files of cards")
    NEEDS_KEEP = "people:keep_needs", N_("see and keep special needs of students, by their consent")
    PERSONAL_EXTRACT = "people:extract", N_("save everything that is kept of a person")
    PERSONAL_DESTROY = "people:destroy", N_("destroy personal data of those who left, by an act")
    CONTACTS_KEEP = "people:keep_contacts", N_("keep contacts and guardians")
    SCHOOL_READ = "school:read", N_("see organisation, programmes, curriculum, groups")
    SCHOOL_KEEP = "school:keep", N_("keep organisation, settings, programmes, curriculum, groups")
    CALENDAR_READ = "calendar:read", N_("see academic years, terms and days off")
    CALENDAR_KEEP = "calendar:keep", N_("keep academic years, terms and days off")
    TIMETABLE_READ = "timetable:read", N_("see the timetable and lessons")
    TIMETABLE_KEEP = "timetable:keep", N_("keep the timetable and form lessons")
    LESSONS_MOVE = "timetable:move_lessons", N_("move, substitute and cancel lessons")
    MOVEMENT_READ = "movement:read", N_("see the movement book")
    MOVEMENT_PREPARE = "movement:prepare", N_("prepare orders of the movement book")
    MOVEMENT_CONFIRM = "movement:confirm", N_("confirm or return orders of the movement book")
    GROUP_LISTS_READ = "movement:read_lists", N_("see the lists of groups")
    GROUP_LISTS_CONFIRM = "movement:confirm_lists", N_("confirm the list of an own group")
    JOURNAL_READ = "journal:read", N_("see pages of the journal")
    JOURNAL_WRITE = "journal:write", N_("write topics, attendance and marks of own lessons")
    JOURNAL_PRINT = "journal:print", N_("print pages of the journal")
    SHEETS_PRINT = "journal:print_sheets", N_("print summary sheets")
    DIARY_READ = "journal:read_diary", N_("read the diary")
    MONITORING_READ = "monitoring:read", N_("see the control board")
    CONTROL_READ = "control:read", N_("see the plan of control and the journal of checks")
    CONTROL_KEEP = "control:keep", N_("plan checks, note findings, make remarks")
    CONTROL_ANSWER = "control:answer", N_("answer remarks of checks made to oneself")
    ARCHIVE_KEEP = "archive:keep", N_("note the filed archive of a year")
    AUDIT_READ = "audit:read", N_("see the history of changes")
    LISTS_IMPORT = "imports:load", N_("load lists from workbooks")
    PANEL = "panel:open", N_("open the panel")


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
        P.GROUP_LISTS_READ,
        P.JOURNAL_READ,
        P.MONITORING_READ,
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
        P.ROLES_KEEP,
        P.ACCOUNTS_SEE_AS,
        P.STAFF_KEEP,
        P.STUDENTS_KEEP,
        P.PAPERS_READ,
        P.PAPERS_KEEP,
        P.NEEDS_KEEP,
        P.PERSONAL_EXTRACT,
        P.PERSONAL_DESTROY,
        P.CONTACTS_KEEP,
        P.SCHOOL_KEEP,
        P.CALENDAR_KEEP,
        P.TIMETABLE_KEEP,
        P.LESSONS_MOVE,
        P.MOVEMENT_PREPARE,
        P.LISTS_IMPORT,
    },
    # Clauses 3.1 and 4.1: confirms the movement book, reads and prints, changes no page.
    Role.COORDINATOR: _EVERYBODY
    | _OFFICE_READING
    | _PRINTING
    | {
        P.ROLES_KEEP,
        P.MOVEMENT_CONFIRM,
        P.ARCHIVE_KEEP,
        P.PAPERS_READ,
        P.NEEDS_KEEP,
        P.PERSONAL_EXTRACT,
        P.CONTROL_READ,
        P.CONTROL_KEEP,
    },
    # Clause 4.1: reads and prints everything, changes nothing.
    Role.DIRECTOR: _EVERYBODY | _OFFICE_READING | _PRINTING | {P.CONTROL_READ},
    # Clauses 3.3 and 4.5: own pages and own groups; contacts of own groups (decision 28).
    Role.TEACHER: _EVERYBODY
    | _PRINTING
    | {
        P.PANEL,
        P.PEOPLE_READ,
        P.CONTACTS_KEEP,
        P.TIMETABLE_READ,
        P.GROUP_LISTS_READ,
        P.GROUP_LISTS_CONFIRM,
        P.JOURNAL_READ,
        P.JOURNAL_WRITE,
        P.CONTROL_ANSWER,
    },
    # Clause 4.8: the own child only.
    Role.GUARDIAN: _EVERYBODY | {P.DIARY_READ},
    # Clause 4.8: oneself only.
    Role.STUDENT: _EVERYBODY | {P.DIARY_READ},
}
