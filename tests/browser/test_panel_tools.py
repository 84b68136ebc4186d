"""The tools of the panel by keyboard alone: the palette over every page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import axe
from tests.browser.site import Site


@pytest.fixture
def office(open_browser: Callable[..., BrowserContext]) -> Page:
    """The browser of the technical admin at a desk."""
    return open_browser("technical_admin").new_page()


def test_the_palette_finds_and_opens_by_keyboard(office: Page) -> None:
    office.goto("/panel/students/")
    office.get_by_role("searchbox").focus()
    office.keyboard.press("Control+k")
    palette = office.get_by_role("dialog", name="Найти или перейти")
    box = palette.get_by_role("combobox")
    expect(box).to_be_focused()
    expect(palette.get_by_role("option", name="Расписание", exact=False).first).to_be_visible()
    # The wrong keyboard layout, and the arrows alone.
    box.press_sequentially("`krby")
    first = palette.get_by_role("option").first
    expect(first).to_contain_text("Ёлкин")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "palette-0")
    expect(palette.get_by_role("status")).to_contain_text("Найдено")
    axe(office)
    box.press("Enter")
    office.wait_for_url("**/panel/students/details/**")
    expect(office.get_by_role("heading", level=1)).to_contain_text("Ёлкин")
    # Nothing of what was typed stays behind.
    office.keyboard.press("Control+k")
    expect(box).to_have_value("")
    box.fill("нет такого")
    expect(palette.get_by_text("Ничего не найдено").first).to_be_visible()
    box.press("Escape")
    expect(palette).to_be_hidden()
    assert "%" not in office.url


def test_the_palette_stands_in_the_journal_and_on_a_phone(
    open_browser: Callable[..., BrowserContext], site: Site
) -> None:
    page = open_browser("teacher").new_page()
    page.goto(f"/journal/pages/{site.ids['page']}")
    page.locator('[role="grid"] [tabindex="0"]').first.focus()
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Найти или перейти")
    palette.get_by_role("combobox").press_sequentially("знак")
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()
    phone = open_browser("guardian", width=390, height=844, theme="dark").new_page()
    phone.goto("/diary/")
    phone.get_by_role("link", name="Найти или перейти").tap()
    palette = phone.get_by_role("dialog", name="Найти или перейти")
    palette.get_by_role("combobox").fill("абр")
    expect(palette.get_by_role("option").first).to_contain_text("Абрамов")
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    palette.get_by_role("option").first.tap()
    phone.wait_for_url("**/diary/?student=**")
