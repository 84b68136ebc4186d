"""Forms of the panel: groups of fields by permission, the seen version, errors from a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_admin.form import BaseForm
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from sgo.access.permissions import Permission
from sgo.models import Base
from sgo.panel.kit.fields import LONG_TEXT, field_of, tidied
from sgo.panel.kit.words import LABELS
from sgo.verdicts import Verdict
from sgo.wording import sentence

RULE_WORDS = {
    "teacher": "staff_id",
    "from": "starts_on",
    "terms": "starts_on",
    "password": "login",
    "student": "students",
    "lines": "students",
}
"""What a rule calls an input, where the form calls it otherwise."""


@dataclass(frozen=True)
class Fieldset:
    """A group of fields with a legend; `fields` maps a column to its width in sixths."""

    legend: str
    fields: Mapping[str, int]


@dataclass(frozen=True)
class FormSet:
    """The fields that a permission opens."""

    permission: Permission
    fieldsets: tuple[Fieldset, ...]
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields that are no column of the row, by name."""
    of: Mapping[str, type[Base]] = field(default_factory=dict)
    """Columns of another table that are filled in with the row, by name."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for group in self.fieldsets for name in group.fields)


class PanelForm(BaseForm):
    """What every form of the panel has: the version its reader saw, and the groups it is drawn in."""

    fieldsets: tuple[Fieldset, ...] = ()
    theirs: list[tuple[str, str]] = []
    """After a conflict: label and value of what stands in the database now."""
    seen_version = HiddenField(filters=[lambda text: text or None])

    @property
    def values(self) -> dict[str, Any]:
        """Column by column what was filled in."""
        return {name: data for name, data in self.data.items() if name != "seen_version"}

    @property
    def seen(self) -> int | None:
        text = str(self.seen_version.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def refuse(self, verdict: Verdict) -> None:
        """Put the sentence of a rule at the field it speaks of, else on top of the form."""
        self.blame(verdict.field, sentence(verdict))

    def blame(self, name: str | None, words: str) -> None:
        """Put a sentence at the named field, else on top of the form."""
        for candidate in (name, f"{name}_id", RULE_WORDS.get(name or "")):
            if candidate in self:
                at = self[candidate]
                at.errors = [*at.errors, words]
                return
        self.form_errors.append(words)


def build_form(
    model: type[Base],
    form_set: FormSet,
    arguments: Mapping[str, Mapping[str, Any]],
    help_words: Mapping[str, str],
    labels: Mapping[str, str],
) -> type[PanelForm]:
    """The form class of a set of fields: columns of the model and extra fields."""
    members: dict[str, Any] = {"fieldsets": form_set.fieldsets}
    for name in form_set.names:
        if name in form_set.extra:
            members[name] = form_set.extra[name]
            continue
        column: Any = form_set.of.get(name, model).__table__.c[name]
        members[name] = field_of(
            column,
            labels.get(name, LABELS.get(name, name)),
            help_words.get(name, ""),
            **arguments.get(name, {}),
        )
    return type(f"{model.__name__}Form", (PanelForm,), members)


def one_group(legend: str, names: Iterable[str], width: int = 6) -> tuple[Fieldset, ...]:
    """All the fields in one group."""
    return (Fieldset(legend, dict.fromkeys(names, width)),)


def text_field(msgid: str, *, longest: int, must: bool = True, help_msgid: str = "") -> Any:
    """A text that is no column of the row."""
    maker = TextAreaField if longest > LONG_TEXT else StringField
    return maker(
        _l(msgid),
        [InputRequired() if must else Optional(), Length(max=longest)],
        filters=[tidied],
        description=_l(help_msgid) if help_msgid else "",
    )


def date_field(msgid: str, must: bool = True) -> Any:
    """A date that is no column of the row."""
    return DateField(_l(msgid), [InputRequired() if must else Optional()])


def stale_words() -> str:
    """What is said when somebody saved first."""
    return str(
        gettext(
            "Somebody saved this record after you had opened it. What you typed stands below; "
            "what stands in the journal now is shown beside it. Saving again replaces it."
        )
    )
