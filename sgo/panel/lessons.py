"""Lessons: moved, cancelled and substituted by the technical admin, written by who teaches them.

Decisions 10 to 12: an act has its reason and its rule; decision 30: the topic is written through
the journal's own service, by who may write that lesson and by nobody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from flask import g
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Date, and_, bindparam, case
from sqlalchemy.orm import joinedload
from wtforms.validators import InputRequired, Optional

from sgo import current
from sgo.access.permissions import Permission
from sgo.errors import Refused
from sgo.models import (
    Base,
    BellTime,
    CurriculumItem,
    Group,
    JournalPage,
    Lesson,
    Room,
    Staff,
    Subject,
)
from sgo.panel.kit.acts import Act
from sgo.panel.kit.base import PanelView
from sgo.panel.kit.bulk import BulkAct
from sgo.panel.kit.fields import LookupField, RowField
from sgo.panel.kit.filters import DayFilter, RowFilter, WordFilter, YesNoFilter
from sgo.panel.kit.forms import Fieldset, FormSet, PanelForm, date_field, text_field
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.lookups import LOOKUPS
from sgo.panel.kit.words import JOURNAL
from sgo.services import list_deeds
from sgo.services.journal.writing import save_topic
from sgo.services.timetable import lessons
from sgo.services.timetable.lesson_rights import LessonRights, lesson_rights
from sgo.vocabulary import N_, LessonState
from sgo.wording import day, hour, sentence

MOVE = Permission.LESSONS_MOVE
PAGE_OF_LESSON = (
    (Lesson.page, JournalPage.group),
    (Lesson.page, JournalPage.curriculum_item, CurriculumItem.subject),
)

BEGUN = Lesson.held_on <= bindparam("list_today", type_=Date(), callable_=current.today)
"""Lessons up to today stand in the list first, the latest on top, then those ahead by day."""


@contextmanager
def said_at(field: str) -> Iterator[None]:
    """A refusal that speaks of no input of its own is told at this field."""
    try:
        yield
    except Refused as refusal:
        verdict = refusal.verdict
        raise Refused(replace(verdict, field=verdict.field or field)) from refusal


class MoveForm(PanelForm):
    """Where the lesson goes, and why."""

    fieldsets = (
        Fieldset(N_("New place"), {"held_on": 2, "bell_number": 2, "room_id": 2}),
        Fieldset(N_("Why"), {"reason": 6}),
    )
    held_on = date_field(N_("Day"))
    bell_number = RowField(_l("Lesson of the day"), [InputRequired()], lookup=LOOKUPS[BellTime])
    room_id = RowField(_l("Room"), [Optional()], lookup=LOOKUPS[Room], blank=True)
    reason = text_field(N_("Reason"), longest=250)


class CancelForm(PanelForm):
    """Why the lesson falls out."""

    fieldsets = (Fieldset(N_("Why"), {"reason": 6}),)
    reason = text_field(N_("Reason"), longest=250)


class SubstituteForm(PanelForm):
    """Who holds the lesson, and why."""

    fieldsets = (Fieldset(N_("Who holds the lesson"), {"staff_id": 6, "reason": 6}),)
    staff_id = LookupField(_l("Teacher"), [InputRequired()], lookup=LOOKUPS[Staff])
    reason = text_field(N_("Reason"), longest=250)


def _changed(form: PanelForm) -> dict[str, Any]:
    return {**form.values, "version": form.seen, "now": current.now()}


def _move(view: Any, row: Lesson, form: Any) -> str:
    lessons.move_lesson(current.session(), panel_viewer(), row.id, **_changed(form))
    return str(gettext("The lesson is moved to %(day)s.", day=day(form.held_on.data)))


def _cancel(view: Any, row: Lesson, form: Any) -> str:
    lessons.cancel_lesson(current.session(), panel_viewer(), row.id, **_changed(form))
    return str(gettext("The lesson of %(day)s is cancelled.", day=day(row.held_on)))


def _substitute(view: Any, row: Lesson, form: Any) -> str:
    lessons.substitute_lesson(current.session(), panel_viewer(), row.id, **_changed(form))
    return str(gettext("The lesson of %(day)s has its substitute.", day=day(row.held_on)))


def rights() -> dict[int, LessonRights]:
    """What is open in the lessons of this request, by the lesson."""
    found: dict[int, LessonRights] = g.setdefault("panel_lesson_rights", {})
    return found


def may_change(row: Lesson) -> bool:
    """Decision 10: a closed lesson offers no act; each is judged again."""
    return row.id in rights() and rights()[row.id].place.allowed


def without_topic(today: date) -> ColumnElement[bool]:
    """The day has come, the lesson was not cancelled, and nobody wrote its topic (clause 4.6)."""
    return and_(
        Lesson.held_on <= today,
        Lesson.state != LessonState.CANCELLED,
        Lesson.topic.is_(None),
    )


class LessonsView(PanelView):
    model = Lesson
    read_permission = Permission.JOURNAL_READ
    category_words = JOURNAL
    title = N_("Lessons")
    summary = N_(
        "Lessons formed from the timetable: moved, cancelled and substituted with a reason"
    )
    empty_words = N_(
        "There are no lessons. They are formed for a group from its timetable and terms."
    )
    empty_door = ("panel_timetable_rows.forming_view", N_("Form lessons"))
    joined = (*PAGE_OF_LESSON, (Lesson.staff,), (Lesson.room,))
    also_load = (joinedload(Lesson.regular_staff),)
    column_list = ("held_on", "time", "page", "staff", "room", "state", "topic", "checked_at")
    detail_columns = (
        "page",
        "held_on",
        "time",
        "formed_for",
        "staff",
        "regular_staff",
        "room",
        "hours",
        "state",
        "change_reason",
        "topic",
        "topic_entered_at",
        "checked_at",
    )
    show = {"time": lambda row: f"{row.bell_number}. {hour(row.starts_at)}–{hour(row.ends_at)}"}
    phone_columns = ("page", "time", "state")
    search_keys = (Group.search_key, Subject.search_key, Staff.search_key)
    search_texts = (Lesson.topic,)
    sortable = {
        "held_on": (Lesson.held_on, Lesson.bell_number),
        "page": (Group.search_key, Subject.search_key, Lesson.held_on),
        "staff": (Staff.sort_key, Lesson.held_on),
    }
    order = (
        BEGUN.desc(),
        case((BEGUN, Lesson.held_on)).desc(),
        Lesson.held_on,
        Lesson.bell_number,
        Group.search_key,
    )
    column_filters = (
        RowFilter("group", N_("Group"), LOOKUPS[Group], lambda key: Lesson.group_id == key),
        RowFilter("staff", N_("Teacher"), LOOKUPS[Staff], lambda key: Lesson.staff_id == key),
        WordFilter("state", N_("State"), Lesson.__table__.c.state),
        YesNoFilter(
            "begun",
            N_("Today or before"),
            lambda yes: (Lesson.held_on <= current.today()) == yes,
        ),
        DayFilter("from", N_("Not before"), lambda day: Lesson.held_on >= day),
        DayFilter("to", N_("Not after"), lambda day: Lesson.held_on <= day),
        YesNoFilter(
            "blank", N_("Held without a topic"), lambda yes: without_topic(current.today()) == yes
        ),
    )
    presets = (
        (N_("All"), {}),
        (N_("Today or before"), {"begun": "yes"}),
        (N_("Held without a topic"), {"blank": "yes"}),
    )
    help_words = {"topic": N_("Written on the day of the lesson; later, while it is open, as late")}
    edit_sets = (FormSet(Permission.JOURNAL_WRITE, (Fieldset(N_("Lesson"), {"topic": 6}),)),)
    acts = (
        Act(
            "move",
            N_("Move"),
            MOVE,
            _move,
            form=MoveForm,
            when=may_change,
            picture="swap",
            prefill=lambda view, row: {
                "held_on": row.held_on,
                "bell_number": row.bell_number,
                "room_id": row.room_id,
                "seen_version": row.version,
            },
        ),
        Act(
            "substitute",
            N_("Substitute"),
            MOVE,
            _substitute,
            form=SubstituteForm,
            when=may_change,
            picture="user",
            prefill=lambda view, row: {"seen_version": row.version},
        ),
        Act(
            "cancel",
            N_("Cancel the lesson"),
            MOVE,
            _cancel,
            form=CancelForm,
            when=may_change,
            picture="x",
            danger=True,
            prefill=lambda view, row: {"seen_version": row.version},
        ),
    )
    bulk_acts = (
        BulkAct(
            "cancel",
            N_("Cancel the lessons"),
            list_deeds.CANCEL,
            CancelForm,
            question=N_("A cancelled lesson takes no marks and counts no hours."),
            picture="x",
            danger=True,
        ),
    )

    def name_of(self, row: Lesson) -> str:
        return f"{row.page}, {day(row.held_on)}, {self.show['time'](row)}"

    def gather(self, rows: list[Any]) -> None:
        found = lesson_rights(
            current.session(), panel_viewer(), [row.id for row in rows], current.now()
        )
        rights().update(found)

    def may_edit(self, row: Lesson) -> bool:
        return row.id in rights() and rights()[row.id].topic.allowed

    def lead(self, row: Lesson) -> str:
        """Why nothing of the lesson can be changed any more, for who otherwise might."""
        right = rights().get(row.id)
        if right is None or right.topic.allowed or right.place.allowed:
            return ""
        return sentence(right.place if self.may(MOVE) else right.topic)

    def update_row(self, form: PanelForm, row: Any, permission: Permission) -> Base:
        with said_at("topic"):
            save_topic(
                current.session(),
                panel_viewer(),
                row.id,
                form.values["topic"] or "",
                seen_version=form.seen or 0,
                now=current.now(),
            )
        kept: Base = self.get_one(row.id)
        return kept
