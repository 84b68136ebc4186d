"""Journal pages and their teachers, the weekly timetable, the lessons and what happens to them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import case, select
from sqlalchemy.orm import contains_eager, joinedload
from wtforms.validators import InputRequired, Optional

from sgo import current
from sgo.access.permissions import Permission
from sgo.access.scopes import lasts, scope
from sgo.models import (
    AcademicYear,
    Base,
    BellTime,
    CurriculumItem,
    Group,
    JournalPage,
    Lesson,
    Room,
    Staff,
    Subject,
    TeachingAssignment,
    TimetableRow,
)
from sgo.panel.acts import Act
from sgo.panel.base import PanelView
from sgo.panel.fields import LookupField, RowField
from sgo.panel.filters import DayFilter, RowFilter, WordFilter, YesNoFilter
from sgo.panel.forms import Fieldset, FormSet, PanelForm, date_field, text_field
from sgo.panel.lookups import LOOKUPS
from sgo.panel.school import DATES, YEAR_FILTER, key_from_address
from sgo.panel.values import Stated
from sgo.panel.words import JOURNAL, TEACHING
from sgo.services import lessons, timetable
from sgo.services.journal import save_topic
from sgo.services.school import assign_teacher, hand_over_page
from sgo.validators import DatesInOrder, NoClash
from sgo.vocabulary import N_, LessonState, Weekday
from sgo.wording import day, hour

KEEP = Permission.SCHOOL_KEEP
MOVE = Permission.LESSONS_MOVE
PAGE_OF_ROW = (
    (TimetableRow.page, JournalPage.group),
    (TimetableRow.page, JournalPage.curriculum_item, CurriculumItem.subject),
)
PAGE_OF_LESSON = (
    (Lesson.page, JournalPage.group),
    (Lesson.page, JournalPage.curriculum_item, CurriculumItem.subject),
)
BY_WEEKDAY = case(
    *((TimetableRow.weekday == weekday, weekday.number) for weekday in Weekday), else_=8
)
OPEN_END = {"ends_on": N_("Empty while it lasts")}


class HandOverForm(PanelForm):
    """Who has the page from which day."""

    fieldsets = (Fieldset(N_("New teacher"), {"staff_id": 4, "starts_on": 2}),)
    staff_id = LookupField(_l("Teacher"), [InputRequired()], lookup=LOOKUPS[Staff])
    starts_on = date_field(N_("From"))


def _hand_over(view: Any, row: JournalPage, form: Any) -> str:
    hand_over_page(
        current.session(),
        current.viewer(),
        row.id,
        staff_id=form.staff_id.data,
        starts_on=form.starts_on.data,
        now=current.now(),
    )
    return str(gettext("The page has its new teacher from %(day)s.", day=day(form.starts_on.data)))


class PagesView(PanelView):
    model = JournalPage
    read_permission = Permission.TIMETABLE_READ
    category_words = JOURNAL
    title = N_("Journal pages")
    summary = N_("A page is a group, a curriculum item and an academic year")
    add_words = N_("Open a journal page")
    empty_words = N_("There are no journal pages. They are opened for a group from its curriculum.")
    joined = (
        (JournalPage.group,),
        (JournalPage.curriculum_item, CurriculumItem.subject),
        (JournalPage.academic_year,),
    )
    column_list = ("group", "subject", "teachers", "academic_year")
    labels = {"teachers": N_("Teachers")}
    phone_columns = ("subject", "teachers")
    search_keys = (Group.search_key, Subject.search_key)
    sortable = {
        "group": (Group.search_key, Subject.search_key),
        "subject": (Subject.search_key, Group.search_key),
        "academic_year": (AcademicYear.starts_on,),
    }
    order = (AcademicYear.starts_on.desc(), Group.search_key, Subject.search_key)
    column_filters = (
        RowFilter("group", N_("Group"), LOOKUPS[Group], lambda key: JournalPage.group_id == key),
        RowFilter(
            "year",
            YEAR_FILTER,
            LOOKUPS[AcademicYear],
            lambda key: JournalPage.academic_year_id == key,
        ),
    )
    create_sets = (
        FormSet(
            KEEP,
            (
                Fieldset(
                    N_("Journal page"),
                    {"group_id": 3, "curriculum_item_id": 3, "academic_year_id": 3},
                ),
            ),
        ),
    )
    delete_permission = KEEP
    acts = (
        Act(
            "handover",
            N_("Another teacher"),
            KEEP,
            _hand_over,
            form=HandOverForm,
            picture="swap",
            prefill=lambda view, row: {"starts_on": current.today()},
            question=N_(
                "From the chosen day on the page has this teacher; the others' days end before it."
            ),
        ),
    )

    def __init__(self) -> None:
        self.show = {
            "subject": lambda row: str(row.curriculum_item.subject),
            "teachers": lambda row: (
                self.extras["teachers"].get(row.id) or Stated("missing", gettext("nobody"))
            ),
        }
        super().__init__()

    def gather(self, rows: list[Any]) -> None:
        found = current.session().execute(
            scope(select(TeachingAssignment.page_id, Staff), TeachingAssignment, current.viewer())
            .join(Staff, Staff.id == TeachingAssignment.staff_id)
            .where(
                TeachingAssignment.page_id.in_([row.id for row in rows]),
                lasts(TeachingAssignment.starts_on, TeachingAssignment.ends_on, current.today()),
            )
            .order_by(Staff.sort_key)
        )
        for key, staff in found:
            self.extras["teachers"].setdefault(key, []).append(staff.short_name)

    def asides(self, row: JournalPage) -> list[dict[str, Any]]:
        found = current.session().scalars(
            scope(select(TeachingAssignment), TeachingAssignment, current.viewer())
            .join(TeachingAssignment.staff)
            .options(contains_eager(TeachingAssignment.staff))
            .where(TeachingAssignment.page_id == row.id)
            .order_by(TeachingAssignment.starts_on.desc())
        )
        return [
            self.part(
                gettext("Teachers"),
                [
                    (
                        one.staff.full_name,
                        gettext("from %(start)s", start=day(one.starts_on))
                        if one.ends_on is None
                        else gettext(
                            "from %(start)s to %(end)s",
                            start=day(one.starts_on),
                            end=day(one.ends_on),
                        ),
                        self.link(TeachingAssignment, "details_view", id=one.id),
                    )
                    for one in found
                ],
                gettext("Nobody teaches this page."),
                add=gettext("Add a teacher"),
                add_url=self.link(TeachingAssignment, "create_view", page_id=row.id),
            )
        ]


class AssignmentsView(PanelView):
    model = TeachingAssignment
    read_permission = Permission.TIMETABLE_READ
    category_words = JOURNAL
    title = N_("Teachers of pages")
    summary = N_("Who teaches which page, by dates")
    add_words = N_("Add a teacher to a page")
    empty_words = N_(
        "Nobody teaches yet: without an assignment a teacher opens no page of the journal."
    )
    joined = (
        (TeachingAssignment.page, JournalPage.group),
        (TeachingAssignment.page, JournalPage.curriculum_item, CurriculumItem.subject),
        (TeachingAssignment.staff,),
    )
    column_list = ("staff", "page", "starts_on", "ends_on")
    phone_columns = ("page",)
    search_keys = (Staff.search_key, Group.search_key, Subject.search_key)
    sortable = {
        "staff": (Staff.sort_key,),
        "page": (Group.search_key, Subject.search_key),
        "starts_on": (TeachingAssignment.starts_on,),
    }
    order = (Staff.sort_key, Group.search_key)
    column_filters = (
        RowFilter("group", N_("Group"), LOOKUPS[Group], lambda key: JournalPage.group_id == key),
        YesNoFilter(
            "now",
            N_("Now"),
            lambda yes: (
                lasts(TeachingAssignment.starts_on, TeachingAssignment.ends_on, current.today())
                == yes
            ),
        ),
    )
    form_arguments = DATES
    help_words = OPEN_END
    create_sets = (
        FormSet(
            KEEP,
            (
                Fieldset(N_("Page and teacher"), {"page_id": 3, "staff_id": 3}),
                Fieldset(N_("Dates"), {"starts_on": 2, "ends_on": 2}),
            ),
        ),
    )
    edit_sets = (FormSet(KEEP, (Fieldset(N_("Dates"), {"starts_on": 2, "ends_on": 2}),)),)
    delete_permission = KEEP

    def start_values(self) -> dict[str, Any]:
        return key_from_address("page_id")

    def create_row(self, form: PanelForm, permission: Permission) -> Base:
        values = form.values
        return assign_teacher(
            current.session(), current.viewer(), values.pop("page_id"), now=current.now(), **values
        )


def _clashes(form: Any) -> list[Any]:
    """What the row meets, when it is filled in far enough to be asked about."""
    values = form.values
    if any(
        values[name] is None
        for name in ("page_id", "staff_id", "weekday", "bell_number", "valid_from", "hours")
    ):
        return []
    row = getattr(form, "_obj", None)
    return timetable.row_clashes(
        current.session(),
        current.viewer(),
        timetable.RowValues(**values, id=row.id if row is not None else None),
    )


class TimetableView(PanelView):
    model = TimetableRow
    read_permission = Permission.TIMETABLE_READ
    category_words = TEACHING
    title = N_("Timetable")
    summary = N_("Lessons of the week, from a date to a date; lessons are formed from it")
    add_words = N_("Add to the timetable")
    empty_words = N_("The timetable is empty: lessons of the journal are formed from it.")
    joined = (*PAGE_OF_ROW, (TimetableRow.staff,), (TimetableRow.room,))
    column_list = (
        "page",
        "weekday",
        "bell_number",
        "staff",
        "room",
        "hours",
        "valid_from",
        "valid_to",
    )
    phone_columns = ("weekday", "bell_number", "staff")
    search_keys = (Group.search_key, Subject.search_key, Staff.search_key)
    sortable = {
        "page": (Group.search_key, Subject.search_key),
        "weekday": (BY_WEEKDAY, TimetableRow.bell_number),
        "staff": (Staff.sort_key,),
        "valid_from": (TimetableRow.valid_from,),
    }
    order = (BY_WEEKDAY, TimetableRow.bell_number, Group.search_key)
    column_filters = (
        RowFilter("group", N_("Group"), LOOKUPS[Group], lambda key: JournalPage.group_id == key),
        WordFilter("weekday", N_("Weekday"), TimetableRow.__table__.c.weekday),
        RowFilter("room", N_("Room"), LOOKUPS[Room], lambda key: TimetableRow.room_id == key),
    )
    form_arguments = {
        "bell_number": {"validators": (NoClash(_clashes),)},
        "valid_to": {"validators": (DatesInOrder("valid_from"),)},
    }
    help_words = {
        "hours": N_("Academic hours of this lesson: 2 for a double one"),
        "valid_to": N_("Empty: to the end of the group's course"),
    }
    create_sets = edit_sets = (
        FormSet(
            Permission.TIMETABLE_KEEP,
            (
                Fieldset(N_("What"), {"page_id": 3, "staff_id": 3}),
                Fieldset(
                    N_("When and where"), {"weekday": 2, "bell_number": 2, "room_id": 2, "hours": 2}
                ),
                Fieldset(N_("Dates"), {"valid_from": 2, "valid_to": 2}),
            ),
        ),
    )
    delete_permission = Permission.TIMETABLE_KEEP

    def create_row(self, form: PanelForm, permission: Permission) -> Base:
        return self._save(form, None)

    def update_row(self, form: PanelForm, row: Any, permission: Permission) -> Base:
        return self._save(form, row.id)

    def _save(self, form: PanelForm, key: int | None) -> Base:
        return timetable.save_row(
            current.session(),
            current.viewer(),
            timetable.RowValues(**form.values, id=key),
            version=form.seen,
            now=current.now(),
        )

    def delete_row(self, row: Any) -> None:
        timetable.delete_row(current.session(), current.viewer(), row.id, current.now())

    def after_saving(self, row: Any) -> str:
        return str(self.get_url(".index_view"))


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
    lessons.move_lesson(current.session(), current.viewer(), row.id, **_changed(form))
    return str(gettext("The lesson is moved to %(day)s.", day=day(form.held_on.data)))


def _cancel(view: Any, row: Lesson, form: Any) -> str:
    lessons.cancel_lesson(current.session(), current.viewer(), row.id, **_changed(form))
    return str(gettext("The lesson of %(day)s is cancelled.", day=day(row.held_on)))


def _substitute(view: Any, row: Lesson, form: Any) -> str:
    lessons.substitute_lesson(current.session(), current.viewer(), row.id, **_changed(form))
    return str(gettext("The lesson of %(day)s has its substitute.", day=day(row.held_on)))


def stands(row: Lesson) -> bool:
    return row.state is not LessonState.CANCELLED


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
    phone_columns = ("page", "time")
    search_keys = (Group.search_key, Subject.search_key, Staff.search_key)
    search_texts = (Lesson.topic,)
    sortable = {
        "held_on": (Lesson.held_on, Lesson.bell_number),
        "page": (Group.search_key, Subject.search_key, Lesson.held_on),
        "staff": (Staff.sort_key, Lesson.held_on),
    }
    order = (Lesson.held_on.desc(), Lesson.bell_number, Group.search_key)
    column_filters = (
        RowFilter("group", N_("Group"), LOOKUPS[Group], lambda key: Lesson.group_id == key),
        WordFilter("state", N_("State"), Lesson.__table__.c.state),
        DayFilter("from", N_("Not before"), lambda day: Lesson.held_on >= day),
        DayFilter("to", N_("Not after"), lambda day: Lesson.held_on <= day),
        YesNoFilter("topic", N_("Has a topic"), lambda yes: Lesson.topic.is_not(None) == yes),
    )
    edit_sets = (FormSet(Permission.JOURNAL_WRITE, (Fieldset(N_("Lesson"), {"topic": 6}),)),)
    acts = (
        Act(
            "move",
            N_("Move"),
            MOVE,
            _move,
            form=MoveForm,
            when=stands,
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
            when=stands,
            picture="user",
            prefill=lambda view, row: {"seen_version": row.version},
        ),
        Act(
            "cancel",
            N_("Cancel the lesson"),
            MOVE,
            _cancel,
            form=CancelForm,
            when=stands,
            picture="x",
            danger=True,
            prefill=lambda view, row: {"seen_version": row.version},
        ),
    )

    def may_edit(self, row: Lesson) -> bool:
        return row.staff_id == current.viewer().staff_id and stands(row)

    def update_row(self, form: PanelForm, row: Any, permission: Permission) -> Base:
        return save_topic(
            current.session(),
            current.viewer(),
            row.id,
            form.values["topic"] or "",
            seen_version=row.version if form.seen is None else form.seen,
            now=current.now(),
        )
