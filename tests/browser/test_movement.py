"""The movement book by keyboard: prepared, returned, mended, confirmed, and cancelled."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import func, select

from sgo.models import Membership
from tests.browser.conftest import axe
from tests.browser.site import Site

ORDERS = "/panel/movement_orders/"


def members(site: Site) -> int:
    """How many memberships have no end."""
    return site.read(
        lambda session: session.scalar(
            select(func.count(Membership.id)).where(Membership.ends_on.is_(None))
        )
    )


def pressed(page: Page, name: str) -> None:
    """A button reached and pressed by the keyboard."""
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    page.keyboard.press("Enter")


def chosen(page: Page, label: str, typed: str) -> None:
    """A row found and chosen by the keyboard."""
    box = page.get_by_role("combobox", name=label)
    box.press_sequentially(typed)
    expect(page.locator(".lookup-list [role=option]").first).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")


def test_an_order_goes_its_whole_way_by_keyboard(
    open_browser: Callable[..., BrowserContext], site: Site
) -> None:
    start = members(site)
    admin = open_browser("technical_admin").new_page()
    coordinator = open_browser("coordinator").new_page()

    admin.goto(f"{ORDERS}new/")
    admin.get_by_label("Вид", exact=True).select_option("withdrawal")
    admin.get_by_label("Номер приказа").fill("31-о")
    chosen(admin, "Группа", "ВА-26-1")
    admin.get_by_label("Считается с").fill("2026-11-24")
    pressed(admin, "Показать обучающихся группы")
    expect(admin.get_by_label("Номер приказа")).to_have_value("31-о")
    for name in ("Абрамов Кирилл", "Ёлкин Степан"):
        box = admin.get_by_role("checkbox", name=name)
        box.focus()
        admin.keyboard.press("Space")
        expect(box).to_be_checked()
    admin.get_by_label("Вставить список").fill("Дёмин Артём")
    axe(admin)
    admin.get_by_label("Номер приказа").press("Enter")
    expect(admin.get_by_role("status").filter(has_text="Сохранено")).to_be_visible()
    expect(admin.get_by_role("heading", name="3 обучающихся", exact=True)).to_be_visible()
    address = admin.url
    assert members(site) == start, "nothing changes until the coordinator confirms"

    coordinator.goto(f"{ORDERS}?flt_state=prepared")
    coordinator.get_by_role("link", name="Вернуть с замечанием: № 31-о").press("Enter")
    coordinator.get_by_label("Что исправить").fill("Ёлкин остаётся")
    axe(coordinator)
    pressed(coordinator, "Вернуть с замечанием")
    expect(coordinator.get_by_role("status").filter(has_text="Возвращ")).to_be_visible()

    admin.goto(address)
    expect(admin.get_by_text("Ёлкин остаётся", exact=True)).to_be_visible()
    admin.get_by_role("link", name="Изменить").press("Enter")
    admin.get_by_role("checkbox", name="Ёлкин Степан").press("Space")
    pressed(admin, "Сохранить")
    expect(admin.get_by_role("heading", name="2 обучающихся", exact=True)).to_be_visible()

    coordinator.goto(f"{ORDERS}several/")
    expect(coordinator.get_by_role("checkbox")).to_be_checked()
    axe(coordinator)
    pressed(coordinator, "Подтвердить отмеченные")
    expect(coordinator.get_by_role("status").filter(has_text="Подтверждён")).to_be_visible()
    assert members(site) == start - 2

    admin.goto(address)
    admin.get_by_role("link", name="Подготовить отменяющий приказ").press("Enter")
    admin.get_by_label("Номер приказа").fill("32-о")
    admin.get_by_label("Номер приказа").press("Enter")
    expect(admin.get_by_role("status").filter(has_text="ждёт координатора")).to_be_visible()
    coordinator.goto(f"{ORDERS}?flt_state=prepared")
    coordinator.get_by_role("link", name="Подтвердить: № 32-о").press("Enter")
    pressed(coordinator, "Подтвердить")
    expect(coordinator.get_by_role("status").filter(has_text="Подтвержд")).to_be_visible()
    assert members(site) == start, "the state before the order is back"
    coordinator.goto(address)
    expect(coordinator.get_by_text("отменён приказом № 32-о").first).to_be_visible()


def test_a_curator_confirms_the_list_by_keyboard(
    open_browser: Callable[..., BrowserContext],
) -> None:
    """Clause 5.4; the other pages of movement are looked at with every page of every role."""
    for width, theme in ((1366, "light"), (390, "dark")):
        curator = open_browser("curator", width=width, theme=theme).new_page()
        curator.goto("/movement/lists")
        axe(curator)
        curator.get_by_role("link", name="ВА-26-1").press("Enter")
        curator.get_by_label("Замечание").fill(f"сверено {width}")
        axe(curator)
        pressed(curator, "Список верен")
        expect(curator.get_by_text(f"сверено {width}")).to_be_visible()
        axe(curator)
