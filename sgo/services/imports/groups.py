"""The list of groups, with their programmes and curators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sgo.models import Curatorship, Group, Programme, Staff
from sgo.rules.calendar import check_dates
from sgo.services.imports.cells import Row
from sgo.services.imports.layout import Table
from sgo.services.imports.register import Register
from sgo.services.imports.values import match_key
from sgo.verdicts import refused
from sgo.vocabulary import Direction

_DIRECTIONS = {
    "проф": Direction.VOCATIONAL,
    "техническ": Direction.TECHNICAL,
    "естественно": Direction.NATURAL_SCIENCE,
    "социальн": Direction.SOCIAL,
    "гуманитарн": Direction.SOCIAL,
    "художественн": Direction.ART,
    "физкультурн": Direction.SPORT,
    "спортивн": Direction.SPORT,
    "турист": Direction.TOURISM,
}


def load_groups(table: Table, register: Register) -> None:
    """Every new group of the year; a known one takes a room or a curator that it has not."""
    rows = list(table.rows())
    first_row: dict[str, int] = {}
    for row in rows:
        name = row.text("group", needed=True, most=60)
        row.label = name or ""
        key = match_key(name or "")
        if name is not None and key in first_row:
            row.refuse("group", refused("repeats_row", row=first_row[key]))
        elif name is not None:
            first_row[key] = row.number
            _load_group(row, register, name)
    register.take(rows)
    register.session.flush()


@dataclass(frozen=True, slots=True)
class _Line:
    """A group as its row has it."""

    programme: str
    direction: Direction | None
    starts_on: date
    ends_on: date
    curator: Staff | None
    room: str | None


def _line(row: Row, register: Register) -> _Line | None:
    starts_on, ends_on = row.day("starts_on", needed=True), row.day("ends_on", needed=True)
    curator = row.read("curator", register.member)
    room = row.text("room", most=60)
    programme = row.text("programme", needed=True)
    is_known = match_key(programme or "") in register.programmes
    direction = row.word("direction", _DIRECTIONS) or (None if is_known else Direction.VOCATIONAL)
    if starts_on and ends_on:
        in_order = check_dates(starts_on, ends_on)
        if not in_order.allowed:
            row.refuse("ends_on", in_order)
    if not row.accepted or starts_on is None or ends_on is None or programme is None:
        return None
    return _Line(programme, direction, starts_on, ends_on, curator, room)


def _load_group(row: Row, register: Register, name: str) -> None:
    if register.year is None or register.scheme is None:
        row.refuse("group", refused("no_academic_year"))
        return
    line = _line(row, register)
    if line is None:
        return
    known = register.groups.get(match_key(name))
    if known is not None:
        _complete(row, register, known, line)
        return
    group = Group(
        name=name,
        programme=_programme(register, line.programme, line.direction),
        academic_year=register.year,
        term_scheme=register.scheme,
        room=register.room(line.room) if line.room else None,
        starts_on=line.starts_on,
        ends_on=line.ends_on,
    )
    register.session.add(group)
    if line.curator is not None:
        register.session.add(Curatorship(group=group, staff=line.curator, starts_on=line.starts_on))
    register.groups[match_key(name)] = group
    register.outcome.loaded["groups"] += 1
    row.made = True


def _complete(row: Row, register: Register, group: Group, line: _Line) -> None:
    """What stands of a group stays: journal, terms and orders hang on its programme and dates."""
    register.outcome.known["groups"] += 1
    if match_key(group.programme.name) != match_key(line.programme):
        row.refuse("programme", refused("stored_otherwise", stored=group.programme.name))
    for name, day in (("starts_on", line.starts_on), ("ends_on", line.ends_on)):
        stored: date = getattr(group, name)
        if stored != day:
            row.refuse(name, refused("stored_otherwise", stored=f"{stored:%d.%m.%Y}"))
    curators = [one.staff for one in group.curators if one.ends_on is None]
    if line.curator is not None and curators and line.curator not in curators:
        row.refuse("curator", refused("stored_otherwise", stored=curators[0].full_name))
    if not row.accepted:
        return
    if line.curator is not None and not curators:
        row.change("curator", None, line.curator.full_name)
        # After one who has left the group begins another, and not from the same day.
        begins = max(register.today, group.starts_on) if group.curators else group.starts_on
        register.session.add(Curatorship(group=group, staff=line.curator, starts_on=begins))
    if line.room:
        room = register.room(line.room)
        if group.room is not room:
            row.change("room", group.room, room)
            group.room = room


def _programme(register: Register, name: str, direction: Direction | None) -> Programme:
    known = register.programmes.get(match_key(name))
    if known is not None:
        return known
    programme = Programme(name=name, direction=direction or Direction.VOCATIONAL)
    register.session.add(programme)
    register.programmes[match_key(name)] = programme
    register.outcome.loaded["programmes"] += 1
    return programme
