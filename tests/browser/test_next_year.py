"""The move to the next year by keyboard alone, at a desk and on a phone, by day and in the evening."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import axe

WIDE = "document.documentElement.scrollWidth <= innerWidth"


def press(page: Page, name: str) -> None:
    """The button of that name by the Enter key."""
    button = page.get_by_role("button", name=name)
    button.focus()
    button.press("Enter")


@pytest.mark.clause("3.2")
def test_the_next_year_and_its_orders_by_keyboard(
    open_browser: Callable[..., BrowserContext],
) -> None:
    page = open_browser("technical_admin", width=1366, height=900).new_page()
    page.goto("/panel/next_year/")
    axe(page)
    link = page.get_by_role("link", name="Подготовить", exact=True)
    link.focus()
    link.press("Enter")
    name = page.get_by_label("Название: ВА-26-1")
    name.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("ВА-27-А")
    page.keyboard.press("Tab")  # the date follows the name
    box = page.get_by_label("Перенести").last
    box.focus()
    page.keyboard.press("Space")
    expect(box).not_to_be_checked()
    press(page, "Проверить")
    outcome = page.locator("#outcome")
    expect(outcome).to_be_focused()
    expect(outcome).to_contain_text("Группы: 1")
    axe(page)
    press(page, "Подготовить 2027/28")
    page.wait_for_url("**/panel/next_year/report/**")
    axe(page)
    # A year that is prepared is looked through next.
    page.goto("/panel/next_year/")
    expect(page.get_by_role("link", name="Просмотреть и открыть")).to_be_visible()
    orders = page.get_by_role("link", name="Подготовить приказы")
    orders.focus()
    orders.press("Enter")
    page.get_by_label("Номер приказа: выпуск").focus()
    page.keyboard.type("31-к")
    press(page, "Проверить")
    expect(page.locator("#outcome")).to_contain_text("31-к")
    press(page, "Подготовить 2 приказа")
    page.wait_for_url("**/panel/next_year/report/**")
    expect(page.get_by_role("main")).to_contain_text("координатор подтверждает")


def test_the_pages_fit_a_phone_in_the_evening_and_say_what_is_wrong(
    open_browser: Callable[..., BrowserContext],
) -> None:
    page = open_browser("technical_admin", width=390, height=844, theme="dark").new_page()
    page.goto("/panel/next_year/prepare/")
    axe(page)
    assert page.evaluate(WIDE)
    page.get_by_label("Куратор: ВА-26-1").fill("Никто Никакой")
    page.get_by_role("button", name="Проверить").tap()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Никто Никакой")
    expect(alert).to_be_focused()
    expect(page.get_by_label("Куратор: ВА-26-1")).to_have_value("Никто Никакой")
    axe(page)
    page.goto("/panel/next_year/")
    assert page.evaluate(WIDE)
    page.get_by_role("link", name="Проверить и закрыть").tap()
    expect(page.get_by_role("main")).to_contain_text("закрыть нельзя")
    axe(page)
    assert page.evaluate(WIDE)
