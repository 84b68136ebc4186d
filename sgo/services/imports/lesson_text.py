"""A lesson as a cell of a timetable has it: subject, teacher, room, and the hours of the bell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from sgo.services.imports.values import as_text
from sgo.verdicts import Verdict, refused

_TIMES = re.compile(
    r"(\d{1,2})\s*[:.-]\s*(\d\d)\s*(?:[-–—]|до)\s*(\d{1,2})\s*[:.-]\s*(\d\d)", re.IGNORECASE
)
_SPLIT = re.compile(r"\s*[/\n\r|]+\s*|\s*;\s*")
_SURNAME = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
_TEACHER = re.compile(
    rf"{_SURNAME}\s*[А-ЯЁ]\.\s*(?:[А-ЯЁ]\.)?|[А-ЯЁ]\.\s*(?:[А-ЯЁ]\.)?\s*{_SURNAME}"
)
_EDGES = " ,;:.-–—()/"


@dataclass(frozen=True, slots=True)
class LessonText:
    """What a cell says of a lesson, as it is written."""

    subject: str
    teacher: str
    room: str | None


def lesson_of(value: object) -> LessonText | Verdict:
    """Parts between separators, else whatever stands around a teacher's initials."""
    raw = str(value)
    parts = [text for part in _SPLIT.split(raw) if (text := as_text(part))]
    if 2 <= len(parts) <= 3:
        return LessonText(parts[0], parts[1].strip("()"), parts[2] if len(parts) == 3 else None)
    text = as_text(raw)
    teacher = _TEACHER.search(text)
    if teacher is not None and len(parts) == 1:
        subject = text[: teacher.start()].strip(_EDGES)
        room = text[teacher.end() :].strip(_EDGES)
        if subject:
            return LessonText(subject, teacher[0], room or None)
    return refused("lesson_not_understood", text=text)


def times_of(text: str) -> tuple[time, time] | Verdict:
    """When a lesson begins and ends: «8:30-9:10», «08.30 – 09.10»."""
    found = _TIMES.fullmatch(text.strip())
    if found:
        try:
            starts = time(int(found[1]), int(found[2]))
            ends = time(int(found[3]), int(found[4]))
        except ValueError:
            return refused("bell_not_understood", text=text)
        if starts < ends:
            return starts, ends
    return refused("bell_not_understood", text=text)
