"""The face of the journal's read models: one import for the screens that show it."""

from sgo.services.journal.columns import CLOSING_SOON_DAYS, Column, WorkHead
from sgo.services.journal.finals import FinalCell, FinalLine, FinalMarksView, final_marks_view
from sgo.services.journal.grid import Cell, ColumnFoot, PageView, Row, Totals, journal_page
from sgo.services.journal.head import PageHead, PageTeacher, TermLine
from sgo.services.journal.journals import PageLine, pages_of
from sgo.services.journal.lesson import LessonLine, LessonView, lesson_view
from sgo.services.journal.tabs import (
    ProgrammeDone,
    TermMarkLine,
    TermMarksView,
    TopicsView,
    term_marks_view,
    topics_view,
)

__all__ = [
    "CLOSING_SOON_DAYS",
    "Cell",
    "Column",
    "ColumnFoot",
    "FinalCell",
    "FinalLine",
    "FinalMarksView",
    "LessonLine",
    "LessonView",
    "PageHead",
    "PageLine",
    "PageTeacher",
    "PageView",
    "ProgrammeDone",
    "Row",
    "TermLine",
    "TermMarkLine",
    "TermMarksView",
    "TopicsView",
    "Totals",
    "WorkHead",
    "final_marks_view",
    "journal_page",
    "lesson_view",
    "pages_of",
    "term_marks_view",
    "topics_view",
]
