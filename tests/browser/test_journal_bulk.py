"""Many cells at once, by keyboard alone: paste, fill, clear, all present, and each taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sgo.models import Lesson
from tests.browser.conftest import axe
from tests.browser.site import Site, saved_marks

NOTICE = "#journal-act"
SUMMARY = "[data-bulk-summary]"
DO = "[data-bulk-do]"


def stand(page: Page) -> None:
    """Put the focus on the first student in today's column."""
    page.locator("td[role=gridcell]").first.focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("t")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def paste(page: Page, text: str) -> None:
    """Ctrl+V of what a spreadsheet has copied."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def today(page: Page, site: Site) -> list[str]:
    """What stands in today's column, one student after the other."""
    place = page.evaluate(
        "id => [...document.querySelectorAll('[data-day]')].findIndex(e => e.dataset.day == id)",
        str(site.ids["today"]),
    )
    texts: list[str] = page.evaluate(
        "place => [...document.querySelectorAll('[data-grid] tbody tr')].map("
        "row => row.querySelectorAll('[role=gridcell]')[place].textContent.trim())",
        place,
    )
    return texts


def test_a_page_is_written_and_taken_back_in_acts(
    open_browser: Callable[..., BrowserContext], site: Site
) -> None:
    context = open_browser("teacher")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"/journal/pages/{site.ids['page']}")
    students = len(site.ids["students"])

    # A block with names in front, in another order, yo as ye; one stranger, one value unreadable.
    stand(page)
    paste(
        page,
        "№\tФИО\tОтметка\n1\tДемина Артём\t7\n2\tЕлкин Степан\t4\n3\tНикто Никак\t5\n4\tАбрамов К.\tн/3",
    )
    expect(page.locator(SUMMARY)).to_contain_text("Изменится: 2. Останется: 0")
    expect(page.locator("[data-bulk-lines]")).to_contain_text(
        "не нашлись: ФИО; Демина Артём; Никто Никак"
    )
    expect(page.locator(DO)).to_be_focused()
    axe(page, "#journal-bulk")
    page.keyboard.press("Enter")
    expect(page.locator(NOTICE)).to_contain_text("Записано клеток: 2")
    assert [text for text in today(page, site) if text] == ["н/3", "4"]
    expect(page.locator("tbody tr", has_text="Ёлкин").locator("td.today")).to_have_text("4")
    marks = saved_marks(site, site.ids["today"])
    assert sorted(marks.values()) == [3, 4]

    # One column over it: what stands is left until the writer says otherwise.
    stand(page)
    paste(page, "5\n5\nшесть\n5")
    expect(page.locator(SUMMARY)).to_contain_text("Изменится: 2. Останется: 2")
    expect(page.locator(".bulk-stays")).to_contain_text("«шесть» не распознано")
    expect(page.locator(".bulk-stays")).to_contain_text("Здесь уже стоит «н/3»")
    press(page, "Shift+Tab", "Shift+Tab", "Shift+Tab")
    expect(page.locator("[data-bulk-over]")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator(SUMMARY)).to_contain_text("Изменится: 3. Останется: 1")
    press(page, "Tab", "Tab", "Tab", "Enter")
    expect(page.locator(NOTICE)).to_contain_text("Записано клеток: 3")
    assert today(page, site)[:4] == ["5", "5", "", "5"]

    # Fill the empty ones of the column; the row of filled ones stays.
    press(page, "t", "Control+d")
    expect(page.locator("[data-bulk-value]")).to_be_focused()
    page.keyboard.type("3")
    expect(page.locator(".bulk-changes tr").first).to_contain_text("– → 3")
    expect(page.locator(SUMMARY)).to_contain_text(f"Изменится: {students - 4}.")
    page.keyboard.press("Enter")
    expect(page.locator(NOTICE)).to_contain_text(f"Записано клеток: {students - 4}")
    filled = today(page, site)
    assert filled[:4] == ["5", "5", "3", "5"]
    assert "" not in filled

    # Choose by Shift, copy out, clear; Ctrl+Z takes back act by act, also after a reload.
    stand(page)
    press(page, "Shift+ArrowDown", "Shift+ArrowDown", "Control+c")
    assert page.evaluate("navigator.clipboard.readText()") == "5\n5\n3"
    expect(page.locator(".is-picked")).to_have_count(3)
    page.keyboard.press("Delete")
    expect(page.locator(SUMMARY)).to_contain_text("Изменится: 3.")
    page.keyboard.press("Enter")
    expect(page.locator(NOTICE)).to_contain_text("Записано клеток: 3")
    assert today(page, site)[:4] == ["", "", "", "5"]
    press(page, "Control+z")
    expect(page.locator(NOTICE)).to_contain_text("Отменено: 3")
    assert today(page, site) == filled
    page.reload()
    stand(page)
    assert today(page, site) == filled
    page.keyboard.press("Control+z")
    expect(page.locator(NOTICE)).to_contain_text(f"Отменено: {students - 4}")
    page.keyboard.press("Control+y")
    expect(page.locator(NOTICE)).to_contain_text(f"Повторено: {students - 4}")
    assert today(page, site) == filled
    press(page, "Control+z")
    expect(page.locator("tbody tr").last.locator("td.today")).to_have_text("")
    press(page, "Control+z")
    expect(page.locator("tbody tr").first.locator("td.today")).to_have_text("н/3")
    press(page, "Control+z")
    expect(page.locator("tbody tr").first.locator("td.today")).to_have_text("")
    assert set(today(page, site)) == {""}
    assert saved_marks(site, site.ids["today"]) == {}


@pytest.mark.clause("4.11")
def test_a_paste_over_closed_lessons_says_so(
    open_browser: Callable[..., BrowserContext], site: Site
) -> None:
    context = open_browser("teacher", theme="dark")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"/journal/pages/{site.ids['page']}")
    stand(page)
    before = today(page, site)
    press(page, "Home")
    paste(page, "5\t5\n5\t5")
    expect(page.locator(SUMMARY)).to_contain_text("Изменится: 0. Останется: 4")
    expect(page.locator(".bulk-stays")).to_contain_text("п. 4.11")
    expect(page.locator(DO)).to_be_disabled()
    axe(page, "#journal-bulk")
    page.keyboard.press("Escape")
    expect(page.locator("td[role=gridcell]").first).to_be_focused()
    assert today(page, site) == before


def test_find_today_filter_and_numbers_by_keyboard(page: Page, site: Site) -> None:
    page.goto(f"/journal/pages/{site.ids['page']}")
    columns = page.locator("[data-day]").count()
    stand(page)
    page.keyboard.press("f")
    expect(page.locator("[data-find]")).to_be_focused()
    page.keyboard.type("елк")
    expect(page.locator("tr.is-found")).to_have_count(1)
    page.keyboard.press("Enter")
    row = page.locator("tbody tr", has_text="Ёлкин")
    expect(row.locator("td.today")).to_be_focused()
    press(page, "Control+f")
    expect(page.locator("[data-find]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(row.locator("td.today")).to_be_focused()

    page.keyboard.press("s")
    box = page.locator("#journal-statistics")
    expect(box).to_contain_text("Ёлкин")
    expect(box.locator("svg.bars[role=img]")).not_to_have_count(0)
    axe(page, "#journal-statistics")
    page.keyboard.press("Escape")
    expect(row.locator("td.today")).to_be_focused()

    page.keyboard.press("w")
    lines = page.get_by_role("menuitemradio")
    expect(lines.first).to_contain_text("Все работы")
    page.keyboard.press("Escape")
    press(page, "ArrowUp", "Alt+ArrowDown")
    page.get_by_role("menuitem", name="Добавить работу").press("Enter")
    page.get_by_role("menuitem", name="Контрольная работа").press("Enter")
    expect(page.locator(f"[data-works='{site.ids['today']}']")).to_have_text("УО/КР")
    page.reload()
    stand(page)
    press(page, "w")
    page.get_by_role("menuitemradio", name="Контрольная работа").press("Enter")
    page.wait_for_url("**work=*")
    expect(page.locator("[data-day]")).to_have_count(1)
    expect(page.locator(".work-choice")).to_contain_text(f"скрыт {columns - 1}".split()[0])
    expect(page.locator(".work-choice")).to_contain_text(str(columns - 1))
    axe(page)
    page.get_by_role("link", name="показать все").press("Enter")
    expect(page.locator("[data-day]")).to_have_count(columns)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_present_on_a_phone_and_back(
    open_browser: Callable[..., BrowserContext], site: Site, theme: str
) -> None:
    page = open_browser("teacher", width=390, theme=theme).new_page()
    page.goto(f"/journal/lessons/{site.ids['today']}")
    page.locator("[data-tap]").first.click()
    page.get_by_role("button", name="Все присутствуют").click()
    expect(page.locator(SUMMARY)).to_contain_text(f"без кода: {len(site.ids['students']) - 1}")
    expect(page.locator("[data-bulk-lines]")).to_contain_text("Абрамов Кирилл: отсутствовал")
    axe(page)
    page.locator(DO).click()
    expect(page.locator("[data-checked-state]")).to_have_text("Посещаемость проверена")
    axe(page)

    def checked(session: Any) -> bool:
        return session.get(Lesson, site.ids["today"]).checked_at is not None

    assert site.read(checked)
    page.locator("[data-act-undo]").click()
    expect(page.locator("[data-checked-state]")).to_have_text("Посещаемость не проверена")
    expect(page.get_by_role("button", name="Все присутствуют")).to_be_visible()
    assert not site.read(checked)


@pytest.mark.parametrize(("width", "theme"), [(1366, "dark"), (390, "light")])
def test_statistics_and_calculation_pages_are_accessible(
    open_browser: Callable[..., BrowserContext], site: Site, width: int, theme: str
) -> None:
    page = open_browser("teacher", width=width, theme=theme).new_page()
    base = f"/journal/pages/{site.ids['page']}"
    for path in (f"{base}/statistics", f"{base}/terms/{site.ids['term']}/calculation"):
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Выставить").press("Enter")
    expect(page.get_by_role("button", name="Отменить только что выставленное")).to_be_visible()
    axe(page)


def test_a_copied_block_is_read_as_a_spreadsheet_means_it(page: Page, site: Site) -> None:
    page.goto(f"/journal/pages/{site.ids['page']}")
    read = (
        "async ([text, names, first]) => { const sheet = await import('/static/journal/sheet.js');"
        " return sheet.placeRows(sheet.readSheet(text), names, first); }"
    )
    names = ["Дёмин Артём", "Дёмин Олег", "Ёлкин Степан", "Кравцова-Лисицкая Полина"]
    cases: list[tuple[str, int, list[tuple[int, list[str]]], list[str], int]] = [
        ("5\n4\r\n\n3\n", 1, [(1, ["5"]), (2, ["4"]), (3, [""])], [], 1),
        ('"5"\t"н ""х"""', 0, [(0, ["5", 'н "х"'])], [], 0),
        ("ДЕМИН О.\t5\nелкин степан ильич\t4\n", 0, [(1, ["5"]), (2, ["4"])], [], 0),
        ("1\tДемин\t5\n2\tЕлкин\t3", 0, [(2, ["3"])], ["Демин"], 0),
        ("Кравцова-Лисицкая П. Н.\t\t2", 3, [(3, ["", "2"])], [], 0),
        ("н\nо\nп", 0, [(0, ["н"]), (1, ["о"]), (2, ["п"])], [], 0),
    ]
    for text, first, lines, strangers, beyond in cases:
        found = page.evaluate(read, [text, names, first])
        assert [(line["row"], line["cells"]) for line in found["lines"]] == lines, text
        assert (found["strangers"], found["beyond"]) == (strangers, beyond), text
    back = "async (rows) => { const sheet = await import('/static/journal/sheet.js'); return sheet.readSheet(sheet.writeSheet(rows)); }"
    rows = [["5", 'a"b', "x\ty"], ["", "н/4", "-"]]
    assert page.evaluate(back, rows) == rows
