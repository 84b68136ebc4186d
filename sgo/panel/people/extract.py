"""The extract of a person's data as a workbook: the words are those of the history of changes."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import gettext

from sgo import current
from sgo.access.permissions import Permission
from sgo.panel.kit.acts import Act
from sgo.panel.kit.export import file_response
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.trail import Names, subject_label
from sgo.panel.people.extract_words import extract_label
from sgo.services.exports.listing import FileKind, Listing
from sgo.services.people.extract import Part, PersonalExtract, extract_of
from sgo.vocabulary import N_
from sgo.wording import day

EXTRACT = Act(
    "extract",
    N_("Personal-data extract"),
    Permission.PERSONAL_EXTRACT,
    lambda view, row, form: extract_of(
        current.session(), panel_viewer(), view.model, row.id, current.now()
    ),
    question=N_(
        "A workbook with everything that is kept of this person: the card, and every record that belongs to it or to its account. It holds restricted data: hand it to the person alone. The history notes who took it."
    ),
    picture="download",
    in_list=False,
    button=N_("Save the extract"),
)


class GivesExtract:
    """Mixed into a view of cards before the parent of all views."""

    acts: ClassVar[tuple[Act, ...]] = (EXTRACT,)

    def answer(self, done: Any) -> Any:
        """A made extract is sent; anything else goes on as ever."""
        if isinstance(done, PersonalExtract):
            return _sent(done)
        return super().answer(done)  # type: ignore[misc]


def _sent(extract: PersonalExtract) -> Any:
    names = Names()
    names.learn(
        current.session(),
        panel_viewer(),
        (
            (part.table, name, value)
            for part in extract.parts
            for row in part.rows
            for name, value in zip(part.columns, row, strict=True)
        ),
    )
    title = gettext("Personal-data extract")
    above = [
        extract.head.organisation,
        extract.head.address or "",
        f"{title}: {extract.name}, {day(current.today())}",
    ]
    listings = [_listing(part, names, above) for part in extract.parts]
    return file_response(f"{title} {current.today():%d.%m.%Y}", FileKind.XLSX, *listings)


def _listing(part: Part, names: Names, above: list[str]) -> Listing:
    return Listing(
        subject_label(part.table),
        [extract_label(part.table, name) for name in part.columns],
        (
            [
                names.value(part.table, name, value)
                for name, value in zip(part.columns, row, strict=True)
            ]
            for row in part.rows
        ),
        [line for line in above if line],
    )
