"""Personal files by keyboard: a consent, what waits for it, a file that goes in and comes out."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from sgo.models import Student
from tests.attachments import PDF
from tests.browser.conftest import axe
from tests.browser.site import Site


def opened(page: Page, name: str) -> None:
    """A link reached and followed by the keyboard."""
    page.get_by_role("link", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def saved(page: Page) -> None:
    """The form sent by the keyboard."""
    page.get_by_role("button", name="Сохранить", exact=True).focus()
    page.keyboard.press("Enter")


@pytest.mark.clause("2.1.2")
def test_a_personal_file_is_kept_by_keyboard(
    open_browser: Callable[..., BrowserContext], site: Site, tmp_path: Path
) -> None:
    student = site.read(
        lambda session: session.scalars(select(Student).order_by(Student.sort_key)).first()
    )
    card = f"/panel/students/details/?id={student.id}"
    page = open_browser("technical_admin").new_page()

    page.goto(card)
    axe(page)
    opened(page, "Записать согласие")
    expect(page.get_by_role("combobox", name="Обучающийся")).to_have_value(f"{student}, 14.05.2012")
    page.get_by_label("Вид", exact=True).select_option("special_needs")
    page.get_by_label("Дано", exact=True).fill("2026-11-20")
    axe(page)
    saved(page)
    expect(page).to_have_url(re.compile(re.escape(card)))
    page.goto(f"/panel/student_needs/new/?student_id={student.id}")
    page.get_by_label("Вид", exact=True).select_option("conditions")
    saved(page)
    expect(page.get_by_text("особые условия обучения").first).to_be_visible()

    page.goto(f"/panel/person_files/new/?student_id={student.id}")
    page.get_by_label("Название", exact=True).fill("Паспорт, первая страница")
    page.get_by_label("Вид", exact=True).select_option("identity")
    wrong = {"name": "паспорт.pdf", "mimeType": "application/pdf", "buffer": b"<svg/>"}
    page.get_by_label("Файл", exact=True).set_input_files(wrong)
    saved(page)
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Название", exact=True)).to_have_value("Паспорт, первая страница")
    axe(page)
    right = {"name": "паспорт.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.get_by_label("Файл", exact=True).set_input_files(right)
    saved(page)
    opened(page, "Паспорт, первая страница")
    expect(page.get_by_role("link", name="паспорт.pdf")).to_be_visible()
    with page.expect_download() as download:
        opened(page, "паспорт.pdf")
    assert download.value.suggested_filename == "паспорт.pdf"
    assert Path(download.value.path()).read_bytes() == PDF

    phone = open_browser("coordinator", width=390, theme="dark").new_page()
    phone.goto(card)
    expect(phone.get_by_text("Паспорт, первая страница")).to_be_visible()
    axe(phone)
    phone.goto("/panel/person_files/")
    axe(phone)
    with phone.expect_download() as download:
        phone.goto(f"/panel/students/extract/?id={student.id}")
        phone.get_by_role("button", name="Сохранить выписку").click()
    assert download.value.suggested_filename.endswith(".xlsx")
