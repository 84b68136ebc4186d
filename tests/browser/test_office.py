"""The office by keyboard: slips for a group, the matrix of rights, another's screens, the board."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import axe
from tests.browser.site import Site

WIDE = "document.documentElement.scrollWidth <= innerWidth"
LOOKS = [(1366, "light"), (1366, "dark"), (390, "light"), (390, "dark")]


def look(page: Page, *addresses: str) -> None:
    """Nothing serious in any of the four looks, and nothing wider than the window."""
    for address in addresses:
        page.goto(address)
        for width, theme in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme }", theme)
            axe(page)
            assert page.evaluate(WIDE), f"{address} is wider than {width}"
    page.set_viewport_size({"width": 1366, "height": 900})


@pytest.mark.clause("4.2")
def test_slips_of_a_group_by_keyboard(
    open_browser: Callable[..., BrowserContext], site: Site
) -> None:
    page = open_browser("technical_admin").new_page()
    page.goto("/panel/issuing/")
    page.get_by_role("group", name="Кому").get_by_role("link", name="Обучающиеся").press("Enter")
    page.get_by_label("Группа", exact=True).press("ArrowDown")
    page.get_by_role("button", name="Показать").press("Enter")
    first = page.get_by_role("checkbox", name="Алиева Никита Ильич")
    expect(first).to_be_checked()
    first.press("Space")
    expect(first).not_to_be_checked()
    with page.expect_download() as download:
        page.get_by_role("button", name="Выдать и сохранить листки").press("Enter")
    assert download.value.suggested_filename.startswith("Реквизиты доступа")
    issued = page.get_by_role("row", name="Бондаренко")
    expect(issued).to_contain_text("выдан, не входил")
    look(page, page.url, "/panel/account_issues/", "/panel/rights/")


@pytest.mark.clause("3.2")
def test_anothers_screens_by_keyboard(open_browser: Callable[..., BrowserContext]) -> None:
    page = open_browser("technical_admin").new_page()
    page.goto("/panel/accounts/?search=Левченко")
    page.get_by_role("link", name="Посмотреть глазами этого человека").first.press("Enter")
    page.get_by_role("button", name="Посмотреть глазами этого человека").press("Enter")
    banner = page.get_by_role("region", name="Чьи это экраны")
    expect(banner).to_contain_text("Левченко А. П.")
    expect(page).to_have_url(re.compile("/journal/today$"))
    look(page, page.url)
    banner.get_by_role("button", name="Вернуться к своим").press("Enter")
    expect(banner).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Левченко")


@pytest.mark.clause("1.5", "3.1", "5.3")
def test_the_board_leads_to_the_lesson_by_keyboard(
    open_browser: Callable[..., BrowserContext],
) -> None:
    page = open_browser("coordinator").new_page()
    page.goto("/control/")
    page.get_by_role("link", name="Левченко А. П.", exact=True).press("Enter")
    expect(page).to_have_url(re.compile("staff="))
    line = page.get_by_role("row").filter(has_text="ВА-26-1").first.get_by_role("link").first
    line.press("Enter")
    expect(page).to_have_url(re.compile("/journal/lessons/"))
    look(page, "/control/", "/control/lines")
