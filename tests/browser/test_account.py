"""«My account» and the version for weak sight, by keyboard, looked at by axe in every scheme."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sgo.models import Preferences, SignIn, Staff
from tests.browser.conftest import axe
from tests.browser.site import PASSWORD, Site

WIDE = "document.documentElement.scrollWidth <= innerWidth"
SCHEMES = (
    "белым по чёрному",
    "тёмно-синим по голубому",
    "коричневым по бежевому",
    "зелёным по тёмно-коричневому",
    "чёрным по белому",
)


def enter(page: Page, password: str = PASSWORD) -> None:
    page.goto("/sign-in")
    page.get_by_label("Логин").fill("teacher")
    page.get_by_role("textbox", name="Пароль").fill(password)
    page.get_by_role("button", name="Войти").press("Enter")


@pytest.mark.clause("4.3", "5.5")
def test_the_account_by_keyboard(open_browser: Callable[..., BrowserContext], site: Site) -> None:
    there, here = (open_browser(theme=theme).new_page() for theme in ("dark", "light"))
    enter(there)
    there.wait_for_url("**/journal/today**")
    enter(here, "мимо")
    expect(here.get_by_role("alert")).to_be_focused()
    enter(here)
    here.get_by_role("group").locator("summary").last.press("Enter")
    here.get_by_role("link", name="Моя учётная запись").press("Enter")
    here.wait_for_url("**/account/")
    expect(here.get_by_text("неудачная попытка")).to_have_count(1)

    here.get_by_label("Телефон").fill("12")
    here.get_by_role("button", name="Сохранить контакты").press("Enter")
    expect(here.get_by_role("alert")).to_be_focused()
    here.get_by_label("Телефон").fill("8 918 123-45-67")
    here.get_by_role("button", name="Сохранить контакты").press("Enter")
    expect(here.get_by_text("Контактные данные сохранены")).to_be_visible()
    assert site.read(
        lambda session: session.query(Staff).filter_by(phone="+79181234567").count() == 1
    )

    for page, size in ((here, (1366, 900)), (there, (390, 844))):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto("/account/")
        axe(page)
        assert page.evaluate(WIDE)
    here.get_by_role("button", name="Выйти на других устройствах").press("Enter")
    dialog = here.get_by_role("dialog")
    axe(here)
    dialog.get_by_role("button", name="Выйти на других устройствах").press("Enter")
    expect(here.get_by_text("Все сеансы, кроме этого, завершены")).to_be_visible()
    there.reload()
    there.wait_for_url("**/sign-in?next=**")
    assert site.read(lambda session: session.query(SignIn).count()) >= 3


def test_the_version_for_weak_sight_by_keyboard(
    open_browser: Callable[..., BrowserContext], site: Site
) -> None:
    page = open_browser(width=390, height=844).new_page()
    page.goto("/sign-in")
    page.get_by_role("button", name="Версия для слабовидящих").press("Enter")
    bar = page.get_by_role("region", name="Версия для слабовидящих")
    bar.locator("summary").press("Enter")
    bar.get_by_role("button", name="самый крупный").press("Enter")
    page.wait_for_url("**/sign-in#sight")
    expect(bar.get_by_role("button", name="самый крупный")).to_be_visible()
    bar.get_by_role("button", name="самый широкий").press("Enter")
    expect(page.locator("html")).to_have_attribute("data-spacing", "widest")
    for scheme in SCHEMES:
        bar.get_by_role("button", name=scheme).press("Enter")
        expect(bar.get_by_role("button", name=scheme)).to_have_attribute("aria-pressed", "true")
        axe(page)
        assert page.evaluate(WIDE), scheme
    enter(page)
    page.wait_for_url("**/journal/today**")
    kept = site.read(lambda session: session.query(Preferences).one().weak_sight)
    assert kept
    for address in ("/account/", f"/journal/pages/{site.ids['page']}", "/panel/students/"):
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("data-letters", "largest")
        for width, scheme in ((390, "black_on_white"), (1366, "white_on_black")):
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("scheme => { document.documentElement.dataset.scheme = scheme }", scheme)
            axe(page)
            assert page.evaluate(WIDE), f"{address} at {width}"
    page.emulate_media(media="print")
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert ink == "rgb(0, 0, 0)"
    page.emulate_media(media="screen")
    bar.locator("summary").press("Enter")
    bar.get_by_role("button", name="скрыты").press("Enter")
    expect(page.locator("svg.i").first).to_be_hidden()
    axe(page)
    bar.get_by_role("button", name="Обычная версия").press("Enter")
    expect(page.locator("html[data-scheme]")).to_have_count(0)


def test_the_theme_turns_at_once_and_is_kept(
    open_browser: Callable[..., BrowserContext], site: Site
) -> None:
    page = open_browser("teacher").new_page()
    page.goto("/account/")
    with page.expect_response("**/look"):
        page.locator("[data-theme-button]").press("Enter")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    axe(page)
