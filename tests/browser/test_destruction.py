"""Data of who left goes by keyboard, with its paper, and the paper comes again from the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, expect
from sqlalchemy.orm import Session

from sgo.models import Account, Staff
from sgo.rules.destruction import DAYS_AFTER_LEAVING
from sgo.services.guard import Act, acting
from sgo.vocabulary import SystemAct
from tests.browser.conftest import axe
from tests.browser.site import Site


@pytest.mark.clause("2.1.2")
def test_a_member_of_staff_who_left_is_destroyed_and_printed_again(
    open_browser: Callable[..., BrowserContext], site: Site
) -> None:
    now = site.clock.now()

    def who_left(session: Session) -> int:
        staff = Staff(
            surname="Уволенная",
            given_name="Вера",
            position="преподаватель",
            phone="+79001234567",
            dismissed_on=now.date() - timedelta(days=DAYS_AFTER_LEAVING),
        )
        with acting(session, Act(now, system=SystemAct.DEMO_LOAD)):
            session.add(staff)
            session.commit()
        return staff.id

    key = site.read(who_left)
    works = site.ids["accounts"]["teacher"]
    page = open_browser("technical_admin").new_page()
    page.goto(f"/panel/staff/details/?id={key}")
    page.get_by_role("link", name="Уничтожить персональные данные").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Телефон – 1")).to_be_visible()
    axe(page)
    surname = page.get_by_label("Фамилия на карточке")
    surname.fill("Другая")
    surname.press("Enter")
    expect(page.locator("[aria-invalid=true]")).to_have_value("Другая")
    axe(page)
    with page.expect_download() as download:
        page.get_by_label("Фамилия на карточке").fill("уволенная")
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "Акт об уничтожении 1 от 23.11.2026.pdf"
    assert site.read(lambda session: session.get_one(Staff, key).phone) is None

    phone = open_browser("coordinator", width=390, theme="dark").new_page()
    phone.goto("/panel/destruction_acts/")
    axe(phone)
    printed = phone.get_by_role("link", name="Напечатать акт")
    address = printed.get_attribute("href")
    assert address is not None
    again = phone.request.get(address)
    assert again.headers["content-type"] == "application/pdf"
    assert again.body().startswith(b"%PDF")

    bound = open_browser("technical_admin", width=390, theme="dark").new_page()
    teacher = site.read(lambda session: session.get_one(Account, works).staff_id)
    bound.goto(f"/panel/staff/destroy/?id={teacher}")
    expect(bound.get_by_role("heading", name="Сейчас нельзя")).to_be_in_viewport()
    axe(bound)
