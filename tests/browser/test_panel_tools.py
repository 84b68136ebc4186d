"""The tools of the panel by keyboard alone: the palette, own lists, acts over lists, history, keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sgo.models import SavedView, Student
from sgo.vocabulary import Funding
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


def on_contract(site: Site) -> int:
    return site.read(
        lambda session: session.query(Student).filter_by(funding=Funding.CONTRACT).count()
    )


def test_a_list_of_ones_own_by_keyboard(office: Page, site: Site) -> None:
    office.goto("/panel/students/")
    office.get_by_role("link", name="Столбцы").press("Enter")
    dialog = office.get_by_role("dialog", name="Столбцы")
    dialog.get_by_role("checkbox", name="Телефон").press("Space")
    earlier = dialog.get_by_role("button", name="Раньше: Дата рождения")
    earlier.press("Enter")
    expect(earlier).to_be_focused()
    expect(dialog.get_by_role("status")).to_contain_text("Дата рождения: место 1 из")
    axe(office)
    dialog.get_by_role("button", name="Показать эти столбцы").press("Enter")
    heads = office.get_by_role("columnheader")
    expect(heads.filter(has_text="Телефон")).to_be_visible()
    expect(heads.nth(1)).to_contain_text("Дата рождения")
    # The view of a search, by its name; the keys of the panel lead to the search.
    office.keyboard.press("/")
    expect(office.get_by_role("searchbox")).to_be_focused()
    office.keyboard.type("елкин")
    office.keyboard.press("Enter")
    office.wait_for_url("**search=**")
    office.locator("summary", has_text="Сохранить вид").press("Enter")
    office.get_by_label("Название вида").fill("Ёлкины")
    axe(office)
    office.get_by_label("Название вида").press("Enter")
    tab = office.get_by_role("link", name="Ёлкины")
    expect(tab).to_have_attribute("aria-current", "page")
    assert site.read(lambda session: session.query(SavedView).filter_by(name="Ёлкины").count()) == 1
    office.keyboard.press("?")
    sheet = office.get_by_role("dialog", name="Клавиши панели")
    expect(sheet).to_contain_text("новая запись")
    axe(office)
    # Keys of one sign can be switched off, and then say nothing.
    sheet.get_by_role("checkbox").press("Space")
    office.keyboard.press("Escape")
    office.keyboard.press("?")
    expect(sheet).to_be_hidden()
    office.get_by_role("button", name="Клавиши панели").press("Enter")
    sheet.get_by_role("checkbox").press("Space")
    office.keyboard.press("Escape")
    office.keyboard.press("n")
    office.wait_for_url("**/panel/students/new/")


def test_an_act_over_a_list_is_seen_done_and_taken_back(
    open_browser: Callable[..., BrowserContext], office: Page, site: Site
) -> None:
    before = on_contract(site)
    office.goto("/panel/students/?flt_studies=yes")
    office.get_by_role("button", name="Сменить основу обучения").press("Enter")
    office.get_by_label("Основа обучения").select_option("contract")
    site.slow.seconds = 1.2
    office.get_by_role("button", name="Показать, что изменится").press("Enter")
    expect(office.get_by_role("progressbar")).to_be_visible()
    site.slow.seconds = 0
    outcome = office.locator("#outcome")
    expect(outcome).to_be_focused()
    expect(outcome).to_contain_text("Изменится 27 строк")
    expect(office.get_by_role("table", name="").first).to_contain_text("бюджет")
    axe(office)
    assert on_contract(site) == before
    office.get_by_role("button", name="Изменить 27 строк").press("Enter")
    office.wait_for_url("**/panel/list_acts/act/**")
    expect(office.get_by_text("Изменено 27 строк")).to_be_visible()
    assert on_contract(site) == before + 27
    axe(office)
    report = office.url
    office.goto("/panel/students/?view=all&search=елкин")
    office.get_by_role("link", name="Ёлкин Степан Ильич", exact=True).press("Enter")
    office.wait_for_url("**/students/edit/**")
    office.keyboard.press("h")
    office.wait_for_url("**#history")
    history = office.get_by_role("region", name="История")
    expect(history.first).to_contain_text("по договору")
    axe(office)
    phone = open_browser("technical_admin", width=390, height=844, theme="dark").new_page()
    for address in (
        office.url,
        report,
        "/panel/list_acts/",
        "/panel/own/",
        "/panel/own/columns/?list=students",
    ):
        phone.goto(address)
        axe(phone)
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    office.goto(report)
    office.get_by_role("button", name="Вернуть как было").press("Enter")
    expect(office.get_by_text("Возвращено 27 строк")).to_be_visible()
    assert on_contract(site) == before
