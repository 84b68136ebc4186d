"""The journal by keyboard alone: a teacher's lesson from the sign-in to the last mark."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sgo.models import JournalEntry, Lesson
from tests.browser.site import PASSWORD, Site, saved_marks
from tests.conftest import MONDAY

CHOOSE_ANOTHER = """menu => {
  const another = [...menu.options].find((one) => one.value && !one.disabled && !one.selected);
  return (menu.value = another.value);
}"""
SAVED = "[data-save-state]:visible"
FOCUSED = "document.activeElement.closest('tr')?.rowIndex ?? -1"


def go_to(page: Page, site: Site, row: int = 0) -> None:
    """Open the page of the journal and stand in today's column."""
    page.goto(f"/journal/pages/{site.ids['page']}")
    page.locator("td[role=gridcell][tabindex='0']").focus()
    for _ in range(row):
        page.keyboard.press("ArrowDown")


def cell(page: Page, site: Site, row: int, lesson: str = "today") -> object:
    """The cell of a student in a lesson, by the place of the lesson in the head."""
    column = page.evaluate(
        "id => [...document.querySelectorAll('[data-day]')].findIndex(e => e.dataset.day == id)",
        str(site.ids[lesson]),
    )
    return page.locator("tbody tr").nth(row).locator("td[role=gridcell]").nth(column)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the wanted element has the focus."""
    for _ in range(80):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {selector}")


@pytest.mark.clause("1.3a", "3.3", "4.6")
def test_a_lesson_is_kept_by_keyboard_alone(
    open_browser: Callable[..., BrowserContext], site: Site
) -> None:
    """Sign in, open today's lesson, topic, two absent, "checked", 25 marks with a slow server."""
    page = open_browser().new_page()
    page.goto("/")
    tab_to(page, "[name=login]")
    page.keyboard.type("teacher")
    tab_to(page, "[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/journal/today")
    tab_to(page, "article.lesson .btn-primary")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/journal/lessons/{site.ids['today']}")

    tab_to(page, "[name=topic]")
    page.keyboard.type("Проезд регулируемых перекрёстков")
    page.keyboard.press("Enter")
    tab_to(page, "[data-tap]")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    tab_to(page, "[data-tap]")
    page.keyboard.press("Enter")
    tab_to(page, "form[data-checked] button")
    page.keyboard.press("Enter")
    expect(page.locator("[data-checked-state]")).to_have_text("Посещаемость проверена")
    expect(page.locator("[data-absent-count]")).to_have_text("2")
    expect(page.locator(SAVED)).to_contain_text("Сохранено")

    tab_to(page, ".journal-head a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/journal/pages/**")
    site.slow.seconds = 1.0
    answers: list[str] = []
    page.on(
        "response",
        lambda answer: answers.append(answer.url) if answer.request.method == "PUT" else None,
    )
    tab_to(page, "td[role=gridcell]")
    for number in range(25):
        before = page.evaluate(FOCUSED)
        page.keyboard.press(str(2 + number % 4))
        assert page.evaluate(FOCUSED) == before + 1
        own = f"/cells/{site.ids['students'][number]}"
        assert not any(url.endswith(own) for url in answers), "the focus waited for the answer"
    assert len(answers) < 25
    site.slow.seconds = 0.0
    expect(page.locator(SAVED)).to_contain_text("Сохранено", timeout=20_000)
    assert len(answers) == 25

    page.reload()
    marks = saved_marks(site, site.ids["today"])
    assert [marks[student] for student in site.ids["students"][:25]] == [
        2 + number % 4 for number in range(25)
    ]
    lesson = site.read(lambda session: session.get(Lesson, site.ids["today"]))
    assert lesson.topic == "Проезд регулируемых перекрёстков"
    assert lesson.checked_at is not None
    expect(page.locator("tbody tr").first.locator("td.today")).to_have_text("н/2")


def test_the_average_answers_every_key(page: Page, site: Site) -> None:
    """It is exact, and there before the server has said anything."""
    site.slow.seconds = 1.0
    go_to(page, site)
    row = page.locator("tbody tr").first
    expect(row.locator(".e1")).to_have_text("3,20")
    page.keyboard.press("5")
    expect(row.locator(".e1")).to_have_text("3,50", timeout=400)
    expect(row.locator(".e3")).to_have_text("4")
    page.keyboard.press("Control+z")
    expect(row.locator(".e1")).to_have_text("3,20", timeout=400)
    site.slow.seconds = 0.0


@pytest.mark.parametrize(
    ("key", "code", "sign"),
    [
        ("н", "KeyY", "н"),
        ("y", "KeyY", "н"),
        ("о", "KeyJ", "оп"),
        ("j", "KeyJ", "оп"),
        ("g", "KeyG", "нп"),
        ("e", "KeyE", "у"),
        ("c", "KeyC", "ос"),
    ],
)
def test_codes_are_typed_in_either_layout(
    page: Page, site: Site, key: str, code: str, sign: str
) -> None:
    go_to(page, site)
    page.evaluate(
        "([key, code]) => document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', {key, code, bubbles: true, cancelable: true}))",
        [key, code],
    )
    expect(cell(page, site, 0)).to_have_text(sign)
    expect(page.locator(SAVED)).to_contain_text("Сохранено")


def test_the_slash_goes_on_with_the_cell_just_written(page: Page, site: Site) -> None:
    """«5», «/», «4», Enter gives two marks once the lesson has two works."""
    go_to(page, site)
    page.keyboard.press("Alt+ArrowDown")
    page.get_by_role("menuitem", name="Добавить работу").press("Enter")
    page.get_by_role("menuitem", name="Контрольная работа").press("Enter")
    expect(page.locator(f"[data-works='{site.ids['today']}']")).to_have_text("УО/КР")
    page.locator("td[role=gridcell][tabindex='0']").focus()
    for key in ("5", "/", "4", "Enter"):
        page.keyboard.press(key)
    expect(cell(page, site, 0)).to_have_text("5/4")
    expect(cell(page, site, 1)).to_be_focused()
    expect(page.locator(SAVED)).to_contain_text("Сохранено")
    page.reload()
    expect(cell(page, site, 0)).to_have_text("5/4")


def test_the_last_entries_are_taken_back_and_done_again(page: Page, site: Site) -> None:
    go_to(page, site)
    page.keyboard.type("54")
    page.keyboard.press("Control+z")
    expect(cell(page, site, 1)).to_have_text("")
    expect(cell(page, site, 1)).to_be_focused()
    page.keyboard.press("Control+y")
    expect(cell(page, site, 1)).to_have_text("4")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(cell(page, site, 0)).to_have_text("")
    expect(page.locator(SAVED)).to_contain_text("Сохранено")
    assert not set(saved_marks(site, site.ids["today"])) & set(site.ids["students"][:2])


def test_arrows_home_end_and_tab(page: Page, site: Site) -> None:
    go_to(page, site)
    focused = page.locator(":focus")
    page.keyboard.press("Home")
    expect(page.locator("tbody tr").first.locator("td[role=gridcell]").first).to_be_focused()
    seen, names = focused.bounding_box(), page.locator("tbody .name").first.bounding_box()
    assert seen is not None
    assert names is not None
    assert seen["x"] >= names["x"] + names["width"], "the names must not cover the focus"
    page.keyboard.press("Control+End")
    expect(page.locator("tbody tr").last.locator(".e4")).to_be_focused()
    page.keyboard.press("PageUp")
    expect(page.locator("tbody tr").nth(15).locator(".e4")).to_be_focused()
    page.keyboard.press("t")
    expect(cell(page, site, 15)).to_be_focused()
    page.keyboard.press("Control+Home")
    page.keyboard.press("t")
    page.keyboard.press("ArrowUp")
    expect(page.locator(f"[data-works='{site.ids['today']}']")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(cell(page, site, 0)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(focused).not_to_have_attribute("role", "gridcell")
    page.keyboard.press("Tab")
    expect(cell(page, site, 0)).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#journal-keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#journal-keys")).to_be_hidden()
    expect(cell(page, site, 0)).to_be_focused()


def test_the_panel_of_a_cell_takes_a_comment_and_tells_its_history(page: Page, site: Site) -> None:
    go_to(page, site)
    page.keyboard.press("F2")
    expect(page.locator("#cell-text")).to_be_focused()
    page.keyboard.type("4")
    page.keyboard.press("Tab")
    page.keyboard.type("Отличный разбор билета")
    tab_to(page, ".cell-panel [type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator(SAVED)).to_contain_text("Сохранено")
    site.clock.set(MONDAY + timedelta(hours=1))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("3")
    expect(page.locator(SAVED)).to_contain_text("Сохранено")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("F2")
    page.get_by_role("button", name="История клетки").click()
    expect(page.locator(".cell-history li")).to_have_count(2)
    expect(page.locator(".cell-history")).to_contain_text("Левченко А. П.")
    page.keyboard.press("Escape")
    expect(cell(page, site, 0)).to_be_focused()

    def ask(session: object) -> object:
        key = (site.ids["today"], site.ids["students"][0])
        return session.get(JournalEntry, key).comment  # type: ignore[attr-defined]

    assert site.read(ask) == "Отличный разбор билета"


@pytest.mark.clause("4.11")
def test_a_closed_cell_says_why(page: Page, site: Site) -> None:
    """Nothing is sent; the sentence names the clause and the day."""
    sent: list[str] = []
    page.on("request", lambda call: sent.append(call.url) if call.method == "PUT" else None)
    go_to(page, site)
    page.keyboard.press("Home")
    page.keyboard.press("5")
    expect(page.locator("#journal-warning")).to_contain_text("4.11")
    expect(page.locator("#journal-warning")).to_contain_text("07.09.2026")
    page.keyboard.press("Escape")
    expect(page.locator("#journal-warning")).to_be_hidden()
    page.keyboard.press("F2")
    expect(page.locator(".cell-panel")).to_contain_text("п. 4.11")
    page.keyboard.press("Escape")
    assert not sent


def test_a_wrong_value_stays_on_the_screen_and_is_told(page: Page, site: Site) -> None:
    go_to(page, site)
    page.keyboard.press("6")
    expect(cell(page, site, 0)).to_have_attribute("aria-invalid", "true")
    expect(cell(page, site, 0)).to_contain_text("6")
    page.get_by_role("button", name="Не сохранено: 1").click()
    expect(page.locator(".cell-panel [role=alert]")).to_contain_text("от 2 до 5")
    expect(page.locator("#cell-text")).to_be_focused()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(page.locator(SAVED)).to_contain_text("Сохранено")
    expect(cell(page, site, 0)).to_have_text("5")


@pytest.mark.clause("4.9", "4.10")
def test_the_tabs_of_marks_are_filled_from_row_to_row_by_enter(page: Page, site: Site) -> None:
    menus = page.locator("tbody select")
    page.goto(f"/journal/pages/{site.ids['page']}/term-marks")
    menus.first.focus()
    for done in (1, 2):
        page.keyboard.press("Enter")
        expect(page.locator("[data-marks-state]")).to_contain_text(f"Выставлено: {done}")
        expect(menus.nth(done)).to_be_focused()
    expect(page.locator("[data-marks-said]")).to_have_text("Отметка за период сохранена.")
    expect(page.locator("tbody tr").nth(1).get_by_role("button")).to_contain_text("Изменить")
    page.goto(f"/journal/pages/{site.ids['page']}/final-marks")
    exams = page.locator("tbody td:nth-last-child(2) select")
    not_set = page.locator("tbody tr").first.locator("td:last-child select")
    chosen = not_set.evaluate(CHOOSE_ANOTHER)
    exams.first.focus()
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    expect(exams.nth(1)).to_be_focused()
    expect(exams.first).to_have_value("4")
    expect(page.locator("tbody tr").first.get_by_role("button").nth(1)).to_contain_text("Изменить")
    expect(not_set).to_have_value(chosen)


@pytest.mark.clause("4.9")
def test_the_menu_of_a_term_mark_offers_the_right_one_first(page: Page, site: Site) -> None:
    go_to(page, site)
    page.keyboard.press("End")
    page.keyboard.press("Alt+ArrowDown")
    lines = page.get_by_role("menuitemradio")
    expect(lines.first).to_have_text("3По расчёту")
    expect(lines.first).to_be_focused()
    five = lines.filter(has_text="4,50")
    expect(five).to_have_attribute("aria-disabled", "true")
    expect(five).to_contain_text("п. 4.9")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr").first.locator(".e4")).to_have_text("3")
    expect(page.locator(SAVED)).to_contain_text("Сохранено")
    expect(page.locator("tbody tr").first.locator(".e4")).to_be_focused()
    expect(page.locator("[data-results-set]")).to_have_text("1 из 26")
