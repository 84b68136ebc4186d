"""Phones and addresses among other words: several in a cell, a name beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers

from sgo.rules import identity
from sgo.verdicts import Verdict, refused

_EMAIL = re.compile(r"[^\s,;()<>]+@[^\s,;()<>]+\.[^\s,;()<>]+")
_DIGITS = re.compile(r"\d")
_MOST_PHONES = 4


@dataclass(frozen=True, slots=True)
class Contacts:
    """What a text holds: phones in order, addresses, and the words that are left over."""

    phones: tuple[str, ...]
    emails: tuple[str, ...]
    rest: str


def contacts_in(text: str) -> Contacts:
    """Take phones and addresses out of a text; whatever is none stays in `rest`."""
    emails = tuple(_EMAIL.findall(text))
    text = _EMAIL.sub(" ", text)
    phones: list[str] = []
    rest, after = [], 0
    for found in phonenumbers.PhoneNumberMatcher(text, identity.REGION):
        number = phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164)
        if number not in phones and len(phones) < _MOST_PHONES:
            phones.append(number)
        rest.append(text[after : found.start])
        after = found.end
    rest.append(text[after:])
    return Contacts(tuple(phones), emails, " ".join(rest).strip(" ,;:-–—()"))


def first_phone(text: str) -> str | Verdict:
    """The first phone of a cell; refused when digits are left that are none."""
    plain = identity.phone(text)
    if isinstance(plain, str):
        return plain
    found = contacts_in(text)
    if found.phones and not _DIGITS.search(found.rest):
        return found.phones[0]
    if not found.phones and not _DIGITS.search(text) and text.strip(" -–—.") == "":
        return refused("cell_empty")
    return refused("phone_not_understood", field="phone")


def first_email(text: str) -> str | Verdict:
    """The first address of a cell."""
    found = _EMAIL.search(text)
    return identity.email(found[0].strip(".") if found else text)
