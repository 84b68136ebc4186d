"""The plan of control by keyboard: planned, held, remarked, answered, looked at again (4.7)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import axe
from tests.browser.site import Site


def pressed(page: Page, name: str) -> None:
    """A button reached and pressed by the keyboard."""
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    page.keyboard.press("Enter")


def followed(page: Page, name: str) -> None:
    """A link reached and followed by the keyboard."""
    page.get_by_role("link", name=name).first.press("Enter")


def done(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


@pytest.mark.clause("2.2.2", "4.7")
def test_a_check_goes_its_whole_way_by_keyboard(
    open_browser: Callable[..., BrowserContext], site: Site
) -> None:
    office = open_browser("coordinator").new_page()
    office.goto("/control/")
    followed(office, "Запланировать проверку: Левченко")
    begun = f"staff:{site.ids['teacher']}"
    expect(office.get_by_label("Кого или что проверяют")).to_have_value(begun)
    office.goto("/control/plan/")
    axe(office)
    followed(office, "Запланировать проверку")
    target = office.get_by_label("Кого или что проверяют")
    target.focus()
    target.press("ArrowDown")
    expect(target.locator("option:checked")).to_have_text("ВА-26-1, Основы законодательства")
    office.get_by_label("Что проверяется").fill("Темы и отметки")
    axe(office)
    pressed(office, "Сохранить")
    done(office, "внесена в план")
    office.get_by_label("Что установлено").fill("Нет тем двух уроков")
    axe(office)
    pressed(office, "Записать итоги")
    done(office, "Итоги проверки записаны")
    office.get_by_label("Замечание", exact=True).fill("Записать темы")
    pressed(office, "Сделать замечание")
    done(office, "Педагог увидит замечание")
    address = office.url

    teacher = open_browser("teacher", width=390, theme="dark").new_page()
    teacher.goto("/journal/today")
    expect(teacher.get_by_text("Записать темы")).to_be_visible()
    summary = teacher.locator("summary", has_text="Ответить")
    summary.focus()
    teacher.keyboard.press("Enter")
    teacher.get_by_label("Что сделано").fill("Темы записаны")
    axe(teacher)
    pressed(teacher, "Исправлено")
    done(teacher, "проверяющий посмотрит ещё раз")
    expect(teacher.get_by_text("исправлено, ждёт повторной проверки")).to_be_visible()
    teacher.locator(".remark").get_by_role("link").press("Enter")
    expect(teacher.get_by_text("Темы записаны")).to_be_visible()
    axe(teacher)

    office.goto(address)
    expect(office.get_by_text("Темы записаны")).to_be_visible()
    axe(office)
    pressed(office, "Принять")
    done(office, "Исправление принято")
    expect(office.get_by_role("button", name="Принять", exact=True)).to_have_count(0)

    narrow = open_browser("coordinator", width=390, theme="dark").new_page()
    for path in (address, "/control/plan/", "/control/plan/new", "/control/", "/control/lines"):
        narrow.goto(path)
        axe(narrow)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert narrow.evaluate(wide) <= 0, path
