"""The screens of the journal: the lesson on a phone, what readers see, and axe on every one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sgo.models import JournalEntry
from sgo.vocabulary import AttendanceCode
from tests.browser.conftest import axe
from tests.browser.site import Site, saved_marks
from tests.browser.test_journal_keys import SAVED, go_to

SCREENS = {
    "home": "/journal/today",
    "pages": "/journal/",
    "grid": "/journal/pages/{page}",
    "topics": "/journal/pages/{page}/topics",
    "term_marks": "/journal/pages/{page}/term-marks",
    "final_marks": "/journal/pages/{page}/final-marks",
    "lesson": "/journal/lessons/{today}",
    "closed_lesson": "/journal/lessons/{closed}",
}


@pytest.mark.clause("3.3")
def test_the_lesson_on_a_phone(open_browser: Callable[..., BrowserContext], site: Site) -> None:
    """One tap goes through the codes, a mark comes from a small menu, "checked" is explicit."""
    page = open_browser("teacher", width=390, height=844).new_page()
    page.goto(f"/journal/pages/{site.ids['page']}")
    rows = page.locator("li[data-student]")
    expect(rows).to_have_count(26)
    tap = rows.first.locator("[data-tap]")
    signs = []
    for _ in range(4):
        tap.tap()
        signs.append(tap.inner_text())
    assert signs == ["н", "оп", "у", ""]
    tap.tap()
    rows.nth(1).locator("[data-mark]").tap()
    page.get_by_role("menuitemradio", name="5").tap()
    expect(rows.nth(1).locator("[data-mark]")).to_have_text("5")
    expect(page.locator("[data-absent-count]")).to_have_text("1")
    field = page.get_by_label("Тема урока")
    field.fill("Сигналы светофора")
    field.blur()
    page.get_by_role("button", name="Проверено").tap()
    expect(page.locator("[data-checked-state]:visible")).to_have_text("Посещаемость проверена")
    expect(page.locator(SAVED)).to_contain_text("Сохранено")
    first, second = site.ids["students"][:2]
    assert saved_marks(site, site.ids["today"]) == {second: 5}
    key = (site.ids["today"], first)
    entry = site.read(lambda session: session.get(JournalEntry, key))
    assert entry.attendance is AttendanceCode.ABSENT
    height = rows.first.bounding_box()
    assert height is not None
    assert height["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.reload()
    expect(tap).to_have_text("н")
    expect(field).to_have_value("Сигналы светофора")


@pytest.mark.clause("4.6")
def test_a_new_work_is_chosen_and_shows_its_own_marks(
    open_browser: Callable[..., BrowserContext], site: Site
) -> None:
    """A mark of the first work never looks like one of the second."""
    page = open_browser("teacher", width=390, height=844).new_page()
    page.goto(f"/journal/lessons/{site.ids['today']}")
    mark = page.locator("li[data-student] [data-mark]").first
    mark.tap()
    page.get_by_role("menuitemradio", name="5").tap()
    expect(page.locator(SAVED)).to_contain_text("Сохранено")
    choice = page.locator("[data-work-choice]")
    choice.tap()
    page.get_by_role("menuitem", name="Добавить работу").tap()
    page.get_by_role("menuitem", name="Контрольная работа").tap()
    expect(choice).to_contain_text("Контрольная работа")
    expect(page.locator(SAVED)).to_contain_text("Контрольная работа")
    expect(mark).to_have_text("–")
    mark.tap()
    page.get_by_role("menuitemradio", name="4").tap()
    expect(mark).to_have_text("4")
    expect(page.locator(SAVED)).to_contain_text("Сохранено")
    page.reload()
    expect(mark).to_have_text("5")
    choice.tap()
    page.get_by_role("menuitemradio", name="Контрольная работа").tap()
    expect(mark).to_have_text("4")


@pytest.mark.clause("4.1")
@pytest.mark.parametrize("account", ["director", "coordinator", "curator"])
def test_readers_see_the_page_and_change_nothing(
    open_browser: Callable[..., BrowserContext], site: Site, account: str
) -> None:
    page = open_browser(account).new_page()
    sent: list[str] = []
    page.on("request", lambda call: sent.append(call.url) if call.method != "GET" else None)
    go_to(page, site)
    page.keyboard.press("5")
    expect(page.locator("#journal-warning")).to_be_visible()
    expect(page.locator("table[role=grid]")).to_have_attribute("aria-readonly", "true")
    expect(page.locator("form[data-topic], form[data-checked]")).to_have_count(0)
    expect(page.locator("[data-head]")).to_have_count(0)
    expect(page.get_by_role("button", name="Печать")).to_be_visible()
    assert not sent


def test_a_laptop_shows_a_whole_group(
    open_browser: Callable[..., BrowserContext], site: Site
) -> None:
    """Twenty-six rows between the dates and the totals, at 900 and at 768 pixels."""
    for height in (900, 768):
        page = open_browser("teacher", height=height).new_page()
        go_to(page, site)
        last = page.locator("tbody tr").last.bounding_box()
        totals = page.locator("tfoot").bounding_box()
        assert last is not None
        assert totals is not None
        assert last["y"] + last["height"] <= totals["y"] + 1
        today = page.locator("th.today").bounding_box()
        assert today is not None
        assert 0 < today["x"] < 1366


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 390])
def test_axe(
    open_browser: Callable[..., BrowserContext], site: Site, width: int, theme: str
) -> None:
    """0 serious or critical findings and 0 violations of the policy."""
    page = open_browser("teacher", width=width, theme=theme).new_page()
    for path in SCREENS.values():
        page.goto(path.format(**site.ids))
        page.wait_for_load_state("networkidle")
        axe(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_with_everything_open(
    open_browser: Callable[..., BrowserContext], site: Site, theme: str
) -> None:
    """The panel, the menus, the sheet of keys, a cell in error and the page of a director."""
    page: Page = open_browser("teacher", theme=theme).new_page()
    go_to(page, site)
    page.keyboard.press("6")
    expect(page.locator("[aria-invalid=true]")).to_be_visible()
    axe(page)
    page.keyboard.press("F2")
    axe(page, ".cell-panel")
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+ArrowDown")
    axe(page, ".float-menu")
    page.keyboard.press("Escape")
    page.keyboard.press("End")
    page.keyboard.press("F2")
    expect(page.get_by_role("menuitemradio").first).to_be_focused()
    axe(page, ".float-menu")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    axe(page, "#journal-keys")
    reader = open_browser("director", theme=theme).new_page()
    go_to(reader, site)
    axe(reader)
