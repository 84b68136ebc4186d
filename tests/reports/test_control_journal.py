"""The printed journal of checks (2.2.2, 4.7, 1.3b)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from sgo.models import ControlCheck, ControlRemark
from sgo.reports.control_journal import control_journal_name, control_journal_pdf
from sgo.services.control.plan import PlanView, control_plan
from sgo.vocabulary import RemarkState
from tests.centre import Centre
from tests.conftest import MONDAY
from tests.reports.paper import pages_of, words_of
from tests.reports.test_forms import is_whole

TODAY = MONDAY.date()


@pytest.fixture
def view(session: Session, centre: Centre) -> PlanView:
    """A year of checks: held, called off, missed and ahead; remarks in every state."""
    coordinator = centre.viewer(centre.accounts["coordinator"])
    checker = coordinator.staff_id

    def check(days: int, **columns: object) -> ControlCheck:
        given = {"planned_on": TODAY + timedelta(days=days), "checker_id": checker, **columns}
        return centre.add(ControlCheck(**{"aim": "Своевременность записи тем", **given}))

    held = {"held_on": TODAY, "looked_at": "Уроки ноября", "findings": "Нет тем двух уроков"}
    for _ in range(18):
        one = check(-3, page_id=centre.page.id, **held)
        for state in RemarkState:
            centre.add(
                ControlRemark(
                    check_id=one.id,
                    staff_id=centre.teacher.id,
                    text="Записать темы уроков 9 и 13 ноября и проверить посещаемость",
                    made_on=TODAY,
                    mend_by=TODAY - timedelta(days=1),
                    state=state,
                    answered_on=None if state is RemarkState.OPEN else TODAY,
                    looked_again_on=TODAY if state is RemarkState.ACCEPTED else None,
                    rounds=1 if state is RemarkState.ACCEPTED else 0,
                )
            )
    check(-5, group_id=centre.group.id, called_off="Группа на практике")
    check(-4, staff_id=centre.teacher.id)
    check(9, aim="Отметки за контрольные работы")
    session.commit()
    return control_plan(
        session, coordinator, TODAY - timedelta(days=30), TODAY + timedelta(days=30), TODAY
    )


def test_a_journal_without_checks_says_so(session: Session, centre: Centre) -> None:
    coordinator = centre.viewer(centre.accounts["coordinator"])
    view = control_plan(session, coordinator, TODAY, TODAY, TODAY)
    assert "За период проверок не было" in words_of(control_journal_pdf(view, centre.now))


@pytest.mark.clause("1.3b", "4.7")
def test_the_journal_tells_every_check_and_remark(centre: Centre, view: PlanView) -> None:
    made = control_journal_pdf(view, centre.now)
    pages, words = pages_of(made), words_of(made)
    is_whole(made, pages)
    assert len(pages) > 1
    assert "Журнал контроля ведения электронного журнала" in pages[0]
    assert "проверок: 21, проведено: 18 · замечаний: 54, не закрыто: 36" in words
    for text in (
        "ВА-26-1, Основы законодательства:",
        "Своевременность записи тем",
        "Уроки ноября. Нет тем двух уроков",
        "Отменена: Группа на практике",
        "Не проведена в срок",
        "Запланирована",
        "Исправить до 22.11.2026.",
        "Не исправлено в срок",
        "Педагог: исправлено",
        "Возвращено на доработку: 1",
        "Принято 23.11.2026",
        "Координатор",
        "Савченко Д. Р.",
        "М. П.",
    ):
        assert text in words, text
    assert control_journal_name(view) == "Журнал контроля 24.10.2026-23.12.2026"
