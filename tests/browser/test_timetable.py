"""The week under mouse and keyboard, and a sick day: no clash is saved, every act is taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.models import Lesson, TimetableRow
from sgo.vocabulary import LessonState
from tests.browser.conftest import axe
from tests.browser.site import Site

OPEN = Callable[..., BrowserContext]


def rows(site: Site) -> list[tuple[str, int, date, date | None]]:
    """The timetable as the database holds it."""

    def ask(session: Session) -> list[tuple[str, int, date, date | None]]:
        found = session.scalars(select(TimetableRow).order_by(TimetableRow.id))
        return [(row.weekday.value, row.bell_number, row.valid_from, row.valid_to) for row in found]

    answer: list[tuple[str, int, date, date | None]] = site.read(ask)
    return answer


def slot(page: Page, weekday: str, bell: int) -> object:
    return page.locator(f'[data-weekday="{weekday}"][data-bell="{bell}"]')


@pytest.mark.clause("2.1.3")
def test_the_week_is_kept_by_keyboard_alone(open_browser: OPEN, site: Site) -> None:
    page = open_browser("technical_admin").new_page()
    page.goto("/timetable/")
    first = slot(page, "monday", 1)
    first.locator("a").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(slot(page, "tuesday", 2).locator("a")).to_be_focused()
    axe(page)
    # A new lesson: Enter opens the slot, the subject brings its teacher, what follows is told.
    page.keyboard.press("Enter")
    dialog = page.locator("dialog[open]")
    subject = dialog.get_by_label("Дисциплина")
    expect(subject).to_be_focused()
    expect(subject.locator("option", has_text="Основы управления")).to_contain_text("осталось 42 ч")
    with page.expect_response("**/timetable/slot**"):
        subject.select_option(label="Основы управления: осталось 42 ч из 42")
    expect(dialog.get_by_label("Педагог")).to_have_value(str(site.ids["curator"]))
    expect(dialog.locator("[data-follows]")).to_contain_text("Формируются")
    axe(page, "dialog[open]")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    made = slot(page, "tuesday", 2).locator("a.entry")
    expect(made).to_be_focused()
    expect(made).to_contain_text("Основы управления")
    expect(page.get_by_role("status").filter(has_text="Сохранено")).to_be_visible()
    today = date(2026, 11, 23)
    assert rows(site) == [("tuesday", 2, today, None)]
    # Taken up and put down on another day: the count first, then Enter.
    page.keyboard.press("x")
    expect(slot(page, "tuesday", 2)).to_have_class("is-cut")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("v")
    expect(dialog.get_by_label("День недели")).to_have_value("wednesday")
    expect(dialog.locator("[data-follows]")).to_contain_text("Переносятся")
    page.keyboard.press("Enter")
    expect(slot(page, "wednesday", 3).locator("a.entry")).to_be_focused()
    assert rows(site) == [("wednesday", 3, today, None)]
    page.get_by_role("button", name="Отменить последнее изменение").press("Enter")
    expect(slot(page, "tuesday", 2).locator("a.entry")).to_be_visible()
    assert rows(site) == [("tuesday", 2, today, None)]
    # Delete asks with what follows, and Escape keeps.
    slot(page, "tuesday", 2).locator("a").focus()
    page.keyboard.press("Delete")
    expect(dialog.locator("[data-follows]")).to_contain_text("Если снять")
    expect(dialog.get_by_role("button", name="Снять", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(slot(page, "tuesday", 2).locator("a")).to_be_focused()
    assert len(rows(site)) == 1
    page.keyboard.press("Delete")
    expect(dialog.get_by_role("button", name="Снять", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(slot(page, "tuesday", 2).locator("a.free")).to_be_visible()
    assert rows(site) == []


@pytest.mark.clause("2.1.3")
def test_a_clash_shows_before_the_drop_and_is_not_saved(open_browser: OPEN, site: Site) -> None:
    page = open_browser("technical_admin", theme="dark").new_page()
    ids = site.ids
    for weekday, page_id in (("monday", ids["page"]), ("tuesday", ids["foreign_page"])):
        group = ids["group"] if weekday == "monday" else ids["other_group"]
        page.goto(f"/timetable/slot?by=group&id={group}&weekday={weekday}&bell=4")
        page.get_by_label("Дисциплина").select_option(str(page_id))
        page.get_by_label("Педагог").select_option(str(ids["teacher"]))
        page.get_by_role("button", name="Сохранить").click()
        expect(page.get_by_role("status").filter(has_text="Сохранено")).to_be_visible()
    assert [row[:2] for row in rows(site)] == [("monday", 4), ("tuesday", 4)]
    page.goto(f"/timetable/?by=group&id={ids['group']}")
    mine, there = slot(page, "monday", 4), slot(page, "tuesday", 4)
    mine.locator("a").press("x")
    expect(there.locator(".busy-mark")).to_contain_text("ВА-26-2, Основы законодательства")
    axe(page)
    page.keyboard.press("Escape")
    expect(there.locator(".busy-mark")).to_be_hidden()
    mine.locator("a").drag_to(there.locator("a"))
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("[data-follows]")).to_contain_text("Так сохранить нельзя")
    expect(dialog.locator("[data-follows]")).to_contain_text("ВА-26-2, Основы законодательства")
    dialog.get_by_role("button", name="Сохранить").click()
    expect(dialog.locator("[data-follows]")).to_contain_text("Так сохранить нельзя")
    assert [row[:2] for row in rows(site)] == [("monday", 4), ("tuesday", 4)]
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    mine.locator("a").drag_to(slot(page, "friday", 1).locator("a"))
    expect(dialog.locator("[data-follows]")).to_contain_text("Если сохранить")
    page.keyboard.press("Enter")
    expect(slot(page, "friday", 1).locator("a.entry")).to_be_focused()
    assert sorted(row[:2] for row in rows(site)) == [("friday", 1), ("tuesday", 4)]


@pytest.mark.clause("2.1.3")
def test_a_sick_day_on_a_phone_and_the_family_reads_it(open_browser: OPEN, site: Site) -> None:
    page = open_browser("technical_admin", width=390, height=844, theme="dark").new_page()
    page.goto(f"/timetable/changes/?staff={site.ids['teacher']}&day=2026-11-26&to=2026-11-26")
    axe(page)
    box = page.get_by_role("combobox").filter(has_text="Оставить как есть")
    box.select_option("cancel")
    page.get_by_label("Причина").fill("отсутствие педагога")
    page.get_by_label("Причина").press("Enter")
    expect(page.get_by_role("status").filter(has_text="отмен: 1")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Сохранить всё").press("Enter")
    expect(page.get_by_role("cell", name="отменён")).to_be_visible()
    held = select(Lesson.state).where(Lesson.held_on == date(2026, 11, 26))
    assert site.read(lambda session: session.scalar(held)) is LessonState.CANCELLED
    family = open_browser("guardian", width=390, height=844).new_page()
    family.goto("/diary/timetable?day=2026-11-26")
    expect(family.get_by_text("отменён").first).to_be_visible()
    page.get_by_role("button", name="Отменить последнее изменение").press("Enter")
    expect(page.get_by_text("Отменено.")).to_be_visible()
    assert site.read(lambda session: session.scalar(held)) is LessonState.PLANNED
    for address in ("/timetable/", "/timetable/curriculum/", "/timetable/gaps"):
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
