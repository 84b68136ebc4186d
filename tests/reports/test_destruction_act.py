"""The printed act of destruction: by kind and count, for a commission of three to sign."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from sgo.reports.destruction_act import (
    KINDS,
    PEOPLE,
    destruction_act_name,
    destruction_act_pdf,
)
from sgo.services.letterhead import letterhead
from sgo.services.people.destruction_paper import DestructionPaper
from tests.centre import Centre
from tests.reports.paper import pages_of, words_of
from tests.reports.test_forms import is_whole

pytestmark = pytest.mark.clause("2.1.2")


def of_card(kind: str) -> dict[str, int]:
    """Everything that there can be of a person with such a card."""
    others = PEOPLE.keys() - {kind}
    return {name: 3 for name in KINDS if name.partition(".")[0] not in others}


@pytest.mark.parametrize("destroyed", [of_card("students"), {}])
def test_the_act_tells_kinds_and_leaves_room_to_sign(
    centre: Centre, session: Session, destroyed: dict[str, int]
) -> None:
    paper = DestructionPaper(
        letterhead(session),
        7,
        date(2026, 11, 23),
        "Ушедший Пётр Ильич",
        "students",
        41,
        "Савченко Д. П.",
        destroyed,
    )
    made = destruction_act_pdf(paper, centre.now)
    pages, words = pages_of(made), words_of(made)
    is_whole(made, pages)
    assert len(pages) == 1
    for text in (
        "Акт об уничтожении персональных данных",
        "Акт № 7 от 23.11.2026",
        "Ушедший Пётр Ильич (обучающийся, карточка № 41)",
        "152-ФЗ",
        "75 лет",
        "Савченко Д. П.",
        "Председатель комиссии",
        "М. П.",
    ):
        assert text in words, text
    assert words.count("Член комиссии") == 2
    wanted = {KINDS[kind] for kind in destroyed} or {"Подлежащих уничтожению данных не оказалось"}
    assert [text for text in wanted if text not in words] == []
    assert destruction_act_name(paper) == "Акт об уничтожении 7 от 23.11.2026"


@pytest.mark.parametrize(
    ("kind", "told", "untold"),
    [
        (
            "guardians",
            ("родитель", "чей это представитель", "75 лет"),
            ("дата рождения", "трудовые"),
        ),
        (
            "staff",
            ("работник", "трудовые отношения прекращены", "должность, образование, категория"),
            ("75 лет", "обучение окончено"),
        ),
    ],
)
def test_the_act_says_what_is_kept_of_whom(
    centre: Centre, session: Session, kind: str, told: tuple[str, ...], untold: tuple[str, ...]
) -> None:
    paper = DestructionPaper(
        letterhead(session), 8, date(2026, 11, 23), "", kind, 5, "Савченко Д. П.", of_card(kind)
    )
    made = destruction_act_pdf(paper, centre.now)
    is_whole(made, pages_of(made))
    words = words_of(made)
    assert len(pages_of(made)) == 1
    for text in (*told, "карточка № 5, удалена", "________"):
        assert text in words, text
    for text in untold:
        assert text not in words, text
