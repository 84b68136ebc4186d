"""The form of a movement order: one kind, one day, many students to tick, find or paste."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from sgo import current
from sgo.access.permissions import Permission
from sgo.errors import refuse
from sgo.models import Group, MovementOrder, MovementRecord, Student
from sgo.panel.kit.fields import LookupField, WordField
from sgo.panel.kit.forms import Fieldset, FormSet, PanelForm, date_field, text_field
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.lookups import LOOKUPS
from sgo.services.movement.orders import OrderLine
from sgo.services.movement.sense import LinesRefused
from sgo.services.movement.students import group_members, named_students, students_by_id
from sgo.vocabulary import N_, MovementKind
from sgo.wording import day, sentence

LONGEST_LIST = 40_000
"""Characters of pasted names: more than a thousand students."""


class KindField(WordField):
    """Every kind of order but the counter-order, which is made from the order it cancels."""

    def iter_choices(self) -> Iterable[Any]:
        for choice in super().iter_choices():
            if choice.value != MovementKind.CANCELLATION.value:
                yield choice


class StudentsField(Field):
    """Students to tick; `data` are the keys of the ticked ones.

    The boxes that stand on the page are sent along, so that a page drawn anew shows them again,
    ticked or not; `told` are the reasons against single students.
    """

    data: list[int]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.listed: list[int] = []
        self.told: dict[int, str] = {}

    def process(self, formdata: Any, *given: Any, **options: Any) -> None:
        super().process(formdata, *given, **options)
        self.data = list(self.data or [])
        if formdata is not None:
            self.data = _keys(formdata.getlist(self.name))
            self.listed = _keys(formdata.getlist(f"{self.name}-listed"))

    def add(self, ids: Iterable[int], *, ticked: bool) -> None:
        """Put students on the page, after those that stand there."""
        for one in ids:
            if ticked and one not in self.data:
                self.data.append(one)
            elif one not in self.data and one not in self.listed:
                self.listed.append(one)

    def boxes(self) -> list[tuple[int, str, bool, str]]:
        """Key, name, ticked, and what speaks against the student; by surname."""
        known = students_by_id(
            current.session(), panel_viewer(), {*self.data, *self.listed, *self.told}
        )
        return [
            (
                key,
                f"{one.full_name}, {day(one.birth_date)}",
                key in self.data,
                self.told.get(key, ""),
            )
            for key, one in known.items()
        ]


def _keys(texts: Iterable[str]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10]


def _of_lines(*, must: bool) -> dict[str, Any]:
    """The fields that are no column of the order."""
    required = [InputRequired() if must else Optional()]
    kept = "" if must else N_("Left empty, everybody keeps what stands in their line")
    return {
        "kind": KindField(_l("Kind"), [InputRequired()], words=MovementKind),
        "group_id": LookupField(
            _l("Group"),
            list(required),
            lookup=LOOKUPS[Group],
            description=_l(kept or N_("The group that is entered, or the one that is left")),
        ),
        "to_group_id": LookupField(
            _l("Into the group"),
            [Optional()],
            lookup=LOOKUPS[Group],
            description=_l(N_("Of a transfer, of the next year and of one more year")),
        ),
        "effective_on": date_field(N_("Counts from"), must=must),
        "destination": text_field(
            N_("Where to"),
            longest=250,
            must=False,
            help_msgid=N_("Of a withdrawal: the organisation or the reason, if it is known"),
        ),
        "students": StudentsField(_l("Students")),
        "add_student": LookupField(_l("Find a student"), [Optional()], lookup=LOOKUPS[Student]),
        "names": TextAreaField(
            _l("Paste names, one a line"),
            [Optional(), Length(max=LONGEST_LIST)],
            description=_l(
                N_(
                    "Surname, given name and patronymic; a birth date after them tells namesakes apart"
                )
            ),
            render_kw={"rows": 3},
        ),
    }


_ORDER = Fieldset(N_("Order"), {"kind": 2, "order_number": 2, "order_date": 2, "basis": 6})
_LINES = (
    Fieldset(
        N_("Group and day"),
        {"group_id": 3, "to_group_id": 3, "effective_on": 2, "destination": 4},
    ),
    Fieldset(N_("Students"), {"students": 6, "add_student": 3, "names": 3}),
)
NEW_ORDER = FormSet(Permission.MOVEMENT_PREPARE, (_ORDER, *_LINES), extra=_of_lines(must=True))
ORDER = FormSet(Permission.MOVEMENT_PREPARE, (_ORDER, *_LINES), extra=_of_lines(must=False))
COUNTER_ORDER = FormSet(
    Permission.MOVEMENT_PREPARE,
    (Fieldset(N_("Order"), {"order_number": 3, "order_date": 3, "basis": 6}),),
)


class CounterOrderForm(PanelForm):
    """The paper of a counter-order."""

    fieldsets = COUNTER_ORDER.fieldsets
    order_number = text_field(N_("Order number"), longest=40)
    order_date = date_field(N_("Order date"))
    basis = text_field(N_("Basis"), longest=250, must=False)


class RemarkForm(PanelForm):
    """What the technical admin has to mend."""

    fieldsets = (Fieldset(N_("Remark"), {"remark": 6}),)
    remark = text_field(N_("What is to be mended"), longest=250)


def show_members(form: Any) -> None:
    """Put the students of the chosen group on the page, to be ticked."""
    if form.group_id.data is None:
        form.blame("group_id", str(gettext("Choose the group whose students are to be shown.")))
        return
    members = group_members(current.session(), panel_viewer(), form.group_id.data, current.today())
    if not members:
        form.blame(
            "students",
            str(gettext("Nobody is in this group today: find students or paste their names.")),
        )
    form.students.add(members, ticked=False)


def take_found(form: Any) -> bool:
    """Tick the student who was found and those whose names were pasted; False when some were not."""
    if form.add_student.data is not None:
        form.students.add([form.add_student.data], ticked=True)
        form.add_student.data, form.add_student.typed = None, None
    if not form.names.data:
        return True
    found = named_students(current.session(), panel_viewer(), form.names.data.splitlines())
    form.students.add(found.ids, ticked=True)
    form.names.data = "\n".join([*found.unknown, *found.ambiguous]) or None
    if found.unknown:
        names = "; ".join(found.unknown[:5])
        form.blame("names", str(gettext("There are no such students: %(names)s.", names=names)))
    if found.ambiguous:
        names = "; ".join(found.ambiguous[:5])
        form.blame(
            "names",
            str(
                gettext(
                    "Several students are called so, write the birth date too: %(names)s.",
                    names=names,
                )
            ),
        )
    return form.names.data is None


def lines_of(form: Any, order: MovementOrder | None) -> list[OrderLine]:
    """The lines that the form asks for; raises Refused where a line lacks its group or day."""
    lines = []
    # The field is empty for a reason of its own where the lines say different things.
    mixed = len({line.destination for line in order.lines}) > 1 if order is not None else False
    for key in form.students.data:
        stored: list[MovementRecord | None] = []
        if order is not None:
            stored += [line for line in order.lines if line.student_id == key]
        lines += [_line(form, key, one, keeps_destination=mixed) for one in stored or [None]]
    return lines


def _line(
    form: Any, student_id: int, stored: MovementRecord | None, *, keeps_destination: bool
) -> OrderLine:
    group_id = form.group_id.data or (stored.group_id if stored else None)
    effective_on = form.effective_on.data or (stored.effective_on if stored else None)
    if group_id is None:
        raise refuse("line_without_group", "2.1.3", "group_id")
    if effective_on is None:
        raise refuse("line_without_day", "2.1.3", "effective_on")
    to_group_id = form.to_group_id.data
    if to_group_id is None and stored is not None and form.kind.data and form.kind.data.moves:
        to_group_id = stored.to_group_id
    destination = form.destination.data
    if destination is None and stored is not None and keeps_destination:
        destination = stored.destination
    return OrderLine(student_id, group_id, effective_on, to_group_id, destination)


def values_of(order: MovementOrder) -> dict[str, Any]:
    """What the form of a stored order begins with: what all its lines have in common."""
    return {
        "group_id": _common(line.group_id for line in order.lines),
        "to_group_id": _common(line.to_group_id for line in order.lines),
        "effective_on": _common(line.effective_on for line in order.lines),
        "destination": _common(line.destination for line in order.lines),
        "students": list(dict.fromkeys(line.student_id for line in order.lines)),
    }


def _common(values: Iterable[Any]) -> Any:
    found = set(values)
    return found.pop() if len(found) == 1 else None


def tell_lines(form: Any, refusal: LinesRefused) -> None:
    """Put the reason beside every student whom it concerns; raises the refusal of the whole."""
    form.students.told = {one.student_id: sentence(one.verdict) for one in refusal.lines}
    if len({one.verdict.code for one in refusal.lines}) > 1:
        raise refuse("lines_refused", "2.1.3", "students", count=len(refusal.lines)) from refusal
    raise refusal
