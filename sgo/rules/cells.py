"""What is typed into a cell of the journal and what is written there (decisions 6 and 7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sgo.rules.journal import mark_beside
from sgo.rules.settings import HIGHEST_MARK, LOWEST_MARK
from sgo.verdicts import Verdict, refused
from sgo.vocabulary import AttendanceCode

LONGEST_TEXT = 40
SKIPPED = "-"

# The slash key gives a full stop in the Russian layout; pasted text often brings blanks.
_SEPARATOR = re.compile(r"\s*[/.\\|]\s*|\s+")
_DASHES = frozenset("-–—−")
# The keys of the needed Cyrillic letters when the keyboard was left in the Latin layout.
_LATIN_LAYOUT = str.maketrans("yegjc,", "нупосб")
LETTERS = {
    "н": AttendanceCode.ABSENT,
    "у": AttendanceCode.EXCUSED,
    "п": AttendanceCode.UNEXCUSED,
    "о": AttendanceCode.LATE,
    "с": AttendanceCode.EXEMPT,
    "б": AttendanceCode.ILL,
}
"""The one key of each code."""
_WORDS = {code.sign: code for code in AttendanceCode} | LETTERS


@dataclass(frozen=True, slots=True)
class CellText:
    """A cell that was understood: a code, and the marks of the lesson's works in their order.

    `marks` ends with a mark: None stands only for a work that was skipped before it.
    """

    attendance: AttendanceCode | None = None
    marks: tuple[int | None, ...] = ()


def parse_cell(
    text: str, works: int, enabled_codes: frozenset[AttendanceCode]
) -> CellText | Verdict:
    """Read "5", "5/4", "н", "н/4", "4/н", "-/4" or nothing, in any case and either layout.

    `works` is how many works the lesson has; "-" leaves a work without a mark.
    """
    cleaned = text.strip().casefold()
    if len(cleaned) > LONGEST_TEXT:
        return _not_understood(text[:LONGEST_TEXT], enabled_codes)
    attendance: AttendanceCode | None = None
    marks: list[int | None] = []
    for part in _SEPARATOR.split(cleaned) if cleaned else ():
        if part in _DASHES:
            marks.append(None)
        elif part.isascii() and part.isdigit():
            if len(part) > 1 or not LOWEST_MARK <= int(part) <= HIGHEST_MARK:
                return refused(
                    "mark_off_scale", field="text", text=part, least=LOWEST_MARK, most=HIGHEST_MARK
                )
            marks.append(int(part))
        else:
            code = _WORDS.get(part) or _WORDS.get(part.translate(_LATIN_LAYOUT))
            if code is None:
                return _not_understood(part, enabled_codes)
            if code not in enabled_codes:
                return refused("code_switched_off", field="text", sign=code.sign, meaning=code)
            if attendance is not None and attendance is not code:
                return refused("two_codes", field="text", first=attendance.sign, second=code.sign)
            attendance = code
    return _checked(attendance, marks, works)


def _checked(
    attendance: AttendanceCode | None, marks: list[int | None], works: int
) -> CellText | Verdict:
    while marks and marks[-1] is None:
        marks.pop()
    if len(marks) > works:
        return refused("more_marks_than_works", field="text", given=len(marks), works=works)
    beside = mark_beside(attendance, bool(marks))
    return CellText(attendance, tuple(marks)) if beside.allowed else beside


def _not_understood(text: str, enabled_codes: Iterable[AttendanceCode]) -> Verdict:
    enabled = set(enabled_codes)
    signs = ", ".join(code.sign for code in AttendanceCode if code in enabled)
    example = f"{AttendanceCode.ABSENT.sign}/4"
    return refused("cell_not_understood", field="text", text=text, signs=signs, example=example)


def format_cell(attendance: AttendanceCode | None, marks: Sequence[int | None]) -> str:
    """What is written in the cell: the code first, then the marks; reads back as the same."""
    given = list(marks)
    while given and given[-1] is None:
        given.pop()
    parts = [] if attendance is None else [attendance.sign]
    parts += [SKIPPED if mark is None else str(mark) for mark in given]
    return "/".join(parts)
