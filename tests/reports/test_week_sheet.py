"""The week on paper: one sheet for each group, teacher or room, with everything that stands in it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from sgo.errors import Forbidden, Missing, Refused
from sgo.reports.week_sheet import week_sheets_name, week_sheets_pdf
from sgo.rules.timetable import ClashKind
from sgo.services.timetable.week_sheets import week_sheets
from sgo.vocabulary import Weekday
from tests.centre import Centre
from tests.reports.paper import fonts_of, pages_of, words_of

DAY = date(2026, 12, 1)


@pytest.fixture
def weeks(centre: Centre) -> Centre:
    """Two groups with lessons on three days, one of them until Christmas and of two hours."""
    for bell, weekday in enumerate((Weekday.MONDAY, Weekday.WEDNESDAY, Weekday.SATURDAY), start=1):
        centre.make_row(centre.page, centre.teacher, weekday, bell)
    centre.make_row(
        centre.foreign_page,
        centre.other_teacher,
        Weekday.TUESDAY,
        4,
        valid_to=date(2026, 12, 25),
        hours=2,
    )
    centre.make_row(
        centre.foreign_page, centre.other_teacher, Weekday.FRIDAY, 1, valid_to=date(2026, 11, 30)
    )
    return centre


def made(session: Session, centre: Centre, by: ClashKind, key: int | None) -> bytes:
    viewer = centre.viewer(centre.accounts["technical_admin"])
    return week_sheets_pdf(week_sheets(session, viewer, by, key, DAY), centre.now)


@pytest.mark.clause("2.1.3")
def test_every_group_has_a_sheet_of_its_own(session: Session, weeks: Centre) -> None:
    document = made(session, weeks, ClashKind.GROUP, None)
    pages = pages_of(document)
    assert len(pages) == 2
    assert all(fonts_of(document).values())
    for number, (text, name) in enumerate(zip(pages, ("ВА-26-1", "ВА-26-2"), strict=True), start=1):
        plain = " ".join(text.replace("\u00a0", " ").split())
        assert f"Группа {name}" in plain
        assert "действует с 01.12.2026" in plain
        assert "Расписание занятий" in plain
        assert "Учебный центр «Степной»" in plain
        assert f"стр. {number} из 2" in plain
        assert "Савченко Д. Р." in plain
        assert "Понедельник" in plain
        assert "None" not in plain
    assert "08:30–09:10" in pages[0]
    assert "в неделю 3 ч" in pages[0].replace("\u00a0", " ")
    second = " ".join(pages[1].replace("\u00a0", " ").split())
    assert "по 25.12.2026" in second
    assert "2 ч" in second
    assert second.count("законодательства") == 1, "what has ended is not printed"


@pytest.mark.clause("2.1.3")
@pytest.mark.parametrize("by", [ClashKind.TEACHER, ClashKind.ROOM])
def test_a_teacher_and_a_room_have_their_sheet(
    session: Session, weeks: Centre, by: ClashKind
) -> None:
    key = weeks.teacher.id if by is ClashKind.TEACHER else weeks.room.id
    document = made(session, weeks, by, key)
    words = words_of(document).replace("\u00a0", " ")
    assert len(pages_of(document)) == 1
    assert ("Педагог Левченко А. П." if by is ClashKind.TEACHER else "Кабинет каб. 7") in words
    assert "ВА-26-1" in words
    assert ("каб. 7, " in words) is False or by is ClashKind.TEACHER


def test_who_may_print_what(session: Session, weeks: Centre, count_queries) -> None:
    teacher = weeks.viewer(weeks.accounts["teacher"])
    own = week_sheets(session, teacher, ClashKind.TEACHER, weeks.teacher.id, DAY)
    assert week_sheets_name(own).replace("\u00a0", " ") == (
        "Расписание педагог Левченко А. П. с 01.12.2026"
    )
    with pytest.raises(Missing):
        week_sheets(session, teacher, ClashKind.TEACHER, weeks.other_teacher.id, DAY)
    with pytest.raises(Forbidden):
        week_sheets(session, weeks.viewer(weeks.accounts["guardian"]), ClashKind.GROUP, None, DAY)
    office = weeks.viewer(weeks.accounts["director"])
    session.expunge_all()
    count_queries.statements.clear()
    week_sheets(session, office, ClashKind.GROUP, None, DAY)
    assert len(count_queries) == 4
    with pytest.raises(Refused) as caught:
        week_sheets(session, office, ClashKind.GROUP, None, date(2027, 7, 1))
    assert caught.value.verdict.code == "nothing_to_print"
