"""The plan of control where it is kept: who may, what is written, what the trail tells (4.7)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Forbidden, Missing, Refused, Unpermitted
from sgo.models import AuditEvent, ControlCheck, ControlRemark
from sgo.services.control.checks import Intent, call_off, change_check, hold, plan_check
from sgo.services.control.plan import check_view, choices, control_plan
from sgo.services.control.remarks import (
    accept_remark,
    answer_remark,
    make_remark,
    own_remark,
    own_remarks,
    send_again,
)
from sgo.services.guard import Act, acting
from sgo.services.monitoring.board import board
from sgo.vocabulary import CheckState, Fault, RemarkState, Role
from tests.centre import Centre
from tests.conftest import MONDAY

TODAY = MONDAY.date()
LATER = TODAY + timedelta(days=5)


@pytest.fixture
def viewers(centre: Centre) -> dict[str, Viewer]:
    return {name: centre.viewer(account) for name, account in centre.accounts.items()}


@pytest.fixture
def check(session: Session, centre: Centre, viewers: dict[str, Viewer]) -> ControlCheck:
    intent = Intent(TODAY, "Темы", viewers["coordinator"].staff_id or 0, page_id=centre.page.id)
    made = plan_check(session, viewers["coordinator"], intent, centre.now)
    session.commit()
    return made


def held(session: Session, viewer: Viewer, check: ControlCheck) -> ControlCheck:
    hold(
        session,
        viewer,
        check.id,
        TODAY,
        "Уроки",
        "  Нет тем \n двух   уроков ",
        seen=check.version,
        now=MONDAY,
    )
    session.commit()
    return check


@pytest.fixture
def remark(
    session: Session, centre: Centre, viewers: dict[str, Viewer], check: ControlCheck
) -> ControlRemark:
    held(session, viewers["coordinator"], check)
    made = make_remark(
        session,
        viewers["coordinator"],
        check.id,
        centre.teacher.id,
        "Записать темы",
        LATER,
        seen=check.version,
        now=MONDAY,
    )
    session.commit()
    return made


@pytest.mark.clause("2.2.2")
def test_a_planned_check_moves_and_a_held_one_stays(
    session: Session, centre: Centre, viewers: dict[str, Viewer], check: ControlCheck
) -> None:
    coordinator = viewers["coordinator"]
    intent = Intent(LATER, "Отметки", check.checker_id, group_id=centre.group.id)
    change_check(session, coordinator, check.id, intent, seen=check.version, now=MONDAY)
    session.commit()
    line = check_view(session, coordinator, check.id, TODAY)
    assert (line.planned_on, line.what, line.aim) == (LATER, "ВА-26-1", "Отметки")
    held(session, coordinator, check)
    assert check.findings == "Нет тем\nдвух уроков"
    for deed in (
        lambda: change_check(
            session, coordinator, check.id, intent, seen=check.version, now=MONDAY
        ),
        lambda: call_off(session, coordinator, check.id, "нет", seen=check.version, now=MONDAY),
        lambda: hold(
            session, coordinator, check.id, TODAY, "а", "б", seen=check.version, now=MONDAY
        ),
    ):
        with pytest.raises(Refused) as refusal:
            deed()
        assert refusal.value.verdict.code == "check_is_over"


@pytest.mark.clause("2.2.2")
def test_a_check_past_its_day_can_be_mended_without_moving_it(
    session: Session, viewers: dict[str, Viewer], check: ControlCheck
) -> None:
    late = MONDAY + timedelta(days=3)
    same = Intent(TODAY, "Темы и отметки", check.checker_id)
    change_check(session, viewers["coordinator"], check.id, same, seen=check.version, now=late)
    session.commit()
    earlier = Intent(TODAY + timedelta(days=1), "Темы", check.checker_id)
    with pytest.raises(Refused):
        change_check(
            session, viewers["coordinator"], check.id, earlier, seen=check.version, now=late
        )


@pytest.mark.clause("4.7")
def test_a_remark_goes_back_and_forth_till_it_is_accepted(
    session: Session, viewers: dict[str, Viewer], remark: ControlRemark
) -> None:
    teacher, coordinator = viewers["teacher"], viewers["coordinator"]
    own = own_remarks(session, teacher, TODAY)
    assert [(one.text, one.about, one.overdue) for one in own] == [
        ("Записать темы", "ВА-26-1, Основы законодательства", False)
    ]
    assert own_remarks(session, teacher, LATER + timedelta(days=1))[0].overdue
    answer_remark(session, teacher, remark.id, "Записаны", seen=remark.version, now=MONDAY)
    session.commit()
    again = LATER + timedelta(days=2)
    send_again(session, coordinator, remark.id, "Нет одной", again, seen=remark.version, now=MONDAY)
    session.commit()
    seen = own_remark(session, teacher, remark.id, TODAY)
    assert (seen.state, seen.mend_by, seen.second_look, seen.rounds) == (
        RemarkState.OPEN,
        again,
        "Нет одной",
        1,
    )
    answer_remark(session, teacher, remark.id, "", seen=remark.version, now=MONDAY)
    session.commit()
    accept_remark(session, coordinator, remark.id, "", seen=remark.version, now=MONDAY)
    session.commit()
    assert own_remarks(session, teacher, TODAY) == ()
    with pytest.raises(Refused):
        answer_remark(session, teacher, remark.id, "", seen=remark.version, now=MONDAY)
    trail = session.scalars(
        select(AuditEvent).where(AuditEvent.subject == "control_remarks").order_by(AuditEvent.id)
    ).all()
    assert [event.role for event in trail] == [
        Role.COORDINATOR,
        Role.TEACHER,
        Role.COORDINATOR,
        Role.TEACHER,
        Role.COORDINATOR,
    ]
    assert [event.changes["state"][1] for event in trail[1:]] == [
        "mended",
        "open",
        "mended",
        "accepted",
    ]
    assert {event.clause for event in trail} == {"4.7"}


@pytest.mark.clause("4.7")
def test_a_remark_is_its_teachers_alone(
    session: Session, viewers: dict[str, Viewer], remark: ControlRemark
) -> None:
    for name in ("curator", "other_teacher"):
        assert own_remarks(session, viewers[name], TODAY) == ()
        with pytest.raises(Missing):
            own_remark(session, viewers[name], remark.id, TODAY)
        with pytest.raises(Missing):
            answer_remark(session, viewers[name], remark.id, "", seen=remark.version, now=MONDAY)
    for name in ("coordinator", "director", "technical_admin", "guardian", "student"):
        with pytest.raises(Forbidden):
            answer_remark(session, viewers[name], remark.id, "", seen=remark.version, now=MONDAY)


@pytest.mark.clause("2.2.2")
@pytest.mark.parametrize("name", ["technical_admin", "teacher", "guardian", "student"])
def test_the_plan_is_closed_to_others(
    session: Session, viewers: dict[str, Viewer], check: ControlCheck, name: str
) -> None:
    viewer = viewers[name]
    for read in (
        lambda: control_plan(session, viewer, TODAY, TODAY, TODAY),
        lambda: check_view(session, viewer, check.id, TODAY),
    ):
        with pytest.raises(Forbidden):
            read()


@pytest.mark.parametrize("name", ["director", "technical_admin", "teacher"])
def test_only_the_coordinator_keeps_the_plan(
    session: Session, viewers: dict[str, Viewer], check: ControlCheck, name: str
) -> None:
    intent = Intent(TODAY, "Темы", check.checker_id)
    seen = {"seen": check.version, "now": MONDAY}
    for deed in (
        lambda: choices(session, viewers[name], TODAY),
        lambda: plan_check(session, viewers[name], intent, MONDAY),
        lambda: change_check(session, viewers[name], check.id, intent, **seen),
        lambda: call_off(session, viewers[name], check.id, "нет", **seen),
        lambda: hold(session, viewers[name], check.id, TODAY, "а", "б", **seen),
    ):
        with pytest.raises(Forbidden):
            deed()


def test_two_who_save_at_once(
    session: Session, viewers: dict[str, Viewer], check: ControlCheck, remark: ControlRemark
) -> None:
    stale: dict[str, Any] = {"seen": 77, "now": MONDAY}
    with pytest.raises(Conflict):
        accept_remark(session, viewers["coordinator"], remark.id, "", **stale)
    with pytest.raises(Conflict):
        call_off(session, viewers["coordinator"], check.id, "нет", **stale)


def test_rows_that_nobody_has(session: Session, centre: Centre, viewers: dict[str, Viewer]) -> None:
    coordinator = viewers["coordinator"]
    for broken in (
        Intent(TODAY, "Темы", 999_999),
        Intent(TODAY, "Темы", centre.teacher.id, page_id=999_999),
        Intent(TODAY, "Темы", centre.teacher.id, group_id=999_999),
        Intent(TODAY, "Темы", centre.teacher.id, staff_id=999_999),
    ):
        with pytest.raises(Missing):
            plan_check(session, coordinator, broken, MONDAY)


def test_nothing_reaches_the_tables_past_the_rules(
    session: Session, centre: Centre, check: ControlCheck
) -> None:
    account = centre.accounts["coordinator"]
    with acting(session, Act(MONDAY, account.id, Role.COORDINATOR)):
        check.aim = "Иное"
        with pytest.raises(Unpermitted):
            session.flush()
        session.rollback()
    for columns in (
        {"page_id": centre.page.id, "group_id": centre.group.id},
        {"held_on": TODAY},
        {"held_on": TODAY, "looked_at": "а", "findings": "б", "called_off": "нет"},
    ):
        with pytest.raises(IntegrityError):
            centre.add(
                ControlCheck(planned_on=TODAY, aim="Темы", checker_id=centre.teacher.id, **columns)
            )
        session.rollback()


@pytest.mark.clause("1.5", "3.1", "4.7")
def test_the_board_tells_of_the_plan_till_it_is_done(
    session: Session, centre: Centre, viewers: dict[str, Viewer], remark: ControlRemark
) -> None:
    coordinator = viewers["coordinator"]
    missed = plan_check(
        session,
        coordinator,
        Intent(TODAY, "Отметки", coordinator.staff_id or 0, staff_id=centre.teacher.id),
        MONDAY,
    )
    session.commit()
    kinds = {Fault.CHECK_OVERDUE, Fault.REMARK_OVERDUE, Fault.RECHECK_WAITING}

    def told(days: int, name: str = "coordinator") -> set[tuple[Fault, int | None, date | None]]:
        session.expire_all()
        lines = board(session, viewers[name], MONDAY + timedelta(days=days)).lines
        return {
            (one.faults[0], one.check_id, one.due_on) for one in lines if kinds & set(one.faults)
        }

    assert told(0) == set()
    late = (Fault.REMARK_OVERDUE, remark.check_id, LATER)
    overdue = (Fault.CHECK_OVERDUE, missed.id, TODAY)
    assert told(6) == {late, overdue} == told(6, "director")
    assert told(6, "technical_admin") == set()
    answer_remark(session, viewers["teacher"], remark.id, "", seen=remark.version, now=MONDAY)
    call_off(session, coordinator, missed.id, "нет", seen=missed.version, now=MONDAY)
    session.commit()
    assert told(6) == {(Fault.RECHECK_WAITING, remark.check_id, LATER)}
    accept_remark(session, coordinator, remark.id, "", seen=remark.version, now=MONDAY)
    session.commit()
    assert told(6) == set()
    assert check_view(session, coordinator, missed.id, TODAY).state is CheckState.CALLED_OFF
