"""The pages of a family on a phone and at a desk, by day and in the evening, by keyboard."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Response, expect

from tests.browser.conftest import axe
from tests.browser.site import Site

pytestmark = pytest.mark.clause("1.3f", "4.8")

PAGES = ("", "timetable", "marks", "finals", "attendance", "programme")
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
    for path in PAGES:
        page = open_browser("guardian", width=390).new_page()
        came: list[Response] = []
        page.on("response", lambda answer, came=came: came.append(answer))
        page.goto(f"/diary/{path}")
        page.wait_for_load_state("networkidle")
        weight = sum(len(gzip.compress(answer.body())) for answer in came if answer.ok)
        assert weight <= HEAVIEST, f"{path}: {weight}"
