"""Acts over every row found, at the panel's door: seen first, done, told and taken back."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from sgo.access.permissions import Permission
from sgo.admin_views import VIEWS
from sgo.models import AuditEvent, Student
from sgo.panel.kit.progress import LINES
from sgo.rules import list_acts as rules
from sgo.services.guard import acting_as
from sgo.vocabulary import Funding
from tests.signing import sign_in

FUNDING = "/panel/students/bulk/funding/"
CONTRACT = {"funding": "contract"}


def seen(page):
    return re.search(r'name="seen" value="(\w+)"', page)[1]


def run(office, address=FUNDING, **form):
    """Look, then do what was seen; gives the answer to the deed."""
    shown = office.post(address, data={"step": "preview", **form}).text
    return office.post(address, data={"step": "run", "seen": seen(shown), **form})


def on_contract(centre):
    count = select(func.count()).where(Student.funding == Funding.CONTRACT)
    return centre.session.scalar(count)


def test_every_act_is_of_a_permission_and_a_single_kind_of_key():
    acts = [(view, act) for view in VIEWS for act in view.bulk_acts]
    assert len(acts) >= 6
    for view, act in acts:
        assert act.deed.model is view.model
        assert [column.name for column in view.model.__table__.primary_key] == ["id"]


def test_the_list_offers_the_act_over_all_rows_and_only_to_who_may(office, client, centre):
    page = office.get("/panel/students/?search=а").text
    assert f'formaction="{FUNDING}"' in page
    assert 'name="search" value="а"' in page.split('id="bulk"')[1]
    sign_in(client, centre.accounts["coordinator"])
    assert FUNDING not in client.get("/panel/students/").text
    assert client.get(FUNDING).status_code == 403


def test_it_is_tried_first_and_nothing_is_kept(office, centre):
    centre.students[1].funding = Funding.CONTRACT
    centre.add(centre.students[1])
    centre.session.commit()
    before = centre.session.scalar(select(func.count()).select_from(AuditEvent))
    page = office.post(FUNDING, data={"step": "preview", **CONTRACT}).text
    assert "Изменится 5 строк" in page
    assert "Абрамов Кирилл Ильич" in page
    assert re.search(r"бюджет.*по договору", page, re.DOTALL)
    assert "у 1 уже так" in page
    assert on_contract(centre) == 1
    assert centre.session.scalar(select(func.count()).select_from(AuditEvent)) == before


def test_the_conditions_of_the_list_say_which_rows(office, centre):
    address = f"{FUNDING}?flt_group={centre.other_group.id}"
    assert "Найдена 1 строка" in office.get(address).text
    done = run(office, address, **CONTRACT)
    assert done.status_code == 302
    assert on_contract(centre) == 1
    assert centre.foreign_student.funding is Funding.CONTRACT


def test_ticked_rows_alone(office, centre):
    keys = "&".join(f"row={one.id}" for one in centre.students[:2])
    run(office, f"{FUNDING}?{keys}", **CONTRACT)
    assert on_contract(centre) == 2


def test_the_report_takes_back_and_names_what_was_changed_since(office, centre):
    report = run(office, **CONTRACT).location
    assert on_contract(centre) == 6
    page = office.get(report).text
    assert "Изменено 6 строк" in page
    with acting_as(
        centre.session,
        centre.viewer(centre.accounts["technical_admin"]),
        Permission.STUDENTS_KEEP,
        centre.now,
    ):
        centre.student.address = "ул. Новая, 1"
    centre.session.commit()
    page = office.get(report).text
    assert "Можно вернуть 5 строк" in page
    assert "Абрамов Кирилл Ильич" in page.split('id="stays"')[1]
    undone = office.post(report)
    assert undone.status_code == 302
    assert on_contract(centre) == 1
    assert "Возвращено 5 строк" in office.get(undone.location).text
    page = office.get(report).text
    assert "Действие отменено" in page
    assert "Вернуть как было" not in page
    assert office.post(report).status_code == 200
    assert on_contract(centre) == 1
    index = office.get("/panel/list_acts/").text
    assert "отменено" in index
    assert "Сменить основу обучения" in index
    assert "Обучающиеся" in office.get("/panel/audit_events/?flt_subject=list_acts").text


def test_a_list_that_changed_meanwhile_is_shown_again(office, centre):
    shown = office.post(FUNDING, data={"step": "preview", **CONTRACT}).text
    centre.make_student("Новиков", "Лев")
    centre.session.commit()
    again = office.post(FUNDING, data={"step": "run", "seen": seen(shown), **CONTRACT})
    assert again.status_code == 409
    assert "Изменится 7 строк" in again.text
    other = office.post(
        FUNDING, data={"step": "run", "seen": seen(again.text), "funding": "budget"}
    )
    assert other.status_code == 409
    assert on_contract(centre) == 0


def test_too_many_rows_are_refused_with_what_to_do(office, monkeypatch):
    monkeypatch.setattr(rules, "MOST_ROWS", 3)
    answer = office.post(FUNDING, data={"step": "preview", **CONTRACT})
    assert answer.status_code == 422
    assert "Сначала сузьте список" in answer.text


def test_a_script_hears_how_far_it_is(office, centre):
    def told(**form):
        answer = office.post(FUNDING, data=form, headers={"Accept": LINES})
        assert answer.mimetype == LINES
        return [json.loads(line) for line in answer.text.splitlines()]

    *steps, last = told(step="preview", **CONTRACT)
    assert steps == [{"done": done, "of": 6} for done in range(1, 7)]
    assert "Изменится 6 строк" in last["page"]
    *steps, last = told(step="run", seen=seen(last["page"]), **CONTRACT)
    assert len(steps) == 6
    assert office.get(last["url"]).status_code == 200
    assert on_contract(centre) == 6


@pytest.mark.parametrize(
    ("address", "form", "undone"),
    [
        ("/panel/groups/bulk/room/", {"room_id": "{room}"}, 2),
        ("/panel/curriculum_items/bulk/assessment/", {"assessment": "pass_fail"}, 2),
        ("/panel/accounts/bulk/close/?flt_role=teacher", {}, 3),
        ("/panel/lessons/bulk/cancel/?flt_from={day}&flt_to={day}", {"reason": "карантин"}, 1),
        ("/panel/timetable_rows/bulk/end/", {"valid_to": "2026-12-31"}, 1),
    ],
)
def test_every_act_goes_there_and_back(office, centre, address, form, undone):
    day = centre.now.date() + timedelta(days=7)
    centre.make_lesson(centre.page, day)
    centre.make_row(centre.page, centre.teacher, "monday", 1)
    centre.session.commit()
    filled = {name: value.format(room=centre.room.id) for name, value in form.items()}
    done = run(office, address.format(day=day.isoformat()), **filled)
    assert done.status_code == 302, done.text
    back = office.post(done.location)
    assert back.status_code == 302, back.text
    assert re.search(rf"Возвращен\w+ {undone} ", office.get(back.location).text)
    act = back.location.partition("act=")[2]
    lines = centre.session.scalars(select(AuditEvent).where(AuditEvent.act_id == act)).all()
    assert len([one for one in lines if one.subject != "list_acts"]) == undone


def test_the_pages_cost_the_same_at_any_length(office, centre, count_queries):
    costs = []
    for rows in (1, 60):
        for number in range(rows):
            centre.make_student(f"Новиков{rows}", f"Имя{number}")
        centre.session.commit()
        report = run(office, funding="contract" if rows == 1 else "budget").location
        count_queries.statements.clear()
        assert office.get(FUNDING).status_code == 200
        assert office.get(report).status_code == 200
        assert office.get("/panel/list_acts/").status_code == 200
        costs.append(len(count_queries))
    assert costs[0] == costs[1] <= 20
