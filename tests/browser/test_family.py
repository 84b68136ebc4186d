"""The pages of a family on a phone and at a desk, by day and in the evening, by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import axe
from tests.browser.site import PASSWORD, Site

pytestmark = pytest.mark.clause("1.3f", "4.8")

PAGES = ("", "timetable", "marks", "finals", "attendance", "programme", "calendar")
HEAVIEST = 60 * 1024
"""Bytes, compressed, of a first visit with everything it loads."""
TWICE = "document.documentElement.style.fontSize = '200%'"
FITS = "document.documentElement.scrollWidth <= innerWidth"


def open_pages(page: Page) -> None:
    """Everything that opens is open: the harder case for whoever looks."""
    for details in page.locator("main details").all():
        details.evaluate("box => box.open = true")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 390])
def test_axe(open_browser: Callable[..., BrowserContext], width: int, theme: str) -> None:
    page = open_browser("guardian", width=width, theme=theme).new_page()
    for path in PAGES:
        page.goto(f"/diary/{path}")
        open_pages(page)
        axe(page)
        assert page.evaluate(FITS), path


@pytest.mark.parametrize("width", [1366, 390])
def test_text_of_twice_the_size(open_browser: Callable[..., BrowserContext], width: int) -> None:
    """Nothing is cut off, nothing needs scrolling sideways but a table in its own frame."""
    page = open_browser("guardian", width=width).new_page()
    for path in PAGES:
        page.goto(f"/diary/{path}")
        open_pages(page)
        page.evaluate(TWICE)
        assert page.evaluate(FITS), path
        for link in page.locator("nav.dock a").all():
            if link.is_visible():
                link.scroll_into_view_if_needed()
                expect(link).to_be_in_viewport()


def test_todays_marks_are_one_tap_from_signing_in(
    open_browser: Callable[..., BrowserContext], site: Site
) -> None:
    page = open_browser("student", width=390, height=844).new_page()
    page.goto("/")  # where signing in leads
    expect(page.get_by_role("heading", name="Сегодня, 23 ноября")).to_be_in_viewport()
    page.locator("nav.dock").get_by_role("link", name="Отметки").tap()
    expect(page.get_by_role("heading", name="Отметки", exact=True)).to_be_in_viewport()
    subject = page.locator("summary.subject-line").first
    subject.tap()
    expect(page.locator("ul.given").first).to_be_visible()


@pytest.mark.clause("1.3c")
def test_by_keyboard_alone(open_browser: Callable[..., BrowserContext], site: Site) -> None:
    """From the week to the marks of a subject, to the months, to the topics."""
    page = open_browser("student").new_page()
    page.goto("/diary/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="К содержанию")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()

    def press(name: str, role: str = "link") -> None:
        target = page.locator("body").get_by_role(role, name=name).first  # type: ignore[arg-type]
        for _ in range(60):
            page.keyboard.press("Tab")
            if target.evaluate("node => node === document.activeElement"):
                break
        expect(target).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_load_state()

    press("Отметки")
    summary = page.locator("summary.subject-line").first
    for _ in range(30):
        page.keyboard.press("Tab")
        if summary.evaluate("node => node === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("ul.given").first).to_be_visible()
    press("Посещаемость")
    press("Предыдущий месяц")
    expect(page.get_by_role("heading", name="Октябрь 2026")).to_be_visible()
    press("Программа")
    press("Основы законодательства")
    expect(page.get_by_role("heading", name="Основы законодательства")).to_be_visible()
    expect(page.locator("ol.topics li").first).to_be_visible()


def test_a_first_visit_is_light(open_browser: Callable[..., BrowserContext]) -> None:
    """What really came over the line, with headers, by the browser's own count; nothing kept."""
    page = open_browser("guardian", width=390).new_page()
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    line.send("Network.setBypassServiceWorker", {"bypass": True})
    came: list[float] = []
    line.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))
    for path in PAGES:
        came.clear()
        page.goto(f"/diary/{path}", wait_until="networkidle")
        assert len(came) > 8, f"{path}: only {len(came)} files were counted"
        assert sum(came) <= HEAVIEST, f"{path}: {sum(came)}"


def test_from_the_sign_in_to_todays_marks(
    open_browser: Callable[..., BrowserContext], site: Site
) -> None:
    """A parent signs in and stands before today's marks; another child is one tap away."""
    page = open_browser(width=390, height=844).new_page()
    page.goto("/")
    page.get_by_label("Логин").fill("guardian")
    page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Войти").tap()
    expect(page.get_by_role("heading", name="Сегодня, 23 ноября")).to_be_in_viewport()
    page.get_by_role("link", name="Артём").tap()
    expect(page.get_by_role("link", name="Артём")).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("heading", name="Сегодня, 23 ноября")).to_be_in_viewport()


def test_what_is_new_is_said_in_words_through_the_visit(
    open_browser: Callable[..., BrowserContext], site: Site
) -> None:
    page = open_browser("student", width=390).new_page()
    page.goto("/diary/")
    expect(page.get_by_text("новое", exact=True)).to_have_count(0)
    site.clock.set(site.clock.now() + timedelta(hours=2))
    teacher = open_browser("teacher").new_page()
    teacher.goto("/")
    student = site.ids["students"][0]
    status = teacher.evaluate(
        """(address) => fetch(address, {
          method: "PUT",
          headers: {
            "Content-Type": "application/json",
            "X-Requested-With": "fetch",
            "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content,
          },
          body: JSON.stringify({ text: "5", version: 0 }),
        }).then((answer) => answer.status)""",
        f"/journal/lessons/{site.ids['today']}/cells/{student}",
    )
    assert status == 200
    for minutes in (1, 20):  # one visit: what was new stays so
        site.clock.set(site.clock.now() + timedelta(minutes=minutes))
        page.goto("/diary/")
        today = page.get_by_role("region", name="Сегодня, 23 ноября")
        expect(today.get_by_text("новое", exact=True)).to_have_count(1)
    axe(page)
    page.goto("/diary/marks")
    expect(page.get_by_text("1 новая")).to_be_visible()
    site.clock.set(site.clock.now() + timedelta(hours=1))
    page.goto("/diary/")
    expect(page.get_by_role("region", name="Сегодня, 23 ноября")).to_contain_text("5")
    expect(page.get_by_text("новое", exact=True)).to_have_count(0)


def test_the_address_of_the_calendar_is_made_copied_and_ended(
    open_browser: Callable[..., BrowserContext], site: Site
) -> None:
    page = open_browser("guardian", width=390, height=844).new_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/diary/timetable")
    page.get_by_role("link", name="Расписание в календаре телефона").tap()
    page.get_by_role("button", name="Получить адрес").tap()
    expect(page.get_by_role("heading", name="Адрес готов")).to_be_focused()
    address = page.get_by_label("Адрес", exact=True).input_value()
    webcal = page.get_by_role("link", name="Открыть в календаре").get_attribute("href")
    assert webcal == address.replace("http:", "webcal:")
    axe(page)
    page.evaluate(TWICE)
    assert page.evaluate(FITS)
    page.get_by_role("button", name="Скопировать адрес").tap()
    expect(page.get_by_role("status").filter(has_text="Скопировано")).to_have_count(1)
    assert page.evaluate("navigator.clipboard.readText()") == address
    assert page.request.get(address).ok
    page.get_by_role("button", name="Отключить адрес").tap()
    page.locator("dialog").get_by_role("button", name="Отключить адрес").tap()
    expect(page.get_by_text("Адрес больше не действует")).to_be_visible()
    assert page.request.get(address).status == 404


def test_without_a_line_the_phone_shows_one_page_and_keeps_no_other(
    open_browser: Callable[..., BrowserContext], site: Site
) -> None:
    context = open_browser("guardian", width=390)
    page = context.new_page()
    page.goto("/diary/")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.goto("/diary/marks")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    kept = page.evaluate(
        """async () => {
          const names = await caches.keys();
          const lists = await Promise.all(names.map(async (n) => (await caches.open(n)).keys()));
          return lists.flat().map((request) => new URL(request.url).pathname).sort();
        }"""
    )
    assert kept == ["/offline", "/static/device/offline.css"]
    context.set_offline(True)
    page.goto("/diary/")
    expect(page.get_by_role("heading", name="Нет связи")).to_be_visible()
    axe(page)
    context.set_offline(False)
    page.get_by_role("link", name="Попробовать снова").tap()
    expect(page.get_by_role("heading", name="Сегодня, 23 ноября")).to_be_visible()
