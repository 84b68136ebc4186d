"""The panel in a browser: the search box by keyboard, the dialog, the guard, every list by axe."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sgo.models import Guardianship, Room
from tests.browser.conftest import axe
from tests.browser.site import Site


@pytest.fixture
def office(open_browser: Callable[..., BrowserContext]) -> Page:
    """The browser of the technical admin at a desk."""
    return open_browser("technical_admin").new_page()


def test_a_student_is_found_and_chosen_by_keyboard(office: Page, site: Site) -> None:
    office.goto("/panel/guardians/new/")
    office.get_by_label("Фамилия").fill("Дёмина")
    office.get_by_label("Имя", exact=True).fill("Вера")
    office.get_by_label("Кем приходится").select_option("mother")
    box = office.get_by_role("combobox", name="Обучающийся")
    box.press_sequentially("дем")
    options = office.get_by_role("option")
    expect(options.first).to_contain_text("Дёмин Артём")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(office.locator("[data-lookup-said]")).to_contain_text("Найдено")
    axe(office)
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press("ArrowDown")
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "student_id-list-0")
    box.press("Enter")
    expect(box).to_have_value("Дёмин Артём Ильич, 14.05.2012")
    office.get_by_role("button", name="Сохранить", exact=True).press("Enter")
    expect(office.get_by_role("status").filter(has_text="Сохранено")).to_be_visible()
    count = site.read(lambda session: session.query(Guardianship).count())
    assert count >= 4


def test_deleting_asks_in_a_dialog_and_cancel_keeps(office: Page, site: Site) -> None:
    office.goto("/panel/rooms/new/")
    office.get_by_label("Название").fill("каб. 99")
    office.get_by_role("button", name="Сохранить", exact=True).click()
    office.get_by_role("link", name="Изменить").click()
    delete = office.get_by_role("button", name="Удалить")
    dialog = office.get_by_role("dialog")
    delete.click()
    expect(dialog).to_contain_text("каб. 99")
    axe(office)
    dialog.get_by_role("button", name="Отмена").click()
    expect(dialog).to_be_hidden()
    assert site.read(lambda session: session.query(Room).count()) == 2
    delete.click()
    dialog.get_by_role("button", name="Удалить").click()
    expect(office.get_by_role("status").filter(has_text="Удалено")).to_be_visible()
    assert site.read(lambda session: session.query(Room).count()) == 1


def test_a_refusal_takes_the_focus_and_leads_to_its_field(office: Page) -> None:
    office.goto("/panel/students/new/")
    office.get_by_label("Фамилия").fill("Новиков")
    office.get_by_label("СНИЛС").fill("112-233-445 96")
    expect(office.get_by_text("Есть несохранённое")).to_be_visible()
    office.get_by_role("button", name="Сохранить", exact=True).click()
    summary = office.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("исправьте")
    summary.get_by_role("link", name="СНИЛС").click()
    expect(office.get_by_label("СНИЛС")).to_be_focused()
    expect(office.get_by_label("Фамилия")).to_have_value("Новиков")
    axe(office)


def test_what_is_not_saved_is_not_left_in_silence(office: Page) -> None:
    office.goto("/panel/rooms/new/")
    asked: list[str] = []

    def stay(dialog: object) -> None:
        asked.append(dialog.type)  # type: ignore[attr-defined]
        dialog.accept()  # type: ignore[attr-defined]

    office.on("dialog", stay)
    office.get_by_label("Название").press_sequentially("каб")
    office.get_by_role("link", name="Отмена").click()
    office.wait_for_url("**/panel/rooms/")
    assert asked == ["beforeunload"]


def test_conditions_open_by_keyboard_and_narrow(office: Page) -> None:
    office.goto("/panel/students/")
    office.locator("summary.chip").press("Enter")
    office.get_by_label("Представитель указан").select_option("yes")
    axe(office)
    office.get_by_role("button", name="Показать").press("Enter")
    office.wait_for_url("**flt_guardians=yes**")
    expect(office.locator("span.chip")).to_contain_text("Представитель указан")


def test_the_side_menu_is_a_drawer_on_a_phone(open_browser: Callable[..., BrowserContext]) -> None:
    page = open_browser("technical_admin", width=390, height=844).new_page()
    page.goto("/panel/students/")
    side = page.locator("nav.side")
    expect(side).to_be_hidden()
    page.locator("button.menu-btn").click()
    expect(side).to_be_visible()
    expect(side.get_by_role("link", name="Обучающиеся", exact=True)).to_be_focused()
    axe(page)
    side.get_by_text("Группы и программы").click()
    side.get_by_role("link", name="Группы", exact=True).click()
    page.wait_for_url("**/panel/groups/")


def test_groups_of_the_side_menu_fold_by_keyboard_and_stay_as_they_were_left(office: Page) -> None:
    office.goto("/panel/students/")
    side = office.locator("nav.side")
    shown, folded = (
        side.get_by_role("link", name=name, exact=True) for name in ("Обучающиеся", "Настройки")
    )
    expect(shown).to_be_visible()
    expect(folded).to_be_hidden()
    side.locator("summary", has_text="Организация и настройки").press("Enter")
    expect(folded).to_be_visible()
    axe(office)
    office.goto("/panel/groups/")
    expect(folded).to_be_visible()
    expect(shown).to_be_hidden()
    side.locator("summary", has_text="Организация и настройки").press("Space")
    expect(folded).to_be_hidden()
    office.reload()
    expect(side.get_by_role("link", name="Группы", exact=True)).to_be_visible()
    expect(folded).to_be_hidden()
