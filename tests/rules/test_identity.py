"""СНИЛС, phone, e-mail, birth date, login; all numbers are invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.identity import (
    PersonKind,
    birth_date,
    email,
    login_from_name,
    phone,
    snils,
    snils_control,
)
from sgo.verdicts import Verdict

pytestmark = pytest.mark.clause("2.1.2")
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("112-233-445 95", "112-233-445 95"),
        ("11223344595", "112-233-445 95"),
        (" 112 233 445 95 ", "112-233-445 95"),
        ("001-001-998 77", "001-001-998 77"),
        ("000-000-001 00", "000-000-001 00"),
    ],
)
def test_a_snils_is_normalised(text: str, answer: str) -> None:
    assert snils(text) == answer


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("112-233-445 96", "snils_control_wrong"),
        ("001-001-999 77", "snils_control_wrong"),
        ("112-233-445", "snils_not_eleven_digits"),
        ("112-233-445 955", "snils_not_eleven_digits"),
        ("", "snils_not_eleven_digits"),
        ("1122334459x", "snils_not_eleven_digits"),
        ("١١٢٢٣٣٤٤٥٩٥", "snils_not_eleven_digits"),
    ],
)
def test_a_wrong_snils_is_refused(text: str, code: str) -> None:
    answer = snils(text)
    assert isinstance(answer, Verdict)
    assert (answer.code, answer.field) == (code, "snils")


def test_the_right_control_number_is_told() -> None:
    answer = snils("112-233-445 96")
    assert isinstance(answer, Verdict)
    assert answer.parameters["right"] == "95"


@given(st.integers(1_001_999, 999_999_999), st.integers(0, 8), st.integers(1, 9))
def test_one_mistyped_digit_is_always_noticed(number: int, place: int, more: int) -> None:
    digits = f"{number:09d}"
    control = snils_control(digits)
    assert 0 <= control <= 99
    written = snils(f"{digits}{control:02d}")
    assert isinstance(written, str)
    wrong = digits[:place] + str((int(digits[place]) + more) % 10) + digits[place + 1 :]
    if int(wrong) > 1_001_998 and snils_control(wrong) != control:
        assert isinstance(snils(f"{wrong}{control:02d}"), Verdict)


@pytest.mark.parametrize(
    "text", ["8 (918) 123-45-67", "+7 918 123-45-67", "9181234567", "8-918-123-45-67"]
)
def test_a_phone_is_kept_in_one_form(text: str) -> None:
    assert phone(text) == "+79181234567"


@pytest.mark.parametrize("text", ["", "12", "phone", "8 918 123", "+7 000 000-00-00"])
def test_what_is_no_phone(text: str) -> None:
    answer = phone(text)
    assert isinstance(answer, Verdict)
    assert answer.code == "phone_not_understood"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (" Anna@Example.RU ", "anna@example.ru"),
        ("a.b+c@mail.example.org", "a.b+c@mail.example.org"),
        ("почта@пример.рф", "почта@пример.рф"),
    ],
)
def test_an_address_is_normalised(text: str, answer: str) -> None:
    assert email(text) == answer


@pytest.mark.parametrize(
    "text",
    ["", "anna", "anna@", "@example.ru", "a@b@c.ru", "a b@c.ru", "a@localhost", "a..b@c.ru"]
    + ["a@b..ru", "a@c.ru, b@c.ru", "x" * 65 + "@c.ru", "a\n@c.ru"],
)
def test_what_is_no_address(text: str) -> None:
    assert isinstance(email(text), Verdict)


@pytest.mark.parametrize(
    ("day", "kind", "code"),
    [
        (date(2026, 11, 24), PersonKind.STUDENT, "birth_date_ahead"),
        (date(2021, 11, 23), PersonKind.STUDENT, "allowed"),
        (date(2021, 11, 24), PersonKind.STUDENT, "too_young"),
        (date(2010, 11, 23), PersonKind.GUARDIAN, "allowed"),
        (date(2010, 11, 24), PersonKind.GUARDIAN, "too_young"),
        (date(2010, 11, 24), PersonKind.STAFF, "too_young"),
        (date(1926, 11, 24), PersonKind.STAFF, "allowed"),
        (date(1926, 11, 23), PersonKind.STAFF, "too_old"),
    ],
)
def test_a_birth_date_fits_the_person(day: date, kind: PersonKind, code: str) -> None:
    assert birth_date(day, TODAY, kind).code == code


@pytest.mark.parametrize(
    ("surname", "given_name", "login"),
    [
        ("Зюзин", "Илья", "ziuzin.i"),
        ("Щукина", "Юлия", "shchukina.i"),
        ("Подъячев", "Хасан", "podieiachev.k"),
        ("Ёлкина-Цой", "Анна", "elkina-tsoi.a"),
        ("Оглы Кызы", "Яна", "oglykyzy.i"),
        ("Соль", "", "sol"),
        ("", "", "user"),
    ],
)
def test_a_login_is_made_as_passports_transliterate(
    surname: str, given_name: str, login: str
) -> None:
    assert login_from_name(surname, given_name) == login


@given(st.text(alphabet="АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя- '"))
def test_a_login_is_plain_ascii(name: str) -> None:
    login = login_from_name(name, name)
    assert login
    assert login.isascii()
    assert set(login) <= set("abcdefghijklmnopqrstuvwxyz-.")
