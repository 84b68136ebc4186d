"""What the script of a journal page is given: ids, addresses, words; nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import request, url_for

from sgo import current
from sgo.pages.journal.screens import lesson_label
from sgo.pages.journal.words import words
from sgo.rules.cells import LETTERS
from sgo.rules.settings import LOWEST_MARK, RegulationSettings
from sgo.services.journal.pages import WorkHead
from sgo.verdicts import Verdict
from sgo.vocabulary import AttendanceCode
from sgo.wording import label, sentence

TAP_CYCLE = (AttendanceCode.ABSENT, AttendanceCode.LATE, AttendanceCode.EXCUSED)
"""What one tap on a phone goes through; the other codes are typed in the cell's panel."""
ICONS = "icons.svg"


def script_data(
    *,
    lessons: Iterable[dict[str, Any]],
    students: dict[int, str],
    codes: Iterable[AttendanceCode],
    current_lesson: int | None,
    writable: bool,
    settings: RegulationSettings | None = None,
    work_types: Iterable[Any] = (),
    reasons: Sequence[str] = (),
    today_lesson: int | None = None,
    page_urls: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """All that the script of one page knows."""
    enabled = [code for code in AttendanceCode if code in set(codes)]
    return {
        "account": current.viewer().account_id,
        "writable": writable,
        "current": current_lesson,
        "today": today_lesson if today_lesson is not None else current_lesson,
        "filters": [],
        "lessons": list(lessons),
        "students": {str(key): name for key, name in students.items()},
        "reasons": list(reasons),
        "letters": {key: code.sign for key, code in LETTERS.items() if code in enabled},
        "letterMeanings": {key: label(code) for key, code in LETTERS.items() if code in enabled},
        "signs": [code.sign for code in AttendanceCode],
        "absences": [code.sign for code in enabled if code.is_absence],
        "alone": [AttendanceCode.EXEMPT.sign],
        "cycle": ["", *(code.sign for code in TAP_CYCLE)],
        "thresholds": _thresholds(settings),
        "decimal": ",",
        "workTypes": [
            {"id": kind.id, "name": kind.name, "short": kind.short_name, "control": kind.control}
            for kind in work_types
        ],
        "urls": _urls() | dict(page_urls or {}),
        "iconsUrl": url_for("static", filename=ICONS),
        "words": words(),
    }


def lesson_data(
    lesson_id: int, held_on: date, works: Iterable[WorkHead], verdict: Verdict, topic: Verdict
) -> dict[str, Any]:
    """A lesson as the script knows it; `open` opens the menu of its works."""
    return {
        "id": lesson_id,
        "label": lesson_label(held_on),
        "url": url_for("journal.lesson", lesson_id=lesson_id),
        "open": topic.allowed,
        "why": "" if verdict.allowed else sentence(verdict),
        "works": [
            {
                "id": work.id,
                "type": work.work_type_id,
                "name": work.name,
                "short": work.short_name,
                "control": work.control,
            }
            for work in works
        ],
    }


def _thresholds(settings: RegulationSettings | None) -> list[tuple[int, int]] | None:
    """Clause 4.9 in hundredths, for the answer to a key; the server's own answer follows."""
    if settings is None:
        return None
    return [(int(bound * 100), mark) for bound, mark in settings.thresholds] + [(0, LOWEST_MARK)]


def page_urls(page_id: int, term_id: int) -> dict[str, str]:
    """Addresses of what is asked of a page as a whole."""
    result = url_for("journal_marks.save_term_mark", page_id=page_id, term_id=term_id, student_id=0)
    return {
        "result": result.removesuffix("/0") + "/STUDENT",
        "cells": url_for("journal_bulk.cells", page_id=page_id),
        "statistics": url_for("journal_statistics.panel", page_id=page_id, term=term_id),
    }


def _urls() -> dict[str, str]:
    """Addresses with the names of their ids, which the script replaces."""
    lesson = url_for("journal.lesson", lesson_id=0).removesuffix("/0") + "/LESSON"
    return {
        "cell": f"{lesson}/cells/STUDENT",
        "history": f"{lesson}/cells/STUDENT/history",
        "works": f"{lesson}/works",
        "work": f"{lesson}/works/WORK",
        "present": f"{lesson}/present",
        "undo": url_for("journal_bulk.undo", act_id="ACT"),
        "acts": request.path,
    }
