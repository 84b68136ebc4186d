"""Nothing typed is lost: a server that stops, two browsers on one cell, a session that ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.site import PASSWORD, Site, saved_marks
from tests.browser.test_journal_keys import SAVED, cell, go_to
from tests.conftest import MONDAY


def test_a_server_that_stops_loses_nothing(page: Page, site: Site) -> None:
    """Eight marks typed, half of them while nobody answers; all are there when it is back."""
    go_to(page, site)
    page.keyboard.type("5432")
    expect(page.locator(SAVED)).to_contain_text("Сохранено")
    site.stop()
    page.keyboard.type("2345")
    expect(page.locator(SAVED)).to_contain_text("Сервер не отвечает, ждут: 4")
    for row, mark in enumerate("54322345"):
        expect(cell(page, site, row)).to_have_text(mark)
    site.start()
    page.get_by_role("button", name="Сервер не отвечает").click()
    expect(page.locator(SAVED)).to_contain_text("Сохранено", timeout=20_000)
    marks = saved_marks(site, site.ids["today"])
    assert [marks[student] for student in site.ids["students"][:8]] == [5, 4, 3, 2, 2, 3, 4, 5]


def test_what_is_saved_moves_nothing(page: Page, site: Site) -> None:
    """Neither "saved" nor "not saved" pushes the grid: the next click meets the row it aims at."""
    go_to(page, site)
    grid = page.locator("[data-grid] tbody")
    before = grid.bounding_box()
    page.keyboard.type("5")
    expect(page.locator(SAVED)).to_contain_text("Сохранено")
    assert grid.bounding_box() == before
    page.keyboard.type("6")
    expect(page.locator(SAVED)).to_contain_text("Не сохранено: 1")
    assert grid.bounding_box() == before
    here = page.locator("tbody tr.is-here")
    expect(here).to_have_count(1)
    expect(here.locator("td:focus")).to_have_count(1)


def test_what_waits_outlives_a_reload(page: Page, site: Site) -> None:
    """The queue lies in the browser's session, so even a reload brings it back."""
    go_to(page, site)
    page.route("**/cells/**", lambda route: route.abort())
    page.keyboard.type("54")
    expect(page.locator(SAVED)).to_contain_text("ждут: 2")
    page.on("dialog", lambda dialog: dialog.accept())
    page.unroute("**/cells/**")
    page.reload()
    expect(cell(page, site, 0)).to_have_text("5")
    expect(page.locator(SAVED)).to_contain_text("Сохранено")
    marks = saved_marks(site, site.ids["today"])
    assert [marks[student] for student in site.ids["students"][:2]] == [5, 4]


def test_leaving_asks_while_something_waits(page: Page, site: Site) -> None:
    asked: list[str] = []

    def hear(dialog: object) -> None:
        asked.append(dialog.type)  # type: ignore[attr-defined]
        dialog.accept()  # type: ignore[attr-defined]

    page.on("dialog", hear)
    go_to(page, site)
    page.route("**/cells/**", lambda route: route.abort())
    page.keyboard.press("5")
    expect(page.locator(SAVED)).to_contain_text("ждут: 1")
    page.goto("/journal/today")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize(("choice", "stands"), [("mine", 3), ("theirs", 5)])
def test_two_browsers_on_one_cell(
    open_browser: Callable[..., BrowserContext], site: Site, choice: str, stands: int
) -> None:
    """The second is told before, theirs and mine; one is chosen, and both then see it."""
    first, second = (open_browser("teacher").new_page() for _ in range(2))
    go_to(first, site)
    go_to(second, site)
    first.keyboard.press("5")
    expect(first.locator(SAVED)).to_contain_text("Сохранено")
    second.keyboard.type("34")
    panel = second.locator(".cell-panel")
    expect(panel).to_contain_text("Две правки одной отметки")
    expect(panel.locator("dd b")).to_have_text(["–", "5", "3"])
    expect(panel).to_contain_text("Левченко А. П.")
    expect(cell(second, site, 2)).to_be_focused()
    expect(second.locator(SAVED)).to_contain_text("Не сохранено: 1")
    second.get_by_role("button", name="Не сохранено: 1").press("Enter")
    button = panel.locator(f"[data-keep={choice}]")
    button.focus()
    second.keyboard.press("Enter")
    expect(second.locator(SAVED)).to_contain_text("Сохранено")
    expect(cell(second, site, 0)).to_have_text(str(stands))
    marks = saved_marks(site, site.ids["today"])
    assert [marks[student] for student in site.ids["students"][:2]] == [stands, 4]


def test_an_ended_session_keeps_the_queue(
    open_browser: Callable[..., BrowserContext], site: Site
) -> None:
    """The page asks to sign in in a new tab, and then goes on where it was."""
    browser = open_browser("teacher")
    page = browser.new_page()
    go_to(page, site)
    browser.clear_cookies(name="sgo")
    site.slow.seconds = 1.0  # both are typed before the dialog takes the keyboard
    page.keyboard.type("54")
    dialog = page.locator("#sign-in-again")
    expect(dialog).to_be_visible()
    site.slow.seconds = 0.0
    with browser.expect_page() as opened:
        dialog.get_by_role("link").click()
    tab = opened.value
    tab.get_by_label("Логин").fill("teacher")
    tab.get_by_label("Пароль", exact=True).fill(PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/journal/today")
    tab.close()
    dialog.get_by_role("button").click()
    expect(dialog).to_be_hidden()
    expect(page.locator(SAVED)).to_contain_text("Сохранено")
    marks = saved_marks(site, site.ids["today"])
    assert [marks[student] for student in site.ids["students"][:2]] == [5, 4]


def test_another_person_does_not_save_my_queue(
    open_browser: Callable[..., BrowserContext], site: Site
) -> None:
    browser = open_browser("teacher")
    page = browser.new_page()
    go_to(page, site)
    browser.clear_cookies(name="sgo")
    page.keyboard.press("5")
    dialog = page.locator("#sign-in-again")
    expect(dialog).to_be_visible()
    browser.add_cookies([site.cookie("director")])
    dialog.get_by_role("button").click()
    expect(dialog).to_contain_text("Вошёл другой человек")
    assert site.ids["students"][0] not in saved_marks(site, site.ids["today"])


@pytest.mark.clause("4.11")
def test_a_window_that_closes_under_the_hand(page: Page, site: Site) -> None:
    """23:59:59 of day 10 is written, 00:00:00 of day 11 is refused and stays on the screen."""
    go_to(page, site)
    last = MONDAY.replace(hour=23, minute=59, second=59) + timedelta(days=10)
    site.clock.set(last)
    page.keyboard.press("5")
    expect(page.locator(SAVED)).to_contain_text("Сохранено в 23:59")
    site.clock.set(last + timedelta(seconds=1))
    page.keyboard.press("4")
    expect(page.locator(SAVED)).to_contain_text("Не сохранено: 1")
    expect(cell(page, site, 1)).to_contain_text("4")
    page.get_by_role("button", name="Не сохранено: 1").click()
    expect(page.locator(".cell-panel")).to_contain_text("п. 4.11")
    expect(page.locator(".cell-panel")).to_contain_text("04.12.2026")
    marks = saved_marks(site, site.ids["today"])
    assert marks[site.ids["students"][0]] == 5
    assert site.ids["students"][1] not in marks


def test_two_topics_of_one_lesson(open_browser: Callable[..., BrowserContext], site: Site) -> None:
    """The second hears of the first topic; the check pressed meanwhile is no conflict at all."""
    first, second = (open_browser("teacher").new_page() for _ in range(2))
    for page in (first, second):
        page.goto(f"/journal/pages/{site.ids['page']}")
    first.get_by_role("button", name="Проверено").click()
    expect(first.locator("[data-checked-state]:visible")).to_have_text("Посещаемость проверена")
    second.locator("#strip-topic").fill("Разметка")
    second.locator("#strip-topic").press("Enter")
    expect(second.locator(SAVED)).to_contain_text("Сохранено")
    first.locator("#strip-topic").fill("Знаки")
    first.locator("#strip-topic").press("Enter")
    expect(first.locator("#journal-warning")).to_contain_text("«Разметка»")
    expect(first.locator("#strip-topic")).to_have_value("Знаки")
    first.locator("#strip-topic").press("Enter")
    expect(first.locator(SAVED)).to_contain_text("Сохранено")
    first.get_by_role("button", name="Отменить проверку").click()
    expect(first.locator("[data-checked-state]:visible")).to_have_text("Посещаемость не проверена")
    first.reload()
    expect(first.locator("#strip-topic")).to_have_value("Знаки")
