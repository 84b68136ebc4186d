"""The closed lists of words the whole house speaks.

Every list is a text enum: the value is what the database keeps (under a CHECK), the label is the
msgid a screen translates. A new word is added here and nowhere else; a subject with many has a
room of its own, which this face hands out.
"""

from __future__ import annotations

from sgo.vocabulary.academic_year import Carry as Carry
from sgo.vocabulary.academic_year import ClosingCheck as ClosingCheck
from sgo.vocabulary.control import CheckState as CheckState
from sgo.vocabulary.control import MailFault as MailFault
from sgo.vocabulary.control import RemarkState as RemarkState
from sgo.vocabulary.control import SendingState as SendingState
from sgo.vocabulary.monitoring import Fault as Fault
from sgo.vocabulary.monitoring import Urgency as Urgency
from sgo.vocabulary.papers import ConsentKind as ConsentKind
from sgo.vocabulary.papers import DocumentKind as DocumentKind
from sgo.vocabulary.papers import PaperKind as PaperKind
from sgo.vocabulary.papers import SpecialNeed as SpecialNeed
from sgo.vocabulary.word import N_ as N_
from sgo.vocabulary.word import Word as Word


class Role(Word):
    """Clause 1.7; one account may hold several (decision 29)."""

    TECHNICAL_ADMIN = "technical_admin", N_("technical administrator")
    COORDINATOR = "coordinator", N_("coordinator")
    DIRECTOR = "director", N_("director")
    TEACHER = "teacher", N_("teacher")
    GUARDIAN = "guardian", N_("guardian")
    STUDENT = "student", N_("student")


class Audience(Word):
    """To whom a batch of accounts is issued, each from the cards of one kind (clause 4.2)."""

    STAFF = "staff", N_("Staff")
    STUDENTS = "students", N_("Students")
    GUARDIANS = "guardians", N_("Guardians")


class IssueKind(Word):
    """Why sign-in details were handed out (clause 4.2)."""

    FIRST = "first", N_("account opened")
    AGAIN = "again", N_("new password")


class Sex(Word):
    FEMALE = "female", N_("female")
    MALE = "male", N_("male")


class Funding(Word):
    """Only the basis is kept; payments are outside (decisions, Outside)."""

    BUDGET = "budget", N_("funded place")
    CONTRACT = "contract", N_("by contract")


class Relation(Word):
    """Who a guardian is to the student."""

    MOTHER = "mother", N_("mother")
    FATHER = "father", N_("father")
    GRANDMOTHER = "grandmother", N_("grandmother")
    GRANDFATHER = "grandfather", N_("grandfather")
    LEGAL_GUARDIAN = "legal_guardian", N_("legal guardian")
    OTHER = "other", N_("other relation")


class YearState(Word):
    """A closed year is read-only for everybody, for ever (clause 3.2)."""

    PREPARING = "preparing", N_("in preparation")
    OPEN = "open", N_("open")
    CLOSED = "closed", N_("closed")


class DayKind(Word):
    """What a stretch of the calendar does to the timetable (clause 4.4)."""

    VACATION = "vacation", N_("vacation")
    HOLIDAY = "holiday", N_("holiday")
    DAY_OFF = "day_off", N_("day off")
    WORKING_DAY = "working_day", N_("working day")


class Weekday(Word):
    """ISO order; `number` is 1 for Monday."""

    MONDAY = "monday", N_("Monday")
    TUESDAY = "tuesday", N_("Tuesday")
    WEDNESDAY = "wednesday", N_("Wednesday")
    THURSDAY = "thursday", N_("Thursday")
    FRIDAY = "friday", N_("Friday")
    SATURDAY = "saturday", N_("Saturday")
    SUNDAY = "sunday", N_("Sunday")

    @property
    def number(self) -> int:
        return list(Weekday).index(self) + 1

    @classmethod
    def of(cls, isoweekday: int) -> Weekday:
        return list(cls)[isoweekday - 1]


class Direction(Word):
    """The field a programme belongs to."""

    VOCATIONAL = "vocational", N_("vocational training")
    TECHNICAL = "technical", N_("technical")
    NATURAL_SCIENCE = "natural_science", N_("natural science")
    SOCIAL = "social", N_("social and humanitarian")
    ART = "art", N_("art")
    SPORT = "sport", N_("physical culture and sport")
    TOURISM = "tourism", N_("tourism and local history")


class Assessment(Word):
    """How a curriculum item is assessed (decision 17)."""

    GRADED = "graded", N_("graded")
    PASS_FAIL = "pass_fail", N_("pass or fail")


class MovementKind(Word):
    """Kinds of order in the movement book (книга движения)."""

    ENROLMENT = "enrolment", N_("enrolment")
    TRANSFER = "transfer", N_("transfer to another group")
    PROMOTION = "promotion", N_("transfer to the next year")
    REPEAT = "repeat", N_("kept for another year")
    LEAVE = "leave", N_("leave of absence")
    RETURN = "return", N_("return from leave")
    WITHDRAWAL = "withdrawal", N_("withdrawal")
    REINSTATEMENT = "reinstatement", N_("reinstatement")
    GRADUATION = "graduation", N_("graduation")
    CANCELLATION = "cancellation", N_("counter-order")

    @property
    def leaves(self) -> bool:
        """Whether the student leaves a group by it."""
        return self in _LEAVING

    @property
    def enters(self) -> bool:
        """Whether the student enters a group by it."""
        return self in _ENTERING

    @property
    def moves(self) -> bool:
        """Whether the student leaves one group for another."""
        return self.leaves and self.enters


_MOVING = {MovementKind.TRANSFER, MovementKind.PROMOTION, MovementKind.REPEAT}
_LEAVING = _MOVING | {MovementKind.LEAVE, MovementKind.WITHDRAWAL, MovementKind.GRADUATION}
_ENTERING = _MOVING | {MovementKind.ENROLMENT, MovementKind.RETURN, MovementKind.REINSTATEMENT}


class MovementState(Word):
    """The technical admin prepares, the coordinator confirms or returns (decision 25)."""

    PREPARED = "prepared", N_("waits for confirmation")
    CONFIRMED = "confirmed", N_("confirmed")
    RETURNED = "returned", N_("returned with a remark")


class AttendanceCode(Word):
    """What a cell says of presence (decision 6); `sign` is what is typed and printed."""

    ABSENT = "absent", N_("absent")
    EXCUSED = "excused", N_("absent, excused")
    UNEXCUSED = "unexcused", N_("absent without excuse")
    LATE = "late", N_("came late")
    EXEMPT = "exempt", N_("exempt")
    ILL = "ill", N_("ill")

    @property
    def sign(self) -> str:
        return _SIGNS[self]

    @property
    def is_absence(self) -> bool:
        return self in {
            AttendanceCode.ABSENT,
            AttendanceCode.EXCUSED,
            AttendanceCode.UNEXCUSED,
            AttendanceCode.ILL,
        }


_SIGNS = {
    AttendanceCode.ABSENT: "н",
    AttendanceCode.EXCUSED: "у",
    AttendanceCode.UNEXCUSED: "нп",
    AttendanceCode.LATE: "оп",
    AttendanceCode.EXEMPT: "ос",
    AttendanceCode.ILL: "б",
}


class TermResult(Word):
    """What a term, year, exam or final mark may say (decisions 15, 17, 18)."""

    FIVE = "5", "5"
    FOUR = "4", "4"
    THREE = "3", "3"
    TWO = "2", "2"
    PASSED = "passed", N_("passed")
    FAILED = "failed", N_("failed")
    NOT_ASSESSED = "not_assessed", N_("not assessed")
    EXEMPT = "exempt", N_("exempt")

    @property
    def number(self) -> int | None:
        """The numeric mark, or None for a word."""
        return int(self.value) if self.value.isdigit() else None

    @property
    def sign(self) -> str:
        """What is written in the narrow cell of a sheet."""
        return _RESULT_SIGNS.get(self, self.value)


_RESULT_SIGNS = {
    TermResult.PASSED: "зач",
    TermResult.FAILED: "нез",
    TermResult.NOT_ASSESSED: "н/а",
    TermResult.EXEMPT: "осв",
}


class FinalKind(Word):
    """The columns of the tab of final marks (clause 4.10)."""

    YEAR = "year", N_("year")
    EXAM = "exam", N_("exam")
    FINAL = "final", N_("final")


class LessonState(Word):
    """A cancelled lesson takes no mark and counts no hours (decision 11)."""

    PLANNED = "planned", N_("by timetable")
    MOVED = "moved", N_("moved")
    CANCELLED = "cancelled", N_("cancelled")


class AuditAction(Word):
    CREATE = "create", N_("created")
    UPDATE = "update", N_("changed")
    DELETE = "delete", N_("deleted")
    EVENT = "event", N_("happened")


class BulkAct(Word):
    """What changes many rows at once and is taken back at once."""

    PASTE = "paste", N_("paste")
    FILL = "fill", N_("fill of empty cells")
    CLEAR = "clear", N_("clearing")
    PRESENT = "present", N_("all present")
    CALCULATE = "calculate", N_("marks by calculation")
    WEEK = "week", N_("change of the timetable")
    LESSONS = "lessons", N_("changes of lessons")
    YEAR_OPENING = "year_opening", N_("preparing of the next year")
    YEAR_ORDERS = "year_orders", N_("orders at the end of the year")
    YEAR_CLOSING = "year_closing", N_("closing of the year")
    UNDO = "undo", N_("taking back")


class SystemAct(Word):
    """The closed list of writers that are not a person; each stands in the audit by name."""

    LESSON_FORMING = "lesson_forming", N_("forming of lessons")
    OPENING_IMPORT = "opening_import", N_("opening import")
    DEMO_LOAD = "demo_load", N_("demo load")
    COMMAND_LINE = "command_line", N_("command line")
    SIGN_IN = "sign_in", N_("sign-in")
    PERSONAL_DESTRUCTION = "personal_destruction", N_("destruction of personal data")


class ListKind(Word):
    """The lists that a centre brings, in the order in which they must be loaded (clause 2.1.2)."""

    STAFF = "staff", N_("staff")
    YEAR = "year", N_("academic year and its terms")
    GROUPS = "groups", N_("groups")
    CURRICULUM = "curriculum", N_("curriculum")
    STUDENTS = "students", N_("students with their guardians")
    TIMETABLE = "timetable", N_("timetable")
    LESSON_PLAN = "lesson_plan", N_("lesson plan")


class ImportState(Word):
    """How far a load of files has come."""

    UPLOADED = "uploaded", N_("files received")
    PREVIEWED = "previewed", N_("looked through")
    LOADED = "loaded", N_("loaded")
    UNDONE = "undone", N_("undone")
    CANCELLED = "cancelled", N_("cancelled")
    FAILED = "failed", N_("failed")


class RowState(Word):
    """What becomes of a row of a list."""

    NEW = "new", N_("new row")
    CHANGED = "changed", N_("changed")
    UNCHANGED = "unchanged", N_("unchanged")
    DOUBTFUL = "doubtful", N_("to be decided")
    REFUSED = "refused", N_("refused")
    SKIPPED = "skipped", N_("left out")


class Decision(Word):
    """What a person says of a doubtful row."""

    SAME = "same", N_("the same person")
    ANOTHER = "another", N_("another person")
    SKIP = "skip", N_("leave out")


class ImportFollower(Word):
    """What may lean on rows that a load brought, by its table: such a load is not undone."""

    ACCOUNTS = "accounts", N_("accounts")
    CURATORSHIPS = "curatorships", N_("curators of groups")
    EXEMPTIONS = "exemptions", N_("exemptions")
    GUARDIANSHIPS = "guardianships", N_("ties of guardians")
    JOURNAL_PAGES = "journal_pages", N_("pages of the journal")
    LESSONS = "lessons", N_("lessons")
    MEMBERSHIPS = "memberships", N_("confirmed enrolments")
    MOVEMENT_ORDERS = "movement_orders", N_("orders of the movement book")
    MOVEMENT_RECORDS = "movement_records", N_("lines of the movement book")
    TEACHING_ASSIGNMENTS = "teaching_assignments", N_("teaching assignments")
    TIMETABLE_ROWS = "timetable_rows", N_("rows of the timetable")
    OTHER = "other", N_("other records")
