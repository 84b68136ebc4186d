"""Fields of the panel's forms, and how a column becomes one.

Enums keep their value, dates and times are the browser's own, a foreign key is a choice among
the rows its viewer may see: a short list, or a search where there are many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import Boolean, Column, Date, Enum, Integer, String, Time
from wtforms import (
    BooleanField,
    DateField,
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from sgo.names import tidy
from sgo.panel.kit.lookups import Lookup, lookup_for
from sgo.vocabulary import Word
from sgo.wording import label as word_label
from sgo.wording import number

LONG_TEXT = 255
"""From this length on a text gets several lines."""
LARGEST = 10**6
"""No number of a form is larger."""


def tidied(text: str | None) -> str | None:
    """A text without stray blanks; nothing typed is nothing kept."""
    return (tidy(text) or None) if text else None


class WordField(SelectField):
    """A word of the vocabulary: shown by its label, kept by its value."""

    def __init__(self, *args: Any, words: type[Word], blank: bool = False, **options: Any) -> None:
        def choices() -> list[SelectChoice]:
            listed = [SelectChoice(word.value, word_label(word)) for word in words]
            return [SelectChoice("", "–"), *listed]

        def coerce(value: Any) -> Word | None:
            return None if value in (None, "") else words(value)

        super().__init__(*args, choices=choices, coerce=coerce, **options)
        self.blank = blank

    def iter_choices(self) -> Iterable[Any]:
        """Nothing is chosen for the person: a word that must be given begins empty."""
        chosen = self.data.value if self.data else ""
        for choice in super().iter_choices():
            if choice.value or self.blank or not chosen:
                yield choice._replace(selected=choice.value == chosen)


class WordsField(SelectMultipleField):
    """Several words of the vocabulary, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *args: Any, words: Iterable[Word], **options: Any) -> None:
        known = {word.value: word for word in words}
        super().__init__(
            *args,
            choices=lambda: [SelectChoice(word.value, word_label(word)) for word in known.values()],
            coerce=lambda value: known[str(value)],
            **options,
        )
        self.type = "SelectMultipleCheckboxField"  # by this the kit draws it


class RowField(SelectField):
    """One of a short list of rows: all that the viewer may see; `data` is the row's key."""

    def __init__(self, *args: Any, lookup: Lookup, blank: bool = False, **options: Any) -> None:
        def choices() -> list[SelectChoice]:
            listed = [SelectChoice(str(key), text) for key, text in lookup.everything()]
            return [SelectChoice("", "–" if blank else ""), *listed]

        super().__init__(*args, choices=choices, coerce=_key, **options)
        self.lookup = lookup

    def iter_choices(self) -> Iterable[Any]:
        chosen = "" if self.data is None else str(self.data)
        for choice in super().iter_choices():
            yield choice._replace(selected=choice.value == chosen)

    def pre_validate(self, form: Any) -> None:
        if self.data is None:
            return
        if str(self.data) not in {choice.value for choice in self.iter_choices()}:
            raise ValidationError(gettext("Choose from the list."))


class LookupField(Field):
    """One of many rows, found by typing; `data` is the key of a row the viewer may see.

    Two values are sent under one name: the key that the script keeps, and the text. Without the
    script the text alone decides, when it names exactly one row.
    """

    widget = TextInput()
    typed: str | None = None

    def __init__(self, *args: Any, lookup: Lookup, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lookup = lookup

    @property
    def text(self) -> str:
        """What stands in the box: as typed, or the name of the chosen row."""
        if self.typed is not None:
            return self.typed
        return (self.lookup.text_of(self.data) or "") if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        key, text = (*valuelist, "", "")[:2]
        self.typed, text = None, tidy(text)
        self.data = _key(key) if key and (text or len(valuelist) == 1) else None
        if text and (self.data is None or tidy(self.text) != text):
            found = self.lookup.find(text, limit=2)
            self.data = found[0][0] if len(found) == 1 else None
            self.typed = text if self.data is None else None
        # "Required" looks at what was sent: here either of the two may answer.
        self.raw_data = [str(self.data) if self.data is not None else text]

    def pre_validate(self, form: Any) -> None:
        if self.typed is not None:
            raise ValidationError(gettext("Choose from the list: the name alone is not enough."))
        if self.data is not None and self.lookup.text_of(self.data) is None:
            raise ValidationError(gettext("Choose from the list."))


class HundredthsField(Field):
    """A threshold of marks: «4,5» on the screen, 450 in the database."""

    widget = TextInput()
    data: int | None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return number(Decimal(self.data) / 100) if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        try:
            scaled = Decimal(valuelist[0].strip().replace(",", ".")) * 100
            whole = int(scaled)
        except (IndexError, ArithmeticError, ValueError):
            raise ValueError(gettext("Give a number such as 4,5.")) from None
        if whole != scaled or abs(whole) > LARGEST:
            raise ValueError(gettext("Give a number such as 4,5."))
        self.data = whole


def _key(value: Any) -> int | None:
    text = str(value).strip() if value is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def field_of(column: Column[Any], msgid: str, help_msgid: str = "", **given: Any) -> Any:
    """The form field of a column; `given` adds validators or another maker."""
    options: dict[str, Any] = {
        "label": _l(msgid),
        "description": _l(help_msgid) if help_msgid else "",
    }
    kind: Callable[..., Any] | None = given.get("kind")
    boolean = isinstance(column.type, Boolean)
    must = not column.nullable and not boolean
    options["validators"] = [InputRequired() if must else Optional()]
    if given.get("optional"):
        options["validators"] = [Optional()]
    options["validators"] += given.get("validators", ())
    if column.default is not None and getattr(column.default, "is_scalar", False):
        options["default"] = column.default.arg  # type: ignore[attr-defined]
    if kind is not None:
        return kind(**options)
    if column.foreign_keys:
        return _choice_of_rows(column, options)
    return _plain(column, options, given.get("longest", 0))


def _choice_of_rows(column: Column[Any], options: dict[str, Any]) -> Any:
    target = next(iter(column.foreign_keys)).column
    lookup = lookup_for(target)
    if lookup.many:
        return LookupField(lookup=lookup, **options)
    return RowField(lookup=lookup, blank=bool(column.nullable), **options)


def _plain(column: Column[Any], options: dict[str, Any], longest: int = 0) -> Any:
    if isinstance(column.type, Enum):
        return WordField(words=column.type.python_type, blank=bool(column.nullable), **options)
    if isinstance(column.type, Boolean):
        return BooleanField(**options)
    if isinstance(column.type, Date):
        return DateField(**options)
    if isinstance(column.type, Time):
        return TimeField(**options)
    if isinstance(column.type, Integer):
        options["validators"].append(NumberRange(min=-LARGEST, max=LARGEST))
        return IntegerField(render_kw={"inputmode": "numeric"}, **options)
    if isinstance(column.type, String):
        length = longest or column.type.length or 0
        options["validators"].append(Length(max=length))
        options["filters"] = [tidied]
        maker = TextAreaField if length > LONG_TEXT and not column.unique else StringField
        return maker(**options)
    raise TypeError(f"{column}: no field for this kind of column")
