"""The daily letter through a real mail server: what it says, once a day, tried again (3.1, 4.7)."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.clock import FixedClock
from sgo.look_words import Language
from sgo.models import ControlCheck, ControlRemark, DigestWish, Preferences
from sgo.vocabulary import SendingState
from tests.centre import Centre
from tests.conftest import MONDAY
from tests.mailing import JOURNAL, RUN, Box, sendings, serving, wishes
from tests.signing import sign_in

TODAY = MONDAY.date()


@pytest.fixture
def box(app: Flask) -> Iterator[Box]:
    """In the open, without a sign-in: what its doors are made of is test_mail_server's."""
    kept = Box()
    with serving(kept, app):
        yield kept


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


@pytest.mark.clause("1.5", "3.1", "5.3")
def test_the_coordinator_is_told_the_numbers_and_the_most_urgent(
    runner: FlaskCliRunner, box: Box, centre: Centre, client: FlaskClient
) -> None:
    wishes(centre, "coordinator")
    result = runner.invoke(args=RUN)
    assert result.exit_code == 0, result.output
    assert "Писем отправлено: 1" in result.output
    text = box.to("coordinator@example.ru")
    assert "Уроки без темы: 2" in text
    assert "Закрылись незаполненными: 3" in text
    assert "ВА-26-1, Основы законодательства, 13.11.2026" in text
    office = sign_in(client, centre.accounts["coordinator"])
    links = re.findall(rf"{JOURNAL}(/\S*)", text)
    assert f"/journal/lessons/{centre.lessons[3].id}" in links
    for link in links:
        assert office.get(link).status_code == 200, link


@pytest.mark.clause("4.7")
def test_a_teacher_is_told_of_own_lessons_terms_and_remarks(
    runner: FlaskCliRunner, box: Box, centre: Centre, clock: FixedClock, client: FlaskClient
) -> None:
    wishes(centre, "teacher", "curator")
    check = centre.add(
        ControlCheck(
            planned_on=TODAY,
            aim="Темы",
            page_id=centre.page.id,
            checker_id=centre.accounts["coordinator"].staff_id,
            held_on=TODAY,
            looked_at="Уроки",
            findings="Нет тем",
        )
    )
    remark = centre.add(
        ControlRemark(
            check_id=check.id,
            staff_id=centre.teacher.id,
            text="Абрамову поставлена 5 без работы",
            made_on=TODAY,
            mend_by=TODAY + timedelta(days=5),
        )
    )
    centre.make_cell(centre.lessons[4], centre.student, 5)
    centre.session.commit()
    assert runner.invoke(args=RUN).exit_code == 0
    text = box.to("teacher@example.ru")
    assert f"{JOURNAL}/control/plan/remarks/{remark.id}" in text
    assert "исправить до 28.11.2026" in text
    assert "13.11.2026, ВА-26-1, Основы законодательства: тема, посещаемость; сегодня" in text
    for name in (one.surname for one in centre.students):
        assert name not in text, "no student is named"
    assert "поставлена" not in text, "no words of the journal, no mark"
    assert [one["To"] for one in box.letters] == ["teacher@example.ru"], "the curator has no debts"
    teacher = sign_in(client, centre.accounts["teacher"])
    for link in re.findall(rf"{JOURNAL}(/\S*)", text):
        assert teacher.get(link).status_code == 200, link
    clock.set(MONDAY + timedelta(days=21))
    assert runner.invoke(args=RUN).exit_code == 0
    later = str(box.letters[-2].get_content()) + str(box.letters[-1].get_content())
    assert "I полугодие: срок до 28.12.2026, выставлено 0 из 5" in later


def test_the_letter_is_asked_for_and_stopped_on_the_own_page(
    runner: FlaskCliRunner, box: Box, centre: Centre, client: FlaskClient
) -> None:
    account = centre.accounts["coordinator"]
    office = sign_in(client, account)
    refused = office.post("/account/digest", data={"wanted": "1"}, follow_redirects=True)
    assert "сначала сохраните его в контактах" in refused.text
    account.staff.email = "coordinator@example.ru"
    centre.add(account.staff)
    centre.session.commit()
    asked = office.post("/account/digest", data={"wanted": "1"}, follow_redirects=True)
    assert "Адрес: coordinator@example.ru" in asked.text
    assert "приходит каждый день" in asked.text
    assert runner.invoke(args=RUN).exit_code == 0
    assert len(box.letters) == 1
    stopped = office.post("/account/digest", data={"wanted": "0"}, follow_redirects=True)
    assert "Присылать мне ежедневное письмо" in stopped.text
    assert centre.session.scalars(select(DigestWish)).all() == []


def test_the_letter_speaks_the_readers_language(
    runner: FlaskCliRunner, box: Box, centre: Centre
) -> None:
    wishes(centre, "coordinator")
    account = centre.accounts["coordinator"]
    centre.add(Preferences(account_id=account.id, language=Language.ENGLISH))
    centre.session.commit()
    assert runner.invoke(args=RUN).exit_code == 0
    assert box.letters[0]["Subject"] == "Journal: what waits on 23.11.2026"
    assert "Lessons without a topic: 2" in box.to("coordinator@example.ru")
    assert box.letters[0]["Auto-Submitted"] == "auto-generated"


def test_a_second_run_of_the_day_sends_nothing(
    runner: FlaskCliRunner, box: Box, centre: Centre, clock: FixedClock
) -> None:
    wishes(centre, "coordinator")
    for _ in range(3):
        assert runner.invoke(args=RUN).exit_code == 0
    assert len(box.letters) == 1
    clock.set(MONDAY + timedelta(days=1))
    assert runner.invoke(args=RUN).exit_code == 0
    assert len(box.letters) == 2


def test_what_was_refused_is_tried_again_and_told(
    runner: FlaskCliRunner, box: Box, centre: Centre, client: FlaskClient, session: Session
) -> None:
    wishes(centre, "coordinator")
    account = centre.accounts["coordinator"]
    box.answer = "451 come later"
    result = runner.invoke(args=RUN)
    assert result.exit_code == 1
    assert "не отправлено: 1" in result.output
    assert sendings(session) == {account.id: (SendingState.FAILED, 1)}
    page = sign_in(client, account).get("/account/").text
    assert "Письмо за 23.11.2026 не отправлено" in page
    box.answer = "250 taken"
    assert runner.invoke(args=RUN).exit_code == 0
    assert len(box.letters) == 1
    assert sendings(session) == {account.id: (SendingState.SENT, 2)}
    assert "Последнее отправлено 23.11.2026" in client.get("/account/").text


def test_after_some_tries_the_day_is_given_up(
    runner: FlaskCliRunner, box: Box, centre: Centre, session: Session
) -> None:
    wishes(centre, "coordinator")
    box.answer = "550 no"
    for _ in range(6):
        runner.invoke(args=RUN)
    assert [tried for _, tried in sendings(session).values()] == [4]


def test_a_letter_that_may_have_been_taken_is_not_sent_again(
    runner: FlaskCliRunner, box: Box, centre: Centre, session: Session
) -> None:
    wishes(centre, "coordinator")
    box.hangs_up = True
    result = runner.invoke(args=RUN)
    assert result.exit_code == 1
    assert "возможно, отправлено: 1" in result.output
    box.hangs_up = False
    assert runner.invoke(args=RUN).exit_code == 0
    assert box.letters == []
    assert [state for state, _ in sendings(session).values()] == [SendingState.UNCERTAIN]


def test_a_server_that_is_away_is_asked_once_and_told(
    app: Flask, runner: FlaskCliRunner, box: Box, centre: Centre, session: Session
) -> None:
    wishes(centre, "coordinator", "director")
    there = app.extensions["sgo.config"]
    away = dataclasses.replace(there.mail, port=1)
    app.extensions["sgo.config"] = dataclasses.replace(there, mail=away)
    result = runner.invoke(args=RUN)
    assert result.exit_code == 1
    assert "Почтовый сервер не отвечает" in result.output
    assert [state for state, _ in sendings(session).values()] == [SendingState.FAILED] * 2
    app.extensions["sgo.config"] = there
    assert runner.invoke(args=RUN).exit_code == 0
    assert len(box.letters) == 2


def test_who_is_not_written_to(runner: FlaskCliRunner, box: Box, centre: Centre) -> None:
    wishes(centre, "coordinator", "director", "teacher", "technical_admin")
    closed, no_address, issued = (
        centre.accounts[name] for name in ("coordinator", "director", "technical_admin")
    )
    closed.closed_at = centre.now
    issued.must_change_password = True
    no_address.staff.email = None
    for row in (closed, issued, no_address.staff):
        centre.add(row)
    centre.session.commit()
    assert runner.invoke(args=RUN).exit_code == 0
    assert [one["To"] for one in box.letters] == ["teacher@example.ru"]


def test_the_log_names_nobody(
    runner: FlaskCliRunner, box: Box, centre: Centre, capfd: pytest.CaptureFixture[str]
) -> None:
    wishes(centre, "coordinator")
    result = runner.invoke(args=RUN)
    said = result.output + "".join(capfd.readouterr())
    assert "example.ru" not in said
    assert "Ткач" not in said
    for line in said.splitlines():
        if line.startswith("{"):
            assert set(json.loads(line)) <= {"event", "level", "timestamp", "account", "state"}


def test_without_mail_settings_the_command_says_what_to_do(
    runner: FlaskCliRunner, centre: Centre
) -> None:
    result = runner.invoke(args=RUN)
    assert result.exit_code == 1
    assert "SGO_MAIL_HOST" in result.output
