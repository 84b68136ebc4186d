"""The register of the movement book, and the lists that curators confirm (2.1.3, 5.4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from sgo.models import GroupListConfirmation, MovementRecord, RoleGrant
from sgo.pages.movement import LINES_ON_A_PAGE
from sgo.services.movement.decisions import confirm_order
from sgo.vocabulary import MovementKind, MovementState, Role
from tests.signing import sign_in

REGISTER = "/movement/register"
LISTS = "/movement/lists"


@pytest.fixture
def withdrawal(centre):
    """A withdrawal of the group's first student that waits."""
    order = centre.make_order(
        MovementKind.WITHDRAWAL,
        "31-о",
        MovementRecord(
            student_id=centre.student.id,
            group_id=centre.group.id,
            effective_on=centre.now.date(),
            destination="Лицей № 2",
        ),
        prepared_by_id=centre.accounts["technical_admin"].id,
    )
    centre.session.commit()
    return order


def confirmed(centre, order, later=timedelta(0)):
    coordinator = centre.viewer(centre.accounts["coordinator"])
    confirm_order(centre.session, coordinator, order.id, centre.now + later)
    centre.session.commit()
    return order


@pytest.mark.clause("2.1.3")
def test_the_register_shows_the_period_with_its_counts(client, centre, withdrawal):
    sign_in(client, centre.accounts["director"])
    assert "Абрамов" not in client.get(f"{REGISTER}?from=2026-11-01&to=2026-11-30").text
    confirmed(centre, withdrawal)
    page = client.get(f"{REGISTER}?from=2026-11-01&to=2026-11-30").text
    assert "Абрамов Кирилл Ильич" in page
    assert "№ 31-о" in page
    assert "register.pdf?from=2026-11-01&amp;to=2026-11-30" in page
    other = client.get(f"{REGISTER}?from=2026-11-01&to=2026-11-30&group={centre.other_group.id}")
    assert "Абрамов" not in other.text
    autumn = client.get(REGISTER).text
    assert 'value="2026-09-01"' in autumn
    assert "Абрамов" in autumn


@pytest.mark.clause("2.1.3")
def test_a_long_book_is_read_by_pages_from_its_end(client, centre, session, withdrawal):
    more = [
        centre.make_student("Новиков", birth_date=date(2008, 1, 1) + timedelta(days=number))
        for number in range(LINES_ON_A_PAGE)
    ]
    order = centre.make_order(
        MovementKind.ENROLMENT,
        "1-з",
        *(
            MovementRecord(
                student_id=student.id,
                group_id=centre.other_group.id,
                effective_on=centre.now.date(),
            )
            for student in more
        ),
        prepared_by_id=centre.accounts["technical_admin"].id,
    )
    session.commit()
    confirmed(centre, withdrawal)
    confirmed(centre, order, timedelta(minutes=1))
    sign_in(client, centre.accounts["coordinator"])
    period = "?from=2026-11-01&to=2026-11-30"
    first = client.get(f"{REGISTER}{period}").text
    assert first.count("№ 1-з") == LINES_ON_A_PAGE
    assert "№ 31-о" not in first
    assert "page=1#lines" in first
    for number in ("1", "99"):
        rest = client.get(f"{REGISTER}{period}&page={number}").text
        assert "№ 31-о" in rest
        assert "№ 1-з" not in rest


def test_a_period_out_of_order_is_told(client, centre):
    sign_in(client, centre.accounts["coordinator"])
    answer = client.get(f"{REGISTER}?from=2026-11-30&to=2026-11-01")
    assert answer.status_code == 422
    assert 'value="2026-11-30"' in answer.text
    assert client.get(f"{REGISTER}?from=foo&to=").status_code == 200
    printed = client.get(f"{REGISTER}.pdf?from=2026-11-30&to=2026-11-01")
    assert printed.location.endswith(REGISTER)


@pytest.mark.clause("1.3b", "2.1.3")
def test_the_register_is_printed(client, centre, withdrawal):
    confirmed(centre, withdrawal)
    sign_in(client, centre.accounts["coordinator"])
    answer = client.get(f"{REGISTER}.pdf?from=2026-11-01&to=2026-11-30")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]


@pytest.mark.clause("5.4")
def test_the_curator_confirms_the_list_and_the_date_is_kept(client, centre, session):
    sign_in(client, centre.accounts["curator"])
    assert centre.group.name in client.get(LISTS).text
    address = f"{LISTS}/{centre.group.id}"
    assert "5.4" in client.get(address).text, "it was never confirmed"
    answer = client.post(f"{address}/confirm", data={"remark": "сверено по спискам"})
    assert answer.status_code == 302
    kept = session.scalars(select(GroupListConfirmation)).one()
    assert (kept.group_id, kept.members, kept.remark) == (
        centre.group.id,
        len(centre.students),
        "сверено по спискам",
    )
    assert (kept.confirmed_by_id, kept.confirmed_at) == (
        centre.accounts["curator"].id,
        centre.now,
    )
    page = client.get(address).text
    assert "сверено по спискам" in page
    assert "5.4" not in page
    client.post(f"{address}/confirm")
    assert len(session.scalars(select(GroupListConfirmation)).all()) == 2, "each word is kept"


@pytest.mark.clause("5.4")
def test_differences_from_the_movement_book_are_shown(client, centre, session, withdrawal):
    sign_in(client, centre.accounts["curator"])
    address = f"{LISTS}/{centre.group.id}"
    waiting = client.get(address).text
    assert "№ 31-о" in waiting
    before = GroupListConfirmation(
        group_id=centre.group.id,
        confirmed_by_id=centre.accounts["curator"].id,
        confirmed_at=centre.now + timedelta(minutes=1),
        members=5,
    )
    centre.add(before)
    session.commit()
    assert 'id="changed"' not in client.get(address).text
    confirmed(centre, withdrawal, timedelta(minutes=2))
    changed = client.get(address).text
    assert 'id="changed"' in changed
    assert "№ 31-о" in changed
    row = client.get(LISTS).text
    assert "изменился после" in row, "since the last word"


@pytest.mark.clause("5.4")
def test_a_list_that_differs_from_the_orders_is_told_by_name(client, centre, session):
    """It cannot come about through any screen; a row changed by hand is shown all the same."""
    member = centre.enrol(centre.make_student("Лишний", "Лев"), centre.group)
    order = member.enrolled_by.order
    order.state, order.remark, order.book_number = MovementState.RETURNED, "–", None
    centre.add(order)
    session.commit()
    sign_in(client, centre.accounts["curator"])
    page = client.get(f"{LISTS}/{centre.group.id}").text
    assert "Лишний Лев Ильич" in page.split("is-red")[1].split("</div>")[0]


@pytest.mark.parametrize(
    ("who", "read", "confirm"),
    [
        ("curator", 200, 302),
        ("coordinator", 200, 403),
        ("technical_admin", 200, 403),
        ("teacher", 404, 404),
        ("guardian", 403, 403),
    ],
)
def test_who_reads_and_who_confirms(client, centre, who, read, confirm):
    sign_in(client, centre.accounts[who])
    address = f"{LISTS}/{centre.group.id}"
    assert client.get(address).status_code == read
    assert client.post(f"{address}/confirm").status_code == confirm


def test_a_curator_who_coordinates_too_confirms_only_their_own(client, centre, session):
    account = centre.accounts["curator"]
    centre.add(RoleGrant(account_id=account.id, role=Role.COORDINATOR))
    session.commit()
    session.expire_all()
    sign_in(client, account)
    answer = client.post(f"{LISTS}/{centre.other_group.id}/confirm")
    assert answer.status_code == 422
    assert "5.4" in answer.text
    assert not session.scalars(select(GroupListConfirmation)).all()


@pytest.mark.parametrize("address", [REGISTER, f"{REGISTER}.pdf", LISTS, LISTS + "/{group}"])
def test_a_page_costs_the_same_at_10_and_at_100_rows(client, centre, count_queries, address):
    sign_in(client, centre.accounts["coordinator"])
    costs = []
    for rows in (10, 90):
        for number in range(rows):
            student = centre.make_student(f"Много{rows}{number}")
            centre.enrol(student, centre.group, date(2026, 11, 2))
        centre.session.commit()
        centre.session.expunge_all()
        count_queries.statements.clear()
        assert client.get(address.format(group=centre.group.id)).status_code == 200
        costs.append(len(count_queries))
    assert costs[0] == costs[1] <= 9
