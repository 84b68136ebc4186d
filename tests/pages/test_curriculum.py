"""Hours planned, timetabled and held beside each other; and what the timetable lacks."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from sgo.models import CurriculumTermHours, Lesson
from sgo.vocabulary import LessonState, Weekday
from tests.centre import Centre
from tests.signing import sign_in

HOURS = "/timetable/curriculum/"


def line(told: str, group_id: int, subject: str) -> list[str]:
    """The cells of a subject in the table of a group, tags taken off."""
    table = told.split(f'id="group-{group_id}"')[1].split("</table>")[0]
    row = table.split(f'<th scope="row">{subject}</th>')[1].split("</tr>")[0]
    return [
        re.sub(r"<[^>]+>", "", cell).strip()
        for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
    ]


@pytest.mark.clause("2.1.3")
def test_planned_timetabled_and_held_stand_beside_each_other(
    office: FlaskClient, centre: Centre
) -> None:
    centre.make_lesson(centre.page, date(2026, 11, 30), hours=2)
    cancelled = centre.make_lesson(
        centre.page,
        date(2026, 11, 16),
        3,
        state=LessonState.CANCELLED,
        change_reason="отмена",
        hours=4,
    )
    centre.session.commit()
    told = office.get(f"{HOURS}?programme={centre.programme.id}").text
    lessons = select(Lesson).where(Lesson.page_id == centre.page.id, Lesson.id != cancelled.id)
    held = sum(
        one.hours for one in centre.session.scalars(lessons) if one.held_on <= centre.now.date()
    )
    assert line(told, centre.group.id, "Основы законодательства") == [
        "42",
        str(held + 2),
        str(held),
        f"не хватает {42 - held - 2} часов",
    ]
    assert line(told, centre.group.id, "Основы управления")[1:] == [
        "0",
        "0",
        "нет уроков в расписании",
    ]
    other = line(told, centre.other_group.id, "Основы управления")
    assert other[-1] == "нет страницы журнала"


@pytest.mark.clause("2.1.3")
def test_a_group_by_term_after_the_plan_was_divided(office: FlaskClient, centre: Centre) -> None:
    address = f"{HOURS}{centre.programme.id}".replace("//", "/")
    name = f"hours-{centre.law.id}"
    typed = {f"{name}-1": "20", f"{name}-2": "21", f"version-{centre.law.id}": centre.law.version}
    refused = office.post(address, data=typed)
    assert refused.status_code == 422
    assert "41" in refused.text
    assert 'value="21"' in refused.text
    assert centre.session.scalars(select(CurriculumTermHours)).all() == []
    assert office.post(address, data={**typed, f"{name}-1": "x"}).status_code == 422
    assert office.post(address, data={**typed, f"{name}-2": "22"}).status_code == 302
    told = office.get(f"{HOURS}?group={centre.group.id}").text
    cells = line(told, centre.group.id, "Основы законодательства")
    assert (cells[4], cells[8]) == ("20", "22")
    assert cells[11] == "нет уроков в расписании"
    assert "I полугодие" in told
    emptied = {f"version-{centre.law.id}": centre.law.version}
    assert office.post(address, data=emptied).status_code == 302
    assert centre.session.scalars(select(CurriculumTermHours)).all() == []


def test_only_the_office_reads_it_and_the_technical_admin_divides(
    office: FlaskClient, centre: Centre
) -> None:
    reader = sign_in(office.application.test_client(), centre.accounts["director"])
    told = reader.get(HOURS)
    assert told.status_code == 200
    assert "hours-box" not in told.text
    assert reader.post(f"{HOURS}{centre.programme.id}").status_code == 403
    teacher = sign_in(office.application.test_client(), centre.accounts["teacher"])
    assert teacher.get(HOURS).status_code == 403


@pytest.mark.clause("2.1.3")
def test_gaps_are_listed_with_the_place_where_they_are_mended(
    office: FlaskClient, centre: Centre
) -> None:
    centre.make_row(centre.page, centre.teacher, Weekday.MONDAY, 1)
    ahead = centre.make_lesson(centre.page, date(2026, 12, 7))
    gone = centre.make_staff("Уволенная", dismissed_on=date(2026, 12, 1))
    centre.make_lesson(centre.page, date(2026, 12, 8), staff=gone)
    bare = centre.make_group("БЕЗ-1")
    centre.make_page(bare, centre.law)
    centre.session.commit()
    told = office.get("/timetable/gaps").text
    assert "Уволенная" in told
    assert "БЕЗ-1" in told
    assert f"by=group&amp;id={bare.id}" in told
    assert "Дисциплины без педагога" in told
    assert "БЕЗ-1. Основы законодательства" in told
    assert ahead.staff.short_name not in told, "who teaches the page is no gap"
    assert "1 урок" in told


def test_the_pages_cost_the_same_small_and_large(
    office: FlaskClient, centre: Centre, count_queries
) -> None:
    costs: list[int] = []
    for number in range(2):
        for address in (f"{HOURS}?programme={centre.programme.id}", "/timetable/gaps"):
            centre.session.expunge_all()
            count_queries.statements.clear()
            assert office.get(address).status_code == 200
            costs.append(len(count_queries))
        if not number:
            for n in range(4):
                group = centre.make_group(f"МН-{n}")
                page = centre.make_page(group, centre.make_item(f"Предмет {n}"), centre.teacher)
                centre.make_lesson(page, date(2026, 12, 1 + n))
            centre.session.commit()
    assert costs[:2] == costs[2:]
    assert max(costs) <= 9
