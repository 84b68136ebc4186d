"""A form of the plan of control that is refused: it says why, and nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.centre import Centre
from tests.pages.control import LATER, TODAY, hidden, made_check, send


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"planned_on": "2026-11-22"}, "22.11.2026 прошло"),
        ({"planned_on": ""}, "Укажите день"),
        ({"aim": "  "}, "Напишите, что проверяется"),
        ({"checker_id": ""}, "Выберите, кто проверяет"),
        ({"target": "page:999999"}, ""),
    ],
)
def test_a_refused_check_keeps_what_was_typed(
    coordinator: FlaskClient, centre: Centre, changed: dict[str, str], told: str
) -> None:
    form = {
        "planned_on": TODAY.isoformat(),
        "checker_id": str(centre.accounts["coordinator"].staff_id),
        "target": f"group:{centre.group.id}",
        "aim": "Отметки контрольных работ",
        **changed,
    }
    answer = send(coordinator, "/control/plan/new", form)
    assert answer.status_code == 422
    assert told in answer.text
    if changed.get("aim") is None:
        assert "Отметки контрольных работ" in answer.text


def test_a_refused_finding_keeps_what_was_typed(
    coordinator: FlaskClient, centre: Centre, session: Session
) -> None:
    check = made_check(session, centre)
    form = {
        "hold-held_on": (TODAY + timedelta(days=1)).isoformat(),
        "hold-looked_at": "Уроки",
        "hold-findings": "Найдено одно",
        "hold-version": str(check.version),
    }
    answer = send(coordinator, f"/control/plan/{check.id}/hold", form)
    assert answer.status_code == 422
    assert "Найдено одно" in answer.text
    assert "24.11.2026" in answer.text
    stale = {**form, "hold-held_on": TODAY.isoformat(), "hold-version": "99"}
    answer = send(coordinator, f"/control/plan/{check.id}/hold", stale)
    assert answer.status_code == 409
    assert "Найдено одно" in answer.text
    session.expire_all()
    assert check.held_on is None


def test_a_check_that_will_not_be_held_says_why(
    coordinator: FlaskClient, centre: Centre, session: Session
) -> None:
    check = made_check(session, centre)
    path, version = f"/control/plan/{check.id}/call-off", str(check.version)
    assert send(coordinator, path, {"off-version": version}).status_code == 422
    form = {"off-reason": "Педагог болеет", "off-version": version}
    assert send(coordinator, path, form).status_code == 302
    assert "Педагог болеет" in coordinator.get(f"/control/plan/{check.id}").text
    answer = coordinator.get(f"/control/plan/{check.id}/change")
    assert answer.status_code == 200
    form = {
        "planned_on": LATER.isoformat(),
        "checker_id": str(centre.accounts["coordinator"].staff_id),
        "target": "",
        "aim": "Иное",
        "version": hidden(answer.text),
    }
    assert send(coordinator, f"/control/plan/{check.id}/change", form).status_code == 422


def test_a_period_that_is_none(coordinator: FlaskClient, centre: Centre, session: Session) -> None:
    made_check(session, centre)
    for period in ("from=2026-12-01&to=2026-11-01", "from=2020-01-01&to=2027-01-01"):
        assert coordinator.get(f"/control/plan/?{period}").status_code == 422
        assert coordinator.get(f"/control/plan/journal.pdf?{period}").status_code == 302
    assert "23.11.2026" not in coordinator.get("/control/plan/?from=2026-12-01").text
    assert coordinator.get("/control/plan/?from=никогда").status_code == 200
