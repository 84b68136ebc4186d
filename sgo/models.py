"""The face of the schema: the one import through which code, Alembic and the shell meet it.

people     Staff, Student, Guardian, Guardianship        cards of persons
papers     StaffCourse, StudentDocument, Consent, StudentNeed, PersonFile   kept with the cards
accounts   Account, RoleGrant, SignInFailure             who may sign in, in which roles
           SignIn, Preferences                           own sessions, own look of the screens
issuing    AccountIssue                                  the register of handed out details
calendar   AcademicYear, TermScheme, Term, CalendarPeriod
school     Organisation, Settings, Room, BellTime, Programme, Subject, CurriculumItem,
           CurriculumTermHours,            Group, Curatorship
movement   MovementOrder -> MovementRecord -> Membership who is in which group, by order
           MovementScan, GroupListConfirmation           the paper; the curator's word
timetable  JournalPage, TeachingAssignment, TimetableRow -> TimetableDate, Lesson
journal    WorkType, Work, JournalEntry (a cell), Mark, TermMark, FinalMark, Exemption
family     DiaryVisit, TimetableAddress                  what a family has seen; its own calendar
archive    YearArchive                                   the filed set of a year's sheets
destruction  DestructionAct                              personal data that is gone, by act
control    ControlCheck -> ControlRemark                 checks by plan, remarks to be mended
digests    DigestWish, DigestSending                     the daily letter
audit      AuditEvent                                    what changed, from what to what
own_lists  SavedView                                     how a person likes their lists
imports    ImportRun -> ImportFile                       lists on their way in
"""

from sgo.db import Base
from sgo.tables.accounts import Account, Preferences, RoleGrant, SignIn, SignInFailure
from sgo.tables.archive import YearArchive
from sgo.tables.audit import AuditEvent
from sgo.tables.calendar import AcademicYear, CalendarPeriod, Term, TermScheme
from sgo.tables.control import ControlCheck, ControlRemark
from sgo.tables.destruction import DestructionAct
from sgo.tables.digests import DigestSending, DigestWish
from sgo.tables.family import DiaryVisit, TimetableAddress
from sgo.tables.imports import ImportFile, ImportRun
from sgo.tables.issuing import AccountIssue
from sgo.tables.journal import (
    Exemption,
    FinalMark,
    JournalEntry,
    Mark,
    TermMark,
    Work,
    WorkType,
)
from sgo.tables.movement import (
    GroupListConfirmation,
    Membership,
    MovementOrder,
    MovementRecord,
    MovementScan,
)
from sgo.tables.own_lists import SavedView
from sgo.tables.papers import (
    Consent,
    PersonFile,
    StaffCourse,
    StudentDocument,
    StudentNeed,
)
from sgo.tables.people import Guardian, Guardianship, PersonCard, Staff, Student
from sgo.tables.school import (
    BellTime,
    Curatorship,
    CurriculumItem,
    CurriculumTermHours,
    Group,
    Organisation,
    Programme,
    Room,
    Searchable,
    Settings,
    Subject,
)
from sgo.tables.timetable import (
    JournalPage,
    Lesson,
    TeachingAssignment,
    TimetableDate,
    TimetableRow,
)

__all__ = [
    "AcademicYear",
    "Account",
    "AccountIssue",
    "AuditEvent",
    "Base",
    "BellTime",
    "CalendarPeriod",
    "Consent",
    "ControlCheck",
    "ControlRemark",
    "Curatorship",
    "CurriculumItem",
    "CurriculumTermHours",
    "DestructionAct",
    "DiaryVisit",
    "DigestSending",
    "DigestWish",
    "Exemption",
    "FinalMark",
    "Group",
    "GroupListConfirmation",
    "Guardian",
    "Guardianship",
    "ImportFile",
    "ImportRun",
    "JournalEntry",
    "JournalPage",
    "Lesson",
    "Mark",
    "Membership",
    "MovementOrder",
    "MovementRecord",
    "MovementScan",
    "Organisation",
    "PersonCard",
    "PersonFile",
    "Preferences",
    "Programme",
    "RoleGrant",
    "Room",
    "SavedView",
    "Searchable",
    "Settings",
    "SignIn",
    "SignInFailure",
    "Staff",
    "StaffCourse",
    "Student",
    "StudentDocument",
    "StudentNeed",
    "Subject",
    "TeachingAssignment",
    "Term",
    "TermMark",
    "TermScheme",
    "TimetableAddress",
    "TimetableDate",
    "TimetableRow",
    "Work",
    "WorkType",
    "YearArchive",
]
