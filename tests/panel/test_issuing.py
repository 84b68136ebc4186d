"""Batches of sign-in details through the panel: slips, the register, refusals (4.2)."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from sgo.models import Account, AccountIssue
from tests.centre import Centre
from tests.conftest import QueryCount
from tests.reports.paper import fonts_of, pages_of, words_of

PASSWORD = re.compile(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}")


def form_on(page: str) -> dict[str, object]:
    """What the form would send as it stands."""
    ticked = re.findall(r'name="people"[^>]*value="(\d+)"[^>]* checked', page)
    hidden = dict(
        re.findall(r'type="hidden" name="(audience|group|seen_at)" value="([^"]*)"', page)
    )
    return {**hidden, "people": ticked}


@pytest.mark.clause("4.2")
def test_slips_of_a_group_stand_on_paper_and_nowhere_else(
    office: FlaskClient, centre: Centre
) -> None:
    address = f"/panel/issuing/?audience=students&group={centre.group.id}"
    page = office.get(address)
    assert page.status_code == 200
    form = form_on(page.text)
    assert form["people"]
    answer = office.post("/panel/issuing/issue/", data=form)
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    words = words_of(answer.data)
    accounts = centre.session.scalars(
        select(Account).where(Account.student_id.in_(map(int, form["people"])))  # type: ignore[call-overload]
    ).all()
    assert len(accounts) == len(form["people"])  # type: ignore[arg-type]
    for account in accounts:
        assert account.login in words
        assert account.card is not None
        assert account.card.full_name in words
    passwords = PASSWORD.findall(words)
    assert len(set(passwords)) == len(accounts)
    for text in ("Учебный центр «Степной»", "Обучающийся: ВА-26-1", "http://localhost/"):
        assert words.count(text) == len(accounts)
    assert all(fonts_of(answer.data).values())
    after = office.get(address).text
    register = office.get("/panel/account_issues/").text
    for password in passwords:
        assert password not in after + register
    # A second press takes nothing from who has just got a slip; anew is for who is ticked by hand.
    assert form_on(after)["people"] == []
    later = {"people": form["people"], "seen_at": "2026-11-23T11:00:00+03:00"}
    again = office.post("/panel/issuing/issue/", data={**form_on(after), **later})
    renewed = PASSWORD.findall(words_of(again.data))
    assert len(renewed) == len(passwords)
    assert not set(renewed) & set(passwords)


@pytest.mark.clause("4.2")
def test_the_register_is_printed_to_be_signed(office: FlaskClient, centre: Centre) -> None:
    page = office.get(f"/panel/issuing/?audience=students&group={centre.group.id}").text
    form = form_on(page)
    empty = office.get("/panel/issuing/register/?from=2026-11-23&to=2026-11-23")
    assert "За эти дни никому не выдано" in words_of(empty.data)
    office.post("/panel/issuing/issue/", data=form)
    names = centre.session.scalars(
        select(Account).where(Account.student_id.in_(map(int, form["people"])))  # type: ignore[call-overload]
    )
    printed = office.get("/panel/issuing/register/?from=2026-11-23&to=2026-11-23")
    pages, words = pages_of(printed.data), words_of(printed.data)
    assert "стр. 1 из 1" in pages[0]
    for text in (
        "Ведомость выдачи реквизитов доступа к электронному журналу",
        "Подпись получателя",
        "Выдал технический администратор",
        "Выдано с 23.11.2026 по 23.11.2026",
        "М. П.",
        "впервые",
        *(str(account.card) for account in names),
    ):
        assert text in words
    assert not PASSWORD.search(words)


def test_a_refusal_keeps_what_was_ticked(office: FlaskClient, centre: Centre) -> None:
    form = form_on(office.get("/panel/issuing/").text)
    answer = office.post("/panel/issuing/issue/", data={**form, "people": []})
    assert answer.status_code == 422
    assert "Никто не выбран" in answer.text
    assert form_on(answer.text)["people"] == []
    turned = office.get("/panel/issuing/register/?from=2026-11-24&to=2026-11-23")
    assert turned.status_code == 422
    count = centre.session.scalar(select(func.count()).select_from(AccountIssue))
    assert count == 0


def test_the_page_costs_the_same_for_any_group(
    office: FlaskClient, centre: Centre, count_queries: QueryCount
) -> None:
    costs = []
    for more in (0, 30):
        for number in range(more):
            centre.enrol(centre.make_student(f"Новый{number}"), centre.group)
        centre.session.commit()
        centre.session.expire_all()
        count_queries.statements.clear()
        office.get(f"/panel/issuing/?audience=guardians&group={centre.group.id}")
        costs.append(len(count_queries))
    assert costs[0] == costs[1] <= 6
