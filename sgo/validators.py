"""Validators of forms: each asks one rule and says its sentence; none decides anything.

What a validator needs from outside (today, the settings, the other rows) is given as a value or
a callable when the form is made, so that nothing here reads a database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from wtforms import Field, Form
from wtforms.validators import ValidationError

from sgo.rules import identity
from sgo.rules.calendar import check_dates
from sgo.rules.journal import edit_window
from sgo.rules.settings import RegulationSettings, check_settings
from sgo.rules.timetable import check_hours
from sgo.verdicts import Verdict
from sgo.wording import sentence

Today = Callable[[], date]


def ask(verdict: Verdict) -> None:
    """Raise what a refusal says, in the reader's language."""
    if not verdict.allowed:
        raise ValidationError(sentence(verdict))


class _Normal:
    """A text that a rule brings into its one form, or refuses; the form then holds that text."""

    rule: Callable[[str], str | Verdict]

    def __call__(self, form: Form, field: Field) -> None:
        if not field.data:
            return
        answer = type(self).rule(field.data)
        if isinstance(answer, Verdict):
            ask(answer)
        else:
            field.data = answer


class Snils(_Normal):
    """The control number is right; the field then holds eleven digits, as the card keeps them."""

    def __call__(self, form: Form, field: Field) -> None:
        super().__call__(form, field)
        if field.data:
            field.data = "".join(letter for letter in field.data if letter.isdigit())

    rule = staticmethod(identity.snils)


class Phone(_Normal):
    """A telephone number; the field then holds it in E.164."""

    rule = staticmethod(identity.phone)


class Email(_Normal):
    """An e-mail address; the field then holds it in small letters."""

    rule = staticmethod(identity.email)


class BirthDate:
    """A date on which a student, a guardian or a member of staff can have been born."""

    def __init__(self, kind: identity.PersonKind, today: Today) -> None:
        self.kind = kind
        self.today = today

    def __call__(self, form: Form, field: Field) -> None:
        if field.data is not None:
            ask(identity.birth_date(field.data, self.today(), self.kind))


class DatesInOrder:
    """This day is not before the one in another field."""

    def __init__(self, starts: str) -> None:
        self.starts = starts

    def __call__(self, form: Form, field: Field) -> None:
        begins = form[self.starts].data
        if begins is not None and field.data is not None:
            ask(check_dates(begins, field.data))


class HoursOfLesson:
    """As many academic hours as one lesson may have."""

    def __call__(self, form: Form, field: Field) -> None:
        if field.data is not None:
            ask(check_hours(field.data))


class SettingsCheck:
    """The edition of the numbers as a whole; the sentence stands at the field that is wrong."""

    def __init__(self, fields: Iterable[str]) -> None:
        self.fields = tuple(fields)

    def __call__(self, form: Form, field: Field) -> None:
        values: dict[str, Any] = {name: form[name].data for name in self.fields}
        if any(value is None for value in values.values()):
            return
        verdict = check_settings(RegulationSettings(**values))
        if verdict.field == field.name:
            ask(verdict)


class NoClash:
    """The slot is free; `clashes(form)` gives a verdict for each entry that it meets."""

    def __init__(self, clashes: Callable[[Form], Iterable[Verdict]]) -> None:
        self.clashes = clashes

    def __call__(self, form: Form, field: Field) -> None:
        met = list(self.clashes(form))
        if met:
            raise ValidationError(" ".join(sentence(verdict) for verdict in met))


class WithinEditWindow:
    """Clauses 4.11 and 4.12: the lesson's days of writing are not over."""

    def __init__(
        self,
        held_on: Callable[[Form], date | None],
        today: Today,
        days: Callable[[], int],
        clause: str = "4.11",
    ) -> None:
        self.held_on = held_on
        self.today = today
        self.days = days
        self.clause = clause

    def __call__(self, form: Form, field: Field) -> None:
        held_on = self.held_on(form)
        if held_on is not None:
            ask(edit_window(held_on, self.today(), self.days(), self.clause))
