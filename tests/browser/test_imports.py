"""Loading lists in a browser: by keyboard from the file to its undoing, and what follows from it."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import func, select

from sgo.background import Background
from sgo.models import Guardian, ImportFile, Student
from sgo.reports.sheets import write_workbook
from tests.browser.conftest import axe
from tests.browser.site import PASSWORD, Site

LOOKS = tuple(product((1366, 390), ("light", "dark")))
WIDE = "document.documentElement.scrollWidth <= innerWidth"
HEADS = ["№", "ФИО", "Дата рождения", "Пол", "Группа", "Родитель 1", "Кем приходится", "Телефон"]
NEW = [1, "Белов Егор Ильич", "09.03.2012", "м", "ВА-26-1", "Белова Ольга Олеговна", "мать", ""]
BAD = [2, "Серов Юрий Львович", "31.02.2011", "м", "ВА-26-1", None, None, None]
DOUBT = [3, "Абрамов Кирилл Ильич", "15.05.2012", "м", "ВА-26-1", None, None, None]


@pytest.fixture
def office(site: Site, open_browser: Callable[..., BrowserContext]) -> Page:
    """The technical administrator at a desk; work goes on in the background, as in life."""
    site.app.extensions["sgo.background"] = Background(site.app)
    return open_browser("technical_admin").new_page()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "students.xlsx"
    write_workbook(path, {"Контингент": [HEADS, NEW, BAD, DOUBT]})
    return path


def look(page: Page) -> None:
    """The step as it stands, in both widths and both themes."""
    for width, theme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme }", theme)
        axe(page)
        assert page.evaluate(WIDE), f"{page.url} is wider than {width}"
    page.set_viewport_size({"width": 1366, "height": 900})


def press(page: Page, name: str, role: str = "button") -> None:
    page.get_by_role(role, name=name).press("Enter")  # type: ignore[arg-type]


def count(site: Site, model: type) -> int:
    number: int = site.read(lambda session: session.scalar(select(func.count()).select_from(model)))
    return number


def load(page: Page, file: Path) -> None:
    """From the file to its result, by keyboard."""
    page.goto("/panel/imports/")
    page.get_by_label("Выберите файлы").set_input_files(file)
    expect(page.locator("[data-chosen]")).to_contain_text("students.xlsx")
    press(page, "Просмотреть файлы")
    page.wait_for_url("**/columns/**")
    press(page, "Показать, что изменится")
    page.wait_for_selector("table.outcomes")


@pytest.mark.clause("2.1.2")
def test_a_list_is_loaded_and_undone_by_keyboard(office: Page, site: Site, file: Path) -> None:
    before = count(site, Student)
    office.goto("/panel/imports/")
    look(office)
    office.get_by_label("Выберите файлы").set_input_files(file)
    press(office, "Просмотреть файлы")
    office.wait_for_url("**/columns/**")
    look(office)
    snils = office.get_by_label("Столбец H – это")
    expect(snils).to_have_value("guardian1_phone")
    press(office, "Показать, что изменится")
    office.wait_for_selector("table.outcomes")
    look(office)
    doubt = office.get_by_role("group", name=re.compile("Абрамов Кирилл"))
    doubt.get_by_role("radio").first.focus()
    office.keyboard.press("Space")
    press(office, "Сохранить выбор и просмотреть снова")
    office.wait_for_selector("table.outcomes")
    office.get_by_role("link", name=re.compile("^Не загружаются")).press("Enter")
    expect(office.locator("table.outcomes")).to_contain_text("31.02.2011")
    assert count(site, Student) == before
    press(office, re.compile("^Загрузить"))  # type: ignore[arg-type]
    office.wait_for_selector("#done")
    look(office)
    assert count(site, Student) == before + 1
    assert count(site, ImportFile) == 0
    with office.expect_download() as caught:
        press(office, "Строки на исправление (XLSX)")
    assert caught.value.suggested_filename.endswith(".xlsx")
    press(office, "Отменить загрузку", "link")
    look(office)
    press(office, "Отменить загрузку")
    expect(office.locator(".flashes")).to_contain_text("Загрузка отменена")
    assert count(site, Student) == before
    office.goto("/panel/lists/")
    look(office)
    with office.expect_download() as caught:
        press(office, "Всё одной книгой")
    assert caught.value.suggested_filename.startswith("Все списки")


@pytest.mark.clause("2.1.2", "4.8")
def test_a_guardian_of_a_loaded_list_reads_the_lesson(
    office: Page,
    site: Site,
    file: Path,
    open_browser: Callable[..., BrowserContext],
) -> None:
    load(office, file)
    before, other = count(site, Student), office.context.new_page()
    other.goto(office.url)
    for window in (office, other):
        press(window, re.compile("^Загрузить"))  # type: ignore[arg-type]
    for window in (office, other):
        window.wait_for_selector("#done")
    assert count(site, Student) == before + 1, "two windows load once"
    coordinator = open_browser("coordinator").new_page()
    coordinator.goto("/panel/movement_orders/?flt_state=prepared")
    coordinator.get_by_role("link", name=re.compile("^Подтвердить")).first.press("Enter")
    press(coordinator, "Подтвердить")
    expect(coordinator.locator(".flashes")).to_be_visible()
    guardian: int = site.read(
        lambda session: session.scalars(
            select(Guardian.id).where(Guardian.surname == "Белова")
        ).one()
    )
    office.goto(f"/panel/accounts/new/?guardian_id={guardian}")
    office.get_by_role("button", name="Сохранить", exact=True).press("Enter")
    login = office.locator("#issued-login").inner_text()
    issued = office.locator("#issued-password").inner_text()
    phone = open_browser(width=390, height=844).new_page()
    phone.goto("/sign-in")
    phone.get_by_label("Логин").fill(login)
    phone.get_by_label("Пароль", exact=True).fill(issued)
    press(phone, "Войти")
    phone.get_by_label("Действующий пароль").fill(issued)
    phone.get_by_label("Новый пароль", exact=True).fill(PASSWORD)
    phone.get_by_label("Новый пароль ещё раз").fill(PASSWORD)
    press(phone, "Сохранить новый пароль")
    phone.goto("/diary/")
    expect(phone.locator("main")).to_contain_text("Егор, ВА-26-1")
    expect(phone.locator("main")).to_contain_text("Основы законодательства")
    axe(phone)
