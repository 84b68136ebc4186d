"""The common frame of every printed form: head of the organisation, pages counted, signatures.

Printed forms are Russian whatever the language of the screen, so their words stand here and in
templates/reports. A document is data, a template and a few native tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sgo.reports.pdf import OWN_FOLDER, NativeTables, render_pdf
from sgo.services.letterhead import Letterhead
from sgo.services.sheets.frame import Head
from sgo.vocabulary import AttendanceCode

TEACHER, CURATOR, DIRECTOR = "Педагог", "Куратор", "Директор"

LONGEST_NAME = 110
"""Of a file: several systems take no more than 255 bytes, and a Russian letter is two."""

_FORBIDDEN = frozenset('/\\:*?"<>|')
_QUOTES = {ord(letter): None for letter in "«»"}

CODES = {
    AttendanceCode.ABSENT: "отсутствовал(а)",
    AttendanceCode.EXCUSED: "отсутствовал(а) по уважительной причине",
    AttendanceCode.UNEXCUSED: "отсутствовал(а) без уважительной причины",
    AttendanceCode.LATE: "опоздал(а)",
    AttendanceCode.EXEMPT: "освобождён(а)",
    AttendanceCode.ILL: "болел(а)",
}
"""What the signs of a cell mean, as the legend says it."""


def day(value: date) -> str:
    """23.11.2026."""
    return f"{value:%d.%m.%Y}"


def moment(value: datetime) -> str:
    """23.11.2026, 14:02; the moment is already in the organisation's zone."""
    return f"{value:%d.%m.%Y}, {value.hour}:{value.minute:02d}"


def hours(count: int) -> str:
    """«34 ч»: the unit that forms use, which no case changes."""
    return f"{count}\u00a0ч"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(OWN_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(day=day, moment=moment, hours=hours)
    return environment


def make_document(
    template: str,
    *,
    head: Letterhead,
    title: str,
    running_title: str,
    printed_at: datetime,
    tables: NativeTables,
    **data: Any,
) -> bytes:
    """A PDF from a template of templates/reports.

    `running_title` stands on every sheet; `tables` makes each native table that the template
    names.
    """

    html = (
        _environment()
        .get_template(template)
        .render(head=head, title=title, running_title=running_title, printed_at=printed_at, **data)
    )
    return render_pdf(html, tables)


def file_name(*words: str) -> str:
    """A name under which a document is saved, without what some system forbids in one."""
    kept = "".join("-" if letter in _FORBIDDEN else letter for letter in " ".join(words))
    return kept.translate(_QUOTES)[:LONGEST_NAME].strip()


def signers_of(
    head: Head, teachers: Iterable[str] = (), with_curator: bool = True
) -> list[tuple[str, str]]:
    """Who signs: the teachers of the page, the curator of the group, the director."""
    lines = [(TEACHER, who) for who in teachers]
    if with_curator:
        lines += [(CURATOR, who) for who in head.curators] or [(CURATOR, "")]
    return [*lines, director_of(head)]


def director_of(head: Letterhead) -> tuple[str, str]:
    """The line on which the director signs."""
    title = head.director_title or DIRECTOR
    return title[:1].upper() + title[1:], head.director_name


def legend_of_codes(codes: Iterable[AttendanceCode]) -> str:
    """«н – отсутствовал(а); …» for the codes that stand on the sheet, in the usual order."""
    present = set(codes)
    return "; ".join(f"{code.sign} – {CODES[code]}" for code in AttendanceCode if code in present)
