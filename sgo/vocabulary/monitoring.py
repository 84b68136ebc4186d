"""What the coordinator's board speaks of."""

from __future__ import annotations

from sgo.vocabulary.word import N_, Word


class Fault(Word):
    """What the coordinator's board watches: clauses 1.5, 3.1, 4.4, 4.6, 4.11 to 4.14, 4.18, 5.3."""

    TOPIC_MISSING = "topic_missing", N_("topic not written")
    ATTENDANCE_UNCHECKED = "attendance_unchecked", N_("attendance not checked")
    CONTROL_UNMARKED = "control_unmarked", N_("control work without marks")
    TERM_MARKS_DUE = "term_marks_due", N_("term marks due soon")
    TERM_MARKS_LATE = "term_marks_late", N_("term marks late")
    TERM_MARK_STALE = "term_mark_stale", N_("term mark no longer follows the average")
    FEW_MARKS = "few_marks", N_("too few marks for the term")
    NO_TIMETABLE = "no_timetable", N_("group without a timetable")
    YEAR_NOT_OPEN = "year_not_open", N_("academic year not opened")
    YEAR_NOT_MOVED = "year_not_moved", N_("move to the new year not finished")
    ARCHIVE_DUE = "archive_due", N_("archive of the year not filed")
    ORDER_WAITING = "order_waiting", N_("order waits for confirmation")
    CHECK_OVERDUE = "check_overdue", N_("check not held on its day")
    REMARK_OVERDUE = "remark_overdue", N_("remark not mended in time")
    RECHECK_WAITING = "recheck_waiting", N_("remark waits for a second look")


class Urgency(Word):
    """How a fault stands to its day."""

    AHEAD = "ahead", N_("in time")
    CLOSING = "closing", N_("closes soon")
    LATE = "late", N_("late")
    CLOSED = "closed", N_("closed")
