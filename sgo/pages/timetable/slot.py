"""One slot of the week: choose what stands there, see what follows, save or take away.

The same page is the form without scripts and the dialog of the editor's table.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse
from wtforms import DateField, Form, HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired, Optional

from sgo import current
from sgo.access.permissions import Permission
from sgo.asked import as_key, key_or_none
from sgo.errors import Missing, Refused
from sgo.pages.timetable.week import day_asked, number_asked, told
from sgo.rules.timetable import ClashKind
from sgo.services.timetable.edits import Outcome, Placement, Removal, change_week, try_week
from sgo.services.timetable.forming import FORMED_ANEW
from sgo.services.timetable.slot import Choice, PageChoice, SlotView, slot_view
from sgo.validators import DatesInOrder, HoursOfLesson
from sgo.vocabulary import Weekday
from sgo.wording import hour, label

pages = Blueprint("timetable_slot", __name__, url_prefix="/timetable")


class SlotForm(Form):
    """What stands in the slot, who holds it, where, and from when."""

    act = HiddenField()
    row = HiddenField(filters=[key_or_none])
    version = HiddenField(filters=[key_or_none])
    page_id = SelectField(
        _l("Subject"), [InputRequired(_l("Choose a subject."))], coerce=key_or_none, default=None
    )
    staff_id = SelectField(
        _l("Teacher"), [InputRequired(_l("Choose a teacher."))], coerce=key_or_none, default=None
    )
    room_id = SelectField(_l("Room"), [Optional()], coerce=key_or_none, default=None)
    weekday = SelectField(_l("Weekday"), [InputRequired()], coerce=Weekday)
    bell_number = SelectField(_l("Lesson of the day"), [InputRequired()], coerce=key_or_none)
    hours = IntegerField(
        _l("Academic hours"),
        [
            InputRequired(_l("Give the number of hours.")),
            HoursOfLesson(),
        ],
        default=1,
    )
    from_on = DateField(
        _l("Valid from"),
        [InputRequired(_l("Give a day."))],
        description=_l("Lessons before this day stay as they are."),
    )
    to_on = DateField(
        _l("Valid through"),
        [Optional(), DatesInOrder("from_on")],
        description=_l("Empty: to the end of the group's course"),
    )


@pages.get("/slot")
def slot() -> str:
    """The form of `?by=group&id=ID&weekday=monday&bell=1`, of an entry with `&row=ID`."""
    by, holder_id, weekday, bell = _where()
    view = _view(by, holder_id, weekday, bell, number_asked("row"), None)
    form = SlotForm(data=_start(view, weekday, bell))
    _fill_choices(form, view, by)
    return _page(form, view, None)


@pages.post("/slot")
def send() -> Any:
    """Show what would follow (`act=check`, `check_remove`), or do it (`save`, `remove`)."""
    by, holder_id, weekday, bell = _where()
    form = SlotForm(request.form)
    weekday = request.form.get("weekday", weekday, type=Weekday)
    bell = request.form.get("bell_number", type=as_key) or bell
    view = _view(
        by, holder_id, weekday, bell, form.row.data, request.form.get("page_id", type=as_key)
    )
    _fill_choices(form, view, by)
    act = form.act.data
    if act == "check":
        _prefer(form, view)
    if not form.validate():
        return Response(_page(form, view, None), 422)
    change = _removal(form) if act in ("check_remove", "remove") else _placement(form)
    if act not in ("save", "remove"):
        outcome = try_week(current.session(), current.viewer(), change, now=current.now())
        return Response(_page(form, view, outcome), 422 if outcome.refusals else 200)
    try:
        outcome = change_week(
            current.session(),
            current.viewer(),
            change,
            now=current.now(),
            reason=gettext(FORMED_ANEW),
        )
    except Refused as refusal:
        current.session().rollback()
        refusals = getattr(refusal, "verdicts", [refusal.verdict])
        return Response(_page(form, view, Outcome(refusals=refusals)), 422)
    current.session().commit()
    return _saved(by, holder_id, form, outcome)


def _saved(by: ClashKind, holder_id: int, form: SlotForm, outcome: Outcome) -> AnyResponse:
    removed = form.act.data == "remove"
    first = gettext("Taken out of the timetable.") if removed else gettext("Saved.")
    flash(" ".join([first, *told(outcome)]), "success")
    return redirect(
        url_for(
            "timetable.week",
            by=by.value,
            id=holder_id,
            day=form.from_on.data.isoformat(),
            saved=outcome.act_id or None,
        )
    )


def _where() -> tuple[ClashKind, int, Weekday, int]:
    by = request.args.get("by", type=ClashKind)
    holder_id = number_asked("id")
    weekday = request.args.get("weekday", type=Weekday)
    bell = number_asked("bell")
    current.viewer().role_for(Permission.TIMETABLE_KEEP)
    if by is None or holder_id is None or weekday is None or bell is None:
        raise Missing("slot")
    return by, holder_id, weekday, bell


def _view(
    by: ClashKind,
    holder_id: int,
    weekday: Weekday,
    bell: int,
    row_id: int | None,
    page_id: int | None,
) -> SlotView:
    return slot_view(
        current.session(),
        current.viewer(),
        by=by,
        holder_id=holder_id,
        weekday=weekday,
        bell_number=bell,
        from_on=day_asked(),
        row_id=row_id,
        page_id=page_id,
    )


def _start(view: SlotView, weekday: Weekday, bell: int) -> dict[str, Any]:
    """What the form begins with: the entry as it stands, or the likeliest choice for a new one."""
    row = view.row
    start: dict[str, Any] = {
        "act": request.args.get("act", "check"),
        "weekday": weekday,
        "bell_number": bell,
        "from_on": day_asked(),
    }
    if row is not None:
        return start | {
            "row": row.id,
            "version": row.version,
            "page_id": row.page_id,
            "staff_id": row.staff_id,
            "room_id": row.room_id,
            "hours": row.hours,
            "to_on": row.valid_to,
        }
    return start | _likely(view)


def _prefer(form: SlotForm, view: SlotView) -> None:
    """A subject was chosen and no teacher yet: the one who teaches it here, if free."""
    likely = _likely(view)
    if form.staff_id.data is not None:
        return
    for name in ("staff_id", "room_id"):
        if form[name].data is None and likely[name] is not None:
            form[name].data = likely[name]
            form[name].raw_data = [str(likely[name])]


def _likely(view: SlotView) -> dict[str, int | None]:
    near = [one for one in view.teachers if one.near]
    free = [one for one in near if not one.busy] or near
    rooms = [one for one in view.rooms if one.near and not one.busy]
    return {
        "page_id": view.page.page_id if view.page else None,
        "staff_id": free[0].id if free else None,
        "room_id": rooms[0].id if rooms else None,
    }


def _fill_choices(form: SlotForm, view: SlotView, by: ClashKind) -> None:
    form.page_id.choices = [
        ("", gettext("Choose…")),
        *((one.page_id, _page_words(one, by)) for one in view.pages),
    ]
    form.staff_id.choices = {
        "": [("", gettext("Choose…"))],
        **_grouped(view.teachers, gettext("Teach this subject here")),
    }
    form.room_id.choices = {
        "": [("", gettext("No room"))],
        **_grouped(view.rooms, gettext("The group's own room")),
    }
    form.weekday.choices = [(weekday, label(weekday)) for weekday in Weekday]
    form.bell_number.choices = [
        (bell.number, f"{bell.number}. {hour(bell.starts_at)}–{hour(bell.ends_at)}")
        for bell in view.bells
    ]


def _grouped(choices: tuple[Choice, ...], near: str) -> dict[str, list[tuple[int, str]]]:
    """Near and free first, then the free, then the busy with the lesson that holds them."""
    groups = {
        near: [(one.id, one.name) for one in choices if one.near and not one.busy],
        gettext("Free"): [(one.id, one.name) for one in choices if not one.near and not one.busy],
        gettext("Busy in this slot"): [
            (one.id, gettext("%(name)s: %(other)s", name=one.name, other=one.busy))
            for one in choices
            if one.busy
        ],
    }
    return {name: lines for name, lines in groups.items() if lines}


def _page_words(page: PageChoice, by: ClashKind) -> Any:
    """How many hours of the plan are left, with the group where it is not known."""
    subject = page.subject if by is ClashKind.GROUP else f"{page.group}. {page.subject}"
    if page.left < 0:
        return gettext(
            "%(subject)s: %(over)s h over the plan of %(planned)s",
            subject=subject,
            over=-page.left,
            planned=page.planned,
        )
    return gettext(
        "%(subject)s: %(left)s h left of %(planned)s",
        subject=subject,
        left=page.left,
        planned=page.planned,
    )


def _placement(form: SlotForm) -> Placement:
    return Placement(
        page_id=form.page_id.data,
        staff_id=form.staff_id.data,
        weekday=form.weekday.data,
        bell_number=form.bell_number.data,
        from_on=form.from_on.data,
        to_on=form.to_on.data,
        room_id=form.room_id.data,
        hours=form.hours.data,
        row_id=form.row.data,
        version=form.version.data,
    )


def _removal(form: SlotForm) -> Removal:
    if form.row.data is None:
        raise Missing("timetable row")
    return Removal(form.row.data, form.from_on.data, form.version.data)


def _page(form: SlotForm, view: SlotView, outcome: Outcome | None) -> str:
    by, holder_id, _, _ = _where()
    back = url_for("timetable.week", by=by.value, id=holder_id, day=day_asked().isoformat())
    return render_template(
        "timetable/slot.html",
        form=form,
        view=view,
        outcome=outcome,
        told=told(outcome) if outcome is not None else [],
        removing=form.act.data in ("check_remove", "remove"),
        back=back,
    )
